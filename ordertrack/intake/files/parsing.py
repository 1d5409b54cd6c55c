"""A file read in a process of its own, and what it means when that process dies.

Imports its siblings, errors and words. What a file may take grows with its size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ordertrack import apart
from ordertrack.errors import BadFile
from ordertrack.intake.files.archive import SourceFile
from ordertrack.intake.files.workbook_extent import reaching_too_far
from ordertrack.intake.raw_table import RawTable
from ordertrack.progress import Share
from ordertrack.words import t

MEMORY, MEMORY_PER_BYTE = 1300 << 20, 30  # a workbook of 16 MB takes 350 MB
SECONDS, BYTES_PER_SECOND = 25, 300_000  # a workbook of 16 MB takes 10 s
PARSE = "ordertrack.intake.files.parsers:parse"


def read_apart(
    source_file: SourceFile, kind: str, target: Callable[[], Path], report: Share
) -> list[RawTable]:
    """Read a file that is no plain text; a BadFile where it takes more than its size explains."""
    first = target()
    size = source_file.path.stat().st_size
    limits = apart.Limits(MEMORY + MEMORY_PER_BYTE * size, SECONDS + size // BYTES_PER_SECOND)
    args = (source_file.name, source_file.path, kind, first)
    try:
        tables: list[RawTable] = apart.run(PARSE, args, limits, report)
        targets = [first, *(target() for _ in tables[1:])]
        for table, path in zip(tables, targets, strict=True):
            table.path.rename(path)
        return [replace(table, path=path) for table, path in zip(tables, targets, strict=True)]
    except (apart.Died, MemoryError) as death:
        late = isinstance(death, apart.Died) and death.late
        raise reaching_too_far(source_file.path, kind) or _too_much(late=late) from death
    finally:
        for part in first.parent.glob(f"{first.stem}.*.*"):
            part.unlink(missing_ok=True)


def _too_much(*, late: bool) -> BadFile:
    problem = t("reading it takes more memory than a file of its size should; it was not read.")
    if late:
        problem = t("reading it takes more time than a file of its size should; it was not read.")
    way_out = t(
        "Open it in the program that it comes from, delete what lies far from the table, and save"
        " it as csv."
    )
    return BadFile(problem, way_out)
