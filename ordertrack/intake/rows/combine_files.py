"""Several files for one table → one staged file. Imports model, warehouse, words and its siblings.

A column that a row's own files lack keeps the value that the current release has for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ordertrack.intake.finding import Finding
from ordertrack.intake.rows.sql import agree, joined, literal
from ordertrack.intake.rows.workspace import Layer, Workspace
from ordertrack.model import TABLES
from ordertrack.warehouse import Staged
from ordertrack.warehouse.schema import fields
from ordertrack.words import t


def view_known(
    workspace: Workspace, table: str, layers: Sequence[Layer], columns: Sequence[str] = ()
) -> None:
    """Make the view `known_<table>`: keys that this import or the current release has.

    With `columns` of these rows, as this import has them.
    """
    key, types = TABLES[table].key, fields(table)
    typed = {name: f"CAST({{}} AS {types[name]}) AS {name}" for name in (*key, *columns)}

    def chosen(has: Sequence[str]) -> str:
        return joined(cast.format(n if n in has else "NULL") for n, cast in typed.items())

    parts = [
        f"SELECT {chosen(layer.columns)} FROM ({layer.query})"
        for layer in layers
        if layer.table == table and layer.whole
    ]
    released = workspace.released.file(table, (*key, *columns))
    if released:
        here = " UNION ".join(f"SELECT {joined(key)} FROM ({part})" for part in parts)
        new = f" WHERE ({joined(key)}) NOT IN ({here})" if here and columns else ""
        parts.append(
            f"SELECT {chosen((*key, *columns))} FROM read_parquet({literal(released)}){new}"
        )
    nothing = f"SELECT {chosen(())} WHERE FALSE"
    workspace.view(f"known_{table}", " UNION ".join(parts) if parts else nothing)


def combine(workspace: Workspace, table: str, layers: Sequence[Layer], full: bool) -> Staged | None:
    """Stage what all files say about a table; a later file's value counts where several say it."""
    filled = [layer for layer in layers if layer.rows]
    if not filled:
        return None
    whole = (
        full
        and any(layer.whole for layer in filled)
        and not some_rejected(workspace, table, filled)
    )
    if len(filled) == 1:
        (layer,) = filled
        return Staged(table, layer.path, layer.rows, layer.columns, whole, True, layer.renames)
    columns = _columns(table, filled)
    find_disagreements(workspace, table, filled)
    missing = [name for name in columns if not all(name in layer.columns for layer in filled)]
    released = workspace.released.file(table, (*TABLES[table].key, *missing)) if missing else None
    path, rows = workspace.write(table, _joined_layers(table, columns, filled, missing, released))
    return Staged(table, path, rows, (*TABLES[table].key, *columns), whole, True)


def some_rejected(workspace: Workspace, table: str, layers: Sequence[Layer]) -> bool:
    """Return whether rows were rejected: what they stand for must not vanish with them."""
    sources = joined({src for layer in layers for src in layer.sources})
    rows = workspace.one(
        f"SELECT COUNT(DISTINCT (src, row)) FROM rejected WHERE src IN ({sources})"
    )
    text = t(
        "{count} rows of the full list stand aside: no row of {table} is removed for now.",
        count=rows,
        table=TABLES[table].label,
    )
    workspace.find(Finding("not-the-full-list", "warning", text, rows))
    return bool(rows)


def _columns(table: str, layers: Sequence[Layer]) -> list[str]:
    """All columns that a file gives, in the model's order, without the key."""
    given = {name for layer in layers for name in layer.columns}
    return [name for name in fields(table) if name in given and name not in TABLES[table].key]


def _joined_layers(
    table: str,
    columns: Sequence[str],
    layers: Sequence[Layer],
    missing: Sequence[str],
    released: Path | None,
) -> str:
    key = TABLES[table].key
    keys = " UNION ".join(f"SELECT {joined(key)} FROM ({layer.query})" for layer in layers)
    joins = [
        f"LEFT JOIN (SELECT *, TRUE AS here FROM ({layer.query})) AS f{i}"
        f" ON {agree(key, f'f{i}', 'k')}"
        for i, layer in enumerate(layers)
    ]
    if released:
        joins.append(f"LEFT JOIN read_parquet({literal(released)}) AS r ON {agree(key, 'r', 'k')}")
    values = [
        f"{_value(table, name, layers, released is not None and name in missing)} AS {name}"
        for name in columns
    ]
    chosen = joined([*(f"k.{name}" for name in key), *values])
    return f"SELECT {chosen} FROM ({keys}) AS k {' '.join(joins)}"


def _value(table: str, name: str, layers: Sequence[Layer], released: bool) -> str:
    having = [f"f{i}" for i, layer in enumerate(layers) if name in layer.columns]
    value = f"COALESCE({joined(f'{file}.{name}' for file in reversed(having))})"
    if not released:
        return value
    here = " OR ".join(f"{file}.here" for file in having)
    return f"CASE WHEN {here} THEN {value} ELSE CAST(r.{name} AS {fields(table)[name]}) END"


def find_disagreements(workspace: Workspace, table: str, layers: Sequence[Layer]) -> None:
    """Two files that differ in a row: the later one counts, and it becomes a finding."""
    key = TABLES[table].key
    for place, later in enumerate(layers):
        for earlier in layers[:place]:
            both = set(earlier.columns) & set(later.columns) - set(key)
            for name in (name for name in fields(table) if name in both):
                _find_disagreement(workspace, table, earlier, later, name)


def _find_disagreement(
    workspace: Workspace, table: str, earlier: Layer, later: Layer, name: str
) -> None:
    key = TABLES[table].key
    count = workspace.one(
        f"SELECT COUNT(*) FROM ({earlier.query}) AS k"
        f" JOIN ({later.query}) AS f ON {agree(key, 'f', 'k')}"
        f" WHERE f.{name} <> k.{name}"
    )
    files = [workspace.file_names[layer.sources[0]] for layer in (earlier, later)]
    column = next((c.label for c in TABLES[table].columns if c.name == name), name)
    text = t(
        "{first} and {second} differ in {column} for {count} rows: {second} counts.",
        first=files[0],
        second=files[1],
        column=column,
        count=count,
    )
    workspace.find(Finding("files-differ", "warning", text, count))
