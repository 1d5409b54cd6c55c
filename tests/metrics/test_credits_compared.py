"""Shared orders in two releases beside each other, asked by person."""

from __future__ import annotations

from decimal import Decimal

from ordertrack.access import Access
from ordertrack.metrics.analysis import compare
from ordertrack.period import Period
from ordertrack.scope import Scope, moment
from tests.metrics.literal import LiteralReader, connect, line, order


def test_what_a_shared_order_changed_is_told_under_a_filter_by_person() -> None:
    connection = connect()

    def release(amount: int, number: int) -> LiteralReader:
        tables = {
            "orders": [order("1", "2024-06-03", sales_rep="Ann")],
            "order_lines": [line("1", amount)],
            "credits": [
                {"order_no": "1", "sales_rep": "Ann", "share": Decimal("0.6")},
                {"order_no": "1", "sales_rep": "Bob", "share": Decimal("0.4")},
            ],
        }
        return LiteralReader(connection, tables, covered=True, number=number)

    before, after = release(100, 90), release(200, 91)
    june = Scope(moment("2024-06-30"), Period.month(2024, 6), access=Access.everything())
    bob = june.with_filter("sales_rep", "Bob")
    found = compare.orders_behind("revenue", before, after, bob).row(0, named=True)
    assert (found["numerator_before"], found["numerator_after"]) == (40, 80)
