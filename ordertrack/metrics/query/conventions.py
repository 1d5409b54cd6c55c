"""What a scope means in SQL: its conventions as words, its moments as parameters, its windows.

| parameter                         | value                                                       |
|-----------------------------------|-------------------------------------------------------------|
| `$as_of`                          | the moment of the question                                  |
| `$as_of_day`                      | its day                                                     |
| `$closed`                         | the first day that is not closed at as-of                   |
| `$start` `$end`                   | the period, `$end` not included                             |
| `$trailing_start` `$trailing_end` | the trailing months to the period's end                     |
| `$payment_days`                   | days to pay after completion, where an order has no due day |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ordertrack.metrics.model.measures import Window
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, first_open_day

Currencies = tuple[str | None, ...]  # sorted; None at the end: some amounts name no currency

TIER_MONTHS = 12
BOUNDS: dict[Window, tuple[str, str]] = {
    "period": ("start", "end"),
    "trailing": ("trailing_start", "trailing_end"),
}


def resolved(sql: str, conventions: Conventions, amount: str = "amount") -> str:
    """Return the SQL of a measure with the words of the conventions filled in."""
    basis = conventions.promise_basis
    by_day = conventions.repurchase_by == "days"
    return sql.format(
        promise=f"promised_{basis}",
        slack=f"slack_{basis}",
        repeat="last_day > first_day" if by_day else "purchases >= 2",
        amount=amount,
    )


def parameters(scope: Scope, window: Window = "period") -> dict[str, Any]:
    """Return the values of the parameters; bounds only where the window has some."""
    as_of = scope.stock_moment if window == "stock" else scope.as_of
    values: dict[str, Any] = {
        "as_of": as_of,
        "as_of_day": as_of.date(),
        "closed": first_open_day(as_of),
        "payment_days": scope.conventions.payment_days,
    }
    period = scope.period
    if window == "trailing":
        period = trailing(scope, scope.conventions.repurchase_months)
    if period is not None and window in BOUNDS:
        values |= zip(BOUNDS[window], (period.start, period.end), strict=True)
    return values


def bounds(window: Window, day: str, values: dict[str, Any]) -> list[str]:
    """Return the conditions that place a day in the window; none where it has no bounds."""
    first, end = BOUNDS.get(window, ("", ""))
    return [f"{day} >= ${first}", f"{day} < ${end}"] if first in values else []


def trailing(scope: Scope, months: int = TIER_MONTHS) -> Period:
    """Return the `months` to the period's end; for all time, to the end of the as-of day."""
    period = scope.period or Period.around(scope.as_of.date(), "day")
    return period.trailing(months)


def in_force(named: Iterable[str | None], scope: Scope) -> Currencies:
    """Return the currencies that these names mean.

    An amount that names none is in that of the setting, else in the only one that others name.
    """
    found = set(named)
    known = {name for name in found if name}
    if len(known) == len(found):
        return tuple(sorted(known))
    home = scope.conventions.currency or (next(iter(known)) if len(known) == 1 else None)
    return tuple(sorted(known | {home})) if home else (*sorted(known), None)
