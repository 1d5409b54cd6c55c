"""The table on which rows are sorted: DuckDB over the checked files, within a memory limit.

A row ends in exactly one heap: accepted, set aside (with reasons) or skipped (with its kind).
Imports warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ordertrack.intake.checking.check import Checked
from ordertrack.intake.context import Context
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.result import Example, Finding
from ordertrack.warehouse import rows_in

DUPLICATE = "exact duplicate"
MOST_EXAMPLES = 5
_ROWS = 1 << 32  # more than a file can have
_HEAPS = """
CREATE TABLE aside (src INTEGER, row UINTEGER, spot VARCHAR, value VARCHAR, code VARCHAR,
                    other VARCHAR, line_no VARCHAR);
CREATE TABLE skipped (src INTEGER, row UINTEGER, kind VARCHAR);
CREATE TABLE repeats (src INTEGER, row UINTEGER);
CREATE TABLE gone (src INTEGER, row UINTEGER);
"""


@dataclass(frozen=True, slots=True)
class Stack:
    """Checked files with the same columns, handled as one: twelve monthly exports, say."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    checked: tuple[Checked, ...]
    by_line: bool = False

    @property
    def sources(self) -> list[int]:
        return [checked.src for checked in self.checked]

    @property
    def bad(self) -> bool:
        """Whether some cells were not understood."""
        return any(checked.bad for checked in self.checked)

    @property
    def query(self) -> str:
        """All rows with `_src`, `_row`, `_at` (their place in the whole stack) and `_bad`."""
        names = ", ".join(self.columns)
        return " UNION ALL ".join(
            f"SELECT {c.src} AS _src, _row, CAST({c.src} AS UBIGINT) * {_ROWS} + _row AS _at,"
            f" _bad, {names} FROM read_parquet({quoted(c.path)})"
            for c in self.checked
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """Accepted rows for one table from one stack, one row per key.

    `columns` are named as in the model; `called` tells what some of them are called in the file.
    `whole` rows have all that the table requires; others only update rows that are already there.
    """

    table: str
    path: Path
    rows: int
    columns: tuple[str, ...]
    whole: bool
    sources: tuple[int, ...]
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The rows, as SQL."""
        return rows_in(self.path, self.columns, self.called)


def _nothing_known(_table: str) -> None:
    """Stand in until the current release is looked at."""


@dataclass
class Sorter:
    """One import's connection, heaps and findings."""

    connection: duckdb.DuckDBPyConnection
    context: Context
    raw: Sequence[RawTable]
    findings: list[Finding] = field(default_factory=list)
    show_known: Callable[[str], None] = _nothing_known
    released: dict[tuple[str, ...], Path | None] = field(default_factory=dict)
    _files: int = 0

    @classmethod
    def open(cls, raw: Sequence[RawTable], context: Context) -> Sorter:
        connection = duckdb.connect()
        connection.execute(f"SET temp_directory = {quoted(context.staging / 'spill')}")
        connection.execute(f"SET memory_limit = '{context.memory_limit}'")
        connection.execute("SET preserve_insertion_order = false")
        if context.threads:
            connection.execute(f"SET threads = {context.threads}")
        connection.execute(_HEAPS)
        return cls(connection, context, raw)

    def close(self) -> None:
        self.connection.close()

    def run(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def one(self, query: str) -> Any:
        return self.run(query)[0][0]

    def table(self, name: str, query: str) -> int:
        """Keep the query's rows as a table; how many they are."""
        self.run(f"CREATE OR REPLACE TABLE {name} AS {query}")
        return int(self.one(f"SELECT COUNT(*) FROM {name}"))

    def view(self, name: str, query: str) -> None:
        self.run(f"CREATE OR REPLACE VIEW {name} AS {query}")

    def write(self, stem: str, query: str) -> tuple[Path, int]:
        """Write the query's rows to a Parquet file of the staging folder."""
        self._files += 1
        path = self.context.staging / f"{stem}-{self._files:03}.parquet"
        rows = self.one(
            f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION uncompressed)"
        )
        return path, int(rows)

    # --- the stack at hand ---

    def lay(self, stack: Stack) -> None:
        """Show the stack as `stack`, and what is not set aside or skipped of it as `live`."""
        self.view("stack", stack.query)
        self.refresh(stack)

    def refresh(self, stack: Stack) -> None:
        """Take what is gone by now out of `live`."""
        some = self.one(f"SELECT COUNT(*) FROM gone WHERE src IN ({joined(stack.sources)})")
        left = "ANTI JOIN gone AS g ON g.src = s._src AND g.row = s._row" if some else ""
        self.view("live", f"SELECT s.* FROM stack AS s {left} WHERE NOT s._bad")

    # --- the heaps ---

    def skip(self, query: str, kind: str) -> int:
        """Skip the rows (src, row) of the query."""
        self.run(f"INSERT INTO skipped SELECT src, row, '{kind}' FROM ({query})")
        return self._forget(query)

    def put_aside(self, query: str) -> int:
        """Set rows aside: the query gives src, row, spot, value, code, other."""
        self.table("putting", query)
        self.run("INSERT INTO aside SELECT src, row, spot, value, code, other, NULL FROM putting")
        return self._forget("SELECT DISTINCT src, row FROM putting")

    def put_failed_aside(self, checked: Checked) -> None:
        """Set aside the rows whose cells were not understood, unless they were skipped before."""
        if checked.problems is None:
            return
        spots = joined(f"({cell.position}, {text(cell.spot)})" for cell in checked.cells)
        self.put_aside(
            f"SELECT DISTINCT {checked.src} AS src, p.row, s.spot, p.value, p.code, NULL AS other"
            f" FROM read_parquet({quoted(checked.problems)}) AS p"
            f" LEFT JOIN (SELECT position, MIN(spot) AS spot FROM (VALUES {spots})"
            " AS v (position, spot) GROUP BY position) AS s ON s.position = p.position"
            f" ANTI JOIN (FROM gone WHERE src = {checked.src}) AS g ON g.row = p.row"
        )

    def _forget(self, query: str) -> int:
        rows = self.one(f"SELECT COUNT(*) FROM ({query})")
        if rows:
            self.run(f"INSERT INTO gone SELECT src, row FROM ({query})")
        return int(rows)

    # --- findings ---

    def find(self, finding: Finding) -> None:
        if finding.count:
            self.findings.append(finding)

    def examples(self, query: str) -> tuple[Example, ...]:
        """The first rows of a query over src, row, order_no."""
        rows = self.run(
            f"SELECT src, row, order_no FROM ({query}) ORDER BY ALL LIMIT {MOST_EXAMPLES}"
        )
        return tuple(Example(self.raw[src].file, row, order_no) for src, row, order_no in rows)


def quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def text(value: str) -> str:
    """A string as a SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def joined(parts: Iterable[object]) -> str:
    return ", ".join(str(part) for part in parts)


def stacks_of(checked: Iterable[Checked]) -> list[Stack]:
    """Checked files by what they feed and how."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], bool], list[Checked]] = {}
    for part in checked:
        groups.setdefault((part.tables, part.columns, part.by_line), []).append(part)
    return [
        Stack(tables, columns, tuple(parts), by_line)
        for (tables, columns, by_line), parts in groups.items()
    ]
