from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import kinds, one_file, reasons, staged

from ordertrack.model.header_units import counted_in, without_unit


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("金额(万元)", 10**4),
        ("金额(单位:百万)", 10**6),
        ("金额万元", 10**4),
        ("销售额/千元", 10**3),
        ("売上(千円)", 10**3),
        ("Amount ($000)", 10**3),
        ("Amount ($M)", 10**6),
        ("Sales USD’000", 10**3),
        ("Amount (000s)", 10**3),
        ("Amount (x1,000)", 10**3),
        ("Amount (in thousands)", 10**3),
        ("Revenue in millions", 10**6),
        ("Amount (k USD)", 10**3),
        ("Umsatz (TEUR)", 10**3),
        ("Amount (US$ mn)", 10**6),
        ("Revenue (M)", 10**6),
        ("Amount (₹ Lakhs)", 10**5),
        ("Sales in Crores", 10**7),
        ("Amount (₹ Cr)", 10**7),
        ("Valor (R$ mil)", 10**3),
    ],
)
def test_a_header_says_what_its_amounts_are_counted_in(header: str, unit: int) -> None:
    assert counted_in(header) == unit


@pytest.mark.parametrize(
    "header",
    [
        "Amount",
        "金额(元)",
        "Amount (USD)",
        "Total (incl. tax)",
        "Amount (kg)",
        "Amount (Cr)",
        "Amount in EUR",
        "Amount in t",
        "Amount 2000",
        "amount_m",
    ],
)
def test_what_is_no_scale_scales_nothing(header: str) -> None:
    assert counted_in(header) == 1
    assert without_unit(header) == header


def test_a_price_of_a_metre_is_not_in_millions() -> None:
    assert counted_in("Unit Price (M)", total=False) == 1
    assert counted_in("Unit Price ($M)", total=False) == 10**6


@pytest.mark.parametrize(
    ("header", "cell", "amount"),
    [
        ("Amount ($000)", "12.5", "12500"),
        ("Amount in thousands", "12.5", "12500"),
        ("Amount (in millions)", "3k", "3000"),
        ("Amount (USD)", "12.5", "12.5"),
    ],
)
def test_amounts_are_counted_out(tmp_path: Path, header: str, cell: str, amount: str) -> None:
    plan = one_file(
        tmp_path, f"Order No|Customer|Product|Order Date|{header}", f"1|A|P|2024-06-01|{cell}"
    )
    assert staged(plan, "order_lines", "amount") == [(Decimal(amount),)]
    assert ("unit" in kinds(plan)) == (amount != cell)


def test_a_quantity_has_a_measure_but_no_scale(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "Order No|Customer|Product|Order Date|Quantity (M)|Amount",
        "1|A|Cloth|2024-06-01|3|30",
    )
    assert staged(plan, "order_lines", "quantity") == [(Decimal(3),)]
    assert not reasons(plan)
