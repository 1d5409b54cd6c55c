from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.scope import Scope
from ordertrack.views import cards, figures, filter_values, formats, movers, origin, ranking, trend
from ordertrack.views.movers import Change
from ordertrack.words import Label, Text
from tests.ui.shop import open_shop
from tests.views.making import view, view_of

REVENUE, ORDERS, ON_TIME = (CATALOG[name] for name in ("revenue", "orders", "on_time_rate"))


@pytest.mark.parametrize(("lang", "delta"), [("en", "+10.9% better"), ("zh", "+10.9% 更好")])
def test_a_card_speaks_the_language_of_its_view(home: Path, lang: str, delta: str) -> None:
    first = cards.cards(view(home, lang=lang))[0]
    kind, change = first.changes[0]
    assert (first.metric, first.value, kind, change.direction) == (REVENUE, "1,464", "yoy", "up")
    assert change.words(lang) == delta
    assert first.spark is not None and len(first.spark.values) == 12


def test_what_the_cards_lack_is_gathered_by_column(home: Path) -> None:
    lacking = cards.lacking(view(home))
    assert ["On time in full (OTIF)"] in lacking.values()


def test_a_ranking_marks_what_is_chosen_and_has_no_share_where_parts_do_not_add_up(
    home: Path,
) -> None:
    shop = view(home, team="North")
    scope = shop.scope.without_filter("team")
    found = ranking.ranking("team", REVENUE, "best", scope, shop.evaluate)
    table = ranking.as_read(shop, REVENUE, found.first, chosen=("North",), whole=found.whole)
    assert table["name"].to_list() == ["✓ North", "South"]
    assert table["share"].round(1).to_list() == [66.7, 33.3]
    rates = ranking.ranking("team", ON_TIME, "worst", scope, shop.evaluate)
    assert rates.few == 2  # eight and four due orders
    assert "share" not in ranking.as_read(shop, ON_TIME, rates.first).columns


def test_movers_say_what_moved_and_by_how_much(home: Path) -> None:
    shop = view(home)
    change = movers.change(shop, REVENUE)
    assert isinstance(change, Change)
    assert str(change.headline("en")) == "Revenue 1,464, +10.9% against Nov 2023 (+144)."
    assert str(movers.title(ORDERS)) == "What moved orders most"
    parts = {
        name: movers.moved(name, REVENUE, shop.scope, change.before, shop.evaluate)
        for name in movers.split_by(shop)
    }
    largest = movers.largest(parts)
    assert largest.row(0, named=True)["name"] == "North"
    assert "product_line" not in largest["dimension"].to_list()  # one value explains nothing


@pytest.mark.parametrize(
    ("period", "reason"),
    [("2025-06", "has not begun"), ("2023-06", "There is no revenue in Jun 2022")],
)
def test_movers_say_why_there_is_nothing_to_compare(home: Path, period: str, reason: str) -> None:
    text = movers.change(view(home, period), REVENUE)
    assert isinstance(text, Text) and reason in str(text)


def test_a_trend_of_any_two_metrics_names_both(home: Path) -> None:
    shop = view(home)
    found = trend.trend(shop, CATALOG["units"], CATALOG["order_cycle_days"], "month")
    assert str(trend.title(found.bars, found.line)) == "Units sold and order cycle time"
    table = trend.table(found, "zh")
    assert table.columns == ["period", "units", "order_cycle_days", "orders"]
    assert table["orders"][1] == "12"
    titles = [note.text for note in trend.chart(found, shop, None).layout.annotations]
    assert titles[1] == "Order cycle time by delivery day (days)"


def test_a_trend_beside_orders_has_them_once(home: Path) -> None:
    found = trend.trend(view(home), ORDERS, ON_TIME, "month")
    assert trend.table(found, "en").columns == ["period", "orders", "on_time_rate"]


def test_the_origin_of_a_number_names_its_parts_and_the_scope(home: Path) -> None:
    shop = view(home, team="North")
    row = shop.evaluate(("on_time_rate",), (), shop.scope).row(0, named=True)
    facts = origin.origin(shop, ON_TIME, row)
    assert facts["Numerator"].startswith("**4** — ")
    assert facts["Denominator"].startswith("**8** — ")
    assert origin.scope_text(shop).endswith("  |  Team: North")


def test_a_filter_of_many_values_says_how_many_more(home: Path) -> None:
    shop = view(home)
    values = tuple(f"C{n}" for n in range(5))
    text = filter_values.filter_text(shop, "customer", values).to("en")
    assert text == "Customer: Customer C0, Customer C1, Customer C2 and 2 more"


def test_a_label_within_a_sentence_keeps_its_abbreviation() -> None:
    assert formats.within(Label("On-time delivery", "及时")).en == "on-time delivery"
    assert formats.within(Label("OTIF", "准时足量")).en == "OTIF"


@pytest.mark.parametrize(("as_of", "asked"), [("2024-11-20", 2), ("2024-12-31", 3)])
def test_a_running_period_asks_its_comparison_once(home: Path, as_of: str, asked: int) -> None:
    shop = view_of(open_shop(home), "2024-11", as_of=as_of)
    evaluate, scopes = shop.evaluate, []

    def counting(metrics: tuple[str, ...], dims: tuple[str, ...], scope: Scope) -> pl.DataFrame:
        scopes.append(scope)
        return evaluate(metrics, dims, scope)

    beside = figures.compared(
        replace(shop, evaluate=counting), ("revenue", "cancelled_rate"), ("yoy",)
    )
    assert beside.yoy is not None and {"revenue", "cancelled_rate"} <= set(beside.yoy)
    assert len(scopes) == len(set(scopes)) == asked
