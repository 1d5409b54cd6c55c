"""Frames as files that people open in a spreadsheet."""

from __future__ import annotations

from csv import writer
from io import BytesIO, StringIO
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from ordertrack.model.protection import JOINER, protected
from ordertrack.views.moments import whole_days
from ordertrack.views.titles import titles

# Nothing that a cell says is run or followed.
WORKBOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
QUOTED = {"quote_prefix": True}  # what an apostrophe before the text does in a workbook


def csv(frame: pl.DataFrame, lang: str) -> bytes:
    """Return bytes that Excel opens with Chinese intact, and in which no cell is a formula."""
    return as_csv(_finite(whole_days(frame)).rename(titles(frame, lang)))


def _finite(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave cells empty whose number is none: no spreadsheet holds one."""
    numbers = pl.selectors.float()
    return frame.with_columns(pl.when(numbers.is_finite()).then(numbers))


def as_csv(frame: pl.DataFrame) -> bytes:
    """Return a frame under its own headings, as `csv` does; joiners only tell columns apart."""
    safe, headings = protected(frame), StringIO(newline="")
    writer(headings, lineterminator="\n").writerow(name.rstrip(JOINER) for name in safe.columns)
    body = headings.getvalue() + safe.write_csv(include_header=False)
    return b"\xef\xbb\xbf" + body.encode()


def excel(frame: pl.DataFrame, lang: str) -> bytes:
    """Return a workbook with one sheet; text stays text, also when somebody edits the cell."""
    file = BytesIO()
    titled = _finite(whole_days(frame)).rename(titles(frame, lang))
    text = [name for name, kind in titled.schema.items() if kind == pl.String]
    with Workbook(file, WORKBOOK) as book:
        quoted: Any = dict.fromkeys(text, QUOTED)
        titled.write_excel(book, autofit=True, column_formats=quoted)
    return file.getvalue()
