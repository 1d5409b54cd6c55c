"""All groups of an import, in the order in which they know of each other, become staged tables.

Imports model, warehouse and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ordertrack.intake.column_names import AMOUNT, ORDER_DATE, PRODUCT, prefixed
from ordertrack.intake.rows.combine_files import combine, view_known
from ordertrack.intake.rows.credit_shares import with_owners, without_owners
from ordertrack.intake.rows.flat_orders import split_orders
from ordertrack.intake.rows.keyed_tables import is_whole, one_row_per_key
from ordertrack.intake.rows.sql import joined
from ordertrack.intake.rows.whole_orders import MissingLines, without_gone_lines
from ordertrack.intake.rows.workspace import Conflict, FileGroup, Layer, Workspace
from ordertrack.intake.values.owners import Owners
from ordertrack.model import TABLES
from ordertrack.progress import Progress
from ordertrack.warehouse import Staged
from ordertrack.words import t


@dataclass
class Consolidated:
    """What came of the groups: layers, staged tables, rows per raw table and table, conflicts.

    `parts` are lines of the release that files lack, where nobody knows whether they are gone.
    """

    layers: list[Layer] = field(default_factory=list)
    staged: list[Staged] = field(default_factory=list)
    rows: dict[int, dict[str, int]] = field(default_factory=dict)
    conflicts: list[tuple[FileGroup, Conflict]] = field(default_factory=list)
    parts: list[MissingLines] = field(default_factory=list)


def consolidate(
    workspace: Workspace,
    groups: Sequence[FileGroup],
    full: bool,
    progress: Progress,
    owners: Owners | None = None,
) -> Consolidated:
    """Take in every group, whole rows first: updates may name rows that this import brings."""
    result = Consolidated()
    workspace.view_known = lambda table, columns=(): view_known(
        workspace, table, result.layers, columns
    )
    ordered = sorted(groups, key=lambda group: not is_whole_group(group))
    for place, group in enumerate(ordered):
        progress(t("Sorting the rows"), place / max(len(ordered), 1))
        layers = layers_of(workspace, group)
        result.conflicts += [(group, conflict) for conflict in workspace.conflicts]
        count_accepted(workspace, layers, result.rows)
        if owners and owners.sources & {*group.sources}:
            layers = with_owners(workspace, layers, owners.names)
        result.layers += layers
    result.layers = without_owners(workspace, result.layers)
    for table in TABLES:
        mine = [layer for layer in result.layers if layer.table == table]
        staged = combine(workspace, table, mine, full)
        if staged and staged.rows:
            result.staged.append(staged)
    if not full:
        result.staged, result.parts = without_gone_lines(
            workspace, groups, result.layers, result.staged
        )
    return result


def layers_of(workspace: Workspace, group: FileGroup) -> list[Layer]:
    if "order_lines" in group.tables or group.by_line:
        return split_orders(workspace, group)
    return [one_row_per_key(workspace, group)]


def is_whole_group(group: FileGroup) -> bool:
    columns = set(group.columns)
    if "order_lines" not in group.tables:
        return is_whole(group.tables[0], group.columns)
    return (ORDER_DATE in columns or "orders" not in group.tables) and {
        PRODUCT,
        AMOUNT,
    } <= columns


def count_accepted(
    workspace: Workspace, layers: Sequence[Layer], rows: dict[int, dict[str, int]]
) -> None:
    """Count the rows of each table that every raw table of the group brought."""
    for layer in layers:
        if len(workspace.sources) == 1:
            rows.setdefault(workspace.sources[0], {})[layer.table] = layer.rows
            continue
        key = [prefixed(layer.table, name) for name in TABLES[layer.table].key]
        counted = "COUNT(*)"
        if layer.table != "order_lines" and set(key) <= set(workspace.columns):
            counted = f"COUNT(DISTINCT hash({joined(key)}))"
        query = f"SELECT _src, {counted} FROM live GROUP BY _src"
        for src, count in workspace.run(query):
            rows.setdefault(src, {})[layer.table] = count
