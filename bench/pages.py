"""What the evaluation pages ask of one release, and the same numbers by SQL written by hand.

Targets (why revenue differs from last year), Delivery, People, Products and Customers; the export
holds no expenses, leads or targets, so that Costs and what else needs them has nothing to count.
A page's time is that of all its panels together, each asked once, as at a first look.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl

from bench import by_hand
from bench import ours as questions
from bench.pages_by_hand import BY_HAND, Answer
from bench.questions import MONTH
from bench.sales import AS_OF
from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.metrics.analysis.variance import Variance
from ordertrack.scope import Scope
from ordertrack.views.evaluation import customer_cohorts, customers, delivery, people, products
from ordertrack.views.evaluation import targets as targets_page
from ordertrack.views.view import View
from ordertrack.warehouse import Reader

WARM_UP = 2  # looks that are not timed


# --- asked by the pages' own functions ------------------------------------------------------------


def view_of(reader: Reader) -> View:
    """Return a view that asks each figure once, as a page does."""
    scope = Scope(AS_OF, MONTH, comparison="yoy", access=Access.everything())
    fresh = View.fresh(reader, scope, "en")
    return View(
        fresh.release,
        reader,
        scope,
        scope,
        fresh.dimensions,
        "en",
        cache(fresh.evaluate),
    )


def targets(view: View) -> Answer:
    """Why revenue differs from last year's."""
    found = targets_page.explained(view, "yoy")
    assert isinstance(found, Variance)
    return {"change": round(float(found.change), 2)}


def delivered(view: View) -> Answer:
    """Outcomes by month, days to deliver, causes, ladder, who moves promises, backlog."""
    outcomes = delivery.outcomes(view).frame
    delivery.cycles(view)
    delivery.causes(view)
    delivery.ladder(view)
    delivery.moved_promises(view, "sales_rep")
    open_orders = delivery.backlog(view).frame
    due = {name: outcomes[name].sum() for name in ("early", "on_day", "late", "overdue")}
    return {**due, "backlog": float(open_orders["amount"].sum())}


def sold_by(view: View) -> Answer:
    """Who stands where, with intervals, and everyone's figures beside each other."""
    people.standing(view, "revenue", "sales_rep")
    found = people.everyone(view, "sales_rep").frame
    return {"people": found.height, "revenue": float(found["revenue"].sum())}


def sold(view: View) -> Answer:
    """What sells, why the margin changed, hot and slow, prices over customers."""
    lines = products.sales(view, "product_line").sheet.frame
    products.margin_change(view, "product_line")
    products.paces(view)
    spreads = products.spreads(view).frame
    return {"revenue": float(lines["revenue"].sum()), "spreads": spreads.height}


def bought_by(view: View) -> Answer:
    """Tiers now and a month ago, habits, cohorts."""
    found = customers.read(view.scope, view.reader)
    customer_cohorts.cohorts(view)
    tiers = dict(found.moved["tier"].value_counts().iter_rows())
    return {tier: tiers.get(tier, 0) for tier in "ABC"}


OURS: dict[str, Callable[[View], Answer]] = {
    "Targets": targets,
    "Delivery": delivered,
    "People": sold_by,
    "Products": sold,
    "Customers": bought_by,
}


# --- both -----------------------------------------------------------------------------------------


def measure(home: Path, repetitions: int) -> dict[str, Any]:
    """Return by page: the seconds of both sides, in turn, and how many questions it asks."""
    reader, con = questions.prepare(home), by_hand.prepare(home)
    return {page: _page(page, reader, con, repetitions) for page in OURS}


def _page(
    page: str, reader: Reader, con: duckdb.DuckDBPyConnection, repetitions: int
) -> dict[str, Any]:
    counting = Counting(reader)
    found, expected = OURS[page](view_of(cast(Reader, counting))), BY_HAND[page](con)
    assert found == expected, f"{page}: {found}, by hand {expected}"
    repeated = [times for times in counting.asked.values() if times > 1]
    assert not repeated, f"{page} asks {len(repeated)} questions more than once"
    runs: dict[str, list[tuple[float, float]]] = {"ours": [], "by_hand": []}
    for turn in range(WARM_UP + repetitions):
        both = timed(lambda: OURS[page](view_of(reader))), timed(lambda: BY_HAND[page](con))
        for side, run in zip(runs, both, strict=True) if turn >= WARM_UP else ():
            runs[side].append(run)
    return {"queries": counting.asked.total(), **runs}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Do the work; return the seconds on the clock, and of all cores together."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


class Counting:
    """Counts what a reader is asked, and how often it is asked the same."""

    def __init__(self, reader: Reader) -> None:
        self.asked: Counter[Any] = Counter()
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def run(self, select: Select, *more: Any) -> pl.DataFrame:
        frames = tuple((name, frame.height) for name, frame in select.frames.items())
        self.asked[select.statement(), tuple(sorted(map(str, select.params.items()))), frames] += 1
        return self._reader.run(select, *more)
