from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.model.protection import JOINER
from ordertrack.settings import settings
from ordertrack.ui.frame import uploaded
from ordertrack.ui.imports import uploads
from ordertrack.ui.imports.mapping import changes, key_of
from ordertrack.ui.imports.rejected_rows import CONFIRMED
from ordertrack.views.imports.release_compare import change_text
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish, rows_of
from tests.ui.screens import opened, told

TWO_ORDERS = """订单号,客户名称,产品/服务,下单时间,订单金额(元),预计交付时间
SO1,A公司,软件,2024-06-01,"50,000",2024-06-15
SO2,B公司,硬件,2024-06-02,300,2024-06-20
"""
# "交货时间" is a promise in one system and a delivery in another: it is only ever suggested.
UNSURE = """订单号,客户名称,产品/服务,下单时间,订单金额(元),交货时间
SO1,A公司,软件,2024-06-01,100,2024-06-15
"""
BROKEN = 'order no,customer,order date,amount\nSO1,"A,2024-06-01,1\n'


# Two words of seven speak of salespeople.
LITTLE = """负责人,团队,电话,邮箱,生日,工位,车牌
张三,华东,139,a@b.c,5月,A1,沪A
"""


@pytest.fixture
def warehouse(home: Path) -> Warehouse:
    return open_warehouse(home)


def dropped(at: AppTest, **files: str) -> AppTest:
    """Drop files (`name_csv="…"`) on the page."""
    number = at.session_state[uploads.ROUND]
    for name, text in files.items():
        at.file_uploader(key=f"imports_files_{number}").upload(
            name.replace("_csv", ".csv"), text.encode()
        )
    at.run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def confirm(at: AppTest) -> AppTest:
    (button,) = [b for b in at.button if b.label == "Confirm all"]
    button.click().run()
    assert not at.exception, at.exception
    return at


def test_an_empty_page_says_what_to_do() -> None:
    at = opened("imports")
    text = told(at)
    assert "Drop the exports here" in text
    assert "This will be the first release." in text


def test_an_upload_is_previewed_and_nothing_changes_before_publishing(
    warehouse: Warehouse,
) -> None:
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    text = told(at)
    assert "**2** rows read = **2** accepted + **0** set aside + **0** skipped" in text
    assert "4 new" in text  # two orders and two lines
    assert warehouse.latest() is None


def test_publishing_makes_a_release_and_says_what_it_brought(warehouse: Warehouse) -> None:
    at = press(dropped(opened("imports"), orders_csv=TWO_ORDERS), "imports_publish")
    assert at.success[0].value == "Orders 2 new · Order lines 2 new"
    release = warehouse.latest()
    assert release is not None and release.who == "tester"
    assert rows_of(warehouse, "SELECT CAST(SUM(amount) AS INTEGER) FROM order_facts") == [50300]
    assert at.session_state[uploads.ROUND] == 1  # the page is ready for the next import


def test_the_same_file_twice_says_that_nothing_is_new(warehouse: Warehouse) -> None:
    at = press(dropped(opened("imports"), orders_csv=TWO_ORDERS), "imports_publish")
    at = dropped(at, orders_csv=TWO_ORDERS)
    assert "bring nothing new" in told(at)
    assert "brought nothing new" in told(press(at, "imports_publish"))
    assert [release.number for release in warehouse.releases()] == [1]


def test_a_bad_file_is_shown_beside_the_good_one_and_can_be_left_out(
    warehouse: Warehouse,
) -> None:
    at = dropped(opened("imports"), good_csv=TWO_ORDERS, bad_csv=BROKEN)
    assert any("bad.csv" in block.value for block in at.error)
    assert "**2** rows read" in told(at)
    assert at.button(key="imports_publish").disabled
    at = press(at, "imports_without_0")
    assert not at.error
    press(at, "imports_publish")
    assert warehouse.latest() is not None


def test_where_no_file_can_be_read_only_the_reasons_are_shown() -> None:
    at = dropped(opened("imports"), bad_csv=BROKEN)
    assert any("bad.csv" in block.value for block in at.error)
    assert not at.subheader  # no preview of nothing
    at = press(at, "imports_without_0")
    assert "Drop the exports here" in told(at)


def test_a_suggestion_is_used_only_when_a_person_confirms_it(warehouse: Warehouse) -> None:
    at = dropped(opened("imports"), orders_csv=UNSURE)
    assert "Please confirm (1)" in told(at)
    assert "1 suggestion is not confirmed" in told(at)
    at = press(confirm(at), "imports_publish")
    found = "SELECT COUNT(delivered_at) + COUNT(promised_latest) FROM order_facts"
    assert rows_of(warehouse, found) == [1]


def test_an_unconfirmed_suggestion_stays_out(warehouse: Warehouse) -> None:
    press(dropped(opened("imports"), orders_csv=UNSURE), "imports_publish")
    found = "SELECT COUNT(delivered_at) + COUNT(promised_latest) FROM order_facts"
    assert rows_of(warehouse, found) == [0]


def test_a_confirmed_mapping_is_remembered(warehouse: Warehouse) -> None:
    at = press(confirm(dropped(opened("imports"), orders_csv=UNSURE)), "imports_publish")
    again = dropped(at, orders_csv=UNSURE.replace("SO1", "SO9"))
    assert "Please confirm" not in told(again)


def test_rows_set_aside_are_listed_with_their_reason() -> None:
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS + "SO3,C公司,软件,2024-13-40,5,\n")
    text = told(at)
    assert "**3** rows read = **2** accepted + **1** set aside" in text
    assert "1 row set aside" in text
    reasons = at.dataframe[1].value["reason"]
    assert "2024-13-40" in reasons[0]


def test_publishing_without_rows_set_aside_needs_a_yes_that_can_be_taken_back(
    warehouse: Warehouse,
) -> None:
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS + "SO3,C公司,软件,2024-13-40,5,\n")
    assert "bad values: 1 (33.3%)" in told(at)
    assert at.button(key="imports_publish").disabled
    at.checkbox(key=CONFIRMED).check().run()
    assert not at.button(key="imports_publish").disabled
    at.checkbox(key=CONFIRMED).uncheck().run()
    assert at.button(key="imports_publish").disabled
    at.checkbox(key=CONFIRMED).check().run()
    press(at, "imports_publish")
    assert len(rows_of(warehouse, "SELECT order_no FROM orders")) == 2


def test_an_answer_of_an_earlier_import_is_shown_and_can_be_changed(warehouse: Warehouse) -> None:
    odd = TWO_ORDERS.replace("预计交付时间", "状态").replace("2024-06-15", "待审")
    odd = odd.replace("2024-06-20", "已完成")
    at = dropped(opened("imports"), orders_csv=odd)
    assert "rows affected: 1" in told(at)
    asked = "word:orders.csv:o_status:待审"
    key = next(box.key for box in at.selectbox if "待审" in (box.label or ""))
    at.selectbox(key=key).select("cancelled")
    press(confirm(at), "imports_publish")
    again = dropped(at, orders_csv=odd.replace("SO1", "SO9"))
    assert "Please confirm" not in told(again)
    assert "Answered as in earlier imports (1)" in str([box.label for box in again.expander])
    again.selectbox(key=key).select("placed")
    [change] = [b for b in again.button if b.label == "Change the answers"]
    change.click().run()
    assert again.session_state[uploads.DRAFT].decisions.answers == {asked: "placed"}


def test_rows_that_wait_for_an_answer_are_not_to_be_mended_yet() -> None:
    unclear = TWO_ORDERS.replace("2024-06-01", "03/04/2024").replace("2024-06-02", "05/06/2024")
    at = dropped(opened("imports"), orders_csv=unclear)
    assert "Answer what is asked above first" in told(at)
    assert "mend the cells" not in told(at)


def test_an_upload_survives_a_look_at_another_page_and_another_language() -> None:
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    at.switch_page("../../../pages/orders.py").run()
    at.switch_page("../../../pages/imports.py").run()
    assert "**2** rows read" in told(at)
    at.session_state["chosen"] = {"lang": "zh"}
    assert "读取 **2** 行" in told(at.run())


def test_an_upload_can_be_discarded(home: Path) -> None:
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    folder = at.session_state[uploads.DRAFT].importing.staging
    at = press(at, "imports_discard")
    assert "Drop the exports here" in told(at)
    assert not folder.exists()


def test_the_full_list_removes_what_the_file_lacks(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("OLD", "2024-05-01")], "order_lines": [line("OLD")]})
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    at.checkbox(key="imports_full").check().run()
    assert "2 removed" in told(at)
    press(at, "imports_publish")
    assert rows_of(warehouse, "SELECT order_no FROM orders ORDER BY order_no") == ["SO1", "SO2"]


def test_without_the_full_list_nothing_is_removed(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("OLD", "2024-05-01")], "order_lines": [line("OLD")]})
    press(dropped(opened("imports"), orders_csv=TWO_ORDERS), "imports_publish")
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [3]


def test_only_changed_columns_are_mapped_anew() -> None:
    import polars as pl

    before = pl.DataFrame(
        {"header": ["a", "b", "c"], "target": ["orders.status", "", "orders.team"]}
    )
    after = before.with_columns(target=pl.Series(["orders.team", None, None], dtype=pl.String))
    assert changes(before, after) == {"a": "orders.team", "c": ""}


def test_a_column_chosen_in_the_table_of_columns_counts_when_applied(warehouse: Warehouse) -> None:
    at = dropped(opened("imports"), orders_csv=UNSURE)
    (source,) = at.session_state[uploads.DRAFT].importing.plan.sources
    at.session_state[key_of(source)] = True
    at.run()
    (editor,) = at.data_editor
    place = list(editor.value["header"]).index("交货时间")
    at.session_state[editor.key] = {
        "edited_rows": {place: {"target": "order_lines.promised_date"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    (apply,) = [button for button in at.button if button.label == "Apply changes"]
    apply.click().run()
    assert not at.exception, at.exception
    assert "Please confirm" not in told(at)
    press(at, "imports_publish")
    assert rows_of(warehouse, "SELECT COUNT(promised_latest) FROM order_facts") == [1]


def test_a_file_can_be_told_to_be_something_else(warehouse: Warehouse) -> None:
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    (source,) = at.session_state[uploads.DRAFT].importing.plan.sources
    at.session_state[key_of(source)] = True
    at.run()
    (holds,) = [box for box in at.selectbox if box.label == "This file holds"]
    holds.set_value("none").run()
    assert not at.exception, at.exception
    assert at.button(key="imports_publish").disabled
    assert "in files that are not used 2" in told(at)


# --- the history ----------------------------------------------------------------------------------


def two_releases(warehouse: Warehouse) -> None:
    for amount in (100, 150):
        tables = {
            "orders": [order("SO1", "2024-06-01")],
            "order_lines": [line("SO1", amount=amount)],
        }
        publish(warehouse, tables)


def test_a_broken_table_leaves_the_history_readable(warehouse: Warehouse, home: Path) -> None:
    two_releases(warehouse)
    shutil.rmtree(home / "tables" / "order_facts")
    (home / "tables" / "order_facts").mkdir()
    at = opened("imports", view="history")
    assert list(at.dataframe[0].value["number"]) == ["#2", "#1"]
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    assert "**2** rows read" in told(at)


def test_a_history_without_releases_says_how_to_begin() -> None:
    assert "There is no release yet" in told(opened("imports", view="history"))


def test_the_history_lists_releases_the_newest_first(warehouse: Warehouse) -> None:
    two_releases(warehouse)
    at = opened("imports", view="history")
    assert list(at.dataframe[0].value["number"]) == ["#2", "#1"]
    assert list(at.dataframe[0].value["changes"]) == [
        "1 changed",
        "2 new",
    ]
    assert "Order lines 1 changed" in told(at)  # of the chosen one, table by table


def test_an_older_release_can_be_looked_at(warehouse: Warehouse) -> None:
    two_releases(warehouse)
    at = press(opened("imports", view="history", of="1"), "history_look")
    assert at.session_state["chosen"]["release"] == "1"


def test_the_newest_release_is_undone_and_any_earlier_one_made_current_again(
    warehouse: Warehouse,
) -> None:
    two_releases(warehouse)
    earlier = {button.key for button in opened("imports", view="history", of="1").button}
    assert "history_undo" not in earlier and "history_return" in earlier
    at = press(opened("imports", view="history"), "history_undo")
    assert "becomes what release #1 held" in told(at) and "goes back one further" in told(at)
    assert len(warehouse.releases()) == 2  # not before it is confirmed
    assert not at.button(key="undo_confirm").disabled
    at = press(opened("imports", view="history", of="1"), "history_return")
    assert "becomes what release #1 held" in told(at) and "one further" not in told(at)


def test_going_back_says_what_is_there_now(warehouse: Warehouse) -> None:
    def confirmed() -> None:  # as the dialog about release 2 does
        import streamlit as st

        from ordertrack.ui.imports.history import _go_back, _show_outcome

        if "asked" not in st.session_state:
            st.session_state["asked"] = True
            _go_back(2, 1, "Ann")
        _show_outcome()

    two_releases(warehouse)
    at = AppTest.from_function(confirmed).run()
    assert [block.value for block in at.success] == ["Release #3 holds what release #1 held."]
    newest = warehouse.latest()
    assert newest is not None and (newest.restores, newest.who) == (1, "Ann")
    assert "It holds what is current now." in told(opened("imports", view="history", of="1"))


def test_who_publishes_is_asked_where_nobody_is_named(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ORDERTRACK_WHO")
    settings.cache_clear()
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    assert at.button(key="imports_publish").disabled and "who you are" in told(at)
    at.text_input(key="imports_who").set_value("王敏").run()
    at = press(at, "imports_publish")
    release = warehouse.latest()
    assert release is not None and release.who == "王敏"
    again = dropped(at, orders_csv=TWO_ORDERS.replace("SO1", "SO9"))
    field = again.text_input(key="imports_who")
    # Sent with every run: a run that sets it once can be interrupted before the browser hears it.
    assert (field.value, field.proto.default) == ("王敏", "王敏")


def test_an_undo_that_a_colleague_was_quicker_with_is_not_done_again(warehouse: Warehouse) -> None:
    def confirmed() -> None:  # as the dialog about release 2 does
        import streamlit as st

        from ordertrack.ui.imports.history import _go_back, _show_outcome

        if "asked" not in st.session_state:
            st.session_state["asked"] = True
            _go_back(2, None, "tester")
        _show_outcome()

    two_releases(warehouse)
    warehouse.undo("Ann")
    at = AppTest.from_function(confirmed).run()
    assert "Release 3 was published by Ann in the meantime" in told(at)
    assert len(warehouse.releases()) == 3


def test_two_releases_are_compared(warehouse: Warehouse) -> None:
    two_releases(warehouse)
    at = opened("imports", view="history", against="1")
    figures = at.dataframe[1].value
    revenue = figures[figures["metric"] == "Revenue"].iloc[0]
    assert list(revenue) == ["Revenue", "100.00", "150.00", "+50.00"]
    orders = at.dataframe[2].value
    assert orders["amount"][0] == "100.00 → 150.00"
    assert "ordered" not in orders.columns  # in which nothing differs


def test_compared_amounts_carry_their_currency(warehouse: Warehouse) -> None:
    for amount in (100, 150):
        orders = [order("SO1", "2024-06-01", currency="USD")]
        publish(warehouse, {"orders": orders, "order_lines": [line("SO1", amount=amount)]})
    at = opened("imports", view="history", against="1", lang="en")
    figures = at.dataframe[1].value
    revenue = figures[figures["metric"] == "Revenue"].iloc[0]
    assert list(revenue)[:3] == ["Revenue", "$100.00", "$150.00"]
    assert revenue["change"].lstrip(JOINER) == "+$50.00"
    orders = at.dataframe[2].value
    assert orders["amount"][0] == "$100.00 → $150.00"
    assert orders["effect"][0].lstrip(JOINER) == "+$50.00"


def test_compared_amounts_in_two_currencies_are_each_in_their_own(warehouse: Warehouse) -> None:
    for amount in (100, 150):
        publish(
            warehouse,
            {
                "orders": [
                    order("SO1", "2024-06-01", currency="USD"),
                    order("SO2", "2024-06-02", currency="EUR"),
                ],
                "order_lines": [line("SO1", amount=amount), line("SO2", amount=2 * amount)],
            },
        )
    at = opened("imports", view="history", against="1", lang="en")
    figures = at.dataframe[1].value
    revenue = figures[figures["metric"] == "Revenue"].iloc[0]
    assert list(revenue) == ["Revenue", "300.00", "450.00", "+150.00"]
    assert "2 currencies (EUR, USD)" in told(at)
    assert list(at.dataframe[2].value["amount"]) == ["€200.00 → €300.00", "$100.00 → $150.00"]


def test_what_is_compared_stands_in_the_address(warehouse: Warehouse) -> None:
    two_releases(warehouse)
    at = opened("imports", view="history", period="2024-06", against="1", only="1", moved="revenue")
    assert at.toggle(key="history_compare_period").value
    assert at.selectbox(key="history_compare_metric").value == "revenue"
    at.toggle(key="history_compare_period").set_value(False).run()
    names = at.dataframe[1].value["metric"]
    other = next(name for name in names if name != "Revenue")
    at.selectbox(key="history_compare_metric").select(other).run()
    assert "only" not in at.query_params
    assert CATALOG["".join(at.query_params["moved"])].label.en == other
    assert not at.warning
    odd = opened("imports", view="history", against="77", moved="nonsense", of="88")
    said = "\n".join(block.value for block in odd.warning)
    assert "no release 88" in said and "no release 77" in said and "no figure nonsense" in said


def test_what_a_file_holds_is_asked_where_little_of_it_is_understood(warehouse: Warehouse) -> None:
    at = dropped(opened("imports"), list_csv=LITTLE)
    assert "Few columns of list.csv are understood. What does it hold?" in told(at)
    assert "Few columns" not in told(confirm(at))


@pytest.mark.parametrize(
    ("metric", "change", "told"),
    [
        ("complaint_rate", Decimal("-0.00004"), "≈ 0"),
        ("complaint_rate", Decimal("0.0065"), "+0.65pp"),
        ("satisfaction", Decimal("0.004"), "≈ 0"),
        ("orders", 3, "+3"),
    ],
)
def test_a_figure_that_moved_is_never_said_to_have_moved_by_nothing(
    metric: str, change: Decimal | int, told: str
) -> None:
    assert change_text(CATALOG[metric], change, CATALOG[metric].unit, "en") == told


def test_too_many_files_at_once_are_refused_with_a_word(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploaded, "MOST_FILES", 1)
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    assert "2 rows read" in told(at).replace("*", "")
    at = dropped(at, more_csv=UNSURE)
    assert "These files are too much at once: 1 files and 1,000 MB" in told(at)
    assert "2 rows read" in told(at).replace("*", "")


def test_the_bytes_of_files_are_counted_with_those_of_the_draft(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploaded, "most_bytes", lambda: len(f"{TWO_ORDERS}{UNSURE}".encode()) - 1)
    at = dropped(opened("imports"), orders_csv=TWO_ORDERS)
    assert "too much at once" not in told(at)
    assert "too much at once" in told(dropped(at, more_csv=UNSURE))


def test_people_who_share_orders_are_confirmed_on_the_page(warehouse: Warehouse) -> None:
    rows = ("SO1,A,软件,2024-06-01,50,张三 60% / 李四 40%", "SO2,B,软件,2024-06-02,50,王五")
    head = "订单号,客户名称,产品/服务,下单时间,订单金额(元),销售负责人"
    at = dropped(opened("imports"), orders_csv="\n".join((head, *rows, "")))
    assert "for example 张三 60% / 李四 40%" in told(at)
    (asked,) = [radio for radio in at.radio if "share the order" in radio.label]
    assert asked.options[1] == "One name as it stands"
    press(confirm(at), "imports_publish")
    shares = rows_of(warehouse, "SELECT sales_rep, share FROM credits ORDER BY share DESC")
    assert shares == [("张三", Decimal("0.6")), ("李四", Decimal("0.4"))]
