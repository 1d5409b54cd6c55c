"""A release in the making: a private DuckDB, a scratch folder, the tables as they will be.

Imports data_files, schema, storage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ordertrack.warehouse.data_files import DataFiles, folder_of, is_clustered, quoted
from ordertrack.warehouse.schema import ALL_TABLES, sorted_by
from ordertrack.warehouse.storage import Storage, token_of

# Snappy reads faster than zstd and is written faster; the files are half as big again.
COPY_OPTIONS = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"
Result = TypeVar("Result")
MANY_ROWS = 150_000  # more than one row group: worth a look whether they need sorting
WORKERS = 4  # years written at a time, at most
BIG_YEAR = 500_000  # rows; a year of this size keeps all cores busy and memory full by itself


@dataclass
class Draft:
    """What one publish works on: the tables of the release that it follows, and the new ones.

    `folder` is its scratch folder; `files` starts as `base` and grows into the new release.
    """

    connection: duckdb.DuckDBPyConnection
    storage: Storage
    folder: Path
    base: Mapping[str, DataFiles]
    files: dict[str, DataFiles] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    unsorted: set[str] = field(default_factory=set)  # tables whose rows do not come in order
    unsettled: bool = False  # nobody knows yet whether it became a release

    def __post_init__(self) -> None:
        self.files = dict(self.base)

    @property
    def token(self) -> str:
        """Return what the names of all its data files carry."""
        return token_of(self.folder)

    @property
    def changed(self) -> list[str]:
        """Return the tables whose files differ from the base release."""
        return [name for name in ALL_TABLES if self.files[name].by_year != self.base[name].by_year]

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """Run SQL and return its rows."""
        return self.connection.execute(query).fetchall()

    def view(self, name: str, files: DataFiles) -> None:
        """Make a view over data files."""
        self.run(f"CREATE OR REPLACE VIEW {name} AS {files.query_all()}")

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
        cursor = connection or self.connection
        order = f" ORDER BY {', '.join(sorted_by(table))}"
        if not likely_in_order or likely_in_order < MANY_ROWS or table in self.unsorted:
            return self.write_as_it_comes(table, year, query + order, cursor)
        paths = self.write_as_it_comes(table, year, query, cursor)
        if all(is_clustered(path, sorted_by(table)[0]) for path in paths):
            return paths
        self.unsorted.add(table)
        for path in paths:
            self.storage.remove(path)
        return self.write_as_it_comes(table, year, query + order, cursor)

    def write_as_it_comes(
        self, table: str, year: int | None, query: str, cursor: duckdb.DuckDBPyConnection
    ) -> tuple[str, ...]:
        """Write the query's rows as one data file; none when there are none."""
        folder = self.folder / table / folder_of(table, year)
        path = self.storage.new_file(folder, self.token, next(self.numbers))
        row = cursor.execute(f"COPY ({query}) TO '{quoted(path)}' ({COPY_OPTIONS})").fetchone()
        if row and row[0]:
            return (str(path),)
        self.storage.remove(path)
        return ()

    def for_each_year(
        self,
        years: Sequence[int | None],
        rows: int,
        work: Callable[[duckdb.DuckDBPyConnection, int | None], Result],
    ) -> Iterator[tuple[int | None, Result]]:
        """Do the work for several years at a time: a small one does not keep the cores busy."""
        big = rows > BIG_YEAR * len(years)
        threads = int(self.run("SELECT current_setting('threads')")[0][0])

        def job(year: int | None) -> Result:
            with self.connection.cursor() as cursor:
                return work(cursor, year)

        with ThreadPoolExecutor(1 if big else min(WORKERS, threads)) as pool:
            yield from zip(years, pool.map(job, years), strict=True)

    def publish_files(self, table: str) -> DataFiles:
        """Move this draft's data files of the table beside the others, durably."""
        drafted, target = self.folder / table, self.storage.tables / table
        for source in self.storage.files(drafted, self.token):
            self.storage.move(source, target / source.relative_to(drafted))
        self.files[table] = self.files[table].moved(drafted, target)
        return self.files[table]

    def close(self) -> None:
        """Let go of the database and clear the scratch folder away.

        While it is unsettled the folder stays: by it the next publisher finds what is left to do.
        """
        self.connection.close()
        if not self.unsettled:
            self.storage.remove_folder(self.folder)


def share_of(memory_limit: str, share: float) -> str:
    """Return a share of a memory limit such as 1500MB."""
    size = memory_limit.rstrip("KMGTiB ")
    return f"{float(size) * share:.2f}{memory_limit[len(size) :]}"


def connect(spill: Path, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Open a private DuckDB that stays below the memory limit; `spill` is made when needed."""
    connection = duckdb.connect()
    connection.execute(f"SET temp_directory = '{quoted(spill)}'")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET TimeZone = 'UTC'")
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection
