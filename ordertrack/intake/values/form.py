"""How a column is written, and the expressions that read it. Imports model and words only."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ordertrack.model import Kind
from ordertrack.words import Text

BUSINESS_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Form:
    """How a column is written, settled by looking at all of its values.

    `ambiguous` is true only when dates fit both day/month orders and nothing in the column decides;
    `day_first` is then None and `examples` are shown to a person, whose answer comes back through
    `survey(..., day_first={column: True})`. Where nothing depends on it, `day_first` is None too.

    `filled` counts the values that are not blank. `plain`: every value is in the canonical form, so
    that the cheapest expression reads it. `wide`: some value is not pure ASCII. `styles` names the
    ways of writing that occur, so that `parse` looks for no others. `edged`: spaces surround some
    value. `few`: values repeat so often that it is worth looking at the different ones alone.
    `spellings` are all values of a column that has few different ones: each is then read once and
    looked up for every row.
    """

    kind: Kind
    day_first: bool | None = None
    decimal_comma: bool = False
    excel_serial: bool = False
    percent: bool = False
    day_only: bool = False
    ambiguous: bool = False
    examples: tuple[str, ...] = ()
    filled: int = 0
    zone: str = BUSINESS_ZONE
    notes: tuple[Text, ...] = ()
    plain: bool = False
    wide: bool = True
    edged: bool = True
    few: bool = False
    styles: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """Expressions over the raw frame for one column.

    `value` has the kind's stored type and is null where blank or bad; `day_only` is given for the
    kind `time`; `bad` (never null) marks values that are not blank but were not understood. It
    works the value out once more: where `value` is a column already, "is null and `filled`" is
    cheaper.
    """

    value: pl.Expr
    day_only: pl.Expr | None
    bad: pl.Expr
    filled: pl.Expr
