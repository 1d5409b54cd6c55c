"""Letters that no font here has, emoji above all: named in words in place of an empty box.

Imports `fonts`, `parts`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from ordertrack.reports.writers import parts
from ordertrack.reports.writers.drawing import fonts
from ordertrack.reports.writers.drawing.fonts import Families
from ordertrack.settings import settings

# All but what every font for the languages of reports has: the others are looked for.
_ODD = re.compile("[^\x00-\u024f\u2010-\u2027\u3000-\u33ff\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_JOINING = "\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}\U0001f3fb-\U0001f3ff"  # tones of skin
_FLAG_A, _FLAG_Z = 0x1F1E6, 0x1F1FF


def readable(content: Any, families: Families) -> Any:
    """Return a report, or a part of it, whose letters all have a glyph in some font here."""
    odd: set[str] = set()

    def collect(text: str) -> str:
        odd.update(_ODD.findall(text))
        return text

    parts.mapped(content, collect)
    lost = without_glyph(frozenset(odd), families.names)
    if not lost:
        return content
    found = re.compile(f"([{re.escape(''.join(sorted(lost)))}])[{_JOINING}]*")
    return parts.mapped(content, lambda text: found.sub(lambda one: named(one[1]), text))


def named(letter: str) -> str:
    """Return what stands for a letter: `[rocket]`, `[U+20000]`; for half of a flag its letter."""
    if _FLAG_A <= ord(letter) <= _FLAG_Z:
        return chr(ord("A") + ord(letter) - _FLAG_A)
    is_picture = unicodedata.category(letter).startswith("S")
    name = unicodedata.name(letter, "").lower() if is_picture else ""
    return f"[{name or f'U+{ord(letter):04X}'}]"


def without_glyph(letters: frozenset[str], names: tuple[str, ...]) -> frozenset[str]:
    """Return those of the letters that neither these fonts nor any other here have."""
    if not letters or has_glyph("".join(sorted(letters)), names):
        return frozenset()
    return frozenset(letter for letter in letters if not has_glyph(letter, names))


@cache
def has_glyph(letters: str, names: tuple[str, ...]) -> bool:
    """Return whether some font here has a glyph for each of the letters."""
    return fonts.have_glyphs(letters, names, settings().fonts)
