from __future__ import annotations

from datetime import date, datetime

import polars as pl

from ordertrack.access import Access
from ordertrack.metrics.orders.ledger import LedgerQuery, Totals
from ordertrack.metrics.orders.timeline import Stage
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.views.orders import ledger, ledger_columns, order

JUNE = Scope(datetime(2024, 6, 30), Period.parse("2024-06"), access=Access.everything())


def test_a_stage_says_its_clock_only_where_one_is_known() -> None:
    assert order.stage_day(Stage("placed", "reached", datetime(2024, 6, 1)), "en") == "2024-06-01"
    at = datetime(2024, 6, 1, 9, 30)
    assert order.stage_day(Stage("placed", "reached", at), "en") == "2024-06-01 09:30"
    assert order.stage_day(Stage("placed", "unrecorded"), "en") == "Day not recorded"
    assert order.stage_day(Stage("placed", "waiting"), "en") == "Not reached yet"


def test_lines_whose_promise_moved_alike_stand_together() -> None:
    move = {
        "release": 2,
        "published": datetime(2024, 6, 3),
        "before": date(2024, 6, 10),
        "after": date(2024, 6, 20),
    }
    found = pl.DataFrame([{**move, "line_no": name} for name in ("1", "2")]).with_columns(
        pl.col("published").dt.replace_time_zone("UTC")
    )
    (two,) = order.promise_moves(found, 2, "en").to_dicts()
    (one,) = order.promise_moves(found.head(1), 2, "en").to_dicts()
    assert (two["lines"], two["later"], one["lines"]) == ("all 2 lines", 10, "line 1")


def test_the_ledger_says_how_much_it_lists_and_which_orders_these_are() -> None:
    totals = Totals(orders=3, lines=4, amount=1500, filtered=1500, late=1)
    text = ledger.summary(LedgerQuery(), totals, ["amount 1,500.00"], "en")
    assert text == "**3** orders · amount 1,500.00 · 1 late"
    assert str(ledger.which_orders(LedgerQuery(), JUNE, "en")) == "placed in Jun 2024"
    overdue = LedgerQuery(quick_filter="overdue")
    assert "whenever they were placed" in str(ledger.which_orders(overdue, JUNE, "en"))


def test_every_column_of_the_ledger_has_a_heading_in_both_languages() -> None:
    columns = (*ledger_columns.TEMPLATE, *ledger_columns.MORE, "days_late")
    for lang in ("en", "zh"):
        titles = [ledger_columns.title(name, lang) for name in columns]
        assert not set(titles) & set(columns) and len(set(titles)) == len(titles)


def test_what_belongs_to_a_column_stands_beside_it() -> None:
    shown = ledger_columns.in_order(("team", "verdict"))
    assert shown[shown.index("status") + 1] == "verdict"
    assert shown[-1] == "team"


def test_what_was_understood_of_an_order_has_days_without_clocks() -> None:
    found = {"order_date": datetime(2024, 6, 1), "completed_at": datetime(2024, 6, 2, 14, 30)}
    assert list(order.as_exported(found, "en").values()) == ["2024-06-01", "2024-06-02 14:30:00"]
