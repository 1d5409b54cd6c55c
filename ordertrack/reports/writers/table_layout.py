"""How wide the columns of a table on paper are, and which tables need a page on its side.

Imports `chart_parts`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ordertrack.reports.content.document import Figures, Table
from ordertrack.reports.writers.drawing.chart_parts import text_width
from ordertrack.reports.writers.parts import FigureColumn
from ordertrack.reports.writers.plain_text import one_line

UPRIGHT, ASIDE = 16.6, 25.3  # centimetres between the margins of A4
# The room that is tried one after the other, with the points of the letters.
ROOMS = ((UPRIGHT, 8.5), (UPRIGHT, 7.5), (ASIDE, 8.0), (ASIDE, 7.0))
LETTER = 0.6 / 28.35  # centimetres that a letter is wide for each point of its size
PADDING = 0.32  # centimetres beside the text of a cell
WIDEST = 34  # letters that a text is given before it breaks
SHORT = 12  # letters of a text that does not break
CAPITAL = 0.25  # by how much of a letter a capital is wider: CN¥128M is no wider else than 1234567
_WORDS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff]+")


@dataclass(frozen=True)
class Layout:
    """Widths of the columns as shares of the room, the size of letters, and how the page lies."""

    shares: tuple[float, ...]
    size: float
    is_aside: bool

    def widths(self) -> list[float]:
        """Return the widths in centimetres."""
        room = ASIDE if self.is_aside else UPRIGHT
        return [share * room for share in self.shares]


def layout(table: Table) -> Layout:
    """Return how a table stands on A4: upright, on its side, or there in small letters."""
    titles = [one_line(column.title) for column in table.columns]
    cells = [[one_line(row[place]) for row in table.texts] for place in range(len(titles))]
    numbers = [column.is_number for column in table.columns]
    return _layout(titles, cells, numbers, ROOMS)


def figures_layout(block: Figures, columns: Sequence[FigureColumn], lang: str) -> Layout:
    """Return how a table of key figures stands on A4, always upright."""
    cells = [[column.text(figure, lang) for figure in block.figures] for column in columns]
    numbers = [column.field != "label" for column in columns]
    return _layout([column.title for column in columns], cells, numbers, ROOMS[:1])


def _layout(
    titles: Sequence[str],
    cells: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    rooms: Sequence[tuple[float, float]],
) -> Layout:
    columns = [[title, *texts] for title, texts in zip(titles, cells, strict=True)]
    for room, size in rooms:
        least = [_least(texts, size, one) for texts, one in zip(columns, numbers, strict=True)]
        if sum(least) <= room:
            break
    wanted = [max(_natural(texts, size), low) for texts, low in zip(columns, least, strict=True)]
    return Layout(_shares(least, wanted, room), size, room == ASIDE)


def _width(letters: float, size: float) -> float:
    return letters * size * LETTER + PADDING


def _letters(text: str) -> float:
    return text_width(text) + CAPITAL * sum(map(str.isupper, text))


def _natural(texts: Sequence[str], size: float) -> float:
    return _width(min(WIDEST, max(map(_letters, texts))), size)


def _least(texts: Sequence[str], size: float, is_number: bool) -> float:
    """Return the width below which a number, a word or a short text would break."""
    words = [word for text in texts for word in _WORDS.findall(text)]
    whole = max(map(_letters, texts[1:]), default=0)
    short = whole if is_number else min(whole, SHORT)
    longest = max([short, *map(_letters, words)])
    return _width(min(longest, WIDEST / 2), size)


def _shares(least: list[float], wanted: list[float], room: float) -> tuple[float, ...]:
    """Return the shares: what all need at least, the rest by what they want beyond it."""
    beyond = [want - low for want, low in zip(wanted, least, strict=True)]
    rest = room - sum(least)
    if rest <= 0:
        given = least
    elif sum(beyond) <= rest:
        given = wanted
    else:
        given = [low + rest * more / sum(beyond) for low, more in zip(least, beyond, strict=True)]
    return tuple(one / sum(given) for one in given)
