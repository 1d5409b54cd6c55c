"""When the server looks at the alerts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ordertrack.records.episodes import Scan
from ordertrack.ui.frame import data_source, scanning
from tests.shelves import line, open_warehouse, order, publish

OPEN = {"promised_date": "2024-06-05", "delivered_date": None}
MET = {"promised_date": "2024-06-05", "delivered_date": "2024-06-05"}


def test_the_server_scans_a_new_release_at_once_and_then_once_a_day(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = open_warehouse(home)
    orders = [order("late", "2024-06-01", **OPEN), order("met", "2024-06-01", **MET)]
    publish(warehouse, {"orders": orders, "order_lines": [line("late"), line("met")]})
    monkeypatch.setattr(data_source, "warehouse", lambda: warehouse)

    watch = scanning.Watch()

    def at(moment: str) -> bool:
        monkeypatch.setattr(data_source, "now", lambda: datetime.fromisoformat(moment))
        return watch.scan_if_due()

    assert at("2024-06-06 03:00")  # a release that nobody has looked at
    assert not at("2024-06-06 09:00")
    assert not at("2024-06-07 05:59")
    assert at("2024-06-07 06:00")
    assert not at("2024-06-07 23:00")
    as_of = datetime(2024, 6, 8)
    assert not warehouse.records.episodes.is_done(Scan(1, "", as_of))
    publish(warehouse, {"orders": [order("late", "2024-06-01", **MET)]})
    assert at("2024-06-07 23:30")
    assert warehouse.records.episodes.of("late")[0]["cleared_at"] == datetime(2024, 6, 7, 23, 30)
    warehouse.close()


def test_a_scan_that_fails_does_not_end_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OSError("no disk")

    monkeypatch.setattr(data_source, "warehouse", gone)
    assert not scanning.Watch().scan_if_due()
    assert not scanning.send_one()
