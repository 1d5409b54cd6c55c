"""Staged rows and how they relate to a release: new, changed, unchanged, vanished.

Per table T the draft's DuckDB gets `staged_T` (the file in stored types) and `merged_T` (new and
changed rows, whole, with `is_new`, `old_year`, `old_day`). Imports data_files, draft, schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ordertrack.errors import PublishRefused
from ordertrack.model import TABLES
from ordertrack.warehouse.data_files import quoted
from ordertrack.warehouse.publish.draft import Draft
from ordertrack.warehouse.schema import PARTITIONED, YEAR, fields, key
from ordertrack.words import t


@dataclass(frozen=True)
class Staged:
    """Accepted rows of one table in a parquet file, waiting to be merged; keys are unique.

    `columns` are those that it gives, `renames` the names that some of them have in the file.
    `path` may be a pattern of file names. `full` says that the export is the full list: rows that
    it lacks are removed; `removed` is a file with the keys of single rows to remove. `unique` says
    that the keys were seen to be filled and unique, and need no second look.
    """

    table: str
    path: Path
    rows: int
    columns: tuple[str, ...]
    full: bool = False
    unique: bool = False
    renames: Mapping[str, str] = field(default_factory=dict)
    removed: Path | None = None

    @property
    def query(self) -> str:
        """Return SQL for the rows."""
        return rows_in(self.path, self.columns, self.renames)


def rows_in(path: Path, columns: Iterable[str], renames: Mapping[str, str]) -> str:
    """Return SQL for these columns of a Parquet file; `renames` are their names in it."""
    chosen = ", ".join(
        f"{renames[name]} AS {name}" if name in renames else name for name in columns
    )
    return f"SELECT {chosen} FROM read_parquet('{quoted(path)}', hive_partitioning = false)"


class Difference(NamedTuple):
    """How staged rows relate to a release; vanished rows are in the release and not staged."""

    new: int
    changed: int
    unchanged: int
    vanished: int


NOTHING = Difference(0, 0, 0, 0)


def compare(draft: Draft, staged: Staged, keep: bool = False) -> Difference:
    """Count what the staged rows would do; `keep` stores the merged rows for `upsert`."""
    table, base = staged.table, draft.base[staged.table]
    columns = create_staged_view(draft, staged)
    total = staged.rows if staged.unique else count_rows(draft, table)
    kind = "TABLE" if keep and base.paths else "VIEW"  # against nothing all is new: no join needed
    draft.run(f"CREATE {kind} merged_{table} AS {merged_query(draft, table, columns)}")
    check_required(draft, staged)
    if not base.paths:
        return Difference(total, 0, 0, 0)
    new, changed = draft.run(
        f"SELECT COUNT(*) FILTER (is_new), COUNT(*) FILTER (NOT is_new) FROM merged_{table}"
    )[0]
    return Difference(new, changed, total - new - changed, base.rows() - (total - new))


def create_staged_view(draft: Draft, staged: Staged) -> tuple[str, ...]:
    """Make the view `staged_<table>` in the stored types, and return its columns."""
    types = fields(staged.table)
    chosen = {
        name: f"CAST({name if name in staged.columns else 'NULL'} AS {kind})"
        for name, kind in types.items()
        if name in staged.columns or name in key(staged.table)
    }
    for name in list(chosen):
        if types[name] == "TIMESTAMP":
            chosen.setdefault(f"{name}_day_only", f"CASE WHEN {name} IS NOT NULL THEN FALSE END")
    values = ", ".join(f"{value} AS {name}" for name, value in chosen.items())
    draft.run(f"CREATE VIEW staged_{staged.table} AS SELECT {values} FROM ({staged.query})")
    return tuple(chosen)


def count_rows(draft: Draft, table: str) -> int:
    """Count the staged rows; PublishRefused when a key occurs twice, which would double its row."""
    keys = ", ".join(key(table))
    total, repeated = draft.run(
        f"SELECT SUM(n), COUNT(*) FILTER (n > 1)"
        f" FROM (SELECT COUNT(*) AS n FROM staged_{table} GROUP BY {keys})"
    )[0]
    if repeated:
        raise PublishRefused(
            t(
                "{table}: {count} keys occur more than once.",
                table=TABLES[table].label,
                count=repeated,
            ),
            t("Keep one row for each {key} and import again.", key=keys),
        )
    return int(total or 0)


def check_required(draft: Draft, staged: Staged) -> None:
    """Raise PublishRefused for rows without what every row must have.

    An update of unknown rows is such a case.
    """
    table, described = staged.table, TABLES[staged.table]
    kept = {*described.key, described.dated_by}
    required = [column.name for column in described.required if column.name in kept]
    if staged.unique and set(required) <= set(described.key):
        return
    lacking = " OR ".join(f"{name} IS NULL" for name in required)
    count = draft.run(f"SELECT COUNT(*) FROM merged_{table} WHERE {lacking}")[0][0]
    if count:
        raise PublishRefused(
            t(
                "{table}: {count} rows lack one of {columns}.",
                table=TABLES[table].label,
                count=count,
                columns=", ".join(required),
            ),
            t("Add the missing columns, or import the file that has them first."),
        )


def merged_query(draft: Draft, table: str, columns: tuple[str, ...]) -> str:
    """Return SQL for new and changed rows, whole: staged values over the base release's."""
    year = f"e.{YEAR}" if table in PARTITIONED else "CAST(NULL AS INTEGER)"
    day = "CAST(e.order_date AS DATE)" if table == "orders" else "CAST(NULL AS DATE)"
    chosen = [f"{merged_value(name, columns)} AS {name}" for name in fields(table)]
    chosen += ["e.known IS NULL AS is_new", f"{year} AS old_year", f"{day} AS old_day"]
    differs = [f"s.{name} IS DISTINCT FROM e.{name}" for name in columns if name not in key(table)]
    return (
        f"SELECT {', '.join(chosen)} FROM staged_{table} AS s"
        f" LEFT JOIN (SELECT *, TRUE AS known FROM ({draft.base[table].query_all()})) AS e"
        f" ON {same_key(table, 's', 'e')} WHERE {' OR '.join(['e.known IS NULL', *differs])}"
    )


def merged_value(name: str, columns: tuple[str, ...]) -> str:
    """Return where a merged column's value comes from, as SQL."""
    if name == "promised_first":
        staged = "s.promised_date" if "promised_date" in columns else "NULL"
        return f"COALESCE(e.promised_first, e.promised_date, {staged})"
    if name == "promise_changes":  # one more when the promise given is another than the last
        moved = "s.promised_date <> COALESCE(e.promised_date, e.promised_first)"
        more = f" + CASE WHEN {moved} THEN 1 ELSE 0 END" if "promised_date" in columns else ""
        return f"COALESCE(e.promise_changes, 0){more}"
    return f"s.{name}" if name in columns else f"e.{name}"


def same_key(table: str, left: str, right: str) -> str:
    """Return the join condition on the key; parts that may be empty match when both are empty."""
    required = {column.name for column in TABLES[table].required}
    return " AND ".join(
        f"{left}.{name} {'=' if name in required else 'IS NOT DISTINCT FROM'} {right}.{name}"
        for name in key(table)
    )
