from __future__ import annotations

from pathlib import Path

from ordertrack.ui.imports.history import CHANGES
from ordertrack.ui.parts.column_fit import MARGIN, pixels
from ordertrack.views.imports import releases
from tests.shelves import line, open_warehouse, order, publish


def test_what_a_release_brought_is_said_table_by_table_and_an_undo_names_what_is_back(
    home: Path,
) -> None:
    warehouse = open_warehouse(home)
    for amount in (100, 150):
        tables = {
            "orders": [order("SO1", "2024-06-01")],
            "order_lines": [line("SO1", amount=amount)],
        }
        publish(warehouse, tables)
    warehouse.undo("tester")
    found = [releases.changes(r, warehouse.release, "en") for r in warehouse.releases()]
    assert found == [
        "back to release #1",
        "Order lines 1 changed",
        "Orders 1 new · Order lines 1 new",
    ]


def test_the_release_on_screen_is_marked_only_where_it_is_not_the_newest(home: Path) -> None:
    warehouse = open_warehouse(home)
    for number in ("A", "B"):
        publish(warehouse, {"orders": [order(number, "2024-06-01")]})
    newest, older = warehouse.releases()
    table = releases.history([newest, older], older, warehouse.release, "en")
    assert table["seen"].to_list() == ["", "on screen"]
    assert "seen" not in releases.history([newest], newest, warehouse.release, "en").columns


def test_a_release_in_the_list_is_said_in_words_that_fit(home: Path) -> None:
    warehouse = open_warehouse(home)
    publish(warehouse, {"orders": [order("SO1", "2024-06-01")], "order_lines": [line("SO1")]})
    publish(warehouse, {"orders": [order("SO1", "2024-06-02"), order("SO2", "2024-06-02")]})
    warehouse.undo("tester")
    found = [releases.in_short(r, warehouse.release, "en") for r in warehouse.releases()]
    assert found == ["back to release #1", "1 new, 1 changed", "2 new"]
    for text in ("97,831 new, 82,222 changed", "back to an empty warehouse"):
        assert pixels(text) + MARGIN <= CHANGES
