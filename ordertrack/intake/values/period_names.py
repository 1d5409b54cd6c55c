"""How periods are written: `2024-06`, `2024年6月`, `Jun 2024`, `2024Q2`, `2024年第二季度`, `2024`.

As headers they may lack the year: `6月`, `Jun`, `Q2`, `二季度`. Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_IN_FULL = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
MONTHS = tuple(name[:3] for name in _IN_FULL)
_YEAR = r"(?P<year>(?:19|20|21)\d{2})"
# A spreadsheet turns 2024-06 into the first day of that month.
_FIRST_DAY = r"[-/.]0?1(?:[ T]0?0:00(?::00(?:\.0+)?)?)?|月0?1日"
MONTH = rf"^{_YEAR}\s*[-/.年Mm]\s*(?P<month>0?[1-9]|1[0-2])(?:\s*月份?|{_FIRST_DAY})?$"
TIGHT_MONTH = rf"^{_YEAR}(?P<month>0[1-9]|1[0-2])$"
NAMED_MONTH = rf"^(?P<month>(?i:{'|'.join(MONTHS)}))[a-z]*\.?[\s,'-]*{_YEAR}$"
SHORT_MONTH = rf"^(?P<month>(?i:{'|'.join(MONTHS)}))[a-z]*\.?[\s,'-]*(?P<year>\d{{2}})$"
YEAR_NAMED = rf"^{_YEAR}[\s-]*(?P<month>(?i:{'|'.join(MONTHS)}))[a-z]*$"
QUARTER = rf"^{_YEAR}\s*年?[-/\s]*[Qq]\s*(?P<quarter>[1-4])(?:\s*季度)?$"
QUARTER_FIRST = rf"^[Qq](?P<quarter>[1-4])[-/\s,]*{_YEAR}$"
QUARTER_WORD = rf"^{_YEAR}\s*年?\s*第?(?P<quarter>[一二三四1-4])\s*季度?$"
YEAR = rf"^{_YEAR}(?:\s*年度?|\.0)?$"

# A column of a year's table needs no year, and says it before its month or quarter.
_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_BEFORE = rf"(?:{_YEAR}\s*[-/.年]?\s*)?"
_NAMES = [
    *(MONTH, NAMED_MONTH, SHORT_MONTH, YEAR_NAMED, QUARTER, QUARTER_FIRST, QUARTER_WORD),
    rf"{_YEAR}\s*[-/.年]?\s*(?P<month>0?[1-9]|1[0-2])",
    rf"{_BEFORE}(?P<month>0?[1-9]|1[0-2]|{_HAN_MONTH})\s*月份?",
    r"(?:m|month)\s*(?P<month>0?[1-9]|1[0-2])",
    rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?",
    rf"{_BEFORE}(?:q\s*(?P<quarter>[1-4])|第?\s*(?P<han>[1-4一二三四])\s*季度?)",
]
_AS_NAMES = [re.compile(name, re.IGNORECASE) for name in _NAMES]
_HAN = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)}
_HAN |= {"十一": 11, "十二": 12}


@lru_cache(20_000)
def named_period(name: str) -> str | None:
    """Return the period that a header is: `2024-06`, `2024-Q2`; `-06`, `-Q2` without a year."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    matches = (pattern.fullmatch(plain) for pattern in _AS_NAMES)
    found = next((match.groupdict() for match in matches if match), None)
    if found is None or not _is_month(plain):
        return None
    year = found.get("year") or ""
    year = f"20{year}" if len(year) == 2 else year
    if month := found.get("month"):
        number = _HAN.get(month) or _number_of(month)
        return f"{year}-{number:02}"
    quarter = found.get("quarter") or found["han"]
    return f"{year}-Q{_HAN.get(quarter) or quarter}"


def _number_of(month: str) -> int:
    return int(month) if month.isdigit() else MONTHS.index(month) + 1


def _is_month(name: str) -> bool:
    """Whether its word of Latin letters begins a month in full: March and Mar., but no Market."""
    word = re.search("[a-z]{3,}", name)
    full = word and (word[0] == "month" or any(one.startswith(word[0]) for one in _IN_FULL))
    return word is None or bool(full)
