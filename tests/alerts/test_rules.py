"""The seven rules on tables whose alerts can be told by looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.alerts.find import find, new_since, notices, untold
from ordertrack.alerts.wording import elapsed_text
from ordertrack.metrics.analysis import customer_habits
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.notes import warnings, why_empty
from ordertrack.metrics.query.raised import threshold_of, thresholds
from ordertrack.metrics.rows import rows
from ordertrack.period import Period
from ordertrack.records.journal.kinds import KINDS
from ordertrack.records.journal.reading import frame_of
from ordertrack.scope import Conventions, Scope, moment
from ordertrack.views.alerts import rules
from ordertrack.views.view import View
from tests.metrics.literal import LiteralReader, Release, line, order, simple


def at(as_of: str, **conventions: Any) -> Scope:
    return Scope(moment(as_of), conventions=Conventions(**conventions), access=Access.everything())


def ruled(reader: LiteralReader, *rows: dict[str, Any]) -> LiteralReader:
    """Lay thresholds over the reader: rule, from_day and what is set."""
    reader.written["alert_rule"] = frame_of(
        KINDS["alert_rule"], [{"subject": "x", **r} for r in rows]
    )
    return reader


def levels(found: pl.DataFrame, rule: str) -> dict[str, str]:
    return dict(found.filter(pl.col("rule") == rule).select("subject", "level").iter_rows())


def test_the_templates_row_is_yellow_above_three_and_red_from_three_on(release: Release) -> None:
    row = simple("SO202406001", "2024-06-01", "2024-06-15", "2024-06-18")
    reader = release(orders=[row])
    seen = find(at("2024-07-10"), reader, ended=True).row(0, named=True)
    assert (seen["level"], seen["elapsed"], seen["unit"]) == ("yellow", 3.0, "days")
    set_ = {"rule": "late_delivery", "from_day": date(2024, 7, 1), "operator": ">="}
    ruled(reader, set_)
    assert levels(find(at("2024-07-10"), reader, ended=True), "late_delivery") == {
        "SO202406001": "red"
    }
    # The report of the day before is made under the rules of that day.
    before = find(at("2024-06-30"), reader, ended=True)
    assert levels(before, "late_delivery") == {"SO202406001": "yellow"}
    ruled(reader, set_ | {"clock": "workdays"})
    seen = find(at("2024-07-10"), reader, ended=True).row(0, named=True)
    assert (seen["level"], seen["elapsed"], seen["unit"]) == ("yellow", 2.0, "workdays")
    assert find(at("2024-07-10"), reader).is_empty()  # it was delivered


def test_not_started_counts_working_days_over_a_holiday_with_a_worked_sunday(
    release: Release,
) -> None:
    """Sunday 29 September 2024 was worked for National Day, 1 to 7 October were free."""
    rows = [
        order("friday", "2024-09-27 17:00", amount=10),  # then Sunday 29, Monday 30, 8 October
        order("saturday", "2024-09-28 10:00", amount=10),
        order("begun", "2024-09-20", production_started_at="2024-09-23", amount=10),
    ]
    reader = release(orders=rows)
    assert levels(find(at("2024-10-07"), reader), "not_started") == {}
    eighth = find(at("2024-10-08"), reader).filter(pl.col("rule") == "not_started")
    assert dict(eighth.select("subject", "elapsed").iter_rows()) == {"friday": 3, "saturday": 3}
    assert set(eighth["level"]) == {"yellow"}
    assert levels(find(at("2024-10-09"), reader), "not_started") == {
        "friday": "red",
        "saturday": "red",
    }
    assert notices(at("2024-10-09"), reader) == []


def test_a_year_that_is_not_announced_falls_back_to_weekends_and_says_so(release: Release) -> None:
    rows = [
        order("thursday", "2031-05-08", amount=10),
        order("begun", "2031-05-08", production_started_at="2031-05-09", amount=10),
    ]
    reader = release(orders=rows)
    assert levels(find(at("2031-05-13"), reader), "not_started") == {"thursday": "yellow"}
    assert levels(find(at("2031-05-14"), reader), "not_started") == {"thursday": "red"}
    assert "2031" in notices(at("2031-05-14"), reader)[0].to("en")


def complaint(number: str, raised: str, answered: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "complaint_id": number,
        "order_no": "1",
        "raised_at": moment(raised) if len(raised) > 10 else moment(f"{raised} 00:00:00"),
        "first_response_at": moment(answered) if answered else None,
    } | more


def test_an_answer_after_24_hours_is_within_a_second_later_is_red(release: Release) -> None:
    friday = "2024-06-14 17:00:00"
    reader = release(
        orders=[simple("1", "2024-06-01", amount=70)],
        complaints=[
            complaint("within", friday, "2024-06-15 17:00:00"),
            complaint("late", friday, "2024-06-15 17:00:01"),
            complaint("day only", "2024-06-14", raised_at_day_only=True),
            complaint("open", "2024-06-15 05:00:00"),
        ],
    )
    raised = find(at("2024-06-20"), reader, ended=True)
    assert levels(raised, "no_response")["late"] == "red"
    assert levels(raised, "no_response")["within"] == "yellow"
    assert "day only" not in levels(raised, "no_response")
    open_ = find(at("2024-06-15 17:00:01"), reader)
    assert levels(open_, "no_response") == {"open": "yellow"}  # the late one is answered just now
    assert levels(find(at("2024-06-15 17:00:00"), reader), "no_response") == {"late": "yellow"}
    row = open_.row(0, named=True)
    assert (row["order_no"], row["amount"], row["unit"]) == ("1", 70, "hours")


def test_a_moved_promise_is_late_by_the_first_and_on_time_by_the_latest(release: Release) -> None:
    row = simple(
        "1",
        "2024-06-01",
        "2024-06-20",
        "2024-06-19",
        promised_first="2024-06-10",
        promise_changes=1,
    )
    reader = release(orders=[row])
    assert levels(find(at("2024-06-18"), reader), "late_delivery") == {"1": "red"}
    latest = at("2024-06-18", promise_basis="latest")
    assert find(latest, reader).is_empty()
    assert levels(find(at("2024-07-01"), reader, ended=True), "late_delivery") == {"1": "red"}
    assert find(at("2024-07-01", promise_basis="latest"), reader, ended=True).is_empty()


def test_pending_acceptance_overdue_payment_and_low_scores(release: Release) -> None:
    rows = [
        order("shipped", "2024-06-01", shipped_at="2024-06-10", status="shipped", amount=1),
        order("taken", "2024-06-01", shipped_at="2024-06-05", accepted_at="2024-06-07", amount=9),
        order("done", "2024-05-01", completed_at="2024-05-10", amount=100, satisfaction=2),
        order(
            "part",
            "2024-05-01",
            completed_at="2024-05-20",
            amount=80,
            satisfaction=3,
            paid_at="2024-06-01",
            paid_amount=30,
        ),
        order(
            "paid",
            "2024-05-01",
            completed_at="2024-05-10",
            amount=80,
            paid_at="2024-06-12",
            paid_amount=80,
        ),
    ]
    reader = release(orders=rows)
    found = find(at("2024-06-17"), reader)
    assert levels(found, "acceptance_pending") == {"shipped": "yellow"}
    assert levels(find(at("2024-06-18"), reader), "acceptance_pending") == {"shipped": "red"}
    # due 9 June (30 days), 19 June; "paid" was paid three days late.
    assert levels(found, "payment_overdue") == {"done": "red", "part": "yellow"}
    assert levels(find(at("2024-06-11"), reader), "payment_overdue")["paid"] == "red"
    assert levels(found, "low_satisfaction") == {"done": "red", "part": "yellow"}
    assert levels(find(at("2024-09-17"), reader), "low_satisfaction") == {}


def test_a_contract_is_due_by_tier_until_somebody_talked_to_the_customer(release: Release) -> None:
    rows = [
        simple("1", "2024-05-01", customer_id="A", amount=800),
        simple("2", "2024-05-01", customer_id="B", amount=150),
        simple("3", "2024-05-01", customer_id="C", amount=50),
    ]
    ends = [{"customer_id": name, "contract_end": date(2024, 7, 25)} for name in "ABC"]
    reader = release(orders=rows, customers=ends)
    assert levels(find(at("2024-06-01"), reader), "renewal_due") == {"A": "yellow"}
    assert levels(find(at("2024-07-01"), reader), "renewal_due") == {"A": "red", "B": "yellow"}
    ended = find(at("2024-07-27"), reader).filter(pl.col("subject") == "A").row(0, named=True)
    assert elapsed_text(ended["elapsed"], ended["unit"], "en") == "ended 2 days ago"
    view = View.fresh(reader, at("2024-07-27"), "en")
    off = replace(rules.in_force(view, "renewal_due"), is_on=False)
    tested = rules.tested(view, "renewal_due", off)
    assert tested is not None
    sheet = rules.difference(tested, "renewal_due", off, view)
    assert sheet.as_read("en")["elapsed"].to_list() == ["ended 2 days ago"]
    talk = {"subject": "x", "customer": "A", "day": date(2024, 6, 20)}
    reader.written["interview"] = frame_of(KINDS["interview"], [talk])
    assert levels(find(at("2024-07-01"), reader), "renewal_due") == {"B": "yellow"}
    # Renewed last year, up to the end of this contract: that says nothing of the next one.
    before = {"contract_end": date(2024, 7, 25), "changed_at": datetime(2023, 7, 20)}
    earlier = {"subject": "x", "customer": "B", "result": "renewed", **before}
    reader.written["renewal"] = frame_of(KINDS["renewal"], [earlier])
    assert levels(find(at("2024-07-01"), reader), "renewal_due") == {"B": "yellow"}
    chosen = {"subject": "x", "customer": "B", "result": "renewed"}
    called = {"subject": "y", "customer": "A", "contacted": date(2024, 6, 20)}
    reader.written = {"renewal": frame_of(KINDS["renewal"], [chosen, called])}
    assert levels(find(at("2024-07-01"), reader), "renewal_due") == {}
    assert levels(find(at("2024-06-15"), reader), "renewal_due") == {"A": "yellow"}


def test_a_contract_end_that_somebody_typed_counts_in_the_place_of_the_imported_one(
    release: Release,
) -> None:
    """A has one in the data, B none, C is not among the customers of the data at all."""
    reader = release(
        orders=[
            simple("1", "2024-01-10", amount=50, customer_id="A"),
            simple("2", "2024-01-11", amount=50, customer_id="B"),
            simple("3", "2024-01-12", amount=50, customer_id="C", team="S"),
        ],
        customers=[
            {"customer_id": "A", "name": "Ada", "owner": "r1", "contract_end": date(2024, 7, 20)},
            {"customer_id": "B", "name": "Bea", "owner": "r2"},
        ],
        people=[{"sales_rep": "r1", "name": "Ann"}, {"sales_rep": "r2", "name": "Bob"}],
    )
    scope = at("2024-07-01")
    assert levels(find(scope, reader), "renewal_due") == {"A": "red"}
    ends = {"A": date(2024, 12, 1), "B": date(2024, 8, 20), "C": date(2024, 7, 5)}
    reader.written["renewal"] = frame_of(
        KINDS["renewal"],
        [{"subject": who, "customer": who, "contract_end": day} for who, day in ends.items()],
    )
    found = find(scope, reader).filter(rule="renewal_due")
    assert levels(found, "renewal_due") == {"B": "yellow", "C": "red"}
    rows = found.select("subject", "customer", "owner_name", "elapsed").rows()
    assert set(rows) == {("B", "Bea", "Bob", 50.0), ("C", "C", None, 4.0)}
    assert customer_habits.contracts(scope, reader)["contract_end"].to_list() == [*ends.values()]
    only = Scope(scope.as_of, access=Access.only(team=["S"]))
    assert set(customer_habits.contracts(only, reader)["customer_id"]) == {"C"}
    assert set(find(only, reader).filter(rule="renewal_due")["subject"]) <= {"C"}
    # What the data has no column for can be typed all the same.
    bare = release(orders=[simple("1", "2024-01-10", amount=50, customer_id="A")])
    assert "renewal_due" in untold(scope, bare)
    bare.written["renewal"] = (
        reader.written["renewal"].head(1).with_columns(contract_end=date(2024, 7, 9))
    )
    assert levels(find(scope, bare), "renewal_due") == {"A": "red"}
    assert "renewal_due" not in untold(scope, bare)


def test_a_rule_that_the_data_cannot_tell_raises_nothing_and_says_why(release: Release) -> None:
    reader = release(orders=[order("1", "2024-01-01", amount=5)])
    assert find(at("2024-06-01"), reader).is_empty()
    reasons = untold(at("2024-06-01"), reader)
    assert len(reasons) == 8
    assert "Production started" in reasons["not_started"].to("en")
    reader = release(orders=[simple("1", "2024-01-01", "2024-01-05", "2024-01-05")])
    ruled(reader, {"rule": "late_delivery", "from_day": date(2024, 1, 1), "is_on": "off"})
    assert (
        untold(at("2024-06-01"), reader)["late_delivery"].to("en") == "This rule is switched off."
    )


def test_an_order_that_went_on_without_a_day_of_its_start_is_not_judged(release: Release) -> None:
    rows = [
        order("begun", "2024-06-03", production_started_at="2024-06-04", amount=1),
        order("moving", "2024-06-03", status="in_production", amount=1),
        order("shipped", "2024-06-03", shipped_at="2024-06-20", amount=1),
        order("waiting", "2024-06-03", status="placed", amount=1),
        order("return", "2024-06-03", status="placed", amount=-1),
    ]
    found = find(at("2024-06-14"), release(orders=rows))
    assert levels(found, "not_started") == {"waiting": "red"}


def test_new_since_are_those_that_were_not_active_then(release: Release) -> None:
    rows = [
        simple("old", "2024-06-01", "2024-06-05"),
        simple("new", "2024-06-01", "2024-06-10"),
        simple("met", "2024-06-01", "2024-06-05", "2024-06-05"),
    ]
    reader = release(orders=rows)
    found = find(at("2024-06-11"), reader)
    assert set(found["subject"]) == {"old", "new"}
    fresh = new_since(found, moment("2024-06-10"), at("2024-06-11"), reader)
    assert fresh["subject"].to_list() == ["new"]


def test_what_turned_from_yellow_to_red_is_new_and_what_turned_back_is_not(
    release: Release,
) -> None:
    rows = [
        simple("turned", "2024-06-01", "2024-06-07"),
        simple("red", "2024-06-01", "2024-06-05"),
        simple("yellow", "2024-06-01", "2024-06-08"),
        simple("met", "2024-06-01", "2024-06-05", "2024-06-05"),
    ]
    reader = release(orders=rows)
    found = find(at("2024-06-11"), reader)
    assert levels(found, "late_delivery") == {"turned": "red", "red": "red", "yellow": "yellow"}
    fresh = new_since(found, moment("2024-06-10"), at("2024-06-11"), reader)
    assert fresh["subject"].to_list() == ["turned"]


def test_filters_and_access_narrow_the_alerts(release: Release) -> None:
    rows = [
        simple("n", "2024-06-01", "2024-06-05", team="N"),
        simple("s", "2024-06-01", "2024-06-05", team="S"),
        simple("met", "2024-06-01", "2024-06-05", "2024-06-05"),
    ]
    lines = [line("n", 1, product="P", promised_date=date(2024, 6, 5), product_line="soft")]
    reader = release(orders=rows, order_lines=lines)
    scope = at("2024-06-11")
    assert set(find(scope.with_filter("team", "N"), reader)["subject"]) == {"n"}
    assert set(find(scope.with_filter("product_line", "soft"), reader)["subject"]) == {"n"}
    seen = Scope(scope.as_of, access=Access.only(team=["S"]))
    assert set(find(seen, reader)["subject"]) == {"s"}


@pytest.mark.parametrize("day", ["2024-06-30", "2024-07-01", "2024-07-15"])
def test_the_newest_threshold_up_to_the_day_is_in_force(release: Release, day: str) -> None:
    reader = release(orders=[order("1", "2024-06-01")])
    first, second = date(2024, 7, 1), date(2024, 7, 10)
    ruled(
        reader,
        {"rule": "late_delivery", "from_day": second, "red": 7},
        {"rule": "late_delivery", "from_day": first, "red": 5},
    )
    found = thresholds(reader, date.fromisoformat(day))["late_delivery"]
    assert found.red == {"2024-06-30": 3, "2024-07-01": 5, "2024-07-15": 7}[day]
    assert (
        threshold_of(
            {
                "rule": "late_delivery",
                "from_day": first,
                "red": None,
                "yellow": None,
                "operator": None,
                "clock": None,
                "is_on": None,
            }
        ).red
        == 3
    )


# --- exception_rate -------------------------------------------------------------------------------

JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())


def exceptional(release: Release) -> LiteralReader:
    return release(
        orders=[
            simple("late", "2024-06-01", "2024-06-10", "2024-06-14", team="N"),
            simple("slightly", "2024-06-01", "2024-06-10", "2024-06-13", team="N"),
            simple("open", "2024-06-01", "2024-06-10", team="S"),
            simple("met", "2024-06-01", "2024-06-10", "2024-06-10", team="S", satisfaction=1),
            simple("asked", "2024-06-01", "2024-06-10", "2024-06-10", team="S"),
            simple("July", "2024-07-01", "2024-07-02", team="S"),
        ],
        complaints=[complaint("c", "2024-06-20 10:00") | {"order_no": "asked"}],
    )


def test_orders_that_raised_a_red_alert_are_exceptions_even_when_it_ended(release: Release) -> None:
    reader = exceptional(release)
    row = evaluate(["exception_rate"], [], JUNE, reader).row(0, named=True)
    assert (row["exception_rate__numerator"], row["exception_rate__denominator"]) == (3, 5)
    listed = rows("exception_rate", "numerator", JUNE, reader)
    assert set(listed["order_no"]) == {"late", "open", "met"}  # nobody recorded any response
    assert set(rows("exception_rate", "misses", JUNE, reader)["order_no"]) == {"slightly", "asked"}
    by_team = evaluate(["exception_rate"], ["team"], JUNE, reader)
    assert by_team["exception_rate"].to_list() == [0.5, pytest.approx(2 / 3)]
    told = [text.to("en") for text in warnings("exception_rate", JUNE, reader)]
    assert any("Complaint not answered" in text and "Production" in text for text in told)


def test_exceptions_follow_the_thresholds_of_the_day_and_the_filters(release: Release) -> None:
    reader = ruled(
        exceptional(release),
        {"rule": "late_delivery", "from_day": date(2024, 7, 1), "operator": ">="},
        {"rule": "low_satisfaction", "from_day": date(2024, 7, 1), "is_on": "off"},
    )
    listed = rows("exception_rate", "numerator", JUNE, reader)
    assert set(listed["order_no"]) == {"late", "slightly", "open"}
    of_team = rows("exception_rate", "numerator", JUNE.with_filter("team", "N"), reader)
    assert set(of_team["order_no"]) == {"late", "slightly"}


def test_data_that_no_rule_can_judge_has_no_rate_of_exceptions(release: Release) -> None:
    reader = release(orders=[order("1", "2024-06-01", amount=5)])
    assert evaluate(["exception_rate"], [], JUNE, reader)["exception_rate"].item() is None
    assert why_empty("exception_rate", JUNE, reader) is not None
