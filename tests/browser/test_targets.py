"""A target, a case typed into a table is saved by its writer's name; who was quicker is shown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ordertrack.records.journal import KINDS, Seen
from ordertrack.warehouse import Warehouse
from tests.browser.conftest import opened_at, serving, settled, still, type_into
from tests.shelves import open_warehouse
from tests.ui.shop import open_shop

pytestmark = pytest.mark.browser
KEY = {"period": "2024", "level": "company", "name": "", "measure": "revenue"}


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The Targets page over the shop."""
    open_shop(tmp_path / "home").close()
    with (
        serving(tmp_path / "home") as address,
        opened_at(browser, f"{address}/targets") as page,
    ):
        yield page


def test_what_somebody_else_typed_meanwhile_is_shown_and_nothing_typed_is_lost(
    page: Page, tmp_path: Path
) -> None:
    grid = page.locator(".st-key-panel_typing [data-testid=stDataFrame]").first
    settled(page)
    type_into(page, grid, 150, "2000")  # the year of the whole company
    save = page.get_by_role("button", name="Save 1 change")
    save.wait_for()
    warehouse = open_warehouse(tmp_path / "home")
    journal = warehouse.records.journal
    journal.save(KINDS["target"].changes({**KEY, "value": 1500}), "Bob", "", Seen(1, 0))
    settled(page)
    save.click()
    expect(page.get_by_text("Somebody changed these targets meanwhile")).to_be_visible()
    expect(page.get_by_text("Bob has written 1,500, you 2,000")).to_be_visible()
    page.get_by_role("button", name="Save mine over them").click()
    expect(page.get_by_text("Saved: 1 target.")).to_be_visible()
    rows = journal.rows("target")
    assert [(row["value"], row["changed_by"]) for row in rows] == [(Decimal(2000), "tester")]
    change_a_case_that_somebody_else_changes(page, warehouse)
    warehouse.close()


def change_a_case_that_somebody_else_changes(page: Page, warehouse: Warehouse) -> None:
    """The same on the Alerts page, in the same session of the browser."""
    page.goto(page.url.split("/targets")[0] + "/alerts?as_of=2024-12-14")
    settled(page)
    grid = page.locator(".st-key-panel_alerts_cases [data-testid=stDataFrame]").first
    still(page, grid)  # the heads are written once it is drawn
    heads = grid.locator("[role=columnheader]").all_text_contents()
    # from the level, behind the box to pick a row
    type_into(page, grid, 100, "Dora", right=heads.index("Owner") - heads.index("Alert level"))
    save = page.get_by_role("button", name="Save 1 change")
    save.wait_for()
    key = {"rule": "late_delivery", "about": "SO2300", "episode": "1"}
    journal = warehouse.records.journal
    theirs = KINDS["case"].changes({**key, "owner": "Eve"})
    journal.save(theirs, "Bob", "", Seen(1, journal.position()))
    settled(page)
    save.click()
    expect(page.get_by_text("Somebody changed these cases meanwhile")).to_be_visible()
    expect(page.get_by_text("Bob has written Eve, you Dora")).to_be_visible()
    page.get_by_role("button", name="Save mine over them").click()
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    assert [row["owner"] for row in journal.rows("case")] == ["Dora"]
