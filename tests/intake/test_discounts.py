from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import kinds, one_file, staged

from ordertrack.intake.plan import Plan

HEADERS = "Order No|Customer|Product|Order Date|Quantity|Unit Price"


def sold(folder: Path, header: str, *discounts: str, price: str = "100", **wishes: object) -> Plan:
    """Orders 1, 2, … of two pieces each, with these discounts."""
    rows = [f"{at}|A|P|2024-06-01|2|{price}|{cell}" for at, cell in enumerate(discounts, 1)]
    return one_file(folder, f"{HEADERS}|{header}", *rows, **wishes)


def amounts(plan: Plan) -> list[Decimal]:
    rows = staged(plan, "order_lines", "order_no", "amount")
    return [amount for _, amount in rows]


def asked(plan: Plan) -> list[tuple[str, str | None]]:
    return [(q.id, q.suggested) for q in plan.questions if q.kind == "discount"]


@pytest.mark.parametrize(
    ("header", "cells", "right"),
    [
        ("Discount", ["0", "0.25", "0.05"], [200, 150, 190]),
        ("Discount Applied", ["0.10", "0.05"], [180, 190]),
        ("Disc %", ["10", "0", "5"], [180, 200, 190]),
        ("discount", ["10%", "5%"], [180, 190]),
        ("Discount", ["-0.1", "0"], [180, 200]),
        ("折扣率", ["0", "0.3", ""], [200, 140, 200]),
        ("Disc %", ["0.25%", "25%"], [199.5, 150]),
        ("Disc %", ["0.5", "2.5"], [199, 195]),
        ("Discount", ["0", "0.2", "0.8"], [200, 160, 40]),
    ],
)
def test_a_share_that_is_taken_off_needs_no_question(
    tmp_path: Path, header: str, cells: list[str], right: list[int]
) -> None:
    plan = sold(tmp_path, header, *cells)
    assert (amounts(plan), asked(plan)) == ([Decimal(str(n)) for n in right], [])
    assert kinds(plan) == {"amount-worked-out"}


@pytest.mark.parametrize(
    ("header", "cells", "right"),
    [
        ("折扣", ["9折", "85折", "8.5折", ""], [180, 170, 170, 200]),
        ("折扣", ["九折", "八五折", "不打折", "1"], [180, 170, 200, 200]),
        ("Discount", ["$15.00", "$0.00"], [185, 200]),
        ("Discount", ["150", "0", "5"], [50, 200, 195]),
        ("优惠金额", ["15.00", "-5"], [185, 195]),
        ("Disc. Amt", ["0.50", ""], [Decimal("199.5"), 200]),
    ],
)
def test_shares_that_are_paid_and_amounts_are_told_by_their_values_or_header(
    tmp_path: Path, header: str, cells: list[str], right: list[int]
) -> None:
    plan = sold(tmp_path, header, *cells)
    assert (amounts(plan), asked(plan)) == ([Decimal(n) for n in right], [])


@pytest.mark.parametrize(
    ("header", "cells", "answers"),
    [
        ("折扣", ["0.9", "0.95", "1"], {"paid": [180, 190, 200], "off": [20, 10, 0]}),
        ("折扣", ["9", "8.5", "10"], {"paid": [180, 170, 200], "amount": [191, 191.5, 190]}),
        ("折扣", ["90%", "85%"], {"paid": [180, 170], "off": [20, 30]}),
        ("Discount", ["15.00", "0"], {"amount": [185, 200], "off": [170, 200]}),
        ("Discount", ["0", "1"], {"amount": [200, 199]}),
        ("Disc %", ["90", "95", "100"], {"paid": [180, 190, 200]}),
        ("Disc %", ["0.25", "0.1"], {"off": [150, 180], "percent": [199.5, 199.8]}),
        ("Discount Pct", ["1", "0", "0.5"], {"off": [0, 200, 100], "percent": [198, 200, 199]}),
    ],
)
def test_what_the_values_do_not_tell_is_asked(
    tmp_path: Path, header: str, cells: list[str], answers: dict[str, list[float]]
) -> None:
    plan = sold(tmp_path, header, *cells)
    assert [name for name, _ in asked(plan)] == [f"discount:orders.csv:{header}"]
    assert not plan.publishable
    for at, (answer, right) in enumerate(answers.items()):
        given = {f"discount:orders.csv:{header}": answer}
        plan = sold(tmp_path / str(at), header, *cells, answers=given)
        assert amounts(plan) == [Decimal(str(n)) for n in right]
        assert plan.publishable


def test_a_return_gets_its_discount_back(tmp_path: Path) -> None:
    plan = sold(tmp_path, "优惠金额", "15", price="-100")
    assert amounts(plan) == [Decimal(-185)]


def test_a_discount_beside_an_amount_decides_nothing(tmp_path: Path) -> None:
    row = "1|A|P|2024-06-01|2|100|0.9|180"
    plan = one_file(tmp_path, f"{HEADERS}|Discount|Amount", row)
    assert (amounts(plan), asked(plan), kinds(plan)) == ([Decimal(180)], [], set())


def test_a_discount_that_is_not_read_is_told(tmp_path: Path) -> None:
    plan = sold(tmp_path, "Extra Promo Discount of Sales", "15")
    assert "discount-not-read" in kinds(plan)
    assert not any("less discount" in f.text.to("en") for f in plan.findings)


def test_a_discount_code_is_no_discount(tmp_path: Path) -> None:
    assert kinds(sold(tmp_path, "Discount Code", "5")) == {"amount-worked-out"}


@pytest.mark.parametrize(
    ("header", "cells", "right"),
    [
        ("Disc. Taken", ["50", "20"], [150, 180]),
        ("Disc. Taken", ["0.5", "0.2"], [199.5, 199.8]),
        ("Order Total", ["150", "180"], [150, 180]),
        ("Order Total", ["199.50", "199.80"], [199.5, 199.8]),
        ("Balance Due", ["50", "20"], [50, 20]),
    ],
)
def test_another_column_tells_how_a_discount_is_meant(
    tmp_path: Path, header: str, cells: list[str], right: list[float]
) -> None:
    rows = [
        f"{at}|A|P|2024-06-01|2|100|{discount}|{cell}"
        for at, (discount, cell) in enumerate(zip(["0.25", "0.1"], cells, strict=True), 1)
    ]
    plan = one_file(tmp_path, f"{HEADERS}|Disc %|{header}", *rows)
    assert (amounts(plan), asked(plan)) == ([Decimal(str(n)) for n in right], [])
    assert plan.publishable


def test_a_column_that_fits_no_reading_tells_nothing(tmp_path: Path) -> None:
    rows = [f"{at}|A|P|2024-06-01|2|100|{cell}|200" for at, cell in enumerate(("0.05", "0.1"), 1)]
    plan = one_file(tmp_path, f"{HEADERS}|Disc %|Gross Total", *rows)
    assert asked(plan) == [("discount:orders.csv:Disc %", "off")]
