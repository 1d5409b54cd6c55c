"""A sheet of cells into a raw table, whatever kind of workbook it comes from.

Imports the readers' parts, spellings and words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ordertrack.errors import BadFile
from ordertrack.intake.files import workbook_merged
from ordertrack.intake.files.header_row import Header, check_width, in_one_cell
from ordertrack.intake.files.raw_writer import FOOTER_ROWS, footer_length, store, without_empty_tail
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import likeness, strength
from ordertrack.words import Text, t

MOST_TABLES = 500
_SEEN = 40  # letters of a cell that stands beside the table
SUMS = {  # what adds up over rows; everything else in a merged cell holds for each of its rows
    "order_lines": ("amount", "cost", "profit", "quantity", "quantity_delivered"),
    "orders": ("amount", "paid_amount", "quantity"),
    "expenses": ("amount", "budget"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """All cells of a sheet as text from its first row on, and what is to be noted of it.

    `tall` are its cells merged over several rows, already filled; columns count from `left`.
    `hidden` are the rows that the workbook does not show.
    """

    name: str
    frame: pl.DataFrame
    notes: tuple[Text, ...]
    tall: tuple[workbook_merged.Merge, ...] = ()
    left: int = 0
    hidden: frozenset[int] = frozenset()


def check_count(tables: int) -> None:
    """Refuse a file of more tables than anybody has made by hand."""
    if tables > MOST_TABLES:
        raise BadFile(
            t(
                "it holds {count} tables; at most {most} can be read.",
                count=tables,
                most=MOST_TABLES,
            ),
            t("Part it into several files."),
        )


def without_header(name: str, rows: Sequence[Sequence[str | None]]) -> Text:
    """Say why a sheet without a header is passed over."""
    if in_one_cell(rows):
        return t(
            'Sheet "{sheet}" was not read: each row stands in one cell. Split the column (Data,'
            " Text to Columns).",
            sheet=name,
        )
    return t('Sheet "{sheet}" was not read: it has no header.', sheet=name)


def no_sheet(passed: Sequence[Text]) -> BadFile:
    """Return why no sheet was read: the reason of the only one, or that none has a header."""
    fix = t("Put the names of the columns into the first row.")
    if len(passed) == 1:
        return BadFile(passed[0], fix)
    return BadFile(
        t("none of its {count} sheets holds a table with a header.", count=len(passed)), fix
    )


def error_cells(count: int) -> Text:
    """Tell of cells that show an error of the spreadsheet instead of a value."""
    return t(
        "{count} cells hold a spreadsheet error (#N/A, #REF!) and were read as empty.",
        count=count,
    )


def sums_once(sheet: Sheet, header: Header) -> Sheet:
    """The sheet with merged sums in their first row only, and what was done to merged cells."""
    if not sheet.tall:
        return sheet
    sums = {at for at, name in enumerate(header.names) if _is_sum(name)}
    frame, once = workbook_merged.sums_once(sheet.frame, sheet.tall, sums, sheet.left, header.row)
    filled = len(sheet.tall) - once
    notes = [*sheet.notes]
    if filled:
        notes.append(
            t("{count} cells merged over several rows were filled in each row.", count=filled)
        )
    if once:
        notes.append(
            t(
                "{count} amounts or quantities merged over several rows count once, in their first"
                " row: write into the others what is theirs.",
                count=once,
            )
        )
    return replace(sheet, frame=frame, notes=tuple(notes))


def _is_sum(header: str) -> bool:
    return any(
        strength(header, table, column) or likeness(header, table, column)
        for table, columns in SUMS.items()
        for column in columns
    )


def stored(
    name: str, sheet: Sheet, header: Header, target: Path, without: Sequence[int] = ()
) -> RawTable:
    """Write the rows below the header, but those whose cells cannot be told apart."""
    check_width(sum(map(bool, header.names)))
    width = min(len(header.names), sheet.frame.width)
    names = {old: f"c{at}" for at, old in enumerate(sheet.frame.columns)}
    numbered = sheet.frame.rename(names).with_row_index("_row", offset=1)
    below = numbered.slice(header.row)
    tail = below.tail(FOOTER_ROWS).drop("_row").rows()
    length = footer_length(tail, width)
    ends_before = numbered.height - length + 1 if length else None
    below = below.filter(~pl.col("_row").is_in(list(without)))
    below = below.with_columns(pl.col("_row").cast(pl.UInt32))
    rows = store(below.lazy(), width, target, ends_before=ends_before)
    headers = without_empty_tail(target, header.names)
    raw_table = RawTable(
        name, sheet.name, target, headers, header.row, rows.read + len(without), rows.skipped
    )
    notes = (*sheet.notes, *_beside(below, header, ends_before))
    hidden = _count(target, sheet.hidden)
    around = {"units": header.units, "titles": header.titles, "total": rows.total}
    return replace(raw_table, notes=notes, hidden_rows=hidden, **around)


def _beside(below: pl.DataFrame, header: Header, ends_before: int | None) -> list[Text]:
    """Tell of cells to the right of the last heading: they belong to no column."""
    last = max((at for at, name in enumerate(header.names) if name), default=below.width)
    names = [name for name in below.columns if name != "_row" and int(name[1:]) > last]
    if not names:
        return []
    first = pl.coalesce(pl.col(name).str.strip_chars().replace("", None) for name in names)
    frame = below.select("_row", seen=first).drop_nulls()
    if ends_before is not None:
        frame = frame.filter(pl.col("_row") < ends_before)
    if frame.is_empty():
        return []
    row, seen = frame.row(0)
    return [
        t(
            "{count} rows have cells to the right of the last heading, the first is row {row}:"
            ' "{seen}". They are not read.',
            count=frame.height,
            row=row,
            seen=seen[:_SEEN],
        )
    ]


def _count(target: Path, rows: Collection[int]) -> int:
    if not rows:
        return 0
    there = pl.col("_row").is_in(pl.Series(sorted(rows), dtype=pl.UInt32).implode())
    return int(pl.scan_parquet(target).select(there.sum()).collect().item())
