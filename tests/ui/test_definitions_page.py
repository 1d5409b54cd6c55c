from __future__ import annotations

from ordertrack.metrics.catalog import CATALOG
from ordertrack.views.definitions import matches
from tests.ui.screens import opened, told


def test_every_metric_is_listed() -> None:
    at = opened("definitions")
    listed = {button.label for button in at.button if button.key.startswith("define_")}
    assert listed == {f":primary[{metric.label.en}]" for metric in CATALOG.values()}


def test_a_link_opens_one_entry_in_both_languages() -> None:
    at = opened("definitions", metric="on_time_rate")
    text = told(at)
    assert "On-time delivery" in text and "交付及时率" in text
    assert "every line on time" in text and "所有明细都及时才算及时" in text
    assert "first promise" in text
    assert "python -m ordertrack metrics on_time_rate" in text


def test_an_unknown_name_says_so_and_shows_the_list() -> None:
    at = opened("definitions", metric="happiness")
    assert "no metric called happiness" in told(at)
    assert any(button.key == "define_revenue" for button in at.button)


def test_the_search_knows_both_languages() -> None:
    metric = CATALOG["on_time_rate"]
    assert matches(metric, "及时")
    assert matches(metric, "ON-TIME due")
    assert not matches(metric, "及时 回款")
