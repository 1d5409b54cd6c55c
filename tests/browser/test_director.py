"""The director's job on the demo: how was last month, where is it late, show me the orders."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser.conftest import PATIENCE, first_cell, opened_at, serving, settled, still

pytestmark = pytest.mark.browser
COUNT = re.compile(r"[\d,]+")


@pytest.fixture
def page(demo_home: Path, home: Path, browser: Browser) -> Iterator[Page]:
    """The demo company in a window of its own."""
    shutil.copytree(demo_home, home)
    with serving(home) as address, opened_at(browser, address) as page:
        yield page


def test_from_overview_to_the_late_orders_of_the_worst_product_line_in_six_clicks(
    page: Page,
) -> None:
    page.locator(".st-key-scope_back button").first.click()  # 1: last month
    settled(page)
    ranked_by = page.get_by_role("combobox", name="Ranked by")
    still(page, ranked_by)
    ranked_by.click()  # 2
    page.get_by_role("option", name="Ranked by On-time delivery", exact=True).click()  # 3
    settled(page)
    lists = page.locator(".st-key-leaders_products [data-testid=stDataFrame]")
    settled(page)
    box = still(page, lists)
    page.mouse.click(box["x"] + 80, box["y"] + 48)  # 4: the worst stands on top
    expect(page).to_have_url(re.compile("product_line="))
    settled(page)
    link = page.get_by_role("link", name=re.compile("Misses: see"))
    late = number_in(link.inner_text())
    link.click()  # 5: the late orders are on screen
    expect(page.locator("h2").first).to_have_text("Order ledger")
    settled(page)
    expect(page.get_by_text(re.compile(f"^{late:,} orders"))).to_be_visible()
    for kept in ("period=", "product_line=", "basis=promise", "part=misses"):
        assert kept in page.url, page.url
    opened_by_keyboard(page)
    opened_from_the_drawer(page, late)
    told_as_a_table(page)
    filtered_from_the_whole_list(page)


def opened_by_keyboard(page: Page) -> None:
    """The field beside the table opens an order without a mouse, and keeps the address."""
    before = page.url
    field = page.get_by_role("combobox", name="Open an order")
    offered = page.get_by_role("option").first
    for _ in range(5):  # a page that is still being drawn takes the focus away
        field.focus()
        page.keyboard.type("SO")
        with suppress(TimeoutError):
            offered.wait_for(timeout=PATIENCE / 5)
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("order="))
    assert "product_line=" in page.url and "period=" in page.url
    settled(page)
    page.go_back()
    expect(page).to_have_url(before)


def opened_from_the_drawer(page: Page, late: int) -> None:
    """The origin of the rate lists the same orders; a click on a number opens the order."""
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("h2").first).to_have_text("Overview")
    settled(page)
    page.locator(".st-key-origin_on_time_rate button").first.click()
    page.get_by_role("radio", name=f"Misses {late:,}").click()
    link = re.compile(f"Open these {late:,} orders")
    expect(page.get_by_role("link", name=link)).to_be_visible()
    table = page.get_by_role("dialog").locator("[data-testid=stDataFrame]")
    settled(page)
    box = still(page, table)
    page.mouse.click(box["x"] + 50, box["y"] + 52)
    expect(page).to_have_url(re.compile("product_line=.*order="))
    settled(page)


def told_as_a_table(page: Page) -> None:
    """What moved a rate has a table beside its bars."""
    page.get_by_role("link", name="Overview").click()
    settled(page)
    page.locator(".st-key-moved_table summary").click()
    settled(page)
    expect(page.locator(".st-key-moved_table [data-testid=stDataFrame]")).to_be_visible()


def filtered_from_the_whole_list(page: Page) -> None:
    """The list has room for eight; a name among all of them filters at once."""
    page.locator(".st-key-leaders_people").get_by_role("radio", name="Customer").click()
    settled(page)
    page.locator(".st-key-all_board_people button").first.click()
    page.get_by_role("dialog").locator("[data-testid=stDataFrame]").wait_for()
    page.mouse.click(*first_cell(page, "[role=dialog]", right=80))
    expect(page).to_have_url(re.compile("customer="))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Customer: "))).to_be_visible()


def number_in(text: str) -> int:
    found = COUNT.search(text)
    assert found, text
    return int(found[0].replace(",", ""))
