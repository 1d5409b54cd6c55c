"""Periods of targets: `2024-06`, `2024年6月`, `Jun 2024`, `2024Q2`, `2024年第二季度`, `2024`.

Imports form.
"""

from __future__ import annotations

import polars as pl

from ordertrack.intake.values.form import MONTHS, Form, clean, swift, word_for

_YEAR = r"(?<year>(?:19|20|21)\d{2})"
# A spreadsheet turns 2024-06 into the first day of that month.
_FIRST_DAY = r"[-/.]0?1(?:[ T]0?0:00(?::00(?:\.0+)?)?)?|月0?1日"
MONTH = rf"^{_YEAR}\s*[-/.年Mm]\s*(?<month>0?[1-9]|1[0-2])(?:\s*月份?|{_FIRST_DAY})?$"
TIGHT_MONTH = rf"^{_YEAR}(?<month>0[1-9]|1[0-2])$"
NAMED_MONTH = rf"^(?<month>(?i:{'|'.join(MONTHS)}))[a-z]*\.?[\s,'-]*{_YEAR}$"
SHORT_MONTH = rf"^(?<month>(?i:{'|'.join(MONTHS)}))[a-z]*\.?[\s,'-]*(?<year>\d{{2}})$"
YEAR_NAMED = rf"^{_YEAR}[\s-]*(?<month>(?i:{'|'.join(MONTHS)}))[a-z]*$"
QUARTER = rf"^{_YEAR}\s*年?[-/\s]*[Qq]\s*(?<quarter>[1-4])(?:\s*季度)?$"
QUARTER_FIRST = rf"^[Qq](?<quarter>[1-4])[-/\s,]*{_YEAR}$"
QUARTER_WORD = rf"^{_YEAR}\s*年?\s*第?(?<quarter>[一二三四1-4])\s*季度?$"
YEAR = rf"^{_YEAR}(?:\s*年度?|\.0)?$"


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
