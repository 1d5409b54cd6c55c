"""Quotation marks where the format allows none: read as meant, or refused with the row.

The slow way, record by record; only files whose marks are wrong come here. Imports errors and
words.
"""

from __future__ import annotations

import csv
import re
from itertools import islice
from pathlib import Path

from ordertrack.errors import BadFile
from ordertrack.words import t

QUOTED = 70
MAX_CELL = 10_000_000


def rewrite(path: Path, separator: str, target: Path) -> None:
    """Write the file with proper quotation: a mark inside an unquoted cell is only a mark.

    Raises BadFile where a quoted cell never ends, or goes on behind its closing mark.
    """
    escaped = _escapes_with_backslash(path)
    csv.field_size_limit(MAX_CELL)
    done = line = 0
    with (
        path.open(encoding="utf-8-sig", newline="") as file,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        reader = csv.reader(
            file,
            delimiter=separator,
            skipinitialspace=begin_after_spaces(path, separator),
            strict=True,
            doublequote=not escaped,
            escapechar="\\" if escaped else None,
        )
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        try:
            for row in reader:
                writer.writerow(row)
                done, line = done + 1, reader.line_num
        except csv.Error as error:
            raise _misquoted(path, done + 1, line, str(error)) from error


def begin_after_spaces(path: Path, separator: str) -> bool:
    """Return whether quoted cells stand behind a separator and a space: `SO1, "A, B", 5`."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    mark = re.escape(separator.encode())
    return bool(re.search(mark + rb' +"[^"\n]*" *(?:' + mark + rb"|\r?\n|$)", head))


def _escapes_with_backslash(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1 << 20)
    return b'\\"' in head and b'""' not in head


def _misquoted(path: Path, row: int, line: int, why: str) -> BadFile:
    with path.open(encoding="utf-8", errors="replace") as file:
        seen = next(islice(file, line, None), "").strip()
    start = max(0, seen.find('"') - 20)
    values = {"row": row, "seen": seen[start : start + QUOTED]}
    fix = t(
        "Inside a quoted text write every quotation mark twice, and close each text;"
        " or export as xlsx. Nothing was imported from this file."
    )
    if "expected after" in why:
        text = t('in row {row} text goes on after the closing quotation mark: "{seen}".', **values)
        return BadFile(text, fix)
    return BadFile(
        t('in row {row} a quotation mark opens and never closes: "{seen}".', **values), fix
    )
