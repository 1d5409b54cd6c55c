"""Deriving the facts of the years that an import touches. Imports data_files, draft, facts, schema.

An order, its lines and its complaints lie in the order's year, so the facts of a year need that
year and what all years share: first orders of customers, sums of complaints, whether acceptance is
followed.
"""

from __future__ import annotations

import duckdb

from ordertrack.facts import steps
from ordertrack.model import TABLES
from ordertrack.progress import Progress
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.publish.draft import MANY_ROWS, ByYear, Draft, Years, grouped
from ordertrack.warehouse.schema import YEAR
from ordertrack.words import t

MASTERS = ("customers", "products", "people")  # a change in one reaches orders of any year
SOURCES = {"orders", "order_lines", "complaints", "leads", *MASTERS}


def derive(draft: Draft, all_years: bool, progress: Progress) -> None:
    """Write the facts of the touched years, or of all, into the draft."""
    if not all_years and SOURCES.isdisjoint(draft.changed):
        return
    progress(t("Deriving the facts"), 0.0)
    for table in TABLES:
        draft.view(table, draft.files[table])
    for name, query in steps.STEPS:
        if name in steps.SHARED:
            draft.run(f"CREATE TABLE {name} AS {query}")
    years = sorted(order_years(draft) if all_years else touched_years(draft))
    rows = {year: rows_of(draft, year) for year in years}
    groups = grouped(rows)
    work = draft.for_years(groups, sum(rows.values()), lambda cursor, g: derived(draft, cursor, g))
    for place, (_, written) in enumerate(work):
        for facts, by_year in written.items():
            draft.files[facts] = draft.files[facts].replaced(by_year)
        progress(t("Deriving the facts"), (place + 1) / len(groups))
    for facts in steps.FACTS:
        gone = draft.files[facts].years - order_years(draft)
        if gone:
            draft.files[facts] = draft.files[facts].replaced({year: () for year in gone})


# --- which years --------------------------------------------------------------------------------


def touched_years(draft: Draft) -> set[int]:
    """Return the years whose facts would come out differently than in the base release."""
    changed = {table for table in TABLES if draft.files[table] is not draft.base[table]}
    if changed.intersection(MASTERS) or follows_acceptance_newly(draft) or begins_anew(draft):
        return order_years(draft)
    touched = rewritten_years(draft, "orders") | rewritten_years(draft, "order_lines")
    if "orders" in changed:
        customer = "COALESCE(c.same_as, o.customer_id)"
        touched |= years_where(draft, customer, customers_with_another_first(draft))
    for table, column in (("complaints", "order_no"), ("leads", "lead_id")):
        if table in changed:
            touched |= years_where(draft, f"o.{column}", values_that_differ(draft, table, column))
    return touched & order_years(draft)


def order_years(draft: Draft) -> set[int]:
    """Return the years that have orders."""
    return {year for year in draft.files["orders"].years if year is not None}


def follows_acceptance_newly(draft: Draft) -> bool:
    """Return whether the orders follow acceptance, and did not before; or the other way round."""
    now, before = (
        sum(orders.coverage().get(name, 0) for name in ("accepted_at", "completed_at")) > 0
        for orders in (draft.files["orders"], draft.base["orders"])
    )
    return now != before


def begins_anew(draft: Draft) -> bool:
    """Return whether the orders begin on another day: by it the customer master tells who is old.

    Orders of customers who have no number say nothing of that.
    """
    if not draft.files["customers"].coverage().get("first_order_date"):
        return False
    columns = {"ordered_at": "TIMESTAMP", "is_first_order": "BOOLEAN"}
    before = draft.base["order_facts"].query(columns)
    firsts = f"SELECT MIN(ordered_at) AS first FROM ({before}) WHERE is_first_order"
    ((now, was),) = draft.run(
        f"SELECT (SELECT MIN(first_order_at) FROM customer_firsts)::DATE, ({firsts})::DATE"
    )
    return now != was


def rewritten_years(draft: Draft, table: str) -> set[int]:
    """Return the years that other files hold than in the base release."""
    now, base = draft.files[table].by_year, draft.base[table].by_year
    years = now.keys() | base.keys()
    return {year for year in years if year is not None and now.get(year) != base.get(year)}


def customers_with_another_first(draft: Draft) -> str:
    """Return SQL for the customers whose first order is another than in the base release."""
    columns = {"customer_id": "VARCHAR", "order_no": "VARCHAR", "ordered_at": "TIMESTAMP"}
    facts = draft.base["order_facts"].query(columns | {"is_first_order": "BOOLEAN"})
    return f"""
        SELECT COALESCE(n.customer_id, b.customer_id)
        FROM customer_firsts AS n
        FULL JOIN (SELECT * FROM ({facts}) WHERE is_first_order) AS b
          ON b.customer_id = n.customer_id
        WHERE n.first_order_no IS DISTINCT FROM b.order_no
           OR n.first_order_at IS DISTINCT FROM b.ordered_at"""


def values_that_differ(draft: Draft, table: str, column: str) -> str:
    """Return SQL for a column's values in the rows that only one of the two releases has."""
    now, base = draft.files[table].query_all(), draft.base[table].query_all()
    return (
        f"SELECT {column} FROM (({now} EXCEPT {base}) UNION ALL ({base} EXCEPT {now}))"
        f" WHERE {column} IS NOT NULL"
    )


def years_where(draft: Draft, column: str, values: str) -> set[int]:
    """Return the years of the orders whose column is among the values."""
    rows = draft.run(
        f"SELECT DISTINCT o.{YEAR} FROM orders AS o"
        f" LEFT JOIN customers AS c ON c.customer_id = o.customer_id WHERE {column} IN ({values})"
    )
    return {year for (year,) in rows if year is not None}


# --- some years -----------------------------------------------------------------------------------


def rows_of(draft: Draft, year: int | None) -> int:
    """Count the orders and lines of a year."""
    return sum(draft.files[table].only([year]).rows() for table in ("orders", "order_lines"))


def derived(draft: Draft, cursor: duckdb.DuckDBPyConnection, years: Years) -> dict[str, ByYear]:
    """Run the steps over some years and write them; the cursor's own views hide the others."""
    written: dict[str, ByYear] = {}
    orders, lines = (draft.files[table].only(years) for table in ("orders", "order_lines"))
    rows = lines.rows()
    for files in (orders, lines):
        cursor.execute(f"CREATE TEMP VIEW {files.table} AS {files.query_all()}")
    done = sum_lines_alone(cursor, orders)
    for name, query in steps.STEPS:
        if name in steps.FACTS:
            # Made from orders and lines, they mostly come in the order of days as those do.
            likely = rows if name in ("order_facts", "line_facts") else 0
            written[name] = draft.write_all(name, years, query, cursor, likely)
        elif name not in (*steps.SHARED, *done):
            cursor.execute(f"CREATE TEMP TABLE {name} AS {query}")
        if name == "order_facts":
            show_orders(cursor, DataFiles(name, written[name]), many=rows > MANY_ROWS)
    return written


def sum_lines_alone(cursor: duckdb.DuckDBPyConnection, orders: DataFiles) -> tuple[str, ...]:
    """Do the steps up to the sums without looking at the orders, where that comes to the same.

    Return the steps that are done; a flat export has its dates in the lines, and lines for every
    order.
    """
    filled = orders.coverage()
    if any(filled.get(name) for name in steps.ORDER_DATES):
        return ()
    cursor.execute(f"CREATE TEMP TABLE partly_cancelled AS {steps.PARTLY_CANCELLED}")
    cursor.execute(f"CREATE TEMP VIEW lines AS {steps.LINES_ALONE}")
    cursor.execute(f"CREATE TEMP TABLE order_sums AS {dict(steps.STEPS)['order_sums']}")
    row = cursor.execute("SELECT COUNT(*) FROM order_sums").fetchone()
    if row and row[0] == orders.rows():
        return ("partly_cancelled", "lines", "order_sums")
    cursor.execute("DROP VIEW lines")
    cursor.execute("DROP TABLE order_sums")
    cursor.execute("DROP TABLE partly_cancelled")
    return ()


def show_orders(cursor: duckdb.DuckDBPyConnection, orders: DataFiles, many: bool) -> None:
    """Offer `order_facts` to lines and complaints, which take columns over from their orders.

    For many lines, labels stand there as enums: each is then a number to join, sort and write.
    """
    if not many:
        cursor.execute(f"CREATE TEMP VIEW order_facts AS {orders.query_all()}")
        return
    cursor.execute(f"CREATE TEMP VIEW stored_order_facts AS {orders.query_all()}")
    for name in steps.LABELS:
        words = f"SELECT DISTINCT {name} FROM stored_order_facts WHERE {name} IS NOT NULL"
        cursor.execute(f"CREATE TEMP TYPE {name}_label AS ENUM ({words})")
    chosen = ", ".join(
        f"CAST({name} AS {name}_label) AS {name}" if name in steps.LABELS else name
        for name in (*steps.CARRIED, steps.PARTITION)
    )
    cursor.execute(f"CREATE TEMP TABLE order_facts AS SELECT {chosen} FROM stored_order_facts")
