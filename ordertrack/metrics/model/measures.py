"""A measure: which rows count and what is summed. Imports `words`.

A measure is SQL over one of the fact tables (see `facts.tables`), with every value of the question
as a $parameter (see `query.conventions`) and these words, which follow the scope's conventions:
`{promise}` and `{slack}` (first or latest promise), `{repeat}` (what makes a repeat customer),
`{amount}` (the order's amount, or only that of the product asked for).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ordertrack.words import Text

Aggregate = Literal["count", "sum", "customers"]
Unit = Literal["count", "money", "units", "days", "score"]
Window = Literal["period", "stock", "trailing", "ever"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of `table` that meet every condition of `where`, counted or summed over `value`.

    `date` places a row in the period. `window`: in the period; as a stock at as-of (no date); in
    the trailing months to the period's end; or ever, up to as-of. `customers` counts each customer
    once; `kept` then says which of them stay, over `purchases`, `first_day` and `last_day` of each.
    `without` names base conditions of the table that this measure does without. `from_lines`: the
    same number comes from `line_facts`, so that a product needs no join. `row_columns`: columns
    worth seeing beside the rows. `when_empty`: why a rate over it has no number where it counts
    or sums to none.
    """

    name: str
    sentence: Text
    table: str = "order_facts"
    date: str = "order_day"
    where: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    value: str = "1"
    agg: Aggregate = "count"
    unit: Unit = "count"
    window: Window = "period"
    kept: str | None = None
    from_lines: bool = False
    row_columns: tuple[str, ...] = ()
    when_empty: Text | None = None
