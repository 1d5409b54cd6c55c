"""The Alerts page over the shop: what is red, who handles it, what is written of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ordertrack.alerts.scan import scan
from ordertrack.records.journal import Seen
from ordertrack.records.journal.alert_kinds import CASE
from ordertrack.scope import Conventions, moment
from ordertrack.warehouse import Warehouse
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop
from tests.ui.test_delivery_page import table

AS_OF = "2024-12-14"  # four orders of December are four days late then
NUMBERS = ["SO2300", "SO2303", "SO2306", "SO2309"]


@pytest.fixture
def shop(home: Path) -> Any:
    warehouse = open_shop(home)
    yield warehouse
    warehouse.close()


def alerts(**asked: str) -> AppTest:
    return opened("alerts", as_of=AS_OF, **asked)


def test_a_case_leads_to_its_order_and_to_an_action(
    shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(
        st, "switch_page", lambda page, query_params: asked.append((page.stem, query_params))
    )
    at = alerts(case="late_delivery~SO2303")
    at.button(key="alerts_open_one").click().run()
    at.button(key="alerts_action").click().run()
    assert not at.exception
    (orders, opening), (actions, planned) = asked
    assert (orders, opening["order"], actions) == ("orders", "SO2303", "actions")
    assert planned["metric"] == "on_time_rate"
    assert "Late delivery" in planned["problem"] and "SO2303" in planned["problem"]
    assert planned["link"] == "alerts?case=late_delivery~SO2303&state=all"


def typed(at: AppTest, row: int, **values: Any) -> None:
    """Type into cells of a row of the table, as its buttons fill them in."""
    (place,) = at.session_state["alerts_frozen"]
    at.session_state["alerts_cells"] = {place: {row: values}}
    at.run()
    assert not at.exception, at.exception


def test_what_is_red_is_counted_by_rule_and_what_the_data_cannot_tell_said(shop: Any) -> None:
    at = alerts()
    counts = table(at, "to_do")
    assert (counts["rule"], counts["red"], counts["new"]) == (["Late delivery"], ["4"], ["4"])
    assert "4 red and 0 yellow alerts" in told(at)
    assert "Production not started" in told(at) and "Not in the data" in told(at)
    fresh = opened("alerts", as_of="2024-12-11")
    assert "0 red and 4 yellow alerts, 4 of them new since the day before" in told(fresh)


def test_a_case_is_written_saved_and_listed_by_its_state(shop: Warehouse) -> None:
    at = alerts()
    typed(at, 1, state="in progress", owner="Dora", cause="no boxes", due="2024-12-20")
    at.button(key="alerts_save").click().run()
    assert not at.exception
    assert any("Saved: 4 changes." in block.value for block in at.success)
    (row,) = shop.records.journal.rows("case")
    assert (row["about"], row["state"], row["owner"]) == ("SO2303", "in_progress", "Dora")
    assert (row["cause"], row["due"], row["changed_by"]) == (
        "no boxes",
        date(2024, 12, 20),
        "tester",
    )
    case = alerts(case="late_delivery~SO2303", state="in_progress")
    words = told(case)
    assert "more than 3 days" in words and "4 days" in words and "2024-12-10" in words
    assert table(case, "who")["after"][0] is not None
    assert at.selectbox(key="alerts_state").options[0] == "to do"


def test_several_are_closed_at_once_and_leave_the_list(shop: Warehouse) -> None:
    at = alerts()
    (place,) = at.session_state["alerts_frozen"]
    at.session_state["alerts_cells"] = {place: {0: {"chosen": True}, 2: {"chosen": True}}}
    at.run()
    at.selectbox(key="alerts_bulk_state").select("closed").run()
    at.button(key="alerts_bulk_fill").click().run()
    at.button(key="alerts_save").click().run()
    assert not at.exception
    closed = [row["about"] for row in shop.records.journal.rows("case")]
    assert closed == ["SO2300", "SO2306"]
    assert at.session_state["alerts_frozen"][place]["subject"].to_list() == ["SO2303", "SO2309"]
    assert "2 red ones are to do" in told(at)


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_typed_is_lost(
    shop: Warehouse,
) -> None:
    at = alerts()
    typed(at, 0, state="in progress", cause="no boxes")
    key = {"rule": "late_delivery", "about": "SO2300", "episode": "1"}
    theirs = CASE.changes({**key, "state": "closed"})
    shop.records.journal.save(theirs, "Bob", "", Seen(1, 0))
    at.button(key="alerts_save").click().run()
    assert "Somebody changed these cases meanwhile" in told(at)
    assert "Bob has written closed, you in progress" in told(at)
    at.button(key="alerts_yield").click().run()
    at.button(key="alerts_save").click().run()
    (row,) = shop.records.journal.rows("case")
    assert (row["state"], row["cause"]) == ("closed", "no boxes")


def test_rows_stay_in_place_while_something_is_not_saved(shop: Warehouse) -> None:
    """A case that somebody closes leaves the list; what was typed must not slip to the next."""
    at = alerts()
    typed(at, 1, cause="mine")
    key = {"rule": "late_delivery", "about": "SO2300", "episode": "1"}
    shop.records.journal.save(CASE.changes({**key, "state": "closed"}), "Bob", "", Seen(1, 0))
    at.run()
    at.button(key="alerts_save").click().run()
    causes = {row["about"]: row["cause"] for row in shop.records.journal.rows("case")}
    assert causes == {"SO2300": None, "SO2303": "mine"}


def test_a_snooze_without_its_day_is_refused_and_stays_typed(shop: Warehouse) -> None:
    at = alerts()
    typed(at, 0, state="snoozed")
    at.button(key="alerts_save").click().run()
    assert shop.records.journal.rows("case") == []
    assert any("until a day" in error.value for error in at.error)
    assert at.button(key="alerts_save")


def test_what_ended_by_itself_is_listed(shop: Warehouse) -> None:
    scan(shop, moment(AS_OF), Conventions())
    scan(shop, moment("2024-12-15"), Conventions())
    at = opened("alerts", as_of="2024-12-15")
    assert any("Seen to have ended since the day before (4)" in box.label for box in at.expander)
    assert "0 red and 0 yellow" in told(at)


def test_a_threshold_is_tested_on_the_last_quarter_before_it_is_set(shop: Warehouse) -> None:
    at = alerts()
    at.selectbox(key="rules_rule").select("late_delivery").run()
    at.number_input(key="rules_late_delivery_0_red").set_value(4).run()
    # September, October and November were five days late; December is four days late, so far.
    assert "12 would have been red, 16 were by what is in force. 0 more, 4 fewer" in told(at)
    assert table(at, "which")["about"] == NUMBERS
    at.button(key="rules_save").click().run()
    assert not at.exception
    assert "0 red and 4 yellow" in told(at)
    assert "more than 4 days" in told(at)
    assert "from 2024-12-14" in told(at)
    assert "4 red and 0 yellow" in told(opened("alerts", as_of="2024-11-14"))
    at.button(key="rules_set_undo").click().run()
    assert "4 red and 0 yellow" in told(at)
