"""Files that lie beside the data in a folder or zip: read-me files, pictures, documents.

Imports words and its siblings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ordertrack.errors import BadFile
from ordertrack.intake.files import encodings
from ordertrack.intake.files.archive import MARKUP, TEXTS, SourceFile
from ordertrack.intake.files.delimited_dialect import HEAD, RECORDS
from ordertrack.intake.files.header_row import SEPARATORS, known_row
from ordertrack.intake.finding import Finding
from ordertrack.intake.raw_table import PassedOver, RawTable
from ordertrack.words import t

PICTURES = "png jpg jpeg gif bmp webp svg tif tiff heic ico mp3 mp4 mov"
DOCUMENTS = "md rst txt csv tsv tab log pdf doc docx rtf odt ppt pptx eml msg lnk url zip"
WITHOUT_TABLE = frozenset(("", *(f".{kind}" for kind in f"{PICTURES} {DOCUMENTS}".split())))
FEW = 5  # names that are worth reading
EVEN = 0.8  # share of the lines that have the same number of cells in a table, however broken


def is_beside(source_file: SourceFile) -> bool:
    """Return whether a file that was not asked for by name is empty, or prose.

    Only a .txt may be prose: whoever calls a file .csv means a table. A page may be anything.
    """
    suffix = Path(source_file.name).suffix.lower()
    if not source_file.inside or suffix not in (*TEXTS, *MARKUP):
        return False
    if suffix in MARKUP:
        return True  # most pages and documents are no tables; those that are have been read
    return _is_empty(source_file.path) or (suffix == ".txt" and is_prose(source_file.path))


def _is_empty(path: Path) -> bool:
    with path.open("rb") as file:
        return not file.read(HEAD).strip()


def is_prose(path: Path) -> bool:
    """Return whether the lines neither name columns nor have cells, whatever separates them."""
    try:
        encoding = encodings.first_guess(path) or "gb18030"
    except BadFile:
        return False
    with path.open("rb") as file:
        text = file.read(HEAD).decode(encoding, errors="replace")
    lines = [line for line in text.splitlines() if line.strip()][:RECORDS]
    return not any(_are_cells(lines, by) for by in SEPARATORS)


def _are_cells(lines: Sequence[str], by: str) -> bool:
    rows = [line.split(by) for line in lines]
    if known_row(rows) is not None or _is_even(rows, 3):
        return True
    # In prose a space follows a comma; in most tables none does.
    return _is_even([re.split(rf"{re.escape(by)}(?=\S)", line) for line in lines], 2)


def _is_even(rows: Sequence[Sequence[str]], fewest: int) -> bool:
    width, count = Counter(map(len, rows)).most_common(1)[0]
    return len(rows) > 1 and width >= fewest and count >= EVEN * len(rows)


def is_only_prose(source_file: SourceFile, raw_table: RawTable) -> bool:
    """Return whether commas in prose were taken for columns, none of which is known."""
    return known_row([raw_table.headers]) is None and is_beside(source_file)


def passed_over(found: Sequence[PassedOver]) -> list[Finding]:
    """Tell of the files without a table, and louder of those that may well hold one."""
    quiet = [each.file for each in found if _suffix(each) in WITHOUT_TABLE]
    loud = [each.file for each in found if _suffix(each) not in WITHOUT_TABLE]
    findings = []
    if loud:
        text = t("{files} are of a kind that is not read: passed over.", files=_listed(loud))
        findings.append(Finding("passed-over", "warning", text, len(loud)))
    if quiet:
        text = t("{files} hold no table: passed over.", files=_listed(quiet))
        findings.append(Finding("passed-over", "info", text, len(quiet)))
    return findings


def _suffix(found: PassedOver) -> str:
    return PurePosixPath(found.file).suffix.lower()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")
