"""Edits laid over a release come to the same as a release that was published with their values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.facts.laid_edits import Edit, is_same, order_texts
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS
from ordertrack.facts.steps import FACTS
from ordertrack.model.laid import COMPLAINT_COLUMNS, OF_LINES, ORDER_COLUMNS, text_of, values_of
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.kept_rows import KeptRows
from ordertrack.warehouse.overlay import CANONICAL, Below, Edited, Layer
from ordertrack.warehouse.schema import ALL_TABLES, PARTITIONED, YEAR, credited
from tests.examples import examples
from tests.metrics.companies import STATUSES, companies, days, maybe, times
from tests.metrics.literal import LiteralReader, connect, order

Row = dict[str, Any]
Tables = dict[str, list[Row]]


def dated(column: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[str | None]:
    """Times with their clock, or as bare days; or nothing."""
    flag = f"{column}_day_only"
    rows = st.builds(lambda value, only: {column: value, flag: only}, values, st.booleans())
    return maybe(rows.map(lambda row: text_of(ORDER_COLUMNS[column], row)))


VALUES: Mapping[str, st.SearchStrategy[str | None]] = {
    "status": st.sampled_from(["cancelled", "cancelled", "placed", *STATUSES, None]),
    "customer_id": st.sampled_from([*"ABCDE", None]),
    "order_date": dated("order_date", times()).filter(bool),
    "promised_date": maybe(days().map(date.isoformat)),
    "delivered_date": dated("delivered_date", times()),
    "accepted_at": dated("accepted_at", times()),
    "paid_at": dated("paid_at", times()),
    "delay_reason": maybe(st.sampled_from(["Zoll", "Rain"])),
    "satisfaction": maybe(st.sampled_from("12345")),
    "sales_rep": maybe(st.sampled_from(["r1", "r2", "r9"])),
}


PLACING = ["status", "customer_id", "order_date"]


@st.composite
def edited_companies(draw: st.DrawFn) -> tuple[Tables, list[tuple[str, str, str | None]]]:
    """A company, and what somebody types: order or complaint, column, value."""
    tables = draw(companies())
    tables["customers"] = [
        {"customer_id": "D", "same_as": draw(maybe(st.just("A")))},
        {"customer_id": "B", "first_order_date": draw(maybe(days()))},
    ]
    for row in tables["orders"]:  # as it is stored: a first promise beside every promise
        row["promised_first"] = row["promised_first"] or row["promised_date"]
    for row in tables["order_lines"]:
        row["promised_first"] = row["promised_first"] or row["promised_date"]
    numbers = [row["order_no"] for row in tables["orders"]]
    anchor = {"order_no": "anchor", "customer_id": None, "order_date": datetime(2024, 3, 1)}
    followed = draw(st.booleans())  # by the export: what people type does not decide it
    for row in tables["orders"] if not followed else ():
        row["accepted_at"] = None
    tables["orders"].append({**anchor, "accepted_at": draw(times()) if followed else None})
    columns = [name for name in sorted(VALUES) if followed or name != "accepted_at"]
    often = [*columns, *PLACING * 3]  # what may make another order the first of its customer
    chosen = st.tuples(st.sampled_from(numbers), st.sampled_from(often))
    cells = draw(st.lists(chosen, min_size=2, max_size=8, unique=True))
    typed = [(number, column, draw(VALUES[column])) for number, column in cells]
    for row in tables["complaints"][:2]:
        if draw(st.booleans()):
            typed.append((row["complaint_id"], "raised_at", draw(dated("paid_at", times()))))
    return tables, typed


def edits_of(tables: Tables, typed: list[tuple[str, str, str | None]]) -> list[Edit]:
    """What is typed, beside what it replaces; what says the same is no edit."""
    found = []
    told = {row["complaint_id"]: row for row in tables["complaints"]}
    for key, column, value in typed:
        if key in told:
            replaced = text_of(COMPLAINT_COLUMNS[column], told[key])
            found.append(Edit("complaints", key, column, value, replaced))
            continue
        order = next(row for row in tables["orders"] if row["order_no"] == key)
        lines = [row for row in tables["order_lines"] if row["order_no"] == key]
        whole = {**dict.fromkeys(ORDER_COLUMNS), **order}
        replaced = order_texts(whole, lines)[column]
        found.append(Edit("orders", key, column, value, replaced))
    return [one for one in found if not is_same(one.value, one.replaced)]


def published_with(tables: Tables, edits: list[Edit]) -> Tables:
    """The tables as an import of the edited values leaves them."""
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for one in edits:
        if one.table == "complaints":
            rows = [r for r in found["complaints"] if r["complaint_id"] == one.key]
        else:
            name = "order_lines" if one.column in OF_LINES else "orders"
            rows = [row for row in found[name] if row["order_no"] == one.key]
            rows = rows or [row for row in found["orders"] if row["order_no"] == one.key]
        columns = COMPLAINT_COLUMNS if one.table == "complaints" else ORDER_COLUMNS
        for row in rows:
            values = values_of(columns[one.column], one.value)
            if one.column == "promised_date":
                before = row.get("promised_date") or row.get("promised_first")
                day = values["promised_date"]
                row["promise_changes"] = row.get("promise_changes") or 0
                row["promise_changes"] += bool(before and day and before != day)
                row["promised_first"] = row.get("promised_first") or day
            row |= values
    return found


def facts_in(schema: str) -> dict[str, pl.DataFrame]:
    """All facts of a schema; no number of changes is none."""
    none = pl.selectors.by_name("promise_changes", require_all=False).fill_null(0)
    names = (*FACTS, *SQL_VIEWS, *CREDITED.values())
    return {
        name: DATABASE.sql(f"SELECT * FROM {schema}.{name}").pl().with_columns(none)
        for name in names
    }


DATABASE = connect()  # shared: a schema once made is filled anew


def written_to(folder: Path, schema: str) -> dict[str, DataFiles]:
    """Data files of the tables that edits change, two for a year where it has two rows."""
    found = {}
    for table in (*CANONICAL, *FACTS):
        names = [name for name, *_ in DATABASE.execute(f"DESCRIBE {schema}.{table}").fetchall()]
        year = [] if YEAR in names else [f"2020 + LENGTH(order_no) % 2 AS {YEAR}"]
        columns = ", ".join([*names, *year] if table in PARTITIONED else names)
        for part in (0, 1):
            rows = f"SELECT {columns} FROM {schema}.{table} WHERE rowid % 2 = {part}"
            many = "FORMAT parquet"
            target = folder / table / f"{part}.parquet"
            if table in PARTITIONED:
                many += f", PARTITION_BY ({YEAR}), FILENAME_PATTERN '{{uuid}}', APPEND"
                target = target.parent
            (folder / table).mkdir(exist_ok=True)
            DATABASE.execute(f"COPY ({rows}) TO '{target}' ({many})")
        found[table] = DataFiles.at(table, map(str, (folder / table).rglob("*.parquet")))
    return found


def laid(tables: Tables, edits: list[Edit], folder: Path | None = None) -> Edited:
    """Lay edits over the tables as the schema `laid`; return what came of it.

    Some of them are laid before, so that rows that were kept then are used again.
    """
    reader, kept = LiteralReader(DATABASE.cursor(), tables), KeptRows("laid_kept")
    files = written_to(folder, reader.schema) if folder else {}
    below = Below(reader.schema, reader.coverage, files)
    kept.drop(DATABASE)
    for some in (edits[::2], edits):
        for schema in ("laid", "laid_edits"):
            DATABASE.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        DATABASE.execute("CREATE SCHEMA laid")
        with DATABASE.cursor() as cursor:
            edited = Layer(cursor, "laid", below, kept).lay(some)
    with DATABASE.cursor() as cursor:
        cursor.execute("SET schema = 'laid'")
        for view, query in SQL_VIEWS.items():
            cursor.execute(f"CREATE VIEW laid.{view} AS {query}")
        for table, view in CREDITED.items():
            cursor.execute(f"CREATE VIEW laid.{view} AS {credited(table)}")
    return edited


@pytest.mark.parametrize("in_files", [False, True])
@given(company=edited_companies())
@examples(5)
def test_edits_over_a_release_are_as_a_release_published_with_them(
    in_files: bool, company: tuple[Tables, list[tuple[str, str, str | None]]]
) -> None:
    tables, typed = company
    edits = edits_of(tables, typed)
    with TemporaryDirectory() as folder:
        edited = laid(tables, edits, Path(folder) if in_files else None)
        over = facts_in("laid")
        counted = {name: filled_in("laid", name) for name in ALL_TABLES}
    before = {name: filled_in("release_1", name) for name in ALL_TABLES}
    assert {one.state for one in edited.laid} <= {"in_force"}
    imported = LiteralReader(DATABASE.cursor(), published_with(tables, edits), number=2)
    for name, frame in facts_in(imported.schema).items():
        assert over[name].schema == frame.schema
        assert sorted(map(repr, over[name].rows())) == sorted(map(repr, frame.rows())), name
    for name, columns in counted.items():
        for column, count in columns.items():
            more = edited.filled.get(f"{name}.{column}", 0)
            assert count - before[name][column] == more, (name, column)


def filled_in(schema: str, table: str) -> dict[str, int]:
    """How many rows have a value, by column."""
    names = [name for name, *_ in DATABASE.execute(f"DESCRIBE {schema}.{table}").fetchall()]
    counts = ", ".join(f"COUNT({name})" for name in names)
    (found,) = DATABASE.execute(f"SELECT {counts} FROM {schema}.{table}").fetchall()
    return dict(zip(names, found, strict=True))


@pytest.mark.parametrize(
    ("column", "value", "first"),
    [
        ("status", "cancelled", {"A": "2", "B": "3"}),
        ("customer_id", "B", {"A": "2", "B": "1"}),
        ("order_date", "2024-06-09", {"A": "2", "B": "3"}),
        ("remark", "call", {"A": "1", "B": "3"}),
    ],
)
def test_another_order_is_the_first_of_its_customer_after_an_edit(
    column: str, value: str, first: dict[str, str]
) -> None:
    orders = [
        order("1", "2024-06-01", customer_id="A"),
        order("2", "2024-06-05", customer_id="A"),
        order("3", "2024-06-07", customer_id="B"),
    ]
    tables: Tables = {"orders": orders, "order_lines": [], "complaints": []}
    laid(tables, edits_of(tables, [("1", column, value)]))
    firsts = "SELECT customer_id, order_no FROM laid.order_facts WHERE is_first_order"
    assert dict(DATABASE.sql(firsts).fetchall()) == first
    days = "SELECT customer_id, MIN(customer_first_day) FROM laid.line_facts GROUP BY 1"
    placed = {row["order_no"]: row["order_date"].date() for row in orders}
    if column != "order_date":
        assert dict(DATABASE.sql(days).fetchall()) == {who: placed[no] for who, no in first.items()}


def test_a_question_that_passes_some_files_sees_each_edited_order_once(tmp_path: Path) -> None:
    days = {"1": "2023-06-01", "2": "2024-06-01", "3": "2025-06-05", "4": "2025-06-07"}
    orders = [order(number, day, customer_id="A") for number, day in days.items()]
    tables: Tables = {"orders": orders, "order_lines": [], "complaints": []}
    laid(tables, edits_of(tables, [("2", "remark", "a"), ("4", "remark", "b")]), tmp_path)
    found = "SELECT order_no FROM laid.order_facts WHERE order_year = {} ORDER BY ALL"
    seen = {year: DATABASE.sql(found.format(year)).fetchall() for year in (2023, 2024, 2025)}
    assert seen == {2023: [("1",)], 2024: [("2",)], 2025: [("3",), ("4",)]}
