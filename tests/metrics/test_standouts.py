"""Highlights and shortfalls: noise lists nothing, an effect is found, and the parts tie."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

import duckdb
import numpy as np
import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.metrics.analysis import against_rest, standouts
from ordertrack.metrics.analysis.against_rest import Group
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader

DIMENSIONS = {"team": 7, "person": 24, "line": 6, "channel": 5, "tier": 3}
CUSTOMERS, RUNS = 500, 120


def split(rng: np.random.Generator, name: str, many: int, count: int) -> np.ndarray:
    """Groups of different sizes for `many` units."""
    shares = rng.dirichlet(np.full(count, 12.0))
    return np.array([f"{name}{place}" for place in range(count)])[rng.choice(count, many, p=shares)]


def noise(rng: np.random.Generator, late: str = "", slides: str = "") -> Iterator[Group]:
    """Everything that is compared, of a company in which groups differ by chance alone.

    But for one group that is `late`, and one whose margin `slides`.
    """
    size = rng.lognormal(0, 1.0, CUSTOMERS)
    then = size * rng.lognormal(0, 0.5, CUSTOMERS) * (rng.random(CUSTOMERS) < 0.85)
    now = 1.1 * size * rng.lognormal(0, 0.5, CUSTOMERS) * (rng.random(CUSTOMERS) < 0.85)
    back = size * (rng.random(CUSTOMERS) < 0.05) * rng.random(CUSTOMERS)
    margin = rng.normal(0.35, 0.12, CUSTOMERS)
    for name, count in DIMENSIONS.items():
        k = split(rng, name, CUSTOMERS, count)
        kept = size * np.where(k == slides, margin - 0.3, margin)
        yield from against_rest.of_amounts(
            pl.DataFrame({"k": k, "x": now, "y": then}), relative=True
        )
        yield from against_rest.of_amounts(pl.DataFrame({"k": k, "x": kept, "y": size}))
        yield from against_rest.of_amounts(pl.DataFrame({"k": k, "x": back, "y": size}))
        names, orders = np.unique(k, return_counts=True)
        chance = np.where(names == late, 0.6, 0.85)
        counts = {"k": names, "top": rng.binomial(orders * 3, chance), "base": orders * 3}
        yield from against_rest.of_counts(pl.DataFrame(counts))
        placed = rng.poisson(orders * 3.0)
        sums = {"k": np.repeat(names, placed), "x": rng.lognormal(0, 1, placed.sum())}
        wanted = {"k": names, "target": orders * 3 * np.exp(0.5)}
        yield from against_rest.of_targets(pl.DataFrame(sums), pl.DataFrame(wanted))


def test_pure_noise_lists_nothing_in_nineteen_of_twenty_runs() -> None:
    listed, compared = 0, 0
    for run in range(RUNS):
        groups = list(noise(np.random.default_rng([run, 5])))
        listed += any(against_rest.clear(groups))
        compared += len(groups)
    assert compared / RUNS > 80
    assert listed <= RUNS * 0.05


@pytest.mark.parametrize("effect", [{"late": "team2"}, {"slides": "channel1"}])
def test_a_planted_effect_is_found_and_the_rest_is_not(effect: dict[str, str]) -> None:
    (planted,) = effect.values()
    dimension = planted.rstrip("0123456789")
    found = []
    for run in range(10):
        groups = list(noise(np.random.default_rng([run, 7]), **effect))
        chosen = zip(groups, against_rest.clear(groups), strict=True)
        found.append({one.key for one, stands in chosen if stands})
    assert sum(planted in keys for keys in found) >= 7
    elsewhere = [key for keys in found for key in keys if not key.startswith(dimension)]
    assert len(elsewhere) <= 2  # the others of its dimension stand out of a rest that holds it


def test_a_difference_below_a_point_is_not_listed_however_sure_it_is() -> None:
    parts = pl.DataFrame({"k": ["a", "b"], "top": [850_000, 845_000], "base": [1_000_000] * 2})
    groups = against_rest.of_counts(parts)
    assert all(one.p < 1e-9 for one in groups)
    assert not any(against_rest.clear(groups))


@pytest.mark.parametrize("top", range(11))
def test_fishers_test_is_exact(top: int) -> None:
    def chance(k: int) -> float:
        return comb(20, k) * comb(40, 10 - k) / comb(60, 10)

    lower = sum(chance(k) for k in range(top + 1))
    upper = sum(chance(k) for k in range(top, 11))
    expected = min(1.0, 2 * min(lower, upper))
    assert against_rest.fisher(top, 10, 20, 60) == pytest.approx(expected)


def test_fewer_than_ten_cases_and_what_is_not_recorded_are_left_out() -> None:
    counts = pl.DataFrame({"k": ["a", "b", None], "top": [0, 30, 20], "base": [9, 40, 40]})
    assert [one.key for one in against_rest.of_counts(counts)] == ["b"]
    assert against_rest.of_counts(counts)[0].rest == pytest.approx(20 / 49)


def test_where_nothing_ever_came_back_nothing_is_compared() -> None:
    units = pl.DataFrame({"k": ["a", "b"] * 20, "x": [0.0] * 40, "y": [1.0, 2.0] * 20})
    assert against_rest.of_amounts(units) == []


# --- from tables ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader() -> LiteralReader:
    """Two teams of 12 customers who order in both years; N grows, S shrinks, S loses money."""
    orders, lines = [], []
    for customer in range(24):
        team = "N" if customer % 2 else "S"
        for year in (2023, 2024):
            number = f"{year}-{customer}"
            amount = (100 + customer) * (3 if (team, year) == ("N", 2024) else 1)
            day = f"{year}-06-{customer % 20 + 1:02d}"
            order = {"order_no": number, "order_date": day, "customer_id": f"C{customer}"}
            orders.append({**order, "team": team, "sales_rep": "Ann", "status": "completed"})
            cost = amount * (0.9 if team == "S" else 0.5 + customer / 1000)
            line = {"order_no": number, "line_no": "1", "product": "P", "quantity": 1}
            lines.append({**line, "amount": amount, "cost": cost})
    tables = {"orders": orders, "order_lines": lines}
    return LiteralReader(duckdb.connect(), tables, covered=True)


def test_who_sold_nothing_is_one_of_the_others() -> None:
    orders = {"k": ["a"] * 20 + ["b"] * 20, "x": [float(5 + n % 3) for n in range(40)]}
    targets = {"k": ["a", "b", "c"], "target": [100.0, 100.0, 100.0]}
    found = against_rest.of_targets(pl.DataFrame(orders), pl.DataFrame(targets))
    of_a = next(one for one in found if one.key == "a")
    sold = sum(orders["x"][20:])
    assert of_a.rest == pytest.approx(sold / 200)


def test_growth_and_margin_are_those_of_the_metrics(reader: LiteralReader) -> None:
    scope = Scope(
        moment("2025-01-31"),
        period=Period.parse("2024"),
        comparison="yoy",
        access=Access.everything(),
    )
    before = scope.compared()
    assert before is not None
    now, then = (
        dict(evaluate(["revenue"], ["team"], asked, reader).select("team", "revenue").iter_rows())
        for asked in (scope, before)
    )
    grown = {one.key: one for one in standouts.growth("team", scope, before, reader)}
    for team, other in (("N", "S"), ("S", "N")):
        assert grown[team].value == pytest.approx(float(now[team] / then[team]) - 1)
        assert grown[team].rest == pytest.approx(grown[other].value)
        assert grown[team].n == 12
        assert grown[team].low < grown[team].value - grown[team].rest < grown[team].high
    margins = {one.key: one for one in standouts.ratios("gross_margin", "team", scope, reader)}
    told = evaluate(["gross_margin"], ["team"], scope, reader).select("team", "gross_margin")
    assert {key: one.value for key, one in margins.items()} == pytest.approx(dict(told.iter_rows()))
    assert against_rest.clear([*grown.values(), *margins.values()]) == [True] * 4
