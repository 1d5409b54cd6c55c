"""Orders that several people share: each has his part, and together they have all of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from ordertrack.access import Access
from ordertrack.facts.tables import FACT_TABLES
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.metrics.notes import answerable
from ordertrack.metrics.rows import rows
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.examples import examples
from tests.metrics.companies import scopes, whole_companies
from tests.metrics.literal import LiteralReader, Release, connect, line, order, simple

CONNECTION = connect()
JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())
BY_PERSON = ("sales_rep",)


def shares(**by_order: dict[str, str]) -> list[dict]:
    return [
        {"order_no": number, "sales_rep": rep, "share": Decimal(share)}
        for number, people in by_order.items()
        for rep, share in people.items()
    ]


@pytest.fixture
def reader(release: Release) -> LiteralReader:
    """One order of two people, one of three, one whose shares say nothing, one of one."""
    thirds = {"r1": "0.3333", "r2": "0.3333", "r3": "0.3333"}
    return release(
        orders=[
            order("two", "2024-06-03", sales_rep="r1"),
            order("three", "2024-06-04", sales_rep="r3"),
            order("wrong", "2024-06-05", sales_rep="r2"),
            order("own", "2024-06-06", sales_rep="r1"),
        ],
        order_lines=[
            line("two", Decimal("1000"), quantity=10),
            line("two", Decimal("0.01"), line_no="2", product="Q", quantity=1),
            line("three", Decimal("100.01"), quantity=1),
            line("wrong", Decimal("50"), quantity=1),
            line("own", Decimal("7"), quantity=1),
        ],
        credits=shares(
            two={"r1": "0.6", "r2": "0.4"}, three=thirds, wrong={"r1": "0.6", "r2": "0.6"}
        ),
        people=[{"sales_rep": "r2", "name": "Ren"}],
    )


def by_person(metric: str, scope: Scope, reader: LiteralReader) -> dict:
    found = evaluate([metric], BY_PERSON, scope, reader)
    return dict(found.select("sales_rep", metric).rows())


def test_amounts_go_by_shares_and_whole_where_these_do_not_add_up(reader: LiteralReader) -> None:
    found = by_person("revenue", JUNE, reader)
    third = {"r1": Decimal("33.3333"), "r2": Decimal("33.3334"), "r3": Decimal("33.3433")}
    assert found["r1"] == Decimal("600.006") + third["r1"] + 7
    assert found["r2"] == Decimal("400.004") + third["r2"] + 50
    assert sum(found.values()) == Decimal("1157.02")
    assert by_person("units", JUNE, reader)["r2"] == Decimal("4.4") + Decimal("0.334") + 1


def test_an_order_counts_for_each_who_shares_it_and_once_for_several(
    reader: LiteralReader,
) -> None:
    assert by_person("orders", JUNE, reader) == {"r1": 3, "r2": 3, "r3": 1}
    both = JUNE.with_filter("sales_rep", ["r1", "r2"])
    assert evaluate(["orders"], [], both, reader)["orders"].item() == 4
    whole = evaluate(["revenue"], [], both, reader)["revenue"].item()
    assert whole == sum(by_person("revenue", both, reader).values())


def test_a_product_of_a_shared_order_is_shared_too(reader: LiteralReader) -> None:
    queue = JUNE.with_filter("product", ["Q"])
    assert by_person("revenue", queue, reader) == {
        "r1": Decimal("0.006"),
        "r2": Decimal("0.004"),
    }


def test_the_rows_of_a_person_show_his_share_and_what_it_comes_to(reader: LiteralReader) -> None:
    for scope, key in ((JUNE, {"sales_rep": "r2"}), (JUNE.with_filter("sales_rep", "r2"), {})):
        found = rows("revenue", "numerator", scope, reader, by_key=key)
        listed = {row["order_no"]: row for row in found.to_dicts()}
        assert set(listed) == {"two", "three", "wrong"}
        two = listed["two"]
        assert (two["amount"], two["share"]) == (Decimal("1000.01"), Decimal("0.4"))
        assert two["credited_amount"] == two["value"] == Decimal("400.004")
        assert listed["wrong"]["share"] == 1


def test_an_order_with_a_credit_of_mine_is_mine(reader: LiteralReader) -> None:
    scope = Scope(JUNE.as_of, JUNE.period, access=Access.only(sales_rep=["r2"]))
    found = rows("revenue", "numerator", scope, reader)
    assert set(found["order_no"]) == {"two", "three", "wrong"}
    assert evaluate(["units"], [], scope, reader)["units"].item() == 13
    nobody = Scope(JUNE.as_of, JUNE.period, access=Access.only(sales_rep=["r9"]))
    assert evaluate(["orders"], BY_PERSON, nobody, reader).is_empty()


def test_without_credits_nothing_is_looked_up(release: Release) -> None:
    reader = release(orders=[simple("a", "2024-06-01", sales_rep="r1")])
    assert by_person("revenue", JUNE, reader) == {"r1": 100}
    assert not any("credit" in sql for sql in reader.asked)


def shared(metric: Metric, part: Part) -> bool:
    """Whether shares split what a part of a metric sums; what counts orders counts for each."""
    return not metric.share and all(
        measure.agg == "sum"
        and measure.unit in ("money", "units")
        and measure.window in ("period", "stock")
        and FACT_TABLES[measure.table].of_orders
        and not measure.kept
        for measure in metric.measures(part)
    )


PARTS: tuple[Part, ...] = ("numerator", "denominator")
SPLIT = {
    f"{name}__{part}": name
    for name, metric in CATALOG.items()
    for part in PARTS
    if metric.measures(part) and shared(metric, part)
}


@examples(8)
@given(tables=whole_companies(), scope=scopes())
def test_what_people_have_by_shares_adds_up_to_the_company(tables: dict, scope: Scope) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    by = dimensions(BY_PERSON)
    names = {name for name in SPLIT.values() if answerable(CATALOG[name], by, scope, reader)}
    whole = evaluate(sorted(names), [], scope, reader).row(0, named=True)
    people = evaluate(sorted(names), BY_PERSON, scope, reader)
    if scope.values("sales_rep"):  # the people of the filter, each with his part
        people = people.filter(people["sales_rep"].is_in(list(scope.values("sales_rep"))))
    for column in (column for column, name in SPLIT.items() if name in names):
        if whole[column] is not None:
            assert people[column].sum() == whole[column], column


def test_amounts_of_orders_lines_and_payments_are_tried_with_shares() -> None:
    tried = {"units", "collection_rate", "gross_margin", "fill_rate", "expense_ratio", "backlog"}
    assert tried <= set(SPLIT.values())
