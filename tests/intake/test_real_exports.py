"""Real exports, tried where ORDERTRACK_REAL_DATA names a folder that has them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import fate, kinds, mapping, staged, understood

from ordertrack.errors import BadFile
from ordertrack.intake.files.read import read
from ordertrack.intake.plan import Plan
from ordertrack.intake.publish import publish
from ordertrack.warehouse import Warehouse

ROOT = os.environ.get("ORDERTRACK_REAL_DATA")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not ROOT, reason="ORDERTRACK_REAL_DATA names no folder"),
]


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = Warehouse.open()
    yield opened
    opened.close()


def plan_of(name: str, folder: Path, **wishes: Any) -> Plan:
    source = Path(ROOT or "") / name
    if not source.exists():
        pytest.skip(f"{name} is not there")
    raw, problems = read([source], folder / "raw")
    return understood(folder, *raw, problems=problems, **wishes)


def by_file(plan: Plan) -> dict[str, tuple[int, int, int]]:
    """File → rows read, accepted, set aside."""
    return {r["file"]: (r["read"], r["accepted"], r["set_aside"]) for r in plan.reports()}


def test_flat_lines_with_promises(tmp_path: Path, warehouse: Warehouse) -> None:
    plan = plan_of("bicycle_orders_zh", tmp_path)
    assert fate(plan) == (15_092, 0, 0)
    assert plan.totals["orders"].rows == 6_554
    assert plan.totals["order_lines"].amount == Decimal("70299898.6639")
    found = mapping(plan)
    assert found["客户ID"] == ["orders.customer_id"]
    assert found["客户省份"] == ["orders.region"]
    assert plan.sources[0].unused == ("客户编号",)
    assert publish(plan, warehouse, "tester") is not None


def test_full_duplicates_blank_numbers_and_numbers_for_two_days(tmp_path: Path) -> None:
    plan = plan_of("logistics_gbk_zh", tmp_path)
    assert fate(plan) == (1_105, 47, 9)
    assert {"no-customers", "lines-differ"} <= kinds(plan)
    asked = {q.kind: q for q in plan.questions if q.kind != "table"}
    assert set(asked) == {"mapping", "conflict", "set-aside"}
    assert {choice.value for choice in asked["mapping"].choices} == {
        "order_lines.promised_date",
        "order_lines.delivered_date",
        "",
    }


def test_a_folder_of_tables(tmp_path: Path, warehouse: Warehouse) -> None:
    plan = plan_of("northwind", tmp_path, accept_suggestions=True)
    files = by_file(plan)
    assert files["orders.csv"] == (830, 830, 0)
    assert files["order_details.csv"] == (2_155, 2_155, 0)
    assert plan.totals["order_lines"].amount == Decimal("1265793.0395")
    shipped = staged(plan, "orders", "shipped_at")
    assert sum(day is None for (day,) in shipped) == 21
    assert ("Seafood",) in staged(plan, "products", "product_line")
    assert publish(plan, warehouse, "tester") is not None


def test_damaged_files_are_named_and_nothing_is_imported(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    plan = plan_of("northwind_damaged", tmp_path)
    with pytest.raises(BadFile, match=r"\.csv: row \d+"):
        publish(plan, warehouse, "tester")
    assert warehouse.latest() is None


def test_eight_files_around_an_order(tmp_path: Path, warehouse: Warehouse) -> None:
    plan = plan_of("olist_orders", tmp_path)
    files = by_file(plan)
    assert files["olist_orders_dataset.csv"] == (8_135, 8_135, 0)
    assert files["olist_order_reviews_dataset.csv"] == (8_225, 8_164, 61)
    assert plan.totals["orders"].rows == 8_135
    assert {f.kind: f.count for f in plan.findings}["orders-without-lines"] == 775
    assert len({same for (same,) in staged(plan, "customers", "same_as")}) < 8_135
    paid = sum(amount or 0 for (amount,) in staged(plan, "orders", "paid_amount"))
    assert paid > plan.totals["order_lines"].amount
    assert publish(plan, warehouse, "tester") is not None


def test_the_same_leads_in_two_formats_and_their_deals(tmp_path: Path) -> None:
    plan = plan_of("olist_leads", tmp_path)
    assert fate(plan) == (8_842, 0, 8_000)
    outcomes = [outcome for (outcome,) in staged(plan, "leads", "outcome")]
    assert (len(outcomes), outcomes.count("won")) == (8_000, 842)


def test_wide_targets_quotas_and_sales_with_cost(tmp_path: Path) -> None:
    plan = plan_of("adventureworks_targets", tmp_path)
    assert fate(plan)[1] == 18
    assert plan.totals["orders"].rows == 3_796
    assert by_file(plan)["FactResellerSales.parquet"] == (60_855, 60_855, 0)
    assert plan.totals["order_lines"].amount == Decimal("80450596.9823")
    assert {level for (level,) in staged(plan, "targets", "level")} == {"person"}
    assert "unknown-people" in kinds(plan)
