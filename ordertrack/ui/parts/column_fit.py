"""What fits into a column of a given width: a table cuts texts and headings without a sign of it.

Figures get the room that they need, texts and headings an ellipsis. Imports polars, and of
streamlit the class of a column of buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from streamlit.elements.lib.column_types import ButtonColumnResult

ELLIPSIS = "…"
MARGIN = 20  # the cell's own margins, and some for other fonts
RIGHT = "\N{ARABIC LETTER MARK}"
# What stands in it reads from left to right all the same: days would change places.
LEFT = "\N{LEFT-TO-RIGHT ISOLATE}"
END = "\N{POP DIRECTIONAL ISOLATE}"
FIGURES = ("number", "progress")  # kinds of columns whose figures stand on the right
# Pixels in the table's font: a Chinese character, narrow and broad letters, all others.
_CHINESE, _THIN, _BROAD, _OTHER = 12.25, 4.0, 8.0, 6.8
_THIN_ONES = frozenset(" .,:;'|!()[]-fijlrtI")
_VERY_BROAD = {"m": 10.5, "w": 9.5, "M": 10.5, "W": 10.5, "▲": 12.0, "▼": 12.0}
_INVISIBLE = frozenset("\N{WORD JOINER}" + RIGHT + LEFT + END)
_WIDEST_HEADING = 116
NARROWEST, PADDING = 50, 16  # pixels of a column that the table measures by itself
ICON = 22
_ICON = re.compile(r":material/\w+: ?")


def pixels(text: str) -> float:
    """Return about how wide a text is in the table's font."""
    return sum(map(_pixels, text))


def _pixels(letter: str) -> float:
    if ord(letter) >= 0x2E80:
        return _CHINESE
    if letter in _INVISIBLE:
        return 0.0
    if letter in _THIN_ONES:
        return _THIN
    return _VERY_BROAD.get(letter, _BROAD if letter.isupper() else _OTHER)


def clipped(text: str, room: float) -> str:
    """Return a text that fits into `room` pixels, with an ellipsis where it was longer.

    An icon before the text of a button stays.
    """
    if icon := _ICON.match(text):
        return icon[0] + clipped(text[icon.end() :], room - ICON)
    if pixels(text) <= room + 1:
        return text
    room -= _CHINESE  # as wide as an ellipsis can be
    for place, letter in enumerate(text):
        room -= _pixels(letter)
        if room < 0:
            return text[:place].rstrip() + ELLIPSIS
    return text


def needed(heading: str, texts: Iterable[str | None]) -> int:
    """Return the pixels of a column that shows its heading and all of its texts."""
    widest = max([pixels(heading), *(pixels(text) for text in texts if text)])
    return max(NARROWEST, round(widest) + PADDING)


def left_out(widths: Sequence[int], spare: Sequence[bool], room: int) -> list[int]:
    """Return which columns do not fit into the room: spare ones first, from the last on.

    The first stays: what a row is about.
    """
    order = sorted(range(1, len(widths)), key=lambda place: (not spare[place], -place))
    out: list[int] = []
    for place in order:
        if sum(widths) - sum(widths[one] for one in out) <= room:
            break
        out.append(place)
    return out


def fit(
    frame: pl.DataFrame, config: Mapping[str, Any], *, clip: bool = False
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a frame and the description of its columns so that nothing is cut unseen.

    Buttons end in an ellipsis where they must; other texts only with `clip`, for a table whose
    texts stand whole elsewhere: a double click opens the cell, but what is clipped is gone from it.
    """
    fitted = {name: _fitted(frame, name, column) for name, column in config.items()}
    cells = [
        pl.Series(name, [text and clipped(text, room) for text in frame[name]], pl.String)
        for name, room in _rooms(frame, fitted).items()
        if clip or isinstance(config[name], ButtonColumnResult)
    ]
    return frame.with_columns(cells), fitted


def _rooms(frame: pl.DataFrame, config: Mapping[str, Any]) -> dict[str, float]:
    """The columns of text that have a width, and the room in it."""
    described = {name: _described(column) for name, column in config.items()}
    return {
        name: column["width"] - MARGIN
        for name, column in described.items()
        if frame.schema.get(name) == pl.String
        and isinstance(column.get("width"), int)
        and not _holds_figures(column)
    }


def _fitted(frame: pl.DataFrame, name: str, column: Any) -> Any:
    if isinstance(column, ButtonColumnResult):
        return replace(column, config=_column(frame, name, column.config))
    return _column(frame, name, column)


def _described(column: Any) -> Mapping[str, Any]:
    """What is set of a column, in whatever form streamlit gives it."""
    column = column.config if isinstance(column, ButtonColumnResult) else column
    return column if isinstance(column, dict) else {}


def _column(frame: pl.DataFrame, name: str, column: Any) -> Any:
    """Widen a column of figures as they need it, and put its heading over them.

    The table draws a heading on the left, whatever stands below. It looks at the direction of the
    heading alone, and the invisible mark turns that round.
    """
    if not isinstance(column, dict) or not isinstance(column.get("label"), str):
        return column
    heading, figures = column["label"], _holds_figures(column)
    if isinstance(column.get("width"), int):
        wanted = [min(pixels(heading), _WIDEST_HEADING)] if figures else []
        if figures and frame.schema.get(name) == pl.String:
            wanted += map(pixels, frame[name].drop_nulls())
        column = {**column, "width": max(column["width"], round(max(wanted, default=0)) + MARGIN)}
        short = clipped(heading, column["width"] - MARGIN)
        if short != heading:
            column = {**column, "label": short, "help": column.get("help") or heading}
    return {**column, "label": f"{RIGHT}{LEFT}{column['label']}{END}"} if figures else column


def _holds_figures(column: Mapping[str, Any]) -> bool:
    kind = (column.get("type_config") or {}).get("type")
    return column.get("alignment") == "right" or kind in FIGURES
