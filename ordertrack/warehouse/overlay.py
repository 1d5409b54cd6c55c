"""The schema of a release with edits laid over it: release ANTI JOIN edited UNION ALL edited rows.

Facts are derived again for the edited orders alone, by the steps that derive a release, over
tables that hold just these orders. An edit that may make another order the first one of a customer
takes all orders of that customer along. Imports data_files, facts, kept_rows and schema.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from ordertrack.facts import steps
from ordertrack.facts.events import EVENTS
from ordertrack.facts.laid_edits import Edit, Laid, Overlay, laid_over
from ordertrack.model import TABLES
from ordertrack.warehouse.data_files import PLACE, DataFiles
from ordertrack.warehouse.kept_rows import KeptRows, Row, among
from ordertrack.warehouse.schema import ALL_TABLES, fields, schema

FOLLOWING = ("accepted_at", "completed_at")
MANY = 200_000  # values of a column
# The SQL of rows of a table, with the names to use where some are said to be one.
Matching = Callable[[str, str], str]
CANONICAL = ("orders", "order_lines", "complaints")
# Which rows of a table the edited ones replace, and the list of them.
REPLACED = {
    "orders": ("order_no", "edited_orders"),
    "order_lines": ("order_no", "edited_lines"),
    "complaints": ("complaint_id", "edited_complaints"),
    **dict.fromkeys(steps.FACTS, ("order_no", "touched")),
}


@dataclass(frozen=True)
class Edited:
    """What edits made of a release: the state of each, and how many values they add to columns.

    `filled` is by "table.column", as the coverage of a release is; negative where they empty more.
    `complained` has the order that each edited complaint is about. The newest event and day are
    those of the edited orders; a date more than a day after now is taken for a slip.
    """

    laid: tuple[Laid, ...] = ()
    filled: Mapping[str, int] = field(default_factory=dict)
    complained: Mapping[str, str] = field(default_factory=dict)
    newest_event: datetime | None = None
    newest_order_day: date | None = None


@dataclass(frozen=True)
class Below:
    """The release that edits lie over: in which schema, how many values it has by "table.column".

    Whether orders follow acceptance is told by the release alone, for one day that somebody types
    does not make all others await it. By the places in its `files` edited rows are hidden; without
    files, or where names are said to be one, by their keys.
    """

    schema: str
    coverage: Mapping[str, int]
    files: Mapping[str, DataFiles] = field(default_factory=dict)


class Layer:
    """Edits over a release, seen in the schema `name`; the cursor may be set to any schema."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        name: str,
        below: Below,
        kept: KeptRows,
        matching: Matching | None = None,
    ) -> None:
        self.cursor = cursor
        self.name = name
        self.below = below.schema
        self.own = f"{name}_edits"
        self.coverage = below.coverage
        self.files = below.files
        self.kept = kept
        self.matching = matching

    def lay(self, edits: Sequence[Edit]) -> Edited:
        """Make the views of the schema; return what came of the edits."""
        self.run(f"CREATE SCHEMA {self.own}")
        self.run(f"SET schema = '{self.own}'")
        found = self.read(edits)
        if not found.order_nos and not found.complaints:
            self.show(())
            return Edited(tuple(found.laid), {})
        self.keep("edited_orders", "order_no", [row["order_no"] for row in found.orders])
        self.keep("edited_lines", "order_no", found.with_lines)
        told = [row["complaint_id"] for row in found.complaints]
        self.keep("edited_complaints", "complaint_id", told)
        self.keep("placed_anew", "order_no", found.placed_anew)
        self.keep("touched", "order_no", found.order_nos)
        self.keep_rows(found)
        for table in TABLES:
            if table not in CANONICAL:
                self.run(f"CREATE VIEW {table} AS SELECT * FROM {self.below}.{table}")
        self.take_customers_along()
        self.take_orders()
        self.find_other_firsts()
        self.derive()
        self.show((*CANONICAL, *steps.FACTS))
        about = {row["complaint_id"]: row["order_no"] for row in found.complaints}
        return Edited(tuple(found.laid), self.filled(), about, *self.newest())

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run SQL; its unqualified names are tables of the edits."""
        return self.cursor.execute(sql).fetchall()

    # --- edited rows ------------------------------------------------------------------------------

    def read(self, edits: Sequence[Edit]) -> Overlay:
        """Lay the edits over the rows that they name."""
        orders = {one.key for one in edits if one.table == "orders"}
        orders |= {one.value for one in edits if one.column == "order_no" and one.value}
        complaints = {one.key for one in edits if one.table == "complaints"}
        self.keep("named", "order_no", orders)
        self.keep("named_ids", "complaint_id", complaints)
        return laid_over(
            edits,
            self.rows("orders", "order_no", orders),
            self.rows("order_lines", "order_no", orders),
            self.rows("complaints", "complaint_id", complaints),
        )

    def rows(self, table: str, key: str, named: Collection[str]) -> list[Row]:
        """Return the release's rows of a table that are named, and keep them."""
        listed = {"order_no": "named", "complaint_id": "named_ids"}[key]
        self.run(
            f"CREATE TABLE named_{table} AS SELECT * FROM {self.held(table, key, named)}"
            f" SEMI JOIN {listed} USING ({key})"
        )
        query = f"SELECT {', '.join(fields(table))} FROM named_{table}"
        return self.kept.rows(self.cursor, table, query, key)

    def held(self, table: str, key: str, keys: Collection[str]) -> str:
        """Return the table that holds the release's rows with these keys, as its files say them."""
        query = self.whole(table, fields(table))
        return self.kept.hold(self.cursor, table, query, f"t.{key}", keys)

    def whole(self, table: str, columns: Mapping[str, str]) -> str:
        """Return SQL for columns of a table `t` as its files say them, and where its rows stand."""
        source = f"{self.below}.{table}"
        if table in self.files:
            columns = {**columns, **PLACE}
            source = f"({self.files[table].query(columns)})"
        return f"SELECT {', '.join(f't.{name}' for name in columns)} FROM {source} AS t"

    def keep(self, name: str, column: str, keys: Iterable[str]) -> None:
        """Keep a list of keys as a table."""
        frame = pl.DataFrame({column: sorted(keys)}, schema={column: pl.String})
        self.keep_frame(name, frame, {column: "VARCHAR"})

    def keep_frame(self, name: str, frame: pl.DataFrame, columns: Mapping[str, str]) -> None:
        """Keep a frame as a table with these columns (name → SQL type)."""
        chosen = typed(columns)
        self.cursor.register("kept_now", frame)
        self.run(f"CREATE TABLE {self.own}.{name} AS SELECT {chosen} FROM kept_now")
        self.cursor.unregister("kept_now")

    def keep_rows(self, found: Overlay) -> None:
        """Keep the edited rows of each canonical table."""
        rows = (found.orders, found.lines, found.complaints)
        for table, its in zip(CANONICAL, rows, strict=True):
            types = schema(table)
            whole = {name: [row.get(name) for row in its] for name in types}
            self.keep_frame(f"typed_{table}", pl.DataFrame(whole, schema=types), fields(table))
            query = f"SELECT * FROM typed_{table}"
            seen = self.matching(table, query) if self.matching else query
            self.run(f"CREATE TABLE new_{table} AS {seen}")

    # --- facts of the edited orders ---------------------------------------------------------------

    def take_customers_along(self) -> None:
        """Add the orders of the customers whose first order is another one now."""
        self.find_moved_customers()
        self.find_firsts()
        if not self.run("SELECT 1 FROM placed_anew LIMIT 1"):
            return
        self.take_along(
            "SELECT m.customer_id FROM moved_customers AS m"
            " LEFT JOIN customer_firsts AS n ON n.customer_id = m.customer_id"
            " LEFT JOIN (SELECT * FROM firsts_before SEMI JOIN moved_customers USING (customer_id))"
            " AS b ON b.customer_id = m.customer_id"
            " WHERE n.first_order_no IS DISTINCT FROM b.order_no"
            " OR n.first_order_at IS DISTINCT FROM b.ordered_at",
            "(SELECT order_no, resolved AS customer_id FROM orders_before)",
        )
        if changed := self.beginning_moved():
            self.take_along(
                f"SELECT COALESCE(same_as, customer_id) FROM customers WHERE {changed}",
                f"{self.below}.order_facts",
            )

    def take_firsts(self) -> None:
        """Show the first orders as the release has them, one per customer."""
        firsts = f"SELECT customer_id, order_no, ordered_at FROM {self.below}.order_facts"
        firsts += " WHERE is_first_order"
        if self.matching:
            self.run(f"CREATE TABLE firsts_before AS {firsts}")
            return
        kept = self.kept.whole(self.cursor, "firsts", firsts)
        self.run(f"CREATE VIEW firsts_before AS SELECT * FROM {kept}")

    def find_moved_customers(self) -> None:
        """Find the customers of orders that are placed anew, before and now, and their orders."""
        resolved = "COALESCE(c.same_as, o.customer_id)"
        of = "LEFT JOIN customers AS c ON c.customer_id = o.customer_id"
        before = f"{self.below}.orders" if self.matching else "named_orders"
        anew = "SEMI JOIN placed_anew USING (order_no) WHERE o.customer_id IS NOT NULL"
        self.run(
            f"CREATE TABLE moved_customers AS SELECT {resolved} AS customer_id"
            f" FROM new_orders AS o {of} {anew}"
            f" UNION SELECT {resolved} FROM {before} AS o {of} {anew}"
        )
        theirs = (
            f"SELECT o.order_no, o.customer_id, o.order_date, o.status, {resolved} AS resolved"
            f" FROM {self.below}.orders AS o LEFT JOIN {self.below}.customers AS c"
            " ON c.customer_id = o.customer_id"
        )
        known = f"({theirs})"
        if not self.matching:
            moved = [key for (key,) in self.run("SELECT customer_id FROM moved_customers")]
            known = self.kept.hold(self.cursor, "of_customers", theirs, resolved, moved)
        self.run(f"CREATE VIEW orders_before AS SELECT order_no, resolved FROM {known} AS o")
        self.run(
            "CREATE TABLE orders AS SELECT o.order_no, o.customer_id, o.order_date, o.status"
            f" FROM {known} AS o ANTI JOIN edited_orders AS e ON e.order_no = o.order_no"
            " WHERE o.resolved IN (SELECT customer_id FROM moved_customers)"
            " UNION ALL SELECT order_no, customer_id, order_date, status FROM new_orders"
        )

    def find_firsts(self) -> None:
        """Find the first orders of customers that moved anew, and the very first of all others.

        By the very first order of all customers are told old or new.
        """
        self.take_firsts()
        self.run(
            "CREATE TABLE customer_firsts AS"
            f" SELECT customer_id, first_order_no, first_order_at FROM ({steps.CUSTOMER_FIRSTS})"
            " WHERE customer_id IN (SELECT customer_id FROM moved_customers)"
        )
        self.run(
            "INSERT INTO customer_firsts SELECT * FROM firsts_before"
            " ANTI JOIN moved_customers USING (customer_id) ORDER BY ordered_at LIMIT 1"
        )

    def find_other_firsts(self) -> None:
        """Add the first orders of the customers of all orders taken, as the release has them."""
        self.run(
            "INSERT INTO customer_firsts SELECT * FROM firsts_before SEMI JOIN ("
            "(SELECT COALESCE(c.same_as, o.customer_id) AS customer_id"
            " FROM orders AS o LEFT JOIN customers AS c ON c.customer_id = o.customer_id"
            " EXCEPT SELECT customer_id FROM moved_customers)"
            " EXCEPT SELECT customer_id FROM customer_firsts) AS theirs USING (customer_id)"
        )

    def take_along(self, customers: str, orders: str) -> None:
        """Add all orders of some customers to those whose facts are derived again."""
        self.run(
            f"INSERT INTO touched SELECT f.order_no FROM {orders} AS f"
            f" ANTI JOIN touched USING (order_no) WHERE f.customer_id IN ({customers})"
        )

    def take_orders(self) -> None:
        """Hold the canonical rows of the touched orders, with the edits in them."""
        found = self.run("SELECT order_no FROM touched ANTI JOIN named USING (order_no)")
        along = [number for (number,) in found]
        others = among("t.order_no", along)
        for table in CANONICAL:
            key, edited = REPLACED[table]
            columns = ", ".join(f"t.{column}" for column in fields(table))
            unedited = f"ANTI JOIN {edited} AS e ON e.{key} = t.{key}"
            # Of complaints only those are named that are edited; what is named is as files say it.
            whole = table == "complaints" or self.matching is not None
            known = f"{self.below}.{table}" if whole else f"named_{table}"
            parts = [
                f"new_{table} AS t SEMI JOIN touched USING (order_no)",
                f"{known} AS t SEMI JOIN touched USING (order_no) {unedited}",
            ]
            if along and not whole:
                parts.append(f"{self.held(table, 'order_no', along)} AS t WHERE {others}")
            rows = " UNION ALL ".join(f"SELECT {columns} FROM {part}" for part in parts)
            self.run(f"CREATE OR REPLACE TABLE {table} AS {rows}")

    def beginning_moved(self) -> str:
        """Return which customers the beginning of the orders tells otherwise, as SQL; "" for none.

        What the customer master says of a first order counts only before the orders begin.
        """
        before = "SELECT MIN(ordered_at) FROM firsts_before"
        ((now, was),) = self.run(
            "SELECT CAST(MIN(first_order_at) AS DATE),"
            f" CAST(({before}) AS DATE) FROM customer_firsts"
        )
        if now == was:
            return ""
        if now is None or was is None:
            return "first_order_date IS NOT NULL"
        low, high = sorted((now, was))
        return f"first_order_date >= DATE '{low}' AND first_order_date < DATE '{high}'"

    def derive(self) -> None:
        """Run the steps over the touched orders."""
        self.run("DELETE FROM touched WHERE order_no NOT IN (SELECT order_no FROM orders)")
        followed = any(self.coverage.get(f"orders.{name}") for name in FOLLOWING)
        self.run(f"CREATE TABLE follows_acceptance AS SELECT {followed} AS followed")
        for name, query in steps.STEPS:
            if name not in ("customer_firsts", "follows_acceptance"):
                kind = "TABLE" if name in steps.FACTS or name == "order_sums" else "VIEW"
                self.run(f"CREATE {kind} {name} AS {query}")

    # --- what is seen -----------------------------------------------------------------------------

    def show(self, replaced: Sequence[str]) -> None:
        """Make the views of the release's schema; `replaced` are the tables with edited rows."""
        for table in ALL_TABLES:
            columns = ", ".join(fields(table))
            seen = f"SELECT {columns} FROM {self.below}.{table}"
            if table in replaced:
                own = table if table in steps.FACTS else f"new_{table}"
                edited = f"SELECT {columns} FROM {self.own}.{own}"  # of the same types
                seen = f"{self.unedited(table)} UNION ALL {edited}"
            self.run(f"CREATE VIEW {self.name}.{table} AS {seen}")

    def unedited(self, table: str) -> str:
        """Return SQL for the rows of the release that no edited ones replace."""
        key, edited = REPLACED[table]
        if self.matching or table not in self.files:
            columns = ", ".join(fields(table))
            source = f"{self.below}.{table} AS t ANTI JOIN {self.own}.{edited} USING ({key})"
            return f"SELECT {columns} FROM {source}"
        hidden = f"{self.own}.hidden_{table}"
        self.run(
            f"CREATE TABLE {hidden} AS SELECT {', '.join(PLACE)} FROM {self.before(table)}"
            f" SEMI JOIN {edited} USING ({key})"
        )
        return self.files[table].query_without(fields(table), hidden)

    def newest(self) -> tuple[datetime | None, date | None]:
        """Return the newest event of the edited orders, and the newest day of a counted one."""
        limit = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
        bound = f"TIMESTAMP '{limit:%Y-%m-%d %H:%M:%S}'"
        found: list[datetime] = []
        for table, columns in EVENTS:
            if table in REPLACED:
                chosen = [f"MAX({name}) FILTER ({name} <= {bound})" for name in columns]
                (moments,) = self.run(f"SELECT {', '.join(chosen)} FROM {table}")
                found += [moment for moment in moments if moment]
        ((day,),) = self.run(
            f"SELECT MAX(order_day) FILTER (counted AND order_day <= {bound}) FROM order_facts"
        )
        return max(found, default=None), day

    def filled(self) -> dict[str, int]:
        """Return how many more values columns have than in the release.

        Of columns with very many only nothing: what edits add is little beside it, and counting
        what they replace reads all of the release.
        """
        found: dict[str, int] = {}
        for table in (*CANONICAL, *steps.FACTS):
            key, edited = REPLACED[table]
            own = table if table in steps.FACTS else f"new_{table}"
            names = self.counted(table)
            counts = ", ".join(f"COUNT({name})" for name in names)
            if not names:
                continue
            (now,) = self.run(f"SELECT {counts} FROM {own}")
            was = [0] * len(names)
            if any(self.coverage.get(f"{table}.{name}") for name in names):
                seen = f"{self.before(table)} AS t SEMI JOIN {edited} USING ({key})"
                (was,) = self.run(f"SELECT {counts} FROM {seen}")
            found |= {f"{table}.{n}": a - b for n, a, b in zip(names, now, was, strict=True)}
        return found

    def counted(self, table: str) -> list[str]:
        """Return the columns of a table with so few values that what edits add is counted."""
        return [n for n in fields(table) if self.coverage.get(f"{table}.{n}", 0) < MANY]

    def before(self, table: str) -> str:
        """Return where the rows stand that the edited ones replace, as the release has them."""
        if self.matching:
            return f"{self.below}.{table}"
        if table in CANONICAL:
            return f"named_{table}"
        touched = [number for (number,) in self.run("SELECT order_no FROM touched")]
        types = fields(table)
        columns = {name: types[name] for name in ("order_no", *self.counted(table))}
        return self.kept.hold(self.cursor, table, self.whole(table, columns), "t.order_no", touched)


def typed(columns: Mapping[str, str]) -> str:
    """Return these columns (name → SQL type), each in its type, as SQL."""
    return ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns.items())
