"""Every control of every page does something, without a mouse, in both languages, for every eye."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Open, serving, settled
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.shop import open_shop

pytestmark = pytest.mark.browser

PAGES = (
    "/?lang=en&period=2024-05&team=North&product_line=Water",
    "/orders?lang=en&period=2024",
    "/orders?lang=en&order=SO1600",
    "/imports?lang=en",
    "/imports?lang=en&view=history",
    "/definitions?lang=en",
    "/definitions?lang=en&metric=on_time_rate",
)
OF_A_KIND = 1  # of ten cards, twenty definitions: that many are clicked

# What can be clicked and is not chosen already: its key, its kind and its words find it again.
CONTROLS = """() => {
  const said = (e) => (e.getAttribute('aria-label') || e.innerText || '').trim();
  const key = (e) => e.closest('[class*=st-key-]')?.className.match(/st-key-(\\S+)/)?.[1] || '';
  const kinds = 'button, a[href], [role=radio], summary';
  window.controls = () => [...document.querySelectorAll('[data-testid=stMain] :is(' + kinds + ')')]
    .filter((e) => !e.closest('[data-testid=stElementToolbar]'))  // there while one points at it
    .filter((e) => e.checkVisibility() && !e.disabled)
    .filter((e) => e.tabIndex >= 0 || e.role === 'radio')
    .filter((e) => e.getAttribute('aria-checked') !== 'true' && !e.getAttribute('aria-current'))
    .map((e) => ({ key: key(e), kind: e.tagName, words: said(e).slice(0, 60), e }));
  return window.controls().map(({ key, kind, words }) => ({ key, kind, words }));
}"""
FIND = """(wanted) => window.controls().find((c) =>
  c.key === wanted.key && c.kind === wanted.kind && c.words === wanted.words)?.e"""
SEEN = """() => location.href + document.body.innerText + [...document.querySelectorAll(
  '[aria-expanded], [aria-checked], details, input')].map((e) => e.getAttribute('aria-expanded')
  + e.getAttribute('aria-checked') + e.open + (e.value ?? '')).join()"""
OPEN = "[role=dialog], [role=listbox], [data-testid=stPopoverBody]"


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_an_effect(visit: Open, path: str) -> None:
    page = visit(path)
    given: list[Any] = []  # a file, or a window of the system that asks for one
    page.on("download", lambda download: given.append(download))
    page.on("filechooser", lambda chooser: given.append(chooser))
    page.wait_for_function(f"() => ({CONTROLS})().length")
    start, controls = page.url, few_of_a_kind(page.evaluate(CONTROLS))
    assert controls
    assert [one for one in controls if not has_effect(page, start, one, given)] == []


def few_of_a_kind(controls: list[dict[str, str]]) -> list[dict[str, str]]:
    seen: Counter[str] = Counter()
    chosen = []
    for control in controls:
        kind = control["key"].split("_")[0] + control["kind"]
        seen[kind] += 1
        if not control["key"] or seen[kind] <= OF_A_KIND or "scope" in kind:
            chosen.append(control)
    return chosen


def has_effect(page: Page, address: str, control: dict[str, str], given: list[Any]) -> bool:
    return_to(page, address)
    page.evaluate(CONTROLS)
    found = page.wait_for_function(FIND, arg=control).as_element()
    assert found, control
    before, loaded = page.evaluate(SEEN), len(given)
    found.click()
    for _ in range(60):
        page.wait_for_timeout(150)
        if len(given) > loaded or page.evaluate(SEEN) != before:
            close_what_opened(page)
            return True
    return False


def return_to(page: Page, address: str) -> None:
    """Go back, which is quicker than to load the page, and load it where that is not enough."""
    for way in (page.go_back, lambda: page.goto(address)):
        if page.url != address:
            way()
            settled(page)


def close_what_opened(page: Page) -> None:
    settled(page)
    for _ in range(2):
        if page.locator(OPEN).count():
            page.keyboard.press("Escape")
            page.wait_for_timeout(200)


def first_cell(page: Page, place: str, right: int = 30) -> tuple[float, float]:
    """Return where the first row of a table is clicked, so many pixels from its left edge."""
    table = page.locator(f"{place} [data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    settled(page)
    box = table.bounding_box()
    assert box
    return box["x"] + right, box["y"] + 48


def sell_to_many(home: Path) -> None:
    """More customers than the list beside the chart has room for."""
    warehouse = open_warehouse(home)
    numbers = [f"MORE{place}" for place in range(9)]
    orders = [order(number, "2024-05-03", f"CX{number}") for number in numbers]
    publish(warehouse, {"orders": orders, "order_lines": [line(n, amount=900) for n in numbers]})
    warehouse.close()


def test_a_name_in_the_whole_list_filters_at_once(browser: Browser, home: Path) -> None:
    open_shop(home).close()
    sell_to_many(home)
    with serving(home) as address:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/?lang=en&period=2024-05")
        settled(page)
        filter_from_the_whole_list(page)
        page.context.close()


def filter_from_the_whole_list(page: Page) -> None:
    page.locator(".st-key-leaders_people").get_by_role("radio", name="Customer").click()
    settled(page)
    page.locator(".st-key-all_board_people button").first.click()
    page.get_by_role("dialog").locator("[data-testid=stDataFrame]").wait_for()
    page.mouse.click(*first_cell(page, "[role=dialog]", right=80))
    expect(page).to_have_url(re.compile("customer=C"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Customer: CX"))).to_be_visible()


def test_back_keeps_period_filters_and_language(visit: Open) -> None:
    page = visit("/?lang=en&period=2024-05&team=North")
    chosen = re.compile("lang=en.*period=2024-05.*team=North")
    page.locator(".st-key-origin_orders button").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Definition").click()
    expect(page.locator("h2").first).to_have_text("Definitions")
    settled(page)
    page.get_by_role("link", name="Orders").first.click()
    expect(page.locator("h2").first).to_have_text("Order ledger")
    settled(page)
    page.mouse.click(*first_cell(page, ".st-key-ledger_table"))
    expect(page).to_have_url(re.compile("order="))
    for title in ("Order ledger", "Definitions", "Overview"):
        settled(page)
        page.go_back()
        expect(page.locator("h2").first).to_have_text(title)
        expect(page).to_have_url(chosen)


@pytest.mark.parametrize(
    ("path", "table", "name", "opens"),
    [
        ("/orders?lang=en&period=2024-05", ".st-key-ledger_table", 0, "order="),
        ("/?lang=en&period=2024-05", ".st-key-leaders_people", 1, "team="),
    ],
)
def test_enter_opens_what_a_click_opens(
    visit: Open, path: str, table: str, name: int, opens: str
) -> None:
    """`name`: the column of buttons; a ranking has the place before it."""
    page = visit(path)
    x, y = first_cell(page, table)
    page.mouse.click(x + 230, y)  # a figure: nothing opens
    on_cell = "(place) => document.activeElement?.id === `glide-cell-${place}-0`"
    page.wait_for_function("() => document.activeElement?.id.startsWith('glide-cell')")
    here = int(page.evaluate("document.activeElement.id").split("-")[2])
    for place in reversed(range(name, here)):
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(on_cell, arg=place)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(opens))


def test_streamlits_own_words_are_chinese_where_the_page_is(visit: Open) -> None:
    page = visit("/imports?lang=zh")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    expect(page.locator("[data-testid=stSkipToContent]")).to_have_text("跳到主要内容")
    expect(page.locator("[data-testid=stFileUploader]")).to_contain_text("选择文件")
    expect(page.locator("[data-testid=stFileUploader]")).to_contain_text("每个文件最大")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("[data-testid=stSkipToContent]")).to_have_text("Skip to main content")
    assert page.evaluate("document.documentElement.lang") == "en"


# What Streamlit's own parts are to blame for: its menu has a `div` in a list, and the small charts
# of its metrics draw the point under the mouse as a picture without a name.
NOT_OURS = ["[data-testid=stSidebarNav]", "[data-testid=stMetricChart]"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_our_markup(
    browser: Browser, server: str, scheme: Any
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(
        locale="en-US", viewport={"width": 1366, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    found = []
    every, place = os.environ.get("ALL_PAGES"), 0 if scheme == "light" else 1
    for path in PAGES if every else PAGES[place::2]:  # colours come from one theme
        page.goto(server + path)
        settled(page)
        page.wait_for_timeout(800)
        report = axe.run(page, context={"exclude": [[place] for place in NOT_OURS]}).response
        found += [
            (path, violation["id"], node["html"][:120])
            for violation in report["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]
    context.close()
    assert found == []
