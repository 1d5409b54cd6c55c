"""A row that was rejected and then comes again, in a new export and in its mended copy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from releasing import Shop, kinds

from ordertrack.warehouse import Warehouse

HEAD = "Order No,Customer,Product,Order Date,Quantity,Amount,Promised Date"
WIDGET = "R1,Alpha,Widget,2024-06-01,1,600,2024-06-10"
GADGET = "R1,Alpha,Gadget,2024-06-01,1,400,2024-06-20"
CABLE = "R1,Alpha,Cable,2024-06-01,2,50,2024-06-12"
HOSE = "R1,Alpha,Hose,2024-06-01,2,70,2024-06-12"
NUMBERED = [("1", "Widget"), ("2", "Gadget"), ("3", "Cable")]


@pytest.fixture
def shop(home: object) -> Iterator[Shop]:
    warehouse = Warehouse.open()
    yield Shop(warehouse)
    warehouse.close()


def bad(row: str) -> str:
    cells = row.split(",")
    return ",".join((*cells[:5], "many", *cells[6:]))


def mended(shop: Shop, *rows: str) -> tuple[str, list[str]]:
    """The header and the rows that were set aside, with their amounts put right."""
    assert shop.importing.plan is not None
    [(_, frame)] = list(shop.importing.plan.rejected.files("en"))
    amounts = {row.split(",")[2]: row.split(",")[5] for row in rows}
    names = ",".join(f'"{name}"' for name in frame.columns)
    found = []
    for cells in frame.iter_rows(named=True):
        cells["Amount"] = amounts[cells["Product"]]
        found.append(",".join(f'"{str(cell).replace(chr(34), "")}"' for cell in cells.values()))
    return names, found


def test_a_row_put_right_in_the_next_export_takes_its_old_place(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, bad(GADGET), CABLE)
    copy = mended(shop, GADGET)
    assert kinds(shop.plan(HEAD, WIDGET, GADGET, CABLE)) == []
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product") == NUMBERED
    assert shop.imports(copy[0], *copy[1]) is None
    assert shop.lines("line_no", "product") == NUMBERED


def test_the_mended_copy_first_and_then_the_next_export_is_the_same(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, bad(GADGET), CABLE)
    names, rows = mended(shop, GADGET)
    shop.imports(names, *rows)
    assert shop.lines("line_no", "product") == NUMBERED
    assert shop.imports(HEAD, WIDGET, GADGET, CABLE) is None


@pytest.mark.parametrize("seed", range(3))
def test_however_the_next_export_is_sorted_nothing_counts_twice(shop: Shop, seed: int) -> None:
    shop.imports(HEAD, WIDGET, bad(GADGET), CABLE)
    copy = mended(shop, GADGET)
    rows = [WIDGET, GADGET, CABLE]
    random.Random(seed).shuffle(rows)
    shop.imports(HEAD, *rows)
    assert shop.imports(copy[0], *copy[1]) is None
    assert shop.lines("line_no", "product") == NUMBERED


def test_several_rows_put_right_find_their_places(shop: Shop) -> None:
    shop.imports(HEAD, bad(WIDGET), GADGET, bad(CABLE), HOSE)
    copy = mended(shop, WIDGET, CABLE)
    shop.imports(HEAD, WIDGET, GADGET, CABLE, HOSE)
    assert shop.imports(copy[0], *copy[1]) is None
    assert shop.lines("line_no", "product") == [*NUMBERED[:1], *NUMBERED[1:], ("4", "Hose")]


def test_a_new_line_beside_one_that_is_still_bad_does_not_take_its_place(shop: Shop) -> None:
    shop.imports(HEAD, WIDGET, bad(GADGET), CABLE)
    copy = mended(shop, GADGET)
    shop.imports(HEAD, WIDGET, HOSE, bad(GADGET), CABLE)
    again = mended(shop, GADGET)
    shop.imports(copy[0], *copy[1])
    assert shop.imports(again[0], *again[1]) is None
    assert shop.lines("line_no", "product") == [*NUMBERED, ("4", "Hose")]


def test_numbers_with_gaps_of_their_own_are_left_alone(shop: Shop) -> None:
    head = f"{HEAD},Line No"
    shop.imports(head, f"{WIDGET},10", f"{CABLE},20")
    assert kinds(shop.plan(HEAD, HOSE, WIDGET, CABLE)) == []
    shop.importing.publish("tester")
    assert shop.lines("line_no", "product") == [("10", "Widget"), ("20", "Cable"), ("21", "Hose")]


def test_the_place_of_a_removed_line_brings_nothing_of_it_back(shop: Shop, tmp_path: Path) -> None:
    shop.imports(HEAD, WIDGET, GADGET, CABLE)
    shop.imports(HEAD, WIDGET, CABLE, answers={"whole-orders:a.csv": "yes"})
    shop.imports(HEAD, WIDGET, HOSE, CABLE)
    assert (
        sorted(shop.lines("product", "promised_first", "promised_date", "promise_changes"))[1]
        == shop.rows(
            "SELECT product, promised_date, promised_date, 0 FROM order_lines"
            " WHERE product = 'Hose'"
        )[0]
    )
