"""The evaluation pages over a company that has something of everything: for every eye, by keyboard.

One window goes through all of them; each page is looked at in one of the two colour schemes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ordertrack.records.journal import Journal, Seen
from ordertrack.records.journal.action_kinds import ACTION, MEETING
from tests.browser.conftest import serving, settled, window_of
from tests.browser.test_controls import NOT_OURS
from tests.metrics.literal import Rows
from tests.metrics.one_company import TABLES
from tests.shelves import open_warehouse, publish

pytestmark = pytest.mark.browser

PAGES = (
    "targets?",
    "delivery?",
    "people?",
    "people?person=r1&",
    "products?",
    "products?item=P&",
    "customers?",
    "customers?who=A&",
    "costs?",
    "alerts?case=late_delivery~a5&",
    "renewals?show=all&",
    "actions?",
    "actions?plan=1&metric=on_time_rate&",
    "actions?action=courier&",
    "meeting?",
    "meeting?meeting=monday&",
    "meeting?meeting=monday&step=exceptions&",
    "meeting?meeting=monday&step=next&",
    "reports?report=monthly&",
    "settings?",
)
# Those that are least like each other; all of them with ALL_PAGES=1.
FEW = (0, 2, 5, 7, 9, 12, 16, 18, 19)
CHOSEN = PAGES if os.environ.get("ALL_PAGES") else [PAGES[place] for place in FEW]
QUARTER = "lang=en&period=2024-Q2&as_of=2024-07-05"
# A chart in a panel of its own; those in cards repeat in small what the card's page shows.
CHARTS = "[data-testid=stMain] [data-testid=stPlotlyChart]"
CHARTS_THAT_SAY_NOTHING = f"""() => [...document.querySelectorAll('{CHARTS}')]
  .filter((chart) => !(chart.querySelector('[aria-label]') ?? chart.closest('[aria-label]')))
  .map((chart) => chart.closest('[class*=st-key-]')?.className)"""
# Beside a chart that one clicks there is a table, or the way to one, that has the same to choose;
# that of the tiers is the panel beside it.
CHARTS_WITHOUT_A_TABLE = f"""() => [...document.querySelectorAll('{CHARTS}')]
  .filter((chart) => !chart.closest('[class*=st-key-card_], .st-key-panel_tiers'))
  .map((chart) => chart.closest('[class*=st-key-panel_]')
    ?? chart.closest('[data-testid=stVerticalBlock]'))
  .filter((panel) => !panel.querySelector('summary, [data-testid=stDataFrame]'))
  .map((panel) => panel.className)"""

SHOWN = (
    "[data-testid=stMain] :is([data-testid=stMetricValue], .st-key-meeting, [class*=st-key-panel_])"
)
DRAWN = "() => !document.querySelector('[data-testid=stSkeleton]')"


def rows_alike(rows: Rows) -> list[dict[str, Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def write(journal: Journal) -> None:
    """An action that can be judged, one without a number, and a meeting that is under way."""
    plan = {
        "problem": "late with everything",
        "measure": "another courier",
        "department": "logistics",
        "owner": "Ann",
        "due": date(2024, 6, 1),
        "state": "doing",
    }
    judged = {
        "metric": "on_time_rate",
        "baseline": "2024-02-06..2024-04-30",
        "starts": date(2024, 4, 30),
        "review": date(2024, 7, 1),
    }
    meeting = {
        "held_on": date(2024, 7, 5),
        "cadence": "weekly",
        "state": "open",
        "as_of": "2024-07-05",
        "release": 1,
        "position": 0,
    }
    written = [
        *ACTION.changes(plan | judged, "courier"),
        *ACTION.changes(plan | {"measure": "call them"}, "call"),
        *MEETING.changes(meeting, "monday"),
    ]
    journal.save(written, "Ann", "", Seen(1, 0))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("everything") / "home"
    warehouse = open_warehouse(home)
    publish(warehouse, {name: rows_alike(rows) for name, rows in TABLES.items()})
    write(warehouse.records.journal)
    warehouse.close()
    with serving(home) as found:
        yield found


def test_every_page_is_for_every_eye_and_works_by_keyboard(browser: Browser, address: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    faults = []
    for scheme, paths in (("light", CHOSEN[::2]), ("dark", CHOSEN[1::2])):
        context = window_of(browser, scheme=scheme)
        page = context.new_page()
        for path in paths:
            page.goto(f"{address}/{path}{QUARTER}")
            settled(page)
            page.locator(SHOWN).first.wait_for()
            page.wait_for_function(DRAWN)
            faults += [(path, fault) for fault in [*serious(page, axe), *unreachable(page)]]
        context.close()
    assert not faults, "\n".join(map(str, faults))


def serious(page: Page, axe: Any) -> list[Any]:
    """What axe finds serious, and charts that say nothing to who does not see them."""
    report = axe.run(page, context={"exclude": [[place] for place in NOT_OURS]}).response
    return page.evaluate(CHARTS_THAT_SAY_NOTHING) + [
        (violation["id"], node["html"][:120])
        for violation in report["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def unreachable(page: Page) -> list[Any]:
    """Charts without a table beside them, and tables below charts that Enter does not open."""
    closed = page.locator("[data-testid=stMain] details:not([open]) > summary")
    if not closed.count():
        return page.evaluate(CHARTS_WITHOUT_A_TABLE)
    words, before = closed.first.inner_text(), page.locator("details[open]").count()
    closed.first.focus()
    page.keyboard.press("Enter")
    for _ in range(40):
        if page.locator("details[open]").count() > before:
            settled(page)
            return page.evaluate(CHARTS_WITHOUT_A_TABLE)
        page.wait_for_timeout(150)
    return [f"Enter does not open {words}"]
