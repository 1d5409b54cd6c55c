from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import kinds, one_file, raw_table, staged, understood

from ordertrack.intake.plan import Plan

HEADERS = "Order No|Customer|Product|Order Date"
START = "A|P|2024-06-01"


def sold(folder: Path, headers: str, *cells: str, **wishes: object) -> Plan:
    rows = [f"{at}|{START}|{row}" for at, row in enumerate(cells, 1)]
    return one_file(folder, f"{HEADERS}|{headers}", *rows, **wishes)


def amounts(plan: Plan) -> list[Decimal]:
    return [amount for _, amount in staged(plan, "order_lines", "order_no", "amount")]


def asked(plan: Plan, kind: str = "number-form") -> list[tuple[str, str | None]]:
    return [(q.id, q.suggested) for q in plan.questions if q.kind == kind]


def test_points_that_may_set_thousands_apart_are_asked(tmp_path: Path) -> None:
    cells = ("1.234", "2.500", "950", "-12.750")
    plan = sold(tmp_path, "Amount", *cells)
    assert asked(plan) == [("number-form:orders.csv:Amount", "dot-thousands")]
    assert not plan.publishable
    for answer, right in (
        ("dot-thousands", [1234, 2500, 950, -12750]),
        ("dot-decimals", [Decimal("1.234"), Decimal("2.5"), 950, Decimal("-12.75")]),
    ):
        given = {"number-form:orders.csv:Amount": answer}
        plan = sold(tmp_path / answer, "Amount", *cells, answers=given)
        assert (amounts(plan), plan.publishable) == (right, True)


@pytest.mark.parametrize(
    "cells", [("€ 1.234", "€ 2.500"), ("1.234 €", "950 €"), ("1.000", "2.000")]
)
def test_points_beside_a_currency_are_asked_too(tmp_path: Path, cells: tuple[str, ...]) -> None:
    assert asked(sold(tmp_path, "Amount", *cells))


@pytest.mark.parametrize(
    ("headers", "cells", "right"),
    [
        ("Quantity|Price|Amount", ("2|1250|2.500", "1|950|950", "3|2000|6.000"), [2500, 950, 6000]),
        ("Quantity|Price|Amount", ("1.500|8|12", "2.000|4|7.5"), [12, Decimal("7.5")]),
        ("Quantity|Price|Amount", ("1.500|8|12000", "2.000|4|8000"), [12000, 8000]),
        ("Amount|Cost", ("1.234|0,50", "2.500|12,75"), [1234, 2500]),
        ("Amount|Cost", ("1.234|0.50", "2.500|12.75"), [Decimal("1.234"), Decimal("2.5")]),
        ("Amount|Cost", ("1.234|1,200.50", "2.500|3"), [Decimal("1.234"), Decimal("2.5")]),
        ("Amount", ("1.234", "2.567.000"), [1234, 2567000]),
        ("Amount", ("1.234", "2.5"), [Decimal("1.234"), Decimal("2.5")]),
        ("Amount", ("1.234", "0.500"), [Decimal("1.234"), Decimal("0.5")]),
        ("Amount", ("1.234", "1234.500"), [Decimal("1.234"), Decimal("1234.5")]),
        ("Amount", ("12", "950"), [12, 950]),
    ],
)
def test_points_are_settled_by_what_else_the_file_holds(
    tmp_path: Path, headers: str, cells: tuple[str, ...], right: list[Decimal]
) -> None:
    plan = sold(tmp_path, headers, *cells)
    assert (amounts(plan), asked(plan)) == (right, [])


def test_points_read_as_thousands_are_told(tmp_path: Path) -> None:
    plan = sold(tmp_path, "Amount|Cost", "1.234|0,50", "2.500|12,75")
    assert "point-thousands" in kinds(plan)


def test_the_same_header_in_another_file_tells(tmp_path: Path) -> None:
    tables = [
        raw_table(tmp_path, f"{name}.csv", f"{HEADERS}|Amount", f"{name}|{START}|{cell}")
        for name, cell in (("may", "1.234"), ("june", "3.5"))
    ]
    plan = understood(tmp_path, *tables)
    assert (amounts(plan), asked(plan)) == ([Decimal("3.5"), Decimal("1.234")], [])


def test_number_cells_of_a_workbook_have_decimals(tmp_path: Path) -> None:
    for cells, questions in ((("1.234", "2.512"), 0), (("1.234", "2.500"), 1)):
        rows = [f"{at}|{START}|{cell}" for at, cell in enumerate(cells)]
        table = raw_table(tmp_path, "b.xlsx", f"{HEADERS}|Amount", *rows, sheet="Orders")
        assert len(asked(understood(tmp_path / str(questions), table))) == questions


def test_a_comma_before_three_digits_is_asked_beside_decimal_commas(tmp_path: Path) -> None:
    cells = ("1,234|0,50", "2,500|12,75")
    plan = sold(tmp_path, "Amount|Cost", *cells)
    assert asked(plan) == [("number-form:orders.csv:Amount", "comma-decimals")]
    for answer, right in (
        ("comma-thousands", [1234, 2500]),
        ("comma-decimals", [Decimal("1.234"), Decimal("2.5")]),
    ):
        given = {"number-form:orders.csv:Amount": answer}
        plan = sold(tmp_path / answer, "Amount|Cost", *cells, answers=given)
        assert (amounts(plan), plan.publishable) == (right, True)


@pytest.mark.parametrize(
    "cells",
    [("1,234|0.50", "2,500|12"), ("1,234|5", "2,500|12"), ("1,234,567|0,50", "2,500|12,75")],
)
def test_a_comma_before_three_digits_sets_thousands_apart(
    tmp_path: Path, cells: tuple[str, ...]
) -> None:
    plan = sold(tmp_path, "Amount|Cost", *cells)
    assert (amounts(plan)[1], asked(plan)) == (2500, [])
