"""The rule about stages: off until a limit is set, yellow on its last day, red from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from ordertrack.access import Access
from ordertrack.alerts.back_test import back_test
from ordertrack.alerts.find import find, untold
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.rule import Threshold
from ordertrack.metrics.notes import rules_told
from ordertrack.metrics.orders.case_notes import with_case_notes
from ordertrack.records.journal.kinds import KINDS
from ordertrack.records.journal.reading import frame_of
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, Release, line, order

NAME = "stage_overdue"


def at(as_of: str, access: Access | None = None, **filters: list[str]) -> Scope:
    scope = Scope(moment(as_of), access=access or Access.everything())
    for name, values in filters.items():
        scope = scope.with_filter(name, *values)
    return scope


def written(reader: LiteralReader, kind: str, *rows: dict[str, Any]) -> None:
    named = [{"subject": str(at), **row} for at, row in enumerate(rows)]
    reader.written[kind] = frame_of(KINDS[kind], named)


def limit(days: int, clock: str, from_day: date, **more: Any) -> dict[str, Any]:
    return {
        "product_line": "",
        "stage": "in_production",
        "days": days,
        "clock": clock,
        "from_day": from_day,
    } | more


def company(release: Release) -> LiteralReader:
    """Placed on the Friday before National Day 2024, of which the Sunday after was worked."""
    return release(
        orders=[
            order("open", "2024-09-27 10:00", sales_rep="Ann", team="N", amount=10),
            order("other", "2024-09-27", sales_rep="Bo", team="S", amount=20),
            order("begun", "2024-09-27", production_started_at="2024-10-09", amount=30, team="S"),
        ],
        order_lines=[line(name, product_line="Pumps") for name in ("open", "other", "begun")],
    )


def raised(found: pl.DataFrame) -> dict[str, tuple[str, float, str]]:
    mine = found.filter(rule=NAME)
    return {
        subject: (level, elapsed, unit)
        for subject, level, elapsed, unit in mine.select(
            "subject", "level", "elapsed", "unit"
        ).iter_rows()
    }


def test_a_stage_is_yellow_on_the_last_day_of_its_limit_and_red_past_it(release: Release) -> None:
    reader = company(release)
    scope = at("2024-10-08")
    assert raised(find(scope, reader)) == {}
    assert "limit" in untold(scope, reader)[NAME].to("en")
    assert NAME not in [rule.name for rules in rules_told(scope, reader) for rule in rules]
    written(reader, "stage_limit", limit(3, "working", date(2024, 10, 8)))
    assert NAME not in untold(scope, reader)
    # 29 and 30 September are worked, 8 October is the third working day: the last in time.
    assert raised(find(scope, reader)) == {
        f"{name}/in_production": ("yellow", 0, "workdays") for name in ("open", "other", "begun")
    }
    assert raised(find(at("2024-10-09"), reader)) == {
        f"{name}/in_production": ("red", 1, "workdays") for name in ("open", "other")
    }
    # The limit was not in force before.
    assert raised(find(at("2024-10-07"), reader)) == {}
    row = find(at("2024-10-09"), reader).filter(rule=NAME, order_no="open").row(0, named=True)
    assert (row["since"], row["owner"], row["amount"]) == (moment("2024-10-08 00:00"), "Ann", 100)


def test_the_unit_is_that_of_the_limit_and_a_typed_day_counts_in_days(release: Release) -> None:
    reader = company(release)
    written(reader, "stage_limit", limit(20, "calendar", date(2024, 9, 1)))
    written(
        reader,
        "stage_due",
        {"order_no": "open", "stage": "in_production", "due": date(2024, 10, 1)},
    )
    assert raised(find(at("2024-10-17"), reader)) == {
        "open/in_production": ("red", 16, "days"),
        "other/in_production": ("yellow", 0, "days"),
    }


def test_filters_and_access_narrow_it_like_the_other_rules(release: Release) -> None:
    reader = company(release)
    written(reader, "stage_limit", limit(3, "working", date(2024, 9, 1)))
    asked = "2024-10-09"
    assert set(raised(find(at(asked, team=["N"]), reader))) == {"open/in_production"}
    assert set(raised(find(at(asked, Access.only(team=["S"])), reader))) == {"other/in_production"}
    only = at(asked, Access.only(product_line=["none"]))
    assert raised(find(only, reader)) == {}
    assert raised(find(at(asked, product_line=["Pumps"]), reader))


def test_what_was_red_until_its_stage_was_reached_is_an_exception_and_back_tested(
    release: Release,
) -> None:
    reader = company(release)
    scope = at("2024-11-01")
    for name in ("not_started", "late_delivery", "acceptance_pending"):  # alone, to tell it apart
        row = {"rule": name, "from_day": date(2024, 1, 1), "is_on": "off"}
        before = reader.written.get("alert_rule", pl.DataFrame()).to_dicts()
        written(reader, "alert_rule", *before, row)
    assert evaluate(["exception_rate"], [], scope, reader)["exception_rate"].item() is None
    written(reader, "stage_limit", limit(9, "calendar", date(2024, 9, 1)))
    rate = evaluate(["exception_rate"], [], scope, reader).row(0, named=True)
    assert rate["exception_rate__numerator"] == 3  # `begun` was 3 days over when it began
    wanted = Threshold(3, 0, ">", "")
    tested = back_test(ALERT_RULES[NAME], wanted, scope, reader)
    assert (tested.now, tested.would) == (3, 2)
    assert tested.differ["order_no"].to_list() == ["begun"]


def test_the_notes_of_its_case_stand_in_the_ledger(release: Release) -> None:
    reader = company(release)
    case = {"rule": NAME, "about": "open/in_production", "episode": "1", "cause": "no steel"}
    written(reader, "case", {**case, "result": "bought", "changed_position": 1})
    orders = pl.DataFrame(
        {"order_no": ["open"], "exception_note": pl.Series([None], dtype=pl.String)}
    )
    noted = with_case_notes(orders, at("2024-10-09"), reader)
    assert noted["exception_note"].to_list() == ["no steel / bought"]
