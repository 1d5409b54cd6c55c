"""Headings of amounts of single orders: the currency once, and never a wrong one."""

from __future__ import annotations

import pytest

from ordertrack.views.currencies import in_currency


@pytest.mark.parametrize(
    ("words", "currency", "expected"),
    [
        ("订单金额(元)", "CNY", "订单金额(元)"),
        ("订单金额(元)", "EUR", "订单金额 (EUR)"),
        ("订单金额(元)", None, "订单金额"),
        ("Amount", "CNY", "Amount (CNY)"),
        ("Amount", None, "Amount"),
    ],
)
def test_a_heading_of_amounts_names_their_currency_once(
    words: str, currency: str | None, expected: str
) -> None:
    assert in_currency(words, currency) == expected
