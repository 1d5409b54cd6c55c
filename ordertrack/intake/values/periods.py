"""Periods of targets, as they are stored. Imports form and period_names."""

from __future__ import annotations

import polars as pl

from ordertrack.intake.values.form import Form, clean, swift, word_for
from ordertrack.intake.values.period_names import (
    MONTH,
    MONTHS,
    NAMED_MONTH,
    QUARTER,
    QUARTER_FIRST,
    QUARTER_WORD,
    SHORT_MONTH,
    TIGHT_MONTH,
    YEAR,
    YEAR_NAMED,
)


def period_value(column: str, form: Form) -> pl.Expr:
    """Return the period in its stored spelling: 2024-06, 2024-Q2 or 2024."""
    text = clean(column, form)
    return pl.coalesce(
        _month(text, MONTH),
        _month(text, TIGHT_MONTH),
        _named_month(text, NAMED_MONTH),
        _named_month(text, SHORT_MONTH),
        _named_month(text, YEAR_NAMED),
        _quarter(text, QUARTER),
        _quarter(text, QUARTER_FIRST),
        _quarter(text, QUARTER_WORD),
        text.str.extract_groups(swift(YEAR)).struct.field("year"),
    )


def _month(text: pl.Expr, pattern: str) -> pl.Expr:
    parts = text.str.extract_groups(swift(pattern)).struct
    return pl.concat_str(parts.field("year"), parts.field("month").str.zfill(2), separator="-")


def _named_month(text: pl.Expr, pattern: str) -> pl.Expr:
    parts = text.str.extract_groups(swift(pattern)).struct
    numbers = {name: f"{at:02}" for at, name in enumerate(MONTHS, 1)}
    month = word_for(parts.field("month").str.to_lowercase(), numbers)
    year = parts.field("year")
    year = pl.when(year.str.len_bytes() == 2).then(pl.lit("20") + year).otherwise(year)
    return pl.concat_str(year, month, separator="-")


def _quarter(text: pl.Expr, pattern: str) -> pl.Expr:
    parts = text.str.extract_groups(swift(pattern)).struct
    words = {"一": "1", "二": "2", "三": "3", "四": "4"}
    quarter = word_for(parts.field("quarter"), words | {number: number for number in "1234"})
    return pl.concat_str(parts.field("year"), pl.lit("-Q"), quarter)
