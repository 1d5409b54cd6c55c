"""What a whole column of dates says: which families occur, and the order of day and month.

Imports dates and form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.intake.values import dates
from ordertrack.intake.values.form import Form, once, swift
from ordertrack.intake.values.period_names import MONTHS

ORDER = swift(r"^(?<first>\d{1,2})[-/.](?<middle>\d{1,2})[-/.](?<year>\d{4}|\d{1,2})(?:$|[^\d])")
FAMILIES = {
    "ymd": r"^\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}",
    "parts": r"^\d{1,2}[-/.]\d{1,2}[-/.]\d",
    "named": f"(?i:{'|'.join(MONTHS)})",
    "compact": r"^\d{8}(?:$|[T ]?\d{2}:?\d{2})",
    "serial": dates.SERIAL,
}
# So many values must speak for one order to one for the other; then the few are mistakes and set
# aside. Below it nothing is settled and a person is asked.
CLEAR = 20
EXAMPLES = 3


def plain_parts(trimmed: pl.Expr) -> dict[str, pl.Expr]:
    """First look: days in ISO form, by far the most frequent one."""
    return {"day": dates.parsed(trimmed, dates.ISO_DAY)}


def plain_counts(parts: Mapping[str, pl.Expr], form: Form) -> dict[str, pl.Expr]:
    return {
        "iso": parts["day"].is_not_null().sum(),
        "plain": (~dates.doubtful(parts["day"])).sum(),
        "long": (parts["trimmed"].str.len_bytes() > len("2024-06-01")).sum(),
    }


def clock_parts(trimmed: pl.Expr) -> dict[str, pl.Expr]:
    """Next look, where some values are too long for a day: days and moments in ISO form."""
    whole, time = (dates.parsed(trimmed, way) for way in (dates.ISO_WHOLE, dates.ISO_TIME))
    return plain_parts(trimmed) | {"whole": whole, "time": time}


def clock_counts(parts: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    day, time = parts["day"], parts["time"]
    return {
        "iso": day.is_not_null().sum(),
        "iso_whole": parts["whole"].is_not_null().sum(),
        "iso_time": time.is_not_null().sum(),
        "plain": (~dates.doubtful(pl.coalesce(day, time))).sum(),
        "timed": dates.has_clock(time).sum(),
    }


def all_read(seen: Mapping[str, Any]) -> int:
    """Return how many values are in ISO form, those too early for an order among them."""
    return int(seen["iso"] + seen.get("iso_time", 0))


def plain_form(form: Form, seen: dict[str, Any]) -> Form:
    times = seen.get("iso_time", 0)
    clock = "iso_whole" if seen.get("iso_whole") == times else "iso_time"
    styles = ("iso",) * bool(seen["iso"]) + (clock,) * bool(times)
    return replace(form, plain=True, styles=styles, day_only=not seen.get("timed"))


def evidence_counts(text: pl.Expr) -> dict[str, pl.Expr]:
    """Second look, where not everything is ISO: which families occur, what follows the day."""
    looks = {**FAMILIES, **dates.FOLLOWING}
    return {name: text.str.contains(swift(pattern)).sum() for name, pattern in looks.items()}


def order_parts(text: pl.Expr) -> pl.Expr:
    """Return the three numbers of 27/7/2008 and the text itself, for `order_counts`."""
    parts = text.str.extract_groups(ORDER)
    numbers = [parts.struct.field(name).cast(pl.Int16) for name in ("first", "middle", "year")]
    return pl.struct(*numbers, text.alias("text"))


def order_counts(parts: pl.Expr) -> dict[str, pl.Expr]:
    """Third look, where 27/7/2008 occurs: what speaks for which order."""
    first, second, year, text = (
        parts.struct.field(name) for name in ("first", "middle", "year", "text")
    )
    short = year < 100
    undecided = (first != second) & first.is_between(1, 12) & second.is_between(1, 12)
    counts: dict[str, pl.Expr] = {}
    for name, among in (("", ~short), ("short_", short)):
        counts[f"{name}day_first"] = (among & (first > 12) & (second <= 12)).sum()
        counts[f"{name}month_first"] = (among & (second > 12) & (first <= 12)).sum()
        counts[f"{name}undecided"] = (among & undecided).sum()
    shorts = {"first": first, "last": year}
    for name, value in shorts.items():
        counts[f"{name}_least"] = value.filter(short).min()
        counts[f"{name}_most"] = value.filter(short).max()
    counts["examples"] = text.filter(undecided).head(EXAMPLES).implode()
    return counts


def settled(form: Form, seen: dict[str, Any]) -> Form:
    """Return the form of a column after the second look; its order may yet stand open."""
    styles = tuple(name for name in (*FAMILIES, *dates.FOLLOWING) if seen[name])
    return replace(form, styles=styles, excel_serial=bool(seen["serial"]))


def ordered(form: Form, seen: dict[str, Any], answer: bool | None) -> Form:
    """Return the form after the third look; `answer`: a person says the day is first."""
    place = place_of_short_year(seen)
    if place is None and answer is not None and seen["first_least"] is not None:
        place = "year_last"
    day_first, ambiguous = _order(seen, place == "year_last")
    if answer is not None:
        day_first, ambiguous = answer, False
    return replace(
        form,
        styles=(*form.styles, place) if place else form.styles,
        day_first=day_first,
        ambiguous=ambiguous,
        examples=tuple(seen["examples"]) if ambiguous else (),
    )


def _order(seen: dict[str, Any], with_short: bool) -> tuple[bool | None, bool]:
    """Whether the day comes first, and whether that stands open."""
    sides = ("", "short_") if with_short else ("",)
    day, month, undecided = (
        sum(seen[f"{side}{name}"] for side in sides)
        for name in ("day_first", "month_first", "undecided")
    )
    if day and day >= CLEAR * month:
        return True, False
    if month and month >= CLEAR * day:
        return False, False
    return None, undecided > 0


def place_of_short_year(seen: dict[str, Any]) -> str | None:
    """Return where 24/6/1 has its year: at the end that varies less."""
    first, last = (seen["first_least"], seen["first_most"]), (seen["last_least"], seen["last_most"])
    if first[0] is None:
        return None
    if last[1] > 31 or seen["short_month_first"]:
        return "year_last"
    if first[1] > 31:
        return "year_first"
    if first[0] > 12 and last[1] - last[0] > first[1] - first[0]:
        return "year_first"
    if last[0] > 12 and first[1] - first[0] > last[1] - last[0]:
        return "year_last"
    return None


def last_counts(column: str, form: Form) -> dict[str, pl.Expr]:
    """Last look, as understood: is there any time of day at all?"""
    return {"timed": once(dates.moment_value(column, form), dates.has_clock).sum()}


def finished(form: Form, seen: dict[str, Any]) -> Form:
    return replace(form, day_only=not seen["timed"])
