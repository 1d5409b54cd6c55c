"""Whatever stands in the address, the page says something, soon, and without a traceback."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.filters import FILTERS
from ordertrack.settings import settings
from tests.ui.screens import SHELL, opened, told
from tests.ui.shop import open_shop

SECONDS = 5  # of the processor: no value makes a page compute for long
EVERY = bool(os.environ.get("ALL_ADDRESSES"))
ODD = (
    *("²", "-1", "9" * 5000, "~\\,,", "a\x00b", "\ufffd", "\x1b[31m\u202e😄", '{"a":[1]}'),
    *("' OR 1=1 --", "2024-06-31", "9999-12", "2024-06-01..2024-05-01", "x" * 20_000),
)
PAGES = {
    "overview": (
        "period",
        "compare",
        "as_of",
        "release",
        "rank",
        "rank_order",
        "grain",
        "bars",
        "line",
        "movers",
    ),
    "orders": (
        *("order", "q", "show", "sort", "page", "columns", "lang", "basis", "metric", "part"),
    ),
    "imports": ("view", "of", "against"),
    "definitions": ("metric",),
    "products": ("item",),
    "delivery": ("period",),
    "targets": ("team",),
    "alerts": ("rule", "case"),
    "meeting": ("meeting",),
    "renewals": ("show",),
    "reports": ("report", "in", "file", "made", "part", "period"),
    "actions": ("action", "metric"),
    "settings": ("lang",),
}
EACH = 2  # of the odd values, others for each address
ADDRESSES = [(page, name) for page, names in PAGES.items() for name in names]
ADDRESSES += [("orders" if name == "status" else "overview", name) for name in FILTERS]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("addresses") / "home"
    open_shop(home).close()
    return home


def test_there_are_many_addresses() -> None:
    assert len(ADDRESSES) * len(ODD) >= 300


@pytest.mark.parametrize(("page", "name"), ADDRESSES)
def test_an_odd_address_gets_words(
    shop: Path, monkeypatch: pytest.MonkeyPatch, page: str, name: str
) -> None:
    monkeypatch.setenv("ORDERTRACK_HOME", str(shop))
    settings.cache_clear()
    slow = {}
    turn = ADDRESSES.index((page, name))  # each address gets other values; all of them on demand
    for value in ODD if EVERY else (ODD[(turn * EACH + n) % len(ODD)] for n in range(EACH)):
        asked = {name: value}
        if name == "against":
            asked["view"] = "history"
        if (page, name) == ("actions", "metric"):
            asked["plan"] = "1"
        slow[value[:30]] = seconds_of(page, asked)
    assert sorted(slow.values())[-2] < SECONDS, slow  # the first one loads


def test_a_thousand_filters_get_words(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_HOME", str(shop))
    settings.cache_clear()
    many = "~," + ",".join(f"C{place}" for place in range(1000))
    for page in ("overview", "orders"):
        seconds_of(page, {"lang": "en"})
        assert seconds_of(page, dict.fromkeys(FILTERS, many)) < 2 * SECONDS
        assert seconds_of(page, {"customer": many}) < 2 * SECONDS


def seconds_of(page: str, asked: dict[str, str]) -> float:
    """Open a page at an address; how long it computed, however busy the machine is."""
    at = AppTest.from_file(SHELL, default_timeout=60)
    if page != "overview":
        at.switch_page(f"../../../pages/{page}.py")
    for name, value in asked.items():
        at.query_params[name] = value
    began = time.process_time()
    at.run()
    assert not at.exception, (page, asked, at.exception)
    assert at.header and "There are no orders here yet" not in told(at)
    return time.process_time() - began


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"team": "Nowhere"}, "Team: Nowhere does not occur"),
        ({"customer": "C1,C99", "team": "North"}, "C99 does not occur"),
        ({"status": "lost"}, "lost does not occur"),
        ({"region": "East"}, "East does not occur"),  # the data has no regions
        ({"release": "77", "team": "North"}, "There is no release 77"),
        ({"release": "seven"}, "There is no release seven"),
        ({"period": "2024-13", "team": "North"}, "'2024-13' is not a"),
        ({"rank": "nonsense"}, "There is no metric nonsense"),
    ],
)
def test_what_nobody_knows_is_said_with_the_way_back(
    shop: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("ORDERTRACK_HOME", str(shop))
    settings.cache_clear()
    at = opened(**asked)
    assert said in "\n".join(block.value for block in at.warning)
    if set(asked) & {"release", "period", "rank"}:  # taken out of the address, the rest stays
        assert at.session_state["chosen"].get("team") == asked.get("team")
        assert not set(asked) & {"release", "period", "rank"} & set(at.session_state["chosen"])
        assert not at.run().warning
    else:
        dimension = next(button.key for button in at.button if (button.key or "")[:4] == "odd_")
        at.button(key=dimension).click().run()
        assert not at.warning
        assert at.session_state["chosen"].get("customer") in (None, "C1")


def test_what_is_known_is_said_nothing_of(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_HOME", str(shop))
    settings.cache_clear()
    at = opened(team="North", customer="C1", product="Valve", status="cancelled", rank="revenue")
    assert not at.warning
