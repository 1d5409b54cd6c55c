"""Text as people write it becomes dates, amounts and words. Imports model, words and its siblings.

`survey` looks over whole columns (a day/month order or a decimal comma is settled by the column,
never by one value); `parse` gives polars expressions that follow what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.intake.values import date_order, dates, number_format, numbers, periods, text
from ordertrack.intake.values.date_order import DATE_KINDS
from ordertrack.intake.values.form import BUSINESS_ZONE, Form, Parsed
from ordertrack.intake.values.number_format import NUMBER_KINDS
from ordertrack.intake.values.text import Allowed
from ordertrack.model import Kind
from ordertrack.words import Label, Text, t

__all__ = ["BUSINESS_ZONE", "Form", "Parsed", "misread", "parse", "reason", "survey"]

SURVEYED = (*DATE_KINDS, *NUMBER_KINDS)
REPEATED = 20  # times that a value occurs, before its different values are worth finding
FEW = 3000  # different values: some years of days, any list of words
Counts = dict[str, dict[str, Any]]


def survey(
    frame: pl.LazyFrame,
    columns: Mapping[str, Kind],
    *,
    zone: str = BUSINESS_ZONE,
    day_first: Mapping[str, bool] | None = None,
) -> dict[str, Form]:
    """Find how each raw column is written; `day_first` are a person's answers.

    One aggregate pass tells the columns in canonical form from the others; only these are looked
    at again.
    """
    forms = {column: Form(kind, zone=zone) for column, kind in columns.items()}
    seen = _first_look(frame, forms)
    forms = {c: _after_first(form, seen[c]) for c, form in forms.items()}
    forms |= _spelled(frame, {c: f for c, f in forms.items() if not f.plain}, seen)
    rough = {c: f for c, f in forms.items() if not f.plain and f.kind in SURVEYED}
    return forms | _settled(frame, rough, day_first or {})


def _settled(
    frame: pl.LazyFrame, forms: dict[str, Form], answers: Mapping[str, bool]
) -> dict[str, Form]:
    """The forms of columns that are not written plainly, after three more looks at these."""
    written = frame.select(
        text.unwrapped(text.clean(c, form)).alias(c) for c, form in forms.items()
    )
    seen = _look(written, {c: _module(f).evidence_counts(pl.col(c)) for c, f in forms.items()})
    forms = {c: _module(f).settled(f, seen[c]) for c, f in forms.items()}
    either = {c: f for c, f in forms.items() if "parts" in f.styles}
    parts = written.select(date_order.order_parts(pl.col(c)).alias(c) for c in either)
    seen = _look(parts, {c: date_order.order_counts(pl.col(c)) for c in either})
    forms |= {c: date_order.ordered(f, seen[c], answers.get(c)) for c, f in either.items()}
    seen = _look(frame, {c: _module(f).last_counts(c, f) for c, f in forms.items()})
    return {c: _module(f).finished(f, seen[c]) for c, f in forms.items()}


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
    if form.plain or kind == "text":  # the survey saw no other value; any text is one
        nothing_bad = pl.col(column).is_null() & pl.lit(False)
        return Parsed(value, only, nothing_bad, value.is_not_null())
    filled = ~_blank(column, kind, form, allowed)
    parsed = Parsed(value, only, value.is_null() & filled, filled)
    return _looked_up(column, parsed, form.spellings) if form.spellings else parsed


def misread(raw: pl.Expr, value: pl.Expr, form: Form) -> pl.Expr:
    """Whether a cell is not in the canonical form in which its column was read."""
    if form.kind == "id":
        return raw.str.contains(text.ODD_ID) | (raw == "")
    if form.kind == "text":
        return pl.lit(False) if form.few else raw.str.contains(text.INVISIBLE)
    failed = value.is_null() & raw.is_not_null()
    if form.kind in DATE_KINDS:
        return failed | date_order.unlike(value, form)
    return failed | number_format.unlike(raw, value, form)


def _looked_up(column: str, parsed: Parsed, spellings: tuple[str, ...]) -> Parsed:
    """The same, with every spelling read once instead of every cell."""
    known = pl.DataFrame({column: spellings}, schema={column: pl.String})
    only = pl.lit(None) if parsed.day_only is None else parsed.day_only
    read = known.select(value=parsed.value, only=only, bad=parsed.bad, filled=parsed.filled)

    def found(name: str, otherwise: bool | None) -> pl.Expr:
        series = read.get_column(name)
        return text.looked_up(pl.col(column), known.get_column(column), series, otherwise)

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
    return text.is_blank(text.unwrapped(text.clean(column, form)), kind, allowed)


def reason(kind: Kind, form: Form, allowed: Allowed | None = None) -> Text:
    """Say after a bad value why it is one: '"2024-13-40" is not a date. Use 2024-06-30.'"""
    if kind == "choice":
        words = Label(_first_words(allowed or {}, True), _first_words(allowed or {}, False))
        return t("is not one of the words that are known here. Use one of: {words}.", words=words)
    if kind in DATE_KINDS and form.ambiguous:
        return t("may be read day first or month first. Say which, or use 2024-06-30.")
    return REASONS[kind]


def _first_words(allowed: Allowed, english: bool) -> str:
    """The first word for each stored one, in English or not."""
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
    "qty": t("is not a quantity. Use 12 or 12.5."),
    "share": t("is not a share. Use 15% or 0.15."),
    "count": t("is not a whole number. Use 12."),
    "score": t("is not a score from 1 to 5. Use 1, 2, 3, 4 or 5."),
    "flag": t("is neither yes nor no. Use yes or no."),
    "period": t("is not a period. Use 2024-06, 2024-Q2 or 2024."),
}


# --- looking over columns ---


def _look(frame: pl.LazyFrame, wanted: Mapping[str, Mapping[str, pl.Expr]]) -> Counts:
    """Collect all counts of all columns in one pass."""
    named = [
        count.alias(f"{column}\0{name}")
        for column, counts in wanted.items()
        for name, count in counts.items()
    ]
    row = frame.select(named).collect().row(0, named=True) if named else {}
    return {
        column: {name: row[f"{column}\0{name}"] for name in counts}
        for column, counts in wanted.items()
    }


def _spelled(frame: pl.LazyFrame, forms: dict[str, Form], seen: Counts) -> dict[str, Form]:
    """The forms of columns with few different values, with these values."""
    few = [c for c, form in forms.items() if form.kind != "text"]
    few = [c for c in few if 0 < seen[c]["different"] <= FEW]
    spellings = {
        c: frame.select(pl.col(c).drop_nulls().unique().sort()).collect().to_series() for c in few
    }
    return {c: replace(forms[c], spellings=tuple(values)) for c, values in spellings.items()}


def _first_look(frame: pl.LazyFrame, forms: Mapping[str, Form]) -> Counts:
    """Count what is plain, moments only where values are longer than a day."""
    parts = {c: _first_parts(c, form) for c, form in forms.items()}
    seen = _look_at(frame, parts, lambda c, held: _first_counts(held, forms[c]))
    long = [c for c in forms if seen[c].get("long") and seen[c]["plain"] < seen[c]["filled"]]
    parts = {c: date_order.clock_parts(pl.col(c).str.strip_chars()) for c in long}
    clocks = _look_at(frame, parts, lambda _, held: date_order.clock_counts(held))
    return seen | {c: seen[c] | counts for c, counts in clocks.items()}


def _look_at(
    frame: pl.LazyFrame,
    parts: Mapping[str, Mapping[str, pl.Expr]],
    counted: Callable[[str, Mapping[str, pl.Expr]], dict[str, pl.Expr]],
) -> Counts:
    """Look at parts of columns that several counts need: each is worked out once."""
    columns = [e.alias(f"{c}\0{name}") for c, named in parts.items() for name, e in named.items()]
    held = {c: {name: pl.col(f"{c}\0{name}") for name in named} for c, named in parts.items()}
    return _look(frame.select(columns), {c: counted(c, named) for c, named in held.items()})


def _first_parts(column: str, form: Form) -> dict[str, pl.Expr]:
    cell = pl.col(column)
    parts = {"cell": cell, "trimmed": cell.str.strip_chars()}
    if form.kind in SURVEYED:
        parts |= _module(form).plain_parts(parts["trimmed"])
    return parts


def _first_counts(parts: Mapping[str, pl.Expr], form: Form) -> dict[str, pl.Expr]:
    cell, trimmed = parts["cell"], parts["trimmed"]
    blank = trimmed.is_null() | trimmed.is_in(list(text.blank_words(form.kind)))
    counts = {"filled": (~blank).sum(), "different": cell.approx_n_unique()}
    if form.kind == "text":
        return counts | {"wide": cell.str.contains(text.INVISIBLE).any()}
    counts["edged"] = (cell != trimmed).any()
    counts["wide"] = (cell.str.len_bytes() != cell.str.len_chars()).any()
    if form.kind == "id":
        return counts | {"odd": cell.str.contains(text.ODD_ID).any() | (cell == "").any()}
    if form.kind in SURVEYED:
        return counts | _module(form).plain_counts(parts, form)
    return counts


def _after_first(form: Form, seen: Mapping[str, Any]) -> Form:
    form = replace(form, filled=seen["filled"], wide=bool(seen["wide"]))
    if form.kind == "text":
        return replace(form, few=seen["different"] * REPEATED <= seen["filled"])
    form = replace(form, edged=bool(seen["edged"]))
    if form.kind == "id":
        return replace(form, plain=not seen["odd"])
    if form.kind in DATE_KINDS and seen["plain"] == form.filled == date_order.all_read(seen):
        return date_order.plain_form(form, dict(seen))
    if form.kind in NUMBER_KINDS and seen["plain"] == form.filled:
        return number_format.finished(replace(form, plain=True), dict(seen))
    return form


def _module(form: Form) -> Any:
    return date_order if form.kind in DATE_KINDS else number_format
