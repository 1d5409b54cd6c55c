"""Amounts that include the tax or the freight of another column are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import one_file, raw_table, staged, understood

from ordertrack.intake.plan import Plan

HEADERS = "Order no|Customer|Product|Order date|Quantity|Unit price|Amount"
ROWS = [(1, 100), (2, 50), (3, 20), (4, 12.5), (5, 10)]


def told(plan: Plan) -> list[str]:
    return [str(f.text) for f in plan.findings if f.kind == "amount-includes"]


def orders(folder: Path, headers: str, *added: tuple[str, float]) -> Plan:
    """The amount is quantity × price and the sum of what is given; the cells stand behind it."""
    rows = [
        f"S{n}|A|P|2024-06-01|{quantity}|{price}|{quantity * price + extra}|{cells}"
        for n, ((quantity, price), (cells, extra)) in enumerate(zip(ROWS, added, strict=True))
    ]
    return one_file(folder, f"{HEADERS}|{headers}", *rows)


@pytest.mark.parametrize(
    ("headers", "cells", "extra", "parts"),
    [
        ("Tax", "13", 13, '"Tax"'),
        ("Freight", "8.50", 8.5, '"Freight"'),
        ("税额|运费", "13|8", 21, '"税额" + "运费"'),
        ("VAT|Shipping", "13|8", 13, '"VAT"'),
    ],
)
def test_what_an_amount_includes_is_told(
    tmp_path: Path, headers: str, cells: str, extra: float, parts: str
) -> None:
    plan = orders(tmp_path, headers, *[(cells, extra)] * 5)
    [text] = told(plan)
    assert f'"Amount" in orders.csv includes {parts}: ' in text
    amounts = staged(plan, "order_lines", "order_no", "amount")
    assert float(amounts[0][1]) == 100 + extra  # as it is written


@pytest.mark.parametrize(
    ("headers", "cells"),
    [("Tax", "13"), ("Tax rate", "13%"), ("Freight method", "Air"), ("运单号", "1234567")],
)
def test_an_amount_that_includes_nothing_needs_no_word(
    tmp_path: Path, headers: str, cells: str
) -> None:
    plan = orders(tmp_path, headers, *[(cells, 0)] * 5)
    assert (told(plan), plan.open_questions) == ([], ())


def test_lines_without_tax_prove_nothing(tmp_path: Path) -> None:
    plan = orders(tmp_path, "Tax", ("13", 13), ("13", 0), ("0", 0), ("0", 0), ("", 0))
    assert told(plan) == []


def test_many_files_are_told_of_once(tmp_path: Path) -> None:
    files = [
        raw_table(tmp_path, f"{n}.csv", f"{HEADERS}|Tax", f"S{n}|A|P|2024-06-01|2|50|113|13")
        for n in range(4)
    ]
    assert len(told(understood(tmp_path, *files))) == 1
