from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import pytest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.scope import Comparison
from ordertrack.views import cards, changes, movers, ranking, sparks, trend
from ordertrack.views.movers import Change
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish
from tests.views.making import view, view_of


@pytest.mark.parametrize(
    ("metric", "now", "then", "said"),
    [
        ("revenue", 12, 10, "+20.0% better"),
        ("on_time_rate", 0.5, 0.6, "−10pp worse"),
        ("delay_days", 3, 5, "−2.0 days better"),
        ("backlog", 12, 10, "+20.0%"),  # neither way is better
        ("orders", 10, 10, "0.0%"),
        ("on_time_rate", 0.60004, 0.6, "0.0pp"),  # rounded to nothing
        ("revenue", None, 10, "—"),
    ],
)
def test_a_change_says_its_unit_and_whether_it_is_better(
    metric: str, now: float | None, then: float, said: str
) -> None:
    found = CATALOG[metric]
    assert changes.change(now, then, found, found.unit, "en").words("en") == said


@pytest.mark.parametrize("comparison", ["yoy", "prior"])
@pytest.mark.parametrize("as_of", ["2024-11-12T10:00", "2024-12-15"])
def test_one_value_has_one_change_wherever_it_is_shown(
    home: Path, comparison: Comparison, as_of: str
) -> None:
    shop = view(home, team="North")
    shop = replace(shop, scope=replace(shop.scope.with_as_of(as_of), comparison=comparison))
    on_cards = {card.metric.name: card.changes[0][1] for card in cards.cards(shop)}
    in_table = {row["metric"]: row for row in cards.all_figures(shop).iter_rows(named=True)}
    for name, change in on_cards.items():
        assert in_table[name][comparison] == change.words("en"), name
        listed = ranking.everything("team", CATALOG[name], "worst", shop.scope, shop.evaluate)
        if listed.height:
            as_read = ranking.as_read(shop, CATALOG[name], listed)
            assert as_read["change"].to_list() == [change.at_a_glance("en")], name
        headline = movers.change(shop, CATALOG[name])
        if isinstance(headline, Change):
            assert f", {change.text} against" in str(headline.headline("en")), name


def test_a_point_of_a_line_says_its_month_and_value(home: Path) -> None:
    first = cards.cards(view(home))[0].spark
    assert first and first.hovers[-1] == "Nov 2024: 1,464"
    assert str(first.alt()) == "Revenue, month by month: Dec 2023: 1,332 to Nov 2024: 1,464"
    assert first.figure().data[0].hovertext[-1] == "Nov 2024: 1,464"


def in_a_holiday(home: Path) -> Warehouse:
    """Twelve orders due in the first week, two of them in the second; the second are late."""
    warehouse = open_warehouse(home)
    orders, lines = [], []
    for place in range(14):
        day = "2024-06-05" if place < 12 else "2024-06-12"
        number = f"S{place}"
        orders.append(order(number, "2024-06-03"))
        delivered = "2024-06-05" if place < 12 else None
        lines.append(line(number, promised_date=day, delivered_date=delivered))
    publish(warehouse, {"orders": orders, "order_lines": lines})
    return warehouse


def test_a_rate_of_few_cases_says_how_many_and_its_point_is_hollow(home: Path) -> None:
    shop = view_of(in_a_holiday(home), "2024-06", as_of="2024-06-30")
    found = trend.trend(shop, CATALOG["orders"], CATALOG["on_time_rate"], "week")
    chart = trend.chart(found, shop, None)
    points = chart.data[-1]
    assert points.hovertext[1].endswith("100.0% (n = 12)")
    assert points.hovertext[2].endswith("0.0% (n = 2)")
    assert points.marker.symbol[1:3] == ("circle", "circle-open")
    assert points.text[2] == "0% (n = 2)"  # the last; no worst week is made of two orders
    titles = [note.text for note in chart.layout.annotations]
    assert titles[1].endswith("hollow points: fewer than 10 cases")


def test_a_small_line_marks_its_thin_points(home: Path) -> None:
    shop = view(home)
    line = next(c.spark for c in cards.cards(shop) if c.metric.name == "on_time_rate")
    assert line and not any(line.thin)
    north = cards.cards(replace(shop, scope=shop.scope.with_filter("team", "North")))
    line = next(c.spark for c in north if c.metric.name == "on_time_rate")
    assert line and all(line.thin) and line.hovers[-1] == "Nov 2024: 50.0% (n = 8)"
    assert set(line.figure().data[0].marker.symbol) == {"circle-open"}
    assert sparks.THIN == 10


def test_charts_that_are_made_without_checks_pass_them(home: Path) -> None:
    shop = view(home)
    found = trend.trend(shop, CATALOG["revenue"], CATALOG["on_time_rate"], "month")
    small = next(card.spark for card in cards.cards(shop) if card.spark)
    for figure in (trend.chart(found, shop, "#555555"), small.figure()):
        checked = go.Figure(figure.to_dict())  # raises ValueError for what plotly does not know
        assert len(checked.data) == len(figure.data)
    with pytest.raises(ValueError, match="hovermodus"):
        go.Figure({"layout": {"hovermodus": "x"}})
