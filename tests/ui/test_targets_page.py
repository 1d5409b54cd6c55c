from __future__ import annotations

from pathlib import Path

from ordertrack.records.journal import KINDS, Seen
from tests.ui.screens import cards, opened, told, untitled
from tests.ui.shop import open_shop
from tests.ui.test_delivery_page import table


def typed(home: Path, value: int) -> None:
    warehouse = open_shop(home)
    key = {"period": "2024-11", "level": "team", "name": "North", "measure": "revenue"}
    changes = KINDS["target"].changes({**key, "value": value})
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    warehouse.close()


def test_a_typed_target_is_on_the_page_the_card_and_the_overview(home: Path) -> None:
    typed(home, 1952)
    at = opened("targets", period="2024-11")
    assert cards(at)["Revenue attainment"] == "75.0%"  # of 1,464
    assert table(at, "gap")["name"] == ["North", "South"]
    assert "Below target (1): North" in told(at)
    assert at.get("plotly_chart") and not untitled(at) and not untitled(opened("overview"))
    overview = opened("overview", period="2024-11")
    assert "75.0% of the target, pace 75.0%" in told(overview).replace("\\", "")
    assert table(overview, "rate")["rate"] == ["50.0%"]


def test_a_period_that_has_targets_for_a_part_of_it_says_so_above_its_attainment(
    home: Path,
) -> None:
    typed(home, 1952)
    assert "A part of the period has no target" in told(opened("targets", period="2024"))


def test_data_without_targets_says_so_and_explains_revenue_all_the_same(home: Path) -> None:
    open_shop(home).close()
    at = opened("targets", period="2024-11")
    assert "No targets in this data" in told(at) and "Revenue 1,464 against 1,320" in told(at)
    assert "No targets" not in told(opened("overview", period="2024-11"))


def test_a_cause_is_recorded_under_the_name_of_who_wrote_it(home: Path) -> None:
    typed(home, 1952)
    at = opened("targets", period="2024-11")
    at.selectbox(key="gap_cause_cause_0").select("ability")
    at.text_area(key="gap_cause_note_0").set_value("two people were ill")
    at.button(key="gap_cause_save_0").click().run()
    assert not at.exception
    assert table(at, "cause")["note"] == ["two people were ill"]
    assert table(at, "cause")["changed_by"] == ["tester"]
    at.button(key="gap_cause_undo").click().run()
    assert not any("cause" in one.value.columns for one in at.dataframe)


def test_a_rate_has_its_target_and_a_benchmark_beside_it(home: Path) -> None:
    warehouse = open_shop(home)
    key = {"level": "company", "name": "", "measure": "on_time_rate"}
    longest = {"level": "team", "name": "North", "measure": "order_cycle_days"}
    changes = KINDS["target"].changes({**key, "period": "2024", "value": "70%"})
    changes += KINDS["target"].changes({**longest, "period": "2024-11", "value": 100})
    warehouse.records.journal.save(changes, "Ann", "", Seen(1, 0))
    warehouse.close()
    at = opened("targets", period="2024-11")
    told_of = table(at, "verdict")
    assert told_of["name"] == ["On-time delivery", "Order cycle time"]
    assert told_of["verdict"] == ["missed", "reached"]
    assert told_of["distance"][0] == "−3.3pp"
    at.selectbox(key="benchmark_metric_0").select("on_time_rate")
    at.text_input(key="benchmark_value_0").set_value("95%")
    at.text_input(key="benchmark_source_0").set_value("SCOR report")
    at.text_input(key="benchmark_year_0").set_value("2024")
    at.button(key="benchmark_save_0").click().run()
    assert not at.exception
    beside = table(at, "source")
    assert (beside["now"], beside["value"], beside["source"]) == (
        ["66.7%"],
        ["95.0%"],
        ["SCOR report"],
    )


def test_a_period_without_targets_offers_the_latest_that_has_them(home: Path) -> None:
    typed(home, 1952)
    at = opened("targets", period="2024-10")
    assert "has no targets" in told(at)
    at.button(key="latest_with_targets").click().run()
    assert not at.exception
    assert cards(at)["Revenue attainment"] == "75.0%"
    assert "has no targets" not in told(at)
