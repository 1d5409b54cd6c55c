"""Renewals: what is known, what people write over it, and what is a risk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ordertrack.records.journal import KINDS, Seen
from ordertrack.views.tracking import renewals
from tests.shelves import line, open_warehouse, order, publish
from tests.ui.screens import opened, told
from tests.ui.test_delivery_page import table
from tests.views.making import view_of

RENEWAL = KINDS["renewal"]
ENDS = {"A1": date(2024, 7, 10), "A2": date(2025, 5, 1)}


def shop(home: Path) -> None:
    """Two customers with contracts; A1 is late twice, which chance may do, A2 never."""
    warehouse = open_warehouse(home)
    orders, lines = [], []
    for customer in ("A1", "A2"):
        for month in range(1, 7):
            number = f"{customer}-{month}"
            day = f"2024-{month:02}"
            late = customer == "A1" and month < 3
            orders.append(order(number, f"{day}-02", customer, customer_name=f"{customer} Ltd"))
            lines.append(
                line(
                    number,
                    amount=100,
                    promised_date=f"{day}-10",
                    delivered_date=f"{day}-{20 if late else '09'}",
                )
            )
    customers = [
        {"customer_id": key, "name": f"{key} Ltd", "contract_end": day} for key, day in ENDS.items()
    ]
    publish(warehouse, {"orders": orders, "order_lines": lines, "customers": customers})
    warehouse.close()


def typed(home: Path, customer: str, **cells: Any) -> None:
    warehouse = open_warehouse(home)
    journal = warehouse.records.journal
    changes = RENEWAL.changes({"customer": customer, **cells})
    journal.save(changes, "Ann", "", Seen(1, journal.position()))
    warehouse.close()


def renewal_rows(at: Any) -> Any:
    return next(one.value for one in at.dataframe if "reasons" in one.value.columns)


def test_the_soonest_contract_comes_first_and_reasons_are_named(home: Path) -> None:
    shop(home)
    at = opened("renewals", as_of="2024-06-30", show="all")
    rows = renewal_rows(at)
    assert rows["name"].to_list() == ["A1 Ltd", "A2 Ltd"]
    assert rows["reasons"].to_list()[0] == "contract ends, nobody called"
    assert rows["risk"].to_list() == ["high", "low"]
    assert "1 contract ends within 90 days" in told(at)
    assert table(at, "what")["name"] == ["A1 Ltd"]


def test_a_contract_that_ended_says_so_in_words_until_it_is_settled(home: Path) -> None:
    shop(home)
    at = opened("renewals", as_of="2024-07-12", show="due")
    assert renewal_rows(at)["reasons"].to_list() == ["contract ended, nobody called"]
    assert table(at, "what")["what"] == ["Contract ended 2 days ago"]
    assert "1 ended in the last 90 days and is neither renewed nor lost" in told(at)
    chinese = opened("renewals", as_of="2024-07-12", lang="zh")
    assert table(chinese, "what")["what"] == ["合同已到期 2 天"]
    assert "合同已到期未跟进" in renewal_rows(chinese)["reasons"].to_list()
    for page, words in (
        ("alerts", {"case": "renewal_due~A1", "state": "all"}),
        ("customers", {"part": "care", "period": "2024-07"}),
    ):
        at = opened(page, as_of="2024-07-12", **words)
        assert "ended 2 days ago" in told(at) + str([one.value.to_dict() for one in at.dataframe])
        assert "-2" not in told(at) and "−2" not in told(at)
    earlier = opened("customers", as_of="2024-07-12", part="care", period="2024-06")
    assert table(earlier, "until_end")["until_end"] == ["10 days left"]
    assert "Looked at from 2024-06-30, the end of the period." in told(earlier)
    assert "Its contract ended on 2024-07-10" in told(
        opened("customers", as_of="2024-07-12", who="A1")
    )
    typed(home, "A1", result="renewed", contract_end=date(2024, 7, 10))
    at = opened("renewals", as_of="2024-07-12", show="due")
    assert "No customer fits this choice." in told(at)
    assert "renewal_due~A1" not in told(opened("alerts", as_of="2024-07-12"))


def test_what_is_typed_lies_over_the_export_and_settles_the_risk(home: Path) -> None:
    shop(home)
    typed(home, "A1", contacted=date(2024, 6, 25), intent="high", next_day=date(2024, 7, 5))
    at = opened("renewals", as_of="2024-06-30", show="all")
    rows = renewal_rows(at)
    assert rows["intent"].to_list()[0] == "high"
    assert rows["risk"].to_list() == ["low", "low"]
    assert table(at, "what")["what"] == ["Contact promised", "Contract ends"]


def test_a_customer_without_an_order_in_the_year_has_no_order_value(home: Path) -> None:
    """One whose last order was promised in the year has figures of it, but no order."""
    shop(home)
    warehouse = open_warehouse(home)
    days = {"promised_date": "2024-07-20", "delivered_date": "2024-07-19"}
    last = order("A2-7", "2024-06-20", "A2", customer_name="A2 Ltd")
    publish(warehouse, {"orders": [last], "order_lines": [line("A2-7", amount=100, **days)]})
    found = renewals.known(view_of(warehouse, "2025-06", as_of="2025-06-30"))
    assert found.filter(key="A2").select("orders", "order_value").rows() == [(0, None)]
    warehouse.close()
    rows = renewal_rows(opened("renewals", as_of="2025-06-30", period="2025-06", show="all"))
    assert set(rows["order_value"]) == {"—"}


def test_only_what_chance_does_not_explain_is_a_risk() -> None:
    frame = pl.DataFrame({"late": [9, 1, 2, None], "on_time_rate__denominator": [20, 20, 60, None]})
    found = renewals._stands_out(frame, "late", "on_time_rate")
    assert found.to_list() == [True, False, False, False]


def test_cells_become_changes_of_the_customer_of_their_row(home: Path) -> None:
    shop(home)
    at = opened("renewals", as_of="2024-06-30", show="all")
    assert not at.exception
    found = pl.DataFrame({"key": ["A2", "A1"]})

    class Here:
        lang = "zh"

    cells = {1: {"intent": "低", "next_day": "2024-07-05T00:00:00.000Z", "name": "no"}}
    changes = renewals.RenewalTable("x", found, Here()).changes(cells)
    assert [(one.subject, one.field, one.value) for one in changes] == [
        ("A1", "intent", "low"),
        ("A1", "next_day", "2024-07-05"),
    ]


def test_a_contract_end_that_is_typed_opens_an_alert_that_says_who_typed_it(home: Path) -> None:
    shop(home)
    key = "renewal_due~A2"
    asked: dict[str, str] = {"as_of": "2024-06-30", "state": "all", "case": key}
    assert "there is no such alert" in told(opened("alerts", **asked))
    step = {"next_day": date(2024, 7, 3), "measures": "visit them"}
    typed(home, "A2", contract_end=date(2024, 7, 15), **step)
    words = told(opened("alerts", **asked))
    assert "15 days left" in words
    assert "2024-07-15, typed in Renewals by Ann" in words
    assert "the export says 2025-05-01" in words
    assert "2024-07-10, from the export" in told(
        opened("alerts", **{**asked, "case": "renewal_due~A1"})
    )
    customers = opened("customers", as_of="2024-06-30", part="care")
    care = table(customers, "step")
    steps = dict(zip(care["contract_end"], care["step"], strict=True))
    assert steps == {"2024-07-10": "—", "2024-07-15": "2024-07-03 · visit them"}
