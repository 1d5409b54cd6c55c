"""Open orders that are likely late, by how long orders like them took."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ordertrack.access import Access
from ordertrack.alerts.early_warning import early_warnings
from ordertrack.scope import Scope, moment
from tests.metrics.literal import Release, day, line, order

AS_OF = Scope(moment("2024-06-30"), access=Access.everything())
FIRST = day("2023-06-01")


def company(slow_days: int) -> dict[str, list[dict[str, Any]]]:
    """Orders of a slow and of a fast product every third day: slow ones take `slow_days`."""
    orders, lines = [], []
    for turn in range(132):
        placed = FIRST + timedelta(days=3 * turn)
        for name, days in (("slow", slow_days), ("fast", 9)):
            number, came = f"{name}{turn}", placed + timedelta(days=days)
            orders.append(order(number, f"{placed} 08:00", status="placed"))
            dates = {"promised_date": placed + timedelta(days=10)}
            if came <= day("2024-06-30"):
                dates["delivered_date"] = moment(f"{came} 10:00")
            lines.append(line(number, product=name, product_line=name, **dates))
    return {"orders": orders, "order_lines": lines}


def test_orders_like_those_that_were_late_are_warned_of_before_their_promise(
    release: Release,
) -> None:
    found = early_warnings(AS_OF, release(**company(12)))
    assert found is not None
    # Placed on 22, 25 and 28 June; all slow ones of before took 12 days for a promise of 10.
    assert set(found.orders["order_no"]) == {"slow129", "slow130", "slow131"}
    assert set(found.orders["chance"]) == {1.0}
    assert found.hits == found.tried and found.helps
    assert found.late == found.hits and found.looked_at == 2 * found.late


def test_a_warning_that_says_no_more_than_the_base_rate_is_no_help(release: Release) -> None:
    """Nothing is late, or everything is: there is nothing to warn of."""
    on_time = early_warnings(AS_OF, release(**company(9)))
    assert on_time is not None and on_time.orders.is_empty() and not on_time.helps
    bare = early_warnings(AS_OF, release(orders=[order("1", "2024-06-01", amount=1)]))
    assert bare is None
