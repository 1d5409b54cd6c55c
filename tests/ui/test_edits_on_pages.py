"""What is typed over orders on the pages is saved under a name, and seen there at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.intake.typed import order_changes
from ordertrack.period import Period
from ordertrack.records.journal import Seen
from ordertrack.scope import Scope, moment
from ordertrack.views.orders import edits
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import opened, told
from tests.ui.shop import open_shop
from tests.ui.test_delivery_page import table

LATE = "SO2300"


@pytest.fixture
def shop(home: Path) -> None:
    open_shop(home).close()


def test_the_ledger_is_typed_into_and_the_number_of_late_orders_follows(shop: None) -> None:
    at = opened("orders", period="2024-12", q=LATE)
    assert "1 late" in told(at)
    at.toggle(key="ledger_edit").set_value(True).run()
    place = next(iter(at.session_state["edit_seen"]))
    at.session_state["edit_cells"] = {place: {0: {"delivered_date": "2024-12-32"}}}
    at.run()
    at.button(key="edit_save").click().run()
    assert f'Order {LATE}, Delivered: "2024-12-32" is not a date' in told(at).replace("\\", "")
    at.session_state["edit_cells"] = {place: {0: {"delivered_date": "2024年12月9日"}}}
    at.run()
    at.button(key="edit_save").click().run()
    assert not at.exception
    assert "Saved: 1 value." in [one.value for one in at.success]
    assert "1 late" not in told(at)


def test_who_mends_the_last_order_of_a_list_is_told_that_it_was_saved(shop: None) -> None:
    at = opened("orders", period="2024-12", q=LATE, show="late")
    at.toggle(key="ledger_edit").set_value(True).run()
    place = next(iter(at.session_state["edit_seen"]))
    at.session_state["edit_cells"] = {place: {0: {"delivered_date": "2024-12-09"}}}
    at.run()
    at.button(key="edit_save").click().run()
    assert not at.exception
    assert "edit_grid" not in str(at.main)
    assert "Saved: 1 value." in [one.value for one in at.success]


def test_who_was_quicker_is_shown_and_nothing_typed_is_lost(shop: None, home: Path) -> None:
    at = opened("orders", period="2024-12", q=LATE)
    at.toggle(key="ledger_edit").set_value(True).run()
    place = next(iter(at.session_state["edit_seen"]))
    typed = {0: {"remark": "mine", "delay_reason": "Rain"}}
    at.session_state["edit_cells"] = {place: typed}
    at.run()
    warehouse = open_warehouse(home)
    release = warehouse.latest()
    assert release is not None
    theirs = order_changes({LATE: {"remark": "theirs"}}, warehouse.exported(release), "UTC")
    warehouse.records.journal.save(theirs, "Bob", "", Seen(1, 0))
    at.button(key="edit_save").click().run()
    assert "Bob has written theirs, you mine" in told(at)
    at.button(key="edit_yield").click().run()
    at.button(key="edit_save").click().run()
    found = {one.edit.column: one.edit.value for one in warehouse.reader(release).edits}
    assert found == {"remark": "theirs", "delay_reason": "Rain"}
    warehouse.close()


def test_an_order_is_edited_on_its_page_its_history_shown_and_taken_back(shop: None) -> None:
    at = opened("orders", order=LATE)
    at.session_state["order_edit"] = True
    at.session_state["order_history"] = True
    at.run()
    field = next(one for one in at.text_area if (one.key or "").endswith("_remark"))
    field.set_value("call on Monday").run()
    laid = {"state", "value"}
    at.button(key="order_edit_save").click().run()
    assert not at.exception
    (laid_now,) = (one.value for one in at.dataframe if laid <= set(one.value.columns))
    assert laid_now["value"].to_list() == ["call on Monday"]
    history = [one.value for one in at.dataframe if "why" in one.value.columns]
    assert any("call on Monday" in str(frame.rows()) for frame in map(as_polars, history))
    at.button(key="order_undo").click().run()
    assert not at.exception
    assert not [one for one in at.dataframe if laid <= set(one.value.columns)]


def as_polars(frame: Any) -> pl.DataFrame:
    return frame if isinstance(frame, pl.DataFrame) else pl.from_pandas(frame)


def test_a_complaint_is_recorded_and_the_card_says_that_it_rests_on_it(
    shop: None, home: Path
) -> None:
    at = opened("orders", order=LATE)
    assert "No complaints in this data" in told(at)
    at.session_state["complaint_box"] = True
    at.run()
    raised = next(one for one in at.text_input if (one.key or "").endswith("_raised_at"))
    raised.set_value("2024-12-20 17:00").run()
    at.button(key="complaint_edit_save").click().run()
    assert not at.exception
    assert "Complaints (1)" in told(at)
    warehouse = open_warehouse(home)
    release = warehouse.latest()
    assert release is not None
    reader = warehouse.reader(release)
    scope = Scope(moment("2024-12-31"), Period.month(2024, 12), access=Access.everything())
    view = SimpleNamespace(reader=reader, scope=scope)
    assert len(edits.behind(view, "complaint_rate")) == 2  # its order and its time
    assert edits.behind(view, "expense_ratio") == []
    before = replace(scope, period=Period.month(2024, 11))
    assert edits.behind(SimpleNamespace(reader=reader, scope=before), "complaint_rate") == []
    warehouse.close()


def test_a_new_order_is_typed_in_the_columns_of_the_template(shop: None) -> None:
    at = opened("orders", period="2024-12")
    at.session_state["new_orders_box"] = True
    at.run()
    place = next(iter(at.session_state["new_orders_seen"]))
    row = {"order_no": "N1", "customer_name": "Customer C1", "order_date": "2024-12-02"}
    at.session_state["new_orders_cells"] = {place: {0: row, 1: {"order_no": ""}}}
    at.run()
    at.button(key="new_orders_save").click().run()
    assert "blank, and every order needs one" in told(at)
    at.session_state["new_orders_cells"] = {
        place: {0: {**row, "amount": "1,000", "product": "Pump"}}
    }
    at.run()
    at.button(key="new_orders_save").click().run()
    assert not at.exception
    assert "Customer C1 (C1)" in str(opened("orders", order="N1").table[0].value)


def test_a_limit_set_on_the_page_stands_on_the_timeline_and_in_the_list(home: Path) -> None:
    warehouse = open_warehouse(home)
    placed = order("A", "2024-06-03", customer_name="C", production_started_at=None)
    begun = {**placed, "order_no": "B", "production_started_at": "2024-06-04"}
    publish(warehouse, {"orders": [placed, begun], "order_lines": [line("A"), line("B")]})
    warehouse.close()
    at = opened("orders", as_of="2024-06-12")
    at.session_state["limits_box"] = True
    at.run()
    assert "No limit is set" in told(at)
    at.selectbox(key="limit_stage_0").select("in_production")
    at.text_input(key="limit_days_0").set_value("4")
    at.date_input(key="limit_from_day_0").set_value(date(2024, 1, 1))
    at.button(key="limit_save_0").click().run()
    assert not at.exception
    assert table(at, "over")["over"] == ["2 working days"]  # the 10th was a holiday
    page = told(opened("orders", order="A", as_of="2024-06-12"))
    assert "limit 2024-06-07" in page and "over by 2 working days" in page
    assert "over by" not in told(opened("orders", order="B", as_of="2024-06-12"))
