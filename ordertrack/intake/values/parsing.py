"""Cells as people write them become dates, amounts and words: polars expressions for one column.

They follow what profiling found about the whole column. Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ordertrack.intake.values import dates, numbers, periods, text
from ordertrack.intake.values.dates import DATE_KINDS
from ordertrack.intake.values.form import (
    INVISIBLE,
    Allowed,
    Form,
    Parsed,
    clean,
    is_blank,
    looked_up,
    unwrapped,
)
from ordertrack.intake.values.numbers import NUMBER_KINDS
from ordertrack.model import Kind
from ordertrack.words import Label, Text, t


def parse(column: str, kind: Kind, form: Form, allowed: Allowed | None = None) -> Parsed:
    """Give the expressions that read `column`; `allowed`: stored word → how people write it."""
    if kind in DATE_KINDS:
        value = (
            dates.moment_value(column, form) if kind == "time" else dates.day_value(column, form)
        )
    elif kind in NUMBER_KINDS:
        value = numbers.number_value(column, form)
    else:
        value = _word_value(column, kind, form, allowed)
    only = dates.day_only(column, form) if kind == "time" else None
    if form.plain or kind == "text":  # the profile knows no other value; any text is one
        nothing_bad = pl.col(column).is_null() & pl.lit(False)
        return Parsed(value, only, nothing_bad, value.is_not_null())
    filled = ~_blank(column, kind, form, allowed)
    parsed = Parsed(value, only, value.is_null() & filled, filled)
    return _looked_up(column, parsed, form.spellings) if form.spellings else parsed


def misread(raw: pl.Expr, value: pl.Expr, form: Form) -> pl.Expr:
    """Return whether a cell is not in the canonical form in which its column was read."""
    if form.kind == "id":
        return raw.str.contains(text.ODD_ID) | (raw == "")
    if form.kind == "text":
        return pl.lit(False) if form.few else raw.str.contains(INVISIBLE)
    failed = value.is_null() & raw.is_not_null()
    if form.kind in DATE_KINDS:
        return failed | dates.unlike(value, form)
    return failed | numbers.unlike(raw, value, form)


def _looked_up(column: str, parsed: Parsed, spellings: tuple[str, ...]) -> Parsed:
    """The same, with every spelling read once instead of every cell."""
    known = pl.DataFrame({column: spellings}, schema={column: pl.String})
    only = pl.lit(None) if parsed.day_only is None else parsed.day_only
    read = known.select(value=parsed.value, only=only, bad=parsed.bad, filled=parsed.filled)

    def found(name: str, otherwise: bool | None) -> pl.Expr:
        series = read.get_column(name)
        return looked_up(pl.col(column), known.get_column(column), series, otherwise)

    there = pl.col(column).is_not_null()
    return Parsed(
        found("value", None),
        None if parsed.day_only is None else found("only", None),
        found("bad", True) & there,
        found("filled", True) & there,
    )


def _word_value(column: str, kind: Kind, form: Form, allowed: Allowed | None) -> pl.Expr:
    if kind == "id":
        return text.id_value(column, form)
    if kind == "text":
        return text.text_value(column, form)
    if kind == "flag":
        return text.flag_value(column, form)
    if kind == "score":
        return text.score_value(column, form)
    if kind == "period":
        return periods.period_value(column, form)
    return text.choice_value(column, form, allowed)


def _blank(column: str, kind: Kind, form: Form, allowed: Allowed | None) -> pl.Expr:
    return is_blank(unwrapped(clean(column, form)), kind, allowed)


def reason(kind: Kind, form: Form, allowed: Allowed | None = None) -> Text:
    """Say after a bad value why it is one: '"2024-13-40" is not a date. Use 2024-06-30.'"""
    if kind == "choice":
        words = Label(first_words(allowed or {}, True), first_words(allowed or {}, False))
        return t("is not one of the words that are known here. Use one of: {words}.", words=words)
    if kind in DATE_KINDS and form.ambiguous:
        return t("may be read day first or month first. Say which, or use 2024-06-30.")
    return REASONS[kind]


def first_words(allowed: Allowed, english: bool) -> str:
    """Return the first word for each stored one, in English or not."""
    ways = [
        (stored, [way for way in ways if way.isascii() == english])
        for stored, ways in allowed.items()
    ]
    return ", ".join(words[0] if words else stored for stored, words in ways)


REASONS: Mapping[Kind, Text] = {
    "id": t("has lost its last digits to a spreadsheet. Export the column as text."),
    "text": t("is not text."),
    "day": t("is not a date. Use 2024-06-30."),
    "time": t("is not a date or time. Use 2024-06-30 or 2024-06-30 09:30."),
    "money": t("is not an amount. Use 1234.50."),
    "aim": t("is not a target. Use 1234.50, 90% or 12."),
    "qty": t("is not a quantity. Use 12 or 12.5."),
    "share": t("is not a share. Use 15% or 0.15."),
    "count": t("is not a whole number. Use 12."),
    "score": t("is not a score from 1 to 5. Use 1, 2, 3, 4 or 5."),
    "flag": t("is neither yes nor no. Use yes or no."),
    "period": t("is not a period. Use 2024-06, 2024-Q2 or 2024."),
}
