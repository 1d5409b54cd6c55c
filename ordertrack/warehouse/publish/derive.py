"""Deriving the facts of the years that an import touches. Imports schema, content, draft.

An order, its lines and its complaints lie in the order's year, so the facts of a year need that
year and what all years share: first orders of customers, sums of complaints, whether acceptance is
followed.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from ordertrack.facts import steps
from ordertrack.model import TABLES
from ordertrack.warehouse.data_files import Content, coverage, relation
from ordertrack.warehouse.publish.draft import MANY_ROWS, Draft, everything
from ordertrack.warehouse.schema import YEAR, stored_fields

MASTERS = ("customers", "products", "people")  # a change in one reaches orders of any year
SOURCES = {"orders", "order_lines", "complaints", "leads", *MASTERS}
Files = dict[str, tuple[str, ...]]


def derive(draft: Draft, afresh: bool, tick: Callable[[float], None]) -> None:
    """Write the facts of the touched years into the draft; of all years when `afresh`."""
    if not afresh and SOURCES.isdisjoint(draft.changed):
        return
    tick(0.0)
    for table in TABLES:
        draft.view(table, draft.now[table])
    for name, query in steps.STEPS:
        if name in steps.SHARED:
            draft.run(f"CREATE TABLE {name} AS {query}")
    years = sorted(touched_years(draft, afresh))
    rows = draft.now["orders"].only(years).rows() + draft.now["order_lines"].only(years).rows()
    work = draft.each_year(years, rows, lambda cursor, year: _derive_year(draft, cursor, year))
    for place, (year, files) in enumerate(work):
        for facts, paths in files.items():
            draft.now[facts] = draft.now[facts].replaced({year: paths})
        tick((place + 1) / len(years))
    _drop_years_without_orders(draft)


def touched_years(draft: Draft, afresh: bool = False) -> set[int]:
    """The years whose facts would come out differently than in the base release."""
    if afresh or _reaches_all(draft):
        return order_years(draft)
    touched = _rewritten(draft, "orders") | _rewritten(draft, "order_lines")
    if draft.now["orders"] is not draft.base["orders"]:
        touched |= _years_of(draft, "COALESCE(c.same_as, o.customer_id)", _other_firsts(draft))
    for table, column in (("complaints", "order_no"), ("leads", "lead_id")):
        if draft.now[table] is not draft.base[table]:
            touched |= _years_of(draft, f"o.{column}", _differing(draft, table, column))
    return touched & order_years(draft)


def order_years(draft: Draft) -> set[int]:
    return {year for year in draft.now["orders"].years if year is not None}


def _reaches_all(draft: Draft) -> bool:
    masters = any(draft.now[table] is not draft.base[table] for table in MASTERS)
    return masters or _follows(draft.now["orders"]) != _follows(draft.base["orders"])


def _follows(orders: Content) -> bool:
    filled = coverage(orders)
    return filled.get("accepted_at", 0) + filled.get("completed_at", 0) > 0


def _rewritten(draft: Draft, table: str) -> set[int]:
    now, base = draft.now[table].files, draft.base[table].files
    years = now.keys() | base.keys()
    return {year for year in years if year is not None and now.get(year) != base.get(year)}


def _other_firsts(draft: Draft) -> str:
    """Customers whose first order is another one than in the base release."""
    columns = {"customer_id": "VARCHAR", "order_no": "VARCHAR", "ordered_at": "TIMESTAMP"}
    facts = relation(draft.base["order_facts"], columns | {"is_first_order": "BOOLEAN"})
    return f"""
        SELECT COALESCE(n.customer_id, b.customer_id)
        FROM customer_firsts AS n
        FULL JOIN (SELECT * FROM ({facts}) WHERE is_first_order) AS b
          ON b.customer_id = n.customer_id
        WHERE n.first_order_no IS DISTINCT FROM b.order_no
           OR n.first_order_at IS DISTINCT FROM b.ordered_at"""


def _differing(draft: Draft, table: str, column: str) -> str:
    """The values of a column in the rows that one of two releases has and the other lacks."""
    now, base = everything(draft.now[table]), everything(draft.base[table])
    return (
        f"SELECT {column} FROM (({now} EXCEPT {base}) UNION ALL ({base} EXCEPT {now}))"
        f" WHERE {column} IS NOT NULL"
    )


def _years_of(draft: Draft, column: str, values: str) -> set[int]:
    """The years of the orders whose column is among the values."""
    rows = draft.run(
        f"SELECT DISTINCT o.{YEAR} FROM orders AS o"
        f" LEFT JOIN customers AS c ON c.customer_id = o.customer_id WHERE {column} IN ({values})"
    )
    return {year for (year,) in rows if year is not None}


def _derive_year(draft: Draft, cursor: duckdb.DuckDBPyConnection, year: int | None) -> Files:
    """Run the grain's steps over one year; the cursor's own views hide the other years."""
    files: Files = {}
    orders, lines = (draft.now[table].only([year]) for table in ("orders", "order_lines"))
    rows = lines.rows()
    for content in (orders, lines):
        cursor.execute(f"CREATE TEMP VIEW {content.table} AS {everything(content)}")
    summed = _sum_lines_alone(cursor, orders)
    for name, query in steps.STEPS:
        if name in steps.FACTS:
            selected = f"SELECT {', '.join(stored_fields(name))} FROM ({query})"
            # Made from orders and lines, they mostly come in the order of days as those do.
            likely = rows if name in ("order_facts", "line_facts") else 0
            files[name] = draft.write(name, year, selected, cursor, likely_in_order=likely)
        elif name not in (*steps.SHARED, *summed):
            cursor.execute(f"CREATE TEMP TABLE {name} AS {query}")
        if name == "order_facts":
            _carry(cursor, Content(name, {year: files[name]}), many=rows > MANY_ROWS)
    return files


def _sum_lines_alone(cursor: duckdb.DuckDBPyConnection, orders: Content) -> tuple[str, ...]:
    """Do the steps up to the sums without looking at the orders, where that comes to the same.

    Gives the steps that are done; a flat export has its dates in the lines, and lines for every
    order.
    """
    filled = coverage(orders)
    if any(filled.get(name) for name in steps.ORDER_DATES):
        return ()
    cursor.execute(f"CREATE TEMP VIEW lines AS {steps.LINES_ALONE}")
    cursor.execute(f"CREATE TEMP TABLE order_sums AS {dict(steps.STEPS)['order_sums']}")
    row = cursor.execute("SELECT COUNT(*) FROM order_sums").fetchone()
    if row and row[0] == orders.rows():
        return ("lines", "order_sums")
    cursor.execute("DROP VIEW lines")
    cursor.execute("DROP TABLE order_sums")
    return ()


def _carry(cursor: duckdb.DuckDBPyConnection, orders: Content, many: bool) -> None:
    """Show what lines and complaints take over from their orders.

    For many lines, labels stand there as enums: each is then a number to join, sort and write.
    """
    if not many:
        cursor.execute(f"CREATE TEMP VIEW order_facts AS {everything(orders)}")
        return
    cursor.execute(f"CREATE TEMP VIEW stored_order_facts AS {everything(orders)}")
    for name in steps.LABELS:
        words = f"SELECT DISTINCT {name} FROM stored_order_facts WHERE {name} IS NOT NULL"
        cursor.execute(f"CREATE TEMP TYPE {name}_label AS ENUM ({words})")
    chosen = ", ".join(
        f"CAST({name} AS {name}_label) AS {name}" if name in steps.LABELS else name
        for name in (*steps.CARRIED, steps.PARTITION)
    )
    cursor.execute(f"CREATE TEMP TABLE order_facts AS SELECT {chosen} FROM stored_order_facts")


def _drop_years_without_orders(draft: Draft) -> None:
    for facts in steps.FACTS:
        gone = draft.now[facts].years - order_years(draft)
        if gone:
            draft.now[facts] = draft.now[facts].replaced({year: () for year in gone})
