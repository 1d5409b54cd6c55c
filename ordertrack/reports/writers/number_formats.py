"""How a spreadsheet and a chart write numbers: as the report's own text does, by its unit.

A number stays the number; only what is seen of it is `¥1,234.5万`, `12.3M`, `94.9%` or `12.5 天`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ordertrack.views.formats import MINUS, currency_sign

_TEXT = re.compile(
    rf"(?P<sign>[+\-{MINUS}]?)(?P<before>[^\d+\-{MINUS}]*)"
    r"(?P<digits>\d[\d,]*)(?P<part>\.\d+)?(?P<after>.*)",
    re.DOTALL,
)
# Commas after a number divide by a thousand; 万 and 亿 are no power of it, so a literal point is
# put between its last digits: 12 340 (thousand) is seen as 1234.0万.
_SCALED = {
    "万": (4, r"0\.0,"),
    "亿": (8, r"0\.00,,"),
    "K": (3, "#,##0{part},"),
    "M": (6, "#,##0{part},,"),
    "B": (9, "#,##0{part},,,"),
}
_UNITS = {
    "ratio": "0.0%",
    "growth": "+0.0%;-0.0%;0.0%",
    "score": "0.00",
    "count": "#,##0",
    "people": "#,##0",
    "units": "#,##0.###",
    "money": "#,##0.00",
}
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def as_text(text: str, number: Any, unit: str, lang: str) -> str:
    """Return the format in which a number is seen as its text has it.

    Where the text says another number (a rounded part of it, say), it is the format of the unit.
    """
    found = _TEXT.fullmatch(text.strip())
    if not found:
        return of_unit(unit, lang)
    part = found["part"] or ""
    power, body, after = _scaled(found["after"])
    said = Decimal(found["digits"].replace(",", "") + part) * Decimal(10) ** power
    said = -said if found["sign"] in ("-", MINUS) else said
    if not _is_said(said, number, max(len(part) - 1, 0), power):
        return of_unit(unit, lang)
    zeros = "." + "0" * (len(part) - 1) if part else ""
    body = _quoted(found["before"]) + body.replace("{part}", zeros) + _quoted(after)
    plus = _quoted("+") if found["sign"] == "+" else ""
    return f"{plus}{body};-{body}"


def _scaled(after: str) -> tuple[int, str, str]:
    """Return the power of ten that a word after a number means, its format, and what follows."""
    word = after.strip()
    if word.startswith("%"):
        return -2, "#,##0{part}%", word[1:]
    if word in ("K", "M", "B") or word[:1] in ("万", "亿"):
        power, body = _SCALED[word[0]]
        return power, body + _quoted(word[0]), word[1:]
    return 0, "#,##0{part}", after


def _is_said(said: Decimal, number: Any, digits: int, power: int) -> bool:
    """Return whether a text says this number, rounded to the digits that it has."""
    step = Decimal(10) ** (power - digits)
    return abs(said - Decimal(str(number))) <= step / 2 * Decimal("1.000001")


def of_unit(unit: str, lang: str) -> str:
    """Return the format of a unit, to the last digit that matters."""
    unit, _, currency = unit.removeprefix("price ").partition(" ")
    if unit.startswith("days"):
        after = _quoted(" 天" if lang == "zh" else " days")
        return f"#,##0.0{after};-#,##0.0{after}"
    body = _UNITS.get(unit, "#,##0.##")
    sign = _quoted(currency_sign(currency, lang)) if currency else ""
    return f"{sign}{body};-{sign}{body}" if sign else body


def of_axis(unit: str, values: Iterable[float | None], lang: str) -> str:
    """Return the format of a chart's axis or labels: round, short, with its currency."""
    unit, _, currency = unit.removeprefix("price ").partition(" ")
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    if unit in ("ratio", "growth"):
        return "0%" if largest > 0.1 or not largest else "0.0%"
    if unit == "score" or (unit.startswith("days") and largest < 10):
        return "0.0"
    sign = _quoted(currency_sign(currency, lang)) if currency else ""
    body = sign + _short(largest, lang)
    return f"{body};-{body};0"


def _short(largest: float, lang: str) -> str:
    if lang == "zh":
        scales = ((1e8, r'0\.00,,"亿"'), (1e5, r'0\.0,"万"'))
    else:
        scales = ((1e10, '0,,,"B"'), (1e9, '0.0,,,"B"'), (1e7, '0,,"M"'), (1e6, '0.0,,"M"'))
        scales = (*scales, (1e4, '0,"K"'))
    return next((body for size, body in scales if largest >= size), "#,##0")


def _quoted(text: str) -> str:
    """Return letters as a format writes them as they are."""
    return '"' + text.replace('"', "") + '"' if text else ""
