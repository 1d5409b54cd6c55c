"""Text from data is never markup: hostile values in every column, file, header and address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from ordertrack.warehouse import schema
from tests.browser.conftest import serving, settled, window_of
from tests.shelves import Row, line, open_warehouse, order, publish, staged

pytestmark = pytest.mark.browser

# Each sign of markup that streamlit, plotly or a browser would act on.
MARKUP = (
    "[zl](http://evil.test/l) ![zi](http://evil.test/i.png) :red[zc] :blue-background[zb] "
    ":green-badge[zg] :small[zs] :color[zk]{foreground=red} $z^2$ $$z_3$$ :material/skull: "
    ":material_skull: :smile: :streamlit: <b>zh</b> <img src=http://evil.test/h.png> `zq` ~~zd~~ "
    "**zx** www.evil.test http://evil.test/a z@evil.test"
)
BLOCKS = ("# zheading\n\n# zheading", "[zj, zm]", ":material/skull: z", "---", "- z", "1. z")
# Query parameters and the page that reads them; tests/ui/test_addresses.py tries all on each page.
# Those of a group stand in one address: each is told all the same.
PARAMETERS = {
    "orders": (("order",), ("q", "show", "sort", "page", "columns")),
    "imports": (("view",), ("of", "against")),
    "definitions": (("metric",),),
    "": (
        *(("period",), ("compare",), ("as_of",)),
        ("release", "rank", "grain", "bars", "line", "movers", "lang"),
        ("team", "customer", "product", "status", "currency"),
    ),
}
# What the page must not hold, wherever it stands: the reason, and how it is found.
SIGNS = """() => {
  const found = [];
  for (const one of document.querySelectorAll('a, img, svg a, iframe, video, audio, source')) {
    const names = ['href', 'src', 'xlink:href'];
    const url = names.map((name) => one.getAttribute(name)).find((value) => value) ?? '';
    if (!['localhost', ''].includes(new URL(url, location.href).hostname))
      found.push('address ' + one.outerHTML.slice(0, 200));
  }
  for (const one of document.querySelectorAll('.katex, [aria-label="skull icon"], del'))
    found.push('formula, icon or mark ' + one.outerHTML.slice(0, 200));
  if (document.querySelector('img[alt="Streamlit logo"]')) found.push('logo');
  const drawn = 'span, b, strong, em, code, h1, h2, h3, h4, h5, h6, li, tspan';
  for (const one of document.querySelectorAll(drawn))
    if (/^\\s*(z[a-z]|zheading)\\s*$/.test(one.textContent))
      found.push('drawn ' + one.outerHTML.slice(0, 200));
  if (document.body.innerText.includes('\\u{1F604}')) found.push('emoji');
  return found;
}"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app over a warehouse in which every text is hostile."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    warehouse = open_warehouse(home)
    publish(warehouse, hostile_tables())
    later = [{**row, "order_no": "later " + MARKUP} for row in hostile_tables()["orders"][:1]]
    warehouse.publish(
        [staged(home, "orders", *later)], who=MARKUP, note=MARKUP, files=[file_report()]
    )
    warehouse.close()
    with serving(home) as address:
        yield address


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A window for all tests, and what was asked of another server in it."""
    context = window_of(browser)
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda one: foreign.append(one.url) if is_foreign(one.url) else None)
    yield page, foreign
    context.close()


@pytest.fixture
def page(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """The window, which fails the test when a page asks another server for anything."""
    page, foreign = window
    foreign.clear()
    yield page
    assert not foreign


def file_report() -> dict[str, object]:
    counts = {"read": 1, "accepted": 1, "set_aside": 0, "skipped": {}}
    return {"file": f"{MARKUP}.csv", "tables": {"orders": 1}, **counts}


def is_foreign(url: str) -> bool:
    return urlsplit(url).hostname not in ("localhost", None)


def hostile_tables() -> dict[str, list[Row]]:
    """Orders of two months with hostile texts in every column that takes text."""
    orders: list[Row] = []
    lines: list[Row] = []
    for place in range(18):
        number = f"{place} {MARKUP}"
        text = (MARKUP, *BLOCKS)[place % 7]
        more = texts("orders", f"{text} {place % 5}", ("order_no", "customer_id", "status"))
        day = f"2024-0{5 + place % 2}-0{1 + place % 5}"
        orders.append(order(number, day, f"{text} C{place % 5}", **more, satisfaction=3))
        more = texts("order_lines", f"{text} {place % 4}", ("order_no", "line_no", "status"))
        lines.append({**line(number, amount=100 * (place + 1)), **more, "promised_date": day})
    return {"orders": orders, "order_lines": lines, **hostile_tables_beside()}


def hostile_tables_beside() -> dict[str, list[Row]]:
    """Leads, expenses, people, targets and benchmarks with hostile texts in every column."""
    made: dict[str, list[Row]] = {}
    days = {"created_at": datetime(2024, 6, 2), "day": date(2024, 6, 2)}
    for table in ("leads", "expenses", "people", "products", "customers"):
        columns = schema(table)
        keys = {"outcome": "won", "level": "person", "measure": "revenue"}
        made[table] = [
            {
                **texts(table, f"{MARKUP} {place}", ("outcome", "level", "measure", "period")),
                **{name: value for name, value in keys.items() if name in columns},
                **{name: value for name, value in days.items() if name in columns},
                **({"amount": Decimal(7)} if "amount" in columns else {}),
            }
            for place in range(5)
        ]
    target = {"period": "2024-06", "level": "person", "measure": "revenue", "value": Decimal(9)}
    made["targets"] = [{**target, "who": f"{MARKUP} {place}"} for place in range(5)]
    return made


def texts(table: str, text: str, others: tuple[str, ...]) -> dict[str, str]:
    kinds = {name: kind for name, kind in schema(table).items() if name not in others}
    return {
        name: text
        for name, kind in kinds.items()
        if str(kind) == "String" and not name.startswith("_") and name != "release"
    }


def clean(page: Page, address: str) -> None:
    """Go to an address and assert that nothing on it is markup from data."""
    page.goto(address)
    settled(page)
    assert_clean(page)


def assert_clean(page: Page) -> None:
    page.wait_for_timeout(400)
    assert page.evaluate(SIGNS) == []
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


EVALUATION = (
    *("/targets", "/delivery", "/people", "/products", "/costs"),
    *(f"/customers?part={part}" for part in ("tiers", "loyalty", "care")),
)


# Every other one: each shows names in tables, charts and sentences; all of them with ALL_PAGES=1.
CHOSEN = EVALUATION if os.environ.get("ALL_PAGES") else EVALUATION[::2]


@pytest.mark.parametrize("path", CHOSEN)
def test_a_page_of_the_evaluation_shows_text_letter_by_letter(
    page: Page, shop: str, path: str
) -> None:
    clean(page, f"{shop}{path}{'&' if '?' in path else '?'}period=2024-Q2")
    for place in range(page.locator("[data-testid=stMain] summary").count()):
        page.locator("[data-testid=stMain] summary").nth(place).click()
    settled(page)
    assert_clean(page)


@pytest.mark.parametrize("path", ["/", "/orders", "/imports?view=history", "/definitions"])
def test_a_page_shows_text_letter_by_letter(page: Page, shop: str, path: str) -> None:
    clean(page, shop + path)
    if path == "/":
        page.get_by_role("button", name="Filter").first.click()
        assert_clean(page)
    if "history" in path:
        page.get_by_text("Compare with another release").click()
        settled(page)
        assert_clean(page)


@pytest.mark.parametrize(
    "opens", [".st-key-origin_revenue button", ".st-key-all_board_people button"]
)
def test_a_drawer_shows_text_letter_by_letter(page: Page, shop: str, opens: str) -> None:
    address = f"{shop}/?period=all&product_line={quote(f'{MARKUP} 0'.replace(',', chr(92) + ','))}"
    clean(page, address if "origin" in opens else f"{shop}/?period=all")
    page.locator(opens).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    settled(page)
    assert_clean(page)


def test_an_order_shows_text_letter_by_letter(page: Page, shop: str) -> None:
    clean(page, f"{shop}/orders?order={quote(f'0 {MARKUP}')}")
    page.get_by_text("Raw rows of the exports").click()
    settled(page)
    assert_clean(page)
    shown = page.locator("h2").first.inner_text()
    assert ":material/skull: :material_skull: :smile: :streamlit:" in shown
    assert "http://evil.test/a z@evil.test" in shown  # the very letters, to be copied


@pytest.mark.parametrize("path", PARAMETERS)
def test_an_address_is_shown_letter_by_letter(page: Page, shop: str, path: str) -> None:
    for names in PARAMETERS[path]:
        asked = "&".join(f"{name}={quote(MARKUP)}" for name in names)
        clean(page, f"{shop}/{path}?{asked}")


def test_filters_of_hostile_names_are_chips_and_crumbs(page: Page, shop: str) -> None:
    value = quote(f"{MARKUP} 0".replace(",", "\\,"))
    clean(page, f"{shop}/?period=all&team={value}&sales_rep={value}&product_line={value}")


def test_an_import_shows_text_letter_by_letter(page: Page, shop: str, tmp_path: Path) -> None:
    name = "a [zl](x) :red[zc] $z^2$ :material_skull: :smile: **zx**.csv"
    cell = f'"{MARKUP}"'
    header = f"Order No,Customer,Order Date,Amount,Status,{cell}"
    rows = [f"S{place},{cell},2024-06-0{place},{10 * place},{cell},{cell}" for place in range(1, 6)]
    rows += [f"S7,{cell},{cell},{cell},{cell},{cell}", f"S8,{cell},03/04/2024,1,{cell},{cell}"]
    (tmp_path / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    page.goto(f"{shop}/imports")
    settled(page)
    page.set_input_files("input[type=file]", str(tmp_path / name))
    expect(page.get_by_text("How the files were understood")).to_be_visible()
    settled(page)
    assert_clean(page)
    for title in ("The first rows as understood", "columns used", "Row by row"):
        found = page.get_by_text(title)
        if found.count():
            found.first.click()
            settled(page)
            assert_clean(page)
