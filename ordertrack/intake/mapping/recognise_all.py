"""Raw tables → mappings: what each one holds, how its headers are taken, what must be asked.

Imports model, errors, words and its siblings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ordertrack.errors import BadMapping
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.doubts.own_numbers import (
    lacks_numbers,
    numbers_of_rows,
    row_orders,
    with_row_numbers,
)
from ordertrack.intake.mapping.doubts.whole_folder import Doubt, doubts
from ordertrack.intake.mapping.overrides import Overrides, among, check_overrides, read_maps
from ordertrack.intake.mapping.questions import (
    NO_TABLE,
    answered_targets,
    doubtful_table,
    suggestions,
    which_table,
)
from ordertrack.intake.mapping.recognise import (
    Clues,
    Recognised,
    named_after,
    recognise,
)
from ordertrack.intake.mapping.said import read_kept
from ordertrack.intake.mapping.samples import sampled
from ordertrack.intake.mapping.targets.by_figure import figures_in, one_row_per_figure
from ordertrack.intake.mapping.targets.made_long import TARGETS
from ordertrack.intake.mapping.targets.planned import own_answers, planned
from ordertrack.intake.mapping.targets.spent import spent
from ordertrack.intake.mapping.targets.sums import told_of
from ordertrack.intake.mapping_types import FAMILY, Figure, Fits, Mapped, Said, TableMapping
from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import signature
from ordertrack.model import TABLES
from ordertrack.words import Text, t

_DELIVERY_DATES = ("promised_date", "delivered_date")


def recognise_all(
    raw_tables: Sequence[RawTable], decisions: Decisions, context: Context
) -> list[TableMapping]:
    """Recognise every raw table. Raises BadMapping for a map that no file or table knows."""
    if decisions.table is not None and decisions.table not in TABLES:
        raise BadMapping(
            t('There is no table "{table}".', table=decisions.table),
            t("Tables: {names}.", names=", ".join(TABLES)),
        )
    overrides = read_maps(decisions.maps, raw_tables)
    layouts = Layouts(raw_tables, overrides, context)
    candidates = [
        candidate_of(raw_table, overrides[raw_table.key], decisions, layouts)
        for raw_table in raw_tables
    ]
    found = [(candidate.clues, candidate.recognised) for candidate in candidates]
    candidates = [
        candidate if doubt is None else candidate.doubted(doubt, decisions, layouts)
        for candidate, doubt in zip(candidates, doubts(found), strict=True)
    ]
    elsewhere = dates_elsewhere(candidates)
    mappings = [
        mapping_of(src, raw_table, candidate, elsewhere[src], decisions)
        for src, (raw_table, candidate) in enumerate(zip(raw_tables, candidates, strict=True))
    ]
    check_overrides(overrides, mappings)
    return mappings


class Layouts:
    """What is found out once for all raw tables of one layout: twelve monthly exports, say.

    They have the same headers, are spoken of by the same name and are decided on in the same way.
    """

    def __init__(
        self,
        raw_tables: Sequence[RawTable],
        overrides: Mapping[str, Overrides],
        context: Context,
    ) -> None:
        self.context = context
        self._alike: dict[_Layout, list[RawTable]] = {}
        self._fits: dict[_Layout, Fits] = {}
        self._recognised: dict[tuple[_Layout, str | None], Recognised] = {}
        self._remembered: dict[tuple[str, ...], Said] = {}
        for raw_table in raw_tables:
            layout = _layout(raw_table, overrides[raw_table.key])
            self._alike.setdefault(layout, []).append(raw_table)

    def fits(self, raw_table: RawTable, overrides: Overrides) -> Fits:
        """Return the test of values, over the rows of all tables of the layout."""
        layout = _layout(raw_table, overrides)
        if layout not in self._fits:
            self._fits[layout] = sampled(self._alike.get(layout, [raw_table]))
        return self._fits[layout]

    def recognise(self, clues: Clues, forced: str | None = None) -> Recognised:
        """Return what the headers are taken for; `forced`: the table that a person names."""
        key = (_layout(clues.raw_table, clues.overrides), forced)
        if key not in self._recognised:
            self._recognised[key] = recognise(clues, forced=forced)
        return self._recognised[key]

    def remembered(self, headers: tuple[str, ...]) -> Said:
        """Return what a person said of these headers before."""
        if headers not in self._remembered:
            records = self.context.records
            saved = records.mappings.find(signature(headers)) if records else None
            self._remembered[headers] = read_kept(headers, saved)
        return self._remembered[headers]


_Layout = tuple[tuple[str, ...], str | None, tuple[object, ...]]


def _layout(raw_table: RawTable, overrides: Overrides) -> _Layout:
    return raw_table.headers, named_after(raw_table), tuple(sorted(overrides.items()))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A raw table as it is, or reshaped, with what it was recognised as."""

    clues: Clues
    recognised: Recognised
    which_table: Question
    by_row: Question | None = None
    figures: tuple[Figure, ...] = ()
    year: Question | None = None
    told: tuple[Text, ...] = ()
    holds: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked of the table as a whole, its figures and year, unless the file says it."""
        asked = (*(one.question for one in self.figures), *((self.year,) if self.year else ()))
        unsure = (q for q in asked if q.answer is not None or q.open or q.default != q.suggested)
        return (self.which_table, *((self.by_row,) if self.by_row else ()), *unsure)

    def doubted(self, doubt: Doubt, decisions: Decisions, layouts: Layouts) -> _Candidate:
        """Return the candidate with what the other files make of it, or a question about it."""
        if self.which_table.answer is not None or decisions.table is not None:
            return self
        question = decisions.answer(doubtful_table(self.which_table, doubt.suggested, doubt.text))
        chosen = question.settled
        if chosen is None:
            return replace(self, which_table=question)
        recognised = _as_chosen(self.clues, chosen, layouts)
        return replace(self, recognised=recognised, which_table=question)


def candidate_of(
    raw_table: RawTable, overrides: Overrides, decisions: Decisions, layouts: Layouts
) -> _Candidate:
    """Return the reshaped table when it holds targets, else the table as it stands in the file."""
    decisions = own_answers(raw_table, decisions)
    targets = _targets(raw_table, overrides, decisions, layouts)
    if targets is not None:
        return targets
    candidate = _recognised(raw_table, overrides, decisions, layouts)
    no_table = candidate.which_table.answer == NO_TABLE
    if no_table or not lacks_numbers(candidate.clues, candidate.recognised):
        return candidate
    return _by_row(candidate, decisions, layouts)


def _targets(
    raw_table: RawTable, overrides: Overrides, decisions: Decisions, layouts: Layouts
) -> _Candidate | None:
    """The table with a row per target or expense; None where it has none, or has them so."""
    figures = figures_in(raw_table, layouts.fits(raw_table, overrides), overrides, decisions)
    plan = planned(raw_table, bool(figures), decisions, layouts.context)
    plan = plan or spent(raw_table, decisions, layouts.context)
    if plan is None:
        return None
    reshaped = one_row_per_figure(plan.table, figures) if figures else plan.table
    moved = {
        reshaped.headers.index(raw_table.headers[position]): targets
        for position, targets in overrides.items()
        if raw_table.headers[position] in reshaped.headers
    }
    candidate = _recognised(reshaped, moved, decisions, layouts)
    if candidate.recognised.tables != (plan.holds,):
        return None
    told = (*plan.told, *(told_of(plan.wide) if plan.wide else ()))
    candidate = replace(candidate, figures=figures, year=plan.year, told=told, holds=plan.holds)
    if plan.doubt is None:
        return candidate
    return candidate.doubted(Doubt(TARGETS, plan.doubt), decisions, layouts)


def _by_row(candidate: _Candidate, decisions: Decisions, layouts: Layouts) -> _Candidate:
    """The candidate with each row as an order, unless a person says that they are none."""
    raw_table = candidate.clues.raw_table
    question = decisions.answer(row_orders(raw_table))
    if question.answer == "no":
        return replace(candidate, recognised=_unused(raw_table), by_row=question)
    numbered = with_row_numbers(raw_table, layouts.context)
    overrides = numbers_of_rows(numbered, candidate.clues.overrides)
    return replace(_recognised(numbered, overrides, decisions, layouts), by_row=question)


def _recognised(
    raw_table: RawTable, overrides: Overrides, decisions: Decisions, layouts: Layouts
) -> _Candidate:
    fits, before = layouts.fits(raw_table, overrides), layouts.remembered(raw_table.headers)
    clues = Clues(raw_table, fits, overrides, before)
    recognised = layouts.recognise(clues)
    sure = recognised.sure or decisions.table is not None
    asked = which_table(raw_table.key, recognised.tables, sure)
    question = decisions.answer(asked)
    if question.remembered and decisions.table is not None:
        question = asked  # what is said now counts more
    chosen = question.answer or decisions.table
    if chosen is not None:
        recognised = _as_chosen(clues, chosen, layouts)
    return _Candidate(clues, recognised, question)


def _as_chosen(clues: Clues, table: str, layouts: Layouts) -> Recognised:
    """What the headers are taken for where the table is known, or known to be none."""
    if table != NO_TABLE:
        return layouts.recognise(clues, table)
    return _unused(clues.raw_table)


def _unused(raw_table: RawTable) -> Recognised:
    return Recognised((), tuple(Mapped(h, i) for i, h in enumerate(raw_table.headers) if h))


def mapping_of(
    src: int,
    raw_table: RawTable,
    candidate: _Candidate,
    elsewhere: frozenset[str],
    decisions: Decisions,
) -> TableMapping:
    """Return what the raw table with the number `src` feeds, with the questions about it.

    `elsewhere` are the dates that other files say for certain.
    """
    clues, tables = candidate.clues, candidate.recognised.tables
    mapped = _without(candidate.recognised.mapped, elsewhere)
    asked = [decisions.answer(question) for question in suggestions(raw_table.key, mapped)]
    answered = _answered(clues, asked)
    if answered:
        clues = replace(clues, overrides={**clues.overrides, **answered})
        mapped = _without(clues.suggest(tables), elsewhere)
        ids = {question.id for question in asked}
        for question in suggestions(raw_table.key, mapped):
            if question.id not in ids:
                asked.append(question)
    questions = (*candidate.questions, *asked)
    said = among(Said(tables, {**clues.remembered.headers, **clues.overrides}), tables)
    return TableMapping(
        src,
        raw_table,
        clues.raw_table,
        tables,
        mapped,
        clues.fits,
        questions,
        Said(tables, said),
        candidate.figures,
        candidate.told if tables == (candidate.holds,) else (),
    )


def dates_elsewhere(candidates: Sequence[_Candidate]) -> list[frozenset[str]]:
    """Return for each file the promises and deliveries that the other files say for certain.

    Nobody need guess them there.
    """
    certain = [_certain_dates(candidate) for candidate in candidates]
    files = Counter(column for columns in certain for column in columns)
    return [
        frozenset(column for column in files if files[column] > (column in columns))
        for columns in certain
    ]


def _certain_dates(candidate: _Candidate) -> set[str]:
    return {
        m.column
        for m in candidate.recognised.mapped
        if m.used and m.table in FAMILY and m.column in _DELIVERY_DATES
    }


def _without(mapped: tuple[Mapped, ...], elsewhere: frozenset[str]) -> tuple[Mapped, ...]:
    """The headers without suggestions for what another file says."""
    return tuple(
        Mapped(m.header, m.position) if m.kind == "suggested" and m.column in elsewhere else m
        for m in mapped
    )


def _answered(clues: Clues, asked: Sequence[Question]) -> Overrides:
    """What the answers to suggestions make of their headers."""
    return {
        clues.raw_table.headers.index(question.detail): answered_targets(question.answer)
        for question in asked
        if question.answer is not None
    }
