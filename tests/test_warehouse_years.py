from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from deltalake import Schema
from shelves import (
    Row,
    facts_from_scratch,
    line,
    open_warehouse,
    order,
    publish,
    rows_of,
    staged,
)

from ordertrack.records import Release
from ordertrack.warehouse import Warehouse, data_files, delta
from ordertrack.warehouse import warehouse as home_module
from ordertrack.warehouse.publish import derive, draft
from ordertrack.warehouse.schema import ALL_TABLES, empty, stored_fields
from tests.examples import TIMES
from tests.questions import everything


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = open_warehouse(home)
    yield opened
    opened.close()


@pytest.fixture
def stocked(warehouse: Warehouse) -> Warehouse:
    """Three years with one order each, all of one customer."""
    days = {"A": "2022-06-01", "B": "2023-06-01", "C": "2024-06-01"}
    orders = [order(n, day, lead_id=f"L-{n}", accepted_at=None) for n, day in days.items()]
    publish(warehouse, {"orders": orders, "order_lines": [line(n) for n in days]})
    return warehouse


def files_of(warehouse: Warehouse, table: str, year: int) -> list[str]:
    """The data files in which the newest release holds a year."""
    version = warehouse.releases()[0].versions[table]
    paths = delta.files_at(warehouse.storage.tables / table, version)
    return [path for path in paths if f"order_year={year}/" in path]


def rewritten(warehouse: Warehouse, table: str) -> set[int]:
    """The years that the newest release holds in other files than the one before."""

    def files(release: Release) -> set[str]:
        return set(delta.files_at(warehouse.storage.tables / table, release.versions[table]))

    newest, before, *_ = warehouse.releases()
    return {int(Path(path).parent.name[-4:]) for path in files(newest) - files(before)}


def test_an_import_into_one_year_rewrites_that_year_alone(stocked: Warehouse) -> None:
    publish(stocked, {"order_lines": [line("B", amount=11)]})
    for table in ("order_lines", "order_facts", "line_facts"):
        assert rewritten(stocked, table) == {2023}
    assert stocked.releases()[0].versions["orders"] == stocked.releases()[1].versions["orders"]


def test_rows_lie_in_one_file_per_year_sorted_by_day(stocked: Warehouse) -> None:
    more = [order(f"X{n}", f"2023-0{9 - n}-01") for n in range(5)]
    publish(stocked, {"orders": more})
    (path,) = files_of(stocked, "order_facts", 2023)
    days = pl.read_parquet(path, hive_partitioning=False)["order_day"]
    assert len(days) == 6
    assert days.is_sorted()


def test_many_rows_are_sorted_only_where_the_days_are_mixed(
    stocked: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "MANY_ROWS", 0)
    monkeypatch.setattr(draft, "SMALL_YEAR", 0)
    monkeypatch.setattr(draft, "is_clustered", lambda path, day: False)
    more = [order(f"X{n}", f"2023-0{9 - n}-01") for n in range(5)]
    publish(stocked, {"orders": more, "order_lines": [line(f"X{n}") for n in range(5)]})
    for table in ("order_facts", "line_facts"):
        (path,) = files_of(stocked, table, 2023)
        days = pl.read_parquet(path, hive_partitioning=False)["order_day"]
        assert len(days) == 6
        assert days.is_sorted()


@pytest.mark.parametrize(
    ("starts", "clustered"),
    [((0, 100, 200), True), ((200, 0, 100), True), ((0, 0, 100), False), ((0, 50, 100), False)],
)
def test_days_are_clustered_where_row_groups_overlap_little(
    tmp_path: Path, starts: tuple[int, ...], clustered: bool
) -> None:
    days = [date(2024, 1, 1) + timedelta(days=start + n) for start in starts for n in range(100)]
    path = tmp_path / "days.parquet"
    pl.DataFrame({"order_day": days}).write_parquet(path, row_group_size=100)
    assert data_files.is_clustered(str(path), "order_day") == clustered


def test_first_lines_find_their_years_however_orders_are_numbered(warehouse: Warehouse) -> None:
    days = {"A": "2022-06-01", "B": "2024-06-01", "C": "2023-06-01", "D": "2022-07-01"}
    orders = [order(number, day) for number, day in days.items()]
    publish(warehouse, {"orders": orders, "order_lines": [line(n) for n in (*days, "?")]})
    found = {
        year: pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in paths])[
            "order_no"
        ]
        .sort()
        .to_list()
        for year in (2022, 2023, 2024)
        if (paths := files_of(warehouse, "order_lines", year))
    }
    assert found == {2022: ["A", "D"], 2023: ["C"], 2024: ["B"]}
    assert rows_of(warehouse, "SELECT order_no FROM order_lines ORDER BY 1")[0] == "?"


def test_an_earlier_first_order_reaches_the_years_of_later_ones(stocked: Warehouse) -> None:
    publish(stocked, {"orders": [order("Z", "2021-06-01")]})
    firsts = "SELECT order_no, customer_first_day FROM order_facts WHERE is_first_order"
    assert rows_of(stocked, firsts) == [("Z", date(2021, 6, 1))]
    assert rewritten(stocked, "order_facts") == {2021, 2022, 2023, 2024}


def test_a_complaint_reaches_the_year_of_its_order(stocked: Warehouse) -> None:
    publish(stocked, {"complaints": [{"complaint_id": "T1", "order_no": "B"}]})
    assert rewritten(stocked, "order_facts") == {2023}
    publish(stocked, {"complaints": [{"complaint_id": "T1", "order_no": "C"}]})
    assert rewritten(stocked, "order_facts") == {2023, 2024}
    counts = "SELECT complaint_count FROM order_facts ORDER BY order_no"
    assert rows_of(stocked, counts) == [0, 0, 1]


def test_a_lead_reaches_the_year_of_its_order(stocked: Warehouse) -> None:
    publish(stocked, {"leads": [{"lead_id": "L-A", "created_at": "2022-05-01"}]})
    assert rewritten(stocked, "order_facts") == {2022}


def test_a_master_reaches_all_years(stocked: Warehouse) -> None:
    publish(stocked, {"products": [{"product": "P1", "product_line": "Pumps"}]})
    assert rewritten(stocked, "line_facts") == {2022, 2023, 2024}
    assert rows_of(stocked, "SELECT DISTINCT product_line FROM line_facts") == ["Pumps"]


def test_an_earlier_beginning_of_the_data_tells_anew_who_the_customer_master_knows(
    warehouse: Warehouse,
) -> None:
    master: list[Row] = [{"customer_id": "C2", "first_order_date": date(2021, 6, 1)}]
    orders = [order("A", "2022-06-01"), order("B", "2024-06-01", customer="C2")]
    publish(warehouse, {"customers": master, "orders": orders})
    known = "SELECT CAST(customer_first_day AS VARCHAR) FROM order_facts WHERE order_no = 'B'"
    assert rows_of(warehouse, known) == ["2021-06-01"]
    publish(warehouse, {"orders": [order("C", "2020-06-01", customer="C3")]})
    assert rows_of(warehouse, known) == ["2024-06-01"]


def test_the_first_acceptance_changes_what_finished_means_everywhere(stocked: Warehouse) -> None:
    publish(stocked, {"orders": [{"order_no": "C", "accepted_at": "2024-06-09"}]})
    assert rewritten(stocked, "order_facts") == {2022, 2023, 2024}


def test_targets_leave_the_facts_alone(stocked: Warehouse) -> None:
    target = {"period": "2024", "level": "company", "measure": "revenue", "value": 1}
    publish(stocked, {"targets": [target]})
    newest, before, *_ = stocked.releases()
    assert newest.versions["order_facts"] == before.versions["order_facts"]


def test_facts_are_derived_again_when_their_rules_changed(
    stocked: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_module, "STEPS_HASH", "other rules")
    publish(stocked, {"order_lines": [line("B", amount=11)]})
    assert rewritten(stocked, "order_facts") == {2022, 2023, 2024}


def test_known_rows_bring_the_facts_up_to_date_when_their_rules_changed(
    stocked: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = {"order_lines": [line("B", amount=11)]}
    publish(stocked, same)
    parts = [staged(stocked.home, "order_lines", *same["order_lines"])]
    assert stocked.publish(parts, who="tester") is None
    monkeypatch.setattr(home_module, "STEPS_HASH", "other rules")
    publish(stocked, same)
    assert rewritten(stocked, "order_facts") == {2022, 2023, 2024}


# --- the same as from scratch ---------------------------------------------------------------------


def random_import(chance: random.Random) -> dict[str, list[Row]]:
    """A few new and known rows of some tables, with dates that wander between years."""

    def day() -> str:
        return (date(2022, 1, 1) + timedelta(days=chance.randrange(1100))).isoformat()

    def some(values: range) -> list[int]:
        return chance.sample(values, chance.randrange(1, 6))

    tables: dict[str, list[Row]] = {
        "orders": [
            order(
                f"O{n}",
                day(),
                f"C{chance.randrange(4)}",
                status=chance.choice(["cancelled", "paid", None]),
                lead_id=f"L{chance.randrange(4)}",
                accepted_at=chance.choice([None, None, day()]),
                promised_date=chance.choice([None, None, None, day()]),
            )
            for n in some(range(12))
        ],
        "order_lines": [
            line(f"O{n}", str(chance.randrange(3)), n, promised_date=chance.choice([None, day()]))
            for n in some(range(14))
        ],
        "customers": [
            {"customer_id": f"C{n}", "same_as": chance.choice([None, "C0"]), "name": day()}
            for n in some(range(1, 7))
        ],
        "complaints": [
            {"complaint_id": f"T{n}", "order_no": f"O{chance.randrange(12)}", "raised_at": day()}
            for n in some(range(8))
        ],
        "leads": [{"lead_id": f"L{n}", "created_at": day()} for n in some(range(8))],
    }
    return {name: rows for name, rows in tables.items() if chance.random() < 0.5}


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("seed", range(2 * (TIMES or 1)))
def test_facts_of_many_imports_are_those_of_one(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, seed: int, big: bool
) -> None:
    if big:  # every year is handled as one of many rows
        monkeypatch.setattr(draft, "MANY_ROWS", 0)
        monkeypatch.setattr(draft, "SMALL_YEAR", 0)
        monkeypatch.setattr(derive, "MANY_ROWS", 0)
    chance = random.Random(seed)
    for _ in range(6):
        parts = [
            staged(warehouse.home, name, *rows, full=chance.random() < 0.15)
            for name, rows in random_import(chance).items()
        ]
        warehouse.publish(parts, who="tester")
        if chance.random() < 0.2 and warehouse.latest():
            warehouse.undo("tester")
    latest = warehouse.latest()
    assert latest is not None
    reader = warehouse.reader(latest)
    for name, expected in facts_from_scratch(warehouse).items():
        found = reader.run(everything(f"SELECT * FROM {name}"))
        assert found.select(expected.columns).sort(pl.all()).equals(expected.sort(pl.all())), name
    assert latest.coverage.get("order_facts.order_no", 0) == latest.counts["orders"]["rows"]


@pytest.mark.parametrize("table", ALL_TABLES)
def test_a_table_is_described_with_the_types_in_which_its_files_are_written(table: str) -> None:
    with duckdb.connect() as connection:
        written = connection.sql(empty(stored_fields(table))).to_arrow_table().schema
    described = {field.name: field.type for field in delta.schema_of(table).fields}
    for field in Schema.from_arrow(written).fields:
        assert described[field.name] == field.type


# --- many small years ---


def many_years(home: Path, together: bool, patch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """All tables after two imports of orders of fifty years, some lines of none."""
    patch.setattr(draft, "SMALL_YEAR", draft.SMALL_YEAR if together else 0)
    opened = open_warehouse(home)
    days = {f"A{year}": f"{year}-03-01" for year in range(2000, 2050)}
    publish(
        opened,
        {
            "orders": [order(n, day, f"C{n[-1]}", accepted_at=None) for n, day in days.items()],
            "order_lines": [line(n, nth) for n in [*days, "B1", "B2"] for nth in ("2", "1")],
        },
    )
    moved = [order(f"A{year}", f"{year + 300}-03-01", "C9") for year in range(2000, 2012)]
    publish(
        opened,
        {
            "orders": [*moved, order("B1", "1950-01-01")],
            "order_lines": [line("A2020", amount=7), line("B3")],
        },
    )
    release = opened.releases()[0]
    found = {table: rows_of(opened, f"SELECT * FROM {table} ORDER BY ALL") for table in ALL_TABLES}
    for table in ("orders", "order_lines", "order_facts", "line_facts"):
        paths = delta.files_at(opened.storage.tables / table, release.versions[table])
        years = [Path(path).parent.name for path in paths]
        assert len(years) == len(set(years))
        assert not [path for path in paths if not pl.scan_parquet(path).head(1).collect().height]
        found[f"{table} by year"] = sorted(years)
    opened.close()
    return found


def test_years_written_together_are_what_they_are_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one = many_years(tmp_path / "one", False, monkeypatch)
    queries = 0
    run = draft.Draft.write_as_it_comes

    def counted(*args: object) -> tuple[str, ...]:
        nonlocal queries
        queries += 1
        return run(*args)  # ty: ignore[invalid-argument-type]

    monkeypatch.undo()
    monkeypatch.setattr(draft.Draft, "write_as_it_comes", counted)
    together = many_years(tmp_path / "all", True, monkeypatch)
    assert together == one_by_one
    assert len(together["orders by year"]) == 50 - 12 + 12 + 1
    assert "order_year=__HIVE_DEFAULT_PARTITION__" in together["order_lines by year"]
    assert queries < 20
