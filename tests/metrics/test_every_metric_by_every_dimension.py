"""Every metric split by every dimension: the rows behind a group add up to its number, or the
reason is said why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.errors import BadScope, NoData
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS, Dimension, dimensions
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import PARTS
from ordertrack.metrics.notes import answerable, why_empty
from ordertrack.metrics.query.scan import count
from ordertrack.metrics.query.targets import targets
from ordertrack.metrics.rows import list_rows
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect
from tests.metrics.one_company import TABLES

QUARTER = Scope(moment("2024-07-05"), Period.quarter(2024, 2), access=Access.everything())
Group = dict[str, Any]


@pytest.fixture(scope="module")
def reader() -> Iterator[LiteralReader]:
    connection = connect()
    yield LiteralReader(connection, TABLES, covered=True)
    connection.close()


def test_every_metric_has_a_number_in_the_company(reader: LiteralReader) -> None:
    found = evaluate(list(CATALOG), [], QUARTER, reader).row(0, named=True)
    assert [name for name in CATALOG if not found[name]] == []


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_rows_of_a_group_add_up_to_its_number(by: str, reader: LiteralReader) -> None:
    names = list(offered(by))
    groups = evaluate(names, [by], QUARTER, reader).to_dicts()
    for place, name in enumerate(names):
        told = [group for group in groups if group[f"{name}__numerator"] is not None]
        if not told:
            check_reason(name, by, reader)
            continue
        counted = [group for group in told if group[f"{name}__numerator"]]
        assert counted, f"no group of {name} by {by} counts anything"
        check_rows(name, by, counted[place % len(counted)], reader)


def offered(by: str) -> tuple[str, ...]:
    return DIMENSIONS[by].only or tuple(CATALOG)


def check_rows(name: str, by: str, group: Group, reader: LiteralReader) -> None:
    """Ask for the rows of each part of one group, as a click on it does."""
    for part in PARTS:
        if not CATALOG[name].measures(part):
            continue
        listed = list_rows(name, part, QUARTER, reader, by_key={by: group[by]})
        value = reader.run(listed.select.of("SUM(value) AS value")).item()
        counted = group[f"{name}__{part}"]
        assert (value or 0) == (counted or 0), f"{part} of {name} by {by} = {group[by]}"


def check_reason(name: str, by: str, reader: LiteralReader) -> None:
    reason = why_empty(name, QUARTER, reader, by=[by])
    assert reason, f"{name} by {by} has neither a number nor a reason"
    with pytest.raises(NoData):
        list_rows(name, "numerator", QUARTER, reader, by_key={by: None})


MIXED = [
    name
    for name, metric in CATALOG.items()
    if metric.denominator and metric.denominator.table != metric.numerator.table
]


@pytest.mark.parametrize("by", ["team", "sales_rep", "channel", "customer", "month"])
def test_a_metric_over_two_tables_has_what_each_of_them_counts_alone(
    by: str, reader: LiteralReader
) -> None:
    dims = dimensions([by])
    names = [name for name in MIXED if answerable(CATALOG[name], dims, QUARTER, reader)]
    together = evaluate(names, [by], QUARTER, reader)
    for name in names:
        for part in ("numerator", "denominator"):
            for measure in CATALOG[name].measures(part):
                alone = dict(asked_alone(measure, dims, reader).rows())
                found = dict(together.select(by, f"{name}__{part}").rows())
                counted = {key: value for key, value in found.items() if value}
                assert counted == {key: value for key, value in alone.items() if value}, name


def asked_alone(
    measure: Measure, dims: tuple[Dimension, ...], reader: LiteralReader
) -> pl.DataFrame:
    """Count one measure by groups, with nothing asked beside it."""
    if measure.target:
        return targets(measure, dims, QUARTER, reader).select(dims[0].name, "target")
    return count([measure], dims, QUARTER, reader).select(dims[0].name, measure.name)


def test_what_only_some_metrics_can_be_split_by_is_refused_to_the_others(
    reader: LiteralReader,
) -> None:
    for by in (name for name, dim in DIMENSIONS.items() if dim.only):
        for name in set(CATALOG) - set(offered(by)):
            with pytest.raises(BadScope, match="cannot be split by"):
                evaluate([name], [by], QUARTER, reader)


def test_targets_are_read_once_for_all_months_of_a_trend(reader: LiteralReader) -> None:
    before = len(reader.asked)
    for month in (4, 5, 6):
        of_month = replace(QUARTER, period=Period.month(2024, month))
        assert evaluate(["revenue_attainment"], [], of_month, reader)["revenue_attainment"].item()
    read = [asked for asked in reader.asked[before:] if "target_facts" in asked]
    assert len(read) <= 1
