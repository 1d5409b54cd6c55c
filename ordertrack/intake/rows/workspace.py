"""The workspace of an import: DuckDB over the checked files, within a memory limit.

A row is accepted, rejected (with reasons) or skipped (with its kind), and only one of these.
Imports warehouse, words and its siblings.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ordertrack.intake.checking.checked import Checked
from ordertrack.intake.column_names import RELEASE, names_of
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import LEAVE_OUT, Decisions
from ordertrack.intake.finding import Example, Finding, Severity
from ordertrack.intake.question import QuestionKind, question_id
from ordertrack.intake.rows.released import Released
from ordertrack.intake.rows.sql import joined, literal, not_gone
from ordertrack.interrupts import interruptible
from ordertrack.warehouse import rows_in
from ordertrack.words import Text

DUPLICATE = "exact duplicate"
MOST_EXAMPLES = 5
_ROWS = 1 << 32  # more than a file can have
_TABLES = """
CREATE TABLE rejected (src INTEGER, row UINTEGER, column_name VARCHAR, value VARCHAR, code VARCHAR,
                    other VARCHAR, line_no VARCHAR);
CREATE TABLE skipped (src INTEGER, row UINTEGER, kind VARCHAR);
CREATE TABLE repeats (src INTEGER, row UINTEGER);
CREATE TABLE gone (src INTEGER, row UINTEGER);
"""
_NONE_RENUMBERED = "SELECT 0::UBIGINT AS _at, '' AS order_no WHERE FALSE"

ViewKnown = Callable[..., None]  # a table, and columns of it beside its key
OnConflict = str  # "leave-out", "replace" or one of APPENDED


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Checked files with the same columns, handled as one: twelve monthly exports, say.

    `on_conflict` is what to do with an order number that stands for two different orders
    in these files, `on_known` with one that the release has for another order; `whole` whether an
    order comes with all its lines, where somebody said so.
    """

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    files: tuple[Checked, ...]
    by_line: bool = False
    on_conflict: OnConflict = "leave-out"
    on_known: OnConflict = "leave-out"
    whole: str | None = None

    @property
    def key(self) -> str:
        """How the group is called in questions: as its first file."""
        return self.files[0].raw_table.key

    @property
    def sources(self) -> tuple[int, ...]:
        return tuple(checked.src for checked in self.files)

    @property
    def order_columns(self) -> list[str]:
        """The columns that belong to the order as a whole."""
        if "orders" not in self.tables:
            return []
        return [name for name in names_of("orders", self.columns) if name != "order_no"]

    @property
    def bad(self) -> bool:
        """Whether some cells were not understood."""
        return any(checked.bad for checked in self.files)

    @property
    def query(self) -> str:
        """All rows with `_src`, `_row`, `_at` (their place in the whole group) and `_bad`."""
        paths = joined(dict.fromkeys(literal(checked.path) for checked in self.files))
        return (
            f"SELECT _src, _row, CAST(_src AS UBIGINT) * {_ROWS} + _row AS _at, _bad,"
            f" {joined(self.columns)} FROM read_parquet([{paths}])"
        )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Order numbers of a group that stand for two orders: within its files, or with the release.

    `ways` are the answers that tell all of them apart.
    """

    known: bool
    orders: int
    rows: int
    samples: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """Accepted rows for one table from one group, one row per key.

    `columns` are named as in the model; `renames` tells what some of them are called in the file.
    `whole` rows have all that the table requires; others only update rows that are already there.
    """

    table: str
    path: Path
    rows: int
    columns: tuple[str, ...]
    whole: bool
    sources: tuple[int, ...]
    renames: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The rows, as SQL."""
        return rows_in(self.path, self.columns, self.renames)


@dataclass
class Workspace:
    """One import's connection, its rejected and skipped rows, and findings."""

    connection: duckdb.DuckDBPyConnection
    context: Context
    folder: Path
    released: Released
    group: FileGroup = field(default_factory=lambda: FileGroup((), (), ()))
    file_names: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    view_known: ViewKnown = lambda _table, _columns=(): None  # set by `consolidate`
    conflicts: list[Conflict] = field(default_factory=list)  # of the group in use
    _files: int = 0

    @classmethod
    def open(cls, context: Context) -> Workspace:
        connection = interruptible(duckdb.connect())
        connection.execute(f"SET temp_directory = {literal(context.staging / 'spill')}")
        connection.execute(f"SET memory_limit = '{context.memory_limit}'")
        connection.execute("SET preserve_insertion_order = false")
        if context.threads:
            connection.execute(f"SET threads = {context.threads}")
        connection.execute(_TABLES)
        # Of its own, for an earlier plan may still be published.
        folder = Path(tempfile.mkdtemp(prefix="plan-", dir=context.staging))
        return cls(connection, context, folder, Released(context.reader, folder))

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
        """Write the query's rows to a Parquet file of the plan."""
        path = self.new_file(stem)
        rows = self.one(
            f"COPY ({query}) TO {literal(path)} (FORMAT parquet, COMPRESSION uncompressed)"
        )
        return path, int(rows)

    @property
    def released_lines(self) -> bool:
        """Whether the release that the import builds on has lines of orders."""
        reader = self.context.reader
        return reader is not None and bool(reader.covers("order_lines.order_no"))

    def new_file(self, stem: str) -> Path:
        """Return a path in the folder of the plan that no other file has."""
        self._files += 1
        return self.folder / f"{stem}-{self._files:03}.parquet"

    # --- the group in use ---

    def use(self, group: FileGroup) -> None:
        """View the group as `group_rows`, what is neither rejected nor skipped of it as `live`."""
        self.group, self.conflicts = group, []
        self.run(f"CREATE OR REPLACE TABLE renumbered AS {_NONE_RENUMBERED}")
        self.file_names |= {checked.src: checked.raw_table.key for checked in group.files}
        self.view("group_rows", group.query)
        self.refresh()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the group in use."""
        return self.group.columns

    @property
    def sources(self) -> tuple[int, ...]:
        """The raw tables of the group in use, by their place in the import."""
        return self.group.sources

    def refresh(self) -> None:
        """Take what is gone by now out of `live`."""
        some = self.one(f"SELECT COUNT(*) FROM gone WHERE src IN ({joined(self.sources)})")
        left = not_gone("group_rows") if some else "group_rows AS s"
        self.view("live", f"SELECT s.* FROM {left} WHERE NOT s._bad")

    def renumbered(self, relation: str) -> str:
        """Return the relation with the order numbers that a person let us make unique."""
        if not self.one("SELECT COUNT(*) FROM renumbered"):
            return f"FROM {relation}"
        return (
            "SELECT v.* REPLACE (COALESCE(r.order_no, v.order_no) AS order_no)"
            f" FROM {relation} AS v LEFT JOIN renumbered AS r ON r._at = v._at"
        )

    # --- rows that are not accepted ---

    def skip(self, query: str, kind: str) -> int:
        """Skip the rows (src, row) of the query."""
        self.run(f"INSERT INTO skipped SELECT src, row, '{kind}' FROM ({query})")
        return self._mark_gone(query)

    def reject(self, query: str) -> int:
        """Reject rows: the query gives src, row, column_name, value, code, other."""
        self.table("rejecting", query)
        self.run(
            "INSERT INTO rejected"
            " SELECT src, row, column_name, value, code, other, NULL FROM rejecting"
        )
        return self._mark_gone("SELECT DISTINCT src, row FROM rejecting")

    def reject_bad_cells(self, files: Sequence[Checked]) -> None:
        """Reject the rows whose cells were not understood, unless they were skipped before."""
        problems = {checked.problems: checked for checked in files if checked.problems}
        for path, checked in problems.items():
            places = joined(f"({cell.position}, {literal(cell.name)})" for cell in checked.cells)
            self.reject(
                "SELECT DISTINCT p._src AS src, p.row, s.column_name, p.value, p.code,"
                f" NULL AS other FROM read_parquet({literal(path)}) AS p"
                " LEFT JOIN (SELECT position, MIN(column_name) AS column_name"
                f" FROM (VALUES {places}) AS v (position, column_name) GROUP BY position) AS s"
                " ON s.position = p.position"
                " ANTI JOIN gone AS g ON g.src = p._src AND g.row = p.row"
            )

    def _mark_gone(self, query: str) -> int:
        rows = self.one(f"SELECT COUNT(*) FROM ({query})")
        if rows:
            self.run(f"INSERT INTO gone SELECT src, row FROM ({query})")
        return int(rows)

    # --- findings ---

    def find(self, finding: Finding | None) -> None:
        if finding is not None and finding.count:
            self.findings.append(finding)

    def counted(self, kind: str, severity: Severity, text: Text, query: str) -> Finding | None:
        """Return a finding that names five of the query's values; None without any.

        It counts the rows of the query, unless the text has a count of its own.
        """
        values = dict(text.values)
        count = values.get("count") or self.one(f"SELECT COUNT(*) FROM ({query})")
        if not count:
            return None
        rows = self.run(f"SELECT DISTINCT * FROM ({query}) ORDER BY 1 LIMIT {MOST_EXAMPLES}")
        examples = joined(value for (value,) in rows)
        named = tuple({**values, "count": count, "examples": examples}.items())
        return Finding(kind, severity, Text(text.template, named), count)

    def examples(self, query: str) -> tuple[Example, ...]:
        """Return the first rows of a query over src, row, order_no."""
        rows = self.run(
            f"SELECT src, row, order_no FROM ({query}) ORDER BY ALL LIMIT {MOST_EXAMPLES}"
        )
        return tuple(Example(self.file_names[src], row, order_no) for src, row, order_no in rows)


def group_files(all_checked: Iterable[Checked], decisions: Decisions) -> list[FileGroup]:
    """Group checked files by what they feed and how, with the decision on their conflicts."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...], bool], list[Checked]] = {}
    for checked in all_checked:
        key = (checked.tables, checked.columns, checked.by_line)
        groups.setdefault(key, []).append(checked)

    def answered(kind: QuestionKind, first: Checked, *about: str) -> str | None:
        return decisions.known(kind, question_id(kind, first.raw_table.key, *about))

    return [
        FileGroup(
            tables,
            columns,
            tuple(files),
            by_line,
            answered("conflict", files[0]) or LEAVE_OUT,
            answered("conflict", files[0], RELEASE) or LEAVE_OUT,
            answered("whole-orders", files[0]),
        )
        for (tables, columns, by_line), files in groups.items()
    ]
