"""Targets with a column per figure — revenue, new customers, on time — made one target per row.

Each column is of a figure of its own; where its header leaves open which, a person is asked.
Imports model, words and siblings of its folder and the one above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.overrides import Overrides
from ordertrack.intake.mapping.questions import UNUSED
from ordertrack.intake.mapping.recognise import named_after
from ordertrack.intake.mapping.targets.figure_words import (
    figure_of,
    in_percent,
    likely_figures,
    says_beside,
    says_target,
)
from ordertrack.intake.mapping.targets.parts import MEASURE, VALUE, stacked
from ordertrack.intake.mapping.targets.period_words import period_headers
from ordertrack.intake.mapping.targets.whose import says_who
from ordertrack.intake.mapping_types import Figure, Fits
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import fold, strength
from ordertrack.intake.values.scaled import as_percent, scaled, tens_of
from ordertrack.model import TABLES
from ordertrack.model.header_units import unit_named
from ordertrack.model.measure_words import IN_MONEY, MEASURE_WORDS, PERCENT_ABOVE, measure_label
from ordertrack.words import t

_SAYS_WHO_OR_WHEN = ("period", "level", "who")


def figures_in(
    raw_table: RawTable, fits: Fits, overrides: Overrides, decisions: Decisions
) -> tuple[Figure, ...]:
    """Return the columns of targets of a table that has one per figure; nothing for another."""
    headers = raw_table.headers
    if not _may_be(headers, fits) or any(column == VALUE for _, column in _said(overrides)):
        return ()
    value = TABLES["targets"].column(VALUE)
    free = [
        at
        for at, header in enumerate(headers)
        if header.strip() and at not in overrides and not _who_or_when(header)
    ]
    said = [at for at in free if says_target(headers[at])]
    found = [at for at in said if fits(at, value)]  # to look at values takes longer than at words
    if not found and named_after(raw_table) == "targets":
        said = [at for at in free if figure_of(headers[at]) and not says_beside(headers[at])]
        found = [at for at in said if fits(at, value)]
    if not any(_speaks(headers[at]) for at in found) or _is_tall(headers, found):
        return ()
    asked = _questions(raw_table, found)
    return tuple(Figure(at, headers[at], decisions.answer(asked[at])) for at in found)


def one_row_per_figure(dated: RawTable, figures: Sequence[Figure]) -> RawTable:
    """Return one row per filled cell of the columns that are read, of a table with its periods."""
    kept = [at for at in range(len(dated.headers)) if at not in {one.position for one in figures}]
    read = {one.position: one.measure for one in figures if one.measure}
    headers = (*(dated.headers[at] for at in kept), MEASURE, VALUE)
    frame, cells = pl.scan_parquet(dated.path), _cells(dated.headers, read)
    made = altered(dated, "figures", sorted(read.items()), lambda: stacked(frame, kept, cells))
    return replace(made, headers=headers)


# --- which columns they are ---


def _may_be(headers: Sequence[str], fits: Fits) -> bool:
    """Whether a table with these headers may have a column per figure: no orders, no months.

    What is planned by kinds of expense is a budget; "category" alone may be one of products.
    """
    whose = any(says_who(header) for header in headers)
    named = any(
        strength(header, "orders", "order_no")
        or (strength(header, "targets", MEASURE) and not (whose and _holds_targets(at, fits)))
        for at, header in enumerate(headers)
    )
    spent = any(
        strength(header, "expenses", "category") and fold(header) != "category"
        for header in headers
    )
    return not named and not spent and not period_headers(headers)


def _holds_targets(at: int, fits: Fits) -> bool:
    """Whether below a word for figures (指标) no figure is named, but the targets stand."""
    targets = TABLES["targets"]
    return fits(at, targets.column(VALUE)) and not fits(at, targets.column(MEASURE))


def _said(overrides: Overrides) -> list[tuple[str, str]]:
    return [target for targets in overrides.values() for target in targets]


def _who_or_when(header: str) -> bool:
    return any(strength(header, "targets", column) for column in _SAYS_WHO_OR_WHEN)


def _speaks(header: str) -> bool:
    return figure_of(header) is not None or bool(likely_figures(header))


def _is_tall(headers: Sequence[str], found: Sequence[int]) -> bool:
    """Whether it has one column of targets, by its own word: it is read as it stands."""
    return len(found) == 1 and bool(strength(headers[found[0]], "targets", VALUE))


# --- of which figures they are ---


def _questions(raw_table: RawTable, found: Sequence[int]) -> dict[int, Question]:
    """A question per column; it is settled where the header alone says which figure it is."""
    headers = raw_table.headers
    certain = {at: figure_of(headers[at]) for at in found}
    many = Counter(figure for figure in certain.values() if figure)
    sure = {at: figure for at, figure in certain.items() if figure and many[figure] == 1}
    return {
        at: _question(raw_table, headers[at], sure.get(at), sure, many[certain[at] or ""] > 1)
        for at in found
    }


def _question(
    raw_table: RawTable, header: str, sure: str | None, others: Mapping[int, str], twice: bool
) -> Question:
    likely = [one for one in likely_figures(header) if one not in others.values()]
    first = [sure] if sure else likely
    # Two columns of one figure state its targets twice; nothing that is read stands for nothing.
    unread = None if twice or not others else UNUSED
    names = dict.fromkeys([*first, *MEASURE_WORDS])
    choices = (
        *(Choice(one, measure_label(one)) for one in names),
        Choice(UNUSED, t("Do not use it")),
    )
    return Question(
        question_id("measure", raw_table.key, header),
        "measure",
        raw_table.key,
        t(
            'Of which figure are the targets in "{header}" of {file}?',
            header=header,
            file=raw_table.key,
        ),
        choices,
        default=sure or unread,
        suggested=sure or (likely[0] if likely else None),
    )


# --- a row per target ---


def _cells(headers: Sequence[str], read: Mapping[int, str]) -> list[tuple[pl.Expr, pl.Expr]]:
    """The figure and the target of each column that is read; one without any where none is."""
    nothing = pl.lit(None, pl.String)
    cells = [(pl.lit(name), _counted(headers[at], at, name)) for at, name in read.items()]
    return cells or [(nothing, nothing)]


def _counted(header: str, at: int, measure: str) -> pl.Expr:
    """The cell, with the unit of its header where it does not name one itself."""
    cell = pl.col(f"c{at}")
    unit = unit_named(header) if measure in IN_MONEY else None
    if unit is not None:
        return scaled(cell, pl.lit(tens_of(unit)))
    if measure in PERCENT_ABOVE and in_percent(header):
        return as_percent(cell)
    return cell
