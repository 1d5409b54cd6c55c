"""A release in the making: its own DuckDB, its scratch folder, the tables as they will be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ordertrack.warehouse.content import Content, folder_of, relation
from ordertrack.warehouse.folders import token_of
from ordertrack.warehouse.schema import ALL_TABLES, YEAR, fields, stored_fields

ROW_GROUP = 122_880
COPY_OPTIONS = f"FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ROW_GROUP}"


@dataclass
class Draft:
    """What one publish works on. `base` is the release it follows, `now` grows into the new one."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    base: Mapping[str, Content]
    now: dict[str, Content] = field(default_factory=dict)
    written: int = 0

    def __post_init__(self) -> None:
        self.now = dict(self.base)

    @property
    def token(self) -> str:
        return token_of(self.folder)

    @property
    def changed(self) -> list[str]:
        """The tables whose content differs from the base release."""
        return [table for table in ALL_TABLES if self.now[table].files != self.base[table].files]

    def run(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def write(self, table: str, year: int | None, query: str) -> tuple[str, ...]:
        """Write the query's rows (in its order) as one data file; none when there are no rows."""
        folder = self.folder / table / folder_of(table, year)
        folder.mkdir(parents=True, exist_ok=True)
        self.written += 1
        path = folder / f"part-{self.token}-{self.written:04}.parquet"
        rows = self.run(f"COPY ({query}) TO '{quoted(path)}' ({COPY_OPTIONS})")[0][0]
        if rows:
            return (str(path),)
        path.unlink(missing_ok=True)
        return ()

    def view(self, name: str, table: str, years: Iterable[int | None] | None = None) -> None:
        """Show the table as it will be, or these years of it, under this name."""
        content = self.now[table] if years is None else self.now[table].only(years)
        columns = stored_fields(table) | {YEAR: "INTEGER"}
        if table not in ("orders", "order_lines"):
            columns = dict(fields(table))
        self.run(f"CREATE OR REPLACE TEMP VIEW {name} AS {relation(content, columns)}")

    def publish_files(self, table: str, tables: Path) -> Content:
        """Move this draft's data files of the table beside the others, durably."""
        for source in sorted((self.folder / table).rglob("*.parquet")):
            target = tables / table / source.relative_to(self.folder / table)
            target.parent.mkdir(parents=True, exist_ok=True)
            _sync(source)
            os.replace(source, target)
            _sync(target.parent)
        moved = str(self.folder / table)
        files = {
            year: tuple(path.replace(moved, str(tables / table), 1) for path in paths)
            for year, paths in self.now[table].files.items()
        }
        self.now[table] = Content(table, files)
        return self.now[table]

    def close(self) -> None:
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def connect(folder: Path, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    """A private DuckDB that spills into the folder and stays below the memory limit."""
    connection = duckdb.connect()
    connection.execute(f"SET temp_directory = '{quoted(folder / 'spill')}'")
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET TimeZone = 'UTC'")
    if threads:
        connection.execute(f"SET threads = {threads}")
    return connection


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
