"""Days set by hand: what an edited table writes, and which figures follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ordertrack.errors import BadEntry
from ordertrack.records.journal import KINDS, Seen
from ordertrack.scope import Conventions
from ordertrack.settings import Settings
from ordertrack.views import workdays
from ordertrack.views.evaluation import target_grid, targets
from ordertrack.workdays import Workdays
from tests.ui.screens import opened
from tests.ui.shop import open_shop
from tests.views.making import view_of

DAY = KINDS["workday"]
OUTSIDE = ((date(2024, 11, 4), False), (date(2025, 1, 6), False))
EDITED = {
    "edited_rows": {0: {"work": "yes"}, "1": {"day": "2024-11-12"}},
    "added_rows": [
        {"day": "2024-11-30", "work": "yes", "note": "stocktaking"},
        {"day": None, "work": None, "note": None},
    ],
    "deleted_rows": [2],
}


def test_rows_that_are_changed_added_and_removed_are_written(home: Path) -> None:
    journal = open_shop(home).records.journal
    for day in ("2024-11-04", "2024-11-05", "2024-11-06"):
        journal.save(DAY.changes({"day": day, "work": "no"}), "Ann", "", Seen(1, 0))
    journal.save(workdays.changes(journal.rows("workday"), EDITED), "Bob", "", Seen(1, 3))
    assert {str(row["day"]): (row["work"], row["note"]) for row in journal.rows("workday")} == {
        "2024-11-04": ("yes", None),
        "2024-11-12": ("no", None),
        "2024-11-30": ("yes", "stocktaking"),
    }
    journal.undo("Bob", Seen(1, journal.position()), "workday")
    assert [str(row["day"]) for row in journal.rows("workday")] == [
        "2024-11-04",
        "2024-11-05",
        "2024-11-06",
    ]
    with pytest.raises(BadEntry, match="names no day"):
        workdays.changes([], {"added_rows": [{"work": "yes"}]})


def test_rows_that_change_places_lose_no_day(home: Path) -> None:
    journal = open_shop(home).records.journal
    for day, work in (("2024-11-04", "no"), ("2024-11-05", "yes")):
        journal.save(DAY.changes({"day": day, "work": work}), "Ann", "", Seen(1, 0))
    swapped = {"edited_rows": {0: {"day": "2024-11-05"}, 1: {"day": "2024-11-06"}}}
    journal.save(workdays.changes(journal.rows("workday"), swapped), "Bob", "", Seen(1, 2))
    found = {str(row["day"]): row["work"] for row in journal.rows("workday")}
    assert found == {"2024-11-05": "no", "2024-11-06": "yes"}


def test_pace_and_spread_count_the_days_that_people_set(home: Path) -> None:
    warehouse = open_shop(home)
    key = {"period": "2024-11", "level": "company", "name": "", "measure": "revenue"}
    changes = KINDS["target"].changes({**key, "value": 2000})
    # November 2024 has 21 working days; 11 are over by the 15th. The 4th is set free and the
    # 30th, a Saturday, is worked: still 21, of which 10 are over and 11 are left.
    changes += DAY.changes({"day": "2024-11-04", "work": "no"})
    changes += DAY.changes({"day": "2024-11-30", "work": "yes"})
    before = view_of(warehouse, "2024-11", as_of="2024-11-15")
    assert before.scope.conventions.workdays.count(date(2024, 11, 1), date(2024, 12, 1)) == 21
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    view = view_of(warehouse, "2024-11", as_of="2024-11-15")
    set_by_hand = Conventions.of(Settings(home=home), warehouse.overrides())
    view = replace(view, scope=replace(view.scope, conventions=set_by_hand))
    pace = targets.pace(view)
    assert pace is not None
    assert (pace.days, pace.over, pace.left) == (21, 10, 11)
    assert pace.needed == (2000 - pace.actual) / 11

    known = set_by_hand.workdays
    whole = {"2024-Q4": Decimal(6200)}  # 19, 21 and 22 days in its months
    as_ever = {"2024-10": 1900, "2024-11": 2100, "2024-12": 2200}
    assert target_grid.spread(whole, 2024, known, 0) == as_ever
    shut = Workdays(overrides=tuple((date(2024, 11, day), False) for day in range(1, 31)))
    months = target_grid.spread(whole, 2024, shut, 0)
    assert months == {"2024-10": 2873, "2024-11": 0, "2024-12": 3327}  # 19 and 22 of 41 days
    assert "(set by hand: 1)" in str(
        workdays.summary(view.scope.period, Workdays(overrides=OUTSIDE))
    )


def test_the_table_is_a_click_away_from_the_pace_and_tells_what_is_not_announced(
    home: Path,
) -> None:
    warehouse = open_shop(home)
    changes = DAY.changes({"day": "2031-10-08", "work": "yes", "note": "late shift"})
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    warehouse.close()
    at = opened("targets", period="2024-11")
    labels = [box.label for box in at.expander]
    assert "Nov 2024 has 21 working days (set by hand: 0)" in labels
    known = Workdays(overrides=((date(2031, 10, 8), True),))
    assert "2031" in str(workdays.notice(None, known))
    frame = workdays.table([{"day": date(2031, 10, 8), "work": "yes", "note": None}], known, "en")
    assert frame.row(0) == (date(2031, 10, 8), "yes", None, "working day")
