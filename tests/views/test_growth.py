"""Growth beside groups: against the year before and the period before, where the data hold them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views.evaluation import people, products
from ordertrack.views.view import View
from tests.metrics.literal import LiteralReader, connect, line, order

SOLD = {("Ann", "2023-03-20"): 100, ("Ann", "2024-02-10"): 400, ("Ann", "2024-03-05"): 200}
MARCH = Scope(moment("2024-05-31"), Period.month(2024, 3), access=Access.everything())


@pytest.fixture(scope="module")
def reader() -> LiteralReader:
    tables = {
        "orders": [order(day, day, sales_rep=name) for name, day in SOLD],
        "order_lines": [line(day, amount) for (_, day), amount in SOLD.items()],
    }
    return LiteralReader(connect(), tables, covered=True, number=92)


@pytest.fixture
def grown(reader: LiteralReader, monkeypatch: pytest.MonkeyPatch) -> Callable[[date], Any]:
    def found(first: date) -> Any:
        monkeypatch.setattr(reader.release, "data_from", first)
        sheet = people.everyone(View.fresh(reader, MARCH, "en"), "sales_rep")
        return sheet.frame.select("yoy", "prior").row(0)

    return found


def test_growth_stands_beside_who_sold_then(grown: Callable[[date], Any]) -> None:
    assert grown(date(2022, 1, 1)) == (1.0, -0.5)


def test_a_month_that_the_data_hold_in_part_is_no_growth(grown: Callable[[date], Any]) -> None:
    """Twelve days of last year's March would make this March look twelve days' worth better."""
    assert grown(date(2023, 3, 20)) == (None, -0.5)


def test_a_year_is_held_against_the_year_before_once(
    reader: LiteralReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a whole year the period before is the year before: two columns would say the same."""
    monkeypatch.setattr(reader.release, "data_from", date(2022, 1, 1))
    year = Scope(moment("2024-12-31"), Period.year(2024), access=Access.everything())
    sheet = people.everyone(View.fresh(reader, year, "en"), "sales_rep")
    assert sheet.frame.select("yoy", "prior").row(0) == (5.0, None)


def test_products_grow_as_people_do(reader: LiteralReader, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = replace(MARCH, comparison="yoy")
    for first, grown in ((date(2022, 1, 1), 1.0), (date(2023, 3, 20), None)):
        monkeypatch.setattr(reader.release, "data_from", first)
        found = products.sales(View.fresh(reader, scope, "en"), "product").sheet.frame
        assert found["growth"].to_list() == [grown]
