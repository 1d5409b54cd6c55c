"""Whether values look like a column's kind: a header alone may mislead.

Imports model and siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.intake.mapping_types import Fits
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import profile
from ordertrack.model import Column

ROWS = 1_000
FILES = 40  # of very many with the same layout some will do
MISFITS = 0.5  # when more than half of the values are bad, the column is something else
_ALWAYS = ("id", "text")
_FIGURE = r"^\s*[-+]?[\d.,]+\s*$"


def sampled(raw_tables: Sequence[RawTable]) -> Fits:
    """Return a test of positions against columns over the first rows of tables with one layout."""
    known: dict[tuple[int, str], bool] = {}
    looked_at = raw_tables[:: max(len(raw_tables) // FILES, 1)]
    each = max(ROWS // len(looked_at), 1)
    sample = pl.concat([pl.scan_parquet(one.path).head(each) for one in looked_at]).collect()

    def fits(position: int, column: Column, *, guessed: bool = False) -> bool:
        if column.kind in _ALWAYS:
            return not (guessed and column.kind == "text" and _figures(sample, f"c{position}"))
        name = f"{column.name}:{column.kind}"
        if (position, name) not in known:
            known[position, name] = _mostly(sample, f"c{position}", column)
        return known[position, name]

    return fits


def _figures(sample: pl.DataFrame, name: str) -> bool:
    """Whether a column holds figures, not words: the length of a name is not a name."""
    cells = sample.get_column(name).drop_nulls()
    return cells.len() > 0 and cells.str.contains(_FIGURE).sum() > cells.len() * MISFITS


def _mostly(sample: pl.DataFrame, name: str, column: Column) -> bool:
    form = profile(sample.lazy().select(name), {name: column.kind})[name]
    parsed = parse(name, column.kind, form, column.allowed or None)
    bad, filled = sample.select(
        parsed.bad.sum().alias("bad"), (parsed.bad | parsed.value.is_not_null()).sum().alias("n")
    ).row(0)
    # People have more words than we know: one known word is enough to ask about the others.
    return bad < filled if column.kind == "choice" and filled else bad <= filled * MISFITS
