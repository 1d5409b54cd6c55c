"""Actions on the page: planned, changed by two at once, judged when their day has come."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from ordertrack.records.journal import KINDS, Seen
from tests.shelves import open_warehouse
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop
from tests.ui.test_delivery_page import table

ACTION = KINDS["action"]
PLANNED = {
    "problem": "North delivers late",
    "measure": "second courier",
    "department": "logistics",
    "owner": "Rui",
    "due": date(2024, 10, 1),
    "state": "open",
}


def written(home: Path, **more: Any) -> str:
    warehouse = open_shop(home)
    subject = ACTION.subject({})
    changes = ACTION.changes({**PLANNED, **more}, subject)
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    warehouse.close()
    return subject


def test_an_action_is_planned_on_the_page_and_stands_on_the_board(home: Path) -> None:
    open_shop(home).close()
    at = opened("actions")
    assert "No action is planned yet" in told(at)
    next(one for one in at.button if one.label == "Plan an action").click().run()
    at.text_area(key="action_grid_new_0_0_problem").set_value("North delivers late")
    at.text_area(key="action_grid_new_0_0_measure").set_value("second courier")
    at.text_input(key="action_grid_new_0_0_owner").set_value("Rui")
    at.selectbox(key="action_grid_new_0_0_metric").select("on_time_rate").run()
    at.button(key="action_new_save").click().run()
    assert not at.exception
    assert "It is judged on" in told(at)
    at.button(key="action_back").click().run()
    assert table(at, "measure")["measure"] == ["second courier"]
    assert table(at, "in_time")["open"] == ["1"]


def test_what_is_missing_is_said_and_nothing_typed_is_lost(home: Path) -> None:
    open_shop(home).close()
    at = opened("actions", plan="1")
    at.text_area(key="action_grid_new_0_0_problem").set_value("North delivers late")
    at.button(key="action_new_save").click().run()
    assert "Measure" in at.toast[0].value
    assert at.text_area(key="action_grid_new_0_0_problem").value == "North delivers late"


def test_an_action_past_its_day_is_overdue(home: Path) -> None:
    written(home)
    at = opened("actions")
    assert table(at, "measure")["state"] == ["overdue"]
    assert table(at, "in_time")["late"] == ["1"]


def test_who_was_slower_sees_both_values_and_decides(home: Path) -> None:
    subject = written(home)
    at = opened("actions", action=subject)
    owner = next(one for one in at.text_input if one.label == "Owner")
    owner.set_value("Mine").run()
    warehouse = open_warehouse(home)
    position = warehouse.records.journal.position()
    theirs = ACTION.changes({"owner": "Theirs"}, subject)
    warehouse.records.journal.save(theirs, "Bob", "", Seen(1, position))
    at.run()
    assert next(one for one in at.text_input if one.label == "Owner").value == "Mine"
    at.button(key="action_save").click().run()
    assert "Somebody changed this action meanwhile" in told(at)
    at.button(key="action_force").click().run()
    assert warehouse.records.journal.rows("action")[0]["owner"] == "Mine"
    assert owner_of(at) == "Mine" and "action_save" not in {one.key for one in at.button}
    warehouse.close()


def test_who_yields_keeps_what_nobody_else_changed(home: Path) -> None:
    subject = written(home)
    at = opened("actions", action=subject)
    next(one for one in at.text_input if one.label == "Owner").set_value("Mine")
    next(one for one in at.text_area if one.label == "Result").set_value("two days faster").run()
    warehouse = open_warehouse(home)
    position = warehouse.records.journal.position()
    theirs = ACTION.changes({"owner": "Theirs"}, subject)
    warehouse.records.journal.save(theirs, "Bob", "", Seen(1, position))
    at.button(key="action_save").click().run()
    at.button(key="action_yield").click().run()
    assert owner_of(at) == "Theirs"
    at.button(key="action_save").click().run()
    (row,) = warehouse.records.journal.rows("action")
    warehouse.close()
    assert (row["owner"], row["result"]) == ("Theirs", "two days faster")


def owner_of(at: Any) -> str:
    return next(one for one in at.text_input if one.label == "Owner").value


def test_a_changed_plan_is_told_and_the_verdict_has_its_numbers(home: Path) -> None:
    subject = written(
        home,
        metric="orders",
        scope="team=North",
        baseline="2024-08-01..2024-09-01",
        starts=date(2024, 9, 1),
        review=date(2024, 10, 1),
    )
    warehouse = open_warehouse(home)
    later = ACTION.changes({"review": date(2024, 10, 31)}, subject)
    position = warehouse.records.journal.position()
    warehouse.records.journal.save(later, "Bob", "", Seen(1, position))
    warehouse.close()
    at = opened("actions", action=subject)
    said = told(at).replace("\\", "")
    assert "Review on was changed by Bob" in said
    assert "Orders of Team: North" in said
    assert "not enough evidence" in said and "→" in said


def test_a_metric_may_be_chosen_later(home: Path) -> None:
    subject = written(home)
    at = opened("actions", action=subject)
    next(one for one in at.selectbox if one.label == "Judged by").select("on_time_rate").run()
    assert not at.exception
    at.button(key="action_save").click().run()
    assert not at.exception
    warehouse = open_warehouse(home)
    (row,) = warehouse.records.journal.rows("action")
    warehouse.close()
    assert row["metric"] == "on_time_rate" and row["starts"] < row["review"]


def test_a_gap_becomes_an_action_with_what_is_known_of_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(home).close()
    gone: dict[str, Any] = {}
    monkeypatch.setattr(st, "switch_page", lambda script, query_params: gone.update(query_params))
    at = opened("targets", period="2024-11")
    at.button(key="gap_action").click().run()
    assert not at.exception
    at = opened("actions", **gone)
    assert at.text_area(key="action_grid_new_0_0_problem").value.startswith("Revenue 1,464")
    assert at.selectbox(key="action_grid_new_0_0_metric").value == "revenue"


def test_a_persons_page_says_what_became_of_what_was_promised(home: Path) -> None:
    written(home, owner="Ann", state="done", done_day=date(2024, 10, 5))
    at = opened("people", person="Ann", period="2024-11")
    assert not at.exception
    assert table(at, "done_late")["done_late"] == ["1"]


def test_the_record_of_departments_and_people_stands_on_the_people_page(home: Path) -> None:
    warehouse = open_shop(home)
    assert "Nobody has planned an action yet" in told(opened("people"))
    changes = ACTION.changes(PLANNED, ACTION.subject({}))
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    warehouse.close()
    at = opened("people", as_of="2024-10-31")
    assert table(at, "in_time")["name"] == ["Rui"]
    assert table(at, "in_time")["late"] == ["1"]
    at.segmented_control(key="record_of").set_value("department").run()
    assert not at.exception
    assert table(at, "in_time")["name"] == ["Logistics"]
