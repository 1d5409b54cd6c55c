"""Text as people write it becomes dates, amounts and words. Imports model, words and its siblings.

`survey` looks over whole columns once (a day/month order or a decimal comma is settled by the column,
never by one value); `parse` gives polars expressions that follow what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Parsed:
    """Expressions over the raw frame for one column.

    `value` has the kind's stored type and is null where blank or bad; `day_only` is given for the
    kind `time`; `bad` (never null) marks values that are not blank but were not understood.
    """

    value: pl.Expr
    day_only: pl.Expr | None
    bad: pl.Expr


def survey(
    frame: pl.LazyFrame,
    columns: Mapping[str, Kind],
    *,
    zone: str = BUSINESS_ZONE,
    day_first: Mapping[str, bool] | None = None,
) -> dict[str, Form]:
    """Find how each raw column is written, in one aggregate pass; `day_first` are a person's answers."""
    raise NotImplementedError


def parse(
    column: str, kind: Kind, form: Form, allowed: Mapping[str, tuple[str, ...]] | None = None
) -> Parsed:
    """Give the expressions that read `column`; `allowed` maps stored words to how people write them."""
    raise NotImplementedError


def reason(kind: Kind, form: Form, allowed: Mapping[str, tuple[str, ...]] | None = None) -> Text:
    """Say why a bad value was not understood and what to write: '… is not a date. Use 2024-06-30.'"""
    raise NotImplementedError
