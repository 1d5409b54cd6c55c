"""An export dropped in a browser: confirmed, published, found in the ledger, undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import opened_at, serving, settled, still
from tests.shelves import open_warehouse, rows_of
from tests.ui.test_mending_page import FAULTS, GOOD, HEAD

pytestmark = pytest.mark.browser

EXPORT = """订单号,客户名称,产品/服务,下单时间,订单金额(元),预计交付时间,交货时间
SO-77,A公司,软件,2024-06-01,"50,000",2024-06-15,2024-06-18
"""


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The Imports page over an empty warehouse."""
    with (
        serving(tmp_path / "home") as address,
        opened_at(browser, f"{address}/imports") as page,
    ):
        yield page


def drop(page: Page, folder: Path, text: str) -> None:
    file = folder / "orders.csv"
    file.write_text(text, encoding="gb18030")
    page.set_input_files("input[type=file]", str(file))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settled(page)


def test_an_export_is_published_undone_published_again_and_found_in_the_ledger(
    page: Page, tmp_path: Path
) -> None:
    drop(page, tmp_path, EXPORT)
    expect(page.get_by_text("Please confirm (1)")).to_be_visible()
    the_upload_survives_a_change_of_language(page)
    press(page, "Publish as a release")
    expect(page.get_by_text("Release #1 is published")).to_be_visible()
    the_release_is_undone_after_asking(page, tmp_path / "home")
    page.get_by_role("radio", name="New import").click()
    settled(page)
    drop(page, tmp_path, EXPORT)
    expect(page.get_by_text("Please confirm (1)")).to_be_visible()
    press(page, "Confirm all")
    expect(page.get_by_text("Please confirm")).to_have_count(0)
    press(page, "Publish as a release")
    expect(page.get_by_text("Release #3 is published")).to_be_visible()
    the_order_is_opened_from_the_ledger(page)


def the_upload_survives_a_change_of_language(page: Page) -> None:
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text("请确认（1 项）")).to_be_visible()
    settled(page)
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_text("Please confirm (1)")).to_be_visible()
    settled(page)


def the_release_is_undone_after_asking(page: Page, home: Path) -> None:
    page.get_by_role("radio", name="Release history").click()
    settled(page)
    press(page, "Undo this release")
    page.get_by_role("dialog").get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Release #2 is empty, as before the first import.")).to_be_visible()
    settled(page)
    warehouse = open_warehouse(home)
    assert [release.kind for release in warehouse.releases()] == ["undo", "import"]
    warehouse.close()


def the_order_is_opened_from_the_ledger(page: Page) -> None:
    press(page, "See the orders")
    expect(page.locator("h2").first).to_have_text("Order ledger")
    box = still(page, page.locator(".st-key-ledger_table"))
    page.mouse.click(box["x"] + 70, box["y"] + 48)  # the number of the first order
    expect(page).to_have_url(re.compile("order=SO-77"))
    expect(page.get_by_role("paragraph").filter(has_text="3 days late")).to_be_visible()
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Order ledger")


def test_eight_kinds_of_fault_are_mended_without_leaving_the_page(
    page: Page, tmp_path: Path
) -> None:
    rows = [*GOOD, *(row for row, _, _ in FAULTS)]
    drop(page, tmp_path, "\n".join((HEAD, *rows, "")))
    table = page.get_by_test_id("stDataFrame").filter(
        has=page.get_by_label("Rows to mend, each with its reason")
    )
    table.first.wait_for()
    box = still(page, table.first)
    page.mouse.click(box["x"] + 60 + 420 + 30, box["y"] + 36 + 20)  # the first cell of row 2
    row, column = 0, 0
    # The columns of the table: those with a fault come first, in the order of their rows.
    columns = [1, 6, 5, 4, 0, 7, 2, 3]
    for place, (_, position, text) in enumerate(FAULTS, 1):  # row 2 stands above them
        go(page, place - row, columns.index(position) - column)
        write(page, text)
        row, column = min(place + 1, len(FAULTS)), columns.index(position)
    press(page, "Check the mended rows")
    expect(page.get_by_text("8 rows were mended here.")).to_be_visible()
    expect(page.get_by_text("38 accepted")).to_be_visible()
    page.get_by_role("textbox", name="Your name").fill("王敏")
    page.keyboard.press("Enter")
    settled(page)
    press(page, "Publish as a release")
    expect(page.get_by_text("Release #1 is published")).to_be_visible()
    page.reload()  # a new session of the same browser
    settled(page)
    drop(page, tmp_path, EXPORT)
    expect(page.get_by_role("textbox", name="Your name")).to_have_value("王敏")
    warehouse = open_warehouse(tmp_path / "home")
    newest = warehouse.latest()
    assert newest is not None and newest.who == "王敏"
    assert rows_of(warehouse, "SELECT COUNT(*), SUM(amount) FROM order_facts") == [(37, 3116)]
    warehouse.close()


def write(page: Page, text: str) -> None:
    """Write the selected cell of a table anew; the selection then moves down."""
    editor = page.locator(".gdg-input")
    page.keyboard.press("Enter")
    editor.wait_for()
    editor.fill(text)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    editor.wait_for(state="detached")
    settled(page)  # the run that takes the cell may draw the table anew


def go(page: Page, down: int, right: int) -> None:
    """Move the selected cell of a table."""
    ways = ((down, "ArrowDown", "ArrowUp"), (right, "ArrowRight", "ArrowLeft"))
    for count, ahead, back in ways:
        for _ in range(abs(count)):
            page.keyboard.press(ahead if count > 0 else back)
            page.wait_for_timeout(30)
