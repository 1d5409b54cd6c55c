"""Customers known by name alone, against a release that knows their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from making import one_file, staged

from ordertrack.intake.plan import Plan
from ordertrack.warehouse import Reader, Warehouse
from tests.shelves import line, open_warehouse, order, publish

NAMED = "订单号|客户名称|产品/服务|下单时间|订单金额(元)"


@pytest.fixture
def reader(home: Path) -> Iterator[Reader]:
    """Two customers of one name (Wang), others of their own; the name of one is its id (Zhao)."""
    warehouse: Warehouse = open_warehouse(home)
    orders = [
        order("SO1", "2024-06-01", "C1", customer_name="Wang"),
        order("SO2", "2024-06-01", "C2", customer_name="Wang"),
        order("SO3", "2024-06-01", "C3", customer_name="Li"),
        order("SO4", "2024-06-01", "Zhao", customer_name="Zhao"),
        order("SO5", "2024-06-01", "C5", customer_name="Sun（旧编号）"),
    ]
    publish(warehouse, {"orders": orders, "order_lines": [line(f"SO{n}") for n in range(1, 6)]})
    release = warehouse.latest()
    assert release is not None
    yield warehouse.reader(release)
    warehouse.close()


def plan_of(folder: Path, reader: Reader, *rows: str) -> Plan:
    return one_file(folder, NAMED, *rows, reader=reader)


def test_a_known_name_keeps_its_number(tmp_path: Path, reader: Reader) -> None:
    plan = plan_of(tmp_path, reader, "SO3|Li|P1|2024-06-01|10", "SO9|Li|P1|2024-07-01|5")
    assert staged(plan, "orders", "order_no", "customer_id") == [("SO3", "C3"), ("SO9", "C3")]
    assert "known-by-name" in {finding.kind for finding in plan.findings}


def test_a_name_in_full_width_keeps_its_number(tmp_path: Path, reader: Reader) -> None:
    plan = plan_of(tmp_path, reader, "SO5|Sun（旧编号）|P1|2024-06-01|10")
    assert staged(plan, "orders", "order_no", "customer_id") == [("SO5", "C5")]


def test_of_two_namesakes_an_order_keeps_its_own(tmp_path: Path, reader: Reader) -> None:
    plan = plan_of(tmp_path, reader, "SO2|Wang|P1|2024-06-01|10", "SO9|Wang|P1|2024-07-01|5")
    assert staged(plan, "orders", "order_no", "customer_id") == [("SO2", "C2"), ("SO9", "Wang")]


def test_a_new_name_and_a_name_that_is_an_id_stay(tmp_path: Path, reader: Reader) -> None:
    plan = plan_of(tmp_path, reader, "SO4|Zhao|P1|2024-06-01|10", "SO9|Qian|P1|2024-07-01|5")
    assert staged(plan, "orders", "order_no", "customer_id") == [("SO4", "Zhao"), ("SO9", "Qian")]


def test_a_file_with_customer_numbers_is_taken_at_its_word(tmp_path: Path, reader: Reader) -> None:
    headers = "订单号|客户编号|客户名称|产品/服务|下单时间|订单金额(元)"
    plan = one_file(tmp_path, headers, "SO3|Li|Li|P1|2024-06-01|10", reader=reader)
    assert staged(plan, "orders", "customer_id") == [("Li",)]
