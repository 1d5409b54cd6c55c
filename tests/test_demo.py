"""The demo company: its accounts add up, and the stories that it is meant to tell are in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from ordertrack.demo import company as about
from ordertrack.demo import known, loading, seasons, sharing, story
from ordertrack.demo.catalogue import LINES
from ordertrack.demo.story import Company

# An ordinary day, and a leap day in the weeks after Spring Festival.
DAYS = [date(2026, 6, 18), date(2028, 2, 29)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def demo(request: pytest.FixtureRequest) -> Company:
    return story.generate(request.param)


@pytest.fixture(scope="module")
def now(demo: Company) -> known.Export:
    return known.exports(demo.today)[-1]


def sold(demo: Company) -> pl.DataFrame:
    """Lines of orders that count, with the facts of their order."""
    facts = demo.orders.select("order", "customer_id", "team", "sales_rep", "is_new")
    return demo.lines.filter(pl.col("side").is_null()).join(
        facts.rename({"team": "order_team"}), on="order"
    )


def due(demo: Company) -> pl.DataFrame:
    """Promised lines whose first promise lies behind, with what became of them."""
    day = pl.col("delivered_at").dt.date()
    return (
        sold(demo)
        .filter(pl.col("promised"), pl.col("promised_first") < demo.today)
        .with_columns(
            late=(day - pl.col("promised_first")).dt.total_days(),
            on_time=day <= pl.col("promised_first"),
            on_time_latest=day <= pl.col("promised_third"),
        )
    )


def by_name(frame: pl.DataFrame, key: str, value: pl.Expr) -> dict[str, float]:
    return dict(frame.group_by(key).agg(value.alias("value")).select(key, "value").rows())


# --- its accounts ---


def test_it_has_about_thirty_thousand_orders_over_thirty_months(demo: Company) -> None:
    assert 29_800 <= demo.orders.height <= 30_200
    assert demo.orders["order_no"].n_unique() == demo.orders.height
    first, last = demo.orders["ordered_at"].min(), demo.orders["ordered_at"].max()
    assert first.date() < seasons.month_start(demo.today, -29) + timedelta(days=7)
    assert last < known.exports(demo.today)[-1].moment


def test_the_same_day_and_seed_give_the_same_company(demo: Company) -> None:
    again = story.generate(demo.today)
    tables = ("customers", "orders", "lines", "complaints", "leads", "expenses", "targets")
    for name in (*tables, "interviews"):
        assert getattr(again, name).equals(getattr(demo, name)), name


def test_another_seed_gives_another_company() -> None:
    one, other = (story.generate(DAYS[0], seed).orders["amount"].sum() for seed in (7, 8))
    assert one != other


def test_amounts_are_quantity_times_price_and_orders_the_sum_of_their_lines(demo: Company) -> None:
    lines = demo.lines
    assert (lines["amount"] == lines["quantity"] * lines["unit_price"]).all()
    sums = lines.group_by("order").agg(total=pl.sum("amount"))
    both = demo.orders.join(sums, on="order")
    assert both.height == demo.orders.height
    assert (both["amount"] == both["total"]).all()


def test_stages_follow_each_other(demo: Company) -> None:
    stages = ["ordered_at", "started_at", "shipped_at", "delivered_at", "accepted_at"]
    for before, after in pairwise([*stages, "completed_at"]):
        assert demo.orders.filter(pl.col(after) < pl.col(before)).is_empty(), after


def test_nothing_is_known_before_it_happens(demo: Company) -> None:
    for export in known.exports(demo.today):
        orders, lines = known.orders(demo, export), known.lines(demo, export)
        for stage in known.HAPPENS:
            assert orders.filter(pl.col(stage) > export.moment).is_empty(), stage
        assert lines.filter(pl.col("delivered_at") > export.moment).is_empty()
        assert known.complaints(demo, export)["first_response_at"].max() <= export.moment
        assert known.leads(demo, export)["closed_at"].max() <= export.moment


def test_customers_are_a_long_tail(demo: Company) -> None:
    revenue = sold(demo).group_by("customer_id").agg(pl.sum("amount"))["amount"]
    largest = revenue.sort(descending=True).head(about.CUSTOMERS // 5).sum()
    assert 0.6 < largest / revenue.sum() < 0.9


def test_most_costs_are_known_but_not_all(demo: Company) -> None:
    assert 0.90 < demo.lines["cost"].is_not_null().mean() < 0.99


# --- its stories ---


def test_one_product_line_is_chronically_late(demo: Company) -> None:
    rate = by_name(due(demo), "product_line", pl.col("on_time").mean())
    assert rate.pop(about.LATE_LINE) < 0.6
    assert min(rate.values()) > 0.76


def test_one_product_line_loses_its_margin_over_nine_months(demo: Company) -> None:
    months_ago = (demo.today - pl.col("ordered_at").dt.date()).dt.total_days() / 30.4
    lines = sold(demo).filter(pl.col("cost").is_not_null(), pl.col("amount") > 0)
    margin = 1 - pl.col("cost").sum() / pl.col("amount").sum()
    before = by_name(lines.filter(months_ago > 9), "product_line", margin)
    lately = by_name(lines.filter(months_ago < 2), "product_line", margin)
    lost = {line: before[line] - lately[line] for line in before}
    assert lost.pop(about.SLIDING_LINE) > 0.10
    assert max(lost.values()) < 0.04


def test_one_salesperson_wins_far_more_new_customers_than_anybody_else(demo: Company) -> None:
    first = sold(demo).filter("is_new").unique("customer_id", keep="first", maintain_order=True)
    won = by_name(first, "sales_rep", pl.len())
    best = won.pop(about.STAR_REP)
    assert best > 2 * max(won.values())


def test_one_team_keeps_its_promises_by_moving_them(demo: Company) -> None:
    lines = due(demo).filter(pl.col("product_line") != about.LATE_LINE)
    first = by_name(lines, "order_team", pl.col("on_time").mean())
    latest = by_name(lines, "order_team", pl.col("on_time_latest").mean())
    gain = {team: latest[team] - first[team] for team in first}
    assert first[about.MOVING_TEAM] < 0.65
    assert latest[about.MOVING_TEAM] > 0.9
    assert gain.pop(about.MOVING_TEAM) > 0.25
    assert max(gain.values()) < 0.05


@pytest.mark.parametrize("column", ["ordered_at", "delivered_at"])
def test_spring_festival_is_quiet_whenever_it_falls(demo: Company, column: str) -> None:
    day = demo.orders[column].dt.date()
    first = seasons.first_day(demo.today, about.MONTHS) + timedelta(days=40)
    usual = day.is_between(first, demo.today).sum() / ((demo.today - first).days / 14)
    inside = [f for f in seasons.SPRING_FESTIVALS if first < f < demo.today - timedelta(days=12)]
    assert len(inside) >= 2
    for festival in inside:
        near = day.is_between(festival - timedelta(days=4), festival + timedelta(days=9)).sum()
        assert near < usual * 0.45, festival


def test_a_large_customer_falls_silent_before_its_contract_ends(demo: Company) -> None:
    silent = demo.customers.filter(name=about.SILENT_CUSTOMER)
    year = sold(demo).filter(pl.col("ordered_at").dt.date() >= demo.today - timedelta(days=365))
    revenue = year.group_by("customer_id").agg(pl.sum("amount")).sort("amount", descending=True)
    share_before = (revenue["amount"].cum_sum() - revenue["amount"]) / revenue["amount"].sum()
    place = revenue["customer_id"].to_list().index(silent["customer_id"].item())
    assert share_before[place] < 0.8, "not in tier A"
    orders = demo.orders.filter(pl.col("customer_id") == silent["customer_id"].item())
    quiet = (demo.today - orders["ordered_at"].max().date()).days
    assert 120 <= quiet <= 150
    assert orders.height > 60
    assert demo.today < silent["contract_end"].item() < demo.today + timedelta(days=30)


def test_the_business_grows_and_pushes_at_the_end_of_a_quarter(demo: Company) -> None:
    day = pl.col("ordered_at").dt.date()
    month = seasons.month_start(demo.today)

    def revenue(start: date, end: date) -> int:
        return sold(demo).filter(day.is_between(start, end, closed="left"))["amount"].sum()

    year, before = seasons.month_start(month, -12), seasons.month_start(month, -24)
    assert 1.05 < revenue(year, month) / revenue(before, year) < 1.5
    works = demo.orders.filter(day.dt.weekday() <= 5)
    push = (pl.col("ordered_at").dt.month() % 3 == 0) & (day.dt.month_end() - day < timedelta(10))
    per_day = by_name(works.with_columns(push=push), "push", pl.len() / day.n_unique())
    assert per_day[True] > 1.3 * per_day[False]


def test_one_channel_costs_more_than_its_new_customers_bring(demo: Company) -> None:
    new = sold(demo).filter("is_new", pl.col("cost").is_not_null())
    profit = by_name(new, "channel", (pl.col("amount") - pl.col("cost")).sum())
    spent = by_name(demo.expenses.drop_nulls("channel"), "channel", pl.col("amount").sum())
    returns = {name: spent[name] / profit[name] for name in spent}
    assert returns.pop(about.COSTLY_CHANNEL) > 1.2
    assert max(returns.values()) < 0.5


def test_one_kind_of_expense_runs_far_beyond_its_budget(demo: Company) -> None:
    planned = demo.expenses.drop_nulls("budget")
    used = by_name(planned, "category", pl.col("amount").sum() / pl.col("budget").sum())
    assert 1.25 < used.pop(about.OVERSPENT) < 1.45
    assert min(used.values()) > 0.9 and max(used.values()) < 1.02
    without = demo.expenses.filter(pl.col("budget").is_null())
    assert set(without["category"]) == {"业务招待", "客户维护"}


def test_goods_come_back_in_a_later_document_of_their_own(demo: Company) -> None:
    back = demo.orders.filter(pl.col("amount") < 0)
    assert 200 <= back.height <= 300
    sources = back.with_columns(source=pl.col("remark").str.extract(r"(\w+)$")).join(
        demo.orders.select(source="order_no", then="ordered_at"), on="source"
    )
    assert sources.height == back.height
    assert (sources["ordered_at"] > sources["then"]).all()
    assert (sources["ordered_at"].dt.month() != sources["then"].dt.month()).mean() > 0.5


def test_some_orders_arrive_in_parts_and_some_never_in_full(demo: Company) -> None:
    lines = sold(demo).filter(pl.col("amount") > 0)
    days = lines.group_by("order").agg(n=pl.col("delivered_at").dt.date().n_unique())
    assert 0.03 < (days["n"] > 1).mean() < 0.2
    assert 0.005 < (lines["quantity_delivered"] < lines["quantity"]).mean() < 0.05


def test_every_stage_and_side_state_is_there_this_morning(demo: Company, now: known.Export) -> None:
    counts = by_name(known.orders(demo, now), "status", pl.len())
    stages = {"placed", "in_production", "shipped", "awaiting_acceptance", "completed", "paid"}
    assert stages | {"cancelled", "on_hold", "partly_delivered"} <= counts.keys()


def test_something_is_red_this_morning(demo: Company, now: known.Export) -> None:
    orders = known.orders(demo, now).filter(pl.col("side").is_null())
    waiting = orders.filter(pl.col("started_at").is_null())
    assert waiting.filter(pl.col("ordered_at").dt.date() < demo.today - timedelta(days=6)).height
    open_late = pl.col("delivered_at").is_null() & (
        pl.col("promised_first") < demo.today - timedelta(days=3)
    )
    assert 5 <= orders.filter(open_late).height <= 150
    silent = known.complaints(demo, now).filter(pl.col("first_response_at").is_null())
    age = now.moment - silent["raised_at"]
    assert (age > timedelta(hours=24)).sum() >= 3
    assert (age < timedelta(hours=24)).sum() >= 1


def test_finished_orders_are_unpaid_at_every_age(demo: Company, now: known.Export) -> None:
    orders = known.orders(demo, now).filter(
        pl.col("completed_at").is_not_null(), pl.col("paid_at").is_null(), pl.col("amount") > 0
    )
    days = (demo.today - orders["payment_due"]).dt.total_days()
    for low, high in [(-60, 0), (1, 30), (31, 60), (61, 90), (91, 2_000)]:
        assert days.is_between(low, high).sum() >= 5, (low, high)


def test_late_orders_make_unhappy_customers(demo: Company) -> None:
    scored = demo.orders.drop_nulls("satisfaction")
    mean = by_name(scored, "late", pl.col("satisfaction").mean())
    lateness = scored.group_by(pl.col("late").clip(0, 9)).agg(pl.col("satisfaction").mean())
    by_days = dict(lateness.rows())
    assert by_days[0] > by_days[3] + 0.4 > by_days[9] + 0.8, mean


def test_people_sell_only_while_they_are_with_the_company(demo: Company) -> None:
    staff = demo.people.select("sales_rep", "active_from", "active_to")
    placed = demo.orders.filter(pl.col("amount") > 0).select("ordered_at", "sales_rep")
    placed = placed.join(staff, on="sales_rep")
    day = pl.col("ordered_at").dt.date()
    assert placed.filter((day < pl.col("active_from")) | (day >= pl.col("active_to"))).is_empty()


def test_targets_of_people_add_up_to_teams_and_the_company(demo: Company) -> None:
    money = demo.targets.filter(measure="revenue").group_by("level").agg(pl.sum("value"))
    assert money["value"].n_unique() == 1
    assert len(demo.targets["who"].unique()) > len(about.TEAMS) + len(LINES)


def test_customers_who_went_speak_of_late_deliveries_and_those_who_stay_hardly_ever(
    demo: Company,
) -> None:
    asked = demo.interviews.filter(pl.col("outcome") != "open")
    lost = by_name(asked, "factor", (pl.col("outcome") == "lost").mean())
    told = by_name(asked, "factor", pl.len())
    assert lost["delivery"] > 0.75
    assert max(told, key=told.__getitem__) == "delivery"
    others = asked.filter(pl.col("factor") != "delivery")
    assert (others["outcome"] == "lost").mean() < 0.45
    silent = demo.customers.filter(name=about.SILENT_CUSTOMER)["customer_id"].item()
    last = demo.interviews.filter(customer=silent).sort("day").tail(1)
    assert last.select("factor", "outcome").row(0) == ("delivery", "lost")
    assert demo.interviews["day"].max() < demo.today


def test_large_orders_of_some_teams_are_shared_by_colleagues_who_are_there(demo: Company) -> None:
    shares = sharing.credits(demo.orders)
    per_order = shares.group_by("order_no").agg(pl.sum("share"), people=pl.n_unique("sales_rep"))
    assert 250 < per_order.height < 800
    assert per_order["share"].is_close(1).all()
    assert (per_order["people"] == 2).all()
    facts = demo.orders.select("order_no", "ordered_at", "team")
    staff = demo.people.select("sales_rep", "active_from", "active_to", own="team")
    there = shares.join(facts, on="order_no").join(staff, on="sales_rep")
    day = pl.col("ordered_at").dt.date()
    assert there.height == shares.height
    elsewhere = pl.col("team") != pl.col("own")
    assert there.filter((day < pl.col("active_from")) | elsewhere).is_empty()


@pytest.mark.parametrize("hour", [0, 7, 8, 9, 23])
def test_the_newest_export_lies_in_the_past_at_every_hour(hour: int) -> None:
    now = datetime(2026, 6, 18, hour, 29, tzinfo=ZoneInfo("Asia/Shanghai"))
    newest = known.exports(loading.newest_morning(now))[-1].moment
    assert now.replace(tzinfo=None) - timedelta(days=1) < newest <= now.replace(tzinfo=None)
