"""Workbooks, Parquet files, pages: whatever is not plain text. Imports the readers' parts.

Runs in a process of its own (`parsing`), where a file can do no harm.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from polars.exceptions import PanicException

from ordertrack.errors import BadFile, OrdertrackError, is_full
from ordertrack.intake.files.markup.read import read_markup
from ordertrack.intake.files.parquet import read_parquet
from ordertrack.intake.files.workbook import read_workbook
from ordertrack.intake.raw_table import RawTable
from ordertrack.progress import Share
from ordertrack.words import t


def parse(name: str, path: Path, kind: str, first: Path, report: Share) -> list[RawTable]:
    """Read a file into raw tables beside `first`, under names that begin with its name."""
    numbers = itertools.count()

    def target() -> Path:
        return first.with_name(f"{first.stem}.{next(numbers)}.part")

    try:
        if kind == "book":
            return read_workbook(name, path, target, report)
        if kind == "parquet":
            return [read_parquet(name, path, target(), report)]
        return read_markup(name, path, kind, target, report)
    except (OrdertrackError, OSError, MemoryError):
        raise
    except (Exception, PanicException) as error:
        if is_full(error):  # the disk is at fault, not the file
            raise OSError(str(error)) from error
        why = str(error).split("\n")[0] or type(error).__name__
        raise BadFile(t("it cannot be read as a table ({why}).", why=why[:200])) from error
