"""A release in the making: a private DuckDB, a scratch folder, the tables as they will be.

Imports data_files, schema, storage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ordertrack.interrupts import interruptible
from ordertrack.progress import workers
from ordertrack.warehouse.data_files import DataFiles, folder_of, is_clustered, quoted
from ordertrack.warehouse.schema import ALL_TABLES, YEAR, sorted_by, stored_fields
from ordertrack.warehouse.storage import Storage, token_of

# Snappy reads faster than zstd and is written faster; the files are half as big again.
COPY_OPTIONS = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"
Result = TypeVar("Result")
Years = tuple[int | None, ...]
ByYear = dict[int | None, tuple[str, ...]]
MANY_ROWS = 150_000  # more than one row group: worth a look whether they need sorting
WORKERS = 4  # years written at a time, at most
BIG_YEAR = 500_000  # rows; a year of this size keeps all cores busy and memory full by itself
SMALL_YEAR = 2_000  # rows; a query for each such year would take longer than its rows
MOST_TOGETHER = 64  # years; DuckDB keeps a file open for each, and at most 100


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

    def write_all(
        self,
        table: str,
        years: Years,
        query: str,
        connection: duckdb.DuckDBPyConnection,
        likely_in_order: int = 0,
    ) -> ByYear:
        """Write the query's rows of one year, or of several small ones that have their year."""
        if len(years) > 1:
            return self.write_years(table, years, query, connection)
        selected = f"SELECT {', '.join(stored_fields(table))} FROM ({query})"
        return {years[0]: self.write(table, years[0], selected, connection, likely_in_order)}

    def write_years(
        self, table: str, years: Years, query: str, connection: duckdb.DuckDBPyConnection
    ) -> ByYear:
        """Write the query's rows, each with its year, in the table's order as a file per year."""
        folder = self.folder / table
        name = self.storage.new_file(folder, self.token, next(self.numbers)).stem
        order = ", ".join((YEAR, *sorted_by(table)))
        options = f"PARTITION_BY ({YEAR}), FILENAME_PATTERN '{name}-{{i}}', OVERWRITE_OR_IGNORE"
        copied = connection.execute(
            f"COPY (SELECT {', '.join((*stored_fields(table), YEAR))} FROM ({query})"
            f" ORDER BY {order}) TO '{quoted(folder)}' ({COPY_OPTIONS}, {options}, RETURN_FILES)"
        )
        row = copied.fetchone()
        return {**dict.fromkeys(years, ()), **DataFiles.at(table, row[1] if row else ()).by_year}

    def for_years(
        self,
        groups: Sequence[Years],
        rows: int,
        work: Callable[[duckdb.DuckDBPyConnection, Years], Result],
    ) -> Iterator[tuple[Years, Result]]:
        """Work on several groups of years at a time: a small one does not keep the cores busy."""
        big = rows > BIG_YEAR * sum(map(len, groups))
        threads = int(self.run("SELECT current_setting('threads')")[0][0])

        def job(years: Years) -> Result:
            with interruptible(self.connection.cursor()) as cursor:
                return work(cursor, years)

        with workers(1 if big else min(WORKERS, threads)) as pool:
            yield from zip(groups, pool.map(job, groups), strict=True)

    def publish_files(self, table: str) -> DataFiles:
        """Move this draft's data files of the table beside the others, durably."""
        drafted, target = self.folder / table, self.storage.tables / table
        sources = self.storage.files(drafted, self.token)
        self.storage.move({one: target / one.relative_to(drafted) for one in sources})
        self.files[table] = self.files[table].moved(drafted, target)
        return self.files[table]

    def close(self) -> None:
        """Let go of the database and clear the scratch folder away.

        While it is unsettled the folder stays: by it the next publisher finds what is left to do.
        """
        self.connection.close()
        if not self.unsettled:
            self.storage.remove_folder(self.folder)


def grouped(rows: Mapping[Any, int]) -> list[Years]:
    """Group years by their rows: small ones are worked on together, the others one by one."""
    years = sorted(rows, key=lambda year: (year is None, year))
    small = [year for year in years if rows[year] < SMALL_YEAR]
    starts = range(0, len(small), MOST_TOGETHER)
    together = [tuple(small[start : start + MOST_TOGETHER]) for start in starts]
    return [*((year,) for year in years if rows[year] >= SMALL_YEAR), *together]


def share_of(memory_limit: str, share: float) -> str:
    """Return a share of a memory limit such as 1500MB."""
    size = memory_limit.rstrip("KMGTiB ")
    return f"{float(size) * share:.2f}{memory_limit[len(size) :]}"


def connect(spill: Path, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Open a private DuckDB that stays below the memory limit; `spill` is made when needed."""
    connection = interruptible(duckdb.connect())
    connection.execute(f"SET temp_directory = '{quoted(spill)}'")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET TimeZone = 'UTC'")
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection
