"""A table of targets however it is drawn, with its periods in rows; or what must be asked.

Imports siblings of its folder and the one above.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.targets.about import (
    figure_of_table,
    speaks_of,
    stand_in,
    year_of,
    year_taken,
)
from ordertrack.intake.mapping.targets.by_period import (
    in_columns,
    joined_periods,
    lacks_year,
    one_row_per_period,
    period_apart,
)
from ordertrack.intake.mapping.targets.made_long import TARGETS, Planned
from ordertrack.intake.mapping.targets.parts import VALUE
from ordertrack.intake.mapping.targets.period_words import (
    nothing_else,
    periods_below,
    whose_is_open,
    year_header,
)
from ordertrack.intake.mapping.targets.units import in_header_units
from ordertrack.intake.question import Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import strength
from ordertrack.model.measure_words import measure_label
from ordertrack.words import Text, t


def planned(
    raw_table: RawTable, by_figure: bool, decisions: Decisions, context: Context
) -> Planned | None:
    """Return targets that do not have a row and a period each already; None for other tables.

    Those with a column `by_figure` still have one row for all of these.
    """
    if not by_figure and in_columns(raw_table):
        return _by_period(raw_table, decisions, context)
    tall = by_figure or any(strength(header, TARGETS, VALUE) for header in raw_table.headers)
    if not tall:
        return None
    dated, asked = _dated(raw_table, decisions, context)
    to_join = period_apart if by_figure else joined_periods
    made = to_join(dated, context.staging) or (dated if asked is not None else None)
    told = tuple(year_taken(raw_table, asked))
    return None if made is None else Planned(made, asked, told=told)


def own_answers(raw_table: RawTable, decisions: Decisions) -> Decisions:
    """Return the decisions without what was said of another table of periods.

    That a file with the same headers held targets does not make this one hold them.
    """
    name = question_id("table", raw_table.key)
    answers = (decisions.remembered.get(name), decisions.alike.get(name))
    if TARGETS not in answers or not in_columns(raw_table):
        return decisions
    other = speaks_of(raw_table) == "other"
    alike = {one: said for one, said in decisions.alike.items() if one != name or not other}
    remembered = {one: said for one, said in decisions.remembered.items() if one != name}
    return replace(decisions, alike=alike, remembered=remembered)


def wants_year(raw_table: RawTable) -> bool:
    """Return whether months or quarters in columns lack their year, and may be of targets."""
    return lacks_year(raw_table.headers) and speaks_of(raw_table) != "other"


def _by_period(raw_table: RawTable, decisions: Decisions, context: Context) -> Planned | None:
    """Months or quarters in columns: targets by what stands around them, or by a person's word."""
    told = decisions.given("table", question_id("table", raw_table.key)) or decisions.table
    speaks = TARGETS if told == TARGETS else speaks_of(raw_table)
    yearless = lacks_year(raw_table.headers)
    asked = year_of(raw_table, decisions, context.today) if yearless else None
    if speaks == "other" or (speaks == "unclear" and asked and not _may_be(raw_table, asked)):
        return None
    year = stand_in(asked, context) if asked else None
    figure = figure_of_table(raw_table)
    name = figure[0] if figure else None
    wide = in_header_units(raw_table, name, decisions)
    made = one_row_per_period(wide, year, name)
    told = (*year_taken(raw_table, asked), *_figure_taken(raw_table, figure))
    doubt = _whose(raw_table) if speaks == TARGETS else _whether(raw_table)
    return Planned(
        made,
        year=asked,
        wide=wide,
        told=told,
        doubt=doubt,
    )


def _dated(
    raw_table: RawTable, decisions: Decisions, context: Context
) -> tuple[RawTable, Question | None]:
    """Return the table with the year before each of its months, where it names none for them."""
    headers = raw_table.headers
    at = next((i for i, header in enumerate(headers) if strength(header, TARGETS, "period")), None)
    if at is None or year_header(headers) is not None:
        return raw_table, None
    periods = periods_below(raw_table, at)
    if not periods:
        return raw_table, None
    asked = year_of(raw_table, decisions, context.today)
    year = stand_in(asked, context)
    found = {cell: year + period for cell, period in periods.items()}
    cell = pl.col(f"c{at}")
    said = cell.replace_strict(found, default=cell, return_dtype=pl.String).alias(f"c{at}")
    made = altered(
        raw_table, "dated", (at, year), lambda: pl.scan_parquet(raw_table.path).with_columns(said)
    )
    return made, asked


def _may_be(raw_table: RawTable, asked: Question) -> bool:
    """Whether months of no year of their own are worth a question: a year and nothing else."""
    return asked.suggested is not None and nothing_else(raw_table.headers)


def _whether(raw_table: RawTable) -> Text:
    return t(
        "{file} has months or quarters in columns, and neither a title nor the name of sheet or"
        " file says clearly that they are targets. What does it hold?",
        file=raw_table.key,
    )


def _whose(raw_table: RawTable) -> Text | None:
    """What is asked where each row would silently be a target of the whole company."""
    header = whose_is_open(raw_table.headers)
    if header is None:
        return None
    return t(
        'Nothing in {file} says whose targets these are: "{header}" names no people, teams or'
        " products that are known. Call it 销售员 (salesperson), 团队 (team) or 产品 (product), or"
        " leave the file out; as targets its rows are those of the whole company.",
        file=raw_table.key,
        header=header,
    )


def _figure_taken(raw_table: RawTable, figure: tuple[str, str] | None) -> list[Text]:
    if figure is None:
        return []
    return [
        t(
            'The targets in {file} are read as those of {figure}, as "{where}" says.',
            file=raw_table.key,
            figure=measure_label(figure[0]),
            where=figure[1],
        )
    ]
