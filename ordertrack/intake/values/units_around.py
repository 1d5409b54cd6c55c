"""What lines above a header, or a row below it, say that amounts are counted in. Imports model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ordertrack.model.header_units import counted_in, unit_named

_NOTE = 60  # letters; a longer cell is a note in which amounts may stand
# What a title line says all amounts are counted in: 单位：万元, (in thousands of USD).
_UNIT = re.compile(
    r"(?:单位|單位|\bunits?)\s*[:：]\s*([^\s()（）\]】,，;；]+)"
    r"|\bin ((?:[a-z]{3} |us\$ ?|\$ ?)?(?:thousands?|millions?))\b",
    re.IGNORECASE,
)
# Behind a number it is the unit of this one: 大于50（万元）的订单.
_IN_BRACKETS = re.compile(r"(\d[\d,.]*)?\s*[(（\[【]([^)）\]】]+)[)）\]】]")
_UNIT_WORD = re.compile(r"^(?:金额|金額|货币|貨幣)?(?:单位|單位|units?)\s*", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}$")
_COUNTS = re.compile("[%％]|[个個件台套人名家单笔天日次户]|单位|units?|pcs", re.IGNORECASE)


def units_above(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What follows 单位：, or what alone or in brackets is a unit: 销售目标（万元）."""
    found: list[str] = []
    for cell in (cell for row in rows for cell in row):
        if said := _UNIT.search(cell):
            found.append((said[1] or said[2]).strip())
        elif len(cell) <= _NOTE:
            inside = [b[2] for b in _IN_BRACKETS.finditer(cell) if not b[1] or _YEAR.match(b[1])]
            alone = [*inside, _UNIT_WORD.sub("", cell)]
            found += [unit.strip() for unit in alone if counted_in(f"({unit})") > 1]
    return tuple(dict.fromkeys(found))


def are_units(row: Sequence[str]) -> bool:
    """Return whether a row holds units and nothing else, one of money among them."""
    cells = [cell for cell in row if cell]
    scales = [cell for cell in cells if unit_named(f"({cell})") is not None]
    return bool(scales) and all(cell in scales or _COUNTS.fullmatch(cell) for cell in cells)
