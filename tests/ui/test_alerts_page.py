"""The Alerts page over the shop: what is red, who handles it, what is written of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ordertrack.alerts.scan import Look, scan
from ordertrack.records.journal import Seen
from ordertrack.records.journal.action_kinds import MEETING
from ordertrack.records.journal.alert_kinds import ALERT_RULE, CASE
from ordertrack.records.journal.order_kinds import STAGE_LIMIT
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
    return opened("alerts", **{"as_of": AS_OF, **asked})


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
    assert "since_meeting" not in table(fresh, "to_do")
    assert fresh.selectbox(key="alerts_case").options
    nothing = opened("alerts", as_of="2024-12-11", level="red")
    assert "alerts_case" not in [one.key for one in nothing.selectbox]


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
    assert "Red and to do: 2;" in told(at)
    at.session_state["alerts_cells"] = {place: {0: {"state": "closed"}, 1: {"state": "closed"}}}
    at.run()
    at.button(key="alerts_save").click().run()
    assert "no alert fits these filters" in told(at)
    assert any("Saved: 2 changes." in block.value for block in at.success)
    at.button(key="alerts_take_back").click().run()
    assert "Taken back" in told(at) and "Red and to do: 2;" in told(at)
    assert not any(one.key == "alerts_take_back" for one in at.button)


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
    scan(Look(shop, moment(AS_OF), Conventions()))
    scan(Look(shop, moment("2024-12-15"), Conventions()))
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
    at.button(key="rules_take_back").click().run()
    assert "Taken back" in told(at) and "more than 3 days" in told(at)
    (red,) = [one for one in at.number_input if one.key.endswith("_red")]
    red.set_value(4).run()
    at.button(key="rules_save").click().run()
    assert not at.exception
    assert "0 red and 4 yellow" in told(at)
    assert "more than 4 days" in told(at)
    assert "from 2024-12-14" in told(at)
    assert "4 red and 0 yellow" in told(opened("alerts", as_of="2024-11-14"))
    at.button(key="rules_set_undo").click().run()
    assert "4 red and 0 yellow" in told(at)


def test_what_is_new_since_the_last_meeting_is_counted_and_listed(shop: Warehouse) -> None:
    held = {"held_on": date(2024, 12, 11), "cadence": "weekly", "state": "closed"}
    looked = {"as_of": "2024-12-11 23:59:59", "release": 1, "position": 0}
    journal = shop.records.journal
    journal.save(MEETING.changes({**held, **looked}, "m1"), "Ann", "", Seen(1, 0))
    at = alerts()
    counts = table(at, "to_do")
    assert (counts["new"], counts["since_meeting"]) == (["4"], ["4"])  # yellow then, red now
    assert "New since the meeting of 2024-12-11: 4." in told(at)
    at.selectbox(key="alerts_new").select("meeting").run()
    assert not at.exception
    assert at.query_params["new"] == "meeting"
    assert len(at.session_state["alerts_frozen"]) == 2
    tomorrow = opened("alerts", as_of="2024-12-12", new="meeting")
    assert "no alert fits these filters" in told(tomorrow)  # yellow then and now
    assert "New since the meeting of 2024-12-11: 0." in told(tomorrow)
    before = opened("alerts", as_of="2024-12-10", new="meeting", level="yellow")
    assert "since the meeting" not in told(before)


def test_what_ended_is_narrowed_by_the_filters_as_everything_above_it(shop: Warehouse) -> None:
    scan(Look(shop, moment(AS_OF), Conventions()))
    scan(Look(shop, moment("2024-12-15"), Conventions()))
    for asked, count in (({"rule": "no_response"}, 0), ({"level": "red"}, 4), ({"team": "x"}, 0)):
        at = opened("alerts", as_of="2024-12-15", **asked)
        assert any(f"the day before ({count})" in box.label for box in at.expander), asked


def test_who_changes_a_threshold_that_somebody_else_changed_sees_both_values(
    shop: Warehouse,
) -> None:
    at = alerts()
    at.selectbox(key="rules_rule").select("late_delivery").run()
    at.number_input(key="rules_late_delivery_0_red").set_value(4).run()
    theirs = {"rule": "late_delivery", "from_day": date(2024, 12, 14), "red": 5, "yellow": 2}
    shop.records.journal.save(ALERT_RULE.changes(theirs), "Bob", "", Seen(1, 0))
    at.button(key="rules_save").click().run()
    words = told(at)
    assert "Somebody changed this threshold meanwhile" in words
    assert "Bob has written 5, you 4" in words and "Bob has written 2, you 1" in words
    assert at.number_input(key="rules_late_delivery_0_red").value == 4
    at.button(key="rules_force").click().run()
    (row,) = shop.records.journal.rows("alert_rule")
    assert (row["red"], row["yellow"], row["changed_by"]) == (4, 1, "tester")
    at.number_input(key="rules_late_delivery_1_red").set_value(6).run()
    shop.records.journal.save(
        ALERT_RULE.changes(theirs), "Bob", "", Seen(1, shop.records.journal.position())
    )
    at.button(key="rules_save").click().run()
    at.button(key="rules_yield").click().run()
    (row,) = shop.records.journal.rows("alert_rule")
    assert (row["red"], row["changed_by"]) == (5, "Bob")
    assert "more than 5 days" in told(at)


def test_a_stage_past_its_limit_is_an_alert_with_the_stage_in_its_name(shop: Warehouse) -> None:
    journal = shop.records.journal
    limit = {"product_line": "", "stage": "awaiting_acceptance", "days": 2, "clock": "calendar"}
    limit["from_day"] = date(2024, 12, 1)
    at = alerts()
    assert "No stage has a time limit" in told(at)
    journal.save(STAGE_LIMIT.changes(limit), "Ann", "", Seen(1, journal.position()))
    at = alerts(rule="stage_overdue")
    assert "No stage has a time limit" not in told(at)
    assert "Stage past its limit" in table(at, "to_do")["rule"]
    (rows,) = at.session_state["alerts_frozen"].values()
    assert set(rows["subject"].str.split("/").list.last()) == {"awaiting_acceptance"}
    subject = rows["subject"][0]
    one = told(alerts(case=f"stage_overdue~{subject}", state="all"))
    assert "Awaiting acceptance" in one and "more than 0 days past the limit" in one


def test_an_orders_page_lists_its_cases_and_leads_to_them(
    shop: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(
        st, "switch_page", lambda page, query_params: asked.append((page.stem, query_params))
    )
    key = {"rule": "late_delivery", "about": "SO2300", "episode": "1"}
    case = CASE.changes({**key, "state": "resolved", "owner": "Dora", "result": "sent again"})
    shop.records.journal.save(case, "Ann", "", Seen(1, 0))
    at = opened("orders", as_of=AS_OF, order="SO2300")
    listed = table(at, "solution")
    told_of = [listed[name] for name in ("rule", "state", "owner", "result")]
    assert told_of == [["Late delivery"], ["resolved"], ["Dora"], ["sent again"]]
    assert listed["since"] == ["2024-12-10"]
    later = opened("orders", as_of="2024-12-31", order="SO2300")  # delivered since
    assert table(later, "solution")["ended"] == ["2024-12-15"]
    none = opened("orders", as_of=AS_OF, order="SO2301")
    assert "no rule has raised an alert about this order" in told(none)
    ended = alerts(case="late_delivery~SO2300", state="all", as_of="2024-12-31")
    assert "2024-12-15" in told(ended) and table(ended, "who")["after"]
    gone = alerts(case="late_delivery~SO2301", state="all")
    assert "there is no such alert" in told(gone)
