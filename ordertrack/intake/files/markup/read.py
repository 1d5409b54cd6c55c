"""Web pages, XML spreadsheets and web archives into raw tables. Imports the readers' parts, words.

Many systems call such a file an Excel export and give it the ending .xls.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from email import policy
from pathlib import Path

from ordertrack.errors import BadFile, NoTable
from ordertrack.intake.files import encodings
from ordertrack.intake.files.guessed import with_doubts
from ordertrack.intake.files.header_row import find_header
from ordertrack.intake.files.markup.grid import Grid
from ordertrack.intake.files.markup.html import tables_of_page
from ordertrack.intake.files.markup.kind import HEAD
from ordertrack.intake.files.markup.ragged import WHY, damaged, uneven_rows
from ordertrack.intake.files.markup.spreadsheet_xml import sheets_of_book
from ordertrack.intake.files.sheets import (
    check_count,
    no_sheet,
    stored,
    sums_once,
    without_header,
)
from ordertrack.intake.raw_table import RawTable
from ordertrack.progress import Share
from ordertrack.words import Text, t

BLOCK = 1 << 20
_DECLARED = re.compile(rb"(?i)(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)")
# A letter by its name or number, but not what markup or a space is written as.
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|nbsp|#39|#34|#38|#160);)(?:#\w+|[A-Za-z]\w*);")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "big5": "big5hkscs"}


def read_markup(
    name: str, path: Path, kind: str, target: Callable[[], Path], report: Share
) -> list[RawTable]:
    """Read every visible table that has a header; the others are noted with the first one."""
    if kind == "xml":
        raise NoTable(
            t("this is XML, but no spreadsheet."), t("Export it as csv or as an Excel workbook.")
        )
    first = target()
    if kind == "archive":
        grids = _in_archive(path, first)
    else:
        grids = _grids(path, kind, stated_encoding(path), first)
    check_count(len(grids))
    report(0.8)
    return _tables(name, grids, kind, _targets(first, target))


def _targets(first: Path, target: Callable[[], Path]) -> Iterator[Path]:
    yield first
    while True:
        yield target()


def stated_encoding(path: Path, said: str | None = None) -> str | None:
    """Return the encoding that the bytes show: UTF-8 and UTF-16, else the one that it declares."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    marked = next((name for mark, name in encodings.MARKS if head.startswith(mark)), None)
    if marked or b"\0" in head:
        return marked or encodings.without_mark(path, head)
    if encodings.broken_at(path, "utf-8") is None:
        return "utf-8"
    found = _DECLARED.search(head)
    declared = (_codec(word) for word in (found[1].decode() if found else None, said))
    return next(
        (name for name in declared if name and encodings.broken_at(path, name) is None), None
    )


def possible_encodings(path: Path) -> tuple[str, ...]:
    """Return the encodings that read a page as words, the likeliest first."""
    possible = encodings.possible(path)
    return possible[:1] if _has_entities(path) else possible


def _has_entities(path: Path) -> bool:
    """Whether some letters are written as &…; they are the same in all encodings."""
    return bool(_ENTITY.search(path.read_bytes()))


def _codec(word: str | None) -> str | None:
    try:
        name = codecs.lookup(word or "").name
    except LookupError:
        return None
    return None if name.startswith("utf") else _WIDER.get(name, name)


def _grids(path: Path, kind: str, stated: str | None, beside: Path) -> list[Grid]:
    possible = (stated,) if stated else possible_encodings(path)
    copy, encoding = beside.with_suffix(".utf8"), possible[0]
    try:
        encodings.to_utf8(path, encoding, copy)
        if kind == "sheets":
            grids = sheets_of_book(_blocks(copy))
        else:
            _check_end(copy)
            grids = tables_of_page(_blocks(copy))
        for grid in grids:
            grid.encodings, grid.encoding_stated = possible, bool(stated)
        return grids
    except UnicodeDecodeError as error:
        raise BadFile(
            t("it holds bytes that are no {encoding} text.", encoding=encodings.spoken(encoding)),
            t("Export or copy it again."),
        ) from error
    finally:
        copy.unlink(missing_ok=True)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        mark = codecs.BOM_UTF8
        first = file.read(BLOCK)
        yield first.removeprefix(mark)
        while block := file.read(BLOCK):
            yield block


def _check_end(path: Path) -> None:
    """Refuse a page of which the end is missing: it would be read as far as it goes."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - BLOCK, 0))
        tail = file.read().lower()
    ends = max(tail.rfind(mark) for mark in (b"</table", b"</body", b"</html"))
    if ends < tail.rfind(b"<tr"):
        raise BadFile(
            t("it is cut off: its last table does not end."),
            t("Export or copy it again. Nothing was imported from this file."),
        )


def _in_archive(path: Path, beside: Path) -> list[Grid]:
    """The tables of all pages of a web archive, which is written like a mail."""
    message = email.message_from_bytes(path.read_bytes(), policy=policy.compat32)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    grids: list[Grid] = []
    page = beside.with_suffix(".page")
    try:
        for part in pages:
            content = part.get_payload(decode=True)
            page.write_bytes(content if isinstance(content, bytes) else b"")
            stated = stated_encoding(page, part.get_content_charset())
            grids += _grids(page, "page", stated, beside)
    finally:
        page.unlink(missing_ok=True)
    return grids


def _tables(name: str, grids: Sequence[Grid], kind: str, targets: Iterator[Path]) -> list[RawTable]:
    wanted, passed, hidden = _sorted(grids, kind)
    if not wanted:
        raise no_sheet(passed) if kind == "sheets" else _no_table()
    tables: list[RawTable] = []
    for grid, path in zip(wanted, targets, strict=False):
        header = find_header(grid.head())
        assert header is not None
        uneven = uneven_rows(grid, header) if kind != "sheets" else []
        table = stored(name, sums_once(grid.sheet(), header), header, path, uneven)
        table = replace(
            table, damaged=tuple(damaged(grid, uneven, len(table.headers))), damage_why=WHY
        )
        sheet = grid.name if kind == "sheets" or len(wanted) > 1 else None
        encoding, stated = encodings.spoken(grid.encodings[0]), grid.encoding_stated
        table = replace(table, sheet=sheet, encoding=encoding, encoding_stated=stated)
        tables.append(with_doubts(table, grid.encodings))
    first = tables[0]
    tables[0] = replace(first, notes=(*first.notes, *passed), hidden_sheets=tuple(hidden))
    return tables


def _sorted(grids: Sequence[Grid], kind: str) -> tuple[list[Grid], list[Text], list[str]]:
    """The tables to read, what is noted of the others, and the names of hidden sheets."""
    if kind == "sheets":
        return _sheets(grids)
    wanted = [grid for grid in _joined(grids) if find_header(grid.head())]
    wanted = [grid for grid in wanted if _has_rows(grid)] or wanted[:1]
    for number, grid in enumerate(wanted, 1):
        grid.name = f"table {number}"
    return wanted, [], []


def _joined(grids: Sequence[Grid]) -> list[Grid]:
    """Put a table's header that is a table of its own above its rows."""
    joined: list[Grid] = []
    for grid in grids:
        if joined and joined[-1].is_head_of(grid):
            joined[-1].append(grid)
        else:
            joined.append(grid)
    return joined


def _has_rows(grid: Grid) -> bool:
    header = find_header(grid.head())
    return header is not None and any(grid.rows[header.row :])


def _sheets(grids: Sequence[Grid]) -> tuple[list[Grid], list[Text], list[str]]:
    wanted, passed, hidden = [], [], []
    for grid in grids:
        name = grid.name or ""
        if grid.hidden:
            passed.append(t('Sheet "{sheet}" is hidden and was not read.', sheet=name))
            hidden += [name] if grid.width else []
        elif not grid.width:
            passed.append(t('Sheet "{sheet}" is empty.', sheet=name))
        elif find_header(grid.head()) is None:
            passed.append(without_header(name, grid.head()))
        else:
            wanted.append(grid)
    return wanted, passed, hidden


def _no_table() -> NoTable:
    return NoTable(
        t("this is a web page without a table that has a header."),
        t("Open it in a browser: where it asks to log in, do so and export again."),
    )
