"""Numbers computed a second way are the same: in plain Python, by groups, by what is allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from ordertrack.access import Access
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import answerable
from ordertrack.metrics.query.sharing import DECIMALS
from ordertrack.metrics.rows import rows
from ordertrack.scope import Scope, end_of_day
from tests.examples import examples
from tests.metrics.companies import companies, scopes, whole_companies
from tests.metrics.literal import LiteralReader, connect
from tests.metrics.naive import NAIVE, Company
from tests.metrics.test_access import about_orders

CONNECTION = connect()
PARTS = ("numerator", "denominator", "unknown")
ALL = list(CATALOG)
JUNE_1 = date(2024, 6, 1)


@examples(15)
@given(tables=companies(), scope=scopes())
def test_plain_python_finds_the_same_numbers(tables: dict, scope: Scope) -> None:
    scope = replace(scope, filters=(), access=Access.everything())
    reader = LiteralReader(CONNECTION, tables, covered=True)
    found = evaluate(list(NAIVE), [], scope, reader).row(0, named=True)
    company = Company(tables, scope)
    at_its_end = Company(tables, replace(scope, as_of=stock_moment(scope)))
    for name, naive in NAIVE.items():
        counted = naive(at_its_end if CATALOG[name].date == "stock" else company)
        assert tuple(found[f"{name}__{part}"] for part in PARTS) == counted, name
    assert found["order_cycle_days"] == company.cycle_median()


def stock_moment(scope: Scope) -> datetime:
    """A stock of a period that is over is that of its end."""
    if scope.period is None:
        return scope.as_of
    return min(scope.as_of, end_of_day(scope.period.end - timedelta(days=1)))


def adds_up(metric: Metric, dim: str) -> bool:
    """Whether a split into groups neither loses nor counts twice what the parts count."""
    parts = [one for part in PARTS for one in metric.measures(part)]
    # Of a month's new customers only that month's orders count: the period's are more.
    if dim == "month" and any(one.window != "period" for one in parts):
        return False
    # An order that two people share counts for each of them; its amount is split.
    if dim == "sales_rep" and any(one.agg != "sum" or one.unit not in DECIMALS for one in parts):
        return False
    levels = any(one.target for one in parts)  # each level of targets stands for itself
    return not (metric.share or levels or any(one.agg in ("customers", "gaps") for one in parts))


@pytest.mark.parametrize("dim", ["team", "sales_rep", "customer", "status", "tier", "month"])
@examples(2)
@given(tables=whole_companies(), scope=scopes())
def test_groups_add_up_to_the_total(dim: str, tables: dict, scope: Scope) -> None:
    if dim == "sales_rep":  # a shared order counts for each who shares it: see test_credits
        tables = {**tables, "credits": []}
    reader = LiteralReader(CONNECTION, tables, covered=True)
    names = [
        name
        for name, metric in CATALOG.items()
        if adds_up(metric, dim) and answerable(metric, dimensions([dim]), scope, reader)
    ]
    total = evaluate(names, [], scope, reader).row(0, named=True)
    groups = evaluate(names, [dim], scope, reader)
    for name in names:
        for part in PARTS:
            column = f"{name}__{part}"
            if total[column] is not None:
                assert groups[column].sum() == total[column], column


@examples(4)
@given(tables=companies(), scope=scopes())
def test_products_add_up_where_lines_are_counted(tables: dict, scope: Scope) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    names = ["revenue", "units", "fill_rate", "backlog"]
    total = evaluate(names, [], scope, reader).row(0, named=True)
    groups = evaluate(names, ["product", "product_line"], scope, reader)
    for name in names:
        assert groups[f"{name}__numerator"].sum() == total[f"{name}__numerator"], name


@examples(5)
@given(tables=companies(), scope=scopes())
def test_who_may_see_one_team_sees_a_company_of_that_team(tables: dict, scope: Scope) -> None:
    """Who is new is a fact of the whole company; leads and expenses are tried in test_access."""
    names = list(filter(about_orders, CATALOG))
    north = [row for row in tables["orders"] if row["team"] == "North"]
    numbers = {row["order_no"] for row in north}
    alone = {"orders": north} | {
        name: [row for row in tables[name] if row["order_no"] in numbers]
        for name in ("order_lines", "complaints")
    }
    scope = replace(scope, access=Access.everything())
    kept = tables | {
        "orders": [{**row, "status": row["status"] or "placed"} for row in tables["orders"]]
    }
    alone["orders"] = [row for row in kept["orders"] if row["team"] == "North"]
    expected = evaluate(names, ["team"], scope, LiteralReader(CONNECTION, tables | alone, True))
    seen = replace(scope, access=Access.only(team=["North"]))
    found = evaluate(names, ["team"], seen, LiteralReader(CONNECTION, kept, True))
    assert found.equals(expected)


@examples(4)
@given(tables=companies(), scope=scopes())
def test_no_row_outside_the_allowed_team_is_listed(tables: dict, scope: Scope) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    seen = replace(scope, access=Access.only(team=["North"])).with_filter("team", ["South", None])
    assert rows("units", "numerator", seen, reader).is_empty()
    assert evaluate(["orders"], [], seen, reader)["orders"].item() == 0


@examples(8)
@given(tables=companies(), scope=scopes())
def test_what_happens_later_changes_nothing(tables: dict, scope: Scope) -> None:
    """A release of later days tells the same about as-of, but for what has no date of its own."""
    early = {
        "orders": [
            {
                **row,
                "delivered_date": _before(row["delivered_date"], scope),
                "status": row["status"] or "placed",
            }
            for row in tables["orders"]
            if row["order_date"] <= scope.as_of
        ],
        "order_lines": [
            {**row, "delivered_date": _before(row["delivered_date"], scope)}
            for row in tables["order_lines"]
        ],
    }
    late = {"orders": [{**row, "status": row["status"] or "placed"} for row in tables["orders"]]}
    names = ["orders", "revenue", "customers", "complaint_rate", "repurchase_rate"]
    found = [
        evaluate(names, [], scope, LiteralReader(CONNECTION, tables | change, True))
        for change in (late, early)
    ]
    assert found[0].equals(found[1])


def _before(moment, scope: Scope):
    return moment if moment is not None and moment <= scope.as_of else None


def test_a_number_has_one_type_whether_the_data_answers_or_not() -> None:
    tables = {"orders": [{"order_no": "1", "customer_id": "A", "order_date": JUNE_1}]}
    frames = [
        evaluate(
            ALL,
            by,
            Scope(end_of_day(JUNE_1), access=Access.everything()),
            LiteralReader(CONNECTION, tables, covered),
        )
        for covered in (True, False)
        for by in ([], ["month"])
    ]
    schemas = [{name: frame.schema[name] for name in frames[0].columns} for frame in frames]
    assert all(schema == schemas[0] for schema in schemas)
