"""Quarters and years that stand beside their months: which columns they add up, when they count.

Where the months of a row are blank, the sum is what it states. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

MEASURE, VALUE = "measure", "value"  # what the columns that reshaping makes are called
BLANK = ("", "-", "—", "–")


def parts_of(periods: Mapping[int, str], sums: Sequence[int]) -> dict[int, list[int]]:
    """Return for each sum the columns that it adds up, quarters first, then what is of all."""
    found = {
        at: [i for i, one in periods.items() if _within(one, period)]
        for at, period in periods.items()
        if "Q" in period
    }
    quarters = {at: months for at, months in found.items() if months}
    return quarters | {at: list(periods) for at in sums}


def _within(month: str, quarter: str) -> bool:
    year, _, number = quarter.rpartition("-Q")
    before, _, last = month.rpartition("-")
    same = year == before or not year or not before
    return same and last.isdigit() and (int(last) + 2) // 3 == int(number)


def parts_only(frame: pl.LazyFrame, parts: Mapping[int, Sequence[int]]) -> pl.LazyFrame:
    """Empty each sum in the rows in which some of its parts are stated."""
    for at, columns in parts.items():  # of quarters first: what a year adds up is read by then
        there = pl.any_horizontal(is_stated(f"c{i}") for i in columns if i != at)
        emptied = pl.when(there).then(pl.lit(None, pl.String)).otherwise(pl.col(f"c{at}"))
        frame = frame.with_columns(emptied.alias(f"c{at}"))
    return frame


def stacked(
    frame: pl.LazyFrame, kept: Sequence[int], cells: Sequence[tuple[pl.Expr, pl.Expr]]
) -> pl.LazyFrame:
    """Return a row per cell that states anything: the kept columns, what names the cell, the cell.

    The columns are counted anew.
    """
    carried = ["_row", *(pl.col(f"c{at}").alias(f"c{place}") for place, at in enumerate(kept))]
    name, value = f"c{len(kept)}", f"c{len(kept) + 1}"
    rows = pl.concat(
        frame.select(*carried, named.alias(name), cell.alias(value)) for named, cell in cells
    )
    return rows.filter(is_stated(value)).sort("_row", maintain_order=True)


def is_stated(name: str) -> pl.Expr:
    """Whether a cell states anything."""
    return ~pl.col(name).str.strip_chars().fill_null("").is_in(BLANK)
