"""New orders of which several files of one import have lines."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from making import fate, kinds, raw_table, reasons, staged, understood

from ordertrack.intake.plan import Plan

HEADERS = "Order no|Customer|Product|Order date|Quantity|Amount|Status"
LINES = [
    f"S{order}|Alpha|{product}|2024-06-0{order}|{quantity}|{quantity * 10}|shipped"
    for order, product, quantity in [
        (1, "Bolt", 1),
        (1, "Nut", 2),
        (1, "Hose", 3),
        (2, "Bolt", 1),
        (2, "Cable", 4),
        (3, "Nut", 5),
        (3, "Gasket", 6),
    ]
]


def content(plan: Plan) -> list[tuple[Any, ...]]:
    return staged(plan, "order_lines", "order_no", "line_no", "product", "quantity", "amount")


def parts(folder: Path, *files: list[str]) -> Plan:
    tables = [raw_table(folder, f"{n}.csv", HEADERS, *rows) for n, rows in enumerate(files)]
    return understood(folder, *tables)


@pytest.mark.parametrize("cut", range(1, len(LINES)))
def test_two_parts_of_an_export_are_the_whole(tmp_path: Path, cut: int) -> None:
    whole = parts(tmp_path / "whole", LINES)
    plan = parts(tmp_path / "parts", LINES[:cut], LINES[cut:])
    assert content(plan) == content(whole)
    assert fate(plan) == (len(LINES), 0, 0)
    assert staged(plan, "orders", "order_no", "order_date") == staged(
        whole, "orders", "order_no", "order_date"
    )
    assert kinds(plan) == kinds(whole)


def test_lines_may_be_spread_in_any_way_over_three_files(tmp_path: Path) -> None:
    rows = [*LINES]
    random.Random(7).shuffle(rows)
    plan = parts(tmp_path, rows[::3], rows[1::3], rows[2::3])
    found = sorted(line[:1] + line[2:] for line in content(plan))
    assert found == sorted(line[:1] + line[2:] for line in content(parts(tmp_path / "w", LINES)))
    assert len({line[:2] for line in content(plan)}) == len(LINES)


def test_a_line_that_stands_in_both_files_counts_once(tmp_path: Path) -> None:
    plan = parts(tmp_path, LINES[:2], LINES[1:3])
    assert [line[2] for line in content(plan)] == ["Bolt", "Nut", "Hose"]
    assert fate(plan) == (3, 0, 1)


def test_the_same_line_with_another_date_is_one_line_in_two_versions(tmp_path: Path) -> None:
    headers = f"{HEADERS}|Delivered date"
    tables = [
        raw_table(tmp_path, f"{day}.csv", headers, f"{LINES[0]}|2024-06-{day}") for day in (20, 21)
    ]
    plan = understood(tmp_path, *tables)
    assert not content(plan)
    assert all("another of these files" in reason for reason in reasons(plan))


@pytest.mark.parametrize("other", ["|7|70|", "|1|12|"])
def test_another_figure_of_a_product_in_a_later_file_may_be_a_newer_version(
    tmp_path: Path, other: str
) -> None:
    plan = parts(tmp_path, LINES[:1], [LINES[0].replace("|1|10|", other)])
    assert not content(plan)
    assert all("another of these files" in reason for reason in reasons(plan))


def test_orders_that_share_nothing_are_as_before(tmp_path: Path) -> None:
    plan = parts(tmp_path, LINES[:3], LINES[3:])
    assert (len(content(plan)), kinds(plan)) == (7, kinds(parts(tmp_path / "w", LINES)))


def test_a_bad_row_of_one_file_keeps_its_place_among_the_lines_of_both(tmp_path: Path) -> None:
    bad = LINES[1].replace("|20|", "|many|")
    plan = parts(tmp_path, [LINES[0], bad], LINES[2:3])
    assert [line[1:3] for line in content(plan)] == [("1", "Bolt"), ("3", "Hose")]
    assert len(reasons(plan)) == 1
