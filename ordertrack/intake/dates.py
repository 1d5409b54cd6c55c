"""Days and times as people write them, in the business time zone. Imports forms and texts.

A family is one way of writing: `iso` 2024-06-01, `iso_time` 2024-06-01 08:30:00, `ymd` 2024/6/1 or
2024年6月1日, `parts` 27/7/2008 in either order, `named` 1-Jun-24, `compact` 20240601, `serial`
45444.5 (a spreadsheet's day number). The survey finds which occur, and only those are tried. Three
more styles say what follows the day: `timed` a clock, `spoken` 下午 or PM or a weekday, `zoned` an
offset.
"""

from __future__ import annotations

import polars as pl

from ordertrack.intake.forms import Form
from ordertrack.intake.texts import clean, swift, unwrapped

MOMENT = pl.Datetime("us")
EARLIEST = pl.lit("1900-01-01").str.to_datetime("%Y-%m-%d", time_unit="us")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ISO_DAY = "%Y-%m-%d"
ISO_TIME = "%Y-%m-%d %H:%M:%S%.f"

_DAYPART = "上午|下午|早上|凌晨|清晨|中午|晚上|傍晚|[AaPp][.]?[Mm][.]?"
_SECONDS = r"(?:\s*[:分]\s*(?<second>\d{1,2})(?:[.,](?<fraction>\d{1,9}))?秒?)?"
_MINUTES = rf"\s*[:时点]\s*(?:(?<minute>\d{{1,2}}){_SECONDS}分?)?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_ZONE = r"(?:\s*(?<zone>Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|UTC|GMT)(?:\s*\(.*\))?)?"
_GAP = r"(?:[T,]|\s)*"

_MONTH = (
    r"(?<month>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))[.]?"
)
_ENGLISH_DAY = r"(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_DAY = r"(?<day>\d{1,2})(?i:st|nd|rd|th)?"
_YEAR = r"(?<year>\d{4}|\d{2})"

YMD = r"^(?<year>\d{4})\s*[-/.年]\s*(?<month>\d{1,2})\s*[-/.月]\s*(?<day>\d{1,2})\s*[日号]?"
PARTS = r"^(?<first>\d{1,2})[-/.](?<middle>\d{1,2})[-/.](?<year>\d{4}|\d{1,2})"
NAMED = (
    rf"^{_ENGLISH_DAY}{_MONTH}[\s-]+{_DAY},?[\s-]+{_YEAR}",
    rf"^{_ENGLISH_DAY}{_DAY}[\s-]*{_MONTH},?[\s-]*{_YEAR}",
    rf"^(?<year>\d{{4}})[\s-]+{_MONTH}[\s-]+{_DAY}",
)
COMPACT = swift(r"^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$")
LONG_COMPACT = swift(
    r"^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})[T ]?"
    r"(?<hour>\d{2}):?(?<minute>\d{2}):?(?<second>\d{2})?$"
)
SERIAL = swift(r"^[1-5]\d{4}(?:\.\d+)?$")
CLOCK_WRITTEN = swift(r"\d\s*[:时点]|^\d{8}[T ]?\d{4}|^\d{5}\.\d")
SPOKEN = rf"{_DAYPART}|星期|周|礼拜"
ZONE_WRITTEN = swift(r"[:\d]\s*(?:Z|UTC|GMT)$|:\d{2}(?:\.\d+)?\s*(?:UTC|GMT)?[+-]\d{2}")


def tail(styles: tuple[str, ...]) -> str:
    """What may follow the day, no wider than the column needs: every option costs time."""
    if "timed" not in styles and "spoken" not in styles:
        return "$"
    daypart = ("", "")
    weekday = ""
    if "spoken" in styles:
        daypart = rf"(?<before>{_DAYPART})?\s*", rf"\s*(?<after>{_DAYPART})?"
        weekday = _WEEKDAY
    zone = _ZONE if "zoned" in styles else ""
    clock = rf"{daypart[0]}(?<hour>\d{{1,2}}){_MINUTES}{daypart[1]}{zone}"
    return rf"{weekday}(?:{_GAP}{clock})?{weekday}$"


def moment_value(column: str, form: Form) -> pl.Expr:
    """The moment in the business zone; a bare day is its midnight; null where not understood."""
    text = pl.col(column).str.strip_chars() if form.plain else written(column, form)
    families = {
        "iso": lambda: _iso(text, ISO_DAY),
        "iso_time": lambda: _iso(text, ISO_TIME),
        "ymd": lambda: _by_parts(_split(text, YMD, form), form),
        "parts": lambda: _in_order(_split(text, PARTS, form), form),
        "named": lambda: _named(text, form),
        "compact": lambda: _compact(text),
        "serial": lambda: _serial(text),
    }
    read = [families[style]() for style in families if style in form.styles]
    moment = pl.coalesce(*read) if read else pl.lit(None, MOMENT)
    return pl.when(moment >= EARLIEST).then(moment)


def day_value(column: str, form: Form) -> pl.Expr:
    if form.plain and form.styles == ("iso",):
        day = pl.col(column).str.strip_chars().str.to_date(ISO_DAY, strict=False)
        return pl.when(day >= pl.date(1900, 1, 1)).then(day)
    return moment_value(column, form).dt.date()


def day_only(column: str, form: Form) -> pl.Expr:
    """Whether only a day was written: no time of day, or midnight in the whole column."""
    known = moment_value(column, form).is_not_null()
    if form.day_only:
        return pl.when(known).then(pl.lit(True))
    text = pl.col(column) if form.plain else written(column, form)
    return pl.when(known).then(~text.str.contains(CLOCK_WRITTEN))


def written(column: str, form: Form) -> pl.Expr:
    """The cell cleaned of everything that is not part of the date."""
    return unwrapped(clean(column, form))


# --- the families ---


def _iso(text: pl.Expr, pattern: str) -> pl.Expr:
    return text.str.to_datetime(pattern, time_unit="us", strict=False)


def _split(text: pl.Expr, day: str, form: Form) -> pl.Expr:
    return text.str.extract_groups(swift(day + tail(form.styles)))


def _part(parts: pl.Expr, name: str) -> pl.Expr:
    return parts.struct.field(name)


def _compact(text: pl.Expr) -> pl.Expr:
    bare = Form("time")
    long = Form("time", styles=("timed",))
    return pl.coalesce(
        _by_parts(text.str.extract_groups(COMPACT), bare),
        _by_parts(text.str.extract_groups(LONG_COMPACT), long, fraction=False),
    )


def _serial(text: pl.Expr) -> pl.Expr:
    """A spreadsheet's day number (day 25569 is 1970-01-01), to the second."""
    days = pl.when(text.str.contains(SERIAL)).then(text).cast(pl.Float64, strict=False)
    seconds = ((days - 25569) * 86400).round(0).cast(pl.Int64)
    return (seconds * 1_000_000).cast(MOMENT)


def _named(text: pl.Expr, form: Form) -> pl.Expr:
    numbers = {name: str(at) for at, name in enumerate(MONTHS, 1)}
    read = []
    for pattern in NAMED:
        parts = _split(text, pattern, form)
        month = _part(parts, "month").str.to_lowercase().str.head(3)
        month = month.replace_strict(numbers, default=None)
        read.append(_by_parts(parts, form, month=month))
    return pl.coalesce(*read)


def _in_order(parts: pl.Expr, form: Form) -> pl.Expr:
    """Day and month in the column's order; where the column has none, only what fits one order."""
    first, second = _part(parts, "first"), _part(parts, "middle")
    if form.day_first is None:
        a, b = first.cast(pl.Int8), second.cast(pl.Int8)
        is_day = pl.when((a > 12) | (a == b)).then(pl.lit(True)).when(b > 12).then(pl.lit(False))
    else:
        is_day = pl.lit(form.day_first)
    day = pl.when(is_day).then(first).when(~is_day).then(second)
    month = pl.when(is_day).then(second).when(~is_day).then(first)
    moment = _by_parts(parts, form, month=month, day=day)
    short = _part(parts, "year").str.len_bytes() < 4
    if "year_first" in form.styles:
        turned = _by_parts(parts, form, year=first, month=second, day=_part(parts, "year"))
        return pl.when(short).then(turned).otherwise(moment)
    return moment if "year_last" in form.styles else pl.when(~short).then(moment)


def _by_parts(
    parts: pl.Expr,
    form: Form,
    *,
    year: pl.Expr | None = None,
    month: pl.Expr | None = None,
    day: pl.Expr | None = None,
    fraction: bool = True,
) -> pl.Expr:
    year = _four_digits(_part(parts, "year") if year is None else year)
    month = _part(parts, "month") if month is None else month
    day = _part(parts, "day") if day is None else day
    date = pl.concat_str(year, month, day, separator="-")
    if "timed" not in form.styles:
        return _iso(date, ISO_DAY)
    moment = _iso(pl.concat_str(date, _clock(parts, form, fraction), separator=" "), ISO_TIME)
    return _in_business_zone(moment, parts, form) if "zoned" in form.styles else moment


def _four_digits(year: pl.Expr) -> pl.Expr:
    """24 → 2024, 98 → 1998: the turn is at 70, as in POSIX."""
    century = pl.when(year.cast(pl.Int32) < 70).then(pl.lit("20")).otherwise(pl.lit("19"))
    return pl.when(year.str.len_bytes() == 2).then(pl.concat_str(century, year)).otherwise(year)


def _clock(parts: pl.Expr, form: Form, fraction: bool) -> pl.Expr:
    minute, second = (_part(parts, name).fill_null("0") for name in ("minute", "second"))
    hour = _hour(parts) if "spoken" in form.styles else _part(parts, "hour").fill_null("0")
    clock = pl.concat_str(hour, minute, second, separator=":")
    if not fraction:
        return clock
    return pl.concat_str(clock, _part(parts, "fraction").fill_null("0"), separator=".")


def _hour(parts: pl.Expr) -> pl.Expr:
    """The hour of 24; 下午3:00 is 15, 12 AM is 0, 下午15:30 stays."""
    hour = _part(parts, "hour").fill_null("0").cast(pl.Int8)
    said = pl.coalesce(_part(parts, "before"), _part(parts, "after")).str.to_lowercase()
    said = said.str.replace_all(".", "", literal=True)
    later = said.is_in(["下午", "晚上", "傍晚", "pm"]) | ((said == "中午") & (hour < 6))
    early = said.is_in(["上午", "凌晨", "am"]) & (hour == 12)
    afternoon = pl.when(later & (hour < 12)).then(hour + 12)
    return pl.coalesce(afternoon, pl.when(early).then(0), hour).cast(pl.String)


def _in_business_zone(moment: pl.Expr, parts: pl.Expr, form: Form) -> pl.Expr:
    zone = _part(parts, "zone").str.replace("^(?:UTC|GMT|Z)", "")
    hours = zone.str.extract("^[+-]([0-9]{2})").fill_null("0").cast(pl.Int32)
    minutes = zone.str.extract("^[+-][0-9]{2}:?([0-9]{2})").fill_null("0").cast(pl.Int32)
    offset = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1) * (hours * 60 + minutes)
    utc = (moment - pl.duration(minutes=offset)).dt.replace_time_zone("UTC")
    local = utc.dt.convert_time_zone(form.zone).dt.replace_time_zone(None)
    return pl.when(zone.is_not_null()).then(local).otherwise(moment)
