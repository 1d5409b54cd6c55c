from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from shelves import Row, line, open_warehouse, order, publish, rows_of

from ordertrack.errors import BadEntry
from ordertrack.facts import steps
from ordertrack.facts.matched_names import resolved
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS
from ordertrack.records.journal import KINDS, Seen
from ordertrack.warehouse import Warehouse

Tables = Mapping[str, list[Row]]
MATCH = KINDS["match"]
ONE = {
    "sales_rep": {"王强(华东)": "王强", "O'Neil": "王强"},
    "product": {"GTXPro": "GTX Pro"},
    "customer": {"Beijing Huawei Ltd.": "Beijing Huawei"},
    "team": {"East": "华东"},
    "channel": {"web": "Web"},
}


def verdicts(warehouse: Warehouse, verdict: str | None, **pairs: Mapping[str, str]) -> None:
    changes = [
        change
        for kind, of_kind in pairs.items()
        for found, use in of_kind.items()
        for change in MATCH.changes(
            {"column": kind, "found": found, "use": use, "verdict": verdict}
        )
    ]
    journal = warehouse.records.journal
    journal.save(changes, "Li Na", "", Seen(0, journal.position()))


def tables(names: Mapping[str, Mapping[str, str]]) -> Tables:
    """A company whose files call five things in two ways each; `names` are used instead."""

    def of(kind: str, name: str | None) -> Any:
        return names.get(kind, {}).get(name, name) if name else name

    def sold(number: str, day: str, rep: str | None, team: str | None, customer: str, **more: Any):
        who = {"sales_rep": of("sales_rep", rep), "team": of("team", team)}
        buys = {"customer": of("customer", customer), "customer_name": of("customer", customer)}
        more = {"channel": of("channel", more.get("channel")), "status": more.get("status")}
        return order(number, day, **buys, **who, **more)

    def goods(number: str, line_no: str, product: str, amount: int) -> Row:
        name = of("product", product)
        return line(number, line_no, amount, quantity=2) | {"product": name, "product_name": name}

    return {
        "orders": [
            sold("1", "2024-01-05", "王强", None, "Beijing Huawei", channel="Web"),
            sold("2", "2024-02-05", "王强(华东)", "East", "Beijing Huawei Ltd.", channel="web"),
            sold("3", "2024-02-06", "O'Neil", None, "Beijing Huawei Ltd."),
            sold("4", "2023-12-06", "Zhao", "华东", "Beijing Huawei Ltd.", status="cancelled"),
            sold("5", "2025-03-01", None, "East", "C5"),
            sold("6", "2025-03-02", "Zhao", None, "C5"),
        ],
        "order_lines": [
            goods("1", "1", "GTX Pro", 100),
            goods("1", "2", "GTXPro", 50),
            goods("2", "1", "GTXPro", 70),
            goods("6", "1", "MG Special", 30),
        ],
        "complaints": [
            {"complaint_id": "Q1", "order_no": "3", "raised_at": "2024-02-09"},
            {"complaint_id": "Q2", "order_no": "6", "raised_at": "2025-03-09"},
        ],
        "leads": [
            {
                "lead_id": "L1",
                "sales_rep": of("sales_rep", "王强(华东)"),
                "channel": of("channel", "web"),
                "customer_id": of("customer", "Beijing Huawei Ltd."),
            }
        ],
        "expenses": [
            {
                "expense_id": "E1",
                "day": "2024-02-01",
                "category": "travel",
                "amount": 9,
                "sales_rep": of("sales_rep", "O'Neil"),
                "team": of("team", "East"),
                "channel": of("channel", "web"),
            }
        ],
        "people": [
            {"sales_rep": of("sales_rep", "王强(华东)"), "team": of("team", "East")},
            {"sales_rep": "Zhao", "team": of("team", "East")},
        ],
        "products": [{"product": of("product", "GTX Pro"), "unit_cost": 7, "is_key": True}],
        "targets": [
            target("person", of("sales_rep", "王强(华东)"), 400),
            target("team", of("team", "East"), 900),
            target("product", of("product", "GTXPro"), 300),
            target("company", "", 2000),
        ],
        "credits": [
            {"order_no": "6", "sales_rep": "Zhao", "share": "0.5"},
            {"order_no": "6", "sales_rep": of("sales_rep", "王强(华东)"), "share": "0.5"},
        ],
    }


def target(level: str, who: str, value: int, measure: str = "revenue") -> Row:
    return {"period": "2024", "level": level, "who": who, "measure": measure, "value": value}


def everything_of(warehouse: Warehouse) -> dict[str, list[Any]]:
    """All rows of all facts and views, in an order of their own."""
    names = (*steps.FACTS, *SQL_VIEWS, *CREDITED.values())
    return {name: sorted(map(repr, rows_of(warehouse, f"FROM {name}"))) for name in names}


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    warehouse = open_warehouse(tmp_path_factory.mktemp("apart") / "home")
    publish(warehouse, tables({}))
    return warehouse


@pytest.mark.parametrize("kinds", [["sales_rep"], list(ONE)], ids=["people", "all"])
def test_matched_names_give_the_figures_of_files_that_have_one_name(
    apart: Warehouse, tmp_path: Path, kinds: list[str]
) -> None:
    chosen = {kind: ONE[kind] for kind in kinds}
    other = open_warehouse(tmp_path / "home")
    publish(other, tables(chosen))
    before = everything_of(apart)
    verdicts(apart, "same", **chosen)
    try:
        found, wanted = everything_of(apart), everything_of(other)
    finally:
        verdicts(apart, None, **chosen)
    assert found == wanted
    assert found != before
    assert everything_of(apart) == before  # taken back, all is as it was
