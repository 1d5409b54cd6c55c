from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views import ranking
from ordertrack.views.ranking import Order
from ordertrack.views.view import View
from ordertrack.warehouse import Release, Warehouse
from tests.shelves import line, open_warehouse, order, publish

ON_TIME, REVENUE, BACKLOG = (CATALOG[name] for name in ("on_time_rate", "revenue", "backlog"))
DUE = {"A": (20, 18), "B": (20, 5), "C": (60, 50), "D": (4, 0), "E": (10, 10)}


@pytest.fixture
def shop(home: Path) -> View:
    """Teams with so many due orders and so many of them on time; the month before all are."""
    orders, lines = [], []
    for month in (5, 6):
        for team, (due, on_time) in DUE.items():
            for place in range(due):
                number = f"{month}{team}{place}"
                good = month == 5 or place < on_time
                delivered = f"2024-0{month}-{'09' if good else '12'}"
                why = None if good else "no truck"
                orders.append(order(number, f"2024-0{month}-01", team=team, delay_reason=why))
                lines.append(
                    line(number, promised_date=f"2024-0{month}-10", delivered_date=delivered)
                )
    warehouse = open_warehouse(home)
    release = publish(warehouse, {"orders": orders, "order_lines": lines})
    return view_of(warehouse, release)


def view_of(warehouse: Warehouse, release: Release) -> View:
    scope = Scope(
        moment("2024-06-30"), Period.month(2024, 6), comparison="prior", access=Access.everything()
    )
    return View.fresh(warehouse.reader(release), scope, "en")


def ranked(shop: View, metric: Metric, order: Order, dimension: str = "team") -> pl.DataFrame:
    return ranking.everything(dimension, metric, order, shop.scope, shop.evaluate)


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        ("worst", ["B", "C", "A", "E", "D"]),
        ("best", ["E", "A", "C", "B", "D"]),
        ("misses", ["B", "C", "A", "E", "D"]),
        ("change", ["B", "C", "A", "E", "D"]),
    ],
)
def test_a_rate_is_ranked_by_what_is_better_and_too_few_stand_below(
    shop: View, order: Order, keys: list[str]
) -> None:
    found = ranked(shop, ON_TIME, order)
    assert found["key"].to_list() == keys
    assert found["place"].to_list() == [1, 2, 3, 4, None]
    by_key = {row["key"]: (row["n"], row["misses"]) for row in found.to_dicts()}
    assert by_key == {key: (due, due - on_time) for key, (due, on_time) in DUE.items()}


def test_less_is_better_turns_the_order_round(shop: View) -> None:
    days = CATALOG["order_cycle_days"]
    assert ranked(shop, days, "worst")["key"][0] == "B"
    assert ranked(shop, days, "best")["key"][0] != "B"


def test_what_only_has_a_size_and_sums_have_no_smallest_number(shop: View) -> None:
    assert ranked(shop, REVENUE, "best")["key"].to_list() == ["C", "A", "B", "E", "D"]
    assert ranked(shop, REVENUE, "best")["place"].null_count() == 0
    assert ranking.usual_order(REVENUE) == "best" and ranking.usual_order(ON_TIME) == "worst"
    names = {order: str(text) for order, text in ranking.orders(BACKLOG, shop.scope).items()}
    assert names == {"worst": "Smallest", "best": "Largest", "change": "Largest change"}
    alone = replace(shop.scope, comparison=None)
    assert list(ranking.orders(ON_TIME, alone)) == ["worst", "best", "misses"]


def test_both_ends_of_a_long_ranking_are_seen() -> None:
    whole = pl.DataFrame({"place": [*range(1, 9), None]})
    placed = whole.drop_nulls()
    assert ranking.both_ends(placed, whole)["place"].to_list() == [1, 2, 3, 4, 7, 8]
    few = pl.DataFrame({"place": [1, 2, None]})
    assert ranking.both_ends(few.drop_nulls(), few)["place"].to_list() == [1, 2, None]


def test_a_ranking_as_read_has_places_n_and_misses(shop: View) -> None:
    table = ranking.as_read(shop, ON_TIME, ranked(shop, ON_TIME, "worst"))
    assert table.columns == ["place", "name", "now", "n", "misses", "change"]
    assert table["place"].to_list() == ["1", "2", "3", "4", "—"]
    assert str(ranking.few_note(1)) == "1 rests on fewer than 10 and is not ranked."
    assert ranking.as_file(CATALOG["complaint_rate"], table).columns[-2] == "cases"


def test_a_ranking_says_what_grew_better_or_worse(shop: View) -> None:
    fewer = CATALOG["complaint_rate"]
    frame = pl.DataFrame(
        {
            "place": [1, 2, 3],
            "key": ["a", "b", "c"],
            "name": ["a", "b", "c"],
            "now": [0.5, 0.7, 0.6],
            "then": [0.6, 0.6, 0.6],
            "n": [20, 20, 20],
            "misses": [10, 6, 8],
        }
    )
    told = ranking.as_read(shop, ON_TIME, frame)["change"].to_list()
    assert told == ["▼ −10pp worse", "▲ +10pp better", "0.0pp"]
    assert ranking.as_read(shop, fewer, frame)["change"][0] == "▼ −10pp better"
    assert ranking.as_read(shop, BACKLOG, frame)["change"][0] == "▼ −16.7%"
    assert [one.judged for one in ranking.changed(shop, fewer, frame)] == ["better", "worse", None]


def test_the_reason_for_delay_is_a_dimension_that_filters_and_ranks(shop: View) -> None:
    found = ranked(shop, ON_TIME, "misses", "delay_reason")
    assert found.select("key", "misses").rows() == [("no truck", 31), ("", 0)]
    late = replace(shop.scope, filters=(("delay_reason", ("no truck",)),))
    assert shop.evaluate(("orders",), (), late)["orders"].item() == 31
    by_line = shop.evaluate(("orders",), ("product", "delay_reason"), shop.scope)
    assert dict(by_line.select("delay_reason", "orders").rows())["no truck"] == 31
