"""The rows behind a number add up to it: the whole catalogue, every dimension, random companies."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.errors import NoData
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.rows import Page, count_rows, rows
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views.titles import titles
from tests.examples import examples
from tests.metrics.companies import companies, scopes, whole_companies
from tests.metrics.literal import LiteralReader, connect

SPLITS = [name for name in DIMENSIONS if name != "age_band"]
# One connection for all random companies: its tables are emptied and filled again.
CONNECTION = connect()
by_lists = st.lists(st.sampled_from(SPLITS), max_size=2, unique=True)


@pytest.mark.parametrize("name", CATALOG)
@examples(5)
@given(tables=whole_companies(), scope=scopes(), by=by_lists)
def test_the_rows_add_up_to_the_number(
    name: str, tables: dict, scope: Scope, by: list[str]
) -> None:
    by = [*by, "age_band"] if name == "overdue_receivables" else by
    reader = LiteralReader(CONNECTION, tables, covered=True)
    groups = evaluate([name], by, scope, reader).to_dicts()
    for group in groups[:2] + groups[2:][-1:]:  # the last one often is "not recorded"
        check_group(CATALOG[name], group, {dim: group[dim] for dim in by}, scope, reader)


def check_group(
    metric: Metric, group: dict[str, Any], keys: dict[str, Any], scope: Scope, reader: LiteralReader
) -> None:
    if group[f"{metric.name}__numerator"] is None:  # no number, and no rows that would be one
        with pytest.raises(NoData):
            rows(metric.name, "numerator", scope, reader, by_key=keys)
        return
    for part in ("numerator", "denominator", "misses", "unknown"):
        if not metric.measures(part):
            continue
        found = rows(metric.name, part, scope, reader, by_key=keys)
        values = [value for value in found["value"] if value is not None]
        counted = group[f"{metric.name}__{part}"]  # no target at all is no target of 0
        assert (sum(values) if values or counted is not None else None) == counted, part
        if part == "unknown":
            assert found.height == count_rows(metric.name, part, scope, reader, by_key=keys)
        if part == "numerator" and metric.median:
            expected = median(values) if values else None
            assert group[metric.name] == expected


@examples(5)
@given(tables=companies(), scope=scopes(), size=st.integers(1, 3))
def test_pages_of_rows_neither_overlap_nor_leave_gaps(
    tables: dict, scope: Scope, size: int
) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    whole = rows("units", "numerator", scope, reader)
    pages = [
        rows("units", "numerator", scope, reader, page=Page(size, offset))
        for offset in range(0, whole.height, size)
    ]
    assert [row for page in pages for row in page.rows()] == whole.rows()


@pytest.mark.parametrize("name", CATALOG)
@examples(1)
@given(tables=whole_companies(), scope=scopes())
def test_every_column_of_the_rows_has_a_title_in_both_languages(
    name: str, tables: dict, scope: Scope
) -> None:
    scope = replace(scope, period=scope.period or Period.month(2024, 3), filters=())
    found = rows(name, "numerator", scope, LiteralReader(CONNECTION, tables, covered=True))
    for lang in ("en", "zh"):
        assert [column for column, title in titles(found, lang).items() if column == title] == []
