"""A target typed into the grid is saved by its writer's name; who was quicker is shown first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ordertrack.records.journal import KINDS, Seen
from tests.browser.conftest import PATIENCE, serving, settled, still
from tests.shelves import open_warehouse
from tests.ui.shop import open_shop

pytestmark = pytest.mark.browser
KEY = {"period": "2024", "level": "company", "name": "", "measure": "revenue"}


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The Targets page over the shop."""
    open_shop(tmp_path / "home").close()
    with serving(tmp_path / "home") as address:
        context = browser.new_context(locale="en-US", viewport={"width": 1366, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/targets")
        settled(page)
        yield page
        context.close()


def test_what_somebody_else_typed_meanwhile_is_shown_and_nothing_typed_is_lost(
    page: Page, tmp_path: Path
) -> None:
    grid = page.locator(".st-key-panel_typing [data-testid=stDataFrame]").first
    settled(page)
    box = still(page, grid)
    page.mouse.click(box["x"] + 150, box["y"] + 52)  # the year of the whole company
    page.keyboard.press("Enter")
    editor = page.locator(".gdg-input")
    editor.wait_for()
    editor.fill("2000")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Save 1 changes")
    save.wait_for()
    warehouse = open_warehouse(tmp_path / "home")
    journal = warehouse.records.journal
    journal.save(KINDS["target"].changes({**KEY, "value": 1500}), "Bob", "", Seen(1, 0))
    settled(page)
    save.click()
    expect(page.get_by_text("Somebody changed these targets meanwhile")).to_be_visible()
    expect(page.get_by_text("Bob has written 1,500, you 2,000")).to_be_visible()
    page.get_by_role("button", name="Save mine over them").click()
    expect(page.get_by_text("Saved: 1 targets.")).to_be_visible()
    rows = journal.rows("target")
    assert [(row["value"], row["changed_by"]) for row in rows] == [(Decimal(2000), "tester")]
    warehouse.close()
