from __future__ import annotations

from pathlib import Path

from ordertrack.metrics.catalog import CATALOG
from ordertrack.views import cards as figures
from ordertrack.views.definitions import matches
from tests.ui.screens import cards, opened, told
from tests.ui.shop import open_shop
from tests.views.making import view_of


def test_every_metric_is_listed() -> None:
    at = opened("definitions")
    listed = {button.label for button in at.button if button.key.startswith("define_")}
    assert listed == {f":primary[{metric.label.en}]" for metric in CATALOG.values()}


def test_every_metric_has_its_value_or_none_and_the_way_to_where_it_is_seen(home: Path) -> None:
    answered = figures.answered(view_of(open_shop(home), "2024-11"))
    at = opened("definitions", period="2024-11")
    assert "Values: Nov 2024" in told(at)
    assert ":small[**1,464**]" in told(at)
    assert told(at).count(":small[**—**]") == len(CATALOG) - len(answered) > 0


def test_an_entry_says_its_value_and_leads_to_the_overview(home: Path) -> None:
    open_shop(home)
    at = opened("definitions", period="2024-11", metric="on_time_rate")
    assert cards(at) == {"Nov 2024  |  As of 2024-12-15": "66.7%"}
    assert "figure=on_time_rate" in at.get("page_link")[0].proto.query_string
    assert "Not in the data" in told(opened("definitions", metric="satisfaction"))


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
