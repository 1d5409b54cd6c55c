"""Typed targets win over imported ones of the same key; both stay in sight."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.access import Access
from ordertrack.facts.typed_targets import EFFECTIVE_TARGETS
from ordertrack.metrics.query.typed_targets import describe, effective_targets, seen_by
from ordertrack.records import Change, Records, Seen

PEOPLE = pl.DataFrame(
    [("E1", "王强", "北区"), ("E2", "李娜", "南区"), ("E3", "李娜", "北区"), ("E4", "E1", None)],
    ["sales_rep", "name", "team"],
    orient="row",
)
PRODUCTS = pl.DataFrame({"product": ["P1"], "name": ["GTX Pro"], "product_line": ["GTX"]})
COLUMNS = {
    **dict.fromkeys(("period", "level", "who", "measure"), pl.String),
    "value": pl.Decimal(18, 4),
    **dict.fromkeys(("team", "sales_rep", "product_line"), pl.String),
}
IMPORTED = pl.DataFrame(
    [
        ("2026-03", "company", None, "revenue", Decimal(1000), None, None, None),
        ("2026-03", "person", "E1", "revenue", Decimal(400), "北区", "E1", None),
        ("2026-03", "product", "P1", "units", Decimal(30), None, None, "GTX"),
    ],
    schema=COLUMNS,
    orient="row",
)


def typed(**values: Any) -> pl.DataFrame:
    """Targets by subject, as they come from the journal."""
    records = Records("sqlite://")
    for subject, value in values.items():
        change = Change("target", subject, "value", value)
        records.journal.save([change], "tester", "", Seen(0, records.journal.position()))
    frame = records.journal.frame("target")
    records.close()
    return frame


def laid(frame: pl.DataFrame) -> dict[tuple[str, ...], tuple[Any, ...]]:
    found = effective_targets(IMPORTED, describe(frame, PEOPLE, PRODUCTS))
    return {
        (row["level"], row["who"], row["measure"]): (row["value"], row["origin"], row["replaced"])
        for row in found.to_dicts()
    }


def test_a_typed_target_takes_the_place_of_the_imported_one_which_stays_in_sight() -> None:
    found = laid(typed(**{"2026-03/company//revenue": 1100}))
    assert found["company", None, "revenue"] == (1100, "typed", 1000)
    assert found["person", "E1", "revenue"] == (400, "imported", None)
    assert len(found) == 3


def test_another_measure_period_or_level_stands_beside() -> None:
    found = laid(typed(**{"2026-03/company//orders": 90, "2026-03/team/北区/revenue": 500}))
    assert found["company", None, "orders"] == (90, "typed", None)
    assert found["team", "北区", "revenue"] == (500, "typed", None)
    assert found["company", None, "revenue"] == (1000, "imported", None)


@pytest.mark.parametrize("name", ["E1", "王强"])
def test_a_person_is_the_same_by_id_and_by_name(name: str) -> None:
    frame = typed(**{f"2026-03/person/{name}/revenue": 450})
    found = effective_targets(IMPORTED, describe(frame, PEOPLE, PRODUCTS))
    row = found.row(by_predicate=pl.col("level") == "person", named=True)
    assert (row["who"], row["value"], row["replaced"]) == ("E1", 450, 400)
    assert (row["team"], row["sales_rep"]) == ("北区", "E1")
    assert row["subject"] == f"2026-03/person/{name}/revenue"


def test_a_name_that_two_have_stays_a_name() -> None:
    found = laid(typed(**{"2026-03/person/李娜/revenue": 450}))
    assert found["person", "李娜", "revenue"] == (450, "typed", None)


def test_a_product_has_its_line() -> None:
    frame = describe(typed(**{"2026-03/product/GTX Pro/units": 40}), PEOPLE, PRODUCTS)
    row = frame.row(0, named=True)
    assert (row["product"], row["product_name"], row["product_line"]) == ("P1", "GTX Pro", "GTX")
    assert (row["team"], row["sales_rep"]) == (None, None)


def test_of_two_names_of_one_person_the_later_one_counts() -> None:
    both = {"2026-03/person/E1/revenue": 450, "2026-03/person/王强/revenue": 470}
    assert laid(typed(**both))["person", "E1", "revenue"] == (470, "typed", 400)


TYPED = st.dictionaries(
    st.builds(
        "2026-0{}/{}/revenue".format,
        st.integers(3, 4),
        st.sampled_from(
            ["company/", "person/E1", "person/王强", "person/李娜", "team/北区", "product/GTX Pro"]
        ),
    ),
    st.integers(0, 9),
    max_size=6,
)


@given(TYPED)
@settings(max_examples=15, deadline=None)
def test_sql_and_frames_lay_typed_targets_over_in_the_same_way(values: dict[str, int]) -> None:
    frame = typed(**values)
    by_frames = effective_targets(IMPORTED, describe(frame, PEOPLE, PRODUCTS))
    over = frame.with_columns(who=pl.when(pl.col("name") != "").then("name"))
    tables = {"targets": IMPORTED, "people": PEOPLE, "products": PRODUCTS, "typed_targets": over}
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        by_sql = connection.sql(EFFECTIVE_TARGETS).pl()
    key = ["period", "level", "who", "measure"]
    assert by_sql.sort(key).equals(by_frames.select(by_sql.columns))


def test_the_sql_runs_in_other_engines_too() -> None:
    for dialect in ("spark", "clickhouse", "trino"):
        level = sqlglot.ErrorLevel.RAISE
        assert sqlglot.transpile(EFFECTIVE_TARGETS, "duckdb", dialect, unsupported_level=level)


def test_nothing_typed_changes_nothing() -> None:
    found = effective_targets(IMPORTED, describe(typed(), PEOPLE, PRODUCTS))
    assert found.select(IMPORTED.columns).equals(
        IMPORTED.with_columns(pl.col("value").cast(pl.Decimal(18, 4))).sort(
            "period", "level", "who", "measure"
        )
    )
    assert found["origin"].to_list() == ["imported"] * 3


def test_only_typed_targets_are_enough() -> None:
    frame = describe(typed(**{"2026-03/company//revenue": 5}), PEOPLE, PRODUCTS)
    found = effective_targets(IMPORTED.clear(), frame)
    assert found.select("value", "origin").rows() == [(5, "typed")]


@pytest.mark.parametrize(
    ("access", "levels"),
    [
        (Access.everything(), ["company", "person", "team"]),
        (Access.only(team=["北区"]), ["person", "team"]),
        (Access.only(sales_rep=["E1"]), ["person"]),
        (Access.only(team=["北区"], region=["x"]), []),
        (Access.only(region=["x"]) | Access.only(sales_rep=["E1"]), ["person"]),
        (Access.nothing(), []),
    ],
)
def test_who_may_not_see_a_typed_target_does_not(access: Access, levels: list[str]) -> None:
    names = ("company//revenue", "person/王强/revenue", "team/北区/revenue")
    frame = describe(typed(**{f"2026-03/{name}": 5 for name in names}), PEOPLE, PRODUCTS)
    assert sorted(seen_by(access, frame)["level"]) == levels
