from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import kinds, one_file, staged, understood
from making import raw_table as a_table
from releasing import Shop

from ordertrack.intake.layouts import layouts
from ordertrack.intake.plan import Plan
from ordertrack.warehouse import Warehouse

HEADERS = "Order No|Customer|Order Date|Product|Quantity|Amount"


def sold(folder: Path, header: str, *rows: str, **wishes: object) -> Plan:
    """Orders 1, 2, … of rows like "Invoice 4 400": type, quantity and amount."""
    cells = [row.rsplit(" ", 2) for row in rows]
    lines = [
        f"{at}|A|2024-06-0{at}|P|{quantity}|{amount}|{word}"
        for at, (word, quantity, amount) in enumerate(cells, 1)
    ]
    return one_file(folder, f"{HEADERS}|{header}", *lines, **wishes)


def figures(plan: Plan) -> list[tuple[int, int]]:
    rows = staged(plan, "order_lines", "order_no", "quantity", "amount")
    return [(int(quantity), int(amount)) for _, quantity, amount in rows]


@pytest.mark.parametrize(
    ("header", "sale", "back"),
    [
        ("单据类型", "销售出库单", "销售退货单"),
        ("红蓝字", "蓝字", "红字"),
        ("業務類型", "銷售", "退貨"),
        ("Document Type", "Invoice", "Credit Note"),
        ("Type", "Sales Receipt", "Credit Memo"),
        ("Order Type", "Order", "RMA"),
        ("Billing Type", "F2", "G2"),
        ("Sales Document Type", "OR", "RE"),
    ],
)
def test_returns_are_negative_whatever_their_sign(
    tmp_path: Path, header: str, sale: str, back: str
) -> None:
    plan = sold(tmp_path, header, f"{sale} 5 500", f"{back} 4 400", f"{back} -1 -100")
    assert figures(plan) == [(5, 500), (-4, -400), (-1, -100)]
    assert kinds(plan) == {"returns-negative", "negative-amounts"}
    (told,) = (found for found in plan.findings if found.kind == "returns-negative")
    assert (told.count, dict(told.text.values)["amount"]) == (2, "500.00")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("订单类型", ("普通订单", "预售", "")),
        ("Type", ("B2B", "B2C", "B2C")),
        ("Order Type", ("Standard", "Express", "Standard")),
        ("Type", ("DEBIT", "TRANSFER", "PAYMENT")),
        ("Type", ("RE", "WH", "CR")),
        ("Transaction Type", ("Cash", "Credit", "Debit")),
        ("Type", ("Invoice", "Invoice", "Invoice")),
    ],
)
def test_a_type_that_speaks_of_no_return_changes_nothing(
    tmp_path: Path, header: str, words: tuple[str, ...]
) -> None:
    plan = sold(tmp_path, header, *(f"{word} 1 100" for word in words))
    assert figures(plan) == [(1, 100)] * 3
    assert not kinds(plan)


@pytest.mark.parametrize("word", ["报价单", "Estimate", "Proforma Invoice"])
def test_quotes_are_drafts(tmp_path: Path, word: str) -> None:
    plan = sold(tmp_path, "Type", "Invoice 1 100", f"{word} 2 200")
    assert staged(plan, "orders", "order_no", "status") == [("1", None), ("2", "draft")]
    assert kinds(plan) == {"quotes-are-drafts"}


@pytest.mark.parametrize(
    ("sale", "word"), [("Invoice", "Payment"), ("销售出库单", "收款单"), ("Credit Memo", "Payment")]
)
def test_payments_are_left_out_and_told(tmp_path: Path, sale: str, word: str) -> None:
    plan = sold(tmp_path, "Type", "Invoice 1 100", f"{sale} 2 200", f"{word} 1 300")
    assert len(figures(plan)) == 2
    (source,) = plan.sources
    assert (source.read, source.accepted, source.skipped) == (3, 2, {"payment": 1})
    (told,) = (found for found in plan.findings if found.kind == "payments-left-out")
    assert (told.count, dict(told.text.values)["amount"]) == (1, "300.00")


def test_unknown_words_are_asked_where_there_are_returns(tmp_path: Path) -> None:
    rows = ("Invoice 1 100", "Return 1 30", "Swap 2 50")
    plan = sold(tmp_path, "Type", *rows)
    (asked,) = (question for question in plan.questions if question.open)
    assert asked.id == "word:orders.csv:o_document_type:Swap"
    means = {"sale": (2, 50), "return": (-2, -50)}
    for answer, right in means.items():
        plan = sold(tmp_path / answer, "Type", *rows, answers={asked.id: answer})
        assert figures(plan) == [(1, 100), (-1, -30), right]
        assert not [question for question in plan.questions if question.open]


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("单据类型", "标准退货单(红)"),
        ("Type", "RE - Returns"),
        ("Doc Type", "Credit Note (partial)"),
    ],
)
def test_a_word_that_looks_like_a_return_is_asked(tmp_path: Path, header: str, word: str) -> None:
    plan = sold(tmp_path, header, "Invoice 1 100", f"{word} 2 50")
    (asked,) = (question for question in plan.questions if question.open)
    plan = sold(
        tmp_path / "b",
        header,
        "Invoice 1 100",
        f"{word} 2 50",
        answers={asked.id: "return"},
    )
    assert figures(plan) == [(1, 100), (-2, -50)]


def test_a_type_on_the_first_line_of_an_order_holds_for_all_of_them(tmp_path: Path) -> None:
    rows = (
        "1|A|2024-06-01|P|1|10|Sale",
        "2|A|2024-06-02|P|1|20|Return",
        "2|A|2024-06-02|Q|2|30|",
        "3|A|2024-06-02|Q|2|40|",
    )
    plan = one_file(tmp_path, f"{HEADERS}|Type", *rows)
    assert figures(plan) == [(1, 10), (-1, -20), (-2, -30), (2, 40)]


def test_a_return_under_the_number_of_its_order_is_asked_about(tmp_path: Path) -> None:
    rows = ("1|A|2024-06-01|P|2|20|Sale", "1|A|2024-07-02|P|1|10|Return")
    plan = one_file(tmp_path, f"{HEADERS}|Type", *rows)
    (asked,) = (question for question in plan.questions if question.open)
    assert asked.kind == "conflict"
    plan = one_file(tmp_path / "b", f"{HEADERS}|Type", *rows, answers={asked.id: "append-day"})
    assert figures(plan) == [(2, 20), (-1, -10)]


def test_a_worked_out_amount_of_a_return_is_negative_and_so_is_its_cost(tmp_path: Path) -> None:
    headers = "Doc Type|Order No|Customer|Order Date|Product|Quantity|Unit Price|Discount|Profit"
    rows = ("Sale|1|A|2024-06-01|P|2|100|0.1|30", "Refund|2|A|2024-06-09|P|2|100|0.1|30")
    plan = one_file(tmp_path, headers, *rows)
    assert staged(plan, "order_lines", "order_no", "quantity", "amount", "cost") == [
        ("1", Decimal(2), Decimal(180), Decimal(150)),
        ("2", Decimal(-2), Decimal(-180), Decimal(-150)),
    ]


def test_orders_without_lines_have_returns_too(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "单据编号|单据日期|单据类别|客户|订单总额",
        "1|2024-06-01|销货|A|500",
        "2|2024-06-02|销退|A|¥200.50",
        answers_by_kind={"mapping": "orders.order_date"},
    )
    amounts = [amount for _, amount in staged(plan, "orders", "order_no", "amount")]
    assert amounts == [500, Decimal("-200.5")]


def test_a_word_of_returns_far_down_the_file_is_found(tmp_path: Path) -> None:
    rows = [f"{at}|A|2024-06-01|P|1|10|Sale" for at in range(2000)]
    table = a_table(tmp_path, "a.csv", f"{HEADERS}|Type", *rows, "R1|A|2024-06-01|P|1|10|Return")
    plan = understood(tmp_path, table)
    assert sum(amount for _, amount in figures(plan)) == 19_990


# --- unlike signs ---


@pytest.mark.parametrize(
    ("rows", "answers"),
    [
        (
            ("2 50 100", "-4 100 400"),
            {"return": (-4, -400), "sale": (4, 400), "written": (-4, 400)},
        ),
        (
            ("2 50 100", "4 100 -400"),
            {"return": (-4, -400), "sale": (4, 400), "written": (4, -400)},
        ),
        (("2 50 100", "(4) 100 ¥400.00"), {"return": (-4, -400), "sale": (4, 400)}),
    ],
)
def test_unlike_signs_are_asked(
    tmp_path: Path, rows: tuple[str, ...], answers: dict[str, tuple[int, int]]
) -> None:
    (asked,) = (q for q in priced(tmp_path, *rows).questions if q.open)
    assert (asked.id, asked.rows, len(asked.samples)) == ("signs:orders.csv", 1, 1)
    for answer, right in answers.items():
        plan = priced(tmp_path / answer, *rows, answers={"signs:orders.csv": answer})
        assert figures(plan) == [(2, 100), right]


@pytest.mark.parametrize(
    "rows",
    [
        ("2 50 100", "-4 100 -400"),
        ("2 50 100", "1 0 -30"),
        ("2 50 100", "1 50 -30"),
        ("2 50 100", "1 -30 -30"),
        ("2 50 100", "0 50 -30"),
    ],
)
def test_returns_and_discount_lines_are_as_written_without_a_question(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    plan = priced(tmp_path, *rows)
    quantity, _, amount = rows[1].split(" ")
    assert figures(plan) == [(2, 100), (int(quantity), int(amount))]
    assert not [question for question in plan.questions if question.open]


def test_a_document_type_settles_unlike_signs(tmp_path: Path) -> None:
    plan = sold(tmp_path, "Type", "Sale 5 500", "Return -4 400", "Return 4 -400")
    assert figures(plan) == [(5, 500), (-4, -400), (-4, -400)]
    assert kinds(plan) == {"returns-negative", "negative-amounts"}


def test_a_type_that_a_person_calls_a_return_settles_unlike_signs(tmp_path: Path) -> None:
    rows = ("Sale 5 500", "Return 1 30", "Swap -4 400")
    answers = {"word:orders.csv:o_document_type:Swap": "return"}
    plan = sold(tmp_path, "Type", *rows, answers=answers)
    assert figures(plan) == [(5, 500), (-1, -30), (-4, -400)]
    assert not [question for question in plan.questions if question.open]


def priced(folder: Path, *rows: str, **wishes: object) -> Plan:
    """Orders 1, 2, … of rows like "4 100 400": quantity, price and amount."""
    lines = [f"{at}|A|2024-06-0{at}|P|{row.replace(' ', '|')}" for at, row in enumerate(rows, 1)]
    return one_file(folder, HEADERS.replace("Amount", "Unit Price|Amount"), *lines, **wishes)


DATED = "订单号|类型|订单日期|退货日期|客户|产品|数量|金额"


def test_returns_between_sales_count_on_the_day_on_which_they_came_back(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        DATED,
        "A1|销售|2024-03-05||甲|P1|10|1000",
        "A1|退货|2024-03-05|2024-05-09|甲|P1|2|200",
        "TH1|退货|2024-03-05|2024-06-11|乙|P1|1|100",
        "A2|退货|2024-03-06||丙|P1|1|50",
        "A3|销售|2024-03-07|2024-04-01|丙|P1|1|70",  # came back later: the sale stays a sale
    )
    days = dict(staged(plan, "orders", "order_no", "STRFTIME(order_date, '%m-%d')"))
    assert days == {"A1": "03-05", "A1-R": "05-09", "TH1": "06-11", "A2": "03-06", "A3": "03-07"}
    amounts = dict(staged(plan, "order_lines", "order_no", "CAST(amount AS INT)"))
    assert amounts == {"A1": 1000, "A1-R": -200, "TH1": -100, "A2": -50, "A3": 70}
    (told,) = (found for found in plan.findings if found.kind == "returns-dated")
    assert told.count == 2
    assert [layout.unused for layout in layouts(plan.sources)] == [()]


def test_a_return_of_an_earlier_sale_is_a_document_of_its_own_each_time(home: Path) -> None:
    shop = Shop(Warehouse.open())
    head = DATED.replace("|", ",")
    again = "B1,退货,2024-03-01,2024-03-09,乙,P1,1,5"
    shop.imports(head, "A1,销售,2024-03-05,,甲,P1,10,1000", again)
    later = "A1,退货,2024-03-05,2024-05-09,甲,P1,2,200"
    for _ in range(2):
        shop.imports(head, later, again, "C1,销售,2024-05-05,,甲,P1,1,10")
        found = shop.rows("SELECT order_no, CAST(amount AS INT) FROM order_facts ORDER BY order_no")
        assert found == [("A1", 1000), ("A1-R", -200), ("B1", -5), ("C1", 10)]
