"""A measure: which rows count and what is summed. Imports `words`.

A measure is SQL over one of the fact tables (see `facts.tables`), with every value of the question
as a $parameter (see `query.conventions`) and these words, which follow the scope's conventions:
`{promise}` and `{slack}` (first or latest promise), `{repeat}` (what makes a repeat customer),
`{amount}` (the order's amount, or only that of the product asked for), `{red_orders}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ordertrack.words import Text

Aggregate = Literal["count", "sum", "customers", "gaps"]
Unit = Literal["count", "money", "units", "days", "score", "people"]
Window = Literal[
    "period",
    "stock",
    "trailing",
    "ever",
    "cohort",
    "lagged",
    "employed",
    "again",
    "years",
    "tier_start",
    "target",
]

# Stands for the table of orders that raised a red alert (`Source.red_orders`).
RED = "{red_orders}"
# A return booked as an order of its own is not a purchase.
PURCHASE = "(amount IS NULL OR amount >= 0)"


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of `table` that meet every condition of `where`, counted or summed over `value`.

    `date` places a row in the period, `window` says in which:

    - period: in the period itself; stock: as it stands at as-of, whatever the date; ever: up to it;
    - trailing: in the trailing months to the period's end;
    - cohort: in the period, by customers whose first order lies in it too;
    - lagged: in the period some months earlier, when money was spent that brings customers now;
    - employed: rows of people who were there on some day of the period;
    - again: in the period or the one just before; years: in the trailing months or those before;
    - tier_start: in the period or the months before it that decide the tier at its start;
    - target: what of the targets of the measure named `target` falls into the period; with `due`,
      the part of it that is due by the working days that are over.

    `customers` counts each customer once; `kept` says which of them stay, over `purchases`,
    `first_day` and `last_day` of each, and over two windows `purchases_before`, `purchases_now`,
    `amount_before` and `amount_now`, which can be summed too. `gaps` sums the days between one
    purchase day of a customer and his next. `tier_at_start` keeps customers who had this tier when
    the period began. `without` names base conditions of the table that this measure does without.
    `from_lines`: the same number comes from `line_facts`, so that a product needs no join.
    `row_columns`: columns worth seeing beside the rows. `when_empty`: why a rate over it has no
    number where it counts or sums to none.
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
    tier_at_start: str | None = None
    target: str | None = None
    due: bool = False
    from_lines: bool = False
    row_columns: tuple[str, ...] = ()
    when_empty: Text | None = None
