"""The rows behind a number add up to it: the whole catalogue, every dimension, random companies."""

from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.access import Access
from ordertrack.errors import NoData
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.rows import Page, count_rows, rows
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from ordertrack.views.titles import titles
from tests.examples import examples
from tests.metrics.companies import BY_GROUP, companies, scopes, whole_companies
from tests.metrics.literal import LiteralReader, connect
from tests.metrics.one_company import TABLES

SPLITS = [name for name in DIMENSIONS if name != "age_band"]
# One connection for all random companies: its tables are emptied and filled again.
CONNECTION = connect()
QUARTER = Scope(moment("2024-07-05"), Period.quarter(2024, 2), access=Access.everything())
by_lists = st.lists(st.sampled_from(SPLITS), max_size=2, unique=True)


@pytest.fixture(scope="module")
def whole() -> LiteralReader:
    return LiteralReader(connect(), TABLES, covered=True)


@pytest.mark.parametrize("names", BY_GROUP.values(), ids=BY_GROUP)
@examples(4)
@given(tables=whole_companies(), scope=scopes(), by=by_lists)
def test_the_rows_add_up_to_the_number(
    names: list[str], tables: dict, scope: Scope, by: list[str]
) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    groups = evaluate(names, by, scope, reader).to_dicts()
    for group in groups[:1] + groups[1:][-1:]:  # the last one often is "not recorded"
        for name in names:
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
        total = sum(values) if values or counted is not None else None
        assert total == counted, f"{part} of {metric.name}"
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
def test_every_column_of_the_rows_has_a_title_in_both_languages(
    name: str, whole: LiteralReader
) -> None:
    found = rows(name, "numerator", QUARTER, whole, page=Page(1))
    for lang in ("en", "zh"):
        assert [column for column, title in titles(found, lang).items() if column == title] == []
