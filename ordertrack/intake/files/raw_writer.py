"""Raw rows into a Parquet file, without those that are no data. Imports model.

What is left out is counted by kind: blank rows, totals, and the notes that reports print below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ordertrack.model.protection import unprotected

_WORD = (
    "(?:本[页頁]|本月|本年|本日|本期|[总總])?(?:(?:合|[总總]|小|累|共)[计計]|[汇匯彙][总總])"
    "|(?i:(?:grand[ -]?|sub[ -]?|overall )?totals?|sum)"
)
TOTAL = rf"^[ \t]*(?:{_WORD})[ \t]*(?:$|[:：(（].*$)"
# What a spreadsheet's subtotal function writes behind the name of the group.
SUBTOTAL = r"\S[ \t]+(?:[汇匯彙][总總]|[小合总總][计計]|(?i:total|subtotal))$"
# What accounting programs write before that name, and lists of an ERP alone: *, **.
SUBTOTAL_OF = r"^[ \t]*(?:(?i:(?:sub[ -]?)?total (?:for|of)) \S|\*{1,5}[ \t]*$)"
COUNT = r"^[ \t]*(?i:(?:record )?count)[ \t]*$"  # beside the number, in a row of its own
# The first cell of every row that is blank, a total or a subtotal; and of some others.
MAYBE = r"^\s*$|计|計|[汇匯彙][总總]|(?i:total|sum|count)|^\s*\*"
FOOTER = re.compile(
    r"导出|匯出|[制製]表|打印|列印|[报報]表|[说說]明|[备備][注註]|截至|[注註][:：]|共\s*\d+|generated|exported|copyright|©"
    r"|confidential|report|printed|page \d|^total records|rows?$|^seller id",
    re.IGNORECASE,
)
FIRST_CELLS = 6
FOOTER_ROWS = 12
KINDS = {1: "blank", 2: "total", 3: "footer"}


def cells(width: int) -> list[str]:
    return [f"c{at}" for at in range(width)]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows were read, and skipped by kind; the cells of the total that ends the table."""

    read: int
    skipped: dict[str, int]
    total: tuple[str | None, ...] = ()


def store(frame: pl.LazyFrame, width: int, path: Path, *, ends_before: int | None = None) -> Stored:
    """Write the data rows of `frame` (cells and `_row`) in order.

    Rows from `ends_before` on are the footer.
    """
    seen: list[tuple[int, int]] = []  # kind and rows; batches come from several threads
    last: list[tuple[int, bool, tuple[str | None, ...]]] = []  # of data and of totals, by its row

    def sifted(batch: pl.DataFrame) -> pl.DataFrame:
        batch = unprotected(batch)
        if not batch.select(_doubtful(ends_before).any()).item():
            seen.append((0, batch.height))
            last.extend(_last(batch, is_total=False))
            return batch
        marked = batch.select(pl.all(), _kind=_kind(width, ends_before))
        seen.extend(marked.group_by("_kind").len().iter_rows())
        kept = marked.filter(pl.col("_kind") == 0).drop("_kind")
        last.extend(_last(kept, is_total=False))
        last.extend(_last(marked.filter(pl.col("_kind") == 2).drop("_kind"), is_total=True))
        return kept

    chosen = frame.select("_row", *cells(width))
    kept = chosen.map_batches(sifted, schema=chosen.collect_schema(), streamable=True)
    kept.sink_parquet(path, compression="lz4", statistics=False)
    rows = Counter[int]()
    for code, count in seen:
        rows[code] += count
    skipped = {name: rows[code] for code, name in KINDS.items() if rows[code]}
    _, ends_with_total, total = max(last, key=lambda one: one[0], default=(0, False, ()))
    return Stored(rows.total(), skipped, total if ends_with_total else ())


def _last(batch: pl.DataFrame, *, is_total: bool) -> Iterator[tuple[int, bool, tuple[Any, ...]]]:
    """Yield place, kind and cells of the last row."""
    if batch.height:
        row, *found = batch.tail(1).row(0)
        yield row, is_total, tuple(found)


def _doubtful(ends_before: int | None) -> pl.Expr:
    """Whether a row may be something else than data: a quick look at its first cell."""
    first = pl.col("c0")
    doubtful = first.is_null() | first.str.contains(MAYBE)
    return doubtful if ends_before is None else doubtful | (pl.col("_row") >= ends_before)


def _kind(width: int, ends_before: int | None) -> pl.Expr:
    names = cells(width)
    empty = [pl.col(name).str.strip_chars().fill_null("") == "" for name in names]
    first = pl.coalesce(pl.col(name) for name in names[:FIRST_CELLS]).str.strip_chars()
    filled = pl.sum_horizontal(~blank for blank in empty)
    part = first.str.contains(SUBTOTAL) | first.str.contains(SUBTOTAL_OF)
    total = first.str.contains(TOTAL) | (part & (filled * 2 <= width))
    total |= first.str.contains(COUNT) & (filled == 2)
    kind = (
        pl.when(pl.all_horizontal(empty)).then(1).when(total.fill_null(False)).then(2).otherwise(0)
    )
    if ends_before is not None:
        kind = pl.when(pl.col("_row") >= ends_before, kind != 1).then(3).otherwise(kind)
    return kind.cast(pl.Int8)


def footer_length(tail: Sequence[Sequence[str | None]], width: int) -> int:
    """Return how many of the last rows are the report's own notes rather than data.

    A note fills one cell only and reads like a note; a sentence in a line of its own (fewer cells
    than the table) is one, a bare word there is rather a row cut off. Blank rows among them count
    along.
    """
    length = 0
    if width < 3:
        return 0
    for at, row in enumerate(reversed(tail[-FOOTER_ROWS:]), 1):
        filled = [cell for cell in row if cell and cell.strip()]
        if not filled:
            continue
        if re.search(r"records?(?:\(s\))? downloaded", " ".join(filled)):
            length = at
            continue
        alone = FOOTER.search(filled[0]) or (len(row) == 1 and re.search(r"[\s:：，。]", filled[0]))
        if len(filled) > 1 or not alone or re.match(TOTAL, filled[0]):
            break
        length = at
    return length


def without_empty_tail(path: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Drop the last columns from the file that have neither a name nor a value; give the rest."""
    unnamed = []
    for at in reversed(range(len(names))):
        if names[at]:
            break
        unnamed.append(f"c{at}")
    if not unnamed:
        return tuple(names)
    frame = pl.scan_parquet(path)
    blank = [(pl.col(name).str.strip_chars().fill_null("") == "").all() for name in unnamed]
    empty = frame.select(blank).collect().row(0)
    gone = unnamed[: next((at for at, is_empty in enumerate(empty) if not is_empty), len(empty))]
    if gone:
        slim = path.with_suffix(".slim")
        frame.drop(gone).sink_parquet(slim, compression="lz4", statistics=False)
        slim.replace(path)
    return tuple(names[: len(names) - len(gone)])
