"""What only a browser shows of Overview: clicks on charts and lists, the URL, the back button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, settled, still, tap
from tests.shelves import line, open_warehouse, order, publish

pytestmark = pytest.mark.browser
FILTERED = re.compile("(team|sales_rep|product|product_line|customer)=")


def test_what_is_clicked_stands_in_the_address_and_back_returns(
    visit: Open, shop_home: Path
) -> None:
    page = visit("/")
    expect(page.locator("h2").first).to_have_text("Overview")  # the language of its reader
    a_month_is_chosen(page)
    a_release_that_somebody_publishes_shows_by_itself(page, shop_home)
    page.go_back()
    expect(page).not_to_have_url(re.compile("period="))
    settled(page)
    what_moved_filters(page)
    page.go_back()
    expect(page).not_to_have_url(FILTERED)
    settled(page)
    a_name_filters_and_drills_down(page)
    the_menu_keeps_filters(page)
    the_language_is_switched_and_stays_on_reload(page)


def a_month_is_chosen(page: Page) -> None:
    # The chosen month is drawn first, so the fifth of the others is May.
    tap(page, ".st-key-trend_month .bars .point path", 5)
    expect(page).to_have_url(re.compile("period=2023-05"))
    expect(page.get_by_role("combobox", name="Period")).to_have_value("May 2023")
    settled(page)


def a_release_that_somebody_publishes_shows_by_itself(page: Page, home: Path) -> None:
    orders = page.locator(".st-key-card_orders [data-testid=stMetricValue]")
    before = int(orders.inner_text())
    warehouse = open_warehouse(home)
    added = {"orders": [order("NEW", "2023-05-02")], "order_lines": [line("NEW", amount=1)]}
    publish(warehouse, added)
    warehouse.close()
    expect(orders).to_have_text(str(before + 1), timeout=30_000)
    settled(page)


def what_moved_filters(page: Page) -> None:
    tap(page, ".st-key-moved_chart .bars .point path")
    expect(page).to_have_url(FILTERED)
    settled(page)


def a_name_filters_and_drills_down(page: Page) -> None:
    box = still(page, page.locator(".st-key-leaders_people [data-testid=stDataFrame]"))
    page.mouse.click(box["x"] + 80, box["y"] + 48)  # the name in the first row
    expect(page).to_have_url(re.compile("team=North"))
    expect(page.get_by_role("button", name="Team: North")).to_be_visible()
    settled(page)
    level = page.locator(".st-key-leaders_people").get_by_role("radio", name="Salesperson")
    expect(level).to_have_attribute("aria-checked", "true")


def the_menu_keeps_filters(page: Page) -> None:
    page.get_by_role("link", name="Definitions").click()
    expect(page.locator("h2").first).to_have_text("Definitions")
    settled(page)
    page.get_by_role("link", name="Overview").click()
    expect(page).to_have_url(re.compile("team=North"))
    expect(page.get_by_role("button", name="Team: North")).to_be_visible()
    settled(page)


def the_language_is_switched_and_stays_on_reload(page: Page) -> None:
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("h2").first).to_have_text("经营总览")
    expect(page).to_have_url(re.compile("lang=zh"))
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator("h2").first).to_have_text("经营总览")


def test_a_link_opens_in_the_language_of_its_reader(visit: Open) -> None:
    page = visit("/?period=2024-Q2&team=North", "zh-CN")
    expect(page.locator("h2").first).to_have_text("经营总览")
    expect(page.locator(".st-key-card_orders [data-testid=stMetricValue]")).to_have_text("24")
