from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ordertrack.records.journal import KINDS, Seen
from ordertrack.records.journal.grade_kinds import STEPS
from ordertrack.warehouse import Warehouse
from tests.shelves import open_warehouse, publish
from tests.ui.screens import cards, opened, told, untitled
from tests.ui.shop import open_shop


def lead(number: int, channel: str, outcome: str | None, day: str = "2018-05-03") -> dict[str, Any]:
    return {
        "lead_id": str(number),
        "created_at": day,
        "outcome": outcome,
        "channel": channel,
        "sales_rep": "Eve" if number % 2 else None,
        "lost_reason": "price" if outcome == "lost" else None,
        "closed_at": None if outcome is None else "2018-05-20",
    }


def leads_alone(home: Path) -> Warehouse:
    """A release of leads without any order: 12 of a fair (half won), 4 of the web in April."""
    warehouse = open_warehouse(home)
    fair = [lead(place, "fair", "won" if place % 2 else "lost") for place in range(12)]
    web = [lead(20 + place, "web", None, "2018-04-03") for place in range(4)]
    publish(warehouse, {"leads": [*fair, *web]})
    return warehouse


@pytest.fixture
def shop(home: Path) -> Path:
    open_shop(home)
    return home


def table(at: AppTest, column: str) -> dict[str, list[str]]:
    """The first table that has a column, as lists of what it shows."""
    found = next(one.value for one in at.dataframe if column in one.value.columns)
    return {name: [str(value) for value in found[name]] for name in found.columns}


def test_people_are_ranked_with_the_places_that_chance_allows(shop: Path) -> None:
    at = opened("people", period="2024")
    ranking = table(at, "place")
    assert ranking["place"] == ["1 (1–3)", "2 (1–3)", "3 (1–3)"]  # all three sold the same
    assert ranking["against"] == ["cannot tell"] * 3
    assert ranking["n"] == ["48"] * 3
    assert at.get("plotly_chart") and not untitled(at)
    at.selectbox(key="standing_metric").select("on_time_rate").run()
    assert not at.exception
    assert table(at, "place")["against"] == ["above", "above", "below"]


def test_few_cases_are_not_ranked_and_that_is_said(shop: Path) -> None:
    at = opened("people", period="2024-11")
    assert table(at, "place")["place"] == ["—"] * 3
    assert "3 rest on fewer than 10 cases and are not ranked" in told(at)
    assert "No leads in this data" in told(at) and "Not in the data" in told(at)


def test_a_person_has_a_page_of_his_own(shop: Path) -> None:
    at = opened("people", period="2024-11", sales_rep="Bob", person="Ann")
    assert "The filter by salesperson is not applied on this page." in told(at)
    assert cards(at)["On-time delivery"] == "0.0%"  # those of Ann are late, all of them
    assert table(at, "revenue")["orders"] == ["2", "2"]
    assert "No target is set for this person." in told(at)
    at.selectbox(key="person_other").select("Cid").run()
    assert at.query_params["person"] == "Cid" and not at.exception
    at.button(key="person_back").click().run()
    assert "person" not in at.query_params and not at.exception
    at.selectbox(key="person_choice").select("Bob").run()
    assert at.query_params["person"] == "Bob"
    assert "Nobody is nobody" in told(opened("people", person="Nobody"))


def test_a_month_in_which_leads_were_only_closed_has_no_empty_chart(home: Path) -> None:
    early = [lead(place, "fair", "won", "2018-03-03") for place in range(4)]
    publish(open_warehouse(home), {"leads": [*early, lead(9, "fair", None, "2018-06-01")]})
    at = opened("people", period="2018-05")
    assert "No lead was created in this period: these were closed in it." in told(at)
    assert not at.get("plotly_chart")
    assert table(at, "closed_rate")["closed"] == ["4"]


def test_leads_without_orders_show_conversion_by_channel_and_person(home: Path) -> None:
    leads_alone(home)
    at = opened("people")
    assert cards(at)["Follow-up conversion"] == "50.0%"  # of May, the month of the newest lead
    assert "6 cases name nobody" in told(at)
    found = table(at, "interval")
    outcomes = table(at, "closed_rate")
    assert (outcomes["created"], outcomes["won"]) == (["12"], ["6"]) and found
    at.segmented_control(key="conversion_level").set_value("sales_rep").run()
    assert table(at, "closed_rate")["created"] == ["6", "6"]
    at.selectbox(key="lost_reason").select("price").run()
    assert len(table(at, "lead_id")["lead_id"]) == 6
    filtered = opened("people", channel="web", period="2018")
    assert "4 of them are still open" in told(filtered) and "does not occur" not in told(filtered)


def test_the_metric_of_the_ranking_is_in_the_address(shop: Path) -> None:
    at = opened("people", period="2024", metric="on_time_rate")
    field = at.selectbox(key="standing_metric")
    assert field.value == "on_time_rate"
    field.select("revenue").run()
    assert "metric" not in at.query_params
    at.selectbox(key="standing_metric").select("on_time_rate").run()
    assert "on_time_rate" in at.query_params["metric"]
    assert "luck is not a known value of metric" in told(
        opened("people", period="2024", metric="luck")
    )


@pytest.mark.parametrize("page", ["overview", "targets", "delivery", "orders", "definitions"])
def test_leads_without_orders_show_no_zero_that_means_unknown(home: Path, page: str) -> None:
    leads_alone(home)
    at = opened(page)
    assert at.header and "no orders here yet" not in told(at)
    assert "0" not in cards(at).values()


def test_a_period_without_anything_says_so(shop: Path) -> None:
    at = opened("people", period="2030-01", lang="zh")
    assert "本期没有任何人有数值。" in told(at)


def with_targets(home: Path) -> Warehouse:
    """The shop, in which Ann had a target in November 2024 that she attained by 110.9%."""
    warehouse = open_shop(home)
    row = {"period": "2024-11", "level": "person", "who": "Ann", "measure": "revenue", "value": 440}
    publish(warehouse, {"targets": [row]})
    return warehouse


def test_grades_stand_beside_attainment_and_can_be_set_from_a_day_on(home: Path) -> None:
    warehouse = with_targets(home)
    at = opened("people", period="2024-11")
    assert table(at, "grade")["grade"] == ["good", "—", "—"]
    assert {"yoy", "prior"} <= set(table(at, "grade"))
    at.text_input(key="grading_who").set_value("Wang").run()
    assert at.text_input(key="grading_excellent_0").value == "120%"
    at.text_input(key="grading_excellent_0").set_value("110%").run()
    at.date_input(key="grading_from_day_0").set_value("2024-11-30").run()
    at.button(key="grading_save_0").click().run()
    assert not at.exception
    (row,) = warehouse.records.journal.rows("grading")
    assert (str(row["excellent"]), str(row["good"])) == ("1.1", "1")
    at = opened("people", period="2024-11")
    assert table(at, "grade")["grade"] == ["excellent", "—", "—"]
    assert table(opened("people", period="2024-10"), "revenue")["revenue"]


def test_the_form_of_grades_begins_with_those_of_the_chosen_period(home: Path) -> None:
    warehouse = with_targets(home)
    grading = KINDS["grading"]
    values = {"excellent": "110%", "good": "1", "adequate": "90%", "from_day": "2024-11-01"}
    warehouse.records.journal.save(grading.changes(values), "Wang", "", Seen(1, 0))
    at = opened("people", period="2024-10")
    assert at.text_input(key="grading_excellent_0").value == "120%"
    at.text_input(key="grading_good_0").set_value("99%").run()
    assert at.text_input(key="grading_good_0").value == "99%"
    at.query_params["period"] = "2024-11"
    at.run()
    assert not at.exception
    fields = {name: at.text_input(key=f"grading_{name}_0").value for name in STEPS}
    assert fields == {"excellent": "110%", "good": "100%", "adequate": "90%"}
