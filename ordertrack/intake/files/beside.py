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

    Only a .txt may be prose: whoever calls a file .csv means a table.
    """
    suffix = Path(source_file.name).suffix.lower()
    if not source_file.inside or suffix not in TEXTS:
        return False
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
    """Return whether commas in prose or the layout of a page were taken for columns.

    None of these is known then. Most pages are no tables.
    """
    if known_row([raw_table.headers]) is not None:
        return False
    return is_page(source_file) or is_beside(source_file)


def is_page(source_file: SourceFile) -> bool:
    """Return whether a file that was not asked for by name says that it is a page."""
    return source_file.inside and Path(source_file.name).suffix.lower() in MARKUP


def passed_over(found: Sequence[PassedOver]) -> list[Finding]:
    """Tell of the files without a table, and louder of those that may well hold one."""
    quiet = [each.file for each in found if _suffix(each) in WITHOUT_TABLE]
    others = [each for each in found if _suffix(each) not in WITHOUT_TABLE]
    pages = [each.file for each in others if each.error]
    unread = [each.file for each in others if not each.error]
    findings = []
    if unread:
        text = t("{files} are of a kind that is not read: passed over.", files=_listed(unread))
        findings.append(Finding("passed-over", "warning", text, len(unread)))
    for severity, files in (("warning", pages), ("info", quiet)):
        if files:
            text = t("{files} hold no table: passed over.", files=_listed(files))
            findings.append(Finding("passed-over", severity, text, len(files)))
    return findings


def _suffix(found: PassedOver) -> str:
    return PurePosixPath(found.file).suffix.lower()


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")
