"""What only a browser shows of Overview: clicks on charts and lists, the URL, the back button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, settled, tap
from tests.shelves import line, open_warehouse, order, publish

pytestmark = pytest.mark.browser


def test_a_click_on_a_month_chooses_it_and_back_returns(visit: Open) -> None:
    page = visit("/?lang=en")
    # The chosen month is drawn first, so the fifth of the others is May.
    tap(page, ".st-key-trend_month .bars .point path", 5)
    expect(page).to_have_url(re.compile("period=2023-05"))
    expect(page.get_by_role("combobox", name="Period")).to_have_value("May 2023")
    page.go_back()
    expect(page).not_to_have_url(re.compile("period="))


def test_a_click_on_a_name_filters_and_drills_down(visit: Open) -> None:
    page = visit("/?period=2024-05&lang=en")
    table = page.locator(".st-key-leaders_people [data-testid=stDataFrame]")
    table.scroll_into_view_if_needed()
    settled(page)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 80, box["y"] + 48)  # the name in the first row
    expect(page).to_have_url(re.compile("team=North"))
    expect(page.get_by_role("button", name="Team: North")).to_be_visible()
    settled(page)
    level = page.locator(".st-key-leaders_people").get_by_role("radio", name="Salesperson")
    expect(level).to_have_attribute("aria-checked", "true")


def test_a_click_on_what_moved_filters(visit: Open) -> None:
    page = visit("/?period=2024-05&lang=en")
    tap(page, ".st-key-moved_chart .bars .point path")
    expect(page).to_have_url(re.compile("(team|sales_rep|product|product_line|customer)="))


def test_a_link_opens_in_the_language_of_its_reader(visit: Open) -> None:
    path = "/?period=2024-Q2&team=North"
    english, chinese = visit(path), visit(path, "zh-CN")
    expect(english.locator("h2").first).to_have_text("Overview")
    expect(chinese.locator("h2").first).to_have_text("经营总览")
    for page in (english, chinese):
        expect(page.locator(".st-key-card_orders [data-testid=stMetricValue]")).to_have_text("24")


def test_the_language_can_be_switched_and_stays_on_reload(visit: Open) -> None:
    page = visit("/?period=2024-05")
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("h2").first).to_have_text("经营总览")
    expect(page).to_have_url(re.compile("lang=zh"))
    page.reload()
    settled(page)
    expect(page.locator("h2").first).to_have_text("经营总览")


def test_filters_survive_the_menu(visit: Open) -> None:
    page = visit("/?period=2024-05&team=South&lang=en")
    page.get_by_role("link", name="Definitions").click()
    expect(page.locator("h2").first).to_have_text("Definitions")
    settled(page)
    page.get_by_role("link", name="Overview").click()
    expect(page).to_have_url(re.compile("period=2024-05&team=South|team=South"))
    expect(page.get_by_role("button", name="Team: South")).to_be_visible()


def test_a_release_that_somebody_publishes_shows_by_itself(visit: Open, shop_home: Path) -> None:
    page = visit("/?period=2023-01&lang=en")
    orders = page.locator(".st-key-card_orders [data-testid=stMetricValue]")
    before = int(orders.inner_text())
    warehouse = open_warehouse(shop_home)
    number = f"NEW{before}"
    publish(
        warehouse,
        {"orders": [order(number, "2023-01-02")], "order_lines": [line(number, amount=1)]},
    )
    warehouse.close()
    expect(orders).to_have_text(str(before + 1), timeout=30_000)
