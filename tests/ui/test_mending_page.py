"""Rows that were set aside are mended in the page: before publishing and afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.intake import Decisions, Import, kept_aside
from ordertrack.intake.result import Plan
from ordertrack.intake.rows import set_aside
from ordertrack.metrics import rows as behind
from ordertrack.settings import settings
from ordertrack.ui.imports import to_mend, uploads
from ordertrack.ui.parts import raw_rows
from ordertrack.warehouse import Warehouse
from ordertrack.warehouse import raw_rows as kept
from tests.shelves import open_warehouse, rows_of
from tests.ui.screens import opened, told
from tests.views.making import view_of

HEAD = "订单号,行号,客户名称,产品,数量,下单时间,订单金额(元),状态"
GOOD = [f"SO{n},1,客户{n},P{n % 3},1,2024-06-{n % 28 + 1:02},100,已完成" for n in range(1, 31)]
# Eight kinds of fault: row, the column that is mended, and what is written there.
FAULTS = [
    ("SO41,1,甲,P1,1,2024-06-03,待定,已完成", 6, "11"),
    ("SO42,1,甲,P1,1,2024-06-33,12,已完成", 5, "2024-06-30"),
    ("SO43,1,甲,P1,1,待定,13,已完成", 5, "2024-06-13"),
    ("SO44,1,甲,P1,many,2024-06-03,14,已完成", 4, "2"),
    (",1,甲,P1,1,2024-06-03,15,已完成", 0, "SO45"),
    ("SO1,1,客户1,P9,7,2024-06-02,16,已完成", 1, "2"),
    ("SO47,1,甲,P1,1,2024-06-03,17,胡说", 7, "已完成"),
    ("SO48,1,甲,P1,1,2024-06-03", 6, "18"),
]


@pytest.fixture
def warehouse(home: Path) -> Warehouse:
    return open_warehouse(home)


def dropped(at: AppTest, name: str, *lines: str) -> AppTest:
    number = at.session_state[uploads.ROUND]
    body = "\n".join((*lines, "")).encode()
    at.file_uploader(key=f"imports_files_{number}").upload(name, body)
    return checked(at.run())


def checked(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def press(at: AppTest, name: str) -> AppTest:
    (button,) = [one for one in at.button if name in (one.key, one.label)]
    return checked(button.click().run())


def mend(at: AppTest, cells: dict[int, dict[str, str]]) -> AppTest:
    """Write cells anew (row → column → text) and let the rows be checked."""
    (editor,) = [one for one in at.data_editor if one.key.startswith("mend_")]
    places = {row: place for place, row in enumerate(editor.value["row"])}
    at.session_state[editor.key] = {
        "edited_rows": {places[row]: new for row, new in cells.items()},
        "added_rows": [],
        "deleted_rows": [],
    }
    (button,) = [one for one in at.button if one.label.startswith("Check")]
    return checked(button.click().run())


def reasons(at: AppTest) -> dict[int, str]:
    (editor,) = [one for one in at.data_editor if one.key.startswith("mend_")]
    return dict(zip(editor.value["row"], editor.value["reason"], strict=True))


def test_every_kind_of_fault_is_mended_in_the_page_before_publishing(
    warehouse: Warehouse,
) -> None:
    rows = [*GOOD, *(row for row, _, _ in FAULTS)]
    at = dropped(opened("imports"), "orders.csv", HEAD, *rows)
    found = reasons(at)
    for seen in ("待定", "2024-06-33", "many", "胡说", "6 of 8"):
        assert any(seen in reason for reason in found.values()), found
    first = len(GOOD) + 2
    at = mend(at, {first + n: {f"c{at}": new} for n, (_, at, new) in enumerate(FAULTS)})
    assert "set aside" not in told(at).replace("**0** set aside", "")
    assert "8 rows were mended here." in told(at)
    press(at, "imports_publish")
    assert rows_of(warehouse, "SELECT COUNT(*), SUM(amount) FROM order_facts") == [(37, 3116)]


def test_what_an_import_set_aside_is_mended_afterwards_as_a_new_release(
    warehouse: Warehouse,
) -> None:
    lines = [*GOOD, "SO1,2,客户1,P9,1,2024-06-02,200,已完成", *(row for row, _, _ in FAULTS[:4])]
    at = dropped(opened("imports"), "orders.csv", HEAD, *lines)
    at = checked(at.checkbox(key="imports_set_aside").check().run())
    at = press(press(at, "imports_publish"), "imports_to_mend")
    assert list(reasons(at)) == [33, 34, 35, 36]
    at = mend(at, {33: {"c6": "11"}, 34: {"c5": "2024-06-30"}, 36: {"c4": "still many"}})
    assert "**3** rows read = **2** accepted + **1** set aside" in told(at)
    at = mend(at, {4: {"c4": "2"}})
    press(at, "imports_publish")
    assert [release.number for release in warehouse.releases()] == [2, 1]
    counted = "SELECT COUNT(*), SUM(amount) FROM order_facts"
    assert rows_of(warehouse, counted) == [(33, 3000 + 200 + 11 + 12 + 14)]
    assert rows_of(warehouse, "SELECT amount FROM order_facts WHERE order_no = 'SO1'") == [300]
    newest = warehouse.latest()
    assert [row.row for row in warehouse.waiting(newest)] == [35]
    assert "To mend (1)" in str(opened("imports").segmented_control)
    back = warehouse.undo("tester")  # what the undone import mended stands aside again
    assert [row.row for row in warehouse.waiting(back)] == [33, 34, 35, 36]


def test_a_row_put_right_in_the_file_itself_stands_aside_no_longer(warehouse: Warehouse) -> None:
    twin = "SO41,2,甲,P1,1,2024-06-03,99,已完成"
    bad = "SO41,2,甲,P1,1,2024-06-03,待定,已完成"
    lines = [*GOOD, "SO41,1,甲,P2,1,2024-06-03,10,已完成"]
    for rows, waits in (([*lines, bad], 1), ([*lines, bad], 1), ([*lines, twin], 0)):
        at = dropped(opened("imports"), "orders.csv", HEAD, *rows)
        for box in at.checkbox:
            if box.key == "imports_set_aside":
                at = checked(box.check().run())
        press(at, "imports_publish")
        assert len(warehouse.waiting(warehouse.latest())) == waits
    assert rows_of(warehouse, "SELECT amount FROM order_facts WHERE order_no = 'SO41'") == [109]
    assert len(warehouse.releases()) == 2


def imported(warehouse: Warehouse, lines: list[str]) -> Plan:
    importing = Import(warehouse, settings(), warehouse.home.parent / "staging")
    importing.read([("orders.csv", "\n".join((HEAD, *lines, "")).encode())])
    plan = importing.prepare(Decisions(answers_by_kind={"set-aside": "yes"}))
    importing.publish("tester")
    return plan


def test_thousands_of_rows_that_stand_aside_all_wait_to_be_mended(warehouse: Warehouse) -> None:
    bad = [f"SO{n},1,甲,P1,1,2024-06-03,待定,已完成" for n in range(1000, 7001)]
    imported(warehouse, [*GOOD, *bad])
    newest = warehouse.latest()
    assert newest is not None
    assert warehouse.count_waiting(newest) == len(warehouse.waiting(newest)) == 6001
    at = opened("imports", view="mend")
    assert "rows set aside: 6,001" in told(at)
    assert "The first 500 of 6,001 rows" in told(at)


def test_rows_that_are_not_kept_are_spoken_of(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (set_aside, kept_aside, to_mend):
        monkeypatch.setattr(module, "KEPT", 2)
    bad = [f"SO{n},1,甲,P1,1,2024-06-03,待定,已完成" for n in range(100, 105)]
    plan = imported(warehouse, [*GOOD, *bad])
    said = [str(found.text) for found in plan.findings if found.kind == "set-aside-beyond"]
    assert said and "5 rows are set aside; 2 of them will wait here" in said[0]
    at = opened("imports", view="mend")
    assert "Release #1 set 5 rows of orders.csv aside, and 2 of them were kept" in told(at)


def test_the_raw_rows_of_an_order_are_shown_as_they_stood(warehouse: Warehouse) -> None:
    head = "导出时间：2024-07-01,,,,,,,"
    lines = [*GOOD, 'SO41,1,"甲,乙",P1, 2 ,2024/6/3,"1,200.50",已发货']
    at = dropped(opened("imports"), "orders.csv", head, HEAD, *lines)
    at = press(at, "imports_publish")
    later = [lines[-1].replace("已发货", "已完成"), lines[-1].replace("SO41,1", "SO41,2")]
    press(dropped(at, "七月.csv", HEAD, *later), "imports_publish")
    page = opened("orders", order="SO41")
    page.session_state["order_raw"] = True
    shown = [frame.value for frame in checked(page.run()).dataframe]
    raw = [frame for frame in shown if "订单号" in frame.columns]
    assert [list(frame["Row"]) for frame in raw] == [[2, 3], [33]]
    assert list(raw[1].columns) == ["Row", *HEAD.split(",")]
    assert list(raw[1].iloc[0])[1:] == [
        *("SO41", "1", "甲,乙", "P1", " 2 ", "2024/6/3", "1,200.50", "已发货")
    ]
    said = told(page).replace("\\", "")
    assert "Lines (2)" in said
    assert "七月.csv, imported with release #2" in said and "orders.csv" in said
    assert "tester" in said


def test_the_raw_rows_behind_a_number_are_a_click_away(warehouse: Warehouse) -> None:
    lines = [*GOOD, "17,1,甲,P1,1,2024-06-03,10,已完成", "17,2,甲,P2,1,2024-06-03,10,已完成"]
    importing = Import(warehouse, settings(), warehouse.home.parent / "staging")
    importing.read([("orders.csv", "\n".join((HEAD, *lines, "")).encode())])
    importing.prepare(Decisions())
    importing.publish("tester")
    at = opened(period="2024-06")
    at.session_state["origin_orders_numerator_raw"] = True
    shown = [frame.value for frame in press(at, "origin_orders").dataframe]
    [raw] = [frame for frame in shown if "订单号" in frame.columns]
    assert len(raw) == 32 and list(raw["产品"][-2:]) == ["P1", "P2"]
    view = view_of(warehouse, "2024-06")
    fetch = raw_rows.with_places(
        view, lambda limit: behind.rows("orders", "numerator", view.scope, view.reader)
    )
    placed = fetch(99).rows_by_key("order_no", named=True, unique=True)
    assert (placed["SO1"]["raw_file"], placed["SO1"]["raw_row"]) == ("orders.csv", "2")
    assert placed["17"]["raw_row"] == "32, 33"


def test_an_order_whose_number_was_made_unique_is_found_in_its_file(warehouse: Warehouse) -> None:
    lines = [*GOOD, "17,1,甲,P1,1,2024-06-03,10,已完成"]
    importing = Import(warehouse, settings(), warehouse.home.parent / "staging")
    importing.read([("orders.csv", "\n".join((HEAD, *lines, "")).encode())])
    importing.prepare(Decisions())
    release = importing.publish("tester")
    asked = (warehouse.storage, warehouse.records, release)
    found = kept.places(*asked, ["17-20240603", "SO2", "nowhere"])
    assert found.sort("raw_row").rows() == [
        ("SO2", "orders.csv", "3"),
        ("17-20240603", "orders.csv", "32"),
    ]
    [one] = kept.of_orders(*asked, ["17-20240603"])
    assert one.rows["row"].to_list() == [32]


def test_a_mended_row_of_the_demo_company_leaves_it_in_its_place(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    lines = [*GOOD, "SO41,1,甲,P1,1,2024-06-03,待定,已完成"]
    importing = Import(warehouse, settings(), tmp_path / "staging", "demo")
    importing.read([("demo.csv", "\n".join((HEAD, *lines, "")).encode())])
    importing.prepare(Decisions(answers_by_kind={"set-aside": "yes"}))
    importing.publish("tester")
    at = mend(opened("imports", view="mend"), {32: {"c6": "11"}})
    assert "gives way" not in told(at)
    press(at, "imports_publish")
    assert rows_of(warehouse, "SELECT COUNT(*) FROM order_facts") == [31]
    newest = warehouse.latest()
    assert newest is not None and newest.kind == "demo" and warehouse.waiting(newest) == []
