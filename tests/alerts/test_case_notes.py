"""What came of a case stands in the ledger, its export and on the order's page."""

from __future__ import annotations

from pathlib import Path

from ordertrack.access import Access
from ordertrack.alerts.cases import changes
from ordertrack.metrics.orders import export, one_order
from ordertrack.metrics.orders.ledger import LedgerQuery, page
from ordertrack.records import Seen
from ordertrack.scope import Scope, moment
from ordertrack.warehouse import Reader, Warehouse
from tests.shelves import line, open_warehouse, order, publish

SCOPE = Scope(moment("2024-06-20"), access=Access.everything())


def reader(warehouse: Warehouse) -> Reader:
    release = warehouse.latest()
    assert release
    return warehouse.reader(release)


def test_the_result_of_a_case_stands_in_the_exception_record_of_its_order(home: Path) -> None:
    warehouse = open_warehouse(home)
    tables = {
        "orders": [order("a", "2024-06-01", exception_note="dented"), order("b", "2024-06-02")],
        "order_lines": [line("a"), line("a", "2"), line("b")],
        "complaints": [{"complaint_id": "c", "order_no": "b", "raised_at": "2024-06-03 10:00"}],
    }
    tables["orders"][1] |= {"exception_note": None}
    publish(warehouse, tables)
    journal = warehouse.records.journal
    late = {"rule": "late_delivery", "subject": "a", "episode": 1}
    asked = {"rule": "no_response", "subject": "c", "episode": 1}
    journal.save(changes([late], {"state": "in_progress"}), "Ann", "", Seen(1, 0))
    assert one_order.facts("a", SCOPE, reader(warehouse))["exception_note"] == "dented"
    done = {"state": "closed", "cause": "no boxes", "result": "sent on 12 June"}
    journal.save(changes([late], done), "Ann", "", Seen(1, journal.position()))
    journal.save(
        changes([asked], {"solution": "called back"}), "Ann", "", Seen(1, journal.position())
    )
    expected = {"a": "dented；no boxes / sent on 12 June", "b": "/ called back"}
    listed = page(LedgerQuery(), SCOPE, reader(warehouse), limit=10)
    assert dict(listed.select("order_no", "exception_note").iter_rows()) == expected
    rows = export.template_rows(LedgerQuery(), SCOPE, reader(warehouse))
    assert rows.filter(rows["order_no"] == "a")["exception_note"].to_list() == [expected["a"]] * 2
    assert one_order.facts("b", SCOPE, reader(warehouse))["exception_note"] == expected["b"]
    # What was exported comes back with the next import: it is not said twice.
    back = {"orders": [order("a", "2024-06-01", exception_note=expected["a"])]}
    publish(warehouse, back)
    assert one_order.facts("a", SCOPE, reader(warehouse))["exception_note"] == expected["a"]
    warehouse.close()
