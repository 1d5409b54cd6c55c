"""What is suggested beside a row: only what its figures bear, rates only beyond chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views.evaluation.assessed import advice
from ordertrack.views.view import View
from tests.metrics.literal import LiteralReader, connect

MARCH = Scope(moment("2024-05-31"), Period.month(2024, 3), access=Access.everything())


@pytest.fixture(scope="module")
def view() -> View:
    return View.fresh(LiteralReader(connect(), {"orders": []}, number=92), MARCH, "en")


def rated(**counts: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"key": key, "on_time_rate__numerator": top, "on_time_rate__denominator": base}
            for key, (top, base) in counts.items()
        ]
    )


def test_delays_are_told_of_a_product_that_is_late_beyond_chance_alone() -> None:
    found = advice.worse_rates(rated(a=(5, 40), b=(90, 100), c=(85, 95), d=(0, 4)))
    assert set(found) == {"a"}
    assert str(found["a"][0]) == (
        "Look into its delays: 12.5% on time, all others 87.9% (40 orders), more than chance."
    )
    assert not advice.worse_rates(rated(a=(34, 40), b=(90, 100), c=(85, 95)))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"is_slow": True}, "Sells far less than before"),
        ({"gross_margin": -0.1}, "below its cost (−10.0%)"),
        ({"key_product_attainment": 0.79}, "Far from its target (79.0%)"),
        ({"gross_margin": 0.0, "key_product_attainment": 0.8}, None),
        ({"gross_margin": None, "key_product_attainment": None}, None),
    ],
)
def test_a_product_calls_for_what_its_own_figures_say(
    view: View, row: dict[str, Any], said: str | None
) -> None:
    told = advice.said([*advice.of_product(row, view)], "en")
    assert told is None if said is None else said in str(told)


def category(**more: Any) -> dict[str, Any]:
    usual = {"planned": 1, "share": 0.5, "new": None, "won_by_channel": None}
    return {**usual, "over": None, "difference": None, **more}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (category(over=0.1, difference=10), "10 (+10.0%) beyond its budget"),
        (category(over=0.09, difference=10), None),
        (category(over=-0.3, difference=-30), "30 (30.0%) of its budget is left"),
        (category(over=-0.29, difference=-29), None),
        (category(new=0, won_by_channel=100), "No new customer"),
        (category(new=0, won_by_channel=None), None),
    ],
)
def test_a_category_calls_for_what_its_budget_and_its_channels_say(
    view: View, row: dict[str, Any], said: str | None
) -> None:
    told = advice.said([*advice.of_category(row, view, planned=True)], "en")
    assert told is None if said is None else said in str(told)
    running = replace(view, scope=replace(MARCH, as_of=moment("2024-03-10")))
    early = advice.said([*advice.of_category(row, running, planned=True)], "en")
    assert early == (told if (row["over"] or 0) > 0 else None)


def test_a_channel_is_advised_against_only_beyond_chance() -> None:
    row = {"key": "fair", "high": 2.4, "revenue": 200.0, "profit": 80.0, "spent": 100.0}
    assert "80.0% of what it cost, 96.0% at most by chance" in str(advice.of_channel(row))
    assert advice.of_channel({**row, "high": 2.6}) is None
    assert advice.of_channel({**row, "high": None}) is None
    assert advice.of_channel({**row, "profit": None}) is None
