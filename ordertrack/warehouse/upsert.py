"""Merging staged rows into a table by business key. Imports schema, content, draft.

A column that the staged file has overwrites (with null too), one that it lacks keeps its value. Only
the years that hold a new, changed, moved or removed row are written again.

Per table the draft's DuckDB holds: `staged_T` (the file in stored types), `merged_T` (new and changed
rows, whole, with `is_new`, `old_year`, `old_day`), `removed_T` (keys to drop), `moved_order_lines` (lines
that follow their order to another day).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ordertrack.errors import PublishRefused
from ordertrack.model import TABLES
from ordertrack.warehouse.content import relation
from ordertrack.warehouse.draft import Draft, quoted
from ordertrack.warehouse.schema import (
    PARTITIONED,
    YEAR,
    empty,
    fields,
    key,
    sorted_by,
    stored_fields,
)
from ordertrack.words import t

ORDER_YEAR = f"CAST(EXTRACT(YEAR FROM {{day}}) AS INTEGER) AS {YEAR}"


@dataclass(frozen=True)
class Staged:
    """Accepted rows of one table in a parquet file, waiting to be merged; keys are unique.

    `columns` are those that the file has. `full` says that the export is the full list: rows that it
    lacks are removed.
    """

    table: str
    path: Path
    rows: int
    columns: tuple[str, ...]
    full: bool = False


class Difference(NamedTuple):
    """How staged rows relate to a release; vanished rows are in the release and not staged."""

    new: int
    changed: int
    unchanged: int
    vanished: int


def compare(draft: Draft, staged: Staged, keep: bool = False) -> Difference:
    """Count what the staged rows would do; `keep` holds the merged rows for `apply`."""
    table, base = staged.table, draft.base[staged.table]
    columns = _show_staged(draft, staged)
    total = _checked_rows(draft, table)
    kind = "TABLE" if keep and base.paths else "VIEW"  # against nothing all is new: no join needed
    draft.run(f"CREATE TEMP {kind} merged_{table} AS {_merged(draft, table, columns)}")
    if not base.paths:
        return Difference(total, 0, 0, 0)
    new, changed = draft.run(
        f"SELECT COUNT(*) FILTER (is_new), COUNT(*) FILTER (NOT is_new) FROM merged_{table}"
    )[0]
    return Difference(new, changed, total - new - changed, base.rows() - (total - new))


def apply(draft: Draft, table: str, full: bool) -> None:
    """Write the touched years of a compared table into the draft; orders come before their lines."""
    removed = _removed(draft, table) if full else _no_keys(table)
    draft.run(f"CREATE TEMP TABLE removed_{table} AS {removed}")
    _rewrite(draft, table)


def apply_lines(draft: Draft, compared: bool, full: bool) -> None:
    """Write the touched years of order_lines: staged lines, and those whose orders moved in time."""
    if not compared:
        draft.run(f"CREATE TEMP VIEW merged_order_lines AS {_no_lines()}")
    draft.run(f"CREATE OR REPLACE TEMP VIEW order_days AS {_order_days(draft)}")
    draft.run(f"CREATE TEMP TABLE moved_order_lines AS {_moved_lines(draft)}")
    apply(draft, "order_lines", full)


# --- what is staged -----------------------------------------------------------------------------


def _show_staged(draft: Draft, staged: Staged) -> tuple[str, ...]:
    """Make the view `staged_<table>` in the stored types; its columns."""
    types = fields(staged.table)
    chosen = {
        name: f"CAST({name} AS {kind})" for name, kind in types.items() if name in staged.columns
    }
    for name in list(chosen):
        if types[name] == "TIMESTAMP":
            chosen.setdefault(f"{name}_day_only", f"CASE WHEN {name} IS NOT NULL THEN FALSE END")
    values = ", ".join(f"{value} AS {name}" for name, value in chosen.items())
    source = f"read_parquet('{quoted(staged.path)}', hive_partitioning = false)"
    draft.run(f"CREATE TEMP VIEW staged_{staged.table} AS SELECT {values} FROM {source}")
    return tuple(chosen)


def _checked_rows(draft: Draft, table: str) -> int:
    """The number of staged rows; refused when a key occurs twice, which would double its row."""
    keys = ", ".join(key(table))
    total, repeated = draft.run(
        f"SELECT SUM(n), COUNT(*) FILTER (n > 1)"
        f" FROM (SELECT COUNT(*) AS n FROM staged_{table} GROUP BY {keys})"
    )[0]
    if repeated:
        raise PublishRefused(
            t(
                "{table}: {count} keys occur more than once; nothing was changed.",
                table=TABLES[table].label,
                count=repeated,
            ),
            t("Keep one row per {key} and import again.", key=keys),
        )
    return int(total or 0)


def _merged(draft: Draft, table: str, columns: tuple[str, ...]) -> str:
    """The query for new and changed rows, whole: staged values over the base release's."""
    before = dict(fields(table)) | ({YEAR: "INTEGER"} if table in PARTITIONED else {})
    chosen = [f"{_value(table, name, columns)} AS {name}" for name in fields(table)]
    chosen += [
        "e.known IS NULL AS is_new",
        f"e.{YEAR} AS old_year" if table in PARTITIONED else "CAST(NULL AS INTEGER) AS old_year",
        "CAST(e.order_date AS DATE) AS old_day" if table == "orders" else "NULL AS old_day",
    ]
    compared = [name for name in columns if name not in key(table)]
    differs = [f"s.{name} IS DISTINCT FROM e.{name}" for name in compared]
    return (
        f"SELECT {', '.join(chosen)} FROM staged_{table} AS s"
        f" LEFT JOIN (SELECT *, TRUE AS known FROM ({relation(draft.base[table], before)})) AS e"
        f" ON {_same_key(table, 's', 'e')} WHERE {' OR '.join(['e.known IS NULL', *differs])}"
    )


def _value(table: str, name: str, columns: tuple[str, ...]) -> str:
    """Where a merged column's value comes from."""
    if name == "promised_first":
        staged = "s.promised_date" if "promised_date" in columns else "NULL"
        return f"COALESCE(e.promised_first, e.promised_date, {staged})"
    if name == "promise_changes":
        return _promise_changes("promised_date" in columns)
    return f"s.{name}" if name in columns else f"e.{name}"


def _promise_changes(staged: bool) -> str:
    """One more when the promise is given again and differs from the last one known."""
    so_far = "COALESCE(e.promise_changes, 0)"
    if not staged:
        return so_far
    moved = "s.promised_date <> COALESCE(e.promised_date, e.promised_first)"
    return f"{so_far} + CASE WHEN {moved} THEN 1 ELSE 0 END"


def _same_key(table: str, left: str, right: str) -> str:
    """The join condition on the business key; parts that may be empty match when both are."""
    required = {column.name for column in TABLES[table].required}
    return " AND ".join(
        f"{left}.{name} {'=' if name in required else 'IS NOT DISTINCT FROM'} {right}.{name}"
        for name in key(table)
    )


# --- what leaves its place ------------------------------------------------------------------------


def _keys(table: str) -> dict[str, str]:
    return {name: fields(table)[name] for name in key(table)}


def _no_keys(table: str) -> str:
    return empty(_keys(table) | {"old_year": "INTEGER"})


def _no_lines() -> str:
    extra = {"is_new": "BOOLEAN", "old_year": "INTEGER", "old_day": "DATE"}
    return empty(dict(fields("order_lines")) | extra)


def _removed(draft: Draft, table: str) -> str:
    """The keys of the base release that a full list no longer has."""
    columns = _keys(table) | ({YEAR: "INTEGER"} if table in PARTITIONED else {})
    year = YEAR if table in PARTITIONED else "CAST(NULL AS INTEGER)"
    return (
        f"SELECT {', '.join(key(table))}, {year} AS old_year"
        f" FROM ({relation(draft.base[table], columns)}) AS e"
        f" ANTI JOIN staged_{table} AS s ON {_same_key(table, 's', 'e')}"
    )


def _order_days(draft: Draft) -> str:
    columns = {"order_no": "VARCHAR", "order_date": "TIMESTAMP"}
    orders = relation(draft.now["orders"], columns)
    return f"SELECT order_no, CAST(order_date AS DATE) AS order_day FROM ({orders})"


def _moved_lines(draft: Draft) -> str:
    """Lines that are not staged and whose order is now on another day, newly known, or gone."""
    years = _years_left(draft)
    if not years:
        return _no_lines()
    columns = stored_fields("order_lines") | {YEAR: "INTEGER"}
    lines = relation(draft.base["order_lines"].only(years), columns)
    kept = ", ".join(f"e.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {kept}, FALSE AS is_new, e.{YEAR} AS old_year, NULL AS old_day FROM ({lines}) AS e"
        f" LEFT JOIN order_days AS d ON d.order_no = e.order_no"
        f" ANTI JOIN merged_order_lines AS m ON {_same_key('order_lines', 'm', 'e')}"
        f" WHERE e.order_day IS DISTINCT FROM d.order_day"
    )


def _years_left(draft: Draft) -> list[int | None]:
    """The years of order_lines that hold lines of orders that moved, appeared or went."""
    if draft.now["orders"] is draft.base["orders"] or not draft.base["order_lines"].paths:
        return []
    rows = draft.run(
        "SELECT old_year FROM merged_orders"
        " WHERE is_new OR old_day IS DISTINCT FROM CAST(order_date AS DATE)"
        " UNION SELECT old_year FROM removed_orders"
    )
    return [year for (year,) in rows]


# --- writing ------------------------------------------------------------------------------------


def _incoming(table: str) -> str:
    """The rows to write, with the place that they belong to."""
    if table == "orders":
        return f"SELECT *, {ORDER_YEAR.format(day='order_date')} FROM merged_orders"
    if table == "order_lines":
        year = ORDER_YEAR.format(day="d.order_day")
        rows = "SELECT * FROM merged_order_lines UNION ALL SELECT * FROM moved_order_lines"
        return (
            f"SELECT m.*, d.order_day, {year} FROM ({rows}) AS m"
            " LEFT JOIN order_days AS d ON d.order_no = m.order_no"
        )
    return f"SELECT *, CAST(NULL AS INTEGER) AS {YEAR} FROM merged_{table}"


def _outgoing(table: str) -> str:
    """The keys whose old rows are dropped, with the year that holds them."""
    keys = ", ".join(key(table))
    parts = [
        f"SELECT {keys}, old_year FROM merged_{table} WHERE NOT is_new",
        f"SELECT {keys}, old_year FROM removed_{table}",
    ]
    if table == "order_lines":
        parts.append(f"SELECT {keys}, old_year FROM moved_order_lines")
    return " UNION ALL ".join(parts)


def _rewrite(draft: Draft, table: str) -> None:
    draft.run(f"CREATE TEMP VIEW incoming_{table} AS {_incoming(table)}")
    draft.run(f"CREATE TEMP TABLE outgoing_{table} AS {_outgoing(table)}")
    touched = draft.run(
        f"SELECT {YEAR} FROM incoming_{table} UNION SELECT old_year FROM outgoing_{table}"
    )
    files: Mapping[int | None, tuple[str, ...]] = {
        year: draft.write(table, year, _year_rows(draft, table, year))
        for year in sorted((year for (year,) in touched), key=lambda year: year or 0)
    }
    draft.now[table] = draft.now[table].replaced(files)


def _year_rows(draft: Draft, table: str, year: int | None) -> str:
    """All rows of one year in the order in which they are stored."""
    columns = stored_fields(table)
    names = ", ".join(columns)
    kept = (
        f"SELECT {names} FROM ({relation(draft.base[table].only([year]), columns)}) AS e"
        f" ANTI JOIN outgoing_{table} AS o ON {_same_key(table, 'o', 'e')}"
    )
    place = "IS NULL" if year is None else f"= {year}"
    incoming = f"SELECT {names} FROM incoming_{table} WHERE {YEAR} {place}"
    return f"{kept} UNION ALL {incoming} ORDER BY {', '.join(sorted_by(table))}"
