"""Writing merged rows into a table's files, orders before their lines.

Imports compare and what that imports.

A column that the staged file has overwrites (with null too), one that it lacks keeps its value.
Only the years that hold a new, changed, moved or removed row are written again.

Per table T the draft's DuckDB gets `removed_T` (keys to drop), `incoming_T` (rows to write, with
their year) and `outgoing_T` (keys to drop, with the year that held them).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import duckdb

from ordertrack.model import TABLES
from ordertrack.progress import Progress
from ordertrack.warehouse.data_files import quoted
from ordertrack.warehouse.publish.compare import NOTHING, Difference, Staged, compare, same_key
from ordertrack.warehouse.publish.draft import ByYear, Draft, Years, grouped
from ordertrack.warehouse.schema import PARTITIONED, YEAR, empty, fields, key, stored_fields
from ordertrack.words import t

MANY_YEARS = 40  # from here on one pass over all lines is less work than a look-up for each


def merge(draft: Draft, staged: Sequence[Staged], progress: Progress) -> dict[str, dict[str, int]]:
    """Merge the staged tables into the draft; return rows, new, changed, … removed per table."""
    parts = {part.table: part for part in staged}
    if len(parts) != len(staged):
        raise ValueError("a table can be staged once per publish")
    counts: dict[str, dict[str, int]] = {}
    for place, table in enumerate(TABLES):
        if table in parts:
            label = TABLES[table].label
            progress(t("Merging {table}", table=label), place / len(TABLES))
        counts[table] = merge_table(draft, table, parts.get(table))
    return counts


def merge_table(draft: Draft, table: str, part: Staged | None) -> dict[str, int]:
    """Merge one table, which may have no staged rows; return its counts."""
    difference = compare(draft, part, keep=True) if part else NOTHING
    draft.run(f"CREATE TABLE removed_{table} AS {removed_keys(draft, part, difference, table)}")
    removed = draft.run(f"SELECT COUNT(*) FROM removed_{table}")[0][0]
    if table == "order_lines":
        if part is None:
            draft.run(f"CREATE VIEW merged_order_lines AS {no_lines()}")
        draft.run(f"CREATE VIEW order_days AS {order_days(draft)}")
        draft.run(f"CREATE TABLE moved_order_lines AS {moved_lines(draft)}")
    if difference.new or difference.changed or removed or table == "order_lines":
        rewrite(draft, table, difference.new + difference.changed)
    rows = draft.files[table].rows()
    return {"rows": rows, **difference._asdict(), "removed": removed}


# --- what leaves its place ------------------------------------------------------------------------


def no_keys(table: str) -> str:
    """Return SQL for no keys of a table."""
    keys = {name: fields(table)[name] for name in key(table)}
    return empty(keys | {"old_year": "INTEGER"})


def no_lines() -> str:
    """Return SQL for no merged lines."""
    extra = {"is_new": "BOOLEAN", "old_year": "INTEGER", "old_day": "DATE"}
    return empty(dict(fields("order_lines")) | extra)


def removed_keys(draft: Draft, part: Staged | None, difference: Difference, table: str) -> str:
    """Return SQL for the keys of the base release that go, with the year that holds them."""
    if part and part.full and difference.vanished:
        left = f"ANTI JOIN staged_{table} AS s"
    elif part and part.removed and draft.base[table].paths:
        left = f"SEMI JOIN read_parquet('{quoted(part.removed)}') AS s"
    else:
        return no_keys(table)
    year = f"e.{YEAR}" if table in PARTITIONED else "CAST(NULL AS INTEGER)"
    keys = ", ".join(f"e.{name}" for name in key(table))
    return (
        f"SELECT {keys}, {year} AS old_year FROM ({draft.base[table].query_all()}) AS e"
        f" {left} ON {same_key(table, 's', 'e')}"
    )


def order_days(draft: Draft, year: int | None = None) -> str:
    """Return SQL for the day of each order, of one year or of all."""
    orders = draft.files["orders"] if year is None else draft.files["orders"].only([year])
    rows = orders.query({"order_no": "VARCHAR", "order_date": "TIMESTAMP"})
    return f"SELECT order_no, CAST(order_date AS DATE) AS order_day FROM ({rows})"


def moved_lines(draft: Draft) -> str:
    """Return SQL for the lines that must move though they are not staged.

    Their order is now on another day, newly known, or gone.
    """
    years = years_left(draft)
    if not years:
        return no_lines()
    kept = ", ".join(f"e.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {kept}, FALSE AS is_new, e.{YEAR} AS old_year, CAST(NULL AS DATE) AS old_day"
        f" FROM ({draft.base['order_lines'].only(years).query_all()}) AS e"
        f" LEFT JOIN order_days AS d ON d.order_no = e.order_no"
        f" ANTI JOIN merged_order_lines AS m ON {same_key('order_lines', 'm', 'e')}"
        f" ANTI JOIN removed_order_lines AS r ON {same_key('order_lines', 'r', 'e')}"
        f" WHERE e.order_day IS DISTINCT FROM d.order_day"
    )


def years_left(draft: Draft) -> list[int | None]:
    """Return the years that hold lines of orders that moved, appeared or went."""
    if draft.files["orders"] is draft.base["orders"] or not draft.base["order_lines"].paths:
        return []
    rows = draft.run(
        "SELECT old_year FROM merged_orders"
        " WHERE is_new OR old_day IS DISTINCT FROM CAST(order_date AS DATE)"
        " UNION SELECT old_year FROM removed_orders"
    )
    return [year for (year,) in rows]


# --- writing ------------------------------------------------------------------------------------


def incoming(table: str) -> str:
    """Return SQL for the rows to write, with the year that they belong to."""
    if table == "orders":
        return f"SELECT *, {year_of('order_date')} AS {YEAR} FROM merged_orders"
    if table == "order_lines":
        rows = "SELECT * FROM merged_order_lines UNION ALL SELECT * FROM moved_order_lines"
        return (
            f"SELECT m.*, d.order_day, {year_of('d.order_day')} AS {YEAR} FROM ({rows}) AS m"
            " LEFT JOIN order_days AS d ON d.order_no = m.order_no"
        )
    return f"SELECT *, CAST(NULL AS INTEGER) AS {YEAR} FROM merged_{table}"


def year_of(day: str) -> str:
    """Return SQL for the year of a day."""
    return f"CAST(EXTRACT(YEAR FROM {day}) AS INTEGER)"


def in_years(years: Sequence[int]) -> str:
    """Return years as a range of days, which lets whole parts of a staged file be passed."""
    first, last = min(years), max(years) + 1
    return f"order_date >= DATE '{first:04}-01-01' AND order_date < DATE '{last:04}-01-01'"


def outgoing(table: str) -> str:
    """Return SQL for the keys whose old rows are dropped, with the year that holds them."""
    keys = ", ".join(key(table))
    parts = [
        f"SELECT {keys}, old_year FROM merged_{table} WHERE NOT is_new",
        f"SELECT {keys}, old_year FROM removed_{table}",
    ]
    if table == "order_lines":
        parts.append(f"SELECT {keys}, old_year FROM moved_order_lines")
    return " UNION ALL ".join(parts)


def rewrite(draft: Draft, table: str, merged: int) -> None:
    """Write every year that rows come into or go out of."""
    first = table == "order_lines" and not draft.base[table].paths
    few = len(draft.files["orders"].years) <= MANY_YEARS
    if first and few and (ranges := order_number_ranges(draft)):
        write_first_lines(draft, merged, ranges)
        return
    kind = "TABLE" if table == "order_lines" else "VIEW"  # joined once, not once per year
    draft.run(f"CREATE {kind} incoming_{table} AS {incoming(table)}")
    draft.run(f"CREATE TABLE outgoing_{table} AS {outgoing(table)}")
    base = draft.base[table]
    sizes = {year: base.only([year]).rows() + count for year, count in arriving(draft, table)}

    def write(connection: duckdb.DuckDBPyConnection, years: Years) -> ByYear:
        return draft.write_all(table, years, rows_of_years(draft, table, years), connection)

    groups = grouped(sizes) if table in PARTITIONED else [(year,) for year in sizes]
    for _, files in draft.for_years(groups, merged + base.rows(), write):
        draft.files[table] = draft.files[table].replaced(files)
    draft.run(f"DROP {kind} incoming_{table}")


def arriving(draft: Draft, table: str) -> list[tuple[int | None, int]]:
    """Return the years that rows come into or go out of, and how many come."""
    years = (
        f"SELECT {YEAR}, COUNT(*) AS rows FROM incoming_{table} GROUP BY ALL"
        f" UNION ALL SELECT DISTINCT old_year, 0 FROM outgoing_{table}"
    )
    return draft.run(f"SELECT {YEAR}, CAST(SUM(rows) AS BIGINT) FROM ({years}) GROUP BY {YEAR}")


def rows_of_years(draft: Draft, table: str, years: Years) -> str:
    """Return SQL for all rows of some years: those that stay and those that come."""
    names = ", ".join([*stored_fields(table), *([YEAR] if table in PARTITIONED else [])])
    dated = [year for year in years if year is not None]
    places = [f"{YEAR} IN ({', '.join(map(str, dated))})"] if dated else []
    places += [f"{YEAR} IS NULL"] if None in years else []
    place = " OR ".join(places)
    if table == "orders" and dated == [*years]:
        place = f"({place}) AND {in_years(dated)}"
    arriving = f"SELECT {names} FROM incoming_{table} WHERE {place}"
    base = draft.base[table].only(years)
    if not base.paths:
        return arriving
    kept = (
        f"SELECT {names} FROM ({base.query_all()}) AS e"
        f" ANTI JOIN outgoing_{table} AS o ON {same_key(table, 'o', 'e')}"
    )
    return f"{kept} UNION ALL {arriving}"


def order_number_ranges(draft: Draft) -> dict[int, tuple[str, str]]:
    """Return the first and last order number of each year; none where they run into one another."""
    found = draft.run(
        f"SELECT {YEAR}, MIN(order_no) AS first, MAX(order_no) AS last"
        f" FROM ({draft.files['orders'].query_all()}) GROUP BY {YEAR} ORDER BY first"
    )
    apart = all(one[2] < other[1] for one, other in itertools.pairwise(found))
    return {year: (first, last) for year, first, last in found} if apart else {}


def write_first_lines(draft: Draft, merged: int, ranges: Mapping[int, tuple[str, str]]) -> None:
    """Write lines where there were none before: each year takes those of its orders.

    Where the numbers of a year's orders stand together, the lines are looked up year by year
    without holding all of them beside their years, as a merge does.
    """

    def write(connection: duckdb.DuckDBPyConnection, years: Years) -> ByYear:
        (year,) = years
        query = lines_without_order() if year is None else lines_of(draft, year, *ranges[year])
        return draft.write_all("order_lines", years, query, connection)

    def keep(years: Sequence[int | None]) -> int:
        for _, files in draft.for_years([(year,) for year in years], merged, write):
            draft.files["order_lines"] = draft.files["order_lines"].replaced(files)
        return draft.files["order_lines"].rows()

    if keep(sorted(ranges)) < merged:
        keep([None])


def lines_of(draft: Draft, year: int, first: str, last: str) -> str:
    """Return SQL for the lines of one year's orders, whose numbers lie between these two."""
    names = ", ".join(f"m.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {names}, d.order_day FROM merged_order_lines AS m"
        f" JOIN ({order_days(draft, year)}) AS d ON d.order_no = m.order_no"
        f" WHERE m.order_no BETWEEN '{quoted(first)}' AND '{quoted(last)}'"
    )


def lines_without_order() -> str:
    """Return SQL for the lines whose order nobody knows."""
    names = ", ".join(f"m.{name}" for name in fields("order_lines"))
    return (
        f"SELECT {names}, CAST(NULL AS DATE) AS order_day FROM merged_order_lines AS m"
        " ANTI JOIN order_days AS d ON d.order_no = m.order_no"
    )
