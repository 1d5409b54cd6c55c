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
    browser: Browser, page: Page, tmp_path: Path
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
    with opened_at(browser, alerts_of(page)) as other:
        change_a_case_in_two_browsers(page, other, warehouse)
    warehouse.close()


def alerts_of(page: Page) -> str:
    return page.url.split("/targets")[0] + "/alerts?as_of=2024-12-14"


def change_a_case_in_two_browsers(page: Page, other: Page, warehouse: Warehouse) -> None:
    """Who saves second sees both owners, keeps what was typed, and decides."""
    page.goto(alerts_of(page))
    settled(page)
    write_an_owner(page, "Dora")
    write_an_owner(other, "Eve")
    other.get_by_role("button", name="Save 1 change").click()
    expect(other.get_by_text("Saved: 1 change.")).to_be_visible()
    page.get_by_role("button", name="Save 1 change").click()
    expect(page.get_by_text("Somebody changed these cases meanwhile")).to_be_visible()
    expect(page.get_by_text("tester has written Eve, you Dora")).to_be_visible()
    page.get_by_role("button", name="Save mine over them").click()
    expect(page.get_by_text("Saved: 1 change.")).to_be_visible()
    journal = warehouse.records.journal
    assert [row["owner"] for row in journal.rows("case")] == ["Dora"]
    owners = [entry.after for entry in journal.entries("case") if entry.field == "owner"]
    assert sorted(map(str, owners)) == ["Dora", "Eve"]


def write_an_owner(page: Page, name: str) -> None:
    """Type who is in charge of the first case, and wait until it is offered to be saved."""
    grid = page.locator(".st-key-panel_alerts_cases [data-testid=stDataFrame]").first
    still(page, grid)  # the heads are written once it is drawn
    heads = grid.locator("[role=columnheader]").all_text_contents()
    # from the level, behind the box to pick a row
    type_into(page, grid, 100, name, right=heads.index("Owner") - heads.index("Alert level"))
    page.get_by_role("button", name="Save 1 change").wait_for()
    settled(page)
