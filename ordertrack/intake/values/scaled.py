"""Amounts that are counted in thousands or 万 made whole, as text. Imports `numbers`."""

from __future__ import annotations

import polars as pl

from ordertrack.intake.values.numbers import OWN_UNIT

_OWN = rf"{OWN_UNIT}|[%％]"  # 5万, 3k, 15%: such a cell says itself what it is counted in
# 8月 is no amount and stays what it is, so that people find it in their file as it is said.
_WORDS = r"[\p{Han}&&[^元圆圓円人民币美金港欧日圆币澳加新台英镑卢比]]"
_LAST_FIGURE = r"^([^0-9]*[0-9][0-9.,' ]*)([^0-9]*)$"
_LAST_DIGIT = r"^([^0-9]*[0-9](?:[0-9.,' ]*[0-9.])?)([^0-9]*)$"


def scaled(cell: pl.Expr, tens: pl.Expr) -> pl.Expr:
    """Return amounts times a power of ten, as they are written: RMB 15 元 is RMB 15e4 元.

    `tens` is the exponent as text; where it is null the cell stands as it is.
    """
    times = pl.concat_str(pl.lit("${1}e"), tens, pl.lit("${2}"))
    stands = tens.is_null() | cell.str.contains(f"{_OWN}|{_WORDS}").fill_null(True)
    return pl.when(stands).then(cell).otherwise(cell.str.replace(_LAST_DIGIT, times))


def as_percent(cell: pl.Expr) -> pl.Expr:
    """Return rates as they are written, with the mark for percent where they have none."""
    own = cell.str.contains("[%％]")
    return pl.when(own).then(cell).otherwise(cell.str.replace(_LAST_FIGURE, "${1}%${2}"))


def tens_of(times: int) -> str:
    """Return the exponent of a power of ten."""
    return str(len(str(times)) - 1)
