"""Frames as files that people open in a spreadsheet."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from ordertrack.views.titles import titles


def csv(frame: pl.DataFrame, lang: str) -> bytes:
    """Return bytes that Excel opens with Chinese intact, and in which no cell is a formula."""
    titled = _harmless(frame).rename(titles(frame, lang))
    return b"\xef\xbb\xbf" + titled.write_csv().encode()


def excel(frame: pl.DataFrame, lang: str) -> bytes:
    """Return a workbook with one sheet; text stays text."""
    file = BytesIO()
    frame.rename(titles(frame, lang)).write_excel(file, autofit=True)
    return file.getvalue()


def _harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """A leading = or @ would be run by a spreadsheet: an apostrophe keeps it text."""
    text = pl.selectors.string()
    starts = text.str.starts_with("=") | text.str.starts_with("@")
    return frame.with_columns(pl.when(starts).then("'" + text).otherwise(text).name.keep())
