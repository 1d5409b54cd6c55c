"""Text that a spreadsheet would run is written with a mark before it, and read without. Polars.

A csv says nothing of types: a spreadsheet runs a cell that begins with a sign of a formula, whoever
wrote it. The mark is an apostrophe and a joiner that nobody sees and nobody else writes, so that
an import takes away what we added and nothing else. A spreadsheet that saves in an encoding of its
country writes the joiner as a question mark.
"""

from __future__ import annotations

import re

import polars as pl

JOINER = "\N{WORD JOINER}"
MARK = f"'{JOINER}"
# Also in full width; a cell that is a number is none that can be run.
SIGNS = r"^[=+\-@＝＋－＠\t\r\n]"
_MARKED = rf"^(?:'?{JOINER}|'\?)(?P<text>[=+\-@＝＋－＠\t\r\n])"
_NUMBER = r"^[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?%?$"


def protected(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame in which no text and no heading is a formula to a spreadsheet."""
    text = pl.selectors.string()
    marked = frame.with_columns(pl.when(_runs(text)).then(MARK + text).otherwise(text).name.keep())
    return marked.rename({name: protected_heading(name) for name in frame.columns})


def protected_heading(name: str) -> str:
    """Return a heading that is no formula to a spreadsheet."""
    return MARK + name if re.match(SIGNS, name) and not re.match(_NUMBER, name) else name


def inert(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame as a screen shows it, from where it can be copied into a spreadsheet.

    Nobody sees the joiner before a text that would be run; an import takes it away again.
    """
    text = pl.selectors.string()
    return frame.with_columns(pl.when(_runs(text)).then(JOINER + text).otherwise(text).name.keep())


def unprotected(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame without the marks that `protected` made; as it is where there are none."""
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    if not text or not frame.select(pl.any_horizontal(_is_marked(text).any())).item():
        return frame
    return frame.with_columns(pl.col(text).str.replace(_MARKED, "${text}"))


def unprotected_text(text: str) -> str:
    """Return a text without the mark that was made before it."""
    return re.sub(_MARKED, r"\g<text>", text)


def pasted(text: str | None) -> str:
    """Return what somebody typed, or copied from one of our tables."""
    return unprotected_text((text or "").strip())


def _runs(text: pl.Expr) -> pl.Expr:
    return text.str.contains(SIGNS) & ~text.str.contains(_NUMBER)


def _is_marked(names: list[str]) -> pl.Expr:
    return pl.col(names).str.contains(_MARKED)
