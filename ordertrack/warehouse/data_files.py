"""The data files that make up one table at one moment, and the SQL that reads them. Imports schema.

Data files are immutable: what was once found out about one stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from ordertrack.warehouse.schema import PARTITIONED, YEAR, empty

OVERLAP = 1.3  # of the days between a file's row groups, beyond which it should have been sorted
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Content:
    """The data files of a table by order year; year None holds lines whose order is unknown, and
    everything of a table that is not partitioned."""

    table: str
    files: Mapping[int | None, tuple[str, ...]] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for paths in self.files.values() for path in paths)

    @property
    def years(self) -> frozenset[int | None]:
        return frozenset(year for year, paths in self.files.items() if paths)

    def only(self, years: Iterable[int | None]) -> Content:
        """The part of these years."""
        return Content(self.table, {year: self.files.get(year, ()) for year in years})

    def replaced(self, files: Mapping[int | None, tuple[str, ...]]) -> Content:
        """The same table with these years' files exchanged."""
        merged = {**self.files, **files}
        return Content(self.table, {year: paths for year, paths in merged.items() if paths})

    def moved(self, source: Path, target: Path) -> Content:
        """The same files after those below `source` went below `target`."""
        files = {
            year: tuple(path.replace(f"{source}/", f"{target}/", 1) for path in paths)
            for year, paths in self.files.items()
        }
        return Content(self.table, files)

    def rows(self) -> int:
        return sum(row_count(path) for path in self.paths)


def content_of(table: str, paths: Iterable[str]) -> Content:
    """Sort data files by the year in their folder's name."""
    files: dict[int | None, tuple[str, ...]] = {}
    for path in sorted(paths):
        year = year_of(path)
        files[year] = (*files.get(year, ()), path)
    return Content(table, files)


def year_of(path: str) -> int | None:
    folder = unquote(Path(path).parent.name)
    value = folder.removeprefix(f"{YEAR}=")
    return None if value in (folder, NO_YEAR) else int(value)


def folder_of(table: str, year: int | None) -> str:
    """The folder of a data file below the table's own."""
    if table not in PARTITIONED:
        return ""
    return f"{YEAR}={NO_YEAR if year is None else year}"


def relation(content: Content, columns: Mapping[str, str]) -> str:
    """A query over the content with these columns; one that the files lack reads as null."""
    if not content.paths:
        return empty(columns)
    known = [names_in(path) for path in content.paths]
    anywhere = frozenset().union(*known)
    partition = {YEAR} if content.table in PARTITIONED else set()
    chosen = ", ".join(
        name if name in anywhere | partition else f"CAST(NULL AS {kind}) AS {name}"
        for name, kind in columns.items()
    )
    options = [f"hive_partitioning = {str(bool(partition)).lower()}"]
    if partition:
        options.append(f"hive_types = {{'{YEAR}': INTEGER}}")
    if any(names != anywhere for names in known):
        options.append("union_by_name = true")
    return f"SELECT {chosen} FROM read_parquet({literal(content.paths)}, {', '.join(options)})"


def literal(paths: Iterable[str]) -> str:
    """The paths as a list in SQL."""
    return "[" + ", ".join(f"'{quoted(path)}'" for path in paths) + "]"


def quoted(path: str | Path) -> str:
    """A path inside a string of SQL."""
    return str(path).replace("'", "''")


@dataclass(frozen=True)
class Footer:
    """What a data file's footer says: rows, and per column the values that are not null."""

    rows: int
    filled: Mapping[str, int]


_FOOTERS: dict[str, Footer] = {}


def row_count(path: str) -> int:
    return footer(path).rows


def names_in(path: str) -> frozenset[str]:
    return frozenset(footer(path).filled)


def footer(path: str) -> Footer:
    """The footer of a data file; read once, because data files never change."""
    if path not in _FOOTERS:
        metadata = _metadata(path)
        filled = dict.fromkeys(metadata.schema.names, metadata.num_rows)
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            for place in range(group.num_columns):
                column = group.column(place)
                filled[column.path_in_schema] -= column.statistics.null_count
        _FOOTERS[path] = Footer(metadata.num_rows, filled)
    return _FOOTERS[path]


def is_clustered(path: str, day: str) -> bool:
    """Whether a question about some days can pass most row groups of a data file.

    They may come in any order, but together they must not span the days much more than once.
    """
    metadata = _metadata(path)
    place = metadata.schema.names.index(day)
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    spans = [group.column(place).statistics for group in groups]
    filled = [span for span in spans if span.has_min_max]
    if not filled:
        return True
    whole = max(span.max for span in filled) - min(span.min for span in filled)
    return sum((span.max - span.min).days for span in filled) <= OVERLAP * whole.days


def _metadata(path: str) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except pa.ArrowInvalid as error:
        raise OSError(f"{path}: {error}") from error


def coverage(content: Content) -> dict[str, int]:
    """How many rows have a value, per column that the files have."""
    found: dict[str, int] = {}
    for path in content.paths:
        for name, count in footer(path).filled.items():
            found[name] = found.get(name, 0) + count
    return found
