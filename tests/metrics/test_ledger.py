from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given

from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.orders.export import template_rows, workbook
from ordertrack.metrics.orders.ledger import (
    QUICK_FILTERS,
    LedgerQuery,
    amounts,
    counts,
    page,
    totals,
)
from ordertrack.metrics.orders.one_order import facts
from ordertrack.metrics.orders.search import fitting, products
from ordertrack.metrics.rows import rows
from ordertrack.model import LEDGER_LAYOUT
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, moment
from tests.examples import examples
from tests.metrics.companies import companies, scopes
from tests.metrics.literal import LiteralReader, Release, connect, line, order, simple

CONNECTION = connect()
JUNE = Scope(moment("2024-06-20"), Period.month(2024, 6), access=Access.everything())


def numbers(
    asked: LedgerQuery, scope: Scope, reader, limit: int = 50, offset: int = 0
) -> list[str]:
    return page(asked, scope, reader, limit=limit, offset=offset)["order_no"].to_list()


def verdicts(scope: Scope, reader) -> dict[str, tuple[str, int | None]]:
    found = page(LedgerQuery(), scope, reader, limit=50)
    return {
        row["order_no"]: (row["verdict"], row["verdict_days"])
        for row in found.iter_rows(named=True)
    }


def test_the_newest_order_comes_first_and_pages_do_not_overlap(release: Release) -> None:
    reader = release(orders=[order(f"{n:02}", "2024-06-01") for n in range(7)])
    first = numbers(LedgerQuery(), JUNE, reader, limit=4)
    rest = numbers(LedgerQuery(), JUNE, reader, limit=4, offset=4)
    assert first + rest == ["06", "05", "04", "03", "02", "01", "00"]


def test_only_a_page_is_read(release: Release) -> None:
    reader = release(orders=[order(f"{n:02}", "2024-06-01") for n in range(7)])
    reader.asked.clear()
    page(LedgerQuery(), JUNE, reader, limit=4)
    assert all("LIMIT $limit OFFSET $offset" in query for query in reader.asked)


def test_sorting_keeps_missing_values_last(release: Release) -> None:
    reader = release(
        orders=[
            simple("a", "2024-06-01", amount=5),
            simple("b", "2024-06-01", amount=None),
            simple("c", "2024-06-01", amount=9),
        ]
    )
    assert numbers(LedgerQuery(sort="amount"), JUNE, reader) == ["c", "a", "b"]
    assert numbers(LedgerQuery(sort="amount", descending=False), JUNE, reader) == ["a", "c", "b"]


def test_a_column_that_does_not_exist_cannot_be_sorted_by(release: Release) -> None:
    with pytest.raises(ValueError, match="must be one of"):
        page(LedgerQuery(sort="1; DROP TABLE orders"), JUNE, release(), limit=1)


def test_search_finds_order_customer_and_any_product(release: Release) -> None:
    reader = release(
        orders=[
            order("SO-1", "2024-06-01", customer_name="华东机械"),
            order("SO-2", "2024-06-02", customer_name="A公司"),
        ],
        order_lines=[
            line("SO-1", product="X-100"),
            line("SO-1", line_no="2", product="Y-200", product_name="伺服电机"),
            line("SO-2", product="X-100"),
        ],
    )
    assert numbers(LedgerQuery("so-2"), JUNE, reader) == ["SO-2"]
    assert numbers(LedgerQuery("机械"), JUNE, reader) == ["SO-1"]
    assert numbers(LedgerQuery("伺服"), JUNE, reader) == ["SO-1"]
    assert numbers(LedgerQuery("Ａ公司 x-100"), JUNE, reader) == ["SO-2"]
    assert numbers(LedgerQuery("100% _"), JUNE, reader) == []


def test_a_search_with_known_products_finds_the_same(release: Release) -> None:
    reader = release(
        orders=[order("SO-1", "2024-06-01"), order("SO-2", "2024-06-02", customer_name="电机厂")],
        order_lines=[line("SO-1", product="Y-200", product_name="伺服电机"), line("SO-2")],
    )
    known = products(JUNE, reader)
    for search in ("电机", "y-2 so", "p", "伺服 SO-2", "", "无"):
        asked = LedgerQuery(search, products=fitting(search, known))
        assert numbers(asked, JUNE, reader) == numbers(LedgerQuery(search), JUNE, reader)
    reader.asked.clear()
    numbers(LedgerQuery("SO-2", products=fitting("SO-2", known)), JUNE, reader)
    assert "line_facts" not in reader.asked[-1]


def test_cancelled_orders_are_listed_apart_from_what_the_numbers_count(release: Release) -> None:
    reader = release(
        orders=[
            simple("a", "2024-06-01", amount=Decimal("10.5")),
            simple("b", "2024-06-01", status="cancelled"),
        ]
    )
    found = totals(LedgerQuery(), JUNE, reader)
    assert (found.orders, found.amount) == (1, Decimal("10.5"))
    apart = LedgerQuery(quick_filter="not_counted")
    assert numbers(apart, JUNE, reader) == ["b"]
    assert page(apart, JUNE, reader, limit=1)["verdict"].to_list() == ["not_counted"]


@examples(12)
@given(tables=companies(), scope=scopes())
def test_all_orders_are_as_many_as_the_number_of_orders(tables: dict, scope: Scope) -> None:
    reader = LiteralReader(CONNECTION, tables, covered=True)
    found = evaluate(["orders", "revenue", "backlog"], [], scope, reader).row(0, named=True)
    listed = totals(LedgerQuery(), scope, reader)
    assert (listed.orders, listed.filtered or 0) == (found["orders"], found["revenue"])
    still_open = totals(LedgerQuery(quick_filter="open"), scope, reader)
    assert (still_open.filtered or 0) == found["backlog"]
    assert counts(LedgerQuery(), scope, reader)["all"] == found["orders"]


def test_what_was_open_at_the_end_of_a_past_month_is_judged_as_it_stood(release: Release) -> None:
    reader = release(
        orders=[
            simple("since delivered", "2024-05-01", "2024-05-20", "2024-06-03"),
            simple("since placed", "2024-06-02", "2024-06-10"),
        ]
    )
    may = JUNE.with_period(Period.month(2024, 5))
    asked = LedgerQuery(quick_filter="overdue")
    found = page(asked, may, reader, limit=5)
    assert found.select("order_no", "verdict", "verdict_days").rows() == [
        ("since delivered", "overdue", 11)
    ]
    assert found["delivered_at"].to_list() == [None]
    assert numbers(asked, replace(may, stocks="now"), reader) == ["since placed"]
    assert counts(LedgerQuery(), may, reader)["overdue"] == 1


def test_amounts_in_several_currencies_are_summed_apart(release: Release) -> None:
    reader = release(
        orders=[
            simple("a", "2024-06-01", amount=5, currency="USD"),
            simple("b", "2024-06-01", amount=7, currency="JPY"),
            simple("c", "2024-06-01", amount=1, currency="USD"),
        ]
    )
    found = amounts(LedgerQuery(), JUNE, reader)
    assert found.select("currency", "amount").rows() == [("JPY", 7), ("USD", 6)]


def cases() -> list[dict]:
    return [
        simple("early", "2024-06-01", "2024-06-15", "2024-06-12"),
        simple("late", "2024-06-01", "2024-06-15", "2024-06-18"),
        simple("overdue", "2024-06-01", "2024-06-15"),
        simple("today", "2024-06-01", "2024-06-21"),
        simple("soon", "2024-06-01", "2024-06-25"),
        simple("far", "2024-06-01", "2024-07-15"),
        simple("after", "2024-06-01", "2024-06-19", "2024-06-22"),
        simple("bare", "2024-06-01"),
        simple("finished", "2024-06-01", "2024-06-10", status="completed"),
        simple("unpromised", "2024-06-01", None, "2024-06-12"),
    ]


def test_orders_are_judged_at_as_of(release: Release) -> None:
    found = verdicts(JUNE, release(orders=cases()))
    assert found["early"] == ("on_time", -3)
    assert found["late"] == ("late", 3)
    assert found["overdue"] == ("overdue", 5)
    assert found["today"] == ("due", 1)
    assert found["after"] == ("overdue", 1)  # delivered on the 22nd: on the 20th it was open
    assert found["bare"][0] == "no_promise"
    assert found["finished"][0] == "undated"
    assert found["unpromised"][0] == "delivered"


def test_a_delivery_after_as_of_is_not_shown(release: Release) -> None:
    found = page(LedgerQuery("after"), JUNE, release(orders=cases()), limit=1)
    assert found["delivered_at"].to_list() == [None]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("open", {"overdue", "today", "soon", "far", "after", "bare"}),
        ("overdue", {"overdue", "after"}),
        ("due_soon", {"today", "soon"}),
        ("late", {"late", "overdue", "after"}),
        ("moved", set()),
    ],
)
def test_quick_filters(release: Release, show, expected: set[str]) -> None:
    reader = release(orders=cases())
    assert set(numbers(LedgerQuery(quick_filter=show), JUNE, reader)) == expected
    assert totals(LedgerQuery(quick_filter=show), JUNE, reader).orders == len(expected)


def test_each_quick_filter_is_counted_as_it_would_be_listed(release: Release) -> None:
    reader = release(orders=cases())
    found = counts(LedgerQuery(), JUNE, reader)
    assert found == {
        show: totals(LedgerQuery(quick_filter=show), JUNE, reader).orders for show in QUICK_FILTERS
    }


def test_open_work_is_shown_whenever_it_was_placed(release: Release) -> None:
    reader = release(orders=[simple("old", "2024-02-01", "2024-03-01")])
    assert numbers(LedgerQuery(), JUNE, reader) == []
    assert numbers(LedgerQuery(quick_filter="overdue"), JUNE, reader) == ["old"]


def test_a_moved_promise_is_judged_by_the_convention(release: Release) -> None:
    moved = simple("m", "2024-06-01", "2024-06-20", "2024-06-19", promised_first=date(2024, 6, 10))
    reader = release(orders=[moved | {"promise_changes": 1}])
    latest = replace(JUNE, conventions=Conventions(promise_basis="latest"))
    assert verdicts(JUNE, reader)["m"] == ("late", 9)
    assert verdicts(latest, reader)["m"] == ("on_time", -1)
    assert numbers(LedgerQuery(quick_filter="moved"), JUNE, reader) == ["m"]


def test_the_ledger_and_the_page_of_an_order_agree_on_which_promise_moved(release: Release) -> None:
    reader = release(
        orders=[
            simple("counted", "2024-06-01", "2024-06-20") | {"promise_changes": 2},
            simple("other day", "2024-06-01", "2024-06-20", promised_first=date(2024, 6, 10)),
            simple("kept", "2024-06-01", "2024-06-20"),
            simple("none", "2024-06-01"),
        ]
    )
    listed = page(LedgerQuery(), JUNE, reader, limit=50)
    moved = dict(listed.select("order_no", "promise_moved").iter_rows())
    assert moved == {"counted": True, "other day": True, "kept": False, "none": False}
    assert {number: facts(number, JUNE, reader)["promise_moved"] for number in moved} == moved
    assert sorted(numbers(LedgerQuery(quick_filter="moved"), JUNE, reader)) == [
        "counted",
        "other day",
    ]


def test_filters_and_the_mandatory_filter_apply(release: Release) -> None:
    reader = release(
        orders=[order("a", "2024-06-01", team="E"), order("b", "2024-06-01", team="W")]
    )
    assert numbers(LedgerQuery(), JUNE.with_filter("team", "E"), reader) == ["a"]
    only_west = replace(JUNE, access=Access.only(team=["W"]))
    assert numbers(LedgerQuery(), only_west, reader) == ["b"]
    assert template_rows(LedgerQuery(), only_west, reader)["order_no"].to_list() == ["b"]


def test_a_product_filter_shows_the_order_with_that_products_amount(release: Release) -> None:
    reader = release(
        orders=[order("a", "2024-06-01")],
        order_lines=[line("a", 10, product="X"), line("a", 7, line_no="2", product="Y")],
    )
    found = page(LedgerQuery(), JUNE.with_filter("product", "Y"), reader, limit=5)
    assert found.select("order_no", "amount", "filtered_amount", "product_count").row(0) == (
        "a",
        Decimal(17),
        Decimal(7),
        2,
    )
    total = totals(LedgerQuery(), JUNE.with_filter("product", "Y"), reader)
    assert (total.amount, total.filtered) == (17, 7)
    behind = rows("revenue", "numerator", JUNE.with_filter("product", "Y"), reader)
    assert behind.select("amount", "value").row(0) == (7, 7)  # lines are listed
    due = rows("orders", "numerator", JUNE.with_filter("product", "Y"), reader)
    assert due.select("amount", "filtered_amount").row(0) == (17, 7)
    assert "filtered_amount" not in rows("orders", "numerator", JUNE, reader).columns


def test_the_workbook_is_the_templates_own_sheet(release: Release) -> None:
    reader = release(
        orders=[
            order(
                "SO202406001",
                "2024-06-01",
                customer_name="A公司",
                sales_rep="张*",
                status="completed",
                delay_reason="物流延迟",
                satisfaction=4,
            )
            | {"order_date_day_only": True}
        ],
        order_lines=[
            line(
                "SO202406001",
                50000,
                product="软件",
                promised_date="2024-06-15",
                delivered_date="2024-06-18",
            )
            | {"delivered_date_day_only": True}
        ],
    )
    sheet = openpyxl.load_workbook(
        BytesIO(workbook(template_rows(LedgerQuery(), JUNE, reader)))
    ).active
    headings, row = list(sheet.iter_rows(values_only=True))
    assert headings == tuple(heading for heading, _, _ in LEDGER_LAYOUT)
    assert row == (
        "SO202406001",
        "A公司",
        "软件",
        datetime(2024, 6, 1),
        50000,
        "张*",
        "已完成",
        datetime(2024, 6, 15),
        datetime(2024, 6, 18),
        "物流延迟",
        4,
        None,
    )


def test_the_workbook_holds_every_line_and_facts_after_as_of(release: Release) -> None:
    reader = release(
        orders=[order("a", "2024-06-01")],
        order_lines=[
            line("a", 1, line_no="2", delivered_date="2024-07-09"),
            line("a", 1, line_no="10"),
            line("a", 1, line_no="1", product="=1+1"),
        ],
    )
    rows = template_rows(LedgerQuery(), JUNE.with_filter("product", "P"), reader)
    assert rows["product"].to_list() == ["=1+1", "P", "P"]
    assert rows["delivered_date"].to_list()[1] == datetime(2024, 7, 9)
    sheet = openpyxl.load_workbook(BytesIO(workbook(rows))).active
    assert sheet["C2"].data_type == "s"


@pytest.mark.parametrize(
    ("currencies", "further"),
    [(("USD", "JPY"), ["币种"]), (("USD", "USD"), []), ((None, "USD"), ["币种"])],
)
def test_the_workbook_names_currencies_where_there_are_several(
    release: Release, currencies: tuple, further: list[str]
) -> None:
    orders = [
        simple(str(place), "2024-06-01", currency=code) for place, code in enumerate(currencies)
    ]
    rows = template_rows(LedgerQuery(), JUNE, release(orders=orders))
    sheet = openpyxl.load_workbook(BytesIO(workbook(rows))).active
    assert sheet is not None
    found = [[cell.value for cell in row][len(LEDGER_LAYOUT) :] for row in sheet.iter_rows()]
    assert found[0] == further
    if further:
        assert {row[0] for row in found[1:]} == set(currencies)


def test_values_are_never_part_of_the_sql(release: Release) -> None:
    reader = release(orders=[order("a", "2024-06-01")])
    reader.asked.clear()
    page(LedgerQuery("o'brien"), JUNE.with_filter("team", "x'y"), reader, limit=1)
    assert not [query for query in reader.asked if re.search(r"brien|x'y", query)]
