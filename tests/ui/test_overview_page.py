from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.settings import settings
from ordertrack.ui.frame import url_state
from ordertrack.views import trend
from ordertrack.warehouse import Warehouse
from ordertrack.words import t
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import cards, opened, told
from tests.ui.shop import open_shop, stock


@pytest.fixture
def shop(home: Path) -> Path:
    open_shop(home)
    return home


def chosen(at: AppTest) -> dict[str, str]:
    return {
        key: value for key, value in at.session_state[url_state.CHOSEN].items() if key != "lang"
    }


def two_orders(home: Path, *currencies: str | None) -> None:
    """Each of 10, the first in the first currency."""
    orders = [
        order(f"{place}", "2024-06-01", f"C{place}", currency=currency)
        for place, currency in enumerate(currencies)
    ]
    lines = [line(f"{place}", amount=10) for place in range(len(currencies))]
    publish(open_warehouse(home), {"orders": orders, "order_lines": lines})


def test_amounts_in_several_currencies_say_so_and_can_be_filtered_by_one(home: Path) -> None:
    two_orders(home, "USD", "JPY")
    at = opened("overview")
    assert "2 currencies (JPY, USD)" in at.warning[0].value
    assert told(at).count("2 currencies added up") == 3  # revenue, its average, the rankings
    assert cards(at)["Revenue"] == "20"
    at.button(key="only_currency_JPY").click().run()
    assert chosen(at)["currency"] == "JPY"
    assert not at.warning and cards(at)["Revenue"] == "¥10"


def test_the_ledger_adds_up_each_currency_by_itself(home: Path) -> None:
    two_orders(home, "USD", "JPY")
    at = opened("orders")
    assert "amount ¥10.00 + \\$10.00" in told(at)
    assert {"amount", "currency"} <= set(at.dataframe[0].value.columns)


@pytest.mark.parametrize(
    ("currencies", "setting", "revenue"),
    [
        (("USD", None), None, "\\$20"),
        ((None, None), "EUR", "€20"),
        ((None, None), None, "20"),
        (("USD", None), "EUR", "20"),
    ],
)
def test_money_carries_its_currency(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    currencies: tuple,
    setting: str | None,
    revenue: str,
) -> None:
    if setting:
        monkeypatch.setenv("ORDERTRACK_CURRENCY", setting)
        settings.cache_clear()
    two_orders(home, *currencies)
    at = opened("overview")
    assert cards(at)["Revenue"] == revenue
    assert bool(at.warning) is (currencies == ("USD", None) and setting == "EUR")


def test_an_empty_warehouse_offers_two_ways_to_begin() -> None:
    at = opened()
    assert "no orders here yet" in told(at)
    assert {"Go to Imports", "Load the demo company"} <= {button.label for button in at.button}


def test_the_demo_company_is_one_click_away(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(warehouse: Warehouse, *, progress: Any) -> None:
        progress(t("Published"), 1.0)
        stock(warehouse)

    monkeypatch.setattr("ordertrack.demo.load", load)
    at = opened()
    at.button(key="load_demo").click().run()
    assert not at.exception
    assert cards(at)["Orders"] == "12"


def test_it_opens_on_the_newest_month_of_the_data(shop: Path) -> None:
    at = opened()
    shown = cards(at)
    assert at.selectbox(key="scope_period").value == "2024-12"
    assert shown["Revenue"] == "1,476"  # 12 orders of 100 + 23
    assert shown["Orders"] == "12"
    assert shown["On-time delivery"] == "66.7%"
    assert "Release #1" in told(at)
    assert "As of 2024-12-15, where the data ends" in told(at)


def test_a_card_shows_both_comparisons(shop: Path) -> None:
    at = opened()
    assert ":blue[▲ YoY +10.8% better]" in told(at)  # 123 against 111 an order
    assert ":blue[▲ Prior +0.8% better]" in told(at)


def test_half_a_month_is_never_set_against_a_whole_one(shop: Path) -> None:
    at = opened(period="2024-12", as_of="2024-12-03")
    assert "compared with the same days, 2023-12-01 – 2023-12-03" in told(at)
    assert ":blue[▲ YoY +10.8% better]" in told(at)


def test_no_comparison_means_none_on_the_cards_either(shop: Path) -> None:
    at = opened(compare="none")
    assert "YoY" not in told(at) and "Prior" not in told(at)


def test_a_year_is_compared_with_the_year_before_only_once(shop: Path) -> None:
    at = opened(period="2024", as_of="2024-12-31")
    assert "▲ YoY +" in told(at) and "Prior" not in told(at)


def test_a_stock_of_a_past_period_is_that_of_its_end_and_of_now_by_a_switch(shop: Path) -> None:
    at = opened(period="2024-06")
    switch = at.button(key="stock_backlog")
    assert switch.label == "At the end of 2024-06-30"
    switch.click().run()
    assert at.button(key="stock_backlog").label == "As of 2024-12-15"
    assert chosen(at)["stock"] == "now"
    at.button(key="stock_backlog").click().run()
    assert "stock" not in chosen(at)


def test_every_figure_that_the_data_can_tell_is_in_one_table(shop: Path) -> None:
    at = opened(figure="cancelled_rate")
    assert "Cancelled orders / all orders" in told(at)  # the linked figure is open
    assert "The data records no cancelled order" in told(at)  # and says why it has no number
    table = next(frame.value for frame in at.dataframe if "parts" in frame.value.columns)
    found = dict(zip(table["name"], table["parts"], strict=True))
    assert found["On-time delivery"] == "8 / 12"
    assert not {"Satisfaction", "Cancelled orders"} & found.keys()  # not in this data
    assert "figure" not in at.query_params


def test_looking_back_before_the_period_moves_to_the_period_of_that_day(shop: Path) -> None:
    at = opened(period="2024-11")
    at.date_input(key="scope_as_of").set_value(date(2024, 6, 20)).run()
    assert chosen(at) == {"period": "2024-06", "as_of": "2024-06-20"}


def test_a_link_to_a_period_after_its_as_of_says_that_it_has_not_begun(shop: Path) -> None:
    at = opened(period="2024-11", as_of="2024-06-20")
    assert "This period begins after 2024-06-20" in told(at)
    assert "Choose a period and a comparison" not in told(at)


def test_a_week_at_the_edge_of_the_period_is_named_by_its_days_in_it() -> None:
    scope = Scope(datetime(2024, 12, 15), Period.parse("2024-11"), access=Access.everything())
    weeks = pl.DataFrame({"week": [date(2024, 10, 28), date(2024, 11, 4), date(2024, 11, 25)]})
    assert [str(week) for week in trend.counted_pieces(weeks, "week", scope)] == [
        "2024-11-01..2024-11-04",
        "2024-11-04..2024-11-11",
        "2024-11-25..2024-12-01",
    ]


def test_the_weeks_of_a_year_are_named_by_their_months() -> None:
    names = trend.tick_names(list(Period.parse("2024").split("week")), "week")
    assert [name for name in names if name][:3] == ["01<br>2024", "02", "03"]
    assert len(names) == 53 and sum(map(bool, names)) == 12


def test_what_was_sold_to_nobody_any_more_is_still_what_moved(home: Path) -> None:
    stocked = open_warehouse(home)
    orders = [order("A", "2024-06-03", team="North"), order("B", "2024-06-04", team="South")]
    orders += [order("C", "2024-07-31", team="North")]
    lines = [line("A", amount=100), line("B", amount=50), line("C", amount=0)]
    publish(stocked, {"orders": orders, "order_lines": lines})
    at = opened(period="2024-07", compare="prior", as_of="2024-07-30")
    assert "Revenue 0, −100%" in told(at)
    assert "Nothing changed" not in told(at)


def test_what_the_data_lacks_is_said_and_takes_no_place(shop: Path) -> None:
    at = opened()
    assert "On time in full (OTIF)" not in cards(at)
    assert "On time in full (OTIF)" in told(at)
    assert "Quantity delivered (Order lines)" in told(at)
    assert "Not in this data: currencies, delivered quantities" in told(at)


def test_what_the_data_lacks_is_gathered_in_one_line(home: Path) -> None:
    publish(open_warehouse(home), {"orders": [order("X1", "2024-12-03")]})
    named = [box.label for box in opened().expander if "Cannot be told" in box.label]
    assert len(named) == 1
    assert "On-time delivery" in named[0] and "Backlog" in named[0]


def test_a_link_opens_the_view_that_it_names(shop: Path) -> None:
    at = opened(period="2024-Q2", team="North", compare="prior")
    assert cards(at)["Orders"] == "24"
    assert at.segmented_control(key="scope_kind").value == "quarter"
    assert at.segmented_control(key="scope_comparison").value == "prior"
    assert at.button(key="chip_team").label == "Team: North"


def test_a_link_that_makes_no_sense_says_so_and_shows_the_newest_month(shop: Path) -> None:
    at = opened(period="someday")
    assert at.warning[0].value.startswith("'someday' is not a period.")
    assert at.selectbox(key="scope_period").value == "2024-12"


def test_a_chip_takes_its_filter_away(shop: Path) -> None:
    at = opened(team="North", sales_rep="Ann")
    at.button(key="chip_team").click().run()
    assert chosen(at) == {"sales_rep": "Ann"}
    assert cards(at)["Orders"] == "4"


def test_breadcrumbs_lead_back_up(shop: Path) -> None:
    at = opened(team="North", sales_rep="Ann")
    at.button(key="crumb_team").click().run()
    assert chosen(at) == {"team": "North"}
    assert "crumb_team" not in {button.key for button in at.button}


def test_the_period_can_be_stepped_and_widened(shop: Path) -> None:
    at = opened(period="2024-05")
    at.button(key="scope_back").click().run()
    assert chosen(at) == {"period": "2024-04"}
    at.segmented_control(key="scope_kind").set_value("year").run()
    assert chosen(at) == {"period": "2024"}
    assert cards(at)["Orders"] == "144"
    at.segmented_control(key="scope_kind").set_value("all").run()
    assert chosen(at) == {"period": "all"}
    assert cards(at)["Orders"] == "288"


def test_the_scope_survives_a_change_of_page(shop: Path) -> None:
    at = opened("definitions", period="2024-05", team="South")
    at.query_params.clear()  # as the menu does
    at.switch_page("../../../pages/overview.py").run()
    assert chosen(at) == {"period": "2024-05", "team": "South"}
    assert at.query_params["period"] == "2024-05"


def test_a_moment_in_the_past_shows_what_was_known_then(shop: Path) -> None:
    at = opened(period="2024-12", as_of="2024-12-09")
    assert cards(at)["On-time delivery"] == "—"  # promised for the 10th: nothing is due yet
    assert cards(at)["Backlog"] == "492"  # the four late ones are still open


def test_chinese_is_one_click_away(shop: Path) -> None:
    at = opened(period="2024-05")
    at.segmented_control(key="language_switch").set_value("zh").run()
    assert at.header[0].value == "经营总览"
    assert cards(at)["交付及时率"] == "66.7%"
    assert at.query_params["period"] == "2024-05"


def test_the_browser_decides_the_first_language(shop: Path) -> None:
    at = opened(lang="")
    assert at.header[0].value == "Overview"
    at = AppTest.from_file(str(Path(at._script_path)), default_timeout=60)
    at.context = {"locale": "zh-CN"}
    assert at.run().header[0].value == "经营总览"


def test_any_order_can_be_ranked_by_any_offered_figure(shop: Path) -> None:
    at = opened()
    for name in at.selectbox(key="rank_by").options:
        at.selectbox(key="rank_by").select(name).run()
        assert not at.exception, name


def test_every_card_opens_where_it_comes_from(shop: Path) -> None:
    at = opened(period="2024-05")
    at.button(key="origin_on_time_rate").click().run()
    assert not at.exception
    text = told(at)
    assert "Due orders delivered on or before the promise" in text
    assert "**8**" in text and "**12**" in text
    assert "first promise" in text
    rows = at.dataframe[-1].value
    assert len(rows) == 8 and rows["value"].sum() == 8


def test_the_misses_of_a_rate_come_worst_first_and_lead_to_their_orders(shop: Path) -> None:
    at = opened(period="2024-05")
    at.session_state["origin_part_on_time_rate"] = "misses"
    at.button(key="origin_on_time_rate").click().run()
    rows = table_with(at, "days_late")
    assert list(rows["days_late"]) == [5, 5, 5, 5]
    assert set(rows["product_line"]) == {"Water"} and set(rows["sales_rep"]) == {"Ann"}
    numbers = ["SO1600", "SO1603", "SO1606", "SO1609"]
    assert [text.rpartition(" ")[2] for text in rows["order_no"]] == numbers
    assert at.selectbox(key="origin_on_time_rate_misses_number").options == numbers
    assert {"Misses 4", "Denominator 12"} <= set(
        at.segmented_control(key="origin_part_on_time_rate").options
    )


def table_with(at: AppTest, column: str) -> Any:
    """The first table that has a column."""
    return next(frame.value for frame in at.dataframe if column in frame.value.columns)


def test_the_lists_can_be_turned_to_the_worst_the_best_and_the_changes(shop: Path) -> None:
    at = opened(period="2024-Q2", rank="on_time_rate")
    for end, first in {"worst": "North", "best": "South", "misses": "North"}.items():
        at.segmented_control(key="rank_order").set_value(end).run()
        table = table_with(at, "place")
        assert list(table["name"]) == [first, {"North": "South", "South": "North"}[first]]
        assert list(table["n"]) == ["24" if name == "North" else "12" for name in table["name"]]
    assert chosen(at)["rank_order"] == "misses"
    at.segmented_control(key="rank_order").set_value("worst").run()
    assert "rank_order" not in chosen(at)


def test_a_new_release_shows_at_the_next_look(shop: Path, home: Path) -> None:
    at = opened(period="2024-05")
    warehouse = open_warehouse(home)
    publish(
        warehouse,
        {"orders": [order("NEW", "2024-05-02")], "order_lines": [line("NEW", amount=1000)]},
    )
    at.run()
    assert cards(at)["Orders"] == "13"
    assert "Release #2" in told(at)


def test_an_older_release_can_be_looked_at_and_left(shop: Path, home: Path) -> None:
    publish(open_warehouse(home), {"orders": [order("NEW", "2024-12-02")]})
    at = opened(release="1")
    assert cards(at)["Orders"] == "12"
    assert "as it was" in told(at)
    at.button(key="newest_release").click().run()
    assert cards(at)["Orders"] == "13"


def test_a_broken_table_is_said_and_not_half_shown(shop: Path) -> None:
    tables = shop / "tables"
    shutil.rmtree(tables / "order_facts")
    (tables / "order_facts").mkdir()
    at = opened()
    assert at.error[0].value
    assert not at.metric


def test_a_dimension_that_the_data_lacks_is_not_offered(home: Path) -> None:
    publish(open_warehouse(home), {"orders": [order("X1", "2024-12-03", sales_rep="Ann")]})
    at = opened()
    assert "level_people_sales_rep" in {control.key for control in at.segmented_control}
    assert "Not in this data: Team" in told(at)


def test_a_finished_month_can_be_looked_at_as_custom_days(shop: Path) -> None:
    at = opened(period="2024-05")
    at.segmented_control(key="scope_kind").set_value("custom").run()
    assert at.date_input(key="scope_range").value == (date(2024, 5, 1), date(2024, 5, 31))
    at.date_input(key="scope_range").set_value((date(2024, 4, 1), date(2024, 6, 30))).run()
    assert chosen(at)["period"] == "2024-Q2"
    assert at.segmented_control(key="scope_kind").value == "custom"
    at.segmented_control(key="scope_kind").set_value("month").run()
    assert chosen(at) == {"period": "2024-06"}


def test_a_bare_address_of_the_same_page_keeps_what_was_chosen_when_it_was_entered(
    shop: Path,
) -> None:
    at = opened(period="2024-05", team="North")
    at.query_params.clear()
    at.switch_page("../../../pages/orders.py").run()
    at.segmented_control(key="scope_kind").set_value("year").run()
    at.query_params.clear()  # as Back to where the menu had led
    at.run()
    assert chosen(at) == {"period": "2024-05", "team": "North"}


def test_the_demo_company_is_called_that_until_own_data_is_in(home: Path) -> None:
    warehouse = open_warehouse(home)
    tables: Any = {
        "orders": [order("D1", "2024-05-02", "c1")],
        "order_lines": [line("D1", amount=100)],
    }
    publish(warehouse, tables, kind="demo")
    for page in (None, "orders", "imports", "definitions"):
        assert "Demo data" in told(opened(page)), page
    assert AppTest.from_function(_named).run().text[0].value == "demo-orders.csv"
    publish(warehouse, {"orders": [order("S1", "2024-05-02", "c1")]})
    warehouse.close()
    assert "Demo data" not in told(opened())
    assert AppTest.from_function(_named).run().text[0].value == "orders.csv"


def _named() -> None:
    import streamlit as st

    from ordertrack.ui.frame.demo_mark import file_name

    st.text(file_name("orders", "csv"))


def test_no_download_leaves_out_that_it_is_the_demo() -> None:
    """Every file that a page gives is named by `file_name`, but for what holds no demo data."""
    own = {"imports/page.py", "imports/rejected_rows.py"}  # the template, rows of one's own file
    own |= {"reports/made.py"}  # named when it was made
    root = Path(__file__).parents[2] / "ordertrack/ui"
    given = {p for p in root.rglob("*.py") if "st.download_button(" in p.read_text("utf-8")}
    unnamed = {p for p in given if "file_name(" not in p.read_text("utf-8")}
    assert {p.relative_to(root).as_posix() for p in unnamed} == own
