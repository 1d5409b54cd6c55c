"""How amounts and shares are written is told where somebody may have meant something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import one_file, raw_table, reasons, staged, understood

from ordertrack.intake.plan import Plan

HEADERS = "Order no|Customer|Product|Order date|Quantity|Amount"


def orders(folder: Path, *amounts: str) -> Plan:
    rows = [f"S{n}|A|P|2024-06-01|1|{amount}" for n, amount in enumerate(amounts)]
    return one_file(folder, HEADERS, *rows)


def amounts(plan: Plan) -> list[float]:
    return [float(row[1]) for row in staged(plan, "order_lines", "order_no", "amount")]


def told(plan: Plan) -> list[str]:
    return [str(finding.text) for finding in plan.findings if finding.kind == "figures-read"]


# --- signs as ledgers write them ---


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["1,200.00 CR", "500.00 DR", "30.50"], [-1200, 500, 30.5]),
        (["1,200.00CR", "500.00dr.", "$7.10 Cr"], [-1200, 500, -7.1]),
        (["CR 1,200.00", "DR 500.00"], [-1200, 500]),
        (["1.200,00 CR", "1.234,56 DR"], [-1200, 1234.56]),
    ],
)
def test_credits_are_negative_and_that_is_told(
    tmp_path: Path, written: list[str], read: list[float]
) -> None:
    plan = orders(tmp_path, *written)
    assert amounts(plan) == read
    [text] = told(plan)
    assert "marked CR or DR" in text
    assert written[0] in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["(300)", "200.50", "(1,200.00)"], [-300, 200.5, -1200]),
        (["1.200,00-", "300,50", "1.234,56-"], [-1200, 300.5, -1234.56]),
        (["300-", "1,200.00-", "5"], [-300, -1200, 5]),
        (["100 kr", "250 kr"], [100, 250]),
    ],
)
def test_brackets_and_trailing_minus_need_no_word(
    tmp_path: Path, written: list[str], read: list[float]
) -> None:
    plan = orders(tmp_path, *written)
    assert (amounts(plan), told(plan)) == (read, [])


@pytest.mark.parametrize("amount", ["-1,200.00 CR", "(300) CR", "5 CRX"])
def test_two_signs_are_set_aside_with_their_reason(tmp_path: Path, amount: str) -> None:
    plan = orders(tmp_path, amount, "500.00 DR", "20.00")
    assert any(amount in reason for reason in reasons(plan))


def test_crores_of_rupees_are_no_credits(tmp_path: Path) -> None:
    plan = orders(tmp_path, "₹2.5 Cr", "3 Cr", "₹100")
    assert len(reasons(plan)) == 2


# --- what was decided about a column ---


def test_a_comma_that_was_decided_by_the_column_is_told(tmp_path: Path) -> None:
    plan = orders(tmp_path, "1.234,50", "12,5", "1,250")
    assert '"Amount" in orders.csv: The comma in 1 values such as "1,250"' in told(plan)[0]


def test_mixed_currencies_are_told(tmp_path: Path) -> None:
    assert told(orders(tmp_path, "$5", "€7")) == [
        '"Amount" in orders.csv: The column mixes currencies; the amounts were taken as they stand.'
    ]


def test_what_was_rounded_is_told_but_not_the_dust_of_fractions(tmp_path: Path) -> None:
    assert "rounded" in told(orders(tmp_path, "5.123456", "7"))[0]
    assert told(orders(tmp_path / "dust", "0.30000000000000004", "36.79999923706055")) == []


@pytest.mark.parametrize("amount", ["1,250.00", "$5", "¥1,250", "1.5万"])
def test_ordinary_amounts_need_no_word(tmp_path: Path, amount: str) -> None:
    assert told(orders(tmp_path, amount, amount)) == []


def test_the_same_note_of_many_files_is_said_once(tmp_path: Path) -> None:
    files = [
        raw_table(tmp_path, f"{n}.csv", HEADERS, f"S{n}|A|P|2024-06-01|1|5.123456")
        for n in range(6)
    ]
    assert len(told(understood(tmp_path, *files))) == 1


# --- 8 beside 9折 ---


def discounts(folder: Path, *written: str) -> Plan:
    headers = "订单号|客户名称|产品|下单时间|数量|单价|折扣"
    rows = [f"S{n}|甲|螺栓|2024-06-01|1|100|{cell}" for n, cell in enumerate(written)]
    return one_file(folder, headers, *rows)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["9折", "8", "无折扣"], [90, 80, 100]),
        (["9折", "85", "八折"], [90, 85, 80]),
        (["95折", "9.5", "0.9"], [95, 95, 90]),
    ],
)
def test_a_bare_number_beside_discounts_is_read_like_them(
    tmp_path: Path, written: list[str], read: list[float]
) -> None:
    plan = discounts(tmp_path, *written)
    assert not plan.open_questions
    assert amounts(plan) == read
    assert "were read like them" in told(plan)[0]


def test_discounts_of_one_writing_need_no_word(tmp_path: Path) -> None:
    plan = discounts(tmp_path, "9折", "85折", "八折")
    assert (amounts(plan), told(plan)) == ([90, 85, 80], [])
