from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import fate, kinds, mapping, one_file, raw_table, reasons, staged, understood

from ordertrack.errors import BadMapping
from ordertrack.intake.plan import Plan

FLAT = "订单号|客户|产品|下单时间|金额|区域"


def test_repeated_facts_become_one_order_with_its_lines(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        FLAT,
        "SO1|A|软件|2024-06-01|5|华东",
        "SO1|A|硬件|2024-06-01|7|华东",
        "SO2|B|软件|2024-06-02|1|华南",
    )
    assert staged(plan, "orders", "order_no", "customer_id", "region") == [
        ("SO1", "A", "华东"),
        ("SO2", "B", "华南"),
    ]
    assert staged(plan, "order_lines", "order_no", "line_no", "product", "amount") == [
        ("SO1", "1", "软件", Decimal(5)),
        ("SO1", "2", "硬件", Decimal(7)),
        ("SO2", "1", "软件", Decimal(1)),
    ]
    assert plan.reports()[0]["tables"] == {"orders": 2, "order_lines": 3}


def test_facts_on_the_first_line_only_hold_for_the_whole_order(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "Name|Email|Created at|Lineitem name|Lineitem quantity|Lineitem price|Subtotal|Total",
        "#1001|a@b.c|2024-06-01 10:00|Mug|2|5.00|17.00|17.00",
        "#1001|||Hat|1|7.00||",
        "#1002|d@e.f|2024-06-02 11:00|Mug|1|5.00|5.00|5.00",
        accept_suggestions=True,
    )
    assert fate(plan) == (3, 0, 0)
    assert staged(plan, "orders", "order_no", "customer_id", "amount") == [
        ("#1001", "a@b.c", Decimal(17)),
        ("#1002", "d@e.f", Decimal(5)),
    ]
    assert staged(plan, "order_lines", "order_no", "line_no", "amount") == [
        ("#1001", "1", Decimal(10)),
        ("#1001", "2", Decimal(7)),
        ("#1002", "1", Decimal(5)),
    ]
    assert "lines-differ" not in kinds(plan)


def test_one_row_per_order_is_line_one(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|软件|2024-06-01|5|华东")
    assert staged(plan, "order_lines", "order_no", "line_no") == [("SO1", "1")]


def test_a_file_without_products_gives_orders_with_a_total(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "订单号|客户|下单时间|金额", "SO1|A|2024-06-01|5")
    assert staged(plan, "orders", "order_no", "amount") == [("SO1", Decimal(5))]
    assert staged(plan, "order_lines", "order_no") == []


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        ("订单号|客户|下单时间|数量|金额", "SO1|A|2024-06-01|3|5"),
        ("order_no|customer_id|order_date|qty|order total", "SO1|A|2024-06-01|3|5"),
        ("Order ID|Order Date|Units", "SO1|2024-06-01|3"),
        ("订单号|下单时间|销售数量|单价", "SO1|2024-06-01|3|5"),
    ],
)
def test_a_quantity_without_products_is_the_orders(tmp_path: Path, headers: str, row: str) -> None:
    plan = one_file(tmp_path, headers, row)
    assert staged(plan, "orders", "order_no", "quantity") == [("SO1", Decimal(3))]
    assert staged(plan, "order_lines", "order_no") == []
    assert not [q for q in plan.questions if q.open or q.offered]


def test_quantities_without_products_are_added_up_by_order(tmp_path: Path) -> None:
    headers = "订单号|行号|客户|下单时间|金额|数量"
    plan = one_file(tmp_path, headers, "SO1|1|A|2024-06-01|5|2", "SO1|2|||7|4", "SO1|3|||1|")
    assert staged(plan, "orders", "order_no", "amount", "quantity") == [
        ("SO1", Decimal(13), Decimal(6))
    ]
    assert "lines-differ" not in kinds(plan)


def test_a_quantity_beside_a_product_is_the_lines(tmp_path: Path) -> None:
    plan = one_file(tmp_path, f"{FLAT}|数量", "SO1|A|软件|2024-06-01|5|华东|3")
    assert mapping(plan)["数量"] == ["order_lines.quantity"]
    assert staged(plan, "order_lines", "product", "quantity") == [("软件", Decimal(3))]


def test_amounts_without_products_are_added_up_by_order(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|行号|客户|下单时间|金额|区域",
        "SO1|1|A|2024-06-01|5|华东",
        "SO1|2||||",
        "SO1|3|||7|",
        "SO2|1|B|2024-06-02|3|华南",
        "SO2|2|B|2024-06-02|3|华南",
    )
    assert fate(plan) == (5, 0, 0)
    assert staged(plan, "orders", "order_no", "customer_id", "amount") == [
        ("SO1", "A", Decimal(12)),
        ("SO2", "B", Decimal(6)),
    ]


def test_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, *["SO1|A|软件|2024-06-01|5|华东"] * 3)
    assert fate(plan) == (1, 0, 2)
    assert plan.reports()[0]["skipped"] == {"exact duplicate": 2}
    assert plan.totals["order_lines"].amount == Decimal(5)


CONFLICT = (
    "SO1|A|软件|2024-06-01|5|华东",
    "SO1|B|硬件|2024-06-01|7|华东",
    "SO2|C|软件|2024-06-01|1|华东",
    "SO2|C|硬件|2024-06-09|2|华东",
    "SO3|D|软件|2024-06-03|4|华东",
)


def test_a_number_for_two_customers_or_two_days_is_set_aside(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, *CONFLICT)
    assert fate(plan) == (1, 4, 0)
    assert reasons(plan) == [
        "orders.csv row 2, 客户: order SO1 stands for several customers: A, B."
        " Give each its own order number.",
        "orders.csv row 3, 客户: order SO1 stands for several customers: A, B."
        " Give each its own order number.",
        "orders.csv row 4, 下单时间: order SO2 stands for several days: 2024-06-01, 2024-06-09."
        " Give each its own order number.",
        "orders.csv row 5, 下单时间: order SO2 stands for several days: 2024-06-01, 2024-06-09."
        " Give each its own order number.",
    ]
    (question,) = [q for q in plan.questions if q.kind == "conflict"]
    assert (question.default, question.open) == ("leave-out", False)


def test_a_person_may_make_ambiguous_numbers_unique(tmp_path: Path) -> None:
    by_day = one_file(
        tmp_path / "day", FLAT, *CONFLICT, answers={"conflict:orders.csv": "append-day"}
    )
    assert fate(by_day) == (3, 2, 0)
    assert staged(by_day, "orders", "order_no", "customer_id") == [
        ("SO2-20240601", "C"),
        ("SO2-20240609", "C"),
        ("SO3", "D"),
    ]
    by_customer = one_file(
        tmp_path / "customer", FLAT, *CONFLICT, answers={"conflict:orders.csv": "append-customer"}
    )
    assert [row[0] for row in staged(by_customer, "orders", "order_no")] == [
        "SO1-A",
        "SO1-B",
        "SO3",
    ]
    assert len(staged(by_customer, "order_lines", "order_no")) == 3


NO_CUSTOMER = ("SO1|软件|2024-06-01|5", "SO1|硬件|2024-06-09|7", "SO2|软件|2024-06-02|1")
NO_CUSTOMERS = "订单号|产品|下单时间|金额"


def conflict_answers(plan: Plan) -> list[list[str]]:
    return [[c.value for c in q.choices] for q in plan.questions if q.kind == "conflict"]


def test_a_number_takes_on_only_what_the_file_says(tmp_path: Path) -> None:
    plan = one_file(tmp_path, NO_CUSTOMERS, *NO_CUSTOMER)
    assert conflict_answers(plan) == [["leave-out", "append-day"]]
    with pytest.raises(BadMapping, match=r"append-customer.*answers: leave-out, append-day\."):
        one_file(
            tmp_path, NO_CUSTOMERS, *NO_CUSTOMER, answers_by_kind={"conflict": "append-customer"}
        )


def test_no_day_is_added_where_an_update_of_orders_has_none(tmp_path: Path) -> None:
    orders = raw_table(tmp_path / "a", "orders.csv", FLAT, "SO1|A|软件|2024-06-01|5|华东")
    rows = ("SO1|1|A|2024-06-05", "SO1|2|B|2024-06-06")
    lines = raw_table(tmp_path / "b", "lines.csv", "订单号|行号|客户|实际交付时间", *rows)
    plan = understood(tmp_path, orders, lines)
    assert conflict_answers(plan) == [["leave-out", "append-customer"]]
    with pytest.raises(BadMapping, match=r"append-day.*answers: leave-out, append-customer\."):
        understood(tmp_path, orders, lines, answers={"conflict:lines.csv": "append-day"})


def test_one_answer_for_all_files_passes_over_those_without_conflicts(tmp_path: Path) -> None:
    asked = raw_table(tmp_path / "a", "orders.csv", FLAT, *CONFLICT)
    plain = raw_table(tmp_path / "b", "more.csv", NO_CUSTOMERS, "SO9|软件|2024-06-01|5")
    wish = {"conflict": "append-customer"}
    plan = understood(tmp_path, asked, plain, answers_by_kind=wish)
    orders = [row[0] for row in staged(plan, "orders", "order_no")]
    assert orders == ["SO1-A", "SO1-B", "SO3", "SO9"]


def test_lines_of_an_order_made_unique_keep_their_numbers(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        FLAT,
        "SO1|A|软件|2024-06-01|5|华东",
        "SO1|A|硬件|2024-06-09|7|华东",
        "SO2|A|硬件|2024-06-09|7|华东",
        answers={"conflict:orders.csv": "append-day"},
    )
    assert fate(plan) == (3, 0, 0)
    assert staged(plan, "order_lines", "order_no", "line_no") == [
        ("SO1-20240601", "1"),
        ("SO1-20240609", "2"),
        ("SO2", "1"),
    ]


def test_an_order_made_unique_may_not_take_the_lines_of_one_of_that_name(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        FLAT,
        "SO1|A|软件|2024-06-01|5|华东",
        "SO1|A|硬件|2024-06-09|7|华东",
        "SO1-20240601|A|硬件|2024-06-01|9|华东",
        answers={"conflict:orders.csv": "append-day"},
    )
    assert fate(plan) == (1, 2, 0)
    assert "line SO1-20240601 / 1 stands twice" in reasons(plan)[0]
    assert staged(plan, "order_lines", "order_no", "line_no") == [("SO1-20240609", "2")]


def test_scattered_lines_are_numbered_in_the_order_of_the_file(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        FLAT,
        "SO1|A|软件|2024-06-01|5|华东",
        "SO2|B|软件|2024-06-01|1|华东",
        "SO1|A|硬件|2024-06-01|7|华东",
        "SO2|B|硬件|2024-06-01|2|华东",
        "SO3|B|硬件|2024-06-01|2|华东",
        "SO3|B|软件|2024-06-01|2|华东",
    )
    assert staged(plan, "order_lines", "order_no", "line_no", "product") == [
        ("SO1", "1", "软件"),
        ("SO1", "2", "硬件"),
        ("SO2", "1", "软件"),
        ("SO2", "2", "硬件"),
        ("SO3", "1", "硬件"),
        ("SO3", "2", "软件"),
    ]


def test_two_times_of_one_day_are_no_conflict(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path, FLAT, "SO1|A|软件|2024-06-01 10:00|5|华东", "SO1|A|硬件|2024-06-01 10:05|7|华东"
    )
    assert fate(plan) == (2, 0, 0)


def test_other_facts_that_differ_are_told_and_the_first_one_counts(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|软件|2024-06-01|5|华东", "SO1|A|硬件|2024-06-01|7|华南")
    assert staged(plan, "orders", "region") == [("华东",)]
    (finding,) = [f for f in plan.findings if f.kind == "lines-differ"]
    assert (finding.count, finding.examples[0].order_no) == (1, "SO1")


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        (FLAT, ("SO1||软件|2024-06-01|5|", "SO2|A|软件|2024-06-01|7|", "SO3||软件|2024-06-02|1|")),
        (
            "订单号|客户|下单时间|金额",
            ("SO1||2024-06-01|5", "SO2|A|2024-06-01|7", "SO3||2024-06-02|1"),
        ),
        (
            "订单号|行号|客户|下单时间|金额",
            ("SO1|1||2024-06-01|5", "SO2|1|A|2024-06-01|7", "SO3|1||2024-06-02|1"),
        ),
    ],
)
def test_an_order_without_a_customer_is_kept_and_told(
    tmp_path: Path, headers: str, rows: tuple[str, ...]
) -> None:
    plan = one_file(tmp_path, headers, *rows)
    assert fate(plan) == (3, 0, 0)
    assert staged(plan, "orders", "order_no", "customer_id") == [
        ("SO1", None),
        ("SO2", "A"),
        ("SO3", None),
    ]
    (finding,) = [f for f in plan.findings if f.kind == "guests"]
    assert (finding.count, "SO1, SO3" in str(finding.text)) == (2, True)


def test_a_customer_on_the_first_line_only_is_no_guest(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|软件|2024-06-01|5|", "SO1||硬件||7|")
    assert staged(plan, "orders", "order_no", "customer_id") == [("SO1", "A")]
    assert "guests" not in kinds(plan)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (("已完成", "已发货"), "shipped"),
        (("已下单", "已发货", "已完成"), "placed"),
        (("已完成", ""), "completed"),
        (("已完成", "已取消"), "completed"),
        (("已下单", "已取消"), "placed"),
        (("已取消", "草稿"), "cancelled"),
        (("已暂停", "生产中"), "on_hold"),
        (("部分交付", "已下单"), "partly_delivered"),
    ],
)
def test_the_least_advanced_line_says_how_far_an_order_is(
    tmp_path: Path, said: tuple[str, ...], status: str
) -> None:
    rows = [f"SO1|A|P{i}|2024-06-01|5|{word}" for i, word in enumerate(said)]
    plan = one_file(tmp_path, "订单号|客户|产品|下单时间|金额|状态", *rows)
    assert staged(plan, "orders", "status") == [(status,)]


def test_a_line_number_with_two_contents_is_set_aside(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|行号|客户|产品|下单时间|金额",
        "SO1|10|A|软件|2024-06-01|5",
        "SO1|10|A|硬件|2024-06-01|7",
        "SO1|20|A|硬件|2024-06-01|7",
    )
    assert fate(plan) == (1, 2, 0)
    assert "line SO1 / 10 stands twice" in reasons(plan)[0]


def test_set_aside_rows_keep_their_place_and_return_to_it(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path / "first",
        FLAT,
        "SO1|A|软件|2024-06-01|5|华东",
        "SO1|A|硬件|2024-06-01|七|华东",
        "SO1|A|服务|2024-06-01|9|华东",
    )
    assert staged(plan, "order_lines", "line_no", "product") == [("1", "软件"), ("3", "服务")]
    (name, frame), *others = plan.rejected.files("zh")
    assert (name, others) == ("orders-set-aside.csv", [])
    assert frame.columns[:6] == FLAT.split("|")
    mended = frame.with_columns(金额=frame["金额"].replace({"七": "7"}))
    rows = ["|".join("" if cell is None else str(cell) for cell in row) for row in mended.rows()]
    again = one_file(tmp_path / "again", "|".join(mended.columns), *rows)
    assert staged(again, "order_lines", "line_no", "product", "amount") == [
        ("2", "硬件", Decimal(7))
    ]


def test_an_order_whose_day_nobody_says_is_set_aside(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|软件||5|华东", "SO2|B|软件|2024-06-01|5|华东")
    assert fate(plan) == (1, 1, 0)
    assert "no accepted line of order SO1 says it" in reasons(plan)[0]


def test_a_file_without_customers_is_accepted_and_said_aloud(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "订单号|产品|下单时间|金额", "SO1|软件|2024-06-01|5")
    assert fate(plan) == (1, 0, 0)
    (finding,) = [f for f in plan.findings if f.kind == "no-customers"]
    assert finding.severity == "error"


def test_monthly_files_are_one_table(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(tmp_path, "五月.csv", FLAT, "SO1|A|软件|2024-05-01|5|华东"),
        raw_table(
            tmp_path,
            "六月.csv",
            FLAT,
            "SO1|A|软件|2024-05-01|5|华东",
            "SO2|A|软件|2024-06-01|7|华东",
        ),
    )
    assert [report["accepted"] for report in plan.reports()] == [1, 1]
    assert [report["tables"] for report in plan.reports()] == [
        {"orders": 1, "order_lines": 1},
        {"orders": 1, "order_lines": 1},
    ]
    assert plan.totals["order_lines"].amount == Decimal(12)


def test_rows_below_an_order_that_bear_no_head_continue_it(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        FLAT,
        "||软件||4|",
        "SO1|A|软件|2024-06-01|5|华东",
        "||硬件||7|",
        "SO2|B|软件|2024-06-01|6|华东",
        "||硬件||7|",
        "|C|硬件|2024-06-02|7|华东",
    )
    assert staged(plan, "order_lines", "order_no", "line_no", "amount") == [
        ("SO1", "1", Decimal(5)),
        ("SO1", "2", Decimal(7)),
        ("SO2", "1", Decimal(6)),
        ("SO2", "2", Decimal(7)),
    ]
    assert plan.rejected.frame("en").get_column("row").to_list() == [2, 7]
    assert "order-continued" in kinds(plan)


FILE = "订单号|客户|产品|下单时间|金额|状态"


def two_files(folder: Path, first: tuple[str, ...], second: tuple[str, ...]) -> Plan:
    tables = [raw_table(folder, f"{n}.csv", FILE, *rows) for n, rows in enumerate((first, second))]
    return understood(folder, *tables)


def test_a_line_that_a_later_file_adds_counts_on_behind_the_repeated_ones(tmp_path: Path) -> None:
    known, added = "SO1|A|软件|2024-06-01|5|已下单", "SO1|A|硬件|2024-06-01|7|已下单"
    plan = two_files(tmp_path, (known,), (known, added))
    assert fate(plan) == (2, 0, 1)
    assert staged(plan, "order_lines", "line_no", "product") == [("1", "软件"), ("2", "硬件")]


@pytest.mark.parametrize(
    "later", ["SO1|A|软件|2024-06-01|5|已完成", "SO1|A|软件|2024-06-01|6|已下单"]
)
def test_files_that_disagree_about_an_order_are_told_which_way_to_go(
    tmp_path: Path, later: str
) -> None:
    plan = two_files(tmp_path, ("SO1|A|软件|2024-06-01|5|已下单",), (later,))
    assert fate(plan) == (0, 2, 0)
    assert all("Import the older file first" in reason for reason in reasons(plan))


def test_payments_that_differ_by_line_are_summed(tmp_path: Path) -> None:
    headers = "订单号|客户|产品|下单时间|金额|回款金额"
    repeated = one_file(
        tmp_path / "a", headers, "SO1|A|P|2024-06-01|5|12", "SO1|A|Q|2024-06-01|7|12"
    )
    assert staged(repeated, "orders", "paid_amount") == [(Decimal(12),)]
    by_line = one_file(
        tmp_path / "b",
        headers,
        "SO1|A|P|2024-06-01|5|5",
        "SO1|A|Q|2024-06-01|7|7",
        "SO2|A|P|2024-06-01|3|3",
        "SO2|A|Q|2024-06-01|3|3",
    )
    assert staged(by_line, "orders", "paid_amount") == [(Decimal(12),), (Decimal(6),)]
    assert "payments-by-line" in kinds(by_line)
