"""A metric that is only declared is found on every page, without a line of code there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.sales import ORDERS_PLACED, REVENUE
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop

TURNOVER = Metric(
    "turnover", Label("Turnover", "营业额"), "sales", "money", "up", REVENUE, Label("Σ", "Σ")
)
DAYS = Metric(
    "days_each",
    Label("Days each", "每单天数"),
    "delivery",
    "days",
    "down",
    ORDERS_PLACED,
    Label("orders / orders", "订单 / 订单"),
    denominator=ORDERS_PLACED,
)


@pytest.fixture(autouse=True)
def declared(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_shop(home)
    for metric in (TURNOVER, DAYS):
        monkeypatch.setitem(CATALOG, metric.name, metric)  # type: ignore[invalid-argument-type]


@pytest.mark.parametrize("name", ["turnover", "days_each"])
def test_it_is_defined(name: str) -> None:
    assert any(button.key == f"define_{name}" for button in opened("definitions").button)
    assert f"metrics {name}" in told(opened("definitions", metric=name))


@pytest.mark.parametrize("name", ["turnover", "days_each"])
def test_it_can_be_ranked_by(name: str) -> None:
    at = opened(period="2024-11")
    at.selectbox(key="rank_by").select(name).run()
    assert not at.exception
    assert at.session_state["chosen"]["rank"] == name
    assert len(at.dataframe[0].value) == 2


def test_it_has_a_trend() -> None:
    at = opened(period="2024-11")
    at.selectbox(key="bars_by").select("turnover").run()
    at.selectbox(key="line_by").select("days_each").run()
    assert not at.exception
    assert "**Turnover and days each**" in told(at)


def test_it_says_what_moved_it() -> None:
    at = opened(period="2024-11")
    box = at.selectbox(key="movers_by")
    assert {"Turnover", "Days each"} <= set(box.options)
    box.select("turnover").run()
    assert not at.exception
    assert "What moved turnover most" in told(at)
    assert "Turnover 1,464, +10.9% against" in told(at)


def test_a_link_keeps_the_choice_and_one_that_makes_no_sense_is_the_usual() -> None:
    assert "**Turnover and days each**" in told(opened(bars="turnover", line="days_each"))
    assert "**Revenue and on-time delivery**" in told(opened(bars="nonsense", line="turnover"))
