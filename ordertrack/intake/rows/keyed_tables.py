"""Tables with one row per key: repeated keys are one row where they agree, and rejected where not.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.column_names import DAY_ONLY, declared_column, prefixed, unprefixed
from ordertrack.intake.rows.duplicates import open_group, skip_later_files
from ordertrack.intake.rows.made_numbers import with_numbers
from ordertrack.intake.rows.order_conflicts import number_apart
from ordertrack.intake.rows.sql import agree, joined, not_gone
from ordertrack.intake.rows.workspace import FileGroup, Layer, Workspace
from ordertrack.model import TABLES

_LISTED = (
    "array_to_string(list_slice(list_sort(list(DISTINCT CAST({value} AS VARCHAR))), 1, 5), ' · ')"
)


def one_row_per_key(workspace: Workspace, group: FileGroup) -> Layer:
    """Take in a group that feeds one table; what is accepted."""
    (table,) = group.tables
    key = [prefixed(table, name) for name in TABLES[table].key]
    made = bool(TABLES[table].identity)
    open_group(workspace, group, None if made else key)
    columns = list(group.columns)
    if made:
        columns = with_numbers(workspace, table, columns)
    else:
        if may_be_numbered_apart(workspace, table):
            number_apart(workspace)
        relation = f"({workspace.renumbered('live')})"
        workspace.view("live_rows", with_whole_key(relation, key, columns))
        columns += [name for name in key if name not in columns]
    reject_unknown(workspace, table, key)
    layer = merge_repeated_keys(workspace, table, key, columns)
    workspace.refresh()
    return layer


def may_be_numbered_apart(workspace: Workspace, table: str) -> bool:
    """Return whether some order numbers may stand for two orders: one is repeated, or known."""
    if table != "orders" or workspace.context.reader:
        return table == "orders"
    return bool(workspace.run("SELECT 1 FROM live GROUP BY order_no HAVING COUNT(*) > 1 LIMIT 1"))


def with_whole_key(relation: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """With the parts of the key that may be empty (a company's target is nobody's)."""
    missing = joined(f"CAST(NULL AS VARCHAR) AS {name}" for name in key if name not in columns)
    return f"SELECT *, {missing} FROM {relation}" if missing else f"FROM {relation}"


def reject_unknown(workspace: Workspace, table: str, key: Sequence[str]) -> None:
    """Reject new rows of a file that lacks what they need: it only updates what is there."""
    if is_whole(table, workspace.columns) or table not in (
        "orders",
        "order_lines",
        "complaints",
    ):
        return
    workspace.view_known(table)
    same = " AND ".join(f"k.{unprefixed(name)} = l.{name}" for name in key)
    workspace.reject(
        f"SELECT l._src AS src, l._row AS row, '{key[0]}' AS column_name,"
        f" concat_ws(' / ', {joined(f'l.{name}' for name in key)}) AS value,"
        f" 'unknown-key' AS code, NULL AS other FROM live_rows AS l"
        f" ANTI JOIN known_{table} AS k ON {same}"
    )
    workspace.refresh()


def is_whole(table: str, columns: Sequence[str]) -> bool:
    """Return whether rows with these columns can stand on their own (a customer may be unknown)."""
    needed = {c.name for c in TABLES[table].required} - {*TABLES[table].made}
    return needed <= {unprefixed(name) for name in columns}


# --- repeated keys ---


def merge_repeated_keys(
    workspace: Workspace, table: str, key: Sequence[str], columns: Sequence[str]
) -> Layer:
    keys = joined(key)
    many = f"SELECT hash({keys}) AS h FROM live_rows GROUP BY h HAVING COUNT(*) > 1"
    repeated = workspace.table("repeated", many)
    rows = f"SELECT {joined(columns)} FROM live_rows"
    if repeated:
        same = f"JOIN repeated AS t ON t.h = hash({joined(f'l.{name}' for name in key)})"
        workspace.table("same_keys", f"SELECT l.* FROM live_rows AS l SEMI {same}")
        reject_contradictions(workspace, table, key, columns)
        skip_repetitions(workspace, table, columns)
        rows = (
            f"SELECT {joined(f'l.{name}' for name in columns)} FROM live_rows AS l ANTI {same}"
            f" UNION ALL {merged_rows(table, key, columns)}"
        )
    named = joined(f"{name} AS {unprefixed(name)}" for name in columns)
    path, count = workspace.write(table, f"SELECT {named} FROM ({rows})")
    names = tuple(unprefixed(name) for name in columns)
    return Layer(table, path, count, names, is_whole(table, columns), workspace.sources)


def _contents(table: str, key: Sequence[str], columns: Sequence[str], additive: bool) -> list[str]:
    rest = [name for name in columns if name not in key and not name.endswith(DAY_ONLY)]
    return [name for name in rest if declared_column(table, name).additive == additive]


def reject_contradictions(
    workspace: Workspace, table: str, key: Sequence[str], columns: Sequence[str]
) -> None:
    """Reject rows of a key whose contents differ: only a person knows which one is right."""
    compared = _contents(table, key, columns, additive=False)
    if not compared:
        return
    keys = joined(key)
    differs = [(name, f"COUNT(DISTINCT {name}) > 1") for name in compared]
    places = " ".join(f"WHEN {unlike} THEN '{name}'" for name, unlike in differs)
    others = " ".join(
        f"WHEN {unlike} THEN {_LISTED.format(value=name)}" for name, unlike in differs
    )
    workspace.table(
        "contradicted",
        f"SELECT {keys}, CASE {places} END AS column_name, CASE {others} END AS other"
        f" FROM same_keys GROUP BY {keys} HAVING {' OR '.join(unlike for _, unlike in differs)}",
    )
    same = agree(key, "c", "s")
    values = " ".join(f"WHEN '{name}' THEN CAST(s.{name} AS VARCHAR)" for name in compared)
    workspace.reject(
        "SELECT s._src AS src, s._row AS row, c.column_name,"
        f" CASE c.column_name {values} END AS value, 'key-twice' AS code, c.other"
        f" FROM same_keys AS s JOIN contradicted AS c ON {same}"
    )
    workspace.refresh()


def skip_repetitions(workspace: Workspace, table: str, columns: Sequence[str]) -> None:
    """Skip the same contents in a later file; sums add up whatever the file."""
    if _contents(table, (), columns, additive=True) or len(workspace.group.files) < 2:
        return
    skip_later_files(workspace, "same_keys", columns)


def merged_rows(table: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """Return one row per agreeing key: first values, sums of additive columns."""
    additive = set(_contents(table, key, columns, additive=True))
    values = []
    for name in columns:
        if name in key:
            values.append(name)
        elif name in additive:
            values.append(f"SUM({name}) AS {name}")
        else:
            filled = name.removesuffix(DAY_ONLY)
            values.append(f"ARG_MIN({name}, _at) FILTER (WHERE {filled} IS NOT NULL) AS {name}")
    return f"SELECT {joined(values)} FROM {not_gone('same_keys')} GROUP BY {joined(key)}"
