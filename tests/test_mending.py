"""Rows downloaded for mending are imported again, from every shape of file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from ordertrack.intake import Decisions, Import, Plan
from ordertrack.settings import settings
from ordertrack.views.table_files import as_csv
from ordertrack.warehouse import Warehouse
from tests.shelves import open_warehouse

# A header, good rows, a bad row, and what is bad in it and becomes good.
SHAPES: dict[str, tuple[str, list[str], str, tuple[str, str]]] = {
    "flat": (
        "订单号,客户名称,产品/服务,下单时间,订单金额(元)",
        ["S1,A,W,2024-06-01,5", "S1,A,V,2024-06-01,7", "S2,B,W,2024-06-02,9"],
        "S3,=1+1,W,2024-06-03,many",
        ("many", "4"),
    ),
    "flat in English": (
        "Order No,Customer,Product,Order Date,Quantity,Amount",
        ["S1,A,W,2024-06-01,1,5", "S1,A,V,2024-06-01,2,7", "S2,B,W,2024-06-02,3,9"],
        "S3,@C,-W,2024-06-03,1,many",
        ("many", "4"),
    ),
    "a bad line of an order": (
        "Order No,Customer,Product,Order Date,Amount",
        ["S1,A,W,2024-06-01,5", "S1,A,V,2024-06-01,7", "S2,B,W,2024-06-02,9"],
        "S2,B,+V,2024-06-02,many",
        ("many", "4"),
    ),
    "orders only": (
        "Order No,Customer,Order Date,Order total",
        ["S1,A,2024-06-01,5", "S2,B,2024-06-02,9"],
        "S3,=C,2024-06-0x,4",
        ("2024-06-0x", "2024-06-03"),
    ),
    "repeated and empty headers": (
        "Order No,Customer,Order Date,Amount,Amount,,Product",
        ["S1,A,2024-06-01,5,5,x,W", "S2,B,2024-06-02,9,9,x,W"],
        "S3,C,2024-06-0x,4,4,x,W",
        ("2024-06-0x", "2024-06-03"),
    ),
    "an order's amount on each of its lines": (
        "Order No,Customer,Product,Order Date,Amount",
        [
            f"S{order},A{order},P{line},2024-06-0{order},{order * 100}"
            for order in range(1, 8)
            for line in range(1, 4)
        ],
        "S9,C,P1,2024-06-0x,900",
        ("2024-06-0x", "2024-06-03"),
    ),
    "targets of a year": (
        "Year,Team,2024-01,2024-02,2024-03,2024-04",
        ["2024,North,1,2,3,4", "2024,South,1,2,3,4"],
        "2024,West,1,many,3,4",
        ("many", "2"),
    ),
    "lines beside their order's total": (
        "Order No,Customer,Product,Order Date,Quantity,Unit Price,Amount,Order Total",
        [
            "S1,A,W,2024-06-01,1,5,5,12",
            "S1,A,V,2024-06-01,1,7,7,12",
            "S2,B,W,2024-06-02,1,9,9,18",
        ],
        "S2,B,V,2024-06-02,1,9,many,18",
        ("many", "9"),
    ),
    "订单金额 on lines": (
        "订单编号,客户,产品,数量,单价,订单金额,下单日期,承诺日期",
        [
            "S1,A,W,1,5,5,2024-06-01,2024-06-09",
            "S1,A,V,1,7,7,2024-06-01,2024-06-09",
            "S2,B,W,1,9,9,2024-06-02,2024-06-09",
        ],
        "S2,B,V,1,9,many,2024-06-02,2024-06-09",
        ("many", "9"),
    ),
    "targets by numbered months": (
        "年份,团队,1月,2月,3月,4月",
        ["2024,华东,1,2,3,4", "2024,华南,1,2,3,4"],
        "2024,华北,1,many,3,4",
        ("many", "2"),
    ),
    "months below a year beside it": (
        "Year,Month,Team,Target",
        ["2024,1,North,5", "2024,2,North,6"],
        "2024,3,North,many",
        ("many", "7"),
    ),
}
YES = {"set-aside": "yes", "amount-of": "order"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    warehouse = open_warehouse(tmp_path / "home")
    yield warehouse
    warehouse.close()


def planned(warehouse: Warehouse, name: str, body: bytes) -> tuple[Import, Plan]:
    importing = Import(warehouse, settings(), warehouse.storage.scratch("import"))
    importing.read([(name, body)])
    decisions = Decisions(answers_by_kind=YES, accept_suggestions=True)
    return importing, importing.prepare(decisions)


def mended(plan: Plan, bad: str, good: str) -> list[tuple[str, bytes]]:
    found = [(name, as_csv(frame)) for name, frame in plan.rejected.files("zh")]
    assert found and all(bad.encode() in body for _, body in found)
    return [(name, body.replace(bad.encode(), good.encode())) for name, body in found]


def comes_back(warehouse: Warehouse, name: str, body: bytes, bad: str, good: str) -> None:
    """The mended row alone is accepted, and the whole mended file then brings nothing new."""
    importing, plan = planned(warehouse, name, body)
    assert plan.rejected.rows == 1
    importing.publish("tester")
    for file, rest in mended(plan, bad, good):
        importing, plan = planned(warehouse, file, rest)
        assert [str(one) for one in plan.problems] == []
        assert (plan.rejected.rows, plan.accepted) == (0, 1), plan.rejected.frame("en")["reason"]
        assert importing.publish("tester") is not None
    whole = planned(warehouse, name, body.replace(bad.encode(), good.encode()))[0]
    assert whole.publish("tester") is None


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mended_row_comes_back(warehouse: Warehouse, shape: str) -> None:
    head, rows, row, (bad, good) = SHAPES[shape]
    body = "\n".join((head, *rows, row, "")).encode()
    comes_back(warehouse, "orders.csv", body, bad, good)


def test_a_mended_row_of_each_sheet_comes_back(warehouse: Warehouse) -> None:
    sheets = {
        "订单": (
            "Order No,Customer,Order Date",
            "S1,A,2024-06-01",
            "S2,B,2024-06-02",
            "S3,=C,many",
        ),
        "明细": ("Order No,Product,Amount", "S1,W,5", "S1,V,7", "S2,W,9", "S2,@V,many"),
    }
    file = BytesIO()
    with Workbook(file, {"strings_to_numbers": True}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(lines):
                for at, cell in enumerate(line.split(",")):
                    sheet.write_string(place, at, cell)
    importing, plan = planned(warehouse, "book.xlsx", file.getvalue())
    assert plan.rejected.rows == 2
    importing.publish("tester")
    rest = [
        (name, body.replace(b"many", b"2024-06-03" if "订单" in name else b"4"))
        for name, body in mended(plan, "many", "many")
    ]
    for name, body in rest:
        importing, plan = planned(warehouse, name, body)
        assert (plan.rejected.rows, plan.accepted) == (0, 1), plan.rejected.frame("en")["reason"]
        assert importing.publish("tester") is not None


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mended_row_comes_back_where_nothing_was_published(
    warehouse: Warehouse, shape: str
) -> None:
    head, rows, row, (bad, good) = SHAPES[shape]
    _, plan = planned(warehouse, "orders.csv", "\n".join((head, *rows, row, "")).encode())
    for file, rest in mended(plan, bad, good):
        _, again = planned(warehouse, file, rest)
        assert [str(one) for one in again.problems] == []
        assert again.rejected.rows <= (shape == "a bad line of an order")
        was = {(m.header, m.table, m.column) for s in plan.sources for m in s.mapped if m.used}
        now = {(m.header, m.table, m.column) for s in again.sources for m in s.mapped if m.used}
        assert {one for one in now if not one[0].startswith("ordertrack")} == was
