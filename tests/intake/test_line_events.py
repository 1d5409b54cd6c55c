"""Rows that repeat a line for another delivery, payment or status count as that line once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from making import fate, kinds, one_file, staged

HEAD = "订单号|客户|产品|下单时间|数量|订单金额|预计交付时间"
LINE = "SO1|A|软件|2024-06-01|10|1000|2024-06-10"
OTHER = "SO1|A|硬件|2024-06-01|1|200|2024-06-10"


def test_deliveries_add_up_and_the_last_one_gives_the_day(tmp_path: Path) -> None:
    head = f"{HEAD}|实际交付时间|已交付数量|送货单"
    rows = (
        f"{LINE}|2024-06-09|4|D2",
        f"{LINE}|2024-06-08|6|D1",
        f"{OTHER}|2024-06-09|1|D2",
    )
    plan = one_file(tmp_path, head, *rows)
    assert fate(plan) == (3, 0, 0)
    assert "line-events" in kinds(plan)
    found = ("line_no", "quantity", "amount", "quantity_delivered", "delivered_date")
    assert staged(plan, "order_lines", *found) == [
        ("1", 10, 1000, 10, datetime(2024, 6, 9)),
        ("2", 1, 200, 1, datetime(2024, 6, 9)),
    ]


def test_two_deliveries_of_one_day_and_size_add_up_by_their_waybills(tmp_path: Path) -> None:
    rows = [f"{LINE}|2024-06-08|{n}|{no}" for n, no in ((3, "T1"), (3, "T2"), (4, "T3"))]
    plan = one_file(tmp_path, f"{HEAD}|实际交付时间|已交付数量|运单号", *rows)
    assert staged(plan, "order_lines", "quantity", "quantity_delivered") == [(10, 10)]
    assert staged(plan, "orders", "tracking_no") == [("T3",)]


def test_instalments_add_up(tmp_path: Path) -> None:
    head = f"{HEAD}|回款金额|回款时间"
    plan = one_file(tmp_path, head, f"{LINE}|500|2024-06-20", f"{LINE}|500|2024-07-20")
    assert staged(plan, "order_lines", "amount") == [(Decimal(1000),)]
    assert staged(plan, "orders", "paid_amount", "paid_at") == [(1000, datetime(2024, 7, 20))]


def test_instalments_of_an_order_that_stand_beside_each_line(tmp_path: Path) -> None:
    head = f"{HEAD}|回款金额|回款时间"
    rows = [
        f"{line}|{paid}" for line in (LINE, OTHER) for paid in ("700|2024-06-20", "500|2024-07-20")
    ]
    plan = one_file(tmp_path, head, *rows)
    assert sorted(staged(plan, "order_lines", "amount")) == [(200,), (1000,)]
    assert staged(plan, "orders", "paid_amount") == [(1200,)]


def test_deliveries_times_payments(tmp_path: Path) -> None:
    head = f"{HEAD}|实际交付时间|已交付数量|回款金额|回款时间"
    rows = [
        f"{LINE}|{delivery}|{payment}"
        for delivery in ("2024-06-08|3", "2024-06-09|3", "2024-06-10|4")
        for payment in ("400|2024-06-20", "600|2024-07-20")
    ]
    plan = one_file(tmp_path, head, *rows)
    assert staged(plan, "order_lines", "quantity", "quantity_delivered") == [(10, 10)]
    assert staged(plan, "orders", "paid_amount") == [(1000,)]


def test_a_history_of_states_ends_with_the_last(tmp_path: Path) -> None:
    rows = [f"{LINE}|{status}" for status in ("已完成", "已下单", "已发货")]
    plan = one_file(tmp_path, f"{HEAD}|当前状态", *rows)
    assert staged(plan, "order_lines", "amount") == [(1000,)]
    assert staged(plan, "orders", "status") == [("completed",)]


def test_a_line_number_makes_it_one_line(tmp_path: Path) -> None:
    rows = [f"{LINE}|10|{day}" for day in ("2024-06-08", "2024-06-09")]
    plan = one_file(tmp_path, f"{HEAD}|行号|实际交付时间", *rows)
    assert fate(plan) == (2, 0, 0)
    assert staged(plan, "order_lines", "line_no", "delivered_date") == [
        ("10", datetime(2024, 6, 9))
    ]


@pytest.mark.parametrize(
    ("more", "rows"),
    [
        ("实际交付时间|已交付数量", ("2024-06-08|10", "2024-06-09|10")),
        ("实际交付时间|已交付数量", ("2024-06-08|10", "|")),
        ("实际交付时间", ("2024-06-08", "2024-06-09")),
        ("当前状态", ("已完成", "已发货")),
        ("备注号", ("1", "2")),
    ],
)
def test_what_may_be_several_lines_stays_so_and_is_told(
    tmp_path: Path, more: str, rows: tuple[str, ...]
) -> None:
    plan = one_file(tmp_path, f"{HEAD}|{more}", *(f"{LINE}|{row}" for row in rows))
    assert staged(plan, "order_lines", "line_no", "amount") == [("1", 1000), ("2", 1000)]
    assert "lines-alike" in kinds(plan)


def test_lines_that_differ_and_rows_that_stand_twice_are_told_nothing_of(tmp_path: Path) -> None:
    other = LINE.replace("|10|", "|5|")
    head = f"{HEAD}|实际交付时间|已交付数量"
    rows = (f"{LINE}|2024-06-08|6", f"{LINE}|2024-06-08|6", f"{other}|2024-06-09|4")
    plan = one_file(tmp_path, head, *rows)
    assert fate(plan) == (2, 0, 1)
    assert not {"line-events", "lines-alike"} & kinds(plan)


def test_events_of_a_rejected_line_are_rejected_with_it(tmp_path: Path) -> None:
    head = f"{HEAD}|实际交付时间|已交付数量"
    rows = (f"{LINE}|2024-06-08|6", f"{LINE}|2024-06-09|4", OTHER.replace("|A|", "|B|") + "||")
    plan = one_file(tmp_path, head, *rows)
    assert fate(plan) == (0, 3, 0)


def test_promises_stay_lines(tmp_path: Path) -> None:
    """A promise is not an event: parts of an order may be promised for different days."""
    later = LINE.replace("06-10", "06-20")
    plan = one_file(tmp_path, f"{HEAD}|已交付数量", f"{LINE}|4", f"{later}|6")
    assert staged(plan, "order_lines", "promised_date") == [
        (date(2024, 6, 10),),
        (date(2024, 6, 20),),
    ]
