"""What the groups add to a change adds up to it, of every metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given

from ordertrack.access import Access
from ordertrack.metrics.analysis.contribution import Contribution, Evaluate, contribution
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.examples import examples
from tests.metrics.companies import BY_GROUP, companies, scopes
from tests.metrics.literal import LiteralReader, Release, connect, line, order

CONNECTION = connect()
JUNE = Scope(moment("2024-06-30"), Period.month(2024, 6), access=Access.everything())
MAY = replace(JUNE, period=Period.month(2024, 5))


@pytest.mark.parametrize("names", BY_GROUP.values(), ids=BY_GROUP)
@examples(2)
@given(tables=companies(), now=scopes(), then=scopes())
def test_the_parts_add_up_to_the_change(
    names: list[str], tables: dict, now: Scope, then: Scope
) -> None:
    then = replace(now, period=then.period)
    ask = asking_once(names, LiteralReader(CONNECTION, tables, covered=True))
    for name in names:
        check_parts(CATALOG[name], now, then, ask)


def check_parts(metric: Metric, now: Scope, then: Scope, ask: Evaluate) -> None:
    of_lines = contribution("product_line", metric, now, then, ask)
    of_people = contribution("sales_rep", metric, now, then, ask)
    for found in (of_lines, of_people):
        assert found.groups["change"].sum() + found.overlap == pytest.approx(found.change)
        if metric.denominator and not metric.share:
            effects = found.groups["rate"] + found.groups["mix"]
            assert effects.to_list() == pytest.approx(found.groups["change"].to_list())
    both = [ask([metric.name], [], scope)[metric.name][0] for scope in (now, then)]
    if None not in both and metric.numerator.agg != "customers":
        assert of_people.overlap == pytest.approx(0, abs=1e-9)  # an order has one salesperson


def test_a_rate_moves_by_its_groups_rates_and_by_their_weight(release: Release) -> None:
    reader = release(orders=[*due("5", 4, 4, 4, 2), *due("6", 3, 6, 5, 2)])
    found = by_team("on_time_rate", reader)
    # May: North 4 of 4, South 2 of 4 = 75%. June: North 3 of 6, South 2 of 5 = 45.5%.
    north = (4 / 8 + 6 / 11) / 2 * (3 / 6 - 4 / 4)
    south = (4 / 8 + 5 / 11) / 2 * (2 / 5 - 2 / 4)
    assert found.change == pytest.approx(5 / 11 - 6 / 8)
    assert dict(found.groups.select("key", "rate").iter_rows()) == pytest.approx(
        {"N": north, "S": south}
    )
    assert found.overlap == pytest.approx(0)


def test_what_is_new_or_gone_only_changes_the_mix(release: Release) -> None:
    reader = release(orders=[*due("5", 4, 4, 0, 0), *due("6", 4, 4, 4, 0)])
    south = by_team("on_time_rate", reader).groups.filter(key="S").row(0, named=True)
    assert south["rate"] == 0 and south["then"] is None
    assert south["change"] == pytest.approx(0.5 * (0 - 0.75))


def test_an_order_of_two_product_lines_stands_apart(release: Release) -> None:
    lines = [
        line("a", line_no="1", product_line="hard", amount=60),
        line("a", line_no="2", product_line="soft", amount=40),
    ]
    reader = release(orders=[order("a", "2024-06-03")], order_lines=lines)
    orders = contribution("product_line", CATALOG["orders"], JUNE, MAY, asking(reader))
    assert (orders.groups["change"].to_list(), orders.overlap) == ([1, 1], -1)
    revenue = contribution("product_line", CATALOG["revenue"], JUNE, MAY, asking(reader))
    assert (sorted(revenue.groups["change"]), revenue.overlap) == ([40, 60], 0)


def asking(reader: LiteralReader) -> Evaluate:
    return lambda metrics, by, scope: evaluate(metrics, by, scope, reader)


def asking_once(names: list[str], reader: LiteralReader) -> Evaluate:
    """Ask for all of these numbers at once, and each question once."""
    asked: dict[tuple, pl.DataFrame] = {}

    def answer(metrics: Sequence[str], by: Sequence[str], scope: Scope) -> pl.DataFrame:
        question = (tuple(by), scope)
        if question not in asked:
            asked[question] = evaluate(names, by, scope, reader)
        return asked[question]

    return answer


def by_team(name: str, reader: LiteralReader) -> Contribution:
    return contribution("team", CATALOG[name], JUNE, MAY, asking(reader))


def due(month: str, north_on_time: int, north: int, south: int, south_on_time: int) -> list[dict]:
    """Orders promised in a month of 2024, so many of each team on time."""
    return [
        order(
            f"{month}{team}{place}",
            f"2024-0{month}-01",
            team=team,
            promised_date=f"2024-0{month}-10",
            delivered_date=f"2024-0{month}-{'09' if place < on_time else '12'}",
        )
        for team, count, on_time in (("N", north, north_on_time), ("S", south, south_on_time))
        for place in range(count)
    ]
