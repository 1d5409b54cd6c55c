from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from making import fate, kinds, one_file, raw_table, reasons, staged, understood

from ordertrack.errors import BadFile, BadMapping, PublishRefused
from ordertrack.intake.publish import publish
from ordertrack.intake.raw_table import FileProblem
from ordertrack.warehouse import Difference, Reader, Warehouse
from ordertrack.words import t
from tests.questions import everything

FLAT = "订单号|客户|产品|下单时间|金额"
FIRST = ("SO1|A|软件|2024-06-01|5", "SO2|B|软件|2024-06-02|7")

YES: dict[str, Any] = {"answers_by_kind": {"set-aside": "yes"}}


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = Warehouse.open()
    yield opened
    opened.close()


def newest(warehouse: Warehouse) -> Reader:
    release = warehouse.latest()
    assert release is not None
    return warehouse.reader(release)


def test_a_plan_becomes_a_release_that_keeps_the_report(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    plan = one_file(tmp_path, FLAT, *FIRST)
    release = publish(plan, warehouse, "tester")
    assert release is not None
    assert release.files == (
        {
            "file": "orders.csv",
            "read": 2,
            "accepted": 2,
            "set_aside": 0,
            "skipped": {},
            "tables": {"orders": 2, "order_lines": 2},
        },
    )
    total = newest(warehouse).run(everything("SELECT SUM(amount) AS a FROM order_facts"))
    assert total.item() == Decimal(12)


def test_the_same_file_twice_adds_nothing(tmp_path: Path, warehouse: Warehouse) -> None:
    assert publish(one_file(tmp_path / "1", FLAT, *FIRST), warehouse, "tester")
    again = one_file(tmp_path / "2", FLAT, *FIRST, reader=newest(warehouse))
    assert publish(again, warehouse, "tester") is None


def test_the_preview_counts_what_is_new_changed_unchanged_and_vanished(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    publish(one_file(tmp_path / "1", FLAT, *FIRST), warehouse, "tester")
    plan = one_file(tmp_path / "2", FLAT, "SO2|B|软件|2024-06-02|9", "SO3|B|软件|2024-06-03|1")
    assert warehouse.differences(plan.staged) == {
        "orders": Difference(1, 0, 1, 1),
        "order_lines": Difference(1, 1, 0, 1),
    }


def test_the_full_list_removes_what_it_lacks(tmp_path: Path, warehouse: Warehouse) -> None:
    publish(one_file(tmp_path / "1", FLAT, *FIRST), warehouse, "tester")
    publish(one_file(tmp_path / "2", FLAT, FIRST[0], full=True), warehouse, "tester")
    orders = newest(warehouse).run(everything("SELECT order_no FROM orders"))
    assert orders.get_column("order_no").to_list() == ["SO1"]


def test_a_full_list_with_rows_set_aside_removes_nothing(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    publish(one_file(tmp_path / "1", FLAT, *FIRST), warehouse, "tester")
    plan = one_file(tmp_path / "2", FLAT, FIRST[0], "SO2|B|软件|很久以前|9", full=True, **YES)
    assert "not-the-full-list" in {finding.kind for finding in plan.findings}
    publish(plan, warehouse, "tester")
    orders = newest(warehouse).run(everything("SELECT order_no FROM orders ORDER BY 1"))
    assert orders.get_column("order_no").to_list() == ["SO1", "SO2"]


def test_an_update_speaks_of_orders_of_the_current_release(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    publish(one_file(tmp_path / "1", FLAT, *FIRST), warehouse, "tester")
    plan = one_file(
        tmp_path / "2",
        "订单号|满意度|区域",
        "SO1|4|华东",
        "SO9|5|华南",
        reader=newest(warehouse),
        **YES,
    )
    assert fate(plan) == (1, 1, 0)
    assert "neither in this import nor in the current release" in reasons(plan)[0]
    publish(plan, warehouse, "tester")
    rows = newest(warehouse).run(
        everything("SELECT order_no, customer_id, satisfaction FROM orders ORDER BY order_no")
    )
    assert rows.rows() == [("SO1", "A", 4), ("SO2", "B", None)]


def test_files_that_say_different_columns_keep_what_the_release_knows(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    first = understood(
        tmp_path / "1",
        raw_table(
            tmp_path / "1",
            "orders.csv",
            "订单号|客户|下单时间",
            "SO1|A|2024-06-01",
            "SO2|A|2024-06-01",
        ),
        raw_table(tmp_path / "1", "scores.csv", "订单号|满意度", "SO1|4", "SO2|3"),
    )
    publish(first, warehouse, "tester")
    second = understood(
        tmp_path / "2",
        raw_table(
            tmp_path / "2",
            "orders.csv",
            "订单号|客户|下单时间",
            "SO1|B|2024-06-01",
            "SO2|A|2024-06-01",
        ),
        raw_table(tmp_path / "2", "scores.csv", "订单号|满意度", "SO2|5"),
        reader=newest(warehouse),
    )
    assert staged(second, "orders", "order_no", "customer_id", "satisfaction") == [
        ("SO1", "B", 4),
        ("SO2", "A", 5),
    ]


def test_lines_of_a_mended_order_find_their_order_in_the_release(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    publish(one_file(tmp_path / "1", FLAT, *FIRST), warehouse, "tester")
    more = one_file(tmp_path / "2", FLAT + "|行号", "SO1||硬件||3|2", reader=newest(warehouse))
    assert fate(more) == (1, 0, 0)
    assert staged(more, "orders", "order_no") == []
    publish(more, warehouse, "tester")
    rows = newest(warehouse).run(
        everything("SELECT customer_id, amount FROM order_facts ORDER BY order_no")
    )
    assert rows.rows() == [("A", Decimal(8)), ("B", Decimal(7))]


def test_open_questions_keep_a_plan_from_being_published(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    rows = ("SO1|A|P|01/02/2024|5", "SO2|A|P|03/04/2024|5")
    plan = one_file(tmp_path / "1", FLAT, *rows)
    with pytest.raises(PublishRefused) as refused:
        publish(plan, warehouse, "tester")
    assert "day-order:orders.csv:下单时间" in refused.value.message()
    told = one_file(
        tmp_path / "2", FLAT, *rows, answers={"day-order:orders.csv:下单时间": "month-first"}
    )
    assert publish(told, warehouse, "tester") is not None


def test_nothing_accepted_is_refused(tmp_path: Path, warehouse: Warehouse) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|P|2024-06-01|很多")
    with pytest.raises(PublishRefused, match="No row was accepted"):
        publish(plan, warehouse, "tester")
    assert warehouse.latest() is None
    with pytest.raises(PublishRefused, match="no rows of data below their headers"):
        publish(one_file(tmp_path / "header only", FLAT), warehouse, "tester")


def test_an_unreadable_file_keeps_the_others_back(tmp_path: Path, warehouse: Warehouse) -> None:
    problem = FileProblem("lines.csv", BadFile(t("lines.csv row 7: a quote is never closed.")))
    plan = one_file(tmp_path, FLAT, *FIRST, problems=[problem])
    with pytest.raises(BadFile, match="row 7"):
        publish(plan, warehouse, "tester")
    assert warehouse.latest() is None


def test_an_answer_that_is_none_of_the_choices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="Possible answers"):
        one_file(tmp_path, FLAT, *FIRST, answers={"table:orders.csv": "invoices"})


def test_preparing_again_reads_only_what_changed(tmp_path: Path) -> None:
    raw = raw_table(tmp_path, "orders.csv", FLAT, *FIRST)
    understood(tmp_path, raw)
    files = sorted(tmp_path.glob("staging/checked-*/rows-*.parquet"))
    stamps = [path.stat().st_mtime_ns for path in files]
    understood(tmp_path, raw)
    assert sorted(tmp_path.glob("staging/checked-*/rows-*.parquet")) == files
    assert [path.stat().st_mtime_ns for path in files] == stamps
    understood(tmp_path, raw, maps={"客户": ""})
    assert len(list(tmp_path.glob("staging/checked-*/rows-*.parquet"))) == len(files) + 1


def test_the_preview_shows_the_first_rows_as_understood(tmp_path: Path) -> None:
    (source,) = one_file(tmp_path, FLAT, *FIRST).sources
    assert source.preview.get_column("order_lines.amount").to_list() == [Decimal(5), Decimal(7)]
    assert "orders.order_date" in source.preview.columns


def test_reasons_are_said_in_chinese(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, "SO1|A|P|2024-06-01|5", "|A|P|2024-06-01|5")
    (said,) = reasons(plan, "zh")
    assert said.startswith("orders.csv 第 3 行")
    assert "blank" not in said


def test_what_a_workbook_hides_is_found_where_its_rows_are_read(tmp_path: Path) -> None:
    headers, row = "订单号|客户|产品|下单时间|金额", "SO1|A|P|2024-06-01|5"
    shown = raw_table(tmp_path, "orders.xlsx", headers, row)
    unknown = raw_table(tmp_path, "other.xlsx", "甲|乙", "1|2")
    plan = understood(tmp_path, replace(shown, hidden_rows=1), replace(unknown, hidden_rows=1))
    assert [f.count for f in plan.findings if f.kind == "hidden-rows"] == [1]
    plan = understood(tmp_path, shown, replace(unknown, hidden_sheets=("旧",)))
    assert kinds(plan) & {"hidden-rows", "hidden-sheets"} == {"hidden-sheets"}
