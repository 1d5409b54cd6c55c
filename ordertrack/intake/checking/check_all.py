"""Reading the cells of all recognised tables: their forms are settled first, or asked for.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from ordertrack.intake.checking.cells import cells_of, unit_of
from ordertrack.intake.checking.check import Checked, Reading, check
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.assumptions import Outlook
from ordertrack.intake.mapping.questions import DAY_FIRST, day_orders, words_said
from ordertrack.intake.mapping.recognise_all import Recognition
from ordertrack.intake.mapping.requirements import required
from ordertrack.intake.question import Question
from ordertrack.intake.result import Finding
from ordertrack.intake.values.form import Form
from ordertrack.intake.values.profiling import Surveyed, Wanted, survey_columns
from ordertrack.model import TABLES, Kind
from ordertrack.progress import Share
from ordertrack.words import t

_DATES: tuple[Kind, ...] = ("day", "time")


def check_all(
    outlook: Outlook, decisions: Decisions, context: Context, report: Share
) -> list[Checked]:
    """Read the cells of all usable feeds."""
    usable, zone = list(outlook.usable), context.time_zone
    surveyed = {one.src: survey_columns(one.table.path, _wanted(one), {}, zone) for one in usable}
    same_header = _settled_by_header(usable, surveyed)
    checked = []
    for place, one in enumerate(usable):
        share = _share(report, place, len(usable))
        forms = _settled(outlook, one, surveyed[one.src], same_header, decisions, zone)
        part = _checked(outlook, one, forms, decisions, context.staging, share)
        if part.misread:
            whole = survey_columns(one.table.path, _wanted(one), {}, zone, guess=False)
            forms = _settled(outlook, one, whole, same_header, decisions, zone)
            part = _checked(outlook, one, forms, decisions, context.staging, share)
        checked.append(part)
        outlook.findings += _units(one)
        outlook.rows[one.src] = _rows(one, part)
    return checked


def _share(report: Share, place: int, of: int) -> Share:
    return lambda done: report((place + done) / of)


def _checked(
    outlook: Outlook,
    one: Recognition,
    surveyed: Surveyed,
    decisions: Decisions,
    staging: Path,
    report: Share,
) -> Checked:
    words = words_said(one.feed.key, decisions.answers)
    cells = cells_of(one.feed.mapping, surveyed, words, outlook.names.get(one.src, {}))
    choices, by_line = outlook.choices[one.src], one.feed.by_line
    reading = Reading(one.feed.tables, required(one.feed), choices, by_line)
    return check(one.src, one.table, cells, reading, staging, report)


def _units(one: Recognition) -> list[Finding]:
    """Amounts that a header counts in 万 are told: the figures differ from the file's."""
    return [
        Finding(
            "unit",
            "info",
            t(
                '"{header}" in {file} is counted in {unit}.',
                header=m.header,
                file=one.feed.key,
                unit=unit_of(m.header),
            ),
            1,
        )
        for m in one.feed.mapping
        if m.used and unit_of(m.header) > 1 and m.table and m.column
        if TABLES[m.table].column(m.column).kind == "money"
    ]


def _rows(one: Recognition, part: Checked) -> int:
    """How many rows of the file are in the checked file (a reshaped row may stand there often)."""
    if one.table is one.raw:
        return part.rows
    return int(pl.scan_parquet(part.path).select(pl.col("_row").n_unique()).collect().item())


# --- the order of day and month ---


def _wanted(one: Recognition) -> list[Wanted]:
    return [
        (m.position, TABLES[m.table].column(m.column).kind)
        for m in one.feed.mapping
        if m.used and m.table and m.column
    ]


def _settled(
    outlook: Outlook,
    one: Recognition,
    surveyed: Surveyed,
    same_header: Mapping[str, bool],
    decisions: Decisions,
    zone: str,
) -> Surveyed:
    """The forms with a person's answer where day and month are open."""
    asked = _day_orders(one, surveyed, same_header)
    asked = [decisions.answer(question) for question in asked]
    outlook.questions += asked
    said = _said_first(one, asked)
    return survey_columns(one.table.path, _wanted(one), said, zone) if said else surveyed


def _dates(surveyed: Surveyed) -> dict[int, Form]:
    return {position: form for (position, kind), form in surveyed.forms.items() if kind in _DATES}


def _day_orders(
    one: Recognition, surveyed: Surveyed, same_header: Mapping[str, bool]
) -> list[Question]:
    dates = _dates(surveyed)
    neighbours = {f.day_first for f in dates.values() if f.day_first is not None}
    likely = neighbours.pop() if len(neighbours) == 1 else None
    asked = []
    for position, form in dates.items():
        settled = likely if likely is not None else same_header.get(one.table.headers[position])
        asked += day_orders(one.feed.key, one.table.headers, {position: form}, settled)
    return asked


def _settled_by_header(
    usable: Sequence[Recognition], surveyed: Mapping[int, Surveyed]
) -> dict[str, bool]:
    """How the same header reads in other files of this import."""
    return {
        one.table.headers[position]: form.day_first
        for one in usable
        for position, form in _dates(surveyed[one.src]).items()
        if form.day_first is not None
    }


def _said_first(one: Recognition, asked: Sequence[Question]) -> dict[int, bool]:
    said: dict[int, bool] = {}
    for question in asked:
        if question.answer is not None:
            header = question.id.removeprefix(f"day-order:{one.feed.key}:")
            said[one.table.headers.index(header)] = question.answer == DAY_FIRST
    return said
