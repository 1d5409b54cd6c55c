"""Days and times as people write them, in the business time zone. Imports form.

A family is one way of writing: `iso` 2024-06-01, `iso_time` 2024-06-01 08:30:00, `ymd` 2024/6/1 or
2024年6月1日, `parts` 27/7/2008 in either order, `named` 1-Jun-24, `compact` 20240601, `serial`
45444.5 (a spreadsheet's day number). Profiling finds which occur, and only those are tried. Three
more styles say what follows the day: `timed` a clock, `spoken` 下午 or PM or a weekday, `zoned` an
offset.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from ordertrack.intake.values.form import (
    Form,
    blank_as_null,
    clean,
    once,
    swift,
    trimmed,
    unwrapped,
)
from ordertrack.intake.values.period_names import MONTHS

# Every family is rewritten by one pattern into "D2024-6-1" or "D2024-6-1 9:05" and then parsed;
# text that the pattern does not know lacks the D. One chain per family and no branch: polars would
# work out everything inside a when/then again for each place where it stands.
MOMENT = pl.Datetime("us")
DATE_KINDS = ("day", "time")
ISO_DAY = "%Y-%m-%d"
ISO_TIME = "%Y-%m-%d %H:%M:%S%.f"
ISO_WHOLE = "%Y-%m-%d %H:%M:%S"  # read three times as fast
EARLIEST = 1900
# Outside of these days, or around the zero of Unix clocks, a value may mean no date at all.
FIRST_DAY, LAST_DAY = date(EARLIEST, 1, 2), date(9999, 12, 29)
CLOCK_ZERO = (date(1969, 12, 31), date(1970, 1, 2))

_YEAR4 = r"(?<year>(?:19|2\d|99)\d{2})"
_MONTH = rf"(?<month>(?i:{'|'.join(MONTHS)}))[a-z]*[.]?"
ENGLISH_DAY = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_DAY = r"(?<day>\d{1,2})(?i:st|nd|rd|th)?"
YMD = rf"{_YEAR4}\s*[-/.年]\s*(?<month>\d{{1,2}})\s*[-/.月]\s*(?<day>\d{{1,2}})\s*[日号號]?"
PARTS = r"(?<first>\d{1,2})[-/.](?<middle>\d{1,2})[-/.]"
NAMED = (
    rf"{ENGLISH_DAY}{_MONTH}[\s-]+{_DAY},?[\s-]+",
    rf"{ENGLISH_DAY}{_DAY}[\s-]*{_MONTH},?[\s-]*",
)
NAMED_YMD = rf"{_YEAR4}[\s-]+{_MONTH}[\s-]+{_DAY}"
COMPACT = rf"{_YEAR4}(?<month>\d{{2}})(?<day>\d{{2}})"
COMPACT_CLOCK = r"[T\s]?(?<hour>\d{2}):?(?<minute>\d{2}):?(?<second>\d{2})?"
SERIAL = swift(r"^([1-8]\d{4}(?:\.\d+)?)$")
DAYS_TO_1904 = 1462  # between the first days of the two ways to count
# How a two-digit year is completed: the turn is at 70, as in POSIX.
SHORT_YEARS = {"20": r"[0-6]\d", "19": r"[7-9]\d"}

DAYPART = "上午|下午|早上|凌晨|清晨|中午|晚上|傍晚|[AaPp][.]?[Mm][.]?"
WEEKDAY = r"(?:\s*\(?(?:星期|[周週]|[礼禮]拜)[一二三四五六日天]\)?)?"
_NAMED = r"(?:\s*\(.*\))?"
# Zones and what they become: +08:00 and Z as they are, GMT+8 with a zero, UTC alone as Z.
ZONES = (
    (rf"\s*(?:(?:UTC|GMT)?(?<zone>[+-]\d{{2}}(?::?\d{{2}})?)|(?<utc>Z)){_NAMED}", "${zone}${utc}"),
    (rf"\s*(?:UTC|GMT)(?<sign>[+-])(?<hours>\d){_NAMED}", "${sign}0${hours}"),
    (rf"\s*(?:UTC|GMT){_NAMED}", "Z"),
)
AFTERNOON = "下午|晚上|傍晚|[Pp][.]?[Mm]"
MORNING = "上午|凌晨|[Aa][.]?[Mm]"
NOON = "中午"

CLOCK_WRITTEN = swift(r"\d\s*[:时時点點]|^\d{8}[T ]?\d{4}|^\d{5}\.\d")
FOLLOWING = {
    "timed": CLOCK_WRITTEN,
    "spoken": rf"{DAYPART}|星期|[周週]|[礼禮]拜|[时時点點]",
    "zoned": swift(r"[:\d]\s*(?:Z|UTC|GMT)$|:\d{2}(?:\.\d+)?\s*(?:UTC|GMT)?[+-]\d{1,2}"),
}

# A clock's pattern, what it becomes behind the day, and how that is parsed.
_SECONDS = r"\s*[:分]\s*(?<second>\d{1,2})(?<fraction>[.]\d{1,9})?\s*秒?"
_MINUTES = r"(?<hour>\d{1,2})\s*[:时時点點]\s*(?<minute>\d{1,2})"
TO_SECONDS = (_MINUTES + _SECONDS, " ${hour}:${minute}:${second}${fraction}", " %H:%M:%S%.f")
TO_MINUTES = (_MINUTES + r"\s*分?", " ${hour}:${minute}", " %H:%M")
TO_HOURS = (r"(?<hour>\d{1,2})\s*[时時点點]", " ${hour}:00", " %H:%M")


def moment_value(column: str, form: Form) -> pl.Expr:
    """Read the moment in the business zone; a bare day is midnight; null where not understood."""
    text = trimmed(column, form) if form.plain else written(column, form)
    return once(text, lambda text: _by_families(text, form))


def _by_families(text: pl.Expr, form: Form) -> pl.Expr:
    families = {
        "iso": lambda: [parsed(text, ISO_DAY)],
        "iso_whole": lambda: [parsed(text, ISO_WHOLE)],
        "iso_time": lambda: [parsed(text, ISO_TIME)],
        "ymd": lambda: _read(text, YMD, _year_first(form), form),
        "parts": lambda: _in_order(text, form),
        "named": lambda: _named(text, form),
        "compact": lambda: _compact(text),
        "serial": lambda: [_serial(text, form)],
    }
    read = [moment for style in families if style in form.styles for moment in families[style]()]
    return pl.coalesce(read) if read else pl.lit(None, MOMENT)


def _year_first(form: Form) -> str:
    return "${year}-${day}-${month}" if form.swapped else "${year}-${month}-${day}"


def day_value(column: str, form: Form) -> pl.Expr:
    if form.plain and form.styles == ("iso",):
        return trimmed(column, form).str.to_date(ISO_DAY, strict=False)
    return moment_value(column, form).dt.date()


def day_only(column: str, form: Form) -> pl.Expr:
    """Return whether only a day was written: no time of day, or midnight in the whole column."""
    text = trimmed(column, form) if form.plain else written(column, form)
    filled = blank_as_null(text, form.kind)
    if form.day_only:
        return pl.when(filled.is_not_null()).then(pl.lit(True))
    if form.plain:
        return ~filled.str.contains(":", literal=True)
    return ~filled.str.contains(CLOCK_WRITTEN)


def written(column: str, form: Form) -> pl.Expr:
    """Return the cell cleaned of everything that is not part of the date."""
    return unwrapped(clean(column, form))


def unlike(value: pl.Expr, form: Form) -> pl.Expr:
    """Return whether a value shows that the column is not plain, or not of days only."""
    if form.kind == "time" and form.day_only and form.styles != ("iso",):
        return doubtful(value) | has_clock(value)
    return doubtful(value)


def doubtful(value: pl.Expr) -> pl.Expr:
    """Return whether a value is too early for a date, or may mean that there is none."""
    zero, after = CLOCK_ZERO
    outside = (value < pl.lit(FIRST_DAY)) | (value > pl.lit(LAST_DAY))
    return outside | ((value >= pl.lit(zero)) & (value < pl.lit(after)))


def has_clock(moment: pl.Expr) -> pl.Expr:
    """Return whether the moment has a time of day."""
    return moment != moment.dt.truncate("1d")


# --- one family ---


def parsed(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.to_datetime(pattern, time_unit="us", strict=False)


def _read(text: pl.Expr, day: str, becomes: str, form: Form, month: str = "%m") -> list[pl.Expr]:
    """The day with every clock that may follow it; each is null where another one fits."""
    parse = f"D%Y-{month}-%d"
    weekday = WEEKDAY if "spoken" in form.styles else ""
    bare = text.str.replace(swift(f"^{day}{weekday}$"), f"D{becomes}")
    moments = [parsed(bare, parse)]
    for pattern, clock, clock_parse in _clocks(form):
        timed = text.str.replace(swift(f"^{day}{weekday}{pattern}$"), f"D{becomes}{clock}")
        moment = parsed(timed, parse + clock_parse)
        moments.append(_local(moment, form) if "%#z" in clock_parse else moment)
    return [_by_halves(moment, text) for moment in moments] if weekday else moments


def _clocks(form: Form) -> Iterator[tuple[str, str, str]]:
    if "timed" not in form.styles:
        return
    spoken = "spoken" in form.styles
    for pattern, becomes, parse in (TO_SECONDS, TO_MINUTES, *((TO_HOURS,) if spoken else ())):
        pattern = rf"(?:[T,]|\s)*(?:{DAYPART})?\s*{pattern}" if spoken else rf"[T,\s]+{pattern}"
        behind = rf"\s*(?:{DAYPART})?{WEEKDAY}" if spoken else ""
        yield pattern + behind, becomes, parse
        if "zoned" in form.styles:
            for zone, offset in ZONES:
                yield pattern + behind + zone, becomes + offset, parse + "%#z"


def _local(moment: pl.Expr, form: Form) -> pl.Expr:
    return moment.dt.convert_time_zone(form.zone).dt.replace_time_zone(None)


def _by_halves(moment: pl.Expr, text: pl.Expr) -> pl.Expr:
    """下午3:00 is 15:00, 12 AM is 0:00, 下午15:30 stays."""
    hour = moment.dt.hour()
    later = text.str.contains(AFTERNOON) & (hour < 12)
    later |= text.str.contains(NOON) & (hour < 6)
    early = text.str.contains(MORNING) & (hour == 12)
    halves = later.cast(pl.Int64) - early.cast(pl.Int64)
    return moment + pl.duration(hours=12) * halves


def _compact(text: pl.Expr) -> list[pl.Expr]:
    day = "D${year}-${month}-${day}"
    clock = f"{day} ${{hour}}:${{minute}}:0${{second}}"
    bare = text.str.replace(swift(f"^{COMPACT}$"), day)
    timed = text.str.replace(swift(f"^{COMPACT}{COMPACT_CLOCK}$"), clock)
    seconds = timed.str.replace(":0([0-9]{2})$", ":$1")
    return [parsed(bare, "D%Y-%m-%d"), parsed(seconds, "D%Y-%m-%d %H:%M:%S")]


def _serial(text: pl.Expr, form: Form) -> pl.Expr:
    """A spreadsheet's day number (day 25569 is 1970-01-01), to the second."""
    first = 25569 - DAYS_TO_1904 if form.from_1904 else 25569
    days = text.str.extract(SERIAL).cast(pl.Float64, strict=False)
    seconds = ((days - first) * 86400).round(0).cast(pl.Int64)
    return (seconds * 1_000_000).cast(MOMENT)


def _named(text: pl.Expr, form: Form) -> list[pl.Expr]:
    moments = _read(text, NAMED_YMD, "${year}-${month}-${day}", form, "%b")
    for pattern in NAMED:
        for year, becomes in _years():
            day = f"{becomes}-${{month}}-${{day}}"
            moments += _read(text, pattern + year, day, form, "%b")
    return moments


def _years() -> list[tuple[str, str]]:
    """Patterns for a year in four or in two digits, and what they become."""
    short = [(rf"(?<year>{digits})", f"{c}${{year}}") for c, digits in SHORT_YEARS.items()]
    return [(_YEAR4, "${year}"), *short]


def _in_order(text: pl.Expr, form: Form) -> list[pl.Expr]:
    """Day and month in the column's order; where the column has none, only what fits one order."""
    if form.day_first is not None:
        return _ordered(text, PARTS, form, form.day_first)
    over = r"(?:1[3-9]|2\d|3[01])"
    day_first = rf"(?<first>{over})[-/.](?<middle>\d{{1,2}})[-/.]"
    month_first = rf"(?<first>\d{{1,2}})[-/.](?<middle>{over})[-/.]"
    moments = _ordered(text, day_first, form, True) + _ordered(text, month_first, form, False)
    for number in range(1, 13):
        same = rf"(?<first>0?{number})[-/.](?<middle>0?{number})[-/.]"
        moments += _ordered(text, same, form, True)
    return moments


def _ordered(text: pl.Expr, parts: str, form: Form, day_first: bool) -> list[pl.Expr]:
    rest = "${middle}-${first}" if day_first else "${first}-${middle}"
    years = _years() if "year_last" in form.styles else _years()[:1]
    moments = []
    for year, becomes in years:
        moments += _read(text, parts + year, f"{becomes}-{rest}", form)
    if "year_first" in form.styles:
        for century, digits in SHORT_YEARS.items():
            turned = rf"(?<year>{digits})[-/.](?<month>\d{{1,2}})[-/.](?<day>\d{{1,2}})"
            moments += _read(text, turned, f"{century}${{year}}-${{month}}-${{day}}", form)
    return moments
