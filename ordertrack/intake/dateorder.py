"""What a whole column of dates says: which families occur, and the order of day and month.

Imports dates and forms.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.intake import dates
from ordertrack.intake.forms import Form
from ordertrack.intake.texts import swift

DATE_KINDS = ("day", "time")
ANY_TAIL = dates.tail(("timed", "spoken", "zoned"))
PARTS = swift(dates.PARTS + ANY_TAIL)
FAMILIES = {
    "ymd": (swift(dates.YMD + ANY_TAIL),),
    "parts": (PARTS,),
    "named": tuple(swift(pattern + ANY_TAIL) for pattern in dates.NAMED),
    "compact": (dates.COMPACT, dates.LONG_COMPACT),
    "serial": (dates.SERIAL,),
}
FOLLOWING = {
    "timed": dates.CLOCK_WRITTEN,
    "spoken": dates.SPOKEN,
    "zoned": dates.ZONE_WRITTEN,
}
ORDER = swift(r"^(?<first>\d{1,2})[-/.](?<middle>\d{1,2})[-/.](?<year>\d{4}|\d{1,2})(?:$|[^\d])")
# So many values must speak for one order to one for the other; then the few are mistakes and set
# aside. Below it nothing is settled and a person is asked.
CLEAR = 20
SHOWN = 3


def plain_counts(column: str, form: Form) -> dict[str, pl.Expr]:
    """First look: values in ISO form, by far the most frequent one."""
    day = dates.moment_value(column, replace(form, plain=True, styles=("iso",)))
    time = dates.moment_value(column, replace(form, plain=True, styles=("iso_time",)))
    return {
        "iso": day.is_not_null().sum(),
        "iso_time": time.is_not_null().sum(),
        "plain": pl.coalesce(day, time).is_not_null().sum(),
        "timed": (time != time.dt.truncate("1d")).sum(),
    }


def plain_form(form: Form, seen: dict[str, Any]) -> Form:
    styles = tuple(style for style in ("iso", "iso_time") if seen[style])
    return replace(form, plain=True, styles=styles, day_only=not seen["timed"])


def evidence_counts(column: str, form: Form) -> dict[str, pl.Expr]:
    """Second look, where not everything is ISO: which families occur, what speaks for an order."""
    text = dates.written(column, form)
    counts = {
        name: pl.any_horizontal(text.str.contains(pattern) for pattern in patterns).sum()
        for name, patterns in FAMILIES.items()
    }
    counts |= {name: text.str.contains(pattern).sum() for name, pattern in FOLLOWING.items()}
    return counts | _order_counts(text)


def _order_counts(text: pl.Expr) -> dict[str, pl.Expr]:
    parts = text.str.extract_groups(ORDER)
    first, second, year = (
        parts.struct.field(name).cast(pl.Int16) for name in ("first", "middle", "year")
    )
    short = year < 100
    undecided = (first != second) & (first <= 12) & (second <= 12)
    counts: dict[str, pl.Expr] = {}
    for name, among in (("", ~short), ("short_", short)):
        counts[f"{name}day_first"] = (among & (first > 12) & (second <= 12)).sum()
        counts[f"{name}month_first"] = (among & (second > 12) & (first <= 12)).sum()
        counts[f"{name}undecided"] = (among & undecided).sum()
    shorts = {"first": first, "last": year}
    for name, value in shorts.items():
        counts[f"{name}_least"] = value.filter(short).min()
        counts[f"{name}_most"] = value.filter(short).max()
    counts["examples"] = text.filter(undecided).head(SHOWN).implode()
    return counts


def settled(form: Form, seen: dict[str, Any], answer: bool | None) -> Form:
    """The form of a column after the second look; `answer` is what a person said of its order."""
    styles = [name for name in (*FAMILIES, *FOLLOWING) if seen[name]]
    place = _place_of_short_year(seen)
    if place is None and answer is not None and seen["first_least"] is not None:
        place = "year_last"
    if place:
        styles.append(place)
    day_first, ambiguous = _order(seen, place == "year_last")
    if answer is not None:
        day_first, ambiguous = answer, False
    return replace(
        form,
        styles=tuple(styles),
        day_first=day_first,
        ambiguous=ambiguous,
        examples=tuple(seen["examples"]) if ambiguous else (),
        excel_serial=bool(seen["serial"]),
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


def _place_of_short_year(seen: dict[str, Any]) -> str | None:
    """Where 24/6/1 has its year: at the end that varies less."""
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
    """Third look, as understood: is there any time of day at all?"""
    moment = dates.moment_value(column, form)
    return {"timed": (moment != moment.dt.truncate("1d")).sum()}


def finished(form: Form, seen: dict[str, Any]) -> Form:
    return replace(form, day_only=not seen["timed"])
