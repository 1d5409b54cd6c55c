"""Lines of a known order are recognised by what they are; those that an export lacks are asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest
from releasing import Shop, kinds

from ordertrack.errors import PublishRefused
from ordertrack.intake import Decisions
from ordertrack.warehouse import Warehouse

HEAD = "Order No,Customer,Product,Order Date,Quantity,Amount,Promised Date"
WIDGET = "R1,Alpha,Widget,2024-06-01,1,600,2024-06-10"
GADGET = "R1,Alpha,Gadget,2024-06-01,1,400,2024-06-20"
CABLE = "R1,Alpha,Cable,2024-06-01,2,50,2024-06-12"
ASKED = "whole-orders:a.csv"
YES, NO = {ASKED: "yes"}, {ASKED: "no"}


@pytest.fixture
def shop(home: object) -> Iterator[Shop]:
    warehouse = Warehouse.open()
    yield Shop(warehouse)
    warehouse.close()


def test_a_sorted_export_moves_no_promise_and_makes_no_release(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, GADGET, CABLE)
    plan = shop.plan(HEAD, CABLE, WIDGET, GADGET)
    assert kinds(plan) == []
    assert shop.importing.publish("tester") is None


def test_a_line_that_comes_takes_the_next_number(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, GADGET)
    assert kinds(shop.plan(HEAD, CABLE, WIDGET, GADGET)) == []
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product", "promise_changes") == [
        ("1", "Widget", 0),
        ("2", "Gadget", 0),
        ("3", "Cable", 0),
    ]


def test_a_line_is_known_by_its_product_though_all_else_changed(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, GADGET)
    moved = GADGET.replace("06-20", "06-25").replace("1,400", "2,800")
    plan = shop.plan(HEAD, moved, WIDGET)
    assert kinds(plan) == ["lines-changed"]
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product", "amount", "promised_first", "promise_changes") == [
        ("1", "Widget", 600, date(2024, 6, 10), 0),
        ("2", "Gadget", 800, date(2024, 6, 20), 1),
    ]


def test_lines_of_one_product_are_told_apart_by_quantity(shop: Shop) -> None:
    few, many = WIDGET, WIDGET.replace("1,600,2024-06-10", "5,3000,2024-06-30")
    shop.imports(HEAD, few, many)
    shop.imports(HEAD, many.replace("3000", "2900"), few)
    assert shop.lines("quantity", "amount", "promise_changes") == [(1, 600, 0), (5, 2900, 0)]


def test_a_return_is_another_line_than_its_sale(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET)
    returned = WIDGET.replace("1,600", "-1,-600")
    assert kinds(shop.plan(HEAD, returned)) == ["negative-amounts", "whole-orders"]
    shop.imports(HEAD, returned, answers=NO)
    assert shop.lines("line_no", "amount") == [("1", 600), ("2", -600)]


def test_numbered_lines_are_known_in_an_export_without_numbers(shop: Shop) -> None:
    numbered = [f"{row},{n}" for n, row in ((10, WIDGET), (20, GADGET))]
    shop.imports(f"{HEAD},Line No", *numbered)
    assert shop.imports(HEAD, GADGET, WIDGET) is None


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Order No,Customer,Order Date,Order Total", "R1,Alpha,2024-06-01,1000"),
        ("Order No,Line No,Delivered Qty", "R1,2,1"),
        (f"{HEAD},Line No", "R9,Alpha,Widget,2024-06-01,1,600,2024-06-10,1"),
    ],
)
def test_what_says_nothing_of_the_other_lines_asks_nothing(shop: Shop, head: str, row: str) -> None:
    shop.imports(HEAD, WIDGET, GADGET)
    assert "whole-orders" not in kinds(shop.plan(head, row))
    shop.importing.publish("tester")
    assert len([n for n in shop.lines("order_no") if n == ("R1",)]) == 2


@pytest.mark.parametrize("numbers", [("", "", ""), (",1", ",2", ",3")])
def test_a_line_that_an_export_lacks_is_asked_about(shop: Shop, numbers: tuple[str, ...]) -> None:
    rows = [row + number for row, number in zip((WIDGET, GADGET, CABLE), numbers, strict=True)]
    head = HEAD + (",Line No" if numbers[0] else "")
    shop.imports(head, *rows)
    plan = shop.plan(head, rows[0], rows[2])
    (question,) = [q for q in plan.questions if q.kind == "whole-orders"]
    assert (question.id, question.rows, question.open) == (ASKED, 1, True)
    with pytest.raises(PublishRefused, match="whole orders"):
        shop.importing.publish("tester")
    assert shop.imports(head, rows[0], rows[2], answers=NO) is None
    assert kinds(shop.plan(head, rows[0], rows[2], answers=YES)) == ["lines-removed"]
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product") == [("1", "Widget"), ("3", "Cable")]
    assert shop.rows("SELECT amount FROM order_facts") == [(650,)]
    assert shop.imports(head, rows[0], rows[2]) is None


def test_the_total_of_the_order_tells_that_a_line_is_gone(shop: Shop) -> None:
    head = f"{HEAD},Order Total"
    shop.imports(head, *(f"{row},1050" for row in (WIDGET, GADGET, CABLE)))
    plan = shop.plan(head, *(f"{row},650" for row in (CABLE, WIDGET)))
    assert kinds(plan) == ["lines-removed"]
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product") == [("1", "Widget"), ("3", "Cable")]


def test_the_total_of_the_order_tells_that_lines_are_elsewhere(shop: Shop) -> None:
    head = f"{HEAD},Order Total"
    whole = [f"{row},1050" for row in (WIDGET, GADGET, CABLE)]
    shop.imports(head, *whole)
    assert "whole-orders" not in kinds(shop.plan(head, *whole[:2]))
    assert shop.importing.publish("tester") is None


def test_a_rejected_row_keeps_its_line(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, GADGET)
    before = shop.lines("product", "quantity", "amount")
    plan = shop.plan(HEAD, GADGET.replace("400", "many"), WIDGET)
    assert "whole-orders" not in kinds(plan)
    shop.importing.publish("tester")  # keeps the row, for somebody to mend it
    assert shop.lines("product", "quantity", "amount") == before


def test_a_line_split_over_two_parts_is_both_of_them(shop: Shop) -> None:
    more = WIDGET.replace("1,600", "4,2400")
    shop.imports(HEAD, WIDGET, GADGET)
    plan = shop.plan(HEAD, more, CABLE, answers=NO)
    assert kinds(plan) == ["lines-beside"]
    shop.importing.publish("tester")
    assert shop.lines("product", "quantity") == [
        ("Widget", 1),
        ("Gadget", 1),
        ("Widget", 4),
        ("Cable", 2),
    ]


def test_two_files_of_one_import_may_share_known_orders(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, GADGET, CABLE)
    files = {"a.csv": (CABLE, GADGET), "b.csv": (GADGET, WIDGET)}
    sources = [(name, "\n".join((HEAD, *rows, "")).encode()) for name, rows in files.items()]
    shop.importing.keep(lambda _file: False)
    shop.importing.read(sources)
    plan = shop.importing.prepare(Decisions())
    assert (kinds(plan), plan.rejected.rows) == ([], 0)
    assert shop.importing.publish("tester") is None


def test_a_mended_row_is_a_part_of_its_order(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, GADGET.replace("400", "many"), CABLE)
    head = f"{HEAD},ordertrack: row,ordertrack: line"
    assert kinds(shop.plan(head, f"{GADGET},3,2")) == []
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product") == [("1", "Widget"), ("2", "Gadget"), ("3", "Cable")]


# --- whatever the lines are ---


def some_rows(seed: int) -> list[str]:
    """Three orders whose lines repeat products, quantities and promises now and then."""
    chance = random.Random(seed)
    found = {
        f"R{chance.randint(1, 3)},Alpha,P{chance.randint(1, 4)},2024-06-01,{quantity},"
        f"{quantity * chance.choice((10, 20))},2024-06-{chance.randint(10, 12)}"
        for quantity in (chance.randint(1, 4) for _ in range(9))
    }
    return sorted(found, key=lambda row: (row[:2], chance.random()))


@pytest.mark.parametrize("seed", range(2))
def test_whatever_order_the_lines_come_in_nothing_changes(shop: Shop, seed: int) -> None:
    rows = some_rows(seed)
    shop.imports(HEAD, *rows)
    before = shop.content()
    for _ in range(2):
        random.Random(seed).shuffle(rows)
        assert kinds(shop.plan(HEAD, *rows)) == []
        assert shop.importing.publish("tester") is None
    for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
        assert shop.imports(HEAD, *half, answers=NO) is None
    assert shop.content() == before


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("turned", [False, True])
def test_two_halves_come_to_the_whole(shop: Shop, seed: int, turned: bool) -> None:
    """Each order has a product once; its lines may be spread over both halves."""
    chance = random.Random(seed)
    rows = [
        f"R{order},Alpha,P{product},2024-06-01,{product},{product * 10},2024-06-{10 + product}"
        for order in range(1, 4)
        for product in range(1, 4)
    ]
    chance.shuffle(rows)
    halves = [rows[:4], rows[4:]]
    for half in reversed(halves) if turned else halves:
        shop.imports(HEAD, *half, answers=NO)
    found = shop.content()
    assert sorted(f"{order},{product}" for order, product, *_ in found) == sorted(
        f"{row.split(',')[0]},{row.split(',')[2]}" for row in rows
    )
    chance.shuffle(rows)
    assert shop.imports(HEAD, *rows) is None


def test_a_plan_that_was_to_be_made_anew_publishes_what_it_showed(shop: Shop) -> None:
    rows = ("1,A,P,2024-06-01,1,10,", "1,B,P,2024-06-02,1,20,", "2,A,P,2024-06-03,1,40,")
    shop.plan(HEAD, *rows, answers={"conflict:a.csv": "append-customer"})
    shown = shop.importing.plan

    def stop(_stage: object, done: float) -> None:
        if done >= 0.9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.importing.prepare(Decisions(answers={"conflict:a.csv": "leave-out"}), stop)
    assert shop.importing.plan is shown
    shop.importing.publish("tester")
    assert shop.rows("SELECT order_no FROM orders ORDER BY 1") == [("1-A",), ("1-B",), ("2",)]
