"""Several salespeople in one cell, with their shares or without: 张三 60% / 李四 40%."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

Shares = tuple[tuple[str, Decimal], ...]  # name and share, the owner first
_Found = tuple[tuple[str, Decimal | None], ...]

# Marks that hardly stand inside a name, then those that may: Smith, John; 李和平; Anders and Sons.
# A comma before a percentage that ends there is a decimal comma, or parts a name from its share.
_SURE = r"[、/;&+|\n]"
_COMMA = r",(?!\s*[0-9.]+\s*%\s*(?:[^\w\s]|$))"
_LEVELS = tuple(
    re.compile(rf"\s*(?:{marks})\s*")
    for marks in (_SURE, rf"{_SURE}|{_COMMA}", rf"{_SURE}|{_COMMA}|和|(?<=\s)and(?=\s)")
)
SEVERAL = r"[、/;&+|,\n和%％；，／＆＋｜﹑]|\s(?i:and)\s"  # what a cell holds that may be split
_NUMBER = r"([0-9]+(?:[.,][0-9]+)?|\.[0-9]+)"
_SHARE_LAST = re.compile(rf"(.*?[^\s:(\[【=,-])[\s:(\[【=,-]+{_NUMBER}\s*(%?)[\s)\]】]*")
_PERCENT_LAST = re.compile(rf"(.*?[^\s0-9.]){_NUMBER}\s*(%)")
_SHARE_FIRST = re.compile(rf"{_NUMBER}\s*(%)\s*(.+)")
_PLACES = Decimal("0.000001")
_NEAR = Decimal("0.001")


class _Part(NamedTuple):
    """One name of a cell; `number` is what stands beside it, `percent` whether with a %."""

    text: str
    name: str
    number: Decimal | None = None
    percent: bool = False


class Names:
    """The names that people are known by alone, as they are written."""

    def __init__(self, cells: Iterable[str]) -> None:
        plain = {half_width(cell) for cell in cells} - {""}
        self._known: dict[str, str] = {}
        several = []
        for cell in sorted(plain):
            parts = _split(cell, 2)
            if len(parts) > 1 or (parts and parts[0].percent):
                several.append(cell)
            else:
                self._known[cell.casefold()] = cell
        for cell in several:  # 张三 60% / 李四 40% names both
            for name, _ in _with_shares(cell) or ():
                self._known.setdefault(name.casefold(), name)
        one = [c for c in several if len(_split(c, 0)) == 1 and self.shares(c) is None]
        self._known |= {cell.casefold(): cell for cell in one}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._known

    def shares(self, cell: str) -> Shares | None:
        """Return who shares what of an order; None where a cell is one name as it stands."""
        text = half_width(cell)
        known = next((names for names in map(_names(text), range(3)) if self._all(names)), ())
        if known and "%" not in text:
            return self._added_up(tuple((name, None) for name in known))
        found = _with_shares(text)
        if found is None:
            found = tuple((name, None) for name in self._most(_names(text)(0)))
        return self._added_up(found) if found else None

    def several(self, cell: str) -> bool:
        """Return whether a cell names more than one person."""
        return len(self.shares(cell) or ()) > 1

    def _added_up(self, found: _Found) -> Shares:
        """Return one share per name, equal ones where none is given; the last takes the rest."""
        given: dict[str, Decimal] = {}
        for name, share in found:
            written = self._known.get(name.casefold(), name)
            part = Decimal(1) / len(found) if share is None else share
            given[written] = given.get(written, Decimal(0)) + part
        shares = {name: share.quantize(_PLACES) for name, share in given.items()}
        apart = 1 - sum(shares.values())
        if abs(apart) <= _NEAR and min(shares.values()) > 0:
            shares[list(shares)[-1]] += apart
        return tuple(shares.items())

    def _all(self, names: tuple[str, ...]) -> bool:
        return len(names) > 1 and all(name in self for name in names)

    def _most(self, names: tuple[str, ...]) -> tuple[str, ...]:
        known = sum(name in self for name in names)
        return names if len(names) > 1 and known and known * 2 >= len(names) else ()


@dataclass(frozen=True, slots=True)
class Owners:
    """The raw tables whose cells may name several people, and the names known alone."""

    names: Names = field(default_factory=lambda: Names(()))
    sources: frozenset[int] = frozenset()


def half_width(cell: str) -> str:
    """Return a cell as an id column is read."""
    return unicodedata.normalize("NFKC", cell).strip()


def _names(text: str) -> Callable[[int], tuple[str, ...]]:
    return lambda level: tuple(part.text for part in _split(text, level))


def _split(text: str, level: int) -> list[_Part]:
    return [_part(piece) for piece in _LEVELS[level].split(text) if piece]


def _part(text: str) -> _Part:
    if first := _SHARE_FIRST.fullmatch(text):
        number, percent, name = first.groups()
    elif last := (_SHARE_LAST.fullmatch(text) or _PERCENT_LAST.fullmatch(text)):
        name, number, percent = last.groups()
    else:
        return _Part(text, text)
    return _Part(text, name.strip(), Decimal(number.replace(",", ".")), bool(percent))


def _with_shares(text: str) -> _Found | None:
    """Return names and their shares where these stand beside them; 0 where one lacks its own."""
    for level in range(3):
        parts = _split(text, level)
        if any("%" in part.name for part in parts):
            continue  # not split far enough
        if any(part.percent for part in parts) or _in_hundredths(parts):
            return tuple((part.name, (part.number or Decimal(0)) / 100) for part in parts)
        if _in_fractions(parts):
            return tuple((part.name, part.number) for part in parts)
    return None


def _in_hundredths(parts: Sequence[_Part]) -> bool:
    """Return whether bare numbers stand beside all names and add up to 100."""
    numbers = [part.number for part in parts if part.number is not None]
    return 1 < len(numbers) == len(parts) and abs(sum(numbers) - 100) <= 100 * _NEAR


def _in_fractions(parts: Sequence[_Part]) -> bool:
    numbers = [part.number for part in parts if part.number is not None]
    among = 1 < len(numbers) == len(parts) and all(number <= 1 for number in numbers)
    return among and any(number % 1 for number in numbers)
