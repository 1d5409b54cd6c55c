"""Reading one release: a cursor per question over views of that release's data files.

All readers of a warehouse share one in-memory DuckDB; every release that somebody looks at has a
schema there with a view per table. Imports data_files, storage_errors, schema, visible.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from threading import Lock
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from ordertrack.errors import WarehouseUnreadable
from ordertrack.facts.select import Select
from ordertrack.records import Release
from ordertrack.warehouse.data_files import DataFiles
from ordertrack.warehouse.schema import ALL_TABLES, fields
from ordertrack.warehouse.storage_errors import is_damage, is_full
from ordertrack.warehouse.visible import visible
from ordertrack.words import t

KEPT_RELEASES = 8
BATCH_ROWS = 65_536
INLINED = "NOT MATERIALIZED "  # or DuckDB reads a table whole before it looks at conditions


class Shelf:
    """The shared DuckDB and the releases that stand in it; unused ones make room for others."""

    def __init__(self, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._connect = connect
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._lock = Lock()
        self._users: OrderedDict[int, int] = OrderedDict()

    @contextmanager
    def cursor(
        self, release: Release, contents: Callable[[], Mapping[str, DataFiles]]
    ) -> Generator[duckdb.DuckDBPyConnection]:
        """A cursor whose plain table names are this release's tables."""
        with self._lock, _said(release.number):
            cursor = self._take(release.number, contents)
        try:
            with _said(release.number):
                cursor.execute(f"SET schema = '{_name(release.number)}'")
                yield cursor
        finally:
            cursor.close()
            with self._lock:
                self._users[release.number] -= 1

    def _take(
        self, number: int, contents: Callable[[], Mapping[str, DataFiles]]
    ) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = self._connect()
            # Data files never change; their footers are half of a small question's time.
            self._connection.execute("SET GLOBAL parquet_metadata_cache = true")
        if number not in self._users:
            _build(self._connection, number, contents())
            self._users[number] = 0
        self._users.move_to_end(number)
        self._users[number] += 1
        self._make_room(self._connection)
        return self._connection.cursor()

    def _make_room(self, connection: duckdb.DuckDBPyConnection) -> None:
        for number in list(self._users):
            if len(self._users) <= KEPT_RELEASES:
                return
            if not self._users[number]:
                connection.execute(f"DROP SCHEMA {_name(number)} CASCADE")
                del self._users[number]

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            self._users.clear()


@contextmanager
def _said(number: int) -> Generator[None]:
    """A data file that is missing or damaged is said in words."""
    try:
        yield
    except Exception as error:
        if is_full(error) or not is_damage(error):
            raise
        raise WarehouseUnreadable(
            t("The data of release {number} cannot be read: {reason}", number=number, reason=error),
            t("Restore the folder from a backup; exports can be imported again at any time."),
        ) from error


def _name(number: int) -> str:
    return f"release_{number}"


def _build(
    connection: duckdb.DuckDBPyConnection, number: int, contents: Mapping[str, DataFiles]
) -> None:
    """Make the release's schema: a view per table over its data files."""
    connection.execute(f"DROP SCHEMA IF EXISTS {_name(number)} CASCADE")
    connection.execute(f"CREATE SCHEMA {_name(number)}")
    for table in ALL_TABLES:
        query = contents[table].query(fields(table))
        connection.execute(f"CREATE VIEW {_name(number)}.{table} AS {query}")


class Reader:
    """One release, to be asked in SQL. Cheap to make; safe to share between threads."""

    def __init__(
        self, release: Release, shelf: Shelf, contents: Callable[[], Mapping[str, DataFiles]]
    ) -> None:
        self.release = release
        self._shelf = shelf
        self._contents = contents

    @property
    def schema(self) -> str:
        """Where the tables of this release are in the shared database, while it is read."""
        return _name(self.release.number)

    def run(self, select: Select, past: Reader | None = None) -> pl.DataFrame:
        """Return the answer as a frame.

        A sum of whole numbers comes as decimal(38, 0), as DuckDB counts in 128 bits.

        Args:
            past: the reader of an earlier release, whose tables the question names as `past_…`.
        """
        with self._opened(select, past) as (cursor, statement, params):
            return cursor.sql(statement, params=params or None).pl()

    def batches(self, select: Select) -> Iterator[pa.RecordBatch]:
        """Yield the answer in batches, for what would not fit into memory."""
        with self._opened(select) as (cursor, statement, params):
            answer = cursor.sql(statement, params=params or None)
            yield from answer.to_arrow_reader(BATCH_ROWS)

    @contextmanager
    def _opened(
        self, select: Select, past: Reader | None = None
    ) -> Generator[tuple[duckdb.DuckDBPyConnection, str, dict[str, Any]]]:
        """A cursor with the question's frames, and the question as its viewer may ask it."""
        with ExitStack() as stack:
            if past is not None:  # its tables must be there, and stay
                stack.enter_context(self._shelf.cursor(past.release, past._contents))
            cursor = stack.enter_context(self._shelf.cursor(self.release, self._contents))
            for name, frame in select.frames.items():
                cursor.register(name, frame)
            schema = past.schema if past else None
            named, params = visible(select.statement(), select.access, self.schema, schema)
            statement = select.statement(named, hint=INLINED)
            yield cursor, statement, select.bound(statement, params)

    def covers(self, column: str) -> int:
        """How many rows have a value in "table.column"; 0 means that the data lacks it."""
        return self.release.coverage.get(column, 0)
