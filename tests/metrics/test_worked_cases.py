"""The worked cases of METRICS, and the traps beside them, on tables whose answer can be checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.errors import BadScope, NoData
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.evaluate import available_dimensions, evaluate
from ordertrack.metrics.model.metric import PARTS, Metric
from ordertrack.metrics.notes import convention, filled_by, warnings, why_empty
from ordertrack.metrics.query.classify import classify
from ordertrack.metrics.query.conventions import resolved
from ordertrack.metrics.query.tiers import tiers
from ordertrack.metrics.rows import Page, rows
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, moment
from tests.metrics.literal import LiteralReader, Release, day, line, order, simple

JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())


def figure(name: str, scope: Scope, reader: LiteralReader) -> dict[str, Any]:
    """One metric of the whole scope: value, numerator, denominator, unknown (mean, p90)."""
    row = evaluate([name], [], scope, reader).row(0, named=True)
    return {key.removeprefix(name).strip("_") or "value": value for key, value in row.items()}


def by(name: str, dim: str, scope: Scope, reader: LiteralReader) -> dict[Any, Any]:
    found = evaluate([name], [dim], scope, reader)
    return dict(found.select(dim, name).rows())


# --- 1: the template's own row --------------------------------------------------------------------


def template_row() -> dict[str, Any]:
    return simple(
        "SO202406001",
        "2024-06-01",
        "2024-06-15",
        "2024-06-18",
        customer_name="A公司",
        status="completed",
        amount=50000,
        satisfaction=4,
    )


def test_the_templates_row_is_three_days_late_after_a_cycle_of_17(release: Release) -> None:
    reader = release(orders=[template_row()])
    late = figure("delay_days", JUNE, reader)
    assert (late["value"], late["numerator"], late["denominator"]) == (3.0, 3, 1)
    assert figure("on_time_rate", JUNE, reader)["value"] == 0.0
    assert figure("order_cycle_days", JUNE, reader)["value"] == 17.0
    assert figure("satisfaction", JUNE, reader)["value"] == 4.0


def test_a_score_is_not_known_before_the_order_is_finished(release: Release) -> None:
    later = simple("2", "2024-06-02", "2024-06-15", "2024-06-28", status="completed")
    reader = release(orders=[template_row(), {**later, "satisfaction": 1}])
    seen = {"2024-06-17": (None, 0, 2), "2024-06-20": (4.0, 1, 1), "2024-06-28": (2.5, 2, 0)}
    for until, known in seen.items():
        found = figure("satisfaction", replace(JUNE, as_of=moment(until)), reader)
        assert (found["value"], found["n"], found["unknown"]) == known


# --- 2: ABC ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("revenues", "expected"),
    [
        ((90, 6, 4), "ABC"),
        ((90, 5, 5), "ABB"),
        ((75, 10, 10, 5), "AAAC"),
        ((50, 30, 15, 5), "AABC"),
        ((20, 20, 20, 20, 20), "AAAAA"),
        ((100, 0, -10), "ACC"),
        ((0, 0), "CC"),
        (("79.9999", "0.0001", 15, 5), "ACAB"),
    ],
)
def test_abc(revenues: tuple, expected: str) -> None:
    customers = pl.DataFrame(
        {
            "customer_id": [str(place) for place in range(len(revenues))],
            "revenue": [Decimal(revenue) for revenue in revenues],
        },
        schema_overrides={"revenue": pl.Decimal(38, 4)},
    )
    found = classify(customers).sort("customer_id")
    assert "".join(found["tier"]) == expected


def test_a_tier_looks_back_twelve_months_and_ignores_filters(release: Release) -> None:
    reader = release(
        orders=[
            simple("1", "2024-06-15", customer_id="big", amount=90, team="North"),
            simple("2", "2023-08-15", customer_id="mid", amount=6, team="South"),
            simple("3", "2024-01-15", customer_id="small", amount=4, team="North"),
            simple("old", "2023-06-30", customer_id="gone", amount=999),
            simple("late", "2024-07-09", customer_id="small", amount=999),
        ]
    )
    found = tiers(JUNE, reader)
    assert found.select("customer_id", "tier").rows() == [
        ("big", "A"),
        ("mid", "B"),
        ("small", "C"),
    ]
    north = JUNE.with_period(None).with_as_of("2024-06-30").with_filter("team", "North")
    assert by("orders", "tier", north, reader) == {"A": 1, "C": 1}
    assert figure("orders", north.with_filter("tier", "C"), reader)["value"] == 1


# --- 4: repurchase --------------------------------------------------------------------------------


def test_two_orders_on_one_day_are_no_repurchase_but_two_months_are(release: Release) -> None:
    reader = release(
        orders=[
            simple("1", "2024-01-01T09:00", customer_id="twice a day"),
            simple("2", "2024-01-01T17:00", customer_id="twice a day"),
            simple("3", "2024-01-01", customer_id="back"),
            simple("4", "2024-02-01", customer_id="back"),
            simple("5", "2024-01-05", customer_id="returns"),
            simple("6", "2024-02-05", customer_id="returns", amount=-100),
        ]
    )
    quarter = Scope(
        moment("2024-04-10"),
        Period.quarter(2024, 1),
        conventions=Conventions(repurchase_months=3),
        access=Access.everything(),
    )
    found = figure("repurchase_rate", quarter, reader)
    assert (found["numerator"], found["denominator"]) == (1, 3)
    listed = rows("repurchase_rate", "numerator", quarter, reader)
    assert listed["customer_id"].to_list() == ["back"]
    by_orders = replace(
        quarter, conventions=Conventions(repurchase_months=3, repurchase_by="orders")
    )
    assert figure("repurchase_rate", by_orders, reader)["numerator"] == 2


# --- 5: on time -----------------------------------------------------------------------------------


def ten_due() -> list[dict[str, Any]]:
    on_time = [simple(f"t{n}", "2024-06-01", "2024-06-10", "2024-06-10T18:00") for n in range(6)]
    late = [simple(f"l{n}", "2024-06-01", "2024-06-10", "2024-06-11") for n in range(2)]
    return on_time + late + [simple(f"o{n}", "2024-06-01", "2024-06-10") for n in range(2)]


def test_overdue_open_orders_are_misses_of_the_due_and_absent_from_the_delivered(
    release: Release,
) -> None:
    reader = release(orders=ten_due())
    due, delivered = (
        figure(name, JUNE, reader) for name in ("on_time_rate", "on_time_rate_delivered")
    )
    assert (due["value"], due["numerator"], due["denominator"]) == (0.6, 6, 10)
    assert (delivered["value"], delivered["numerator"], delivered["denominator"]) == (0.75, 6, 8)


def test_nothing_due_gives_no_rate_and_says_why(release: Release) -> None:
    reader = release(orders=ten_due())
    early = JUNE.with_as_of("2024-06-10T12:00")
    row = evaluate(["on_time_rate"], [], early, reader).row(0, named=True)
    assert row["on_time_rate"] is None
    reason = why_empty("on_time_rate", early, reader, row)
    assert str(reason) == "No order that can be judged fell due in this period."
    assert reason and reason.to("zh") == "本期没有可判定的到期订单。"


def test_every_rate_can_say_in_plain_words_what_it_lacks() -> None:
    silent = [
        metric.name
        for metric in CATALOG.values()
        if metric.denominator and metric.denominator.when_empty is None
    ]
    assert silent == []


def test_an_order_is_as_late_as_its_worst_line(release: Release) -> None:
    reader = release(
        orders=[order("1", "2024-06-01"), order("2", "2024-06-01")],
        order_lines=[
            line("1", promised_date=day("2024-06-10"), delivered_date="2024-06-14"),
            line("1", line_no="2", promised_date=day("2024-06-20"), delivered_date="2024-06-15"),
            line("2", promised_date=day("2024-06-10"), delivered_date="2024-06-09"),
            line("2", line_no="2", promised_date=day("2024-06-10")),
        ],
    )
    found = figure("on_time_rate", JUNE, reader)
    assert (found["numerator"], found["denominator"]) == (0, 2)
    delay = figure("delay_days", JUNE, reader)
    assert (delay["numerator"], delay["denominator"]) == (4 + 30, 2)


def test_what_cannot_be_judged_leaves_the_rate_and_is_counted(release: Release) -> None:
    reader = release(
        orders=[
            simple("good", "2024-06-01", "2024-06-10", "2024-06-10"),
            simple("no promise", "2024-06-01", None, "2024-06-10"),
            simple("no date", "2024-06-01", "2024-06-10", None, status="completed"),
            simple("cancelled", "2024-06-01", "2024-06-10", None, status="cancelled"),
            simple("draft", "2024-06-01", "2024-06-10", None, status="draft"),
            simple("on hold", "2024-06-01", "2024-06-10", None, status="on_hold"),
        ]
    )
    found = figure("on_time_rate", JUNE, reader)
    assert (found["numerator"], found["denominator"], found["unknown"]) == (1, 2, 2)
    listed = rows("on_time_rate", "unknown", JUNE, reader)
    assert sorted(listed["order_no"]) == ["no date", "no promise"]


# --- as-of ----------------------------------------------------------------------------------------


def test_what_happens_after_as_of_has_not_happened(release: Release) -> None:
    reader = release(
        orders=[
            simple("late", "2024-06-01", "2024-06-10", "2024-06-20"),
            simple("good", "2024-06-01", "2024-06-10", "2024-06-09"),
            simple("future", "2024-06-16", "2024-06-10", "2024-06-17"),
        ],
        complaints=[{"complaint_id": "c", "order_no": "good", "raised_at": moment("2024-06-18")}],
    )
    middle = JUNE.with_as_of("2024-06-15")
    assert figure("orders", middle, reader)["value"] == 2
    assert figure("on_time_rate_delivered", middle, reader)["denominator"] == 1
    assert figure("backlog", middle, reader)["value"] == 100
    assert figure("delay_days", middle, reader)["numerator"] == 5
    assert figure("complaint_rate", middle, reader)["numerator"] == 0
    listed = rows("on_time_rate", "denominator", middle, reader, page=Page(order="order_no"))
    assert [bool(delivered) for delivered in listed["delivered"]] == [True, False]
    assert figure("complaint_rate", JUNE, reader)["numerator"] == 1


def test_an_orders_own_quantity_counts_where_it_has_no_lines(release: Release) -> None:
    reader = release(
        orders=[
            order("1", "2024-06-01", amount=Decimal(10), quantity=Decimal(3)),
            order("2", "2024-06-02", amount=Decimal(20), quantity=Decimal(9)),
        ],
        order_lines=[line("2", quantity=Decimal(4), amount=Decimal(20))],
    )
    assert figure("units", JUNE, reader)["value"] == 7
    assert figure("revenue", JUNE, reader)["value"] == 30


def test_an_order_without_amount_is_unknown_in_money_and_never_nothing(release: Release) -> None:
    def placed(number: str, **more: Any) -> dict[str, Any]:
        return simple(number, "2024-06-03", "2024-06-10", **more)

    paid = {"paid_amount": 60, "status": "completed", "completed_at": "2024-06-05"}
    done = {"delivered": "2024-06-05", "payment_due": "2024-06-20", **paid}
    reader = release(
        orders=[
            placed("1"),
            placed("2", amount=None),
            placed("3", **done),
            placed("4", amount=None, **done),
        ]
    )
    later = replace(JUNE, as_of=moment("2024-08-10"))
    assert unknown_beside(later, reader) == {
        "revenue": (Decimal(200), 2),
        "average_order_value": (Decimal(50), 2),  # of all orders; those without are told
        "backlog": (Decimal(100), 1),
        "backlog_past_due": (Decimal(100), 1),
        "collection_rate": (0.6, 1),
        "overdue_receivables": (Decimal(40), 1),
    }
    bare = release(orders=[placed("1", amount=None), placed("2", amount=None, **done)])
    for name in ("backlog", "backlog_past_due", "average_order_value", "collection_rate"):
        assert figure(name, later, bare)["value"] is None


def unknown_beside(scope: Scope, reader: LiteralReader) -> dict[str, tuple[Any, int]]:
    names = ("revenue", "average_order_value", "backlog", "backlog_past_due", "collection_rate")
    found = {name: figure(name, scope, reader) for name in (*names, "overdue_receivables")}
    return {name: (one["value"], one["unknown"]) for name, one in found.items()}


def test_a_cancelled_line_leaves_amount_quantities_lateness_and_backlog(release: Release) -> None:
    known = {"quantity": 1, "promised_date": day("2024-06-10")}
    done = known | {"delivered_date": moment("2024-06-09"), "quantity_delivered": 1}
    reader = release(
        orders=[order(number, "2024-06-01", status="completed") for number in ("1", "2")],
        order_lines=[
            line("1", 600, **done),
            line("1", 400, line_no="2", status="cancelled", **known),
            line("2", 100, **done),
        ],
    )
    found = {
        name: figure(name, JUNE, reader)["value"]
        for name in ("revenue", "units", "on_time_rate", "fill_rate", "backlog", "cancelled_rate")
    }
    assert found == {
        "revenue": 700,
        "units": 2,
        "on_time_rate": 1,
        "fill_rate": 1,
        "backlog": 0,
        "cancelled_rate": 0,
    }


def test_customer_figures_leave_guests_out_and_say_how_many(release: Release) -> None:
    guest = [order(n, "2024-06-02", customer_id=None, amount=Decimal(5)) for n in ("2", "3")]
    reader = release(orders=[order("1", "2024-06-01", amount=Decimal(10)), *guest])
    assert figure("revenue", JUNE, reader)["value"] == 20
    for name in ("customers", "new_customers"):
        found = figure(name, JUNE, reader)
        assert (found["value"], found["unknown"]) == (1, 2)
    again = figure("repurchase_rate", JUNE, reader)
    assert (again["denominator"], again["unknown"]) == (1, 2)


def test_units_delivered_after_as_of_are_not_delivered(release: Release) -> None:
    known = {"quantity": 10, "quantity_delivered": 10, "promised_date": day("2024-06-10")}
    reader = release(
        orders=[order("1", "2024-06-01")],
        order_lines=[
            line("1", delivered_date="2024-06-09", **known),
            line("1", line_no="2", delivered_date="2024-06-20", **known),
        ],
    )
    assert figure("fill_rate", JUNE.with_as_of("2024-06-15"), reader)["numerator"] == 10
    assert figure("fill_rate", JUNE, reader)["numerator"] == 20


def test_an_order_completed_after_as_of_was_still_open_then(release: Release) -> None:
    done = {"status": "completed", "completed_at": "2024-06-20"}
    reader = release(orders=[*ten_due(), simple("1", "2024-06-01", "2024-06-10", **done)])
    then, now = (
        figure("on_time_rate", JUNE.with_as_of(at), reader) for at in ("2024-06-15", "2024-06-25")
    )
    assert (then["denominator"], then["unknown"]) == (11, 0)
    assert (now["denominator"], now["unknown"]) == (10, 1)


def test_a_day_is_due_only_when_it_is_over(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-06-01", "2024-06-10", "2024-06-10T18:00")])
    due = {
        as_of: figure("on_time_rate", JUNE.with_as_of(as_of), reader)["denominator"]
        for as_of in ("2024-06-09", "2024-06-10T23:00", "2024-06-10", "2024-06-11T00:00")
    }
    assert list(due.values()) == [0, 0, 1, 1]


def test_a_half_month_is_compared_with_the_same_half(release: Release) -> None:
    reader = release(
        orders=[
            simple("now", "2024-06-18", amount=5),
            simple("then", "2023-06-18", amount=3),
            simple("then, later", "2023-06-19", amount=99),
        ]
    )
    compared = JUNE.with_as_of("2024-06-18T12:00").compared()
    assert compared is not None
    assert figure("revenue", compared, reader)["value"] == 3


def test_an_open_day_counts_on_neither_side_of_a_rate_of_due_orders(release: Release) -> None:
    reader = release(
        orders=[
            simple(f"{year} {day}", f"{year}-06-01", f"{year}-06-{day}", f"{year}-06-17")
            for year in (2023, 2024)
            for day in (16, 17, 18)
        ]
    )
    june = JUNE.with_as_of("2024-06-18T12:00")
    before = june.compared()
    assert before is not None
    for scope in (june, before):
        found = figure("on_time_rate", scope, reader)
        assert (found["numerator"], found["denominator"]) == (1, 2)


def test_a_stock_is_compared_with_that_of_the_same_moment(release: Release) -> None:
    reader = release(
        orders=[
            simple("then", "2023-06-01", None, "2023-06-18T14:00", amount=7),
            simple("then, later", "2023-06-18T13:00", None, None, amount=99),
            simple("now", "2024-06-01", None, "2024-06-18T14:00", amount=5),
        ]
    )
    june = JUNE.with_as_of("2024-06-18T12:00")
    before = june.compared()
    assert figure("backlog", june, reader)["value"] == 5 + 99
    assert before and figure("backlog", before, reader)["value"] == 7


def test_the_backlog_of_a_past_month_is_that_of_its_end(release: Release) -> None:
    reader = release(
        orders=[
            simple("delivered since", "2024-06-01", None, "2024-07-02", amount=7),
            simple("open", "2024-06-02", None, None, amount=2),
            simple("placed since", "2024-07-05", None, None, amount=50),
        ]
    )
    now = replace(JUNE, stocks="now")
    assert figure("backlog", JUNE, reader)["value"] == 9
    assert figure("backlog", now, reader)["value"] == 52
    assert rows("backlog", "numerator", JUNE, reader)["value"].sum() == 9
    assert by("backlog", "status", JUNE, reader) == {"placed": 2, "completed": 7}


def test_a_backlog_is_compared_with_the_backlog_of_then(release: Release) -> None:
    reader = release(
        orders=[
            simple("1", "2023-06-01", None, "2023-08-01", amount=7),
            simple("2", "2024-06-01", "2024-06-10", None, amount=5),
            simple("3", "2024-06-02", "2024-08-01", None, amount=2),
            simple("4", "2024-06-02", None, None, amount=1),
        ]
    )
    assert figure("backlog", JUNE, reader)["value"] == 8
    past_due = figure("backlog_past_due", JUNE, reader)
    assert (past_due["value"], past_due["unknown"]) == (5, 1)
    compared = JUNE.compared()
    assert compared and figure("backlog", compared, reader)["value"] == 7
    months = by(
        "backlog", "month", JUNE.with_period(Period.parse("2023-06-01..2023-09-01")), reader
    )
    assert list(months.values()) == [7, 7, 0]


def test_cancelled_orders_count_in_their_own_rate_alone(release: Release) -> None:
    placed = ("placed", "cancelled", "draft", "on_hold", "cancelled", None)
    reader = release(
        orders=[
            order(str(n), "2024-06-03", status=status, team="E" if n % 2 else "W")
            for n, status in enumerate(placed)
        ],
        order_lines=[line("1"), line("1", line_no="2", product="Q"), line("3", product="Q")],
    )
    row = evaluate(["cancelled_rate", "orders"], [], JUNE, reader).row(0, named=True)
    parts = [row[f"cancelled_rate__{part}"] for part in ("numerator", "denominator", "unknown")]
    assert (parts, row["cancelled_rate"], row["orders"]) == ([2, 5, 0], 0.4, 3)
    assert by("cancelled_rate", "team", JUNE, reader) == {"E": pytest.approx(1 / 3), "W": 0.5}
    assert by("cancelled_rate", "product", JUNE, reader) == {
        "P": 1.0,
        "Q": 0.5,
        None: pytest.approx(1 / 3),
    }
    listed = rows("cancelled_rate", "denominator", JUNE, reader, page=Page(order="order_no"))
    assert listed["order_no"].to_list() == ["0", "1", "3", "4", "5"]


# --- 6: fan-out and quantities --------------------------------------------------------------------


def test_products_split_amounts_and_count_an_order_in_each(release: Release) -> None:
    reader = release(
        orders=[
            order("1", "2024-06-01", delivered_date="2024-06-05"),
            order("2", "2024-06-01"),
            simple("3", "2024-06-02", amount=1),
        ],
        order_lines=[
            line("1", 10, quantity=1),
            line("1", 20, line_no="2", quantity=2),
            line("1", 5, line_no="3", product="Q", quantity=4),
            line("2", 40, product="Q", quantity=8),
        ],
        complaints=[
            {"complaint_id": name, "order_no": "1", "raised_at": moment("2024-06-10")}
            for name in "abc"
        ],
    )
    assert by("orders", "product", JUNE, reader) == {"P": 1, "Q": 2, None: 1}
    assert by("revenue", "product", JUNE, reader) == {"P": 30, "Q": 45, None: 1}
    assert by("units", "product", JUNE, reader) == {"P": 3, "Q": 12, None: 0}
    assert by("backlog", "product", JUNE, reader) == {"Q": 40, None: 1}
    assert by("complaint_rate", "product", JUNE, reader) == {"P": 1.0, "Q": 0.5, None: 0.0}
    only_p = JUNE.with_filter("product", "P")
    assert figure("orders", only_p, reader)["value"] == 1
    assert figure("revenue", only_p, reader)["value"] == 30
    assert figure("average_order_value", only_p, reader)["value"] == 30
    shares = by("revenue_share", "product", JUNE, reader)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert figure("revenue_share", only_p, reader)["value"] == pytest.approx(30 / 76)


def test_quantities_over_short_and_not_yet_there(release: Release) -> None:
    promised, delivered = day("2024-06-10"), moment("2024-06-09")
    known = {"promised_date": promised, "delivered_date": delivered}
    reader = release(
        orders=[order(number, "2024-06-01") for number in ("over", "short", "open", "no idea")],
        order_lines=[
            line("over", quantity=10, quantity_delivered=12, **known),
            line("short", quantity=10, quantity_delivered=4, **known),
            line("open", quantity=10, promised_date=promised),
            line("no idea", quantity=10, **known),
        ],
        complaints=[{"complaint_id": "c", "order_no": "short", "raised_at": delivered}],
    )
    units = figure("fill_rate", JUNE, reader)
    assert (units["numerator"], units["denominator"], units["unknown"]) == (14, 30, 1)
    for name in ("order_fill_rate", "otif_rate", "perfect_order_rate"):
        found = figure(name, JUNE, reader)
        assert (found["numerator"], found["denominator"], found["unknown"]) == (1, 3, 1), name


# --- 8: answers within 24 hours -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "extra", "expected"),
    [
        ("2024-06-08T17:00", {}, (1, 1, 0)),
        ("2024-06-08T17:00:01", {}, (0, 1, 0)),
        (None, {}, (0, 1, 0)),
        ("2024-06-08", {"first_response_at_day_only": True}, (0, 0, 1)),
        ("2024-06-08T17:00", {"raised_at_day_only": True}, (0, 0, 1)),
    ],
)
def test_exactly_24_hours_is_within_and_a_bare_day_is_unknown(
    release: Release, answered: str | None, extra: dict, expected: tuple
) -> None:
    complaint = {
        "complaint_id": "1",
        "order_no": "1",
        "raised_at": moment("2024-06-07T17:00"),
        "first_response_at": moment(answered) if answered else None,
    }
    reader = release(orders=[simple("1", "2024-06-01")], complaints=[complaint | extra])
    reader.covered = True
    found = figure("response_within_24h", JUNE, reader)
    assert (found["numerator"], found["denominator"], found["unknown"]) == expected


def test_an_answer_is_not_due_before_24_hours(release: Release) -> None:
    raised = {"complaint_id": "1", "order_no": "1", "raised_at": moment("2024-06-07T17:00")}
    reader = release(orders=[simple("1", "2024-06-01")], complaints=[raised])
    reader.covered = True
    due = [
        figure("response_within_24h", JUNE.with_as_of(at), reader)["denominator"]
        for at in ("2024-06-08T16:59:59", "2024-06-08T17:00")
    ]
    assert due == [0, 1]


# --- 11, 13: returns and moved promises -----------------------------------------------------------


def test_a_return_counts_in_its_own_month(release: Release) -> None:
    sold = simple("1", "2024-06-10", amount=100)
    returned = simple("1R", "2024-07-05", amount=-40)
    scope = Scope(moment("2024-07-31"), access=Access.everything())
    months = by("revenue", "month", scope, release(orders=[sold, returned]))
    assert list(months.values()) == [100, -40]


def test_a_moved_promise_is_late_by_the_first_and_on_time_by_the_latest(release: Release) -> None:
    moved = simple(
        "1",
        "2024-06-01",
        day("2024-06-20"),
        "2024-06-19",
        promised_first=day("2024-06-10"),
        promise_changes=1,
    )
    reader = release(orders=[moved])
    latest = replace(JUNE, conventions=Conventions(promise_basis="latest"))
    assert figure("on_time_rate", JUNE, reader)["value"] == 0.0
    assert figure("on_time_rate", latest, reader)["value"] == 1.0
    said = [convention("on_time_rate", scope.conventions) for scope in (JUNE, latest)]
    assert [text.to("zh") for text in said if text] == [
        "按首次承诺日判断，之后的变更不计。",
        "按最新承诺日判断。",
    ]


# --- customers ------------------------------------------------------------------------------------


def test_a_customer_is_new_once_where_the_first_order_was(release: Release) -> None:
    reader = release(
        orders=[
            simple("1", "2024-05-01", customer_id="old", team="North"),
            simple("2", "2024-06-01", customer_id="old", team="North"),
            simple("3", "2024-06-02", customer_id="new", team="South"),
            simple("4", "2024-06-09", customer_id="new", team="North"),
            simple("5", "2024-06-09", customer_id="master", team="North"),
            simple("6", "2024-06-09", customer_id="alias", team="North"),
        ],
        customers=[
            {"customer_id": "master", "first_order_date": day("2019-01-01")},
            {"customer_id": "alias", "same_as": "old"},
        ],
    )
    assert figure("new_customers", JUNE, reader)["value"] == 1
    assert by("new_customers", "team", JUNE, reader) == {"North": 0, "South": 1}
    assert figure("customers", JUNE, reader)["value"] == 3


def test_a_month_without_orders_has_no_new_customers(release: Release) -> None:
    reader = release(
        orders=[
            simple("1", "2024-04-01", customer_id="first"),
            simple("2", "2024-06-05", customer_id="listed in May"),
            simple("3", "2024-06-06", customer_id="listed before"),
        ],
        customers=[
            {"customer_id": "listed in May", "first_order_date": day("2024-05-30")},
            {"customer_id": "listed before", "first_order_date": day("2024-03-31")},
        ],
    )
    may = JUNE.with_period(Period.month(2024, 5))
    assert [figure(name, may, reader)["value"] for name in ("orders", "new_customers")] == [0, 0]
    assert figure("new_customers", JUNE, reader)["value"] == 1


def test_short_history_is_said_beside_new_customers(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-05-01"), simple("2", "2024-06-01")])
    assert "History too short" in str(warnings("new_customers", JUNE, reader)[0])
    later = JUNE.with_period(Period.month(2025, 6))
    assert warnings("new_customers", later, reader) == []
    assert "12 months" in str(warnings("repurchase_rate", JUNE, reader)[0])


@pytest.mark.parametrize(
    ("as_of", "begins", "seen"),
    [
        ("2024-07-10", "2022-01-01", None),
        ("2024-06-10", "2022-01-01", "346 of 366"),
        ("2024-06-01", "2022-01-01", "337 of 366"),
        ("2024-07-10", "2024-06-01", "30 of 366"),
        ("2024-06-10", "2024-06-01", "10 of 366"),
    ],
)
def test_a_trailing_window_says_how_much_of_it_was_seen(
    release: Release, as_of: str, begins: str, seen: str | None
) -> None:
    reader = release(orders=[simple("1", begins), simple("2", "2024-06-02")])
    scope = Scope(moment(as_of), Period.month(2024, 6), access=Access.everything())
    said = " ".join(map(str, warnings("repurchase_rate", scope, reader)))
    assert seen in said if seen else said == ""
    assert "so far" not in " ".join(map(str, warnings("orders", scope, reader)))


@pytest.mark.parametrize("name", ["repurchase_rate", "logo_retention", "grr", "nrr"])
def test_half_a_year_held_against_a_whole_one_says_so(name: str, release: Release) -> None:
    """The trailing months end with the period; of a running one they have not all been seen."""
    reader = release(orders=[simple("1", "2022-01-01", customer_id="a")])
    year = Scope(moment("2024-06-30"), Period.year(2024), access=Access.everything())
    assert "182 of 366" in " ".join(map(str, warnings(name, year, reader)))
    over = replace(year, as_of=moment("2025-01-05"))
    assert "so far" not in " ".join(map(str, warnings(name, over, reader)))


# --- money received -------------------------------------------------------------------------------


def test_money_received_of_completed_orders(release: Release) -> None:
    done = {"completed_at": "2024-06-05"}
    reader = release(
        orders=[
            simple("paid", "2024-06-01", paid_amount=100, paid_at="2024-06-20", **done),
            simple("half", "2024-06-01", paid_amount=50, paid_at="2024-06-20", **done),
            simple("later", "2024-06-01", paid_amount=100, paid_at="2024-07-20", **done),
            simple("prepaid", "2024-06-01", paid_amount=30, status="placed"),
            simple("paid, no amount", "2024-06-01", status="paid", **done),
        ]
    )
    assert figure("collected", JUNE, reader)["value"] == 180
    found = figure("collection_rate", JUNE, reader)
    assert (found["numerator"], found["denominator"], found["unknown"]) == (150, 300, 1)


def test_receivables_grow_old_from_their_due_day(release: Release) -> None:
    def unpaid(number: str, finished: str, **more: Any) -> dict[str, Any]:
        return simple(number, "2024-01-01", completed_at=finished, **more)

    reader = release(
        orders=[
            unpaid("not yet", "2024-06-11"),
            unpaid("30 days over", "2024-05-11"),
            unpaid("31 days over", "2024-05-10"),
            unpaid("by its own day", "2024-07-09", payment_due=day("2024-04-10"), amount=7),
            unpaid("paid", "2024-01-10", paid_amount=100, paid_at="2024-02-01"),
        ]
    )
    today = replace(JUNE, stocks="now")
    assert by("overdue_receivables", "age_band", today, reader) == {
        "0-30": 100,
        "31-60": 100,
        "90+": 7,
    }
    with pytest.raises(BadScope):
        evaluate(["revenue"], ["age_band"], JUNE, reader)


# --- what the data lacks --------------------------------------------------------------------------


def test_a_missing_column_gives_no_number_and_names_the_column(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-06-01", "2024-06-10")])
    found = figure("on_time_rate", JUNE, reader)
    assert set(found.values()) == {None}
    reason = why_empty("on_time_rate", JUNE, reader)
    assert reason and "Delivered" in str(reason) and "实际交付时间" in reason.to("zh")
    with pytest.raises(NoData, match="Delivered"):
        rows("on_time_rate", "denominator", JUNE, reader)


def test_no_complaints_in_the_data_is_not_a_rate_of_zero(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-06-01")])
    assert figure("complaint_rate", JUNE, reader)["value"] is None
    assert why_empty("complaint_rate", JUNE, reader)


def test_an_empty_release_answers_one_row(release: Release) -> None:
    reader = release()
    found = evaluate(["orders", "revenue", "on_time_rate"], [], JUNE, reader)
    assert found.height == 1 and found["orders"].item() is None  # no orders: not known, no zero
    assert evaluate(["orders"], ["team"], JUNE, reader).is_empty()
    assert evaluate(["backlog"], ["month"], JUNE, reader).is_empty()
    assert available_dimensions(reader) == []


def test_dimensions_are_offered_where_the_data_fills_them(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-06-01", team="North")])
    assert available_dimensions(reader) == ["team", "customer", "tier", "status"]


def test_a_metric_that_is_not_there_is_answered_with_the_nearest(release: Release) -> None:
    with pytest.raises(BadScope, match="Did you mean on_time_rate"):
        evaluate(["ontime_rate"], [], JUNE, release())


def test_rows_can_be_sorted_and_refuse_what_is_no_column(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-06-02", amount=5), simple("2", "2024-06-01")])
    newest = rows("revenue", "numerator", JUNE, reader)
    smallest = rows("revenue", "numerator", JUNE, reader, page=Page(order="amount"))
    assert newest["order_no"].to_list() == smallest["order_no"].to_list() == ["1", "2"]
    with pytest.raises(BadScope):
        rows("revenue", "numerator", JUNE, reader, page=Page(order="1; DROP TABLE orders"))
    with pytest.raises(NoData):
        rows("revenue", "denominator", JUNE, reader)


def test_values_are_parameters_never_sql(release: Release) -> None:
    reader = release(orders=[simple("1", "2024-06-01", team="O'Neill")])
    assert figure("orders", JUNE.with_filter("team", "O'Neill"), reader)["value"] == 1
    assert not any("Neill" in query for query in reader.asked)


def test_one_scan_for_each_date(release: Release) -> None:
    reader = release(orders=ten_due())
    reader.asked.clear()
    names = ["orders", "revenue", "customers", "average_order_value", "on_time_rate", "delay_days"]
    evaluate(names, ["team"], JUNE, reader)
    assert len(reader.asked) == 2


# --- the catalogue --------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", CATALOG.values(), ids=list(CATALOG))
def test_every_metric_speaks_both_languages_and_names_what_it_needs(metric: Metric) -> None:
    labels = [metric.label, metric.formula, *([metric.source] if metric.source else [])]
    assert all(label.en and label.zh for label in labels)
    for part in PARTS:
        for measure in metric.measures(part):
            assert measure.sentence.to("zh") != measure.sentence.to("en")
    for need in metric.needs:
        for column in resolved(need, Conventions()).split("|"):
            assert all(filled_by(column))


@pytest.mark.parametrize("basis", ["first", "latest"])
def test_what_a_rule_needs_is_named_by_sheet_and_column(basis: Any) -> None:
    needs = {need for rule in ALERT_RULES.values() for need in rule.needs}
    for need in needs:
        for column in resolved(need, Conventions(promise_basis=basis)).split("|"):
            assert all(filled_by(column))


def test_the_catalogue_has_the_metrics_of_the_contract() -> None:
    assert set(CATALOG) >= {
        *("orders", "revenue", "customers", "new_customers", "average_order_value"),
        *("on_time_rate", "on_time_rate_delivered", "fill_rate", "order_fill_rate", "otif_rate"),
        *("perfect_order_rate", "order_cycle_days", "order_placing_days", "delay_days", "backlog"),
        *("complaint_rate", "response_within_24h", "satisfaction", "collected", "collection_rate"),
        *("overdue_receivables", "revenue_share", "repurchase_rate"),
    }
