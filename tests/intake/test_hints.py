from __future__ import annotations

from pathlib import Path

import pytest
from making import one_file, raw_table, understood

HEAD = "Order No|Company|Item Name|Order Date|"
ROW = "S1|Stone|Lamp|2024-06-01|"


def told(tmp_path: Path, headers: str, *rows: str) -> str:
    problems = one_file(tmp_path, headers, *rows).problems
    return " ".join(str(problem) for problem in problems)


@pytest.mark.parametrize(
    "header",
    ["Amount Tax", "Discount Amount", "Shipping Amount", "Order Sum Total", "税额", "运费金额"],
)
def test_another_amount_is_never_offered_as_the_amount(tmp_path: Path, header: str) -> None:
    said = told(tmp_path, HEAD + header, ROW + "3")
    assert "no header is read as Amount" in said
    assert header not in said
    assert "Quantity × unit price will do too" in said


@pytest.mark.parametrize(
    "header", ["List price", "Price (USD) per box", "销售价格", "Retail Price"]
)
def test_a_price_is_offered_for_quantity_times_price(tmp_path: Path, header: str) -> None:
    said = told(tmp_path, HEAD + header, ROW + "3")
    assert f'--map "{header}=unit_price"' in said


def test_a_price_of_which_the_values_are_words_is_not_offered(tmp_path: Path) -> None:
    assert '=unit_price"' not in told(tmp_path, HEAD + "Price list", ROW + "summer").replace(
        "HEADER=unit_price", ""
    )


def test_the_likely_amount_is_still_offered(tmp_path: Path) -> None:
    assert 'Perhaps it is "Booked amount"' in told(tmp_path, HEAD + "Booked amount", ROW + "3")


def test_a_product_is_never_offered_as_an_order_number(tmp_path: Path) -> None:
    said = told(tmp_path, "Product order|Amount|Order date|Order ref code", "P|1|2024-06-01|S1")
    assert "Product order=order_no" not in said


def test_a_price_for_each_needs_no_hint(tmp_path: Path) -> None:
    plan = one_file(tmp_path, HEAD + "Quantity Ordered|Price Each", ROW + "2|10.00")
    assert not plan.problems
    assert [finding.kind for finding in plan.findings] == ["amount-worked-out"]


# --- files that are no table ---


def test_a_file_that_is_no_table_is_told_the_nearest_one_and_what_it_lacks(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "Customer|Order date|Region|Shelf", "A|2024-06-01|East|x")
    said = [str(finding.text) for finding in plan.findings]
    assert said == [
        "orders.csv is read as no table. Nearest is Orders,"
        " but no header is read as Order no., Amount."
    ]
    assert plan.reports()[0]["nearest"] == {
        "orders.csv": {"table": "orders", "lacks": ["orders.order_no", "order_lines.amount"]}
    }


def test_each_sheet_is_named(tmp_path: Path) -> None:
    good = raw_table(tmp_path, "a.xlsx", "Order no|Customer|Order date|Amount", "1|A|2024-06-01|3")
    odd = raw_table(tmp_path, "a.xlsx", "Customer|Order date|Region", "A|2024-06-01|E", sheet="May")
    plan = understood(tmp_path, good, odd)
    assert any("a.xlsx › May is read as no table" in str(f.text) for f in plan.findings)


def test_a_list_of_something_else_beside_the_orders_is_no_news(tmp_path: Path) -> None:
    good = raw_table(tmp_path, "a.csv", "Order no|Customer|Order date|Amount", "1|A|2024-06-01|3")
    other = raw_table(tmp_path, "shippers.csv", "shipper_id|company_name|phone|fax", "1|UPS|5|6")
    assert not [f for f in understood(tmp_path, good, other).findings if f.kind == "not-recognised"]
