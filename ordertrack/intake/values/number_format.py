"""What a whole column of amounts says: its decimal mark, its currency, percent or fraction.

Imports form and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.intake.values.form import Form, once, swift
from ordertrack.intake.values.numbers import (
    BARE,
    CRORES,
    KEPT_BARE,
    LEDGER,
    SCALES,
    WORK,
    exact_value,
)
from ordertrack.words import Text, t


def _alone(*bodies: str) -> str:
    return swift("|".join(rf"(?:^|[^\d.,]){body}(?:[^\d.,]|$)" for body in bodies))


# `12,50` and `1.234,56` can only hold decimal commas; `1,234,567` and `1,234.50` only groups;
# `1,234` may be either.
COMMA_DECIMAL = _alone(
    r"\d+,(?:\d{1,2}|\d{4,})",
    r"(?:0|\d{4,}),\d{3}",
    r"\d{1,3}(?:\.\d{3})+,\d+",
    r"\d{1,3}(?:\.\d{3}){2,}",
)
COMMA_GROUP = _alone(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", r"\d{1,3},\d{3}\.\d+")
COMMA_EITHER = _alone(r"[1-9]\d{0,2},\d{3}")
# The point of `1.234` may set thousands apart; that of `1.23`, `0.123` and `1234.567` cannot.
POINT_EITHER = _alone(r"[1-9]\d{0,2}\.\d{3}")
POINTED = swift(r"\.\d")
EXAMPLES = 3
DUST = 1e-7  # of the value, which is what a float of 32 bits holds
MAY_GROUP = ("money", "aim", "qty")
CURRENCIES = {
    "yuan": r"(?i)¥|元|圆|圓|人民[币幣]|RMB|CNY",
    "dollar": r"(?i)\$|美元|USD",
    "euro": r"(?i)€|[欧歐]元|EUR",
}


def plain_parts(trimmed: pl.Expr) -> dict[str, pl.Expr]:
    """First look: values of bare digits, and whether they would be rounded."""
    return {"exact": trimmed.cast(WORK, strict=False)}


def point_counts(text: pl.Expr) -> dict[str, pl.Expr]:
    """Count the points, and those that may set thousands apart."""
    either = text.str.contains(POINT_EITHER)
    return {
        "pointed": text.str.contains(POINTED).sum(),
        "point_either": either.sum(),
        "point_examples": text.filter(either).head(EXAMPLES).implode(),
    }


def with_points(form: Form, seen: Mapping[str, Any]) -> Form:
    """Return the form of a column of numbers with what its points may mean."""
    pointed, either = seen.get("pointed", 0), seen.get("point_either", 0)
    if not pointed or form.kind not in MAY_GROUP:
        return form
    if either < pointed:
        return replace(form, decimals=True)
    return replace(form, points=either, examples=tuple(seen["point_examples"]))


def plain_counts(parts: Mapping[str, pl.Expr], form: Form) -> dict[str, pl.Expr]:
    exact = parts["exact"]
    counts = {"plain": exact.is_not_null().sum()}
    if form.kind == "count":
        counts["plain"] = (exact == exact.round(0)).sum()
    if form.kind == "share":
        counts["above_one"] = (exact.abs() > 1).sum()
    if form.kind in SCALES:
        stored = pl.Decimal(*SCALES[form.kind])
        counts["plain"] = exact.cast(stored, strict=False).is_not_null().sum()
        counts["rounded"] = _is_rounded(exact, SCALES[form.kind][1]).sum()
    if form.kind in MAY_GROUP:
        counts |= point_counts(parts["trimmed"])
    return counts


def _is_rounded(exact: pl.Expr, places: int) -> pl.Expr:
    """Whether more is lost than the dust of binary fractions: 0.30000000000000004, 36.79999924."""
    lost = (exact - exact.round(places)).cast(pl.Float64).abs()
    return lost > pl.max_horizontal(exact.cast(pl.Float64).abs(), 1.0) * DUST


def evidence_counts(text: pl.Expr) -> dict[str, pl.Expr]:
    """Second look, where the values are not bare digits: which mark is the decimal one."""
    either = text.str.contains(COMMA_EITHER)
    counts = {name: text.str.contains(pattern).sum() for name, pattern in CURRENCIES.items()}
    return (
        counts
        | point_counts(text)
        | {
            "bare": text.str.contains(BARE).sum(),
            "comma_decimal": text.str.contains(COMMA_DECIMAL).sum(),
            "comma_group": text.str.contains(COMMA_GROUP).sum(),
            "comma_either": either.sum(),
            "either_example": text.filter(either).first(),
        }
        | _marked_counts(text)
    )


def _marked_counts(text: pl.Expr) -> dict[str, pl.Expr]:
    """Count amounts with the marks of a ledger, and bare numbers that may be like 9折."""
    ledger = text.str.contains(LEDGER)
    bare = text.str.contains(KEPT_BARE) & (text != "1")
    return {
        "ledger": ledger.sum(),
        "crores": text.str.contains(CRORES).sum(),
        "ledger_example": text.filter(ledger).first(),
        "kept": text.str.contains(r"\d\s*折$").sum(),
        "kept_bare": bare.sum(),
        "kept_example": text.filter(bare).first(),
    }


def settled(form: Form, seen: dict[str, Any]) -> Form:
    """Return the form of a column after the second look.

    Values that can only be decimal commas must be at least as many as all others with commas;
    otherwise they are the mistakes and are set aside.
    """
    decimal = seen["comma_decimal"]
    comma = decimal > 0 and decimal >= seen["comma_group"] + seen["comma_either"]
    styles = ("bare",) if seen["bare"] == form.filled and form.kind != "share" else ()
    styles += ("ledger",) * (form.kind in ("money", "aim") and seen["ledger"] > 0 == seen["crores"])
    styles += ("kept",) * (form.kind == "share" and seen["kept"] > 0)
    notes = (*form.notes, *_doubts(comma, seen), *_marks(styles, seen))
    form = replace(form, decimal_comma=comma, styles=styles, notes=notes)
    return form if comma else with_commas(with_points(form, seen), seen)


def with_commas(form: Form, seen: Mapping[str, Any]) -> Form:
    """Return the form of a column of numbers whose commas are taken to set thousands apart."""
    told = seen["comma_decimal"] or seen["comma_group"] or form.decimals
    if told or not seen["comma_either"] or form.kind not in MAY_GROUP:
        return form
    return replace(form, commas=seen["comma_either"], examples=(seen["either_example"],))


def _doubts(comma: bool, seen: dict[str, Any]) -> list[Text]:
    notes = []
    if comma and seen["comma_either"]:
        notes.append(
            t(
                'The comma in {count} values such as "{example}" was read as a decimal comma,'
                " like in the rest of the column.",
                count=seen["comma_either"],
                example=seen["either_example"],
            )
        )
    if sum(seen[currency] > 0 for currency in CURRENCIES) > 1:
        notes.append(t("The column mixes currencies; the amounts were taken as they stand."))
    return notes


def _marks(styles: tuple[str, ...], seen: dict[str, Any]) -> list[Text]:
    notes = []
    if "ledger" in styles:
        notes.append(
            t(
                '{count} values are marked CR or DR (such as "{example}"): credits (CR) were read'
                " as negative, debits (DR) as positive.",
                count=seen["ledger"],
                example=seen["ledger_example"],
            )
        )
    if "kept" in styles and seen["kept_bare"]:
        notes.append(
            t(
                '{count} bare numbers (such as "{example}") stand beside discounts such as 9折 and'
                " were read like them.",
                count=seen["kept_bare"],
                example=seen["kept_example"],
            )
        )
    return notes


def last_counts(column: str, form: Form) -> dict[str, pl.Expr]:
    """Third look, as understood: how many are rounded; whether bare shares stand for percent."""
    exact = exact_value(column, form)
    counts = {}
    if form.kind in SCALES:
        counts["rounded"] = once(exact, lambda x: _is_rounded(x, SCALES[form.kind][1])).sum()
    if form.kind == "share":
        signed = pl.col(column).str.contains("[%％折价]")
        counts["above_one"] = ((exact.abs() > 1) & ~signed).sum()
    return counts


def finished(form: Form, seen: dict[str, Any]) -> Form:
    percent = bool(seen.get("above_one"))
    notes = form.notes
    if seen.get("rounded") and not percent:
        notes = (*notes, _rounded(seen["rounded"], SCALES[form.kind][1]))
    return replace(form, percent=percent, notes=notes)


def _rounded(count: int, places: int) -> Text:
    return t(
        "{count} values have more than {places} decimals and were rounded.",
        count=count,
        places=places,
    )
