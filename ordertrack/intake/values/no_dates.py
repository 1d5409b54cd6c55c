"""Values that systems write where they have no date: 1900-01-01, 1970-01-01, 9999-12-31 and others.

A column that may not be blank gets the first or last day that a database, a spreadsheet or a clock
knows. Nobody ordered or delivered then: such a cell is read as blank. Imports dates and form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from ordertrack.intake.values import dates
from ordertrack.intake.values.form import Form, clean, swift, unwrapped
from ordertrack.intake.values.period_names import MONTHS

# Year, month, day, whatever the clock says behind it: SQL Server's two first days (1753 and 1900),
# a spreadsheet's day 0 as it is shown, .NET's and MySQL's zero, the last day of them all.
DAYS = (
    (1753, 1, 1),
    (1900, 1, 0),
    (1900, 1, 1),
    (9999, 12, 30),
    (9999, 12, 31),
    (1, 1, 1),
    (0, 0, 0),
)
# A spreadsheet's day 0 in two ways of counting: with a clock of its own it is a time that lost its
# day, unless the clock only shows another zone's midnight.
DAY_ZERO = ((1899, 12, 30), (1899, 12, 31))
ZERO = "^0(?:[.]0+)?$|^0{8}$"  # beside 20240601 nothing else begins with a zero
# As day numbers: 0 and 1, 1970-01-01 and the last two days of 9999. 1 is only a date beside others.
NUMBERS = "^(?:0|1|25569|2958464|2958465)(?:[.]0+)?$"
COMPACT = r"^[12]\d{7}(?:$|[T ]?\d{2}:?\d{2})"

_DAYPART = f"(?:{dates.DAYPART})"
_OFFSET = r"(?:\s*(?:(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|UTC|GMT)(?:\s*\(.*\))?)"
_ANY_CLOCK = rf"(?:(?:[T,\s]+|{_DAYPART})(?:[\d:.\s时時点點分秒]|{_DAYPART})+)?{dates.WEEKDAY}"
_ANY_DIGITS = r"(?:[T ]?\d{2}:?\d{2}(?::?\d{2})?)?"
_NO_DIGITS = r"(?:[T ]?00:?00(?::?00)?)?"
_SECONDS = r"(?::00(?:[.]0+)?)?"


def looks(column: str, form: Form) -> dict[str, pl.Expr]:
    """Return what `counts` is about: the cell, and what its text may be."""
    text = unwrapped(clean(column, form))
    patterns = {
        "spelled": no_date(form.zone),
        "numbered": NUMBERS,
        "zero": ZERO,
        "serial": dates.SERIAL,
        "compact": COMPACT,
    }
    found = {name: text.str.contains(swift(pattern)) for name, pattern in patterns.items()}
    return {"cell": pl.col(column), **found}


def counts(parts: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Count the different values that mean no date, and what the others are."""
    values = {name: parts["cell"].filter(parts[name]) for name in ("spelled", "numbered", "zero")}
    return {
        **{name: found.value_counts().implode() for name, found in values.items()},
        "serials": (parts["serial"] & ~parts["numbered"]).sum(),
        "compacts": (parts["compact"] & ~parts["spelled"]).sum(),
    }


def settled(form: Form, seen: Mapping[str, Any]) -> Form:
    """Return a new form that knows the values that mean no date in this column."""
    numbers = "numbered" if seen["serials"] else "zero" if seen["compacts"] else None
    listed = [*seen["spelled"], *(seen[numbers] if numbers else ())]
    cells = dict(sorted(tuple(found.values()) for found in listed))
    fresh = Form(form.kind, zone=form.zone)
    return replace(fresh, no_dates=tuple(cells), no_date_cells=sum(cells.values()))


# --- how such a day is written ---


@lru_cache
def no_date(zone: str) -> str:
    """Return the pattern of a text that means no date where the business has this zone."""
    zoned = rf"(?:{_MIDNIGHT}{_OFFSET}?|{_ANY_CLOCK}{_OFFSET})"
    ways = [_written(day, f"{_ANY_CLOCK}{_OFFSET}?", _ANY_DIGITS) for day in DAYS]
    ways += [_written(day, zoned, _NO_DIGITS) for day in DAY_ZERO]
    return f"^(?:{'|'.join(ways)}|{_clock_zero(zone)}|0{{8}}(?:0{{6}})?)$"


def _clock_zero(zone: str) -> str:
    """The zero of Unix clocks: midnight anywhere, or what it is in the zone of the business."""
    here = datetime.fromtimestamp(0, ZoneInfo(zone))
    there = datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    offset = here.strftime("%z")
    own = rf"(?:\s*(?:UTC|GMT)?[{offset[0]}]{offset[1:3]}:?(?:{offset[3:]})?)?"
    return "|".join(
        (
            _written((1970, 1, 1), f"{_MIDNIGHT}{_OFFSET}?", _NO_DIGITS),
            _written(_day(here), _clock(here.hour, here.minute) + own),
            _written(_day(there), _clock(there.hour, there.minute) + r"\s*(?:Z|UTC|[+]00:?00)"),
        )
    )


def _day(moment: datetime) -> tuple[int, int, int]:
    return moment.year, moment.month, moment.day


def _clock(hour: int, minute: int) -> str:
    half, morning = hour % 12 or 12, hour < 12
    spoken = "上午|凌晨|早上" if morning else "下午|晚上"
    marked = "[Aa][.]?[Mm][.]?" if morning else "[Pp][.]?[Mm][.]?"
    whole = rf"0?{hour}:{minute:02}{_SECONDS}"
    halves = rf"0?{half}:{minute:02}{_SECONDS}"
    before = rf"(?:{spoken}|{marked})\s*(?:{halves}|{whole})"
    behind = rf"(?:{halves}|{whole})\s*{marked}"
    return rf"(?:[T,\s]*{before}|[T,\s]+(?:{behind}|{whole}))"


_MIDNIGHT = rf"(?:{_clock(0, 0)})?{dates.WEEKDAY}"


def _written(day: tuple[int, int, int], clock: str, digits: str | None = None) -> str:
    """The day in every order, with the clock; in eight digits where `digits` may follow these."""
    year, month, number = day
    # 1/1/00 is a day of 2000, but no month has a day 0, and 70 is 1970.
    y = f"(?:19)?{year % 100:02}" if year == 1970 or (not number and month) else f"{year:04}"
    m, d, to = f"0?{month}", f"0?{number}", "[-/.]"
    ways = [
        rf"{y}\s*[-/.年]\s*{m}\s*[-/.月]\s*{d}\s*[日号號]?",
        f"{d}{to}{m}{to}{y}",
        f"{m}{to}{d}{to}{y}",
    ]
    if month:
        name = rf"(?i:{MONTHS[month - 1]})[a-z]*[.]?"
        nth = rf"{d}(?i:st|nd|rd|th)?"
        named = (
            rf"{nth}[\s-]*{name},?[\s-]*{y}",
            rf"{name}[\s-]+{nth},?[\s-]+{y}",
            rf"{y}[\s-]+{name}[\s-]+{nth}",
        )
        ways.append(rf"{dates.ENGLISH_DAY}(?:{'|'.join(named)})")
    written = f"(?:{'|'.join(ways)}){clock}"
    return f"{written}|{year:04}{month:02}{number:02}{digits}" if digits else written
