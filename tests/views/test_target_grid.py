"""A year of targets as a grid: what is spread, what does not add up, what has to be kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Seen
from ordertrack.views.evaluation import target_grid, targets
from ordertrack.views.evaluation.target_grid import grid, reconciled, spread
from ordertrack.workdays import Workdays
from tests.ui.shop import open_shop
from tests.views.making import view_of

CHINA = Workdays("CN")


def amounts(**given: int) -> dict[str, Decimal]:
    return {name.replace("_", "-"): Decimal(value) for name, value in given.items()}


def test_what_a_quarter_leaves_is_spread_by_working_days() -> None:
    # 2024: 22 working days in January, 18 in February (with a working Sunday), 21 in March.
    days = [CHINA.count(*bounds) for bounds in target_grid_months(1)]
    found = spread({"2024-Q1": Decimal(sum(days) * 10)}, 2024, CHINA, 0)
    assert list(found.values()) == [day * 10 for day in days]
    rest = spread({"2024-Q1": Decimal(100), "2024-02": Decimal(40)}, 2024, CHINA, 0)
    assert set(rest) == {"2024-01", "2024-03"} and sum(rest.values()) == 60


def target_grid_months(quarter: int) -> list:

    found = [Period.parse(month) for month in target_grid.months_of(2024, quarter)]
    return [(month.start, month.end) for month in found]


def test_what_a_year_leaves_goes_to_quarters_that_are_not_set() -> None:
    values = amounts(Y=0) | {"2024": Decimal(1000), "2024-Q1": Decimal(400)}
    found = spread(values, 2024, CHINA, 2)
    assert sum(found[month] for month in target_grid.months_of(2024, 1)) == 400
    assert sum(found.values()) == 1000


def test_parts_above_their_whole_leave_nothing_to_spread() -> None:
    values = {"2024-Q1": Decimal(10), "2024-01": Decimal(40)}
    assert spread(values, 2024, CHINA, 0) == {}


def test_the_grid_holds_what_was_typed_and_tells_what_does_not_add_up(home: Path) -> None:
    warehouse = open_shop(home)
    found = grid(view_of(warehouse, "2024-11"), "team", "revenue", 2024)
    assert found.frame["name"].to_list() == ["North", "South"]
    cells = {0: {"2024-Q1": 300, "2024-01": 100.5}, 1: {"2024-02": 7}}
    journal = warehouse.records.journal
    journal.save(found.changes(cells), "Ann", "", Seen(1, 0))
    again = grid(view_of(warehouse, "2024-11"), "team", "revenue", 2024)
    assert again.frame.row(0, named=True)["2024-01"] == Decimal("100.5")
    assert again.typed == {("North", "2024-Q1"), ("North", "2024-01"), ("South", "2024-02")}
    row = reconciled(again.frame, 2024, "en").frame.row(0, named=True)
    assert (row["name"], row["whole"], row["left"]) == ("North", 300, Decimal("199.5"))
    told = target_grid.history(view_of(warehouse, "2024-11", "zh"), journal.entries("target"))
    assert set(told.frame["level"]) == {"团队"} and set(told.frame["before"]) == {"—"}
    warehouse.close()


def test_attainment_adds_up_to_the_company(home: Path) -> None:
    warehouse = open_shop(home)
    typed = [("team", "North", 1000), ("company", "", 2000)]
    key = {"period": "2024-11", "measure": "revenue"}
    changes = [
        change
        for level, name, value in typed
        for change in KINDS["target"].changes({**key, "level": level, "name": name, "value": value})
    ]
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    view = view_of(warehouse, "2024-11")
    found = targets.attained(view, "revenue_attainment", "team")
    rows = {row["name"]: row for row in found.rows.frame.to_dicts()}
    assert (rows["North"]["gap"], rows["South"]["target"]) == (-24, None)
    sums = {row["name"]: row for row in found.sums.frame.to_dicts()}
    assert sums["With a target"]["actual"] + sums["Without a target"]["actual"] == 1464
    assert sums["Whole company, or what is filtered"]["target"] == 2000
    assert sums["The level's targets differ from the company's by"]["target"] == 1000
    pace = targets.pace(view)
    assert pace is not None and (pace.left, pace.actual, pace.target) == (0, 1464, 2000)
    warehouse.close()
