"""A meeting from its beginning to its end, and what the next one says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from ordertrack.records import Seen
from ordertrack.records.journal.alert_kinds import CASE
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import opened, told

FIRST, NEXT = "2024-06-14", "2024-06-21"


def shop(home: Path) -> None:
    """`old` is late at both meetings, `done` came in between, `new` is late at the second only."""
    warehouse = open_warehouse(home)
    promised = {
        "old": "2024-06-01",
        "done": "2024-06-05",
        "new": "2024-06-15",
        "ahead": "2024-06-24",
    }
    delivered = {"done": "2024-06-18"}
    orders = [
        order(name, "2024-05-20", "c1", status="placed", sales_rep="Ann") for name in promised
    ]
    lines = [
        line(name, amount=100, promised_date=day, delivered_date=delivered.get(name))
        for name, day in promised.items()
    ]
    publish(warehouse, {"orders": orders, "order_lines": lines})
    warehouse.close()


def begin(as_of: str, cadence: str = "weekly") -> Any:
    at = opened("meeting", as_of=as_of)
    at.button(key=f"meeting_begin_{cadence}").click().run()
    assert not at.exception
    return at


def on(at: Any) -> Any:
    at.button(key="meeting_on").click().run()
    assert not at.exception
    return at


def close(at: Any) -> None:
    while not any(one.key == "meeting_close" for one in at.button):
        on(at)
    at.button(key="meeting_close").click().run()
    assert not at.exception


def words(at: Any) -> str:
    return told(at).replace("\\", "")


def firsts(at: Any) -> list[list[str]]:
    """The first columns of the large tables, without the addresses of their links."""
    found = [one.value for one in at.table] + [
        one.value for one in at.dataframe if "about" in one.value.columns
    ]
    return [[str(text).strip("[").split("]")[0] for text in one.iloc[:, 0]] for one in found]


def test_the_second_meeting_says_what_changed_since_the_first(home: Path) -> None:
    shop(home)
    at = on(begin(FIRST))
    assert "2 red alerts; there is no earlier meeting" in words(at)
    close(at)
    begin("2024-06-19")  # somebody began one and never closed it: it decided nothing
    at = begin(NEXT)
    assert "2024-06-15 to 2024-06-21" in words(at)
    at = on(at)
    assert "1 newly red, 1 still red, 1 cleared" in words(at)
    assert firsts(at) == [["new"], ["old"], ["done"]]
    at = on(at)
    assert firsts(at)[0] == ["ahead"]


def test_the_next_meeting_says_what_came_of_what_is_over(home: Path) -> None:
    shop(home)
    close(begin(FIRST))
    warehouse = open_warehouse(home)
    key = {"rule": "late_delivery", "about": "done", "episode": "1"}
    ended = {"state": "closed", "owner": "Dora", "solution": "a truck", "result": "paid back"}
    warehouse.records.journal.save(CASE.changes({**key, **ended}), "Ann", "", Seen(1, 0))
    warehouse.close()
    at = on(begin(NEXT))
    (gone,) = [one.value for one in at.dataframe if "about" in one.value.columns]
    (row,) = gone.to_dict("records")
    told_of = {name: row[name] for name in ("about", "owner", "state", "solution", "result")}
    assert told_of == {"about": "done", **ended}


def test_both_tables_of_a_meeting_may_hold_what_is_not_saved(home: Path) -> None:
    shop(home)
    close(begin(FIRST))
    at = on(begin(NEXT))
    for kind in ("new", "still"):
        at.session_state[f"decide_{kind}"] = True
        subject = at.query_params["meeting"]
        at.session_state[f"meeting_{kind}_cells"] = {subject: {0: {"owner": "Dora"}}}
    at.run()
    assert not at.exception
    assert {"meeting_new_save", "meeting_still_save"} <= {one.key for one in at.button}


def test_what_is_written_down_stays_and_a_closed_meeting_opens_as_it_was(home: Path) -> None:
    shop(home)
    at = begin(FIRST)
    at.text_area[0].set_value("a new courier from Monday")
    at.button(key="minute_save").click().run()
    assert "a new courier from Monday" in words(at)
    close(at)
    warehouse = open_warehouse(home)
    (row,) = warehouse.records.journal.rows("meeting")
    warehouse.close()
    assert (row["state"], row["as_of"], row["release"]) == ("closed", FIRST, 1)
    past = opened("meeting", as_of=NEXT, meeting=row["subject"])
    assert "Closed: shown as it was." in words(past) and FIRST in words(past)
    assert "a new courier from Monday" in words(past)
    past = opened("meeting", as_of=NEXT, meeting=row["subject"], step="exceptions")
    assert "2 red alerts" in words(past)


def test_a_review_goes_through_the_four_parts_of_the_report(home: Path) -> None:
    shop(home)
    at = begin("2024-06-30", "monthly")
    assert "1. Core figures" in words(at) and any(one.label == "Orders" for one in at.metric)
    at = on(at)
    assert ["Late delivery"] in firsts(at)
    at = on(at)
    assert "There is nothing to compare" in words(at)
    at = on(at)
    assert "No action is planned yet" in words(at)
    close(at)
    warehouse = open_warehouse(home)
    (row,) = warehouse.records.journal.rows("meeting")
    warehouse.close()
    assert (row["cadence"], row["state"], row["period"]) == ("monthly", "closed", "2024-05")


def test_a_decision_of_a_review_is_written_down_and_becomes_an_action(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(
        st, "switch_page", lambda page, query_params: asked.append((page.stem, query_params))
    )
    shop(home)
    at = on(begin("2024-06-30", "monthly"))
    at.text_area[0].set_value("a new courier from Monday")
    at.button(key="minute_action").click().run()
    ((page, planned),) = asked
    assert (page, planned["problem"]) == ("actions", "a new courier from Monday")
    assert "step=problems" in planned["link"]
    assert "a new courier from Monday (tester)" in words(at)
    assert not at.text_area[0].value


def test_what_is_typed_is_kept_from_step_to_step_and_written_when_the_meeting_is_closed(
    home: Path,
) -> None:
    shop(home)
    at = begin(FIRST)
    at.text_area[0].set_value("a new courier from Monday")
    at = on(at)
    assert at.text_area[0].value in ("", None)
    at.button(key="meeting_back").click().run()
    assert at.text_area[0].value == "a new courier from Monday"
    close(at)
    assert "a new courier from Monday" in at.dataframe[0].value["notes"].to_list()
    assert at.dataframe[0].value["state"].to_list() == ["closed"]


def test_a_meeting_of_the_same_moment_is_held_against_the_one_before_it(home: Path) -> None:
    shop(home)
    at = on(begin(FIRST))
    assert "Newly red" not in words(at)
    close(at)
    at = on(begin(FIRST))
    assert "0 newly red, 2 still red, 0 cleared" in words(at)
