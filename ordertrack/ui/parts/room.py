"""How much room a table has beside another panel, and what it leaves out where that is too little.

A table that is wider than its panel scrolls sideways, which nobody sees before trying. The least
screen that the pages are made for is 1366 pixels wide.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts.column_fit import left_out, needed
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Sheet

WHOLE, HALF = 1080, 518  # pixels inside a panel on that screen
MOST = 5  # cards in a row
SLACK = 4  # for other fonts
MEASURED, SEEN = 60, 9  # rows: here, and by the table itself (ten)
WIDEST_NAME = {WHOLE: 280, HALF: 190}
LONGEST = {WHOLE: 320, HALF: 200}  # of other texts
_room: ContextVar[int] = ContextVar("room", default=WHOLE)


def in_a_row(count: int) -> int:
    """Return how many cards stand in a row, so that the rows are about as long: 8 are 4 and 4."""
    rows = -(-count // MOST)
    return MOST if rows < 2 else -(-count // rows)


@contextmanager
def half(place: Any) -> Generator[None]:
    """Draw into one of two places beside each other."""
    before = _room.set(HALF)
    try:
        with place:
            yield
    finally:
        _room.reset(before)


def is_half() -> bool:
    """Return whether what is drawn now stands beside something else."""
    return _room.get() == HALF


def with_room(sheet: Sheet, read: pl.DataFrame, key: str) -> Sheet:
    """Return the columns that there is room for, with a switch for all of them where some are not.

    `read` are its first rows as people read them. The switch stands where this is called; files
    have every column whatever it says.
    """
    widths = widths_of(sheet, read)
    out = left_out(widths, [column.spare for column in sheet.columns], _room.get())
    if not out or _shows_all(sheet, out, key):
        return sheet
    kept = [column for place, column in enumerate(sheet.columns) if place not in out]
    return replace(sheet, columns=tuple(kept))


def widths_of(sheet: Sheet, read: pl.DataFrame) -> list[int]:
    """Return the pixels that each column needs; a long name ends in an ellipsis.

    `read` are rows as people read them. A remark of several sentences is no reason to leave out who
    wrote it.
    """
    headings = [localize_plain(column.short or column.label) for column in sheet.columns]
    widths = [needed(words, read[name]) for words, name in zip(headings, read.columns, strict=True)]
    room = _room.get()
    return [min(widths[0], WIDEST_NAME[room]), *(min(one, LONGEST[room]) for one in widths[1:])]


def set_widths(sheet: Sheet, read: pl.DataFrame) -> list[int | None]:
    """Return the pixels of the columns that the table would make too narrow by itself.

    It measures the first ten rows alone and cuts a longer text below them without a sign of it.
    """
    at_first = widths_of(sheet, read.head(SEEN))
    return [
        wanted + SLACK if wanted > before else None
        for wanted, before in zip(widths_of(sheet, read), at_first, strict=True)
    ]


def _shows_all(sheet: Sheet, out: list[int], key: str) -> bool:
    names = [localize(sheet.columns[place].label) for place in sorted(out)]
    return st.toggle(
        tr("All {count} columns", count=len(sheet.columns)),
        key=f"{key}_columns",
        help=tr("Also: {names}", names=formats.listed(names, language())),
    )
