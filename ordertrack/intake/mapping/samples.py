"""Whether values look like a column's kind: a header alone may mislead.

Imports model and siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from ordertrack.intake.mapping_types import Fits
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import profile
from ordertrack.model import Column

ROWS = 1_000
FILES = 40  # of very many with the same layout some will do
MISFITS = 0.5  # when more than half of the values are bad, the column is something else
FEW_WORDS = 20  # each of them can be asked
TOP_SCORE = 5
SLIPS = 0.02  # of scores: so many may be typing errors
_GRADE = r"^\s*(\d{1,3}(?:\.\d+)?)\s*(?:分|points?|/\s*10{1,2})?\s*$"
_ALWAYS = ("id", "text")
_FIGURE = r"^\s*[-+]?[\d.,]+\s*$"


class Fit(NamedTuple):
    """How many values do not fit a column, of those that are not blank."""

    bad: int
    filled: int


@dataclass(frozen=True)
class Samples:
    """A test of positions against columns, over the first rows of a raw table."""

    frame: pl.DataFrame
    known: dict[tuple[int, str], Fit] = field(default_factory=dict)

    def __call__(self, position: int, column: Column, *, guessed: bool = False) -> bool:
        if column.kind in _ALWAYS:
            figures = guessed and column.kind == "text" and _figures(self.frame, f"c{position}")
            return not figures
        if column.kind == "score" and _other_scale(self.frame, f"c{position}"):
            return False
        fit = self.fit(position, column)
        # People have more words than we know: one known word is enough to ask about the others.
        if column.kind == "choice" and fit.filled:
            return fit.bad < fit.filled
        return fit.bad <= fit.filled * MISFITS

    def some(self, position: int, column: Column) -> bool:
        """Return whether some values fit, or are few words of which each can be asked."""
        fit = self.fit(position, column)
        if column.kind == "choice" and fit.filled:
            return self.frame.get_column(f"c{position}").n_unique() <= FEW_WORDS
        if column.kind == "score" and _other_scale(self.frame, f"c{position}"):
            return False
        return fit.bad < fit.filled

    def blank(self, position: int) -> bool:
        """Return whether no value stands at a position."""
        return (
            not self.frame.get_column(f"c{position}").str.strip_chars().fill_null("").ne("").any()
        )

    def fit(self, position: int, column: Column) -> Fit:
        """Return how the values at a position fit the column."""
        name = f"{column.name}:{column.kind}"
        if (position, name) not in self.known:
            self.known[position, name] = fit_of(self.frame, f"c{position}", column)
        return self.known[position, name]


def sampled(raw_tables: Sequence[RawTable]) -> Fits:
    """Return a test of positions against columns over the first rows of tables with one layout."""
    looked_at = raw_tables[:: max(len(raw_tables) // FILES, 1)]
    each = max(ROWS // len(looked_at), 1)
    return Samples(pl.concat([pl.scan_parquet(one.path).head(each) for one in looked_at]).collect())


def _figures(sample: pl.DataFrame, name: str) -> bool:
    """Whether a column holds figures, not words: the length of a name is not a name."""
    cells = sample.get_column(name).drop_nulls()
    return cells.len() > 0 and cells.str.contains(_FIGURE).sum() > cells.len() * MISFITS


def _other_scale(sample: pl.DataFrame, name: str) -> bool:
    """Whether scores go beyond 5 time and again: then a 3 beside them is no 3 of 5 either."""
    cells = sample.get_column(name).drop_nulls().str.extract(_GRADE).cast(pl.Float64, strict=False)
    return cells.len() > 0 and (cells > TOP_SCORE).sum() >= _more_than_slips(cells.len())


def _more_than_slips(count: int) -> float:
    """Return how many of so many values are more than slips."""
    return max(2.0, count * SLIPS)


def fit_of(sample: pl.DataFrame, name: str, column: Column) -> Fit:
    """Return how many values a column of the sample holds, and how many are bad for `column`."""
    form = profile(sample.lazy().select(name), {name: column.kind})[name]
    # Dates that fit both orders of day and month are dates; which order it is will be asked.
    form = replace(form, day_first=True) if form.ambiguous else form
    parsed = parse(name, column.kind, form, column.allowed or None)
    bad, filled = sample.select(
        parsed.bad.sum().alias("bad"), (parsed.bad | parsed.value.is_not_null()).sum().alias("n")
    ).row(0)
    return Fit(bad, filled)
