"""Check the cells of all recognised tables: their forms are settled first, or asked for.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from ordertrack.intake.checking.batches import Work, check_in_batches
from ordertrack.intake.checking.cell_findings import (
    date_number_findings,
    no_date_findings,
    unfit_findings,
    unit_findings,
)
from ordertrack.intake.checking.cells import cells_of
from ordertrack.intake.checking.check import check_alike
from ordertrack.intake.checking.checked import Checked, CheckRules
from ordertrack.intake.checking.date_forms import settle_dates
from ordertrack.intake.checking.form_questions import (
    Settled,
    points_by_header,
    settle_commas,
    settle_points,
)
from ordertrack.intake.checking.word_questions import answered_words
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.assumptions import Assumptions
from ordertrack.intake.mapping.questions import DAY_FIRST, day_order
from ordertrack.intake.mapping.requirements import comes_by_line, required, will_do
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Question
from ordertrack.intake.values.form import Profiles, Wanted
from ordertrack.intake.values.profiling import MANY_ROWS, profile_alike, profile_columns
from ordertrack.model import TABLES
from ordertrack.progress import Share
from ordertrack.words import t


def check_all(
    assumptions: Assumptions, decisions: Decisions, context: Context, report: Share
) -> list[Checked]:
    """Check the cells of all usable tables; questions and findings go to the assumptions."""
    usable, zone = list(assumptions.usable), context.time_zone
    profiles = profiles_by_layout(usable, zone)
    same_header = _day_first_by_header(usable, profiles)
    points = points_by_header(usable, profiles)
    tables = [_Table(mapping, assumptions, decisions, context, points) for mapping in usable]
    settled = [table.settled(profiles[table.mapping.src], same_header) for table in tables]
    forms = [found.profiles for found in settled]
    all_checked = _checked(tables, forms, context.staging, report)
    if misread := [place for place, checked in enumerate(all_checked) if checked.misread]:
        again = [tables[place] for place in misread]
        whole = profiles_by_layout([table.mapping for table in again], zone, guess=False)
        anew = [table.settled(whole[table.mapping.src], same_header) for table in again]
        done = _checked(again, [found.profiles for found in anew], context.staging, report)
        for place, found, checked in zip(misread, anew, done, strict=True):
            settled[place], all_checked[place] = found, checked
    for found in settled:
        assumptions.questions += found.questions
        assumptions.findings += found.findings
    for place, table in enumerate(tables):
        mapping = table.mapping
        assumptions.findings += [
            *unit_findings(mapping),
            *no_date_findings(mapping, settled[place].profiles),
            *number_findings(mapping, settled[place].profiles),
            *unfit_findings(mapping, all_checked[place]),
        ]
    assumptions.findings += date_number_findings(usable, all_checked)
    return all_checked


def _checked(
    tables: Sequence[_Table], settled: Sequence[Profiles], staging: Path, report: Share
) -> list[Checked]:
    works = [
        Work(table.mapping, table.rules(profiles))
        for table, profiles in zip(tables, settled, strict=True)
    ]
    return check_in_batches(works, partial(check_alike, staging=staging), report)


def profiles_by_layout(
    usable: Sequence[TableMapping], zone: str, *, guess: bool = True
) -> dict[int, Profiles]:
    """Return how the columns of each table are written; tables of one layout are read together."""
    layouts: dict[tuple[object, ...], list[TableMapping]] = {}
    for mapping in usable:
        few = mapping.to_read.read < MANY_ROWS
        layout = (mapping.to_read.headers, tuple(wanted_of(mapping)), few or mapping.src)
        layouts.setdefault(layout, []).append(mapping)
    profiles: dict[int, Profiles] = {}
    for alike in layouts.values():
        paths = [mapping.to_read.path for mapping in alike]
        together = None
        if len(alike) > 1:
            together = profile_alike(paths, wanted_of(alike[0]), zone, guess=guess)
        profiles |= {
            mapping.src: together or profiles_of(mapping, zone, guess=guess) for mapping in alike
        }
    return profiles


def wanted_of(mapping: TableMapping) -> list[Wanted]:
    """Return the position and kind of each column that is read."""
    return [
        (m.position, TABLES[m.table].column(m.column).kind)
        for m in mapping.mapped
        if m.used and m.table and m.column
    ]


def profiles_of(
    mapping: TableMapping,
    zone: str,
    day_first: Mapping[int, bool] | None = None,
    guess: bool = True,
) -> Profiles:
    """Return how the columns that are read of a table are written."""
    wanted, path = wanted_of(mapping), mapping.to_read.path
    return profile_columns(path, wanted, day_first or {}, zone, guess=guess)


@dataclass(frozen=True, slots=True)
class _Table:
    """One mapped table on its way to be checked."""

    mapping: TableMapping
    assumptions: Assumptions
    decisions: Decisions
    context: Context
    points: Mapping[str, str]

    def settled(self, profiles: Profiles, same_header: Mapping[str, bool]) -> Settled:
        """Return the profiles with a person's answer where day and month, or points, are open.

        A table whose samples misled is settled once more, from profiles of all of its rows.
        """
        mapping, zone = self.mapping, self.context.time_zone
        if shown := _dotted_as_others(profiles):
            profiles = profiles_of(mapping, zone, shown, guess=bool(profiles.guessed))
        asked = [self.decisions.answer(q) for q in _day_orders(mapping, profiles, same_header)]
        headers = mapping.to_read.headers
        day_first = shown | {
            headers.index(question.detail): question.answer == DAY_FIRST
            for question in asked
            if question.answer is not None
        }
        if day_first != shown:
            profiles = profiles_of(mapping, zone, day_first, guess=bool(profiles.guessed))
        answer, settled = self.decisions.answer, Settled(profiles, asked)
        settle_dates(mapping, settled, answer)
        settle_points(mapping, settled, self.points, answer)
        settle_commas(mapping, settled, answer)
        return settled

    def rules(self, profiles: Profiles) -> CheckRules:
        """Return how the cells of the table are read."""
        mapping, src = self.mapping, self.mapping.src
        words = answered_words(mapping, self.decisions)
        names = self.assumptions.names.get(src, {})
        cells = cells_of(mapping.mapped, profiles, words, names)
        choices, by_line = self.assumptions.choices[src], comes_by_line(mapping)
        return CheckRules(
            mapping.tables, cells, required(mapping), choices, by_line, will_do(mapping)
        )


def rows_read(mapping: TableMapping, checked: Checked) -> int:
    """Count the rows of the file in the checked file; a reshaped row may stand there often."""
    if not mapping.reshaped:
        return checked.rows
    rows = pl.scan_parquet(checked.path).filter(pl.col("_src") == checked.src)
    return int(rows.select(pl.col("_row").n_unique()).collect().item())


def number_findings(mapping: TableMapping, profiles: Profiles) -> list[Finding]:
    """What a person should know of how figures were read: their comma, their currencies, …"""
    notes = {
        (at, note): form for (at, _), form in sorted(profiles.forms.items()) for note in form.notes
    }
    return [
        Finding(
            "figures-read",
            "warning",
            t(
                '"{header}" in {file}: {note}',
                header=mapping.to_read.headers[at],
                file=mapping.key,
                note=note,
            ),
            int(dict(note.values).get("count", form.filled)),
        )
        for (at, note), form in notes.items()
    ]


# --- the order of day and month ---


def _dotted_as_others(profiles: Profiles) -> dict[int, bool]:
    """The columns of 01.02.2026 beside others whose days come first, as dates with points do."""
    orders = {form.day_first for form in profiles.dates.values() if form.day_first is not None}
    return {
        position: True
        for position, form in profiles.dates.items()
        if orders == {True} and form.ambiguous and all("." in text for text in form.examples)
    }


def _day_orders(
    mapping: TableMapping, profiles: Profiles, same_header: Mapping[str, bool]
) -> list[Question]:
    dates, headers = profiles.dates, mapping.to_read.headers
    neighbours = {f.day_first for f in dates.values() if f.day_first is not None}
    likely = neighbours.pop() if len(neighbours) == 1 else None
    return [
        day_order(
            mapping.key,
            headers[position],
            form,
            likely if likely is not None else same_header.get(headers[position]),
        )
        for position, form in dates.items()
        if form.ambiguous
    ]


def _day_first_by_header(
    usable: Sequence[TableMapping], profiles: Mapping[int, Profiles]
) -> dict[str, bool]:
    """How the same header reads in other files of this import."""
    return {
        mapping.to_read.headers[position]: form.day_first
        for mapping in usable
        for position, form in profiles[mapping.src].dates.items()
        if form.day_first is not None
    }
