"""Tables written down in a test, and a reader over them, made by the grain's own SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import duckdb
import polars as pl

from ordertrack import model
from ordertrack.facts import steps
from ordertrack.facts.matched_names import Names
from ordertrack.facts.select import Select
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS
from ordertrack.warehouse.schema import credited
from ordertrack.warehouse.visible import visible
from ordertrack.warehouse.written import nothing_typed
from tests.questions import everything

TYPES = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "day": "DATE",
    "time": "TIMESTAMP",
    "money": "DECIMAL(18,4)",
    "aim": "DECIMAL(18,4)",
    "qty": "DECIMAL(18,3)",
    "share": "DECIMAL(9,6)",
    "count": "BIGINT",
    "score": "TINYINT",
    "flag": "BOOLEAN",
    "choice": "VARCHAR",
    "period": "VARCHAR",
}
Rows = Sequence[Mapping[str, Any]]


class LiteralReader:
    """Answers like the warehouse's reader, over tables written down in the test.

    `covered` claims that the export has every column, even where all its values are missing; as
    release `number` it has a schema of its own, as in the warehouse.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        tables: Mapping[str, Rows],
        covered: bool = False,
        number: int = 1,
    ) -> None:
        self.names = self.named = Names()  # nobody said that two of them are one
        self.connection = connection
        self.covered = covered
        self.schema = f"release_{number}"
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
        connection.execute(f"SET schema = '{self.schema}'")
        self.asked: list[str] = []
        self.written: dict[str, pl.DataFrame] = {}  # what people wrote, by kind of the journal
        fresh = not connection.execute("SHOW TABLES FROM " + self.schema).fetchall()
        connection.execute("BEGIN")
        for table in model.TABLES.values():
            _fill(connection, table, tables.get(table.name, ()), fresh)
        for name, query in steps.STEPS:
            _derive(connection, name, query, fresh)
        for name, query in SQL_VIEWS.items() if fresh else ():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        for table, view in CREDITED.items() if fresh else ():
            connection.execute(f"CREATE VIEW {view} AS {credited(table)}")
        connection.execute("COMMIT")
        self.coverage = {} if covered else _coverage(connection)
        first = self.run(everything("SELECT MIN(order_day) FROM order_facts")).item()
        self.release = SimpleNamespace(number=number, coverage=self.coverage, data_from=first)

    def run(self, select: Select, past: LiteralReader | None = None) -> pl.DataFrame:
        named, seen = visible(
            select.statement(), select.access, self.schema, past.schema if past else None
        )
        statement = select.statement(named)
        self.asked.append(statement)
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET schema = '{self.schema}'")
            for name, frame in select.frames.items():
                cursor.register(name, frame)
            return cursor.sql(statement, params=select.bound(statement, seen) or None).pl()

    def typed(self, kind: str) -> pl.DataFrame:
        return self.written.get(kind, nothing_typed(kind))

    def covers(self, column: str) -> int:
        return 1 if self.covered else self.coverage.get(column, 0)


def _fill(
    connection: duckdb.DuckDBPyConnection, table: model.Table, rows: Rows, fresh: bool
) -> None:
    types: dict[str, str] = {}
    for column in table.stored:
        types[column.name] = TYPES[column.kind]
        if column.kind == "time":
            types[f"{column.name}_day_only"] = "BOOLEAN"
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    connection.execute(
        f"CREATE TABLE {table.name} ({columns})" if fresh else f"DELETE FROM {table.name}"
    )
    for row in rows:
        assert set(row) <= set(types), set(row) - set(types)
    names = list(dict.fromkeys(name for row in rows for name in row))
    if rows:
        places = ", ".join(f"({', '.join('?' * len(names))})" for _ in rows)
        connection.execute(
            f"INSERT INTO {table.name} ({', '.join(names)}) VALUES {places}",
            [row.get(name) for row in rows for name in names],
        )


def _derive(connection: duckdb.DuckDBPyConnection, name: str, query: str, fresh: bool) -> None:
    if fresh:
        connection.execute(f"CREATE TABLE {name} AS {query}")
    else:
        connection.execute(f"DELETE FROM {name}")
        connection.execute(f"INSERT INTO {name} {query}")


def _coverage(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    return {
        f"{name}.{column}": filled
        for name in (*model.TABLES, *steps.FACTS)
        for column, filled in _filled(connection, name).items()
    }


def _filled(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    names = [name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
    counts = ", ".join(f"COUNT({name})" for name in names)
    found = connection.execute(f"SELECT {counts} FROM {table}").fetchone()
    return dict(zip(names, found or (), strict=True))


def connect() -> duckdb.DuckDBPyConnection:
    """A small in-memory DuckDB; one thread, because literal tables are tiny."""
    return duckdb.connect(config={"threads": 1})


Release = Callable[..., LiteralReader]


def order(number: str, placed: str, **more: Any) -> dict[str, Any]:
    """One row of `orders`: placed on a day, for customer A unless said otherwise."""
    row: dict[str, Any] = {"order_no": number, "customer_id": "A", "order_date": moment(placed)}
    return row | {name: _read(value) for name, value in more.items()}


def line(number: str, amount: Any = 100, **more: Any) -> dict[str, Any]:
    """One row of `order_lines`."""
    row: dict[str, Any] = {"order_no": number, "line_no": "1", "product": "P", "amount": amount}
    return row | {name: _read(value) for name, value in more.items()}


def simple(number: str, placed: str, promised: Any = None, delivered: Any = None, **more: Any):
    """An order without lines of its own: promise, delivery and amount (100) on the order."""
    more = {"promised_date": promised, "delivered_date": delivered, "amount": 100} | more
    return order(number, placed, **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-":
        return moment(value)
    return value
