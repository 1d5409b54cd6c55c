"""Lists of one column and sheets without a table are passed over, one by one and with a word."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from releasing import Shop

from ordertrack.intake import Decisions, Import, Plan
from ordertrack.settings import settings
from ordertrack.warehouse import Warehouse

ORDERS = ("orders.csv", b"Order No,Customer,Order Date,Amount\nA1,C1,2024-05-01,10\n")


@pytest.fixture
def shop(home: object) -> Shop:
    return Shop(Warehouse.open())


def plan_of(shop: Shop, *files: tuple[str, bytes]) -> tuple[Plan, list[str]]:
    """The plan for a zip of these files, and what is told."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    importing = Import(shop.warehouse, settings(), shop.warehouse.storage.scratch("import"))
    importing.read([("all.zip", packed.getvalue())])
    plan = importing.prepare(Decisions())
    return plan, [str(finding.text) for finding in plan.findings]


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(out)
    return out.getvalue()


TABLE: list[list[object]] = [
    ["Order No", "Customer", "Order Date", "Amount"],
    ["A1", "C1", "2024-05-01", 10],
]


@pytest.mark.parametrize(
    "rows",
    [
        "Notes\ncall Ann\ncall Bob\n",
        "客户\n甲公司\n乙公司\n",
        "Customer\nC1\nC2\nC3\n",
        "2024-05-01\n2024-05-02\n",
    ],
)
def test_a_list_of_one_column_does_not_stop_the_tables_beside_it(shop: Shop, rows: str) -> None:
    plan, said = plan_of(shop, ORDERS, ("list.csv", rows.encode()))
    assert plan.publishable
    assert any("list.csv" in text for text in said)


@pytest.mark.parametrize(
    "rows",
    [
        "Order~Customer~Date~Amount\nA1~C1~2024-05-01~10\n",
        "A1  C1  2024-05-01  10\nA2  C2  2024-05-02  20\n",
        "1 2024-05-01 10\n2 2024-05-02 20\n",
    ],
)
def test_a_table_whose_cells_cannot_be_parted_still_stops(shop: Shop, rows: str) -> None:
    plan, _ = plan_of(shop, ORDERS, ("more.csv", rows.encode()))
    assert ["more.csv" in str(problem.text) for problem in plan.problems] == [True]


def test_a_list_of_one_column_alone_is_refused(shop: Shop) -> None:
    plan, _ = plan_of(shop, ("list.csv", b"Notes\ncall Ann\n"))
    assert len(plan.problems) == 1


def test_sheets_without_a_table_are_named(shop: Shop) -> None:
    notes: list[list[object]] = [["Remember"], ["call Ann"]]
    other: list[list[object]] = [["Complaint No", "Kind", "Description"], ["T1", "late", "bad"]]
    content = book(("Orders", TABLE), ("Notes", notes), ("Empty", []), ("Cases", other))
    plan, said = plan_of(shop, ("book.xlsx", content))
    assert plan.publishable
    assert [text for text in said if "Notes" in text or "Cases" in text] == [
        'all.zip/book.xlsx: Sheet "Notes" was not read: it has no header.',
        "all.zip/book.xlsx › Cases is read as no table. Nearest is Complaints,"
        " but no header is read as Order no..",
    ]
    assert plan.reports()[0]["nearest"].keys() == {"all.zip/book.xlsx › Cases"}


def test_empty_sheets_are_no_news(shop: Shop, tmp_path: Path) -> None:
    content = book(("Orders", TABLE), ("Sheet2", []), ("Sheet3", []))
    plan, said = plan_of(shop, ("book.xlsx", content))
    assert (plan.publishable, said) == (True, [])
