"""Edits of orders: checked as an import checks, kept over imports, seen in every number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ordertrack.access import Access
from ordertrack.errors import BadEntry
from ordertrack.intake.typed import complaint_changes, new_order_changes, order_changes
from ordertrack.metrics.evaluate import evaluate
from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Seen
from ordertrack.scope import Scope, moment
from ordertrack.warehouse import Warehouse
from tests.shelves import Row, line, open_warehouse, order, publish, rows_of
from tests.test_cli_journal import run

__all__ = ["run"]
ZONE = "Asia/Shanghai"
JUNE = Scope(moment("2024-06-30"), Period.month(2024, 6), access=Access.everything())


def delivered(number: str, day: str, **more: Any) -> dict[str, list[Row]]:
    """An order of June, promised for the 10th and delivered on a day."""
    placed = order(number, "2024-06-03", customer_name="王朝, Ltd", status="shipped", **more)
    return {
        "orders": [placed],
        "order_lines": [line(number, promised_date="2024-06-10", delivered_date=day)],
    }


@pytest.fixture
def warehouse(home: Path) -> Any:
    opened = open_warehouse(home)
    publish(opened, delivered("A", "2024-06-12"))
    yield opened
    opened.close()


def edit(warehouse: Warehouse, number: str = "A", **given: str | None) -> None:
    """Write over an order, as the page and the command line do."""
    release = warehouse.latest()
    assert release is not None
    changes = order_changes({number: given}, warehouse.exported(release), ZONE)
    save(warehouse, changes)


def save(warehouse: Warehouse, changes: Any) -> None:
    journal = warehouse.records.journal
    journal.save(changes, "Ann", "", Seen(1, journal.position()))


def states(warehouse: Warehouse) -> dict[str, str]:
    release = warehouse.latest()
    assert release is not None
    return {one.edit.column: one.state for one in warehouse.reader(release).edits}


def on_time(warehouse: Warehouse) -> float | None:
    release = warehouse.latest()
    assert release is not None
    return evaluate(["on_time_rate"], [], JUNE, warehouse.reader(release))["on_time_rate"][0]


def test_an_edit_stays_while_the_export_says_what_it_said(warehouse: Warehouse) -> None:
    before = warehouse.latest()
    assert on_time(warehouse) == 0
    edit(warehouse, delivered_date="2024年6月9日", status="已完成")
    assert on_time(warehouse) == 1
    publish(warehouse, {"orders": [order("B", "2024-06-04")], "order_lines": [line("B")]})
    assert states(warehouse) == {"delivered_date": "in_force", "status": "in_force"}
    found = rows_of(warehouse, "SELECT status FROM order_facts WHERE order_no = 'A'")
    assert found == ["completed"]
    imported = warehouse.exported(before).release  # type: ignore[arg-type]
    assert rows_of(warehouse, "SELECT status FROM line_facts", imported) == ["completed"]
    edit(warehouse, status="shipped")  # as the export says: no edit any more
    assert states(warehouse) == {"delivered_date": "in_force"}


def test_an_edit_is_settled_when_the_export_says_the_same(warehouse: Warehouse) -> None:
    edit(warehouse, delivered_date="2024-06-09 00:00")
    publish(warehouse, delivered("A", "2024-06-09"))
    assert states(warehouse) == {"delivered_date": "settled"}
    assert on_time(warehouse) == 1


def test_the_export_wins_with_another_value_and_the_edit_is_listed(
    warehouse: Warehouse, run: Any
) -> None:
    edit(warehouse, delivered_date="2024-06-09")
    publish(warehouse, delivered("A", "2024-06-11"))
    assert on_time(warehouse) == 0
    listed = json.loads(run("edits --format json")[1])["edits"]
    assert [(one["state"], one["value"], one["who"]) for one in listed] == [
        ("superseded", "2024-06-09", "Ann")
    ]
    assert (listed[0]["replaced"], listed[0]["exported"]) == (
        "2024-06-12 00:00",
        "2024-06-11 00:00",
    )
    warehouse.undo("Ann")  # what the edit replaced is there again
    assert states(warehouse) == {"delivered_date": "in_force"}


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("delivered_date", "2024-13-40", '"2024-13-40" is not a date or time. Use 2024-06-30'),
        ("promised_date", "03/04/2024", "may be read day first or month first"),
        ("status", "吃饭", "is not one of the words that are known here. Use one of: created"),
        ("satisfaction", "9", "is not a score from 1 to 5"),
        ("amount", "5", "is no column that can be edited"),
    ],
)
def test_what_an_import_would_set_aside_is_refused_in_its_words(
    warehouse: Warehouse, column: str, value: str, said: str
) -> None:
    with pytest.raises(BadEntry, match=said.replace("(", r"\(")):
        edit(warehouse, **{column: value})
    assert states(warehouse) == {}


def test_an_order_is_edited_and_its_edits_listed_at_the_command_line(
    warehouse: Warehouse, run: Any
) -> None:
    code, _, err = run("edit A 当前状态=已完成 Satisfaction=很满意 'delay_reason=Rain' --who 王敏")
    assert code == 0
    assert "A · Status: Completed (before: as in the export)." in err
    listed = json.loads(run("edits A --format json")[1])
    assert {one["column"]: one["value"] for one in listed["edits"]} == {
        "status": "completed",
        "satisfaction": "5",
        "delay_reason": "Rain",
    }
    assert "Completed" in run("edits")[1]
    assert "ledger" not in run("edits X")[1]
    code, _, err = run("edit Z status=paid")
    assert (code, "There is no order 'Z' in release 1" in err) == (2, True)
    run("journal --undo --who 王敏")
    assert json.loads(run("edits --format json")[1])["edits"] == []


def test_a_new_order_counts_until_an_export_brings_it(warehouse: Warehouse) -> None:
    release = warehouse.latest()
    assert release is not None
    given = {
        "customer_name": "王朝，Ltd",
        "order_date": "2024/6/5",
        "amount": "1,250.50",
        "product": "Pump",
        "sales_rep": "张三",
        "status": "生产中",
        "promised_date": "2024-06-20",
    }
    reader = warehouse.exported(release)
    with pytest.raises(BadEntry, match="blank, and every order needs one"):
        new_order_changes("N1", {"amount": "5"}, reader, ZONE)
    with pytest.raises(BadEntry, match="There is an order A already"):
        new_order_changes("A", given, reader, ZONE)
    save(warehouse, new_order_changes("N1", given, reader, ZONE))
    row = rows_of(
        warehouse,
        "SELECT amount::VARCHAR, first_product, status, promised_latest::VARCHAR,"
        " order_day::VARCHAR FROM order_facts WHERE order_no = 'N1'",
    )
    assert row == [("1250.5000", "Pump", "in_production", "2024-06-20", "2024-06-05")]
    revenue = evaluate(["revenue"], [], JUNE, warehouse.reader(release))["revenue"][0]
    assert revenue == 1260.5
    brought = order("N1", "2024-06-05", "王朝，Ltd", status="shipped")
    publish(
        warehouse, {"orders": [brought], "order_lines": [line("N1", amount=1300, product="Pump")]}
    )
    found = states(warehouse)
    assert (found["status"], found["amount"]) == ("superseded", "superseded")
    assert found["product"] == "settled"
    assert found["sales_rep"] == "in_force"
    newest = warehouse.latest()
    assert newest is not None
    assert evaluate(["revenue"], [], JUNE, warehouse.reader(newest))["revenue"][0] == 1310


def test_a_complaint_and_its_answer_are_recorded(warehouse: Warehouse) -> None:
    release = warehouse.latest()
    assert release is not None
    reader = warehouse.exported(release)
    told = {"order_no": "A", "raised_at": "2024-06-14 17:00", "description": "Dented"}
    save(warehouse, complaint_changes("T1", told, reader, ZONE))
    waiting = (
        "SELECT complaint_count, description FROM order_facts JOIN complaint_facts USING (order_no)"
    )
    assert rows_of(warehouse, waiting) == [(1, "Dented")]
    answer = {"first_response_at": "2024-06-15 17:00"}
    save(warehouse, complaint_changes("T1", answer, reader, ZONE))
    asked = evaluate(["response_within_24h", "complaint_rate"], [], JUNE, warehouse.reader(release))
    assert asked["response_within_24h"][0] == 1
    assert asked["complaint_rate"][0] == 1


def test_edits_lie_over_what_files_said_where_names_are_one(warehouse: Warehouse) -> None:
    publish(
        warehouse,
        {
            "orders": [order("B", "2024-06-02", "C2"), order("C", "2024-06-20", "C9")],
            "order_lines": [line("B"), line("C")],
        },
    )
    edit(warehouse, "B", remark="call", sales_rep="Ann")
    edit(warehouse, "C", customer_id="C2")
    same = KINDS["match"].changes(
        {"column": "customer", "found": "C2", "use": "C1", "verdict": "same"}
    )
    save(warehouse, same)
    firsts = "SELECT customer_id, order_no, is_first_order FROM order_facts ORDER BY order_no"
    found = rows_of(warehouse, firsts)
    assert found == [("C1", "A", False), ("C1", "B", True), ("C1", "C", False)]
    assert rows_of(warehouse, "SELECT remark FROM orders WHERE order_no = 'B'") == ["call"]
    assert states(warehouse) == {
        "remark": "in_force", "sales_rep": "in_force", "customer_id": "in_force"
    }  # fmt: skip
    edit(warehouse, "A", status="cancelled")
    edit(warehouse, "B", status="cancelled")
    assert rows_of(warehouse, firsts) == [("C1", "A", False), ("C1", "B", False), ("C1", "C", True)]
