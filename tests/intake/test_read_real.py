"""Real exports, read where ORDERTRACK_REAL_DATA names a folder that has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from reading import rows

from ordertrack.intake.files.read import read
from ordertrack.intake.raw_table import FileProblem, RawTable

ROOT = os.environ.get("ORDERTRACK_REAL_DATA")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not ROOT, reason="ORDERTRACK_REAL_DATA names no folder"),
]


def found(name: str, folder: Path) -> tuple[dict[str, RawTable], list[FileProblem]]:
    source = Path(ROOT or "") / name
    if not source.exists():
        pytest.skip(f"{name} is not there")
    tables, problems = read([source], folder)
    assert all(
        len(rows(raw)) + len(raw.damaged) + sum(raw.skipped.values()) == raw.read for raw in tables
    )
    return {raw.file: raw for raw in tables}, problems


def test_a_workbook_of_fifteen_thousand_lines(tmp_path: Path) -> None:
    tables, problems = found("bicycle_orders_zh", tmp_path)
    (raw,) = tables.values()
    assert (raw.read, raw.skipped, len(raw.headers), problems) == (15_092, {}, 14, [])
    assert rows(raw)[0][8:] == (
        "2015-01-13 00:00:00", "2015-01-02 00:00:00", "743", "山地自行车", "11", "2039.994",
        "22439.934",
    )  # fmt: skip


def test_a_gbk_export(tmp_path: Path) -> None:
    tables, problems = found("logistics_gbk_zh", tmp_path)
    (raw,) = tables.values()
    assert (raw.read, raw.encoding, problems) == (1_161, "GB18030", [])
    assert raw.headers[0] == "订单号"
    assert rows(raw)[0][-1] == "1052,75元"


def test_utf16_targets_and_parquet_facts(tmp_path: Path) -> None:
    tables, problems = found("adventureworks_targets", tmp_path)
    assert problems == []
    targets = tables["ResellerSalesTargets.csv"]
    assert (targets.read, targets.encoding) == (81, "UTF-16")
    assert targets.headers == ("Year", "EmployeeID", *(f"M{month:02}" for month in range(1, 13)))
    assert tables["FactResellerSales.parquet"].read == 60_855


def test_a_folder_of_many_tables(tmp_path: Path) -> None:
    tables, problems = found("northwind", tmp_path)
    assert problems == []
    assert {file: raw.read for file, raw in tables.items()} == {
        "categories.csv": 8, "customers.csv": 91, "employee_territories.csv": 49,
        "employees.csv": 9, "order_details.csv": 2_155, "orders.csv": 830, "products.csv": 77,
        "region.csv": 4, "shippers.csv": 6, "suppliers.csv": 29, "territories.csv": 53,
        "us_states.csv": 51,
    }  # fmt: skip


def test_of_damaged_copies_the_good_rows_are_read_unless_most_are_damaged(tmp_path: Path) -> None:
    tables, problems = found("northwind_damaged", tmp_path)
    said = {problem.file: str(problem.error) for problem in problems}
    assert len(tables["orders.csv"].damaged) == 176
    assert {one.count for one in tables["orders.csv"].damaged} == {15}
    assert "orders.csv" not in said
    assert "row 2 ends after 8 of 18 cells" in said["employees.csv"]


def test_orders_with_line_breaks_in_their_reviews(tmp_path: Path) -> None:
    tables, problems = found("olist_orders", tmp_path)
    assert problems == []
    assert tables["olist_orders_dataset.csv"].read == 8_135
    assert tables["olist_order_reviews_dataset.csv"].read == 8_225
