"""Real exports, tried where ORDERTRACK_REAL_DATA names a folder that has them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from making import fate, kinds, mapping, staged, understood

from ordertrack.access import Access
from ordertrack.alerts.find import find, untold
from ordertrack.errors import BadFile
from ordertrack.intake.files.read import read
from ordertrack.intake.plan import Plan
from ordertrack.intake.publish import publish
from ordertrack.scope import Scope, moment
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


def test_the_late_list_is_what_the_raw_file_says(tmp_path: Path, warehouse: Warehouse) -> None:
    """Every order that was late up to 5 January 2017, counted from the workbook by hand."""
    release = publish(plan_of("bicycle_orders_zh", tmp_path), warehouse, "tester")
    assert release is not None
    scope = Scope(moment("2017-01-05"), access=Access.everything())
    found = find(scope, warehouse.reader(release), ended=True)
    expected = late_by_hand(Path(ROOT or "") / "bicycle_orders_zh", date(2017, 1, 5))
    listed = found.select("subject", "elapsed", "level", open=pl.col("ended").is_null())
    assert {number: (days, level, still) for number, days, level, still in listed.iter_rows()} == (
        expected
    )
    assert sum(still for *_, still in expected.values()) == 3
    assert set(found["rule"]) == {"late_delivery"}
    assert len(untold(scope, warehouse.reader(release))) == 7


def late_by_hand(folder: Path, today: date) -> dict[str, tuple[int, str, bool]]:
    """Order → days late, level, whether it is still open; line by line, in plain Python."""
    orders: dict[str, list[dict[str, Any]]] = {}
    for row in pl.read_excel(next(folder.glob("*.xlsx"))).iter_rows(named=True):
        if row["下单日期"] <= today:
            orders.setdefault(row["订单编号"], []).append(row)
    late = {}
    for number, lines in orders.items():
        arrived = [line["实际送货日期"] for line in lines]
        still = any(day is None or day > today for day in arrived)
        promise = max(line["预计送货日期"] for line in lines)
        each = [(line["实际送货日期"] - line["预计送货日期"]).days for line in lines if not still]
        days = (today - promise).days if still else max(each)
        if days >= 1:
            late[number] = (days, "red" if days > 3 else "yellow", still)
    return late


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
