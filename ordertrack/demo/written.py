"""How people and systems write values: dates, amounts, digits. Expressions over columns; no files.

Imports nothing of ours.
"""

from __future__ import annotations

import polars as pl

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FROM_TEN_THOUSAND = 10_000_00  # fen


def day(column: str, form: str = "%Y-%m-%d") -> pl.Expr:
    """Return a date, or the day of a moment: `%Y/%-m/%-d`, `%-m/%-d/%Y`, `%Y年%-m月%-d日` …"""
    return pl.col(column).dt.strftime(form).fill_null("")


def moment(column: str, form: str = "%Y-%m-%d %H:%M") -> pl.Expr:
    """Return a moment to the minute."""
    return day(column, form)


def plain(column: str) -> pl.Expr:
    """Fen as yuan with two decimals: 1234.00."""
    fen = pl.col(column)
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    rest = (fen.abs() % 100).cast(pl.String).str.zfill(2)
    return (sign + (fen.abs() // 100).cast(pl.String) + "." + rest).fill_null("")


def grouped(column: str, sign: str = "") -> pl.Expr:
    """Fen as yuan with thousands apart: ￥1,234.00; less than nothing keeps its minus in front."""
    fen = pl.col(column)
    whole = (fen.abs() // 100).cast(pl.String).str.reverse()
    apart = whole.str.replace_all(r"(\d{3})", "${1},").str.strip_chars_end(",").str.reverse()
    rest = (fen.abs() % 100).cast(pl.String).str.zfill(2)
    minus = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return (minus + sign + apart + "." + rest).fill_null("")


def bracketed(column: str) -> pl.Expr:
    """Fen as a bookkeeper writes them: (1,200.00) is less than nothing."""
    shown = grouped(column)
    inside = pl.lit("(") + shown.str.strip_prefix("-") + ")"
    return pl.when(pl.col(column) < 0).then(inside).otherwise(shown)


def in_ten_thousands(column: str) -> pl.Expr:
    """Fen as planners write money: 350万元."""
    return (pl.col(column) // FROM_TEN_THOUSAND).cast(pl.String) + "万元"


def wide(text: pl.Expr, where: pl.Expr) -> pl.Expr:
    """Digits in full width, as an input method leaves them, in the rows of `where`."""
    digits = [str(digit) for digit in range(10)]
    return (
        pl.when(where)
        .then(text.str.replace_many(digits, [digit.translate(FULL_WIDTH) for digit in digits]))
        .otherwise(text)
    )


def text(column: str) -> pl.Expr:
    """Anything as it is; nothing as an empty cell."""
    return pl.col(column).cast(pl.String).fill_null("")


def yes_no(column: str) -> pl.Expr:
    """是 or 否."""
    return pl.when(pl.col(column)).then(pl.lit("是")).otherwise(pl.lit("否"))


def one_of(column: str, words: dict) -> pl.Expr:
    """Return the system's own word for a value."""
    shown = pl.col(column).replace_strict(words, default=None, return_dtype=pl.String)
    return shown.fill_null("")
