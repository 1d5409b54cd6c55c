"""Stages have a time limit: by product line from a day on, or as typed on the order."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from ordertrack.access import Access
from ordertrack.metrics.orders.stage_limits import of_order, overdue
from ordertrack.metrics.query.stage_clocks import Limits, limits_in_force
from ordertrack.records import Records, Seen
from ordertrack.records.journal import KINDS
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, Release, line, order

LIMITS = {"limit_line": pl.String, "limit_stage": pl.String, "days": pl.Int64, "clock": pl.String}
DUES = {"due_order": pl.String, "due_stage": pl.String, "due_day": pl.Date}
TOUCHED = {"touched_order": pl.String, "touched_at": pl.Datetime("us")}


def limits(*rows: tuple[str, str, int, str], due: Any = None, touched: Any = None) -> Limits:
    return Limits(
        pl.DataFrame(list(rows), schema=LIMITS, orient="row"),
        pl.DataFrame([due] if due else [], schema=DUES, orient="row"),
        pl.DataFrame([touched] if touched else [], schema=TOUCHED, orient="row"),
    )


def looked(as_of: str) -> Scope:
    return Scope(moment(as_of), access=Access.everything())


def company(release: Release) -> LiteralReader:
    """Placed before National Day 2024; Sunday 29 September and Saturday 12 October are worked."""
    return release(
        orders=[
            order("A", "2024-09-27 10:00", sales_rep="Ann"),
            order("B", "2024-09-27", production_started_at="2024-09-30"),
            order("C", "2024-09-27", status="cancelled"),
            order("D", "2024-08-01", production_started_at="2024-08-02", shipped_at="2024-08-03"),
        ],
        order_lines=[
            line("A", product_line="Pumps"),
            line("A", line_no="2", product_line="Valves"),
            line("B", product_line="Valves"),
        ],
    )


def test_working_days_count_over_a_holiday_with_its_make_up_days(release: Release) -> None:
    reader = company(release)
    allowed = limits(("", "in_production", 3, "working"))
    (clock,) = of_order("A", allowed, looked("2024-10-08"), reader)
    # 29 and 30 September are the first and second working day after the 27th, 8 October the third.
    assert (clock["due"], clock["elapsed"], clock["over"]) == (date(2024, 10, 8), 3, 0)
    assert clock["stale_since"] is None
    late = overdue(allowed, looked("2024-10-09"), reader, 10)
    assert late.select("order_no", "over", "stale_since").rows() == [("A", 1, date(2024, 10, 9))]
    (clock,) = of_order("B", allowed, looked("2024-10-09"), reader)
    assert (clock["ended"], clock["elapsed"], clock["over"]) == (datetime(2024, 9, 30), 2, -1)
    assert of_order("C", allowed, looked("2024-10-09"), reader) == []


def test_the_shortest_limit_of_its_product_lines_counts_and_a_typed_day_before_all(
    release: Release,
) -> None:
    reader = company(release)
    allowed = limits(
        ("", "in_production", 30, "calendar"),
        ("Pumps", "in_production", 5, "calendar"),
        ("Valves", "in_production", 2, "working"),
        ("Valves", "shipped", 4, "calendar"),
    )
    (clock,) = of_order("A", allowed, looked("2024-10-08"), reader)
    assert (clock["allowed"], clock["clock"], clock["over"]) == (2, "working", 1)
    clocks = of_order("B", allowed, looked("2024-10-08"), reader)
    found = {one["stage"]: (one["due"], one["over"]) for one in clocks}
    assert found == {
        "in_production": (date(2024, 9, 30), 0),
        "shipped": (date(2024, 10, 4), 4),
    }
    typed = limits(*allowed.by_line.rows(), due=("A", "in_production", date(2024, 10, 7)))
    (clock,) = of_order("A", typed, looked("2024-10-08"), reader)
    assert (clock["due"], clock["over"], clock["allowed"]) == (date(2024, 10, 7), 1, None)


def test_an_order_is_stale_since_nobody_touched_it_for_longer_than_allowed(
    release: Release,
) -> None:
    reader = company(release)
    allowed = ("", "in_production", 5, "calendar")
    (clock,) = of_order("A", limits(allowed), looked("2024-10-20"), reader)
    assert (clock["over"], clock["stale_since"]) == (18, date(2024, 10, 3))
    touched = limits(allowed, touched=("A", datetime(2024, 10, 16, 9)))
    (clock,) = of_order("A", touched, looked("2024-10-20"), reader)
    assert (clock["over"], clock["stale_since"]) == (18, None)


def test_a_limit_holds_from_its_day_on() -> None:
    records = Records("sqlite://")
    kind = KINDS["stage_limit"]
    rows = [
        {"product_line": "", "stage": "shipped", "from_day": "2024-01-01", "days": 9},
        {"product_line": "", "stage": "shipped", "from_day": "2024-06-01", "days": 5},
    ]
    for row in rows:
        changes = kind.changes({**row, "clock": "working"})
        records.journal.save(changes, "Ann", "", Seen(1, records.journal.position()))
    days = {
        day: limits_in_force(records.journal.frame, date.fromisoformat(day), "UTC").by_line
        for day in ("2023-12-31", "2024-05-31", "2024-06-01")
    }
    days = {day: frame["days"].to_list() for day, frame in days.items()}
    assert days == {"2023-12-31": [], "2024-05-31": [9], "2024-06-01": [5]}
    records.close()


def test_a_stage_that_lies_behind_on_no_recorded_day_is_not_over_by_anything(
    release: Release,
) -> None:
    reader = release(
        orders=[
            order("A", "2024-06-03", shipped_at="2024-06-20"),
            order("B", "2024-06-03", status="in_production"),
            order("C", "2024-06-03", production_started_at="2024-06-04", status="paid"),
            order("D", "2024-06-03", status="paid", shipped_at="2024-07-20"),
        ],
        order_lines=[],
    )
    allowed = limits(("", "in_production", 2, "calendar"), ("", "shipped", 2, "calendar"))
    late = overdue(allowed, looked("2024-06-30"), reader, 10)
    # D was not shipped by then: its status tells of later.
    assert late.select("order_no", "stage", "over").rows() == [("D", "in_production", 25)]
    for number in "AB":
        (first, *_) = of_order(number, allowed, looked("2024-06-30"), reader)
        assert (first["running"], first["over"], first["elapsed"]) == (False, None, None)
