"""Revenue in several periods is told by one question, as each period's own question tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.facts.select import Select
from ordertrack.metrics.analysis.earlier import revenue_in
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect
from tests.metrics.one_company import TABLES

QUARTER = Scope(moment("2024-07-05"), Period.quarter(2024, 2), access=Access.everything())
BEFORE = [QUARTER.with_period(Period.quarter(*one)) for one in ((2023, 1), (2024, 1))]
GROUPS = ("sales_rep", "team", "region", "currency", "customer", "product", "product_line", "tier")
FILTERS = ((), ("sales_rep", "r1"), ("team", "South"), ("product", "P"), ("tier", "A"))


@pytest.fixture(scope="module")
def reader() -> Iterator[LiteralReader]:
    connection = connect()
    yield LiteralReader(connection, TABLES, covered=True)
    connection.close()


@pytest.mark.parametrize("narrowed", FILTERS, ids=str)
@pytest.mark.parametrize("by", GROUPS)
def test_each_period_has_what_its_own_question_tells(
    by: str, narrowed: tuple[str, str] | tuple[()], reader: LiteralReader
) -> None:
    scopes = [one.with_filter(*narrowed) if narrowed else one for one in (QUARTER, *BEFORE)]
    found = revenue_in(scopes, by, reader)
    alone = [evaluate(["revenue"], [by], one, reader).select(by, "revenue") for one in scopes]
    sold = [one.filter(pl.col("revenue") != 0) for one in alone]
    assert [one.rows() for one in found] == [one.rows() for one in sold]
    assert any(one.height for one in found)


def test_periods_are_asked_together_but_not_what_was_known_at_other_times(
    reader: LiteralReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Select] = []
    run = reader.run
    monkeypatch.setattr(reader, "run", lambda select: asked.append(select) or run(select))
    revenue_in(BEFORE, "sales_rep", reader)
    assert len(asked) == 1
    earlier = replace(BEFORE[0], as_of=moment("2024-03-05"))
    (then, now) = revenue_in([replace(BEFORE[1], as_of=earlier.as_of), BEFORE[1]], "team", reader)
    assert len(asked) == 3
    assert then.rows() != now.rows()
