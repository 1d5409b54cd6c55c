"""A shop that imports small exports one after the other, and what its release then holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.intake import Decisions, Import, Plan
from ordertrack.settings import settings
from ordertrack.warehouse import Release, Warehouse


class Shop:
    """Imports lines like "SO1,A,Widget" below a header line, as a csv of that name."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.importing = Import(warehouse, settings(), warehouse.storage.scratch("import"))

    def plan(self, head: str, *rows: str, file: str = "a.csv", **wishes: Any) -> Plan:
        """What an export would do."""
        self.importing = Import(
            self.warehouse, settings(), self.warehouse.storage.scratch("import")
        )
        self.importing.read([(file, "\n".join((head, *rows, "")).encode())])
        return self.importing.prepare(Decisions(answers_by_kind={"set-aside": "yes"}, **wishes))

    def imports(self, head: str, *rows: str, **wishes: Any) -> Release | None:
        """The release that an export makes; None when it brings nothing new."""
        self.plan(head, *rows, **wishes)
        return self.importing.publish("tester")

    def lines(self, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of all lines, by order and number."""
        return self.rows(
            f"SELECT {', '.join(columns)} FROM order_lines"
            " ORDER BY order_no, LENGTH(line_no), line_no"
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        release = self.warehouse.latest()
        assert release is not None
        return self.warehouse.reader(release).run(Select.text(query, Access.everything())).rows()

    def content(self) -> list[tuple[Any, ...]]:
        """What the lines say, whatever their numbers."""
        names = (
            "order_no, product, quantity, amount, promised_first, promised_date, promise_changes"
        )
        return self.rows(f"SELECT {names}, delivered_date FROM order_lines ORDER BY ALL")


def kinds(plan: Plan) -> Sequence[str]:
    """The findings and open questions of a plan, by kind."""
    asked = [question.kind for question in plan.questions if question.open]
    return [*(finding.kind for finding in plan.findings), *asked]
