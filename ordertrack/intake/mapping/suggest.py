"""Likely columns of headers that nothing else matched, for a person to confirm.

Imports model and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ordertrack.intake.mapping_types import Fits, Mapped, Target, columns_of, mirrored
from ordertrack.intake.spellings import likeness, of_the_order
from ordertrack.model import Column


def with_suggestions(
    headers: Sequence[str],
    tables: Sequence[str],
    mapped: Sequence[Mapped],
    fits: Fits,
    manual: Mapping[int, tuple[Target, ...]],
) -> tuple[Mapped, ...]:
    """Return the headers with likely columns where nothing else matched and nobody decided."""
    free = [m.position for m in mapped if m.kind == "none" and m.position not in manual]
    sure = [m for m in mapped if m.used]
    likely = {m.position: m for m in _suggested(headers, free, sure, tables, fits)}
    return tuple(likely.get(m.position, m) for m in mapped)


def _suggested(
    headers: Sequence[str],
    free: Sequence[int],
    sure: list[Mapped],
    tables: Sequence[str],
    fits: Fits,
) -> list[Mapped]:
    """The likely column of each free header; a column is suggested for its best header first."""
    full = {m.target for m in sure}
    alone, of_order = "order_lines" not in tables, of_the_order(headers)
    graded = [
        (likeness(headers[position], table.name, column.name, alone), position, table, column)
        for position in free
        for table, column in columns_of(tables)
        if (table.name, column.name) not in full and not mirrored(table.name, column.name, tables)
        if table.name != "order_lines" or position not in of_order
    ]
    graded.sort(key=lambda item: (-item[0], -_safer(item[3]), item[1]))
    options: dict[int, list[tuple[float, Target]]] = {}
    for grade, position, table, column in graded:
        if grade and fits(position, column, guessed=True):
            options.setdefault(position, []).append((grade, (table.name, column.name)))
    return list(_dealt(headers, options))


def _safer(column: Column) -> int:
    # Reading a promise as a delivery loses a rate; reading a delivery as a promise invents misses.
    return 1 if column.name == "delivered_date" else 0


def _dealt(
    headers: Sequence[str], options: Mapping[int, list[tuple[float, Target]]]
) -> Iterator[Mapped]:
    given: set[Target] = set()
    by_best = sorted(options.items(), key=lambda item: (-item[1][0][0], item[0]))
    for position, graded in by_best:
        open_still = [(grade, target) for grade, target in graded if target not in given]
        if open_still:
            grade, target = open_still[0]
            given.add(target)
            others = tuple(other for _, other in graded if other != target)
            yield Mapped(
                headers[position],
                position,
                *target,
                kind="suggested",
                confidence=grade,
                options=others,
            )
