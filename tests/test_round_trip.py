"""The ledger leaves in the template's layout and comes back without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.cli import main
from ordertrack.intake import Decisions, Import, Plan
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.export import template_rows, workbook
from ordertrack.metrics.orders.ledger import LedgerQuery
from ordertrack.model import LEDGER_LAYOUT
from ordertrack.model.protection import MARK
from ordertrack.scope import Scope, moment
from ordertrack.settings import settings
from ordertrack.views import table_files
from ordertrack.views.orders import ledger_columns
from ordertrack.warehouse import Difference, Reader, Warehouse
from tests.shelves import Row, line, open_warehouse, order, publish, rows_of
from tests.test_mending import YES

ALL = Scope(moment(date(2024, 12, 31)), access=Access.everything())


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = open_warehouse(home)
    yield opened
    opened.close()


def came_back(warehouse: Warehouse, folder: Path) -> Plan:
    """Download the whole ledger and prepare the file as an import."""
    sheet = workbook(template_rows(LedgerQuery(), ALL, newest(warehouse)))
    importing = Import(warehouse, settings(), folder / "staging")
    importing.read([("ledger.xlsx", sheet)])
    assert not importing.problems
    return importing.prepare(Decisions())


def newest(warehouse: Warehouse) -> Reader:
    release = warehouse.latest()
    assert release is not None
    return warehouse.reader(release)


def stored(warehouse: Warehouse, orders: Sequence[Row], lines: Sequence[Row]) -> None:
    publish(warehouse, {"orders": list(orders), "order_lines": list(lines)})


FACTS: dict[str, object] = {
    "status": "completed",
    "sales_rep": "张*",
    "delay_reason": "物流延迟",
    "satisfaction": 4,
    "exception_note": "缺件 / 已补发",
}
NOTHING = dict.fromkeys(FACTS)


def placed(number: str, when: str, customer: str, name: str, **facts: object) -> Row:
    day_only = "T" not in when
    return order(number, when, customer, customer_name=name, order_date_day_only=day_only, **facts)


def due(number: str, line_no: str, amount: str, promised: str | None, delivered: str | None) -> Row:
    return line(
        number,
        line_no,
        amount,
        promised_date=promised,
        delivered_date=delivered,
        delivered_date_day_only=None if delivered is None else "T" not in delivered,
    )


def test_nothing_changes(warehouse: Warehouse, tmp_path: Path) -> None:
    """Days and times, returns, four decimals, empty cells, names that two customers share."""
    orders = [
        placed("SO1", "2024-06-01", "C1", "A公司", **FACTS),
        placed("SO2", "2024-06-02T13:40:05", "C2", "B公司", **NOTHING),
        placed("SO3", "2024-06-03", "C3", "B公司", **NOTHING),
    ]
    lines = [
        due("SO1", "1", "50000", "2024-06-15", "2024-06-18"),
        due("SO1", "2", "0.1234", None, None),
        due("SO2", "1", "-35", "2024-06-20", "2024-06-19T08:30:00"),
        due("SO3", "1", "7", "2024-06-20", None),
    ]
    stored(warehouse, orders, lines)
    plan = came_back(warehouse, tmp_path)
    assert warehouse.differences(plan.staged) == {
        "orders": Difference(0, 0, 3, 0),
        "order_lines": Difference(0, 0, 4, 0),
    }


def test_lines_keep_their_numbers(warehouse: Warehouse, tmp_path: Path) -> None:
    stored(
        warehouse,
        [order("SO1", "2024-06-01", "C1", customer_name="A公司")],
        [line("SO1", "10"), line("SO1", "20", product="P2")],
    )
    plan = came_back(warehouse, tmp_path)
    assert warehouse.differences(plan.staged)["order_lines"] == Difference(0, 0, 2, 0)


def test_names_go_out_and_numbers_come_back(warehouse: Warehouse, tmp_path: Path) -> None:
    """Two products share the name Pump: they go out by their numbers."""
    named = {"P1": "Valve", "P2": "Pump", "P3": "Pump", "P4": "P1"}
    publish(
        warehouse,
        {
            "orders": [order("SO1", "2024-06-01", "C1", sales_rep="7", customer_name=None)],
            "order_lines": [
                line("SO1", str(n), product=product, product_name=name)
                for n, (product, name) in enumerate(named.items(), start=1)
            ],
            "customers": [{"customer_id": "C1", "name": "A公司"}],
            "people": [{"sales_rep": "7", "name": "张三"}],
        },
    )
    rows = template_rows(LedgerQuery(), ALL, newest(warehouse))
    assert rows["product"].to_list() == ["Valve", "P2", "P3", "P4"]
    assert rows.select("customer_name", "sales_rep").row(0) == ("A公司", "张三")
    found = warehouse.differences(came_back(warehouse, tmp_path).staged)
    assert found["order_lines"] == Difference(0, 0, 4, 0)
    assert found["orders"] == Difference(0, 1, 0, 0)  # the name now stands in the order too


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("10", "20", "30")])
def test_a_cancelled_line_stays_cancelled(
    warehouse: Warehouse, tmp_path: Path, numbers: tuple[str, ...]
) -> None:
    states = (None, "cancelled", None)
    stored(
        warehouse,
        [placed("SO1", "2024-06-01", "C1", "A公司", **FACTS)],
        [
            line("SO1", number, product=f"P{number}", status=status)
            for number, status in zip(numbers, states, strict=True)
        ],
    )
    plan = came_back(warehouse, tmp_path)
    assert warehouse.differences(plan.staged)["order_lines"] == Difference(0, 0, 3, 0)
    assert warehouse.differences(plan.staged)["orders"] == Difference(0, 0, 1, 0)
    assert not [question for question in plan.questions if question.open]


# --- text that a spreadsheet would run -----------------------------------------------------------

RUN = ("=1+1", "+86 138 0013 8000", "@SUM(A1)", "+cmd|' /C calc'!A0", "-12-34", "=SUM(A1:A2)")
TEXTS = ("order_no", "customer_name", "product", "sales_rep", "delay_reason", "exception_note")
EXPORT = {name: heading for heading, _, name in LEDGER_LAYOUT if name in TEXTS}


def told(warehouse: Warehouse) -> set[tuple[object, ...]]:
    """Every text of every order, as it is stored."""
    columns = "o.order_no, o.customer_name, l.product, o.sales_rep, delay_reason, exception_note"
    query = f"SELECT {columns} FROM orders AS o JOIN order_lines AS l ON l.order_no = o.order_no"
    return set(rows_of(warehouse, query))


def taken(warehouse: Warehouse, name: str, body: bytes) -> Import:
    """Import a file with every suggestion, and publish what is accepted."""
    importing = Import(warehouse, settings(), warehouse.storage.scratch("import"))
    importing.read([(name, body)])
    plan = importing.prepare(Decisions(answers_by_kind=YES, accept_suggestions=True))
    assert not plan.problems
    importing.publish("tester")
    return importing


def hostile(bad_day: str = "") -> bytes:
    """A csv as it stands after protection: each column has each text that would be run."""
    rows = [
        {EXPORT[name]: RUN[(place + turn) % len(RUN)] for turn, name in enumerate(TEXTS)}
        | {"下单时间": bad_day or "2024-06-01", "订单金额(元)": "100"}
        for place in range(len(RUN))
    ]
    rows.append(
        dict.fromkeys(EXPORT.values(), "x") | {"下单时间": "2024-06-01", "订单金额(元)": "100"}
    )
    return table_files.as_csv(pl.DataFrame(rows))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Warehouse]:
    opened = open_warehouse(tmp_path / "other")
    yield opened
    opened.close()


@pytest.mark.parametrize("way", ["sheet", "table", "rows"])
def test_text_that_would_be_run_comes_back_as_it_was(
    way: str, warehouse: Warehouse, other: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    taken(warehouse, "orders.csv", hostile())
    before = told(warehouse)
    assert {text for row in before for text in row} == {*RUN, "x"}
    if way == "sheet":
        body = workbook(template_rows(LedgerQuery(), ALL, newest(warehouse)))
        taken(other, "ledger.xlsx", body)
        assert told(other) == before
        return
    if way == "table":
        page = orders.page(LedgerQuery(), ALL, newest(warehouse), limit=100)
        body = table_files.csv(ledger_columns.in_words(page, "zh"), "zh")
    else:
        assert main(["rows", "revenue", "--format", "csv"]) == 0
        body = capsys.readouterr().out.encode()
    importing = Import(other, settings(), other.storage.scratch("import"))
    importing.read([("table.csv", body)])
    [table] = importing.raw_tables
    cells = {text for row in pl.read_parquet(table.path).rows() for text in row}
    assert set(RUN) <= cells
    assert not {text for text in map(str, cells) if MARK in text}


def test_rows_set_aside_with_text_that_would_be_run_come_back_as_they_were(
    warehouse: Warehouse, other: Warehouse
) -> None:
    taken(other, "orders.csv", hostile())
    importing = taken(warehouse, "orders.csv", hostile("2024-13-45"))
    assert importing.plan and importing.plan.rejected.rows == len(RUN)
    [(name, frame)] = importing.plan.rejected.files("zh")
    mended = table_files.as_csv(frame).replace(b"2024-13-45", b"2024-06-01")
    taken(warehouse, name, mended)
    assert told(warehouse) == told(other)
