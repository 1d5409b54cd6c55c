"""Headers → columns: exact words, what a person said before, what a person decides now.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ordertrack.intake.mapping.targets.whose import WHO_IS, known_level
from ordertrack.intake.mapping_types import (
    FAMILY,
    Fits,
    Mapped,
    MatchKind,
    Target,
    columns_of,
    filled,
    mirrored,
)
from ordertrack.intake.spellings import OUR_LINE, fold, is_ours, of_the_order, strength
from ordertrack.model import TABLES, Column, Table
from ordertrack.words import Text, t

# Where an export has only names, the name is the id (DATA.md); a line without product has its line.
NAME_IS_ID: Mapping[Target, tuple[str, ...]] = {
    ("orders", "customer_id"): ("customer_name",),
    ("order_lines", "product"): ("product_name", "product_line"),
    ("customers", "customer_id"): ("name",),
    ("products", "product"): ("name",),
    ("people", "sales_rep"): ("name",),
}

# Where the headers of a line are marked (Lineitem name), a plain "Name" is that of the order.
_NUMBER_OF_ORDER, _LIKELY = "name", 0.9


def match(
    headers: Sequence[str],
    tables: Sequence[str],
    *,
    fits: Fits | None = None,
    manual: Mapping[int, tuple[Target, ...]] | None = None,
    remembered: Mapping[int, tuple[Target, ...]] | None = None,
    name_is_id: bool = True,
) -> tuple[Mapped, ...]:
    """Match the headers of a file to the columns of the tables that it feeds.

    Args:
        fits: whether the values at a position look like the column's kind.
        manual: what a person says now, by position; an empty tuple means "do not use this header".
        remembered: what a person said of headers of this layout before.
        name_is_id: whether a name may stand in for a missing id.
    """
    fits = fits or Anything()
    manual, remembered = manual or {}, remembered or {}
    usable = [i for i, header in enumerate(headers) if header.strip() and not is_ours(header)]
    open_still = [i for i in usable if i not in manual and i not in remembered]
    sure, notes = match_exactly(headers, open_still, tables, fits)
    sure = overrule(sure, headers, remembered, tables, "remembered")
    sure = overrule(sure, headers, manual, tables)
    sure += our_line_number(headers, tables, sure)
    sure = _both_order_numbers(sure, tables)
    if name_is_id:
        sure += _names_as_ids(sure, tables)
    if "targets" in tables:
        sure += _who(headers, usable, sure)
    placed = {m.position for m in sure}
    rest = [notes.get(i, Mapped(headers[i], i)) for i in usable if i not in placed]
    return tuple(sorted([*sure, *rest], key=lambda m: (m.position, m.target)))


class Anything:
    """Takes any values for any column."""

    def __call__(self, position: int, column: Column, *, guessed: bool = False) -> bool:
        return True

    def some(self, position: int, column: Column) -> bool:
        """Return whether some values fit: they do."""
        return True

    def blank(self, position: int) -> bool:
        """Return whether no value stands there: one does."""
        return False


# --- exact words ---


def match_exactly(
    headers: Sequence[str], usable: Sequence[int], tables: Sequence[str], fits: Fits
) -> tuple[list[Mapped], dict[int, Mapped]]:
    """Give each column its strongest spelling; each header feeds at most one column.

    A column that no other header gives is read where only some values of its header fit. Returns
    what is used, and by position what is not, with the reason.
    """
    taken: dict[Target, int] = {}
    sure: list[Mapped] = []
    left: dict[int, Mapped] = {}
    misfits: list[tuple[int, Table, Column]] = []
    for _grade, position, table, column in _candidates(headers, usable, tables, fits):
        target = (table.name, column.name)
        if position in {m.position for m in sure}:
            continue
        if target in taken:
            rival = _rival(headers[taken[target]], column)
            left.setdefault(position, Mapped(headers[position], position, note=rival))
        elif column.required or fits(position, column):
            taken[target] = position
            sure.append(Mapped(headers[position], position, *target, kind="exact"))
        else:
            misfits.append((position, table, column))
    for position, table, column in misfits:
        target, header = (table.name, column.name), headers[position]
        if target in taken or position in {m.position for m in sure}:
            left.setdefault(position, Mapped(header, position, note=_misfit(column)))
        elif fits.some(position, column):
            taken[target] = position
            lenient = column.kind != "choice"
            sure.append(Mapped(header, position, *target, kind="exact", lenient=lenient))
        else:
            left.setdefault(position, Mapped(header, position, note=_misfit(column), unfit=column))
    return sure, left


def _candidates(
    headers: Sequence[str], usable: Sequence[int], tables: Sequence[str], fits: Fits
) -> list[tuple[float, int, Table, Column]]:
    """All headers with what they may be: the surest first, columns without any value last."""
    found: list[tuple[float, int, Table, Column]] = []
    alone, of_order = "order_lines" not in tables, of_the_order(headers)
    for position in usable:
        graded = [
            (strength(headers[position], table.name, column.name, alone), table, column)
            for table, column in columns_of(tables)
            if not mirrored(table.name, column.name, tables)
            and not (table.name == "order_lines" and position in of_order)
        ]
        if position in of_order and fold(headers[position]) == _NUMBER_OF_ORDER:
            number = TABLES["orders"].column("order_no")
            graded.append((_LIKELY, TABLES["orders"], number))
        on_line = any(grade and table.name == "order_lines" for grade, table, _ in graded)
        for grade, table, column in graded:
            if grade:
                later = 0.05 if on_line and table.name == "orders" else 0.0
                found.append((grade - later, position, table, column))
    blank = {position for position in usable if fits.blank(position)}
    return sorted(found, key=lambda item: (item[1] in blank, -item[0], item[1]))


def _rival(winner: str, column: Column) -> Text:
    return t("{winner} is read as {column} instead.", winner=winner, column=column.label)


def _misfit(column: Column) -> Text:
    return t(
        "Not read as {column}: most of its values do not fit.",
        column=column.label,
    )


# --- what a person decided ---


def _given(
    headers: Sequence[str],
    overrides: Mapping[int, tuple[Target, ...]],
    tables: Sequence[str],
    kind: MatchKind,
) -> list[Mapped]:
    return [
        Mapped(headers[position], position, table, column, kind=kind)
        for position, targets in overrides.items()
        for table, column in targets
        if table in tables
    ]


def overrule(
    sure: list[Mapped],
    headers: Sequence[str],
    manual: Mapping[int, tuple[Target, ...]],
    tables: Sequence[str],
    kind: MatchKind = "manual",
) -> list[Mapped]:
    """Let a person's word win: it frees its header and takes its columns from any other."""
    given = _given(headers, manual, tables, kind)
    targets = {m.target for m in given}
    kept = [m for m in sure if m.position not in manual and m.target not in targets]
    return kept + given


def our_line_number(
    headers: Sequence[str], tables: Sequence[str], sure: list[Mapped]
) -> list[Mapped]:
    """Return the line number that our own download of set-aside rows added."""
    if "order_lines" not in tables or ("order_lines", "line_no") in {m.target for m in sure}:
        return []
    return [
        Mapped(header, i, "order_lines", "line_no", kind="exact")
        for i, header in enumerate(headers)
        if header.strip().casefold() == OUR_LINE
    ][:1]


# --- one header, several columns ---


def _both_order_numbers(sure: list[Mapped], tables: Sequence[str]) -> list[Mapped]:
    if not set(FAMILY) <= set(tables):
        return sure
    targets = {m.target for m in sure}
    both = [
        replace(m, table=other)
        for m in sure
        for other in FAMILY
        if m.column == "order_no" and (other, "order_no") not in targets
    ]
    return sure + both[:1]


def _names_as_ids(sure: list[Mapped], tables: Sequence[str]) -> list[Mapped]:
    by_target = {m.target: m for m in sure}
    doubled: list[Mapped] = []
    for (table, column), names in NAME_IS_ID.items():
        if table not in tables or (table, column) in by_target:
            continue
        source = next((by_target[table, n] for n in names if (table, n) in by_target), None)
        if source is not None:
            note = t("There is no id column: the name is the id.")
            doubled.append(replace(source, column=column, note=note))
    return doubled


def _who(headers: Sequence[str], usable: Sequence[int], sure: list[Mapped]) -> list[Mapped]:
    if "who" in filled(sure, "targets"):
        return []
    placed = {m.position for m in sure}
    free = [position for position in usable if position not in placed]
    for level in dict.fromkeys(level for level, _ in WHO_IS):
        for position in free:
            if known_level(headers[position]) == level:
                return [Mapped(headers[position], position, "targets", "who", kind="exact")]
    return []
