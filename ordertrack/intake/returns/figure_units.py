"""Figures that are named with their unit in each row: 销售额（万元）, 毛利率(%).

Imports model, words and its siblings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.targets.figure_words import in_percent
from ordertrack.intake.mapping.targets.parts import MEASURE, VALUE
from ordertrack.intake.mapping.targets.units import words_for_figures
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.returns.looking import cell_text, values_at
from ordertrack.intake.spellings import BRACKETS
from ordertrack.intake.values.form import fold
from ordertrack.intake.values.scaled import as_percent, scaled, tens_of
from ordertrack.model.header_units import unit_named, without_money
from ordertrack.model.measure_words import IN_MONEY, PERCENT_ABOVE
from ordertrack.words import t


def settle_figure_units(
    mapping: TableMapping, decisions: Decisions
) -> tuple[TableMapping, list[Finding]]:
    """Return targets of figures without their units, counted in them, and tell of it."""
    at, value = mapping.positions.get(MEASURE), mapping.positions.get(VALUE)
    if mapping.tables != ("targets",) or at is None or value is None:
        return mapping, []
    known = words_for_figures(mapping.key, decisions)
    bare = {word: _bare(word, known) for word in values_at(mapping, at)}
    figures = {word: known[fold(rest)] for word, rest in bare.items() if fold(rest) in known}
    in_header = (unit_named(mapping.to_read.headers[value]) or 1) > 1
    tens = {} if in_header else _tens(figures)
    rates = [word for word, one in figures.items() if one in PERCENT_ABOVE and in_percent(word)]
    changed = {word: rest for word, rest in bare.items() if rest != word}
    if not (changed or tens or rates):
        return mapping, []
    word, cell = cell_text(at), pl.col(f"c{value}")
    counted = scaled(cell, word.replace_strict(tens, default=None, return_dtype=pl.String))
    counted = pl.when(word.is_in(rates)).then(as_percent(cell)).otherwise(counted)
    cells = [word.replace(changed).alias(f"c{at}"), counted.alias(f"c{value}")]
    raw = altered(
        mapping.to_read,
        "figures-in-units",
        (at, value, sorted(changed.items()), sorted(tens.items()), rates),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cells),
    )
    return mapping.with_rows(raw), _told(mapping, {*tens, *rates})


def _bare(word: str, known: Mapping[str, str]) -> str:
    """The word without a unit where it is known so, and not as it stands."""
    outside = BRACKETS.sub("", unicodedata.normalize("NFKC", word)).strip()
    rests = (word, without_money(word), outside, outside.rstrip("% "))
    return next((rest for rest in rests if fold(rest) in known), word)


def _tens(figures: Mapping[str, str]) -> dict[str, str]:
    units = {word: unit_named(word) for word, figure in figures.items() if figure in IN_MONEY}
    return {word: tens_of(unit) for word, unit in units.items() if unit is not None}


def _told(mapping: TableMapping, words: set[str]) -> list[Finding]:
    if not words:
        return []
    text = t(
        "Figures in {file} name what they are counted in ({words}): the targets are read so.",
        file=mapping.key,
        words=", ".join(sorted(words)),
    )
    return [Finding("unit", "info", text, 1)]
