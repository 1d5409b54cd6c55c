"""The real app on a free port, over a small warehouse, and a real Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FloatRect,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import (
    TimeoutError as PlaywrightTimeout,
)

from tests.ui.shop import open_shop

ROOT = Path(__file__).parents[2]
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
PATIENCE = 60_000  # milliseconds; a shared machine is slow at times

Open = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that the server and the tests share."""
    home = tmp_path_factory.mktemp("shop") / "home"
    open_shop(home).close()
    return home


@pytest.fixture(scope="session")
def server(shop_home: Path) -> Iterator[str]:
    """The address of the app."""
    with serving(shop_home) as address:
        yield address


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The app over a warehouse of its own, for tests that change it."""
    port = _free_port()
    environment = {**os.environ, "ORDERTRACK_HOME": str(home)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = [f"--server.port={port}", "--server.headless=true"]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Callable[[str, Any], BrowserContext]:
    """The browser of a reader: what it has once loaded of the app serves all tests."""

    return cache(partial(window_of, browser))


def window_of(browser: Browser, locale: str = "en-US", scheme: Any = "light") -> BrowserContext:
    """A browser whose reader wants nothing to move: what fades and slides is drawn many times."""
    context = browser.new_context(
        locale=locale,
        viewport={"width": 1366, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    return context


@contextmanager
def opened_at(browser: Browser, address: str) -> Iterator[Page]:
    """A page of an app in a window of its own."""
    context = window_of(browser)
    page = context.new_page()
    page.goto(address)
    settled(page)
    yield page
    context.close()


@pytest.fixture
def visit(windows: Callable[[str, Any], BrowserContext], server: str) -> Iterator[Open]:
    """Open an address of the app in a window of its own: `visit("/?period=2024-05")`."""
    pages = []

    def go(path: str = "/", locale: str = "en-US", scheme: str = "light") -> Page:
        page = windows(locale, scheme).new_page()
        pages.append(page)
        page.goto(server + path)
        settled(page)
        return page

    yield go
    for page in pages:
        page.close()


def settled(page: Page) -> None:
    """Wait until the script has run to its end and the page is drawn."""
    page.locator("h2").first.wait_for()
    page.wait_for_timeout(300)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')"
        "?.getAttribute('data-test-script-state') === 'notRunning'",
        timeout=PATIENCE,
    )


def still(page: Page, target: Locator) -> FloatRect:
    """Scroll something into view and return where it stands, once it no longer moves.

    What is drawn above it grows for a while after the script has run.
    """
    target.scroll_into_view_if_needed()
    before = None
    for _ in range(40):
        box = target.bounding_box()
        if box and box == before:
            return box
        before = box
        page.wait_for_timeout(500)
    raise AssertionError("it never stands still")


def first_cell(page: Page, place: str, right: int = 30) -> tuple[float, float]:
    """Return where the first row of a table is clicked, so many pixels from its left edge."""
    table = page.locator(f"{place} [data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    settled(page)
    box = table.bounding_box()
    assert box
    return box["x"] + right, box["y"] + 48


def type_into(page: Page, grid: Locator, x: float, text: str, right: int = 0) -> None:
    """Write the cell of the first row that lies `right` cells beside the one at `x`.

    A run that ends meanwhile draws the table anew and drops its selection: then it is chosen again.
    """
    editor = page.locator(".gdg-input")
    for _ in range(5):
        box = still(page, grid)
        page.mouse.click(box["x"] + x, box["y"] + 52)
        for _ in range(right):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        try:
            editor.wait_for(timeout=5000)
            editor.fill(text, timeout=5000)
            break
        except PlaywrightTimeout:
            settled(page)
    else:
        raise AssertionError(f"no cell took {text!r}")
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")


def tap(page: Page, selector: str, place: int = 0) -> None:
    """Click in the middle of something that plotly draws below its own click layer."""
    target = page.locator(selector).nth(place)
    target.wait_for()
    target.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    box = target.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.locator(".hovertext").first.wait_for()  # plotly selects what it hovers over
    page.mouse.click(x, y)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "the app stopped at start"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(address)
