"""The daily scan over a warehouse, and `alerts` at the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ordertrack.alerts.scan import Look, scan
from ordertrack.cli import main
from ordertrack.cli.alerts import RULE_NAMES
from ordertrack.records.journal import KINDS, Seen
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.scope import Conventions, moment
from tests.shelves import line, open_warehouse, order, publish

MET = {"promised_date": "2024-06-05", "delivered_date": "2024-06-05"}


def test_the_alerts_of_the_demo_company_give_way_to_those_of_ones_own_data(home: Path) -> None:
    warehouse = open_warehouse(home)
    late = {"promised_date": "2024-06-05", "delivered_date": None}
    company = [order("late", "2024-06-01", **late), order("met", "2024-06-01", **MET)]
    lines = [line("late"), line("met")]
    publish(warehouse, {"orders": company, "order_lines": lines}, kind="demo")
    scan(Look(warehouse, moment("2024-06-10"), Conventions()))
    own = [order("mine", "2024-06-01", **late), order("done", "2024-06-01", **MET)]
    publish(warehouse, {"orders": own, "order_lines": [line("mine"), line("done")]})
    scan(Look(warehouse, moment("2024-06-10"), Conventions()))
    assert warehouse.records.episodes.of("late") == []
    assert len(warehouse.records.episodes.of("mine")) == 1
    assert warehouse.records.episodes.cleared(moment("2024-06-01"), moment("2024-06-30")) == []
    warehouse.close()


def test_alerts_are_scanned_listed_and_cleared_by_an_import(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = open_warehouse(home)
    open_orders = [
        order("late", "2024-06-01", promised_date="2024-06-05", delivered_date=None),
        order("met", "2024-06-01", **MET),
    ]
    publish(warehouse, {"orders": open_orders, "order_lines": [line("late"), line("met")]})
    assert scan(Look(warehouse, moment("2024-06-10"), Conventions()))
    assert not scan(Look(warehouse, moment("2024-06-10"), Conventions()))
    holiday = KINDS["workday"].changes({"day": date(2024, 6, 7), "work": "no"})
    warehouse.records.journal.save(holiday, "Li", "", Seen(1, 0))
    assert scan(Look(warehouse, moment("2024-06-10"), Conventions()))  # its clocks count other days
    assert main(["alerts", "--as-of", "2024-06-10", "--level", "red", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["as_of"][:10], told["release"]) == ("2024-06-10", 1)
    (alert,) = told["alerts"]
    assert [*told] == ["as_of", "release", "alerts"]
    assert [*alert] == [
        *("rule", "level", "subject", "order_no", "customer", "since"),
        *("elapsed", "unit", "owner", "amount", "state"),
    ]
    assert (alert["rule"], alert["order_no"], alert["elapsed"]) == ("late_delivery", "late", 5.0)
    assert (alert["since"], alert["unit"], alert["state"]) == ("2024-06-05T00:00:00", "days", "new")
    since = ["alerts", "--as-of", "2024-06-10", "--new-since", "2024-06-09", "--format", "json"]
    assert main(since) == 0
    assert json.loads(capsys.readouterr().out)["alerts"] == []
    publish(warehouse, {"orders": [order("late", "2024-06-01", **MET)]})
    assert scan(Look(warehouse, moment("2024-06-10"), Conventions()))
    (episode,) = warehouse.records.episodes.of("late")
    assert episode["cleared_at"] == moment("2024-06-10")
    assert main(["alerts", "--as-of", "2024-06-10", "--rule", "late_delivery"]) == 0
    said = capsys.readouterr()
    assert "late" not in said.out
    assert "0" in said.err
    warehouse.close()


def test_the_command_knows_every_rule() -> None:
    assert tuple(RULES) == RULE_NAMES
