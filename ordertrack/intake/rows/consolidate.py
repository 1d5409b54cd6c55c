"""All stacks of an import, in the order in which they know of each other, become staged tables.

Imports model, warehouse and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ordertrack.intake.column_names import spot
from ordertrack.intake.mapping.requirements import AMOUNT, DATE, PRODUCT
from ordertrack.intake.rows.combine_files import combine, show_known
from ordertrack.intake.rows.flat_orders import OnConflict, conflicts_in, split
from ordertrack.intake.rows.keyed_tables import is_whole, settle
from ordertrack.intake.rows.workspace import Layer, Sorter, Stack, joined
from ordertrack.model import TABLES
from ordertrack.progress import Progress
from ordertrack.warehouse import Staged
from ordertrack.words import t


@dataclass
class Sorted:
    """What came of the stacks: layers, staged tables, rows per source and table, conflicts."""

    layers: list[Layer] = field(default_factory=list)
    staged: list[Staged] = field(default_factory=list)
    rows: dict[int, dict[str, int]] = field(default_factory=dict)
    conflicts: dict[int, int] = field(default_factory=dict)  # first source of the stack → orders


def sort_stacks(
    sorter: Sorter,
    stacks: Sequence[Stack],
    on_conflict: Mapping[int, OnConflict],
    full: bool,
    progress: Progress,
) -> Sorted:
    """Sort every stack, whole rows first: updates may speak of rows that this import brings."""
    done = Sorted()
    sorter.show_known = lambda table: show_known(sorter, table, done.layers)
    ordered = sorted(stacks, key=lambda stack: not _whole(stack))
    for place, stack in enumerate(ordered):
        progress(t("Sorting the rows"), place / max(len(ordered), 1))
        first = stack.sources[0]
        layers = _sorted(sorter, stack, on_conflict.get(first, "leave-out"))
        if "orders" in stack.tables and (len(stack.tables) > 1 or stack.by_line):
            done.conflicts[first] = conflicts_in(sorter)
        done.layers += layers
        _count(sorter, stack, layers, done.rows)
    for table in TABLES:
        mine = [layer for layer in done.layers if layer.table == table]
        staged = combine(sorter, table, mine, full)
        if staged and staged.rows:
            done.staged.append(staged)
    return done


def _sorted(sorter: Sorter, stack: Stack, on_conflict: OnConflict) -> list[Layer]:
    if "order_lines" in stack.tables or stack.by_line:
        return split(sorter, stack, on_conflict)
    return [settle(sorter, stack)]


def _whole(stack: Stack) -> bool:
    columns = set(stack.columns)
    if "order_lines" not in stack.tables:
        return is_whole(stack.tables[0], stack.columns)
    return (DATE in columns or "orders" not in stack.tables) and {PRODUCT, AMOUNT} <= columns


def _count(
    sorter: Sorter, stack: Stack, layers: Sequence[Layer], rows: dict[int, dict[str, int]]
) -> None:
    """How many rows of each table every source of the stack brought."""
    for layer in layers:
        if len(stack.sources) == 1:
            rows.setdefault(stack.sources[0], {})[layer.table] = layer.rows
            continue
        key = [spot(layer.table, name) for name in TABLES[layer.table].key]
        counted = "COUNT(*)"
        if layer.table != "order_lines" and set(key) <= set(stack.columns):
            counted = f"COUNT(DISTINCT hash({joined(key)}))"
        query = f"SELECT _src, {counted} FROM live GROUP BY _src"
        for src, count in sorter.run(query):
            rows.setdefault(src, {})[layer.table] = count
