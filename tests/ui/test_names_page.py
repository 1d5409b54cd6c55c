from __future__ import annotations

from pathlib import Path
from typing import Any

from ordertrack.records.journal import KINDS, Seen
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop
from tests.ui.test_delivery_page import table


def press(at: Any, label: str) -> None:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception


def test_a_name_counts_apart_until_it_is_matched_and_again_when_that_is_taken_back(
    home: Path,
) -> None:
    warehouse = open_shop(home)
    key = {"period": "2024-11", "level": "team", "name": "North Team", "measure": "revenue"}
    changes = KINDS["target"].changes({**key, "value": 1000})
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))

    before = opened("targets", period="2024-11")
    assert "another writing count apart until somebody decides (1): North Team." in told(before)
    assert "Below target (1): North Team" in told(before)

    at = opened("imports", view="names")
    assert "Team: **North Team** (targets 1) — the same as **North** (orders 192)?" in told(at)
    assert "No order has North Team." in told(at)
    press(at, "The same, called North")
    assert "No two names look like one." in told(at)
    after = opened("targets", period="2024-11")
    assert "Below target (1): North\n" in told(after) + "\n"
    assert "in another writing" not in told(after)
    assert table(after, "gap")["target"][0] == "1,000"

    old = opened(team="North Team", period="2024-11")  # a link of before
    assert '"North Team" is one with "North": this is "North".' in told(old)
    assert "does not occur" not in told(old)
    assert old.session_state["chosen"]["team"] == "North"

    at = opened("imports", view="names")
    assert table(at, "verdict")["found"] == ["North Team"]
    subject = warehouse.records.journal.rows("match")[0]["subject"]
    at.selectbox(key="names_back").select(subject).run()
    at.button(key="names_take_back").click().run()
    assert "the same as **North**" in told(at)
    press(at, "Not the same")
    assert "the same as **North**" not in told(at)  # it is remembered, and nothing is changed
    assert [one.after for one in warehouse.records.journal.entries("match")] == [
        "different",
        None,
        "same",
    ]
    warehouse.close()


def test_without_a_release_there_are_no_names(home: Path) -> None:
    assert "There is no release yet" in told(opened("imports", view="names"))
