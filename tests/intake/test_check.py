from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import fate, kinds, one_file, raw_table, reasons, staged, understood

from ordertrack.errors import BadMapping
from ordertrack.intake.plan import Plan
from ordertrack.intake.values import profiling
from tests.examples import examples

FLAT = "订单号|客户|产品|下单时间|金额"


def test_a_bad_cell_names_file_row_column_value_and_the_way_out(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|金额|预计交付时间",
        "SO1|A|软件|2024-06-01|5|2024-06-30",
        "SO2|A|软件|2024-06-01|5|2024-13-40",
    )
    assert reasons(plan) == [
        'orders.csv row 3, 预计交付时间: "2024-13-40" is not a date. Use 2024-06-30.'
    ]
    assert staged(plan, "orders", "order_no") == [("SO1",)]
    frame = plan.rejected.frame("en")
    assert frame.select("file", "row", "column", "value").rows() == [
        ("orders.csv", 3, "预计交付时间", "2024-13-40")
    ]


def test_every_bad_cell_of_a_row_is_named_but_the_row_counts_once(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|软件|2024-06-01|5", "SO2|A||没定|很多")
    assert fate(plan) == (1, 1, 0)
    assert len(reasons(plan)) == 3
    ((_, frame),) = plan.rejected.files("en")
    assert frame.height == 1
    assert frame.get_column("ordertrack: column").to_list() == ["产品, 下单时间, 金额"]


def test_a_figure_too_large_to_be_stored_is_set_aside(tmp_path: Path) -> None:
    headers = "订单号|客户|产品|下单时间|金额|成本"
    plan = one_file(
        tmp_path, headers, "1|A|P|2024-06-01|5|99999999999999999", "2|A|P|2024-06-01|5|3"
    )
    assert fate(plan) == (1, 1, 0)
    assert '"99999999999999999" is not an amount' in reasons(plan)[0]


@pytest.mark.parametrize(
    ("headers", "row", "like_it"),
    [
        ("金额(万元)", "99999999999999.12", "5"),
        ("数量|单价", "999999999999999|99999999999999", "5|2"),
        ("数量|单价|折扣", "99999999999|99999999999|10%", "5|2|10%"),
    ],
)
def test_an_amount_too_large_once_it_is_reckoned_is_set_aside(
    tmp_path: Path, headers: str, row: str, like_it: str
) -> None:
    order = "1|A|P|2024-06-01"
    plan = one_file(
        tmp_path, f"订单号|客户|产品|下单时间|{headers}", f"{order}|{row}", f"{order}|{like_it}"
    )
    assert fate(plan) == (1, 1, 0)


def test_a_discount_may_bring_a_large_product_within_what_can_be_stored(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|数量|单价|折扣",
        "1|A|P|2024-06-01|1000000000|10000000|99.999%",
        "2|A|P|2024-06-01|2|5|0",
    )
    assert staged(plan, "order_lines", "amount") == [(Decimal(10),), (Decimal(10) ** 11,)]


def test_a_cost_too_large_to_be_stored_stays_unknown(tmp_path: Path) -> None:
    headers = "订单号|客户|产品|下单时间|金额|毛利"
    plan = one_file(
        tmp_path, headers, "1|A|P|2024-06-01|99999999999999|-99999999999999", "2|A|P|2024-06-01|5|2"
    )
    assert fate(plan) == (2, 0, 0)


def test_blank_required_cells_are_set_aside(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "|A|软件|2024-06-01|5", "SO2|A|软件|2024-06-01|")
    assert fate(plan) == (0, 2, 0)
    assert reasons(plan)[0] == "orders.csv row 2, 订单号: blank, and every row needs one."


def test_an_amount_follows_from_quantity_price_and_discount(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "order_id|product_id|unit_price|quantity|discount|customer_id|order_date",
        "1|P|9.80|10|0|A|2024-06-01",
        "2|P|10|3|0.15|A|2024-06-01",
        "3|P|10||0|A|2024-06-01",
    )
    assert staged(plan, "order_lines", "order_no", "amount") == [
        ("1", Decimal("98")),
        ("2", Decimal("25.5")),
    ]
    assert reasons(plan) == [
        "orders.csv row 4: no amount, and none can be worked out from quantity and unit price."
    ]


def test_a_price_without_quantity_counts_one_unit_each(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path, "order_id|order_item_id|product_id|price|order_date", "1|1|P|9.90|2024-06-01"
    )
    assert staged(plan, "order_lines", "quantity", "amount") == [(Decimal(1), Decimal("9.9"))]
    assert "one-unit-each" in kinds(plan)


@pytest.mark.parametrize("amount", ["1.2", "1.2万"])
def test_amounts_are_counted_in_the_unit_of_their_header(tmp_path: Path, amount: str) -> None:
    plan = one_file(
        tmp_path, "订单号|客户|产品|下单时间|金额（万元）", f"1|A|P|2024-06-01|{amount}"
    )
    assert staged(plan, "order_lines", "amount") == [(Decimal(12_000),)]
    assert "unit" in kinds(plan)


def test_a_cost_follows_from_a_profit(tmp_path: Path) -> None:
    plan = one_file(tmp_path, f"{FLAT}|利润", "SO1|A|软件|2024-06-01|50|20")
    assert staged(plan, "order_lines", "cost") == [(Decimal(30),)]


def test_a_blank_delivered_quantity_of_an_open_line_is_zero(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        f"{FLAT}|数量|已交付数量|实际交付时间",
        "SO1|A|软件|2024-06-01|5|3||",
        "SO2|A|软件|2024-06-01|5|3||2024-06-09",
    )
    assert staged(plan, "order_lines", "order_no", "quantity_delivered") == [
        ("SO1", Decimal(0)),
        ("SO2", None),
    ]


def test_an_unknown_status_word_asks_what_it_means(tmp_path: Path) -> None:
    headers, rows = f"{FLAT}|状态", ("SO1|A|P|2024-06-01|5|已完成", "SO2|A|P|2024-06-01|5|在天上")
    plan = one_file(tmp_path / "a", headers, *rows)
    assert fate(plan) == (1, 1, 0)
    (question,) = [q for q in plan.questions if q.kind == "word"]
    told = one_file(tmp_path / "b", headers, *rows, answers={question.id: "shipped"})
    assert fate(told) == (2, 0, 0)
    assert staged(told, "orders", "order_no", "status") == [
        ("SO1", "completed"),
        ("SO2", "shipped"),
    ]


STATUS = "word:orders.csv:o_status:"


def with_answers(folder: Path, **answers: str) -> dict[str, str | None]:
    """What became of answers about words, where the statuses are 已完成 and 在天上 (twice)."""
    rows = [
        f"SO{n}|A|P|2024-06-01|5|{word}" for n, word in enumerate(("已完成", "在天上", "在天上"))
    ]
    given = {STATUS + word: answer for word, answer in answers.items()}
    plan = one_file(folder, f"{FLAT}|状态", *rows, answers=given)
    asked = [question for question in plan.questions if question.kind == "word"]
    return {question.id.removeprefix(STATUS): question.answer for question in asked}


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"在天上": "shipped"}, {"在天上": "shipped"}),
        ({" 在-天上": "shipped"}, {" 在-天上": "shipped"}),
        ({"在天上": "leave-out"}, {"在天上": "leave-out"}),
        ({"在天": "shipped"}, {"在天上": None}),
        ({"在天上": "shipped", "在地下": "shipped"}, {"在天上": "shipped"}),
        (
            {"已完成": "completed", "在天上": "shipped"},
            {"已完成": "completed", "在天上": "shipped"},
        ),
        ({}, {"在天上": None}),
    ],
)
def test_an_answer_about_a_word_keeps_its_question_where_a_cell_holds_the_word(
    tmp_path: Path, given: dict[str, str], asked: dict[str, str | None]
) -> None:
    assert with_answers(tmp_path, **given) == asked


def test_an_answered_word_is_counted_in_all_rows_that_hold_it(tmp_path: Path) -> None:
    rows = [f"SO{n}|A|P|2024-06-01|5|在天上" for n in range(3)]
    answers = {f"{STATUS}在天上": "shipped"}
    plan = one_file(tmp_path, f"{FLAT}|状态", *rows, answers=answers, maps={"状态": "status"})
    (question,) = [q for q in plan.questions if q.kind == "word"]
    assert question.rows == 3


def test_beyond_the_words_that_are_asked_an_answer_is_still_heard(tmp_path: Path) -> None:
    rows = [f"SO{n}|A|P|2024-06-01|5|w{n:02}" for n in range(30)]
    answers = {f"{STATUS}w29": "leave-out", f"{STATUS}w28": "shipped", f"{STATUS}w30": "shipped"}
    plan = one_file(tmp_path, f"{FLAT}|状态", *rows, answers=answers, maps={"状态": "status"})
    assert answers.keys() - {q.id for q in plan.questions} == {f"{STATUS}w30"}


def test_a_word_can_only_mean_what_its_column_allows(tmp_path: Path) -> None:
    rows = ("SO1|A|P|2024-06-01|5|已完成", "SO2|A|P|2024-06-01|5|在天上")
    answers = {"word:orders.csv:o_status:在天上": "flown"}
    with pytest.raises(BadMapping, match=r"flown.*answers: placed, .*, leave-out\."):
        one_file(tmp_path, f"{FLAT}|状态", *rows, answers=answers)


def test_a_day_month_order_that_nothing_settles_is_asked(tmp_path: Path) -> None:
    rows = ("SO1|A|P|01/02/2024|5", "SO2|A|P|03/04/2024|5")
    plan = one_file(tmp_path / "a", FLAT, *rows)
    (question,) = [q for q in plan.open_questions if q.kind == "day-order"]
    assert question.suggested is None
    accepting = one_file(tmp_path / "b", FLAT, *rows, accept_suggestions=True)
    assert accepting.open_questions
    told = one_file(tmp_path / "c", FLAT, *rows, answers={question.id: "day-first"})
    assert told.totals["orders"].first == date(2024, 2, 1)


def test_a_long_column_that_is_not_as_its_samples_is_looked_over_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiling, "MANY_ROWS", 9)
    monkeypatch.setattr(profiling, "_PART", 2)
    rows = [f"SO{i}|A|P|2024-06-{i:02}|{i}" for i in range(10, 22)]
    rows[3], rows[8] = "SO13|A|P|2024年7月1日|1,300", "SO18|A|P|很快|18"
    plan = one_file(tmp_path, FLAT, *rows)
    assert fate(plan) == (11, 1, 0)
    assert plan.totals["orders"].last == date(2024, 7, 1)
    assert reasons(plan)[0].startswith('orders.csv row 10, 下单时间: "很快" is not a date')
    amounts = [amount for (amount,) in staged(plan, "order_lines", "amount")]
    assert sum(amounts) == 1300 + sum(range(10, 22)) - 13 - 18


def test_a_long_column_that_is_not_as_its_samples_keeps_the_answer_about_its_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profiling, "MANY_ROWS", 9)
    monkeypatch.setattr(profiling, "_PART", 2)
    rows = [f"SO{i}|A|P|0{i % 9 + 1}/02/2024|{i}" for i in range(10, 22)]
    rows[3] = "SO13|A|P|05/02/2024|1,300"
    plan = one_file(tmp_path, FLAT, *rows, answers_by_kind={"day-order": "day-first"})
    assert [q.kind for q in plan.questions if q.kind == "day-order"] == ["day-order"]
    assert (fate(plan), plan.totals["orders"].last) == ((12, 0, 0), date(2024, 2, 9))
    amounts = [amount for (amount,) in staged(plan, "order_lines", "amount")]
    assert sum(amounts) == 1300 + sum(range(10, 22)) - 13


@pytest.mark.parametrize("repeated", [1, 1000])
@pytest.mark.parametrize(
    "surprise",
    [
        "SO13 |A|P|2024-06-13|13|华东",
        "'00123|17850.0|P|2024-06-13|13|华东",
        "ＳＯ13|null|P|2024-06-13|13|华东",
        "SO13|A|P|2024-06-13|13|华\u200b东",
        "SO13|A|P|2024-06-13|13| 华东",
        "SO13|A|P|2024-06-13|13|-",
        "SO13|A|P|2024-06-13| 13|华东",
        "SO13|A|P| 2024-06-13|13|华东",
        "SO13|A|P|2024-06-13 09:30|13|华东",
        "SO13|A|P|0000-00-00|13|华东",
        "SO13|A|P|0001-01-01|13|华东",
        "SO13|A|P|1900-01-01|13|华东",
        "SO13|A|P|1970-01-01|13|华东",
        "SO13|A|P|9999-12-31|13|华东",
    ],
)
def test_a_surprise_between_the_samples_is_read_as_if_all_had_been_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, surprise: str, repeated: int
) -> None:
    rows = [f"SO{i}|A|P|2024-06-{i:02}|{i}|华东" for i in range(10, 22)]
    rows[3] = surprise
    headers = "订单号|客户|产品|下单时间|金额|地区"
    looked_over = one_file(tmp_path / "whole", headers, *rows)
    monkeypatch.setattr(profiling, "MANY_ROWS", 9)
    monkeypatch.setattr(profiling, "_PART", 2)
    monkeypatch.setattr(profiling, "REPEATED", repeated)
    sampled = one_file(tmp_path / "sampled", headers, *rows)
    columns = ("order_no", "customer_id", "order_date", "order_date_day_only", "region")
    assert staged(sampled, "orders", *columns) == staged(looked_over, "orders", *columns)
    assert reasons(sampled) == reasons(looked_over)


@pytest.mark.parametrize(
    ("headers", "usual", "surprise"),
    [
        ("折扣", "0.10", "15"),
        ("下单时间", "2024-06-01 00:00:00", "2024-06-01 08:30:00"),
    ],
)
def test_a_surprise_that_can_be_read_has_the_whole_column_looked_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headers: str, usual: str, surprise: str
) -> None:
    headers = f"订单号|客户|产品|数量|单价|{headers}" + "|下单时间" * (headers != "下单时间")
    last = "|2024-06-01" * (headers.count("|") > 5)
    rows = [f"SO{i}|A|P|2|50|{usual}{last}" for i in range(10, 22)]
    rows[3] = f"SO13|A|P|2|50|{surprise}{last}"
    looked_over = one_file(tmp_path / "whole", headers, *rows)
    monkeypatch.setattr(profiling, "MANY_ROWS", 9)
    monkeypatch.setattr(profiling, "_PART", 2)
    sampled = one_file(tmp_path / "sampled", headers, *rows)
    for table, column in (("order_lines", "amount"), ("orders", "order_date_day_only")):
        assert staged(sampled, table, column) == staged(looked_over, table, column)


def test_a_neighbouring_column_suggests_the_day_month_order(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        f"{FLAT}|预计交付时间",
        "SO1|A|P|01/02/2024|5|25/02/2024",
        accept_suggestions=True,
    )
    assert not plan.open_questions
    assert plan.totals["orders"].first == date(2024, 2, 1)


# --- tables with one row per key ---

ORDERS = "订单号|客户|下单时间"


def orders(folder: Path) -> Plan:
    """Two orders, a payment each in parts, a review, and keys that nobody knows."""
    return understood(
        folder,
        raw_table(folder, "orders.csv", ORDERS, "SO1|A|2024-06-01", "SO2|B|2024-06-02"),
        raw_table(
            folder,
            "payments.csv",
            "order_id|payment_sequential|payment_value",
            "SO1|1|10",
            "SO1|2|5",
            "SO1|2|5",
            "SO9|1|7",
        ),
        raw_table(
            folder, "reviews.csv", "order_id|review_score", "SO2|4", "SO1|5", "SO1|1", "SO9|3"
        ),
    )


def test_partial_files_update_the_rows_that_are_there(tmp_path: Path) -> None:
    plan = orders(tmp_path)
    assert staged(plan, "orders", "order_no", "customer_id", "paid_amount", "satisfaction") == [
        ("SO1", "A", Decimal(15), None),
        ("SO2", "B", None, 4),
    ]
    assert [report["set_aside"] for report in plan.reports()] == [0, 1, 3]
    assert plan.reports()[1]["skipped"] == {"exact duplicate": 1}


def test_keys_that_nobody_knows_and_contradictions_are_set_aside(tmp_path: Path) -> None:
    said = reasons(orders(tmp_path))
    assert said[0] == (
        'payments.csv row 5, order_id: "SO9" is neither in this import nor in the current release.'
        " Import it first."
    )
    assert said[1] == (
        'reviews.csv row 3, review_score: "5", but other rows with the same key say: 1 · 5.'
        " Keep the right one."
    )


def test_rows_that_agree_are_one(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(tmp_path, "a.csv", ORDERS, "SO1|A|2024-06-01"),
        raw_table(tmp_path, "b.csv", "review_id|order_id|review_score", "1|SO1|4", "2|SO1|4"),
    )
    assert fate(plan) == (3, 0, 0)
    assert staged(plan, "orders", "satisfaction") == [(4,)]


def test_the_same_leads_in_two_date_formats_count_once(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(tmp_path, "a.csv", "mql_id|first_contact_date", "L1|25-02-2018", "L2|01-02-2018"),
        raw_table(tmp_path, "b.csv", "mql_id|first_contact_date", "L1|2018-02-25", "L2|2018-02-01"),
        raw_table(tmp_path, "deals.csv", "mql_id|won_date|sr_id", "L2|26-02-2018 19:58|R1"),
    )
    assert fate(plan) == (3, 0, 2)
    assert [
        (no, at and str(at), outcome, rep)
        for no, at, outcome, rep in staged(
            plan, "leads", "lead_id", "created_at", "outcome", "sales_rep"
        )
    ] == [
        ("L1", "2018-02-25 00:00:00", None, None),
        ("L2", "2018-02-01 00:00:00", "won", "R1"),
    ]


def test_bookings_without_a_number_are_known_by_what_they_say(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(
            tmp_path,
            "费用.csv",
            "发生日期|费用类别|费用金额|获客费用",
            "2024-06-05|展会|2万|是",
            "2024-06-05|展会|2万|是",
            "2024-06-06|差旅|300|否",
        ),
    )
    assert fate(plan) == (2, 0, 1)
    ids = [row[0] for row in staged(plan, "expenses", "expense_id")]
    assert len(set(ids)) == 2
    assert plan.totals["expenses"].amount == Decimal(20300)


def test_a_wide_target_table_is_one_target_per_month_and_person(tmp_path: Path) -> None:
    months = "|".join(f"M{month:02}" for month in range(1, 13))
    plan = understood(
        tmp_path,
        raw_table(
            tmp_path,
            "targets.csv",
            f"Year|EmployeeID|{months}",
            "2017|61|-|-|-|-|-|-|200|400|600|400|800|800",
            "2017|90|-|-|-|-|-|-|-|-|-|-|-|-",
        ),
    )
    assert plan.reports()[0]["skipped"] == {"blank": 1}
    rows = staged(plan, "targets", "period", "level", "who", "measure", "value")
    assert len(rows) == 6
    assert rows[0] == ("2017-07", "person", "61", "revenue", Decimal(200))


def test_months_of_no_year_are_told(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "销售员|1月|2月|3月", "张三|1|2|3")
    assert [problem.message() for problem in plan.problems] == [
        "orders.csv: its columns are months or quarters of no year."
        " Name them 2024-01, 2024-02 … or 2024-Q1, or add a column 年份 (year)."
    ]


def test_year_and_quarter_apart_are_a_period(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(
            tmp_path,
            "quota.csv",
            "EmployeeKey|CalendarYear|CalendarQuarter|Quota",
            "272|2010|4|28000",
        ),
    )
    assert staged(plan, "targets", "period", "who", "value") == [("2010-Q4", "272", Decimal(28000))]


def test_a_helper_table_names_ids_when_a_person_says_so(tmp_path: Path) -> None:
    tables = (
        raw_table(tmp_path, "products.csv", "product_id|product_name|category_id", "1|Chai|8"),
        raw_table(tmp_path, "categories.csv", "category_id|category_name", "8|Seafood"),
    )
    plan = understood(tmp_path, *tables)
    assert staged(plan, "products", "product_line") == [("8",)]
    (question,) = [q for q in plan.questions if q.kind == "lookup"]
    told = understood(tmp_path, *tables, answers={question.id: "yes"})
    assert staged(told, "products", "product_line") == [("Seafood",)]
    assert fate(told) == (2, 0, 0)


def test_first_and_last_name_are_a_name(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(
            tmp_path,
            "employees.csv",
            "employee_id|last_name|first_name",
            "1|Davolio|Nancy",
            "2|张|三",
        ),
    )
    assert staged(plan, "people", "sales_rep", "name") == [("1", "Nancy Davolio"), ("2", "张三")]


def test_shipping_counts_as_delivery_only_when_a_person_says_so(tmp_path: Path) -> None:
    headers, row = "order_id|customer_id|order_date|shipped_date", "1|A|2024-06-01|2024-06-05"
    plan = one_file(tmp_path / "a", headers, row)
    (question,) = [q for q in plan.questions if q.kind == "ship-as-delivery"]
    assert (question.default, question.suggested) == ("no", "yes")
    assert "delivered_date" not in plan.staged[0].columns
    told = one_file(tmp_path / "b", headers, row, accept_suggestions=True)
    assert [str(row[0]) for row in staged(told, "orders", "delivered_date")] == [
        "2024-06-05 00:00:00"
    ]
    assert "ship-as-delivery" in kinds(told)


# --- what looks wrong ---


def test_findings_name_what_looks_wrong(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(
            tmp_path,
            "orders.csv",
            f"{FLAT}|销售负责人|预计交付时间|实际交付时间|币种",
            "SO1|A|P|2024-06-10|5|张三|2024-06-01|2024-06-02|CNY",
            "SO2|A|P|2024-06-10|-5|李四|||USD",
            "SO3|A|P|2034-06-10|5|张三|2034-06-30||CNY",
            "SO4|A|P|1900-06-10|5|张三|1900-06-30||CNY",
        ),
        raw_table(tmp_path, "people.csv", "工号|姓名", "张三|张三"),
        today=date(2024, 7, 1),
    )
    assert kinds(plan) == {
        "delivery-before-order",
        "promise-before-order",
        "negative-amounts",
        "no-promise",
        "future-dates",
        "far-past",
        "unknown-people",
        "currencies",
    }
    (early,) = [f for f in plan.findings if f.kind == "delivery-before-order"]
    assert (early.count, early.examples[0].row, early.examples[0].order_no) == (1, 2, "SO1")


@pytest.mark.parametrize("none", ["1900-01-01", "1753-01-01 00:00:00", "1899/12/30", "0000-00-00"])
def test_values_that_mean_no_date_are_told_and_blank(tmp_path: Path, none: str) -> None:
    plan = one_file(
        tmp_path,
        f"{FLAT}|预计交付时间|实际交付时间",
        "SO1|A|P|2024-06-10|5|2024-06-20|2024-06-19",
        f"SO2|A|P|2024-06-11|5|{none}|{none}",
        f"SO3|A|P|2024-06-12|5|2024-06-22|{none}",
        f"SO4|A|P|{none}|5|2024-06-22|2024-06-20",
    )
    assert fate(plan) == (3, 1, 0)
    (reason,) = reasons(plan)
    assert reason.startswith(f'orders.csv row 5, 下单时间: "{none}" says nothing here')
    days = staged(plan, "order_lines", "promised_date", "delivered_date")
    assert [day for row in days for day in row].count(None) == 3
    (told,) = [finding for finding in plan.findings if finding.kind == "no-date-values"]
    assert told.count == 4
    assert told.text.to("en") == (
        '4 cells of "下单时间", "预计交付时间", "实际交付时间" in orders.csv hold a value that'
        f" means no date (such as {none}): they are read as blank."
    )


def test_orders_and_lines_without_each_other_are_told(tmp_path: Path) -> None:
    plan = understood(
        tmp_path,
        raw_table(
            tmp_path, "orders.csv", f"{ORDERS}|订单总额", "1|A|2024-06-01|9", "2|A|2024-06-01|5"
        ),
        raw_table(tmp_path, "lines.csv", "订单号|行号|产品|金额", "1|1|P|5", "3|1|P|5"),
    )
    counts = {finding.kind: finding.count for finding in plan.findings}
    assert counts == {"lines-without-order": 1, "orders-without-lines": 1, "other-totals": 1}


# --- every row is accounted for ---

ORDER_NOS = st.sampled_from(["SO1", "SO2", "SO3", "SO4", ""])
CUSTOMERS = st.sampled_from(["A", "A", "A", "B", ""])
DAYS = st.sampled_from(["2024-06-01", "2024-06-01", "2024-06-02", "2024-13-40", ""])
AMOUNTS = st.sampled_from(["1", "2.50", "-3", "很多", ""])
LINES = st.sampled_from(["1", "2", "3", ""])
ROWS = st.lists(st.tuples(ORDER_NOS, LINES, CUSTOMERS, DAYS, AMOUNTS), min_size=1, max_size=12)


def numbered_throughout(lines: list[str]) -> list[str]:
    """The lines with the number of the order above where they continue it."""
    above, found = "", []
    for line in lines:
        number, *cells = line.split("|")
        above = number or above
        continues = not (cells[-4] or cells[-2])  # neither customer nor day
        found.append("|".join((above if continues else number, *cells)))
    return found


@examples(12)
@given(
    rows=ROWS,
    numbered=st.booleans(),
    option=st.sampled_from(["leave-out", "append-customer-day"]),
)
def test_read_is_accepted_and_set_aside_and_skipped(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, ...]],
    numbered: bool,
    option: str,
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    headers = "订单号|行号|客户|产品|下单时间|金额" if numbered else FLAT
    lines = [
        "|".join((no, *([line] if numbered else []), customer, "P", day, amount))
        for no, line, customer, day, amount in rows
    ]
    plan = one_file(folder, headers, *lines, answers={"conflict:orders.csv": option})
    accepted, aside, skipped = fate(plan)
    lines = numbered_throughout(lines)
    assert accepted + aside + skipped == len(rows)
    assert skipped == sum(count - 1 for count in Counter(lines).values())
    out = set(plan.rejected.frame("en").get_column("row").to_list())
    assert len(out) == aside
    first = {line: i for i, line in reversed(list(enumerate(lines, start=2)))}
    kept = [line for line, row in first.items() if row not in out]
    assert len(kept) == accepted == len(staged(plan, "order_lines", "order_no"))
    total = sum((Decimal(line.rsplit("|", 1)[1]) for line in kept), Decimal(0))
    assert sum((row[0] for row in staged(plan, "order_lines", "amount")), Decimal(0)) == total
    orders_of_lines = {row[0] for row in staged(plan, "order_lines", "order_no")}
    assert orders_of_lines == {row[0] for row in staged(plan, "orders", "order_no")}


@pytest.mark.parametrize(
    ("number", "product", "told"),
    [
        ("2024-03-12 00:00:00", "P", True),
        ("12-Mar", "P", True),
        ("3月12日", "P", True),
        ("SO1", "Mar-04", True),
        ("3-12", "P-2024-03-12", False),
        ("20240312", "March", False),
    ],
)
def test_numbers_that_a_spreadsheet_made_dates_of_are_told(
    tmp_path: Path, number: str, product: str, told: bool
) -> None:
    plan = one_file(tmp_path, FLAT, f"{number}|A|{product}|2024-06-01|5")
    assert ("numbers-as-dates" in kinds(plan)) is told
