"""What targets are counted in: the unit that their own header names, where they are of money.

Rates, days and counts are in no 万元. Imports model, the readers of values and siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.targets.parts import MEASURE
from ordertrack.intake.mapping.targets.period_words import period_headers, sum_headers
from ordertrack.intake.question import question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import strength
from ordertrack.intake.values.form import Form, clean, fold
from ordertrack.intake.values.scaled import scaled, tens_of
from ordertrack.intake.values.text import folded, lookup
from ordertrack.model.header_units import unit_named
from ordertrack.model.measure_words import IN_MONEY, MEASURE_WORDS


def words_for_figures(key: str, decisions: Decisions) -> dict[str, str]:
    """Return the folded words for figures, those of a person about this file too."""
    start = question_id("word", key, MEASURE) + ":"
    said = {
        fold(asked.removeprefix(start)): answer
        for asked, answer in decisions.all_answers.items()
        if asked.startswith(start)
    }
    return {**said, **lookup(MEASURE_WORDS)}


def of_money(at: int, key: str, decisions: Decisions) -> pl.Expr:
    """Whether the figure named at a position is counted in money, or none is named."""
    words = words_for_figures(key, decisions)
    money = [word for word, figure in words.items() if figure in IN_MONEY]
    return folded(clean(f"c{at}", Form("choice"))).is_in(["", *money]).fill_null(True)


def in_header_units(raw_table: RawTable, figure: str | None, decisions: Decisions) -> RawTable:
    """Return the table with each target in the unit of its header: 1月(万元), 全年(元).

    `figure` is what the targets are of where no column says it.
    """
    units = units_of_periods(raw_table.headers)
    named = {at: unit for at, unit in units.items() if unit is not None}
    if not named:
        return raw_table
    money = _rows_of_money(raw_table, figure, decisions)
    cells = [
        scaled(pl.col(f"c{at}"), pl.when(money).then(pl.lit(tens_of(unit)))).alias(f"c{at}")
        for at, unit in named.items()
    ]
    return altered(
        raw_table,
        "header-units",
        (sorted(named.items()), money.meta.serialize()),
        lambda: pl.scan_parquet(raw_table.path).with_columns(cells),
    )


def units_of_periods(headers: Sequence[str]) -> dict[int, int | None]:
    """Return what the columns of periods and their sums are counted in; None for none named."""
    places = (*period_headers(headers), *sum_headers(headers))
    return {at: unit_named(headers[at]) for at in places}


def _rows_of_money(raw_table: RawTable, figure: str | None, decisions: Decisions) -> pl.Expr:
    named = (
        at for at, header in enumerate(raw_table.headers) if strength(header, "targets", MEASURE)
    )
    if (at := next(named, None)) is not None:
        return of_money(at, raw_table.key, decisions)
    return pl.lit(figure is None or figure in IN_MONEY)
