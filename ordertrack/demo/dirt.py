"""What is wrong in the demo company's files, so that intake has something to set aside or skip.

The counts stand here because the tests hold intake to them. Imports `files` and `written`.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ordertrack.demo import files
from ordertrack.demo.written import grouped

TWICE = 2  # rows that stand twice in a file, one right after the other
BLANK = 3
BAD_DATES = ("2024-13-40", "月底前", "2025/2/30", "尽快")
CONTRADICTION = 2  # rows of one order number with two customers
IN_THE_ERP = len(BAD_DATES) + CONTRADICTION  # rows to set aside
IN_THE_BOOKINGS = IN_THE_TICKETS = 1


def twice(frame: pl.DataFrame) -> pl.DataFrame:
    """Repeat two rows: somebody pasted a piece of the export again."""
    places = [frame.height // 3, frame.height // 2]
    if frame.height < 4:
        return frame
    return files.with_rows(frame, {place + 1: [frame.row(place, named=True)] for place in places})


def in_the_erp(frame: pl.DataFrame, total: int) -> pl.DataFrame:
    """Blank rows, repeated rows, dates that are none, a number used for two customers, a total."""
    frame = twice(frame)
    step = frame.height // 11
    blank: dict[str, str] = {}
    rows = {step: [blank], step * 3: [blank], step * 8: [blank]}
    rows |= {step * (4 + k): [_undated(frame, k)] for k in range(len(BAD_DATES))}
    rows[step * 2] = _contradiction(frame, step)
    foot = {"单据编号": "合计", "价税合计": _amount(total)}
    return files.with_rows(frame, rows | {frame.height: [foot]})


def _undated(frame: pl.DataFrame, place: int) -> dict[str, str]:
    """A copy of an order under a number of its own, with a date that is none."""
    row = dict(_alone(frame, frame.height // 5 * (place + 1)))
    row["单据编号"] = f"{row['单据编号'][:8]}9{place + 1:03d}"
    column = "要货日期" if place % 2 else "日期"
    return row | {column: BAD_DATES[place]}


def _contradiction(frame: pl.DataFrame, near: int) -> list[dict[str, str]]:
    """One order number, two lines, two customers."""
    one, other = _alone(frame, near), _alone(frame, near * 5)
    number = {"单据编号": f"{one['单据编号'][:8]}9901"}
    return [{**one, **number}, {**other, **number, "行号": "2"}]


def _alone(frame: pl.DataFrame, near: int) -> Mapping[str, str]:
    """The first order after a place in the file that has one line only."""
    after = frame[near:]
    single = after.filter(
        (pl.col("行号") == "1") & (pl.col("行号").shift(-1) == "1"),
        ~pl.col("单据编号").is_in(["TH"]),
    )
    return single.row(0, named=True)


def _amount(fen: int) -> str:
    return pl.DataFrame({"fen": [fen]}).select(grouped("fen", "￥")).item()


def in_the_bookings(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a booking whose amount somebody meant to add later."""
    row = {**frame.row(frame.height // 2, named=True), "费用单号": "FY199999", "费用金额": "待报销"}
    return files.with_rows(frame, {frame.height // 2: [row]})


def in_the_tickets(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a complaint on the thirtieth of February."""
    row = frame.row(frame.height // 2, named=True)
    row = {**row, "投诉编号": "TS09999", "反馈时间": "2025-02-30 10:00:00"}
    return files.with_rows(frame, {frame.height // 2: [row]})
