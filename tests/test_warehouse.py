from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from shelves import line, open_warehouse, order, publish, rows_of, staged

from ordertrack.errors import PublishRefused, WarehouseUnreadable
from ordertrack.warehouse import Difference, Warehouse


@pytest.fixture
def warehouse(home: Path) -> Iterator[Warehouse]:
    opened = open_warehouse(home)
    yield opened
    opened.close()


def test_the_first_import_becomes_release_one(warehouse: Warehouse) -> None:
    assert warehouse.latest() is None
    release = publish(warehouse, {"orders": [order("A", "2024-06-01")], "order_lines": [line("A")]})
    assert (release.number, release.parent, release.who) == (1, None, "tester")
    assert warehouse.latest() == release
    assert rows_of(warehouse, "SELECT order_no FROM orders") == ["A"]
    assert rows_of(warehouse, "SELECT amount FROM order_facts") == [10]


@pytest.mark.parametrize("name", ["my orders", "订单", "100% ours", "Ann's"])
def test_the_home_may_have_any_usual_name(tmp_path: Path, name: str) -> None:
    warehouse = open_warehouse(tmp_path / name)
    publish(warehouse, {"orders": [order("A", "2024-06-01"), order("B", "2023-06-01")]})
    publish(warehouse, {"orders": [order("A", "2025-06-01")]})
    query = "SELECT order_no, order_day FROM order_facts ORDER BY order_no"
    assert rows_of(warehouse, query) == [("A", date(2025, 6, 1)), ("B", date(2023, 6, 1))]
    warehouse.close()


def test_the_same_file_twice_adds_nothing(warehouse: Warehouse) -> None:
    parts = [
        staged(warehouse.home, "orders", order("A", "2024-06-01"), order("B", "2023-06-01")),
        staged(warehouse.home, "order_lines", line("A"), line("B")),
    ]
    first = warehouse.publish(parts, who="tester")
    assert warehouse.publish(parts, who="tester") is None
    assert warehouse.latest() == first


def test_a_column_that_the_file_lacks_keeps_its_value(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01", status="placed", team="North")]})
    publish(warehouse, {"orders": [order("A", "2024-06-01", status="shipped")]})
    assert rows_of(warehouse, "SELECT status, team FROM orders") == [("shipped", "North")]


def test_a_column_that_the_file_has_overwrites_with_empty_too(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01", team="North")]})
    publish(warehouse, {"orders": [order("A", "2024-06-01", team=None)]})
    assert rows_of(warehouse, "SELECT team FROM orders") == [None]


def test_counts_tell_new_changed_unchanged_and_vanished(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order(n, "2024-06-01", team="N") for n in "ABCD"]})
    update = [order("A", "2024-06-01", team="S"), order("B", "2024-06-01", team="N")]
    update += [order("E", "2022-06-01", team="N")]
    part = staged(warehouse.home, "orders", *update)
    assert warehouse.differences([part]) == {"orders": Difference(1, 1, 1, 2)}
    release = warehouse.publish([part], who="tester")
    assert release is not None
    assert release.counts["orders"] == {
        "rows": 5, "new": 1, "changed": 1, "unchanged": 1, "vanished": 2, "removed": 0,
    }  # fmt: skip


def test_a_preview_changes_nothing(warehouse: Warehouse) -> None:
    part = staged(warehouse.home, "orders", order("A", "2024-06-01"))
    assert warehouse.differences([part]) == {"orders": Difference(1, 0, 0, 0)}
    assert warehouse.latest() is None
    assert not list(warehouse.storage.tables.rglob("*.parquet"))
    assert not list(warehouse.storage.tmp.iterdir())


def test_vanished_rows_stay_unless_the_export_is_the_full_list(warehouse: Warehouse) -> None:
    lines = [line("A", "1"), line("A", "2"), line("B", "1")]
    orders = [order("A", "2024-06-01"), order("B", "2023-06-01")]
    publish(warehouse, {"orders": orders, "order_lines": lines})
    publish(warehouse, {"order_lines": [line("A", "1", 11)]})
    assert rows_of(warehouse, "SELECT COUNT(*) FROM order_lines") == [3]
    release = publish(warehouse, {"order_lines": [line("A", "1", 12), lines[2]]}, full=True)
    assert release.counts["order_lines"]["removed"] == 1
    assert rows_of(warehouse, "SELECT order_no, amount FROM order_lines ORDER BY ALL") == [
        ("A", 12),
        ("B", 10),
    ]


def test_removing_is_new_even_when_nothing_else_changes(warehouse: Warehouse) -> None:
    orders = [order("A", "2024-06-01"), order("B", "2023-06-01")]
    publish(warehouse, {"orders": orders})
    publish(warehouse, {"orders": orders[:1]}, full=True)
    assert rows_of(warehouse, "SELECT order_no FROM order_facts") == ["A"]


def test_an_order_that_moves_to_another_year_takes_its_lines_along(warehouse: Warehouse) -> None:
    orders = [order("A", "2024-06-01"), order("B", "2024-07-01"), order("C", "2022-07-01")]
    publish(warehouse, {"orders": orders, "order_lines": [line(n) for n in "ABC"]})
    publish(warehouse, {"orders": [order("A", "2022-01-01")]})
    placed = "SELECT order_no, order_day, order_year FROM line_facts ORDER BY order_no"
    assert rows_of(warehouse, placed) == [
        ("A", date(2022, 1, 1), 2022),
        ("B", date(2024, 7, 1), 2024),
        ("C", date(2022, 7, 1), 2022),
    ]
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [3]
    assert rows_of(warehouse, "SELECT COUNT(*) FROM order_lines") == [3]


def test_a_year_that_loses_its_last_order_is_gone(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")], "order_lines": [line("A")]})
    release = publish(warehouse, {"orders": [order("A", "2023-06-01")]})
    assert rows_of(warehouse, "SELECT order_year FROM order_facts") == [2023]
    assert (release.data_from, release.newest_order_day) == (date(2023, 6, 1), date(2023, 6, 1))


def test_lines_wait_for_their_order(warehouse: Warehouse) -> None:
    publish(warehouse, {"order_lines": [line("A", amount=7), line("B")]})
    assert rows_of(warehouse, "SELECT COUNT(*) FROM line_facts") == [0]
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    assert rows_of(warehouse, "SELECT order_no, amount FROM line_facts") == [("A", 7)]
    assert rows_of(warehouse, "SELECT COUNT(*) FROM order_lines") == [2]


def test_lines_of_a_removed_order_return_with_it(warehouse: Warehouse) -> None:
    orders = [order("A", "2024-06-01"), order("B", "2024-06-02")]
    publish(warehouse, {"orders": orders, "order_lines": [line("A"), line("B")]})
    publish(warehouse, {"orders": orders[:1]}, full=True)
    assert rows_of(warehouse, "SELECT order_no FROM line_facts") == ["A"]
    publish(warehouse, {"orders": orders})
    assert rows_of(warehouse, "SELECT order_no FROM line_facts ORDER BY ALL") == ["A", "B"]


def test_parts_of_a_key_may_be_empty(warehouse: Warehouse) -> None:
    target = {"period": "2024", "level": "company", "who": None, "measure": "revenue", "value": 1}
    publish(warehouse, {"targets": [target]})
    release = publish(warehouse, {"targets": [{**target, "value": 2}]})
    assert release.counts["targets"]["changed"] == 1
    assert rows_of(warehouse, "SELECT value FROM targets") == [2]


def test_a_time_without_its_flag_is_a_full_time(warehouse: Warehouse) -> None:
    given = {"order_date_day_only": True, "shipped_at": None}
    publish(warehouse, {"orders": [order("A", "2024-06-01", **given)]})
    flags = "SELECT order_date_day_only, shipped_at_day_only FROM orders"
    assert rows_of(warehouse, flags) == [(True, None)]
    publish(warehouse, {"orders": [order("A", "2024-06-01T10:00", shipped_at="2024-06-02T09:00")]})
    assert rows_of(warehouse, flags) == [(False, False)]


def test_a_full_list_removes_lines_of_orders_that_moved_too(warehouse: Warehouse) -> None:
    lines = [line("A", "1"), line("A", "2")]
    publish(warehouse, {"orders": [order("A", "2024-06-01")], "order_lines": lines})
    update = {"orders": [order("A", "2023-06-01")], "order_lines": lines[:1]}
    release = publish(warehouse, update, full=True)
    assert release.counts["order_lines"]["rows"] == 1
    assert rows_of(warehouse, "SELECT line_no, order_year FROM line_facts") == [("1", 2023)]


# --- promises -----------------------------------------------------------------------------------


def promise_of(warehouse: Warehouse, table: str = "order_lines") -> tuple[date, date, int]:
    query = f"SELECT promised_date, promised_first, promise_changes FROM {table}"
    return rows_of(warehouse, query)[0]


def test_the_first_promise_stays_when_the_promise_moves(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    for day in ("2024-06-10", "2024-06-20", "2024-06-18"):
        publish(warehouse, {"order_lines": [line("A", promised_date=day)]})
    assert promise_of(warehouse) == (date(2024, 6, 18), date(2024, 6, 10), 2)


def test_a_promise_given_later_is_the_first_one(warehouse: Warehouse) -> None:
    publish(warehouse, {"order_lines": [line("A", promised_date=None)]})
    publish(warehouse, {"order_lines": [line("A", promised_date="2024-06-10")]})
    assert promise_of(warehouse) == (date(2024, 6, 10), date(2024, 6, 10), 0)


def test_a_promise_withdrawn_and_given_again_is_no_move(warehouse: Warehouse) -> None:
    for day in ("2024-06-10", None, "2024-06-10"):
        publish(warehouse, {"order_lines": [line("A", promised_date=day)]})
    assert promise_of(warehouse) == (date(2024, 6, 10), date(2024, 6, 10), 0)


def test_an_import_without_promises_leaves_them(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01", promised_date="2024-06-10")]})
    publish(warehouse, {"orders": [order("A", "2024-06-02")]})
    assert promise_of(warehouse, "orders") == (date(2024, 6, 10), date(2024, 6, 10), 0)


# --- refused ------------------------------------------------------------------------------------


def test_a_key_that_occurs_twice_is_refused(warehouse: Warehouse) -> None:
    part = staged(warehouse.home, "orders", order("A", "2024-06-01"), order("A", "2024-06-02"))
    with pytest.raises(PublishRefused, match="1 keys occur more than once"):
        warehouse.publish([part], who="tester")
    assert warehouse.latest() is None


def test_an_update_of_an_unknown_order_is_refused(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    part = staged(warehouse.home, "orders", {"order_no": "B", "status": "shipped"})
    with pytest.raises(PublishRefused, match="lack one of"):
        warehouse.publish([part], who="tester")
    assert rows_of(warehouse, "SELECT order_no FROM orders") == ["A"]


def test_a_publish_that_fails_at_the_end_is_taken_back(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    before = set(warehouse.home.rglob("*.parquet"))

    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(warehouse.records.releases, "add", full_disk)
    part = staged(warehouse.home, "orders", order("B", "2024-06-02"))
    with pytest.raises(WarehouseUnreadable, match=r"is full\. Nothing was changed"):
        warehouse.publish([part], who="tester")
    assert set(warehouse.home.rglob("*.parquet")) == before
    monkeypatch.undo()
    assert warehouse.publish([part], who="tester") is not None
    assert rows_of(warehouse, "SELECT order_no FROM order_facts ORDER BY ALL") == ["A", "B"]


# --- the demo company ---------------------------------------------------------------------------


def test_the_demo_company_gives_way_to_the_first_import_and_undo_brings_it_back(
    warehouse: Warehouse,
) -> None:
    for number in ("D1", "D2"):
        rows = staged(warehouse.home, "orders", order(number, "2024-06-01", "demo"))
        warehouse.publish([rows], who="tester", kind="demo")
    lines = staged(warehouse.home, "order_lines", line("D1"))
    warehouse.publish([lines], who="tester", kind="demo")
    own = staged(warehouse.home, "orders", order("A", "2024-06-01"))
    assert warehouse.differences([own])["orders"] == Difference(1, 0, 0, 0)
    warehouse.publish([own], who="tester")
    for table in ("orders", "order_facts", "line_facts"):
        assert rows_of(warehouse, f"SELECT order_no FROM {table}") == ["A"]
    publish(warehouse, {"orders": [order("B", "2024-06-02")]})
    assert rows_of(warehouse, "SELECT order_no FROM orders ORDER BY ALL") == ["A", "B"]


def test_an_undone_first_import_shows_the_demo_company_that_gives_way_again(
    warehouse: Warehouse,
) -> None:
    demo = staged(warehouse.home, "orders", order("D1", "2024-06-01", "demo"))
    warehouse.publish([demo], who="tester", kind="demo")
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    warehouse.undo("tester")
    assert rows_of(warehouse, "SELECT order_no FROM orders") == ["D1"]
    publish(warehouse, {"orders": [order("B", "2024-06-02")]})
    assert rows_of(warehouse, "SELECT order_no FROM orders") == ["B"]


def test_the_demo_company_is_not_mixed_into_data_of_ones_own(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    demo = staged(warehouse.home, "orders", order("D1", "2024-06-01", "demo"))
    with pytest.raises(PublishRefused, match="ORDERTRACK_HOME"):
        warehouse.publish([demo], who="tester", kind="demo")


# --- history ------------------------------------------------------------------------------------


def test_an_older_release_can_still_be_read(warehouse: Warehouse) -> None:
    first = publish(warehouse, {"orders": [order("A", "2024-06-01", team="N")]})
    publish(warehouse, {"orders": [order("A", "2023-06-01", team="S")]})
    assert rows_of(warehouse, "SELECT team, order_year FROM order_facts", first) == [("N", 2024)]
    assert rows_of(warehouse, "SELECT team, order_year FROM order_facts") == [("S", 2023)]
    assert [release.number for release in warehouse.releases()] == [2, 1]


def test_undo_goes_back_and_undoing_again_goes_back_one_further(warehouse: Warehouse) -> None:
    for team in "NSW":
        publish(warehouse, {"orders": [order("A", "2024-06-01", team=team)]})
    undone = warehouse.undo("tester")
    assert (undone.number, undone.kind, undone.parent, undone.restores) == (4, "undo", 3, 2)
    assert rows_of(warehouse, "SELECT team FROM order_facts") == ["S"]
    assert warehouse.undo("tester").restores == 1
    assert rows_of(warehouse, "SELECT team FROM order_facts") == ["N"]
    assert warehouse.undo("tester").restores == 0
    assert rows_of(warehouse, "SELECT team FROM order_facts") == []
    with pytest.raises(PublishRefused, match="nothing before it"):
        warehouse.undo("tester")
    assert len(warehouse.releases()) == 6


def test_any_earlier_release_becomes_current_again(warehouse: Warehouse) -> None:
    for team in "NSW":
        publish(warehouse, {"orders": [order("A", "2024-06-01", team=team)]})
    for wanted, team in ((1, "N"), (3, "W"), (4, "N"), (2, "S")):
        back = warehouse.undo("tester", to=wanted)
        assert back.restores == {4: 1}.get(wanted, wanted)
        assert rows_of(warehouse, "SELECT team FROM order_facts") == [team]
    with pytest.raises(PublishRefused, match="current already"):
        warehouse.undo("tester", to=2)
    with pytest.raises(WarehouseUnreadable, match="no release 99"):
        warehouse.undo("tester", to=99)
    publish(warehouse, {"orders": [order("B", "2024-06-02", team="N")]})
    assert warehouse.undo("tester").restores == 2  # what the last import was built on


def test_what_was_brought_back_stays_within_reach_of_an_undo_after_pruning(
    warehouse: Warehouse,
) -> None:
    for number in "ABC":
        publish(warehouse, {"orders": [order(number, "2024-06-01")]})
    warehouse.undo("tester", to=1)
    publish(warehouse, {"orders": [order("D", "2024-06-01")]})
    warehouse.prune(2, "tester")
    assert warehouse.records.pruned() == {1, 2, 3}
    assert warehouse.undo("tester").restores == 1
    assert rows_of(warehouse, "SELECT order_no FROM orders") == ["A"]


def test_an_import_after_an_undo_builds_on_what_is_shown(warehouse: Warehouse) -> None:
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    publish(warehouse, {"orders": [order("WRONG", "2024-06-02")]})
    warehouse.undo("tester")
    publish(warehouse, {"orders": [order("B", "2024-06-03")]})
    assert rows_of(warehouse, "SELECT order_no FROM order_facts ORDER BY ALL") == ["A", "B"]
    assert rows_of(warehouse, "SELECT order_no FROM orders ORDER BY ALL") == ["A", "B"]


def test_undoing_the_first_import_leaves_empty_tables(warehouse: Warehouse) -> None:
    with pytest.raises(PublishRefused, match="no release to undo"):
        warehouse.undo("tester")
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    empty = warehouse.undo("tester")
    assert (empty.data_from, dict(empty.coverage)) == (None, {})
    assert rows_of(warehouse, "SELECT COUNT(*) FROM orders") == [0]
    publish(warehouse, {"orders": [order("A", "2024-06-01")]})
    assert rows_of(warehouse, "SELECT COUNT(*) FROM order_facts") == [1]


# --- what a release knows of itself --------------------------------------------------------------


def test_coverage_counts_the_values_that_are_there(warehouse: Warehouse) -> None:
    orders = [order("A", "2024-06-01", team="N"), order("B", "2023-06-01", team=None)]
    release = publish(warehouse, {"orders": orders})
    reader = warehouse.reader(release)
    assert (reader.covers("orders.team"), reader.covers("order_facts.team")) == (1, 1)
    assert (reader.covers("orders.order_no"), reader.covers("orders.carrier")) == (2, 0)
    assert reader.covers("complaints.kind") == 0


def test_the_newest_event_is_a_delivery_or_an_answer_never_a_promise(warehouse: Warehouse) -> None:
    late = line("A", promised_date="2024-09-01", delivered_date="2024-06-20T11:00")
    release = publish(warehouse, {"orders": [order("A", "2024-06-01")], "order_lines": [late]})
    assert release.data_from == release.newest_order_day == date(2024, 6, 1)
    assert release.newest_event == datetime(2024, 6, 20, 11)
    assert release.data_through == date(2024, 6, 20)


def test_a_date_in_the_future_is_no_event(warehouse: Warehouse) -> None:
    slip = (datetime.now() + timedelta(days=400)).isoformat()
    orders = [order("A", "2024-06-01", shipped_at="2024-06-05"), order("B", slip, shipped_at=None)]
    release = publish(warehouse, {"orders": orders})
    assert release.newest_event == datetime(2024, 6, 5)
    assert release.newest_order_day == date(2024, 6, 1)


def test_the_newest_order_day_is_that_of_an_order_that_counts(warehouse: Warehouse) -> None:
    orders = [
        order("A", "2024-06-01", status="placed"),
        order("B", "2024-07-01", status="cancelled"),
    ]
    assert publish(warehouse, {"orders": orders}).newest_order_day == date(2024, 6, 1)


def test_every_stage_of_an_import_is_told(warehouse: Warehouse) -> None:
    told: list[tuple[str, float]] = []
    warehouse.publish(
        [staged(warehouse.home, "orders", order("A", "2024-06-01"))],
        who="tester",
        progress=lambda stage, done: told.append((stage.to("zh"), done)),
    )
    assert list(dict.fromkeys(stage for stage, _ in told)) == [
        "正在合并：订单",
        "正在计算订单汇总",
        "正在写入版本",
    ]
    assert [done for _, done in told] == sorted(done for _, done in told)
