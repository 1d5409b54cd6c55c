"""The data files that make up one table at one moment, and the SQL that reads them.

Imports schema, storage.

Data files are immutable: what was once found out about one stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from ordertrack.warehouse.schema import PARTITIONED, YEAR, empty, stored_fields
from ordertrack.warehouse.storage import Stamp, footer_checksum, stamp_of

OVERLAP = 1.3  # of the days between a file's row groups, beyond which it should have been sorted
KEPT_FOOTERS = 20_000
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
# Where a row stands in the files that a scan reads. A file goes by its name: its number among them
# (`file_index`) counts only those that a question does not pass.
PLACE: Mapping[str, str] = {"filename": "VARCHAR", "file_row_number": "BIGINT"}


@dataclass(frozen=True)
class DataFiles:
    """The data files of a table by order year.

    Year None holds lines whose order is unknown, and everything of a table that is not partitioned.
    """

    table: str
    by_year: Mapping[int | None, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def at(cls, table: str, paths: Iterable[str]) -> DataFiles:
        """Sort data files by the year in their folder's name."""
        by_year: dict[int | None, tuple[str, ...]] = {}
        for path in sorted(paths):
            year = year_of(path)
            by_year[year] = (*by_year.get(year, ()), path)
        return cls(table, by_year)

    @property
    def paths(self) -> tuple[str, ...]:
        """Return all files."""
        return tuple(path for paths in self.by_year.values() for path in paths)

    @property
    def years(self) -> frozenset[int | None]:
        """Return the years that have a file."""
        return frozenset(year for year, paths in self.by_year.items() if paths)

    def only(self, years: Iterable[int | None]) -> DataFiles:
        """Return the part of these years."""
        return DataFiles(self.table, {year: self.by_year.get(year, ()) for year in years})

    def replaced(self, by_year: Mapping[int | None, tuple[str, ...]]) -> DataFiles:
        """Return the same table with these years' files exchanged."""
        merged = {**self.by_year, **by_year}
        return DataFiles(self.table, {year: paths for year, paths in merged.items() if paths})

    def moved(self, source: Path, target: Path) -> DataFiles:
        """Return the same files after those below `source` went below `target`."""
        by_year = {
            year: tuple(path.replace(f"{source}/", f"{target}/", 1) for path in paths)
            for year, paths in self.by_year.items()
        }
        return DataFiles(self.table, by_year)

    def rows(self) -> int:
        """Count the rows, from the footers."""
        return sum(footer(path).rows for path in self.paths)

    def coverage(self) -> dict[str, int]:
        """Count the rows that have a value, per column that the files have; from the footers."""
        found: dict[str, int] = {}
        for path in self.paths:
            for name, count in footer(path).filled.items():
                found[name] = found.get(name, 0) + count
        return found

    def query(self, columns: Mapping[str, str]) -> str:
        """Return SQL for these columns (name → SQL type); one that the files lack reads as null.

        Those of `PLACE` may be among them.
        """
        if not self.paths:
            return empty(columns)
        known = [footer(path).filled.keys() for path in self.paths]
        anywhere = set().union(*known)
        partition = {YEAR} if self.table in PARTITIONED else set()
        readable = anywhere | partition | PLACE.keys()
        chosen = ", ".join(
            name if name in readable else f"CAST(NULL AS {kind}) AS {name}"
            for name, kind in columns.items()
        )
        options = [f"hive_partitioning = {str(bool(partition)).lower()}"]
        if partition:
            options.append(f"hive_types = {{'{YEAR}': INTEGER}}")
        if any(names != anywhere for names in known):
            options.append("union_by_name = true")
        paths = ", ".join(f"'{quoted(path)}'" for path in self.paths)
        return f"SELECT {chosen} FROM read_parquet([{paths}], {', '.join(options)})"

    def query_without(self, columns: Mapping[str, str], places: str) -> str:
        """Return SQL for these columns of all rows but those whose places a table holds.

        Two narrow columns that no file has to be read for cost less than the keys of all rows.
        """
        if not self.paths:
            return empty(columns)
        return f"{self.query(columns)} ANTI JOIN {places} USING ({', '.join(PLACE)})"

    def query_all(self) -> str:
        """Return SQL for all stored columns, with the year that the row lies in."""
        year = {YEAR: "INTEGER"} if self.table in PARTITIONED else {}
        return self.query(stored_fields(self.table) | year)


def year_of(path: str) -> int | None:
    """Return the order year that a data file's folder is named for."""
    folder = unquote(Path(path).parent.name)
    value = folder.removeprefix(f"{YEAR}=")
    return None if value in (folder, NO_YEAR) else int(value)


def folder_of(table: str, year: int | None) -> str:
    """Return the folder of a data file below the table's own."""
    if table not in PARTITIONED:
        return ""
    return f"{YEAR}={NO_YEAR if year is None else year}"


def quoted(path: str | Path) -> str:
    """Return a path as it stands inside a string of SQL."""
    return str(path).replace("'", "''")


@dataclass(frozen=True)
class Footer:
    """What a data file's footer says: rows, and per column the values that are not null."""

    rows: int
    filled: Mapping[str, int]
    checksum: int


def footer(path: str) -> Footer:
    """Read the footer of a data file; once, until another file takes its place."""
    return read_footer(path, stamp_of(path))


@lru_cache(KEPT_FOOTERS)
def read_footer(path: str, _stamp: Stamp) -> Footer:
    """Read the footer of the data file that has this stamp."""
    metadata = read_metadata(path)
    filled = dict.fromkeys(metadata.schema.names, metadata.num_rows)
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        for place in range(group.num_columns):
            column = group.column(place)
            filled[column.path_in_schema] -= column.statistics.null_count
    return Footer(metadata.num_rows, filled, footer_checksum(path))


def is_clustered(path: str, day: str) -> bool:
    """Return whether a question about some days can pass most row groups of a data file.

    They may come in any order, but together they must not span the days much more than once.
    """
    metadata = read_metadata(path)
    place = metadata.schema.names.index(day)
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    spans = [group.column(place).statistics for group in groups]
    filled = [span for span in spans if span.has_min_max]
    if not filled:
        return True
    whole = max(span.max for span in filled) - min(span.min for span in filled)
    return sum((span.max - span.min).days for span in filled) <= OVERLAP * whole.days


def read_metadata(path: str) -> pq.FileMetaData:
    """Read what Parquet says about a file; OSError when it is damaged."""
    try:
        return pq.read_metadata(path)
    except (pa.ArrowException, ValueError) as error:
        raise OSError(f"{path}: {error}") from error
