from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import kinds, one_file, raw_table, staged, understood

from ordertrack.intake.plan import Plan

HEADERS = "Order No|Customer|Order Date|Product|Quantity|Unit Price|Amount"
ALONE = "Order No|Customer|Order Date|Product|Amount"


def sold(folder: Path, headers: str, *lines: str, **wishes: object) -> Plan:
    """Lines like "1 P 2 30 160": order, product and what else is there."""
    rows = []
    for line in lines:
        order, *cells = line.split(" ")
        rows.append("|".join([order, "A", "2024-06-01", *(c.strip("_") for c in cells)]))
    return one_file(folder, headers, *rows, **wishes)


def amounts(plan: Plan) -> list[Decimal]:
    lines = staged(plan, "order_lines", "order_no", "line_no", "amount")
    return [amount for _, _, amount in lines]


def asked(plan: Plan) -> list[tuple[str, str | None]]:
    return [(q.id, q.suggested) for q in plan.questions if q.kind == "amount-of"]


@pytest.mark.parametrize(
    ("headers", "lines", "right"),
    [
        (HEADERS, ("1 P 2 30 160", "1 Q 1 100 160", "2 P 1 30 30"), [60, 100, 30]),
        (HEADERS.replace("Unit Price", "京东价"), ("1 P 2 30 160", "1 Q 1 100 160"), [60, 100]),
        (HEADERS, ("1 P 2 30 ¥160.00", "1 Q 1 100 ¥160.00", "2 P 1 9 ¥9"), [60, 100, 9]),
        (
            HEADERS,  # with a tenth of freight
            (
                "1 P 1 10 22",
                "1 Q 1 10 22",
                "2 P 1 30 44",
                "2 Q 1 10 44",
                "3 P 2 1 5.5",
                "3 Q 3 1 5.5",
            ),
            [11, 11, 33, 11, Decimal("2.2"), Decimal("3.3")],
        ),
    ],
)
def test_an_order_total_on_each_line_counts_once(
    tmp_path: Path, headers: str, lines: tuple[str, ...], right: list[Decimal]
) -> None:
    plan = sold(tmp_path, headers, *lines)
    assert (amounts(plan), asked(plan)) == (right, [])
    assert "order-total-repeated" in kinds(plan)


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        (HEADERS, ("1 P 2 30 60", "1 Q 1 100 100", "2 P 1 30 30")),
        (HEADERS, ("1 P 2 30 60", "1 Q 1 60 60", "2 P 3 10 30", "2 Q 1 30 30")),
        (HEADERS, ("1 P 2 30 60", "1 P 2 30 60")),
        (HEADERS, ("1 P 2 30 55", "1 Q 1 100 90")),
        (HEADERS, ("1 P 2 30 60", "2 Q 1 100 100")),
        (ALONE, ("1 P 5", "1 Q 5", "2 P 7", "2 Q 9", "3 P 8", "3 Q 8")),
        (ALONE, ("1 P 99", "1 Q 99", "2 P 99", "2 Q 99", "3 P 99", "3 Q 99")),
        (ALONE, ("1 P 5", "1 Q _", "2 P 7", "2 Q _", "3 P 8", "3 Q _")),
    ],
)
def test_amounts_of_lines_stay_without_a_question(
    tmp_path: Path, headers: str, lines: tuple[str, ...]
) -> None:
    plan = sold(tmp_path, headers, *lines)
    written = [line.rsplit(" ", 1)[1] for line in lines]
    assert asked(plan) == []
    assert "order-total-repeated" not in kinds(plan)
    assert set(amounts(plan)) == {Decimal(cell) for cell in written if cell != "_"}


@pytest.mark.parametrize(
    ("headers", "lines", "parts"),
    [
        (
            HEADERS,
            ("1 P 1 10 500", "1 Q 1 40 500", "2 P 1 3 70", "2 Q 4 1 70"),
            [100, 400, 30, 40],
        ),
        (
            ALONE,
            ("1 P 10", "1 Q 10", "1 R 10", "2 P 7", "2 Q 7", "3 P 8", "3 Q 8"),
            [Decimal("3.3333")] * 2 + [Decimal("3.3334")] + [Decimal("3.5")] * 2 + [4, 4],
        ),
    ],
)
def test_amounts_that_nothing_explains_are_asked(
    tmp_path: Path, headers: str, lines: tuple[str, ...], parts: list[Decimal]
) -> None:
    plan = sold(tmp_path, headers, *lines)
    assert (asked(plan), plan.publishable) == ([("amount-of:orders.csv:Amount", None)], False)
    given = {"amount-of:orders.csv:Amount": "order"}
    assert sorted(amounts(sold(tmp_path / "1", headers, *lines, answers=given))) == sorted(parts)
    given = {"amount-of:orders.csv:Amount": "line"}
    plan = sold(tmp_path / "2", headers, *lines, answers=given)
    assert sum(amounts(plan)) == sum(int(line.rsplit(" ", 1)[1]) for line in lines)


def test_a_profit_of_the_order_is_parted_too(tmp_path: Path) -> None:
    lines = ("1 P 2 30 160 80", "1 Q 1 100 160 80", "2 P 1 30 30 10")
    plan = sold(tmp_path, f"{HEADERS}|Profit", *lines)
    costs = staged(plan, "order_lines", "order_no", "line_no", "cost")
    assert [cost for _, _, cost in costs] == [30, 50, 20]


def test_a_profit_of_each_line_stays(tmp_path: Path) -> None:
    lines = ("1 P 2 30 160 20", "1 Q 1 100 160 60", "2 P 1 30 30 10")
    plan = sold(tmp_path, f"{HEADERS}|Profit", *lines)
    costs = staged(plan, "order_lines", "order_no", "line_no", "cost")
    assert [cost for _, _, cost in costs] == [40, 40, 20]


PRICED = "Order No|Customer|Order Date|Product|Quantity|Price|Order Total"


@pytest.mark.parametrize(
    ("lines", "right", "told"),
    [
        (("1 P 2 60 160", "1 Q 1 100 160", "2 P 3 30 30"), [60, 100, 30], True),
        (("1 P 2 30 160", "1 Q 1 100 160", "2 P 3 30 90"), [60, 100, 90], False),
        (("1 P 1 60 160", "1 Q 1 100 160"), [60, 100], False),
        (("1 P 2 60 175", "1 Q 1 100 175", "2 P 3 30 33"), [120, 100, 90], False),
    ],
)
def test_a_price_may_be_the_total_of_the_line(
    tmp_path: Path, lines: tuple[str, ...], right: list[int], told: bool
) -> None:
    plan = sold(tmp_path, PRICED, *lines)
    assert amounts(plan) == right
    assert ("price-of-line" in kinds(plan)) == told


@pytest.mark.parametrize("maps", [{}, {"Name": "order_no"}])
def test_totals_beside_marked_lines_stay_what_they_are(
    tmp_path: Path, maps: dict[str, str]
) -> None:
    plan = one_file(
        tmp_path,
        "Name|Email|Created at|Lineitem name|Lineitem quantity|Lineitem price"
        "|Lineitem discount|Total",
        "#1|a@x|2024-06-01|P|2|30.00|5.00|155.00",
        "#1|||Q|1|100.00|0.00|",
        "#2|b@x|2024-06-02|P|1|30.00|0.00|30.00",
        maps=maps,
    )
    assert "price-of-line" not in kinds(plan)
    assert sum(amounts(plan)) == 185


def test_another_quantity_parts_the_total_anew(tmp_path: Path) -> None:
    headers = "Order No|Customer|Order Date|Product|Pieces|Boxes|Unit Price|Amount"
    rows = [f"{at}|A|2024-06-01|{p}|{a}|{b}|10|80" for at in (1, 2) for p, a, b in PARTS]
    table = raw_table(tmp_path, "orders.csv", headers, *rows)
    for header, right in (("Pieces", 60), ("Boxes", 20), ("Pieces", 60)):
        plan = understood(tmp_path, table, maps={header: "quantity"})
        found = staged(plan, "order_lines", "product", "amount")
        assert [amount for product, amount in found if product == "P"] == [right, right], header


PARTS = (("P", 6, 2), ("Q", 2, 6))
