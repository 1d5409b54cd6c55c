"""Numbers, days and changes as people read them. Pure functions; the language is an argument.

Money and counts are short on cards (万/亿 in Chinese, K/M/B in English) and whole in tables.
A missing value is "—", never 0. A unit is that of a metric; `money CNY` is money in one currency
(see `currencies.unit`), plain `money` is in none that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import floor, isfinite, log10
from typing import Any

from babel.numbers import get_currency_symbol

from ordertrack.words import Label, t

NONE = "—"
MINUS = "−"
# From here on a number is shortened; below, every digit can be read at a glance.
SHORT_FROM = 100_000
WHOLE_UP_TO = 10_000_000  # digits that a column of far apart amounts has room for
SCALES = {
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")),
}


def value(number: Any, unit: str, lang: str, *, exact: bool = False) -> str:
    """Return a metric's value in its unit: count, units, money, ratio, days or score."""
    if number is None or _no_number(number):
        return NONE
    unit, _, currency = unit.partition(" ")
    if currency:
        return in_currency(value(number, unit, lang, exact=exact), currency, lang)
    if unit == "ratio":
        return percent(number, 2 if exact else 1)
    if unit == "days":
        return t("{number} days", number=_signed(number, 0 if exact and whole(number) else 1)).to(
            lang
        )
    if unit == "score":
        return _signed(number, 2)
    if exact:
        return _signed(number, 2 if unit == "money" else 0 if whole(number) else 3)
    return short(number, lang)


def _no_number(number: Any) -> bool:
    """Return whether a number is none: what was divided by nothing is unknown, not a figure."""
    return isinstance(number, float) and not isfinite(number)


def bare(number: Any, unit: str) -> str:
    """Return a rate, days or a score without its unit, for the points of a line: `68%`, `12.5`."""
    return percent(number, 0) if unit == "ratio" else _signed(number, 2 if unit == "score" else 1)


def whole(number: Any) -> bool:
    """Return whether a number has no part after the point."""
    return Decimal(str(number)) % 1 == 0


def short(number: Any, lang: str) -> str:
    """`7,030万` or `70.3M`: three figures, all digits before the point."""
    amount = Decimal(str(number))
    if abs(amount) < SHORT_FROM:
        return _signed(amount, 0)
    for size, word in SCALES.get(lang, SCALES["en"]):
        if abs(amount) >= size:
            scaled = amount / size
            return _signed(scaled, _digits(scaled)) + word
    return _signed(amount, 0)


def _digits(number: Decimal) -> int:
    """How many digits after the point make three figures, also where rounding adds one."""
    return next((digits for digits in (2, 1) if abs(round(number, digits)) < 10 ** (3 - digits)), 0)


def column(numbers: Iterable[Any], unit: str, lang: str, *, exact: bool = False) -> list[str]:
    """Return the values of one column, all in one size and with as many digits after the point.

    `10.0亿` beside `9.99亿` looks like two precisions. Where no size leaves two figures of the
    smallest, all have all their digits; where these are too many, each value has its own size.
    """
    unit, _, currency = unit.partition(" ")
    if currency:
        texts = column(numbers, unit, lang, exact=exact)
        return [one if one == NONE else in_currency(one, currency, lang) for one in texts]
    values = [None if _no_number(number) else number for number in numbers]
    amounts = [Decimal(str(number)) for number in values if number]
    if exact:
        return _exact_column(values, amounts, unit, lang)
    if unit not in ("count", "units", "money") or not amounts:
        return [value(number, unit, lang) for number in values]
    largest, smallest = max(map(abs, amounts)), min(map(abs, amounts))
    for size, word in SCALES.get(lang, SCALES["en"]):
        digits = _digits(largest / size)
        if 0 < smallest / size * 10**digits < 10 and digits < 2:
            digits += 1  # 225.4万 beside 9.4万, before 225万 stands beside 94,345
        if largest >= max(size, SHORT_FROM) and smallest / size * 10**digits >= 10:
            return [
                NONE if number is None else _signed(Decimal(str(number)) / size, digits) + word
                for number in values
            ]
    if largest < WHOLE_UP_TO:
        return [NONE if number is None else _signed(number, 0) for number in values]
    return [value(number, unit, lang) for number in values]


def change(now: Any, then: Any, unit: str, lang: str, *, fine: bool = False) -> str | None:
    """Return a change with its unit: percentage points of ratios, days, points of scores, else %.

    None where one side is missing. A base that is zero or negative gives an absolute change.
    `fine`: points keep their digit beside rates that have one; on a card there is no room for it.
    """
    if now is None or then is None:
        return None
    difference = Decimal(str(now)) - Decimal(str(then))
    match unit:
        case "ratio":
            points = difference * 100
            return t("{points}pp", points=_plus(points, 1 if fine or abs(points) < 10 else 0)).to(
                lang
            )
        case "days":
            return t("{number} days", number=_plus(difference, 1)).to(lang)
        case "score":
            return t("{number} points", number=_plus(difference, 1)).to(lang)
    if then <= 0:
        return signed(difference, lang, unit)
    percents = difference / Decimal(str(then)) * 100
    return _plus(percents, 1 if abs(percents) < 100 else 0) + "%"


def _exact_column(values: list[Any], amounts: list[Decimal], unit: str, lang: str) -> list[str]:
    """To the last digit; one part after the point gives all of them one."""
    if unit not in ("days", "count", "units") or all(map(whole, amounts)):
        return [value(number, unit, lang, exact=True) for number in values]
    if unit == "days":
        return [value(number, unit, lang) for number in values]
    return [NONE if number is None else _signed(number, 3) for number in values]


def signed(amount: Any, lang: str, unit: str = "count") -> str:
    """Return a short amount with its sign: `+420万`, `+¥420万`."""
    return ("+" if amount > 0 else "") + value(amount, unit, lang)


def in_currency(text: str, currency: str, lang: str) -> str:
    """Return a written amount with the sign of its currency: `−¥420万`, `CHF 12`."""
    sign = MINUS if text.startswith(MINUS) else ""
    return sign + currency_sign(currency, lang) + text.removeprefix(MINUS)


@cache
def currency_sign(currency: str, lang: str) -> str:
    """Return what stands before an amount: a sign that means one currency, else its code."""
    sign = get_currency_symbol(currency, "zh_CN" if lang == "zh" else "en")
    return f"{sign}\N{NO-BREAK SPACE}" if sign[-1:].isalnum() else sign


def counted(label: Label | str, unit: str, lang: str) -> str:
    """Return what an axis counts and in what, where its figures do not say so: `Revenue (CNY)`."""
    name = label if isinstance(label, str) else label.to(lang)
    kind, _, currency = unit.partition(" ")
    if kind == "ratio" or kind == "days":
        return f"{name} ({'%' if kind == 'ratio' else t('days').to(lang)})"
    return f"{name} ({currency_sign(currency, lang).strip()})" if currency else name


def percent(fraction: Any, digits: int = 1) -> str:
    """Return a fraction as a percentage."""
    return NONE if fraction is None else _signed(Decimal(str(fraction)) * 100, digits) + "%"


def share(part: Any, whole: Any, of: float = 1.0) -> float | None:
    """Return a part of a whole, as a fraction (or of 100); None where the whole is not positive."""
    return float(part) / float(whole) * of if part is not None and whole and whole > 0 else None


def ticks(top: float, lang: str, wanted: int = 4) -> tuple[list[float], list[str]]:
    """Return round axis values from 0 to `top` and their names: `200万`, `400万`."""
    if top <= 0:
        return [0.0], ["0"]
    rough = top / wanted
    size = 10.0 ** floor(log10(rough))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= rough)
    values = [step * place for place in range(int(top / step) + 2)]
    return values, [round_name(value, lang) for value in values]


def round_name(amount: float, lang: str) -> str:
    """Return a round amount without needless zeros: `2M`, `250万`."""
    for size, word in SCALES.get(lang, SCALES["en"]):
        if abs(amount) >= size:
            return f"{amount / float(size):,.10g}{word}"
    return f"{amount:,.10g}"


def day(moment: date | datetime | None) -> str:
    """`2024-06-15`, the same in both languages."""
    return f"{moment:%Y-%m-%d}" if moment else NONE


def when(moment: datetime | None) -> str:
    """`2024-06-15 17:30`; the end of a day is said as the day alone."""
    if moment is None:
        return NONE
    whole_day = (moment.hour, moment.minute) == (23, 59)
    return f"{moment:%Y-%m-%d}" if whole_day else f"{moment:%Y-%m-%d %H:%M}"


def listed(words: Sequence[str], lang: str) -> str:
    """`a, b, c` or `a、b、c`."""
    return ("、" if lang == "zh" else ", ").join(words)


def within(label: Label) -> Label:
    """Return a label as it stands within a sentence: `on-time delivery`, but `OTIF`."""
    en = label.en
    return Label(en[:1].lower() + en[1:], label.zh) if en[1:2].islower() else label


def _signed(number: Any, digits: int) -> str:
    """Thousands separators and a real minus sign; halves are rounded up, as on paper."""
    quantum = Decimal(1).scaleb(-digits)
    rounded = Decimal(str(number)).quantize(quantum, rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,.{digits}f}".replace("-", MINUS)


def _plus(number: Any, digits: int) -> str:
    text = _signed(number, digits)
    return text if text.startswith(MINUS) or not any(c in "123456789" for c in text) else f"+{text}"
