from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from shelves import Row, line, open_warehouse, order, publish, rows_of

from ordertrack.access import Access
from ordertrack.errors import BadEntry
from ordertrack.facts import steps
from ordertrack.facts.matched_names import Names, resolved
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS
from ordertrack.filters import filters_of
from ordertrack.metrics.analysis.stated_targets import stated_targets
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.orders.ledger import LedgerQuery, matching_orders
from ordertrack.metrics.orders.search import fitting, products
from ordertrack.records.journal import KINDS, Seen
from ordertrack.scope import Scope
from ordertrack.views.imports.names import stated_twice
from ordertrack.warehouse import Warehouse
from ordertrack.warehouse.reader import KEPT_MATCHED, Reader

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


def rows_in(warehouse: Warehouse) -> pl.DataFrame:
    """The targets as files state them."""
    release = warehouse.latest()
    assert release is not None
    scope = Scope(datetime(2025, 1, 1), access=Access.everything())
    return stated_targets(scope, warehouse.reader(release, ""))


# --- who asks by a name that was replaced ----------------------------------------------------


@pytest.fixture
def matched(apart: Warehouse) -> Iterator[Reader]:
    """The company of several names, while they are said to be one."""
    verdicts(apart, "same", **ONE)
    release = apart.latest()
    assert release is not None
    yield apart.reader(release)
    verdicts(apart, None, **ONE)


def scope_of(access: Access, **filters: str) -> Scope:
    asked = {name: (value,) for name, value in filters.items()}
    return Scope(datetime(2025, 6, 1), filters=filters_of(asked), access=access)


def listed(reader: Reader, scope: Scope, search: str = "") -> set[str]:
    """The orders of the ledger."""
    return found_by(LedgerQuery(search), scope, reader)


def found_by(query: LedgerQuery, scope: Scope, reader: Reader) -> set[str]:
    return set(reader.run(matching_orders(query, scope, reader).of("order_no"))["order_no"])


@pytest.mark.parametrize(("kind", "pairs"), ONE.items())
def test_a_filter_and_an_access_by_a_name_that_was_found_are_about_the_one_used(
    matched: Reader, kind: str, pairs: Mapping[str, str]
) -> None:
    for found, used in pairs.items():
        by_used = listed(matched, scope_of(Access.everything(), **{kind: used}))
        assert by_used
        assert listed(matched, scope_of(Access.everything(), **{kind: found})) == by_used
        assert listed(matched, scope_of(Access.only(**{kind: [found]}))) == by_used
        names = ("orders", "revenue", "follow_up_conversion", "revenue_attainment")
        two = [
            evaluate(names, (), scope_of(Access.everything(), **{kind: name}), matched).rows()
            for name in (found, used)
        ]
        assert two[0] == two[1]


def test_an_access_by_a_name_that_was_found_shows_its_own_rows_alone(matched: Reader) -> None:
    access = Access.only(sales_rep=["O'Neil"], hidden=["customer_name"])
    assert listed(matched, scope_of(access)) == {"1", "2", "3", "6"}  # of the last one a share
    other = Access.only(team=["East"]) | Access.only(channel=["mail"])
    assert listed(matched, scope_of(other)) == {"1", "2", "3", "5", "6"}  # people's team


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("Beijing Huawei", {"1", "2", "3"}),
        ("Huawei Ltd.", {"1", "2", "3"}),  # its own name no row has now
        ("gtxpro", {"1", "2"}),
        ("ltd gtxpro", {"1", "2"}),
        ("ltd. special", set()),
    ],
)
def test_the_ledger_is_searched_by_former_names_too(
    matched: Reader, search: str, found: set[str]
) -> None:
    everyone = scope_of(Access.everything())
    assert listed(matched, everyone, search) == found
    known = products(everyone, matched)
    query = LedgerQuery(search, products=fitting(search, known))
    assert found_by(query, everyone, matched) == found
    seen = scope_of(Access.only(sales_rep=["Zhao"]))
    assert listed(matched, seen, search) <= {"4", "6"}  # nothing past what the viewer may see


# --- what an answer does, and what it does not ------------------------------------------------


def test_chains_end_at_one_name_and_never_lead_back() -> None:
    answers = [
        {"column": "team", "found": found, "use": use}
        for found, use in (("a", "b"), ("b", "c"), ("c", "a"), ("x", "a"))
    ]
    assert resolved(answers).by_kind == {"team": {"a": "c", "b": "c", "x": "c"}}


def test_few_releases_with_matched_names_are_kept(apart: Warehouse) -> None:
    apart._shelf.close()
    for name in ("a", "b", "c", "d"):
        verdicts(apart, "same", team={name: "East"})
        assert rows_of(apart, "SELECT COUNT(*) FROM order_facts") == [6]
    held = set(apart._shelf._users)
    assert held == apart._shelf._matched
    assert len(held) == KEPT_MATCHED
    verdicts(apart, None, team=dict.fromkeys("abcd", "East"))


def test_names_that_are_not_the_same_stay_apart(apart: Warehouse) -> None:
    before = everything_of(apart)
    verdicts(apart, "different", team={"East": "华东"})
    assert everything_of(apart) == before
    verdicts(apart, None, team={"East": "华东"})


def test_of_two_targets_for_one_that_of_the_name_used_counts(tmp_path: Path) -> None:
    warehouse = open_warehouse(tmp_path / "home")
    targets = [target("team", name, value) for name, value in (("华东", 100), ("East", 120))]
    targets += [target("team", "East", 7, "units"), target("person", "East", 5)]
    publish(warehouse, {"orders": [order("1", "2024-01-05")], "targets": targets})
    verdicts(warehouse, "same", team={"East": "华东"})
    found = rows_of(warehouse, "SELECT who, measure, value::INT FROM target_facts ORDER BY ALL")
    assert found == [("East", "revenue", 5), ("华东", "revenue", 100), ("华东", "units", 7)]
    verdicts(warehouse, "same", team={"华东": "South"})  # neither has a target of its own now
    found = rows_of(warehouse, "SELECT who, value::INT FROM target_facts WHERE level = 'team'")
    assert sorted(found) == [("South", 7), ("South", 120)]
    used = warehouse.reader(warehouse.latest()).written.names()
    imported = rows_in(warehouse)
    assert [str(one) for one in stated_twice(used, imported)] == [
        "South: 2024, Revenue: 120 counts, 100 does not."
    ]
    assert stated_twice(Names(), imported) == []


def test_a_typed_target_of_a_name_found_is_that_of_the_name_used(apart: Warehouse) -> None:
    journal = apart.records.journal
    key = {"period": "2024-03", "level": "person", "name": "王强(华东)", "measure": "revenue"}
    typed = KINDS["target"].changes(key | {"value": 11})
    journal.save(typed, "Li Na", "", Seen(0, journal.position()))
    verdicts(apart, "same", sales_rep={"王强(华东)": "王强"})
    query = "SELECT sales_rep, team, value::INT FROM target_facts WHERE origin = 'typed'"
    assert rows_of(apart, query) == [("王强", "East", 11)]
    verdicts(apart, None, sales_rep={"王强(华东)": "王强"})
    assert rows_of(apart, query) == [("王强(华东)", "East", 11)]


def test_a_name_is_not_matched_with_itself(apart: Warehouse) -> None:
    with pytest.raises(BadEntry, match="is one name already"):
        verdicts(apart, "same", team={"East": "East"})


def test_an_import_is_compared_with_what_files_said(tmp_path: Path) -> None:
    warehouse = open_warehouse(tmp_path / "home")
    rows = [order("1", "2024-01-05", sales_rep="王强(华东)")]
    publish(warehouse, {"orders": rows})
    verdicts(warehouse, "same", sales_rep={"王强(华东)": "王强"})
    assert rows_of(warehouse, "SELECT sales_rep FROM order_facts") == ["王强"]
    publish(warehouse, {"orders": [*rows, order("2", "2024-01-06", sales_rep="王强")]})
    assert rows_of(warehouse, "SELECT sales_rep FROM order_facts") == ["王强", "王强"]
    verdicts(warehouse, None, sales_rep={"王强(华东)": "王强"})
    found = rows_of(warehouse, "SELECT sales_rep FROM order_facts ORDER BY ALL")
    assert found == ["王强", "王强(华东)"]
