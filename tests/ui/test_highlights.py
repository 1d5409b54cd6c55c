"""Highlights and shortfalls on the Overview: at a click, with their evidence and a way on."""

from __future__ import annotations

from pathlib import Path

from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import opened, told


def late_team(home: Path) -> None:
    """60 orders of two teams in June; those of S come late, and nothing else differs."""
    orders, lines = [], []
    for place in range(60):
        number, team = str(place), "S" if place % 2 else "N"
        orders.append(order(number, f"2024-06-{place % 9 + 1:02d}", f"C{place}", team=team))
        day = "2024-06-25" if team == "S" else "2024-06-12"
        dates = {"promised_date": "2024-06-15", "delivered_date": day}
        lines.append(line(number, amount=100, **dates))
    warehouse = open_warehouse(home)
    publish(warehouse, {"orders": orders, "order_lines": lines})
    warehouse.close()


def test_what_stands_out_is_listed_at_a_click_and_leads_to_its_page(home: Path) -> None:
    late_team(home)
    at = opened("overview", period="2024-06")
    assert "Shortfalls" not in told(at)
    at.session_state["highlights"] = True
    at.run()
    assert not at.exception, at.exception
    assert "2 of 2 comparisons of a group with all others differ" in told(at)
    assert "Shortfalls" in told(at)
    assert "Revenue growth on the year before: The history is too short" in told(at)
    tables = [one.value for one in at.dataframe if "rest" in one.value.columns]
    assert [list(one["value"]) for one in tables] == [["100.0%"], ["0.0%"]]
    assert "30 orders" in list(tables[1]["n"])
    assert tables[1]["name"][0].endswith("Team · S")


def test_where_nothing_stands_out_it_says_so(home: Path) -> None:
    warehouse = open_warehouse(home)
    sold = {"orders": [order("1", "2024-06-03", "C")], "order_lines": [line("1", amount=50)]}
    publish(warehouse, sold)
    warehouse.close()
    at = opened("overview", period="2024-06")
    at.session_state["highlights"] = True
    at.run()
    assert "There is nothing to compare: no group has 10 cases." in told(at)
