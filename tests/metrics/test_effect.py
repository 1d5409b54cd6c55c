"""Whether an action worked: chance is not called an effect, and a real one is found."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.errors import BadScope
from ordertrack.metrics.analysis.effect import Plan, effect, judge, measurable
from ordertrack.metrics.catalog import CATALOG
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect, day, order

CONNECTION = connect()
START = date(2024, 4, 1)
PLAN = Plan(
    "on_time_rate",
    (("team", ("North",)),),
    Period(START - timedelta(days=84), START),
    Period(START, START + timedelta(days=84)),
)
RUNS = 1000  # by which the share of false effects is known to a hundredth


def days(rate_before: float, rate_after: float, chance: Random, each: int = 1) -> pl.DataFrame:
    """Every day `each` orders are due, of which a share is on time."""
    rows = []
    for place in range(-84, 84):
        rate = rate_before if place < 0 else rate_after
        met = sum(chance.random() < rate for _ in range(each))
        rows.append((START + timedelta(days=place), float(met), float(each)))
    return pl.DataFrame(rows, schema=["day", "top", "base"], orient="row")


def sums(before: float, after: float, chance: Random) -> pl.DataFrame:
    """Every day an order of an amount that varies threefold, on half of all days."""
    rows = [
        (
            START + timedelta(days=place),
            (before if place < 0 else after)
            * chance.lognormvariate(0, 0.7)
            * (chance.random() < 0.5),
            0.0,
        )
        for place in range(-84, 84)
    ]
    return pl.DataFrame(rows, schema=["day", "top", "base"], orient="row")


def share_effective(metric: str, own: object, rest: object, runs: int = RUNS) -> float:
    chance = Random(7)
    found = [judge(CATALOG[metric], own(chance), rest(chance), PLAN).verdict for _ in range(runs)]
    return found.count("effective") / runs


@pytest.mark.parametrize("metric", ["on_time_rate", "complaint_rate"])
def test_a_rate_that_did_not_change_is_hardly_ever_called_an_effect(metric: str) -> None:
    # All else fell for both alike: what happened to everybody is no effect of the action.
    share = share_effective(
        metric, lambda c: days(0.8, 0.7, c), lambda c: days(0.8, 0.7, c, 4), RUNS
    )
    assert share <= 0.05


def test_a_sum_that_did_not_change_is_hardly_ever_called_an_effect() -> None:
    share = share_effective("revenue", lambda c: sums(100, 130, c), lambda c: sums(400, 520, c))
    assert share <= 0.05


def test_a_mean_that_did_not_change_is_hardly_ever_called_an_effect() -> None:
    def cycle(chance: Random) -> pl.DataFrame:
        rows = [
            (START + timedelta(days=place), chance.lognormvariate(2, 0.5), 1.0)
            for place in range(-84, 84)
        ]
        return pl.DataFrame(rows, schema=["day", "top", "base"], orient="row")

    assert share_effective("order_cycle_days", cycle, cycle) <= 0.05


def test_twenty_points_more_are_found_in_most_cases() -> None:
    share = share_effective(
        "on_time_rate", lambda c: days(0.6, 0.8, c, 2), lambda c: days(0.7, 0.7, c, 8), 200
    )
    assert share > 0.8


def test_a_fall_against_the_wanted_direction_is_not_effective() -> None:
    chance = Random(7)
    own, rest = days(0.9, 0.5, chance), days(0.8, 0.8, chance, 4)
    assert judge(CATALOG["on_time_rate"], own, rest, PLAN).verdict == "not_effective"
    assert judge(CATALOG["complaint_rate"], own, rest, PLAN).verdict == "effective"


def test_the_numbers_are_those_of_the_orders() -> None:
    """North: 6 of 12 on time before, 9 of 12 after; all others stay at 6 of 12."""
    orders = []
    for place, start in enumerate((date(2024, 3, 4), date(2024, 4, 1))):
        for team in ("North", "South"):
            for number in range(12):
                due = start + timedelta(days=number * 2)
                good = number < (9 if team == "North" and place else 6)
                orders.append(
                    order(
                        f"{team}{place}{number}",
                        "2024-02-01",
                        team=team,
                        promised_first=due,
                        promised_date=due,
                        delivered_date=due if good else due + timedelta(days=9),
                    )
                )
    reader = LiteralReader(CONNECTION, {"orders": orders}, covered=True)
    plan = Plan(
        "on_time_rate",
        (("team", ("North",)),),
        Period(day("2024-03-04"), day("2024-04-01")),
        Period(day("2024-04-01"), day("2024-04-29")),
    )
    found = effect(plan, Scope(moment("2024-06-30"), access=Access.everything()), reader)
    assert (found.own.before, found.own.after, found.own.counts) == (0.5, 0.75, (12, 12))
    assert found.rest and (found.rest.before, found.rest.after) == (0.5, 0.5)
    assert found.change == pytest.approx(0.25) and found.interval
    assert found.interval[0] < 0 and found.verdict == "unclear"  # twelve tell little
    assert found.series.filter("after")["own"].len() == 4


def test_short_windows_and_numbers_that_look_back_are_refused_with_the_reason() -> None:
    plan = Plan("orders", (), Period(START - timedelta(days=20), START), PLAN.after)
    reader = LiteralReader(CONNECTION, {"orders": [order("1", "2024-04-02")]}, covered=True)
    scope = Scope(moment("2024-08-30"), access=Access.everything())
    found = effect(plan, scope, reader)
    assert found.verdict == "unclear" and str(found.reason).startswith("A window has 2 whole weeks")
    with pytest.raises(BadScope):
        effect(Plan("grr", (), plan.baseline, plan.after), scope, reader)
    assert not measurable(CATALOG["repurchase_rate"]) and measurable(CATALOG["new_customers"])
