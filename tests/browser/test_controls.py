"""Every control of every page does something, without a mouse, in both languages, for every eye."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, first_cell, settled

pytestmark = pytest.mark.browser

PAGES = (
    # First: what Overview has as well is clicked here, where a click takes a third of the time.
    "/orders?lang=en&period=2024&team=North&product_line=Water",
    "/?lang=en&period=2024-05&team=North&product_line=Water",
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


# Each page in one of the two colour schemes, for colours come from one theme; ALL_PAGES=1: in both.
SCHEMES = ("light", "dark")
LOOKS = [
    (path, scheme)
    for place, path in enumerate(PAGES)
    for scheme in (SCHEMES if os.environ.get("ALL_PAGES") else (SCHEMES[place % 2],))
]
# What Streamlit's own parts are to blame for: its menu has a `div` in a list, and the small charts
# of its metrics draw the point under the mouse as a picture without a name.
NOT_OURS = ["[data-testid=stSidebarNav]", "[data-testid=stMetricChart]"]


@pytest.fixture(scope="module")
def clicked() -> Counter[str]:
    """How many controls of a kind were clicked, on this page or one before."""
    return Counter()


@pytest.mark.parametrize(("path", "scheme"), LOOKS)
def test_every_eye_can_read_a_page_and_every_control_has_an_effect(
    visit: Open, clicked: Counter[str], path: str, scheme: str
) -> None:
    page = visit(path, scheme=scheme)
    given: list[Any] = []  # a file, or a window of the system that asks for one
    page.on("download", lambda download: given.append(download))
    page.on("filechooser", lambda chooser: given.append(chooser))
    page.wait_for_function(f"() => ({CONTROLS})().length")
    assert serious(page) == []
    start, controls = page.url, few_of_a_kind(page.evaluate(CONTROLS), clicked)
    assert [one for one in controls if not has_effect(page, start, one, given)] == []


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe finds serious in our markup."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    report = axe.run(page, context={"exclude": [[place] for place in NOT_OURS]}).response
    return [
        (violation["id"], node["html"][:120])
        for violation in report["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def few_of_a_kind(controls: list[dict[str, str]], clicked: Counter[str]) -> list[dict[str, str]]:
    chosen = []
    for control in controls:
        kind = kind_of(control)
        clicked[kind] += 1
        if clicked[kind] <= OF_A_KIND:
            chosen.append(control)
    return chosen


def kind_of(control: dict[str, str]) -> str:
    """Name what is alike: the same card of ten metrics, the same words on two pages."""
    key, kind, words = control["key"], control["kind"], control["words"]
    return f"{key} {kind} {words}" if not key or "scope" in key else key.split("_")[0] + kind


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


def test_enter_opens_what_a_click_opens_and_back_keeps_period_filters_and_language(
    visit: Open,
) -> None:
    page = visit("/?lang=en&period=2024-05&team=North")
    chosen = re.compile("lang=en.*period=2024-05.*team=North")
    enter(page, ".st-key-leaders_people", 1)
    expect(page).to_have_url(re.compile("sales_rep="))
    settled(page)
    page.go_back()
    expect(page).not_to_have_url(re.compile("sales_rep="))
    settled(page)
    page.locator(".st-key-origin_orders button").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Definition").click()
    expect(page.locator("h2").first).to_have_text("Definitions")
    settled(page)
    page.get_by_role("link", name="Orders").first.click()
    expect(page.locator("h2").first).to_have_text("Order ledger")
    settled(page)
    enter(page, ".st-key-ledger_table", 0)
    expect(page).to_have_url(re.compile("order="))
    for title in ("Order ledger", "Definitions", "Overview"):
        settled(page)
        page.go_back()
        expect(page.locator("h2").first).to_have_text(title)
        expect(page).to_have_url(chosen)


def enter(page: Page, table: str, name: int) -> None:
    """Go to a name in the first row by the keyboard and open it.

    `name`: the column of buttons; a ranking has the place before it.
    """
    x, y = first_cell(page, table)
    page.mouse.click(x + 230, y)  # a figure: nothing opens
    on_cell = "(place) => document.activeElement?.id === `glide-cell-${place}-0`"
    page.wait_for_function("() => document.activeElement?.id.startsWith('glide-cell')")
    here = int(page.evaluate("document.activeElement.id").split("-")[2])
    for place in reversed(range(name, here)):
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(on_cell, arg=place)
    page.keyboard.press("Enter")


def test_streamlits_own_words_are_chinese_where_the_page_is(visit: Open) -> None:
    page = visit("/imports?lang=zh")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    expect(page.locator("[data-testid=stSkipToContent]")).to_have_text("跳到主要内容")
    expect(page.locator("[data-testid=stFileUploader]")).to_contain_text("选择文件")
    expect(page.locator("[data-testid=stFileUploader]")).to_contain_text("每个文件最大")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("[data-testid=stSkipToContent]")).to_have_text("Skip to main content")
    assert page.evaluate("document.documentElement.lang") == "en"
