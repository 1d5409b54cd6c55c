"""A release in the making: a private DuckDB, a scratch folder, the tables as they will be.

Imports content, folders, schema.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ordertrack.warehouse.data_files import Content, folder_of, is_clustered, quoted, relation
from ordertrack.warehouse.schema import ALL_TABLES, PARTITIONED, YEAR, sorted_by, stored_fields
from ordertrack.warehouse.storage import sync, token_of

# Snappy reads faster than zstd and is written faster; the files are half as big again.
COPY_OPTIONS = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"
Result = TypeVar("Result")
MANY_ROWS = 150_000  # more than one row group: worth a look whether they need sorting
WORKERS = 4  # years written at a time, at most
BIG_YEAR = 500_000  # rows; a year of this size keeps all cores busy and memory full by itself


@dataclass
class Draft:
    """What one publish works on. `base` is the release it follows, `now` grows into the new one."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    base: Mapping[str, Content]
    now: dict[str, Content] = field(default_factory=dict)
    serial: Iterator[int] = field(default_factory=itertools.count)
    mixed: set[str] = field(default_factory=set)  # tables whose rows do not come in order

    def __post_init__(self) -> None:
        self.now = dict(self.base)

    @property
    def token(self) -> str:
        return token_of(self.folder)

    @property
    def threads(self) -> int:
        return int(self.run("SELECT current_setting('threads')")[0][0])

    @property
    def changed(self) -> list[str]:
        """The tables whose content differs from the base release."""
        return [table for table in ALL_TABLES if self.now[table].files != self.base[table].files]

    def run(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def view(self, name: str, content: Content) -> None:
        self.run(f"CREATE OR REPLACE VIEW {name} AS {everything(content)}")

    def write(
        self,
        table: str,
        year: int | None,
        query: str,
        connection: duckdb.DuckDBPyConnection | None = None,
        likely_in_order: int = 0,
    ) -> tuple[str, ...]:
        """Write the query's rows in the table's order as one data file; none when there are none.

        So many rows `likely_in_order` are first written as they come: only where that mixed the
        days are they sorted.
        """
        order = f" ORDER BY {', '.join(sorted_by(table))}"
        if not likely_in_order or likely_in_order < MANY_ROWS or table in self.mixed:
            return self._write(table, year, query + order, connection)
        paths = self._write(table, year, query, connection)
        if all(is_clustered(path, sorted_by(table)[0]) for path in paths):
            return paths
        self.mixed.add(table)
        for path in paths:
            Path(path).unlink()
        return self._write(table, year, query + order, connection)

    def _write(
        self,
        table: str,
        year: int | None,
        query: str,
        connection: duckdb.DuckDBPyConnection | None,
    ) -> tuple[str, ...]:
        folder = self.folder / table / folder_of(table, year)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"part-{self.token}-{next(self.serial):04}.parquet"
        copy = f"COPY ({query}) TO '{quoted(path)}' ({COPY_OPTIONS})"
        row = (connection or self.connection).execute(copy).fetchone()
        if row and row[0]:
            return (str(path),)
        path.unlink(missing_ok=True)
        return ()

    def each_year(
        self,
        years: Sequence[int | None],
        rows: int,
        work: Callable[[duckdb.DuckDBPyConnection, int | None], Result],
    ) -> Iterator[tuple[int | None, Result]]:
        """Do the work for several years at a time: a small one does not keep the cores busy."""
        big = rows > BIG_YEAR * len(years)
        workers = 1 if big else min(WORKERS, self.threads)

        def job(year: int | None) -> Result:
            with self.connection.cursor() as cursor:
                return work(cursor, year)

        with ThreadPoolExecutor(workers) as pool:
            yield from zip(years, pool.map(job, years), strict=True)

    def publish_files(self, table: str, tables: Path) -> Content:
        """Move this draft's data files of the table beside the others, durably."""
        drafted = self.folder / table
        for source in sorted(drafted.rglob("*.parquet")):
            target = tables / table / source.relative_to(drafted)
            target.parent.mkdir(parents=True, exist_ok=True)
            sync(source)
            os.replace(source, target)
            sync(target.parent)
        self.now[table] = self.now[table].moved(drafted, tables / table)
        return self.now[table]

    def close(self) -> None:
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def everything(content: Content) -> str:
    """A query for all stored columns, with the year that the row lies in."""
    columns = stored_fields(content.table)
    if content.table in PARTITIONED:
        columns |= {YEAR: "INTEGER"}
    return relation(content, columns)


def part_of(memory_limit: str, share: float) -> str:
    """A share of a memory limit such as 1500MB."""
    size = memory_limit.rstrip("KMGTiB ")
    return f"{float(size) * share:.2f}{memory_limit[len(size) :]}"


def connect(spill: Path, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    """A private DuckDB that stays below the memory limit; `spill` is made when needed."""
    connection = duckdb.connect()
    connection.execute(f"SET temp_directory = '{quoted(spill)}'")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET TimeZone = 'UTC'")
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection
