"""Grades by attainment: the steps in force on the last day of the period, none without a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.errors import BadEntry
from ordertrack.period import Period
from ordertrack.records.journal.kinds import KINDS
from ordertrack.records.journal.reading import frame_of
from ordertrack.scope import Scope, moment
from ordertrack.views.evaluation import people
from ordertrack.views.evaluation.assessed import grades
from ordertrack.views.view import View
from tests.metrics.literal import LiteralReader, connect, line, order

SOLD = {"Ann": 1200, "Bob": 1000, "Cid": 800, "Dee": 799, "Eve": 500}
MARCH = Scope(moment("2024-05-31"), Period.month(2024, 3), access=Access.everything())


@pytest.fixture(scope="module")
def reader() -> LiteralReader:
    orders = [order(name, "2024-03-05", sales_rep=name) for name in SOLD]
    targets = [
        {"period": "2024-03", "level": "person", "who": name, "measure": "revenue", "value": 1000}
        for name in SOLD
        if name != "Eve"
    ]
    tables = {
        "orders": orders,
        "order_lines": [line(name, amount) for name, amount in SOLD.items()],
        "people": [{"sales_rep": name, "name": name} for name in SOLD],
        "targets": targets,
    }
    return LiteralReader(connect(), tables, covered=True, number=91)


def graded(reader: LiteralReader, scope: Scope = MARCH, lang: str = "en") -> dict[str, Any]:
    sheet = people.everyone(View.fresh(reader, scope, lang), "sales_rep")
    return dict(sheet.frame.select("name", "grade").iter_rows())


def setting(day: str, *steps: str) -> dict[str, Any]:
    named = zip(("excellent", "good", "adequate"), map(Decimal, steps), strict=True)
    return {"subject": day, "from_day": date.fromisoformat(day), **dict(named)}


def test_a_grade_begins_at_its_step_and_there_is_none_without_a_target(
    reader: LiteralReader,
) -> None:
    assert graded(reader) == {
        "Ann": "excellent",
        "Bob": "good",
        "Cid": "adequate",
        "Dee": "below target",
        "Eve": None,
    }
    assert graded(reader, lang="zh")["Ann"] == "优秀"


def test_the_steps_are_those_of_the_last_day_of_the_period(reader: LiteralReader) -> None:
    rows = [setting("2024-03-31", "1.3", "1.2", "0.5"), setting("2024-04-01", "0.9", "0.5", "0.1")]
    reader.written["grading"] = frame_of(KINDS["grading"], rows)
    try:
        assert graded(reader)["Ann"] == "good" and graded(reader)["Dee"] == "adequate"
        sentence = str(grades.in_force(View.fresh(reader, MARCH, "en")).sentence())
        assert "since 2024-03-31: excellent from 130%, good from 120%" in sentence
    finally:
        del reader.written["grading"]
    assert "since" not in str(grades.in_force(View.fresh(reader, MARCH, "en")).sentence())


def test_a_period_that_is_running_has_no_grades_and_that_is_said(reader: LiteralReader) -> None:
    running = replace(MARCH, as_of=moment("2024-03-20"))
    assert set(graded(reader, running).values()) == {None}
    assert "running" in str(grades.why_none(View.fresh(reader, running, "en")))
    assert grades.why_none(View.fresh(reader, MARCH, "en")) is None


def test_data_without_targets_has_no_column_of_grades(reader: LiteralReader) -> None:
    found = pl.DataFrame({"name": ["x"], "revenue": [1]})
    assert grades.with_grades(found, View.fresh(reader, MARCH, "en"))["grade"].to_list() == [None]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (("1", "1.2", "0.8"), "not in order"),
        (("120", "100", "80"), "1000%"),
        (("1.2", "1", "0"), "above 0%"),
    ],
)
def test_steps_that_do_not_fall_are_refused(steps: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadEntry, match=said):
        KINDS["grading"].refuse_bad(setting("2024-01-01", *steps))
