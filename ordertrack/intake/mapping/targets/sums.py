"""Quarters and years that stand beside their months, held against what these add up to.

Imports the readers of values and a sibling.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.intake.mapping.targets.parts import is_stated, parts_of, parts_only
from ordertrack.intake.mapping.targets.period_words import period_headers, sum_headers
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import profile
from ordertrack.words import Text, t

_SHOWN = 3
_EXACT = 1e-9  # what floating point leaves of a sum


def told_of(raw_table: RawTable) -> tuple[Text, ...]:
    """Tell of the sums in a table of targets: those not read, those not what their parts add up to.

    Its cells are in the units of their headers.
    """
    return (*_unread(raw_table), *_differing(raw_table))


def _differing(raw_table: RawTable) -> tuple[Text, ...]:
    """Tell of sums that are not what their parts add up to."""
    parts = parts_of(period_headers(raw_table.headers), sum_headers(raw_table.headers))
    if not parts:
        return ()
    lazy = pl.scan_parquet(raw_table.path)
    frame, read = lazy.collect(), parts_only(lazy, parts).collect()
    found = [
        (row, raw_table.headers[at], said, added)
        for at, columns in parts.items()
        for row, said, added in _compared(frame, read, at, columns)
    ]
    if not found:
        return ()
    shown = "; ".join(
        f'{row}, "{header}": {said:,.10g} ≠ {added:,.10g}'
        for row, header, said, added in sorted(found)[:_SHOWN]
    )
    return (
        t(
            "Sums in {file} that are not what their months or quarters add up to: {count}. The"
            " months and quarters count. Row, column, sum ≠ what its parts add up to: {examples}.",
            count=len(found),
            file=raw_table.key,
            examples=shown,
        ),
    )


def _unread(raw_table: RawTable) -> tuple[Text, ...]:
    """Tell of sums over several years whose parts are blank: of which year they are, none says."""
    periods, sums = period_headers(raw_table.headers), sum_headers(raw_table.headers)
    if not sums or len({one.partition("-")[0] for one in periods.values()}) < 2:
        return ()
    stated = {at: is_stated(f"c{at}") for at in (*periods, *sums)}
    alone = ~pl.any_horizontal(stated[at] for at in periods)
    rows = pl.scan_parquet(raw_table.path).filter(
        alone & pl.any_horizontal(stated[at] for at in sums)
    )
    found = rows.select("_row").collect().to_series().to_list()
    if not found:
        return ()
    return (
        t(
            "Sums over several years in {file} whose months are blank are not read: rows {rows}."
            " Give the months, or a table per year.",
            file=raw_table.key,
            rows=", ".join(map(str, found[:_SHOWN])) + (" …" if len(found) > _SHOWN else ""),
        ),
    )


def _compared(
    frame: pl.DataFrame, read: pl.DataFrame, at: int, columns: Sequence[int]
) -> list[tuple[int, float, float]]:
    """Row, sum and what its parts add up to, where these differ."""
    parts = _numbers(read, columns)
    both = frame.select("_row").with_columns(
        said=_numbers(frame, [at]).to_series(),
        added=parts.sum_horizontal(),
        some=parts.select(pl.any_horizontal(pl.all().is_not_null())).to_series(),
    )
    apart = (pl.col("said") - pl.col("added")).abs() > pl.col("said").abs().clip(1) * _EXACT
    return both.filter("some", apart).select("_row", "said", "added").rows()


def _numbers(frame: pl.DataFrame, columns: Sequence[int]) -> pl.DataFrame:
    names = [f"c{at}" for at in columns]
    forms = profile(frame.lazy().select(names), dict.fromkeys(names, "aim"))
    return frame.select(
        parse(name, "aim", forms[name]).value.cast(pl.Float64, strict=False).alias(name)
        for name in names
    )
