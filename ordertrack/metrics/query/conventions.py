"""What a scope means in SQL: its conventions as words, its moments as parameters, its windows.

| parameter                         | value                                               |
|-----------------------------------|-----------------------------------------------------|
| `$as_of`                          | the moment of the question                          |
| `$as_of_day`                      | its day                                             |
| `$closed`                         | the first day that is not closed at as-of           |
| `$start` `$end`                   | the period, `$end` not included                     |
| `$trailing_start` `$trailing_end` | the trailing months to the period's end             |
| `$lag_start` `$lag_end`           | the period so far, as many months earlier as is set |
| `$employed_start` `$employed_end` | the period up to as-of, of `$employed_days`         |
| `$again_start` `$again_mid` …     | the period just before, and the period              |
| `$years_start` `$years_mid` …     | the trailing months before, and the trailing months |
| `$tier_start` `$tier_mid` …       | the months that decide the tier, and the period     |
| `$payment_days`                   | days to pay after completion, where no day is given |
| `$cost_per_complaint`             | what a complaint costs                              |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ordertrack.metrics.model.measures import Window
from ordertrack.period import ONE_DAY, Period, shift_months
from ordertrack.scope import Conventions, Scope, first_open_day

Currencies = tuple[str | None, ...]  # sorted; None at the end: some amounts name no currency

TIER_MONTHS = 12
BOUNDS: dict[Window, tuple[str, str]] = {
    "period": ("start", "end"),
    "cohort": ("start", "end"),
    "trailing": ("trailing_start", "trailing_end"),
    "lagged": ("lag_start", "lag_end"),
    "again": ("again_start", "again_end"),
    "years": ("years_start", "years_end"),
    "tier_start": ("tier_start", "tier_end"),
}
MIDDLES: dict[Window, str] = {
    "again": "$again_mid",
    "years": "$years_mid",
    "tier_start": "$tier_mid",
}


def resolved(sql: str, conventions: Conventions, amount: str = "amount", past: str = "") -> str:
    """Return the SQL of a measure with the words of the conventions filled in."""
    basis = conventions.promise_basis
    by_day = conventions.repurchase_by == "days"
    return sql.format(
        promise=f"promised_{basis}",
        slack=f"slack_{basis}",
        repeat="last_day > first_day" if by_day else "purchases >= 2",
        amount=amount,
        red_orders=f"{past}red_orders",
    )


def parameters(scope: Scope, window: Window = "period") -> dict[str, Any]:
    """Return the values of the parameters; bounds only where the window has some."""
    as_of = scope.stock_moment if window == "stock" else scope.as_of
    values: dict[str, Any] = {
        "as_of": as_of,
        "as_of_day": as_of.date(),
        "closed": first_open_day(as_of),
        "payment_days": scope.conventions.payment_days,
        "cost_per_complaint": scope.conventions.cost_per_complaint,
    }
    return values | _window_parameters(scope, window)


def _window_parameters(scope: Scope, window: Window) -> dict[str, Any]:
    """Return where a window begins and ends; nothing where it has no bounds."""
    period = _around(scope, window)
    if period is None or window in ("stock", "ever", "target"):
        return {}
    if window == "employed":
        end = max(min(period.end, scope.as_of.date() + ONE_DAY), period.start)
        days = (end - period.start).days
        return {"employed_start": period.start, "employed_end": end, "employed_days": days}
    begins, ends = BOUNDS[window]
    values: dict[str, Any] = {begins: period.start, ends: period.end}
    if window in MIDDLES:
        before = _before(scope, window, period)
        values |= {begins: before.start, MIDDLES[window].removeprefix("$"): period.start}
    return values


def _around(scope: Scope, window: Window) -> Period | None:
    """Return the period that a window is about."""
    if window in ("trailing", "years"):
        return trailing(scope, scope.conventions.repurchase_months)
    lag = scope.conventions.channel_lag_months
    if window == "lagged" and scope.period is not None and lag:
        return _so_far_earlier(scope, scope.period, lag)
    return scope.period


def _so_far_earlier(scope: Scope, period: Period, months: int) -> Period:
    """Return the days of a period up to as-of, as many months earlier.

    Customers won in half a month are never set against the expenses of a whole one.
    """
    start, as_of = shift_months(period.start, -months), scope.as_of.date()
    if period.start <= as_of < period.last:
        return Period(start, shift_months(as_of, -months) + ONE_DAY)
    return Period(start, shift_months(period.end, -months))


def _before(scope: Scope, window: Window, period: Period) -> Period:
    """Return what a window of two parts begins with."""
    if window == "again":
        return period.previous()
    months = TIER_MONTHS if window == "tier_start" else scope.conventions.repurchase_months
    return Period(shift_months(period.start, -months), period.start)


def bounds(window: Window, day: str, values: dict[str, Any]) -> list[str]:
    """Return the conditions that place a row in the window; none where it has no bounds."""
    if window == "employed":
        return [
            "(active_from IS NULL OR active_from < $employed_end)",
            "(active_to IS NULL OR active_to >= $employed_start)",
        ]
    first, end = BOUNDS.get(window, ("", ""))
    if first not in values:
        return []
    days = [day, "customer_first_day"] if window == "cohort" else [day]
    return [part for one in days for part in (f"{one} >= ${first}", f"{one} < ${end}")]


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
