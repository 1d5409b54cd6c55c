"""Writing merged rows into a table's files, orders before their lines. Imports compare and below.

A column that the staged file has overwrites (with null too), one that it lacks keeps its value.
Only the years that hold a new, changed, moved or removed row are written again.

Per table T the draft's DuckDB gets `removed_T` (keys to drop), `incoming_T` (rows to write, with
their year) and `outgoing_T` (keys to drop, with the year that held them).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

import duckdb

from ordertrack.model import TABLES
from ordertrack.warehouse.data_files import quoted, relation
from ordertrack.warehouse.publish.compare import Difference, Staged, compare, same_key
from ordertrack.warehouse.publish.draft import Draft, everything
from ordertrack.warehouse.schema import PARTITIONED, YEAR, empty, fields, key, stored_fields

NOTHING = Difference(0, 0, 0, 0)


def merge(
    draft: Draft, staged: Sequence[Staged], tick: Callable[[str, float], None]
) -> dict[str, dict[str, int]]:
    """Merge the staged tables into the draft; rows, new, changed, … removed per table."""
    parts = {part.table: part for part in staged}
    if len(parts) != len(staged):
        raise ValueError("a table can be staged once per publish")
    counts: dict[str, dict[str, int]] = {}
    for place, table in enumerate(TABLES):
        if table in parts:
            tick(table, place / len(TABLES))
        counts[table] = _merge_table(draft, table, parts.get(table))
    return counts


def _merge_table(draft: Draft, table: str, part: Staged | None) -> dict[str, int]:
    difference = compare(draft, part, keep=True) if part else NOTHING
    removed = difference.vanished if part and part.full else 0
    query = _removed(draft, table) if removed else _no_keys(table)
    draft.run(f"CREATE TABLE removed_{table} AS {query}")
    if table == "order_lines":
        _follow_orders(draft, compared=part is not None)
    if difference.new or difference.changed or removed or table == "order_lines":
        _rewrite(draft, table, difference.new + difference.changed)
    rows = draft.now[table].rows()
    return {"rows": rows, **difference._asdict(), "removed": removed}


def _follow_orders(draft: Draft, compared: bool) -> None:
    """Find the lines whose orders moved in time; there may be no staged lines."""
    if not compared:
        draft.run(f"CREATE VIEW merged_order_lines AS {_no_lines()}")
    draft.run(f"CREATE VIEW order_days AS {_order_days(draft)}")
    draft.run(f"CREATE TABLE moved_order_lines AS {_moved_lines(draft)}")


# --- what leaves its place ------------------------------------------------------------------------


def _no_keys(table: str) -> str:
    keys = {name: fields(table)[name] for name in key(table)}
    return empty(keys | {"old_year": "INTEGER"})


def _no_lines() -> str:
    extra = {"is_new": "BOOLEAN", "old_year": "INTEGER", "old_day": "DATE"}
    return empty(dict(fields("order_lines")) | extra)


def _removed(draft: Draft, table: str) -> str:
    """The keys of the base release that a full list no longer has."""
    year = f"e.{YEAR}" if table in PARTITIONED else "CAST(NULL AS INTEGER)"
    keys = ", ".join(f"e.{name}" for name in key(table))
    return (
        f"SELECT {keys}, {year} AS old_year FROM ({everything(draft.base[table])}) AS e"
        f" ANTI JOIN staged_{table} AS s ON {same_key(table, 's', 'e')}"
    )


def _order_days(draft: Draft, years: Sequence[int | None] | None = None) -> str:
    columns = {"order_no": "VARCHAR", "order_date": "TIMESTAMP"}
    orders = draft.now["orders"]
    orders = relation(orders if years is None else orders.only(years), columns)
    return f"SELECT order_no, CAST(order_date AS DATE) AS order_day FROM ({orders})"


def _moved_lines(draft: Draft) -> str:
    """Lines that are not staged and whose order is now on another day, newly known, or gone."""
    years = _years_left(draft)
    if not years:
        return _no_lines()
    kept = ", ".join(f"e.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {kept}, FALSE AS is_new, e.{YEAR} AS old_year, CAST(NULL AS DATE) AS old_day"
        f" FROM ({everything(draft.base['order_lines'].only(years))}) AS e"
        f" LEFT JOIN order_days AS d ON d.order_no = e.order_no"
        f" ANTI JOIN merged_order_lines AS m ON {same_key('order_lines', 'm', 'e')}"
        f" ANTI JOIN removed_order_lines AS r ON {same_key('order_lines', 'r', 'e')}"
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
    """The rows to write, with the year that they belong to."""
    if table == "orders":
        return f"SELECT *, {_year_of('order_date')} AS {YEAR} FROM merged_orders"
    if table == "order_lines":
        rows = "SELECT * FROM merged_order_lines UNION ALL SELECT * FROM moved_order_lines"
        return (
            f"SELECT m.*, d.order_day, {_year_of('d.order_day')} AS {YEAR} FROM ({rows}) AS m"
            " LEFT JOIN order_days AS d ON d.order_no = m.order_no"
        )
    return f"SELECT *, CAST(NULL AS INTEGER) AS {YEAR} FROM merged_{table}"


def _year_of(day: str) -> str:
    return f"CAST(EXTRACT(YEAR FROM {day}) AS INTEGER)"


def _in_year(year: int) -> str:
    """The year once more as a range of days, which lets whole parts of a staged file be passed."""
    return f"order_date >= DATE '{year:04}-01-01' AND order_date < DATE '{year + 1:04}-01-01'"


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


def _rewrite(draft: Draft, table: str, merged: int) -> None:
    """Write every year that rows come into or go out of."""
    first = table == "order_lines" and not draft.base[table].paths
    if first and (ranges := _ranges(draft)):
        _write_first_lines(draft, merged, ranges)
        return
    kind = "TABLE" if table == "order_lines" else "VIEW"  # joined once, not once per year
    draft.run(f"CREATE {kind} incoming_{table} AS {_incoming(table)}")
    draft.run(f"CREATE TABLE outgoing_{table} AS {_outgoing(table)}")
    touched = draft.run(
        f"SELECT {YEAR} FROM incoming_{table} UNION SELECT old_year FROM outgoing_{table}"
    )
    years = [year for (year,) in touched]

    def write(connection: duckdb.DuckDBPyConnection, year: int | None) -> tuple[str, ...]:
        return draft.write(table, year, _year_rows(draft, table, year), connection)

    rows = merged + draft.base[table].rows()
    files: Mapping[int | None, tuple[str, ...]] = dict(draft.each_year(years, rows, write))
    if files:
        draft.now[table] = draft.now[table].replaced(files)
    draft.run(f"DROP {kind} incoming_{table}")


def _year_rows(draft: Draft, table: str, year: int | None) -> str:
    """All rows of one year."""
    names = ", ".join(stored_fields(table))
    place = "IS NULL" if year is None else f"= {year}"
    if table == "orders" and year is not None:
        place += f" AND {_in_year(year)}"
    incoming = f"SELECT {names} FROM incoming_{table} WHERE {YEAR} {place}"
    base = draft.base[table].only([year])
    if not base.paths:
        return incoming
    kept = (
        f"SELECT {names} FROM ({everything(base)}) AS e"
        f" ANTI JOIN outgoing_{table} AS o ON {same_key(table, 'o', 'e')}"
    )
    return f"{kept} UNION ALL {incoming}"


def _ranges(draft: Draft) -> dict[int, tuple[str, str]]:
    """The first and last order number of each year; nothing where they run into one another."""
    found = draft.run(
        f"SELECT {YEAR}, MIN(order_no) AS first, MAX(order_no) AS last"
        f" FROM ({everything(draft.now['orders'])}) GROUP BY {YEAR} ORDER BY first"
    )
    apart = all(one[2] < other[1] for one, other in itertools.pairwise(found))
    return {year: (first, last) for year, first, last in found} if apart else {}


def _write_first_lines(draft: Draft, merged: int, ranges: Mapping[int, tuple[str, str]]) -> None:
    """Write lines where there were none before: each year takes those of its orders.

    Where the numbers of a year's orders stand together, the lines are looked up year by year
    without holding all of them beside their years, as a merge does.
    """

    def write(connection: duckdb.DuckDBPyConnection, year: int | None) -> tuple[str, ...]:
        query = _unknown_lines() if year is None else _lines_of(draft, year, *ranges[year])
        return draft.write("order_lines", year, query, connection)

    def keep(years: Sequence[int | None]) -> int:
        files = dict(draft.each_year(years, merged, write))
        draft.now["order_lines"] = draft.now["order_lines"].replaced(files)
        return draft.now["order_lines"].rows()

    if keep(sorted(ranges)) < merged:
        keep([None])


def _lines_of(draft: Draft, year: int, first: str, last: str) -> str:
    names = ", ".join(f"m.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {names}, d.order_day FROM merged_order_lines AS m"
        f" JOIN ({_order_days(draft, [year])}) AS d ON d.order_no = m.order_no"
        f" WHERE m.order_no BETWEEN '{quoted(first)}' AND '{quoted(last)}'"
    )


def _unknown_lines() -> str:
    """The lines whose order nobody knows."""
    names = ", ".join(f"m.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {names}, CAST(NULL AS DATE) AS order_day FROM merged_order_lines AS m"
        " ANTI JOIN order_days AS d ON d.order_no = m.order_no"
    )
