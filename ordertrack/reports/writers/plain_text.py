"""Text for formats that count its width: clean, shortened, broken into lines, as sheet names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

MORE = "…"
SHEET_NAME = 31  # letters that the name of a sheet may have
RESERVED = "history"  # spreadsheets keep this name for themselves
_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Not to be shown, forbidden in XML, or turning the order of the letters after it.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = re.compile("[ \n]+")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\r\n]")

# A word with the space before it, else one letter with the stops that may not begin a line.
_PIECES = re.compile(
    r"\s*(?:[^\W\u2e80-\U0003ffff]|[!-~])+|\s*.[，。、；：！？）》」”]*", re.DOTALL
)


def clean(text: str) -> str:
    """Return a text without what no file may hold; a line ends in one way, a tab is a space."""
    return _CONTROL.sub("", _ENDS.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """Return a clean text in one line; only plain blanks and line ends become one blank."""
    return _BLANKS.sub(" ", clean(text)).strip(" ")


def width(text: str) -> int:
    """Return how wide a text is: a letter counts 1, a Chinese character or an emoji 2."""
    return len(text) if text.isascii() else sum(map(_wide, text))


def roomy_width(text: str) -> float:
    """Return how wide a text is where the font is missing and a wider one takes its place."""
    return sum(1.2 if _wide(letter) < 2 else 2 for letter in text)


@cache
def _wide(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    # Ambiguous ones (… — “) are wide in the fonts that Chinese is written in.
    return 2 if unicodedata.east_asian_width(letter) in "WFA" else 1


def shortened(text: str, most: int) -> str:
    """Return a text of at most this width; one that was cut ends with `…`."""
    if width(text) <= most:
        return text
    kept, wide = "", width(MORE)
    for letter in text:
        wide += _wide(letter)
        if wide > most:
            break
        kept += letter
    return kept.rstrip() + MORE


def lines(text: str, most: int) -> list[str]:
    """Return a text as lines of at most this width, broken between words or Chinese characters."""
    text = clean(text)
    if "\n" not in text and width(text) <= most:
        return [text.rstrip()]
    found = [""]
    for paragraph in text.split("\n"):
        for piece in _pieces(paragraph, most):
            if width((found[-1] + piece).rstrip()) > most:
                found.append("")
                piece = piece.lstrip()
            found[-1] += piece
        found.append("")
    return [line.rstrip() for line in found[:-1]]


def _pieces(text: str, most: int) -> Iterable[str]:
    """Yield words with the space before them, and single wide characters with the stop after."""
    for word in _PIECES.findall(text):
        if width(word) <= most:
            yield word
        else:
            yield from word


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return legal names of sheets, no two of which are the same to a spreadsheet."""
    found: list[str] = []
    for title in titles:
        name = _NO_SHEET_NAME.sub(" ", one_line(title))
        name = " ".join(name.split()).strip("'").strip() or "Sheet"
        taken = {RESERVED, *(one.casefold() for one in found)}
        free, number = _cut(name, ""), 2
        while free.casefold() in taken:
            free, number = _cut(name, f" {number}"), number + 1
        found.append(free)
    return found


def _cut(name: str, ending: str) -> str:
    """Return a name with an ending, within what a spreadsheet counts (UTF-16)."""
    while len((name + ending).encode("utf-16-le")) > 2 * SHEET_NAME:
        name = name[:-1]
    return name.strip("' ") + ending
