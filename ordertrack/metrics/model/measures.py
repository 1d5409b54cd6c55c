"""A measure: which rows count and what is summed. Imports `words`, `period` and `scope`.

A measure is SQL over one of the derived grains (see `grain`), with every value as a $parameter:

| parameter       | value                                                        |
|-----------------|--------------------------------------------------------------|
| `$as_of`        | the moment of the question                                   |
| `$as_of_day`    | its day                                                      |
| `$closed`       | the first day that is not closed at as-of                    |
| `$start` `$end` | the period, `$end` not included                              |
| `$payment_days` | days to pay after completion, where an order has no due day  |

and these words, which follow the scope's conventions: `{promise}` and `{slack}` (first or latest
promise), `{repeat}` (what makes a repeat customer), `{amount}` (the order's amount, or only that of
the product asked for).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope
from ordertrack.words import Text

Table = Literal["order_facts", "line_facts", "complaint_facts"]
Aggregate = Literal["count", "sum", "customers"]
Unit = Literal["count", "money", "units", "days", "score"]
Window = Literal["period", "stock", "trailing"]

TIER_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """Rows of `table` that meet every condition of `where`, counted or summed over `value`.

    `date` places a row in the period. `window`: in the period; as a stock at as-of (no date); or in
    the trailing months to the period's end. `customers` counts each customer once; `kept` then says
    which of them stay, over `purchases`, `first_day` and `last_day` of each. `from_lines`: the same
    number comes from `line_facts`, so that a product needs no join. `shows`: columns worth seeing
    beside the rows. `nothing`: what is said of a rate over it where it counts or sums to none.
    """

    name: str
    sentence: Text
    table: Table = "order_facts"
    date: str = "order_day"
    where: tuple[str, ...] = ()
    value: str = "1"
    agg: Aggregate = "count"
    unit: Unit = "count"
    window: Window = "period"
    kept: str | None = None
    from_lines: bool = False
    shows: tuple[str, ...] = ()
    nothing: Text | None = None


def spoken(sql: str, conventions: Conventions, amount: str = "amount") -> str:
    """The SQL with the words of the conventions filled in."""
    basis = conventions.promise_basis
    by_day = conventions.repurchase_by == "days"
    return sql.format(
        promise=f"promised_{basis}",
        slack=f"slack_{basis}",
        repeat="last_day > first_day" if by_day else "purchases >= 2",
        amount=amount,
    )


def moments(scope: Scope, window: Window = "period") -> dict[str, Any]:
    """The values of the parameters; `$start` and `$end` only where the rows have such bounds."""
    as_of = scope.stock_moment if window == "stock" else scope.as_of
    values: dict[str, Any] = {
        "as_of": as_of,
        "as_of_day": as_of.date(),
        "closed": Scope(as_of).closed_before,
        "payment_days": scope.conventions.payment_days,
    }
    period = scope.period
    if window == "trailing":
        period = trailing(scope, scope.conventions.repurchase_months)
    if period is not None and window != "stock":
        values |= {"start": period.start, "end": period.end}
    return values


def trailing(scope: Scope, months: int = TIER_MONTHS) -> Period:
    """The `months` to the period's end; for all time, to the end of the as-of day."""
    period = scope.period or Period.around(scope.as_of.date(), "day")
    return period.trailing(months)
