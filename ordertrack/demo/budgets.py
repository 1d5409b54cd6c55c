"""Sales expenses and their budgets, targets, benchmarks. Imports company, catalogue, seasons."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.catalogue import LINES

# What each channel spends its money on.
CATEGORIES = {
    "直销拜访": ("差旅费", "样机试用"),
    "转介绍": ("介绍奖励",),
    "渠道代理": ("渠道返利", "渠道支持"),
    "线上推广": ("搜索推广", "内容制作"),
    "展会": ("展位费", "展台搭建", "展会差旅"),
}
TRAVEL, ENTERTAINMENT, VISITS = 0.016, 0.009, 0.012  # of revenue
BEYOND = 1.4  # times what was planned
UNPLANNED = ("业务招待", "客户维护")
CHUNK = 26_000_00  # fen of a middling booking
STRETCH = 1.06  # targets ask a little more than was sold
EVERYBODY = "全公司"


def expenses(orders: pl.DataFrame, margins: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return one row per booking (amounts in fen): what channels, teams and customers cost."""
    rng = seasons.dice(seed, "expenses")
    shares = [_channels(orders, margins, rng), _people(orders, rng), _visits(orders)]
    frame = _planned(_booked(pl.concat(shares, how="diagonal"), rng), seed)
    return frame.sort("day", "category", "amount", "sales_rep", "customer_id").with_columns(
        expense_id=pl.lit("FY") + (pl.int_range(pl.len()) + 200_001).cast(pl.String)
    )


def _channels(
    orders: pl.DataFrame, margins: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Each channel spends its share of the profit that its new customers bring, month by month."""
    profit = orders.filter("is_new").join(margins, on="order")
    profit = profit.group_by("channel").agg(profit=pl.sum("profit"))
    spend = {channel.name: channel.spend for channel in company.CHANNELS}
    month = pl.col("ordered_at").dt.date().dt.truncate("1mo").alias("month")
    active = orders.group_by("channel", month, maintain_order=True).agg(weight=pl.len().sqrt())
    active = active.join(profit, on="channel", maintain_order="left").sort("channel", "month")
    # Trade fairs are held in spring and autumn.
    fair = pl.col("month").dt.month().is_in([3, 4, 9, 10, 11]) & (
        pl.col("channel") == company.COSTLY_CHANNEL
    )
    weight = pl.col("weight") * pl.when(fair).then(2.2).otherwise(1.0)
    total = pl.col("profit") * pl.col("channel").replace_strict(spend)
    frame = active.with_columns(amount=total * weight / weight.sum().over("channel"))
    parts = pl.col("channel").replace_strict(CATEGORIES, return_dtype=pl.List(pl.String))
    frame = frame.with_columns(category=parts).with_columns(
        amount=pl.col("amount") / pl.col("category").list.len()
    )
    return (
        frame.explode("category")
        .select("month", "channel", "category", "amount")
        .with_columns(is_acquisition=pl.lit(True))
    )


def _people(orders: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Travel and entertainment by salesperson, about in step with what they sell."""
    month = pl.col("ordered_at").dt.date().dt.truncate("1mo").alias("month")
    sold = orders.group_by("sales_rep", "team", month).agg(sold=pl.sum("amount"))
    sold = sold.sort("sales_rep", "team", "month")
    even = pl.col("sold").mean().over("sales_rep") * 0.6 + pl.col("sold") * 0.4
    noise = pl.Series(rng.uniform(0.6, 1.4, sold.height))
    return pl.concat(
        sold.select(
            "month",
            "team",
            "sales_rep",
            category=pl.lit(category),
            amount=even * noise * share,
            is_acquisition=pl.lit(False),
        )
        for category, share in (("差旅费", TRAVEL), ("业务招待", ENTERTAINMENT))
    )


def _visits(orders: pl.DataFrame) -> pl.DataFrame:
    """What it costs to look after the forty largest customers, tagged with their number."""
    large = orders.group_by("customer_id").agg(all=pl.sum("amount"))
    large = large.sort("all", "customer_id", descending=True).head(40)
    month = pl.col("ordered_at").dt.date().dt.truncate("1mo").alias("month")
    visits = orders.join(large, on="customer_id").group_by("customer_id", "sales_rep", month)
    frame = visits.agg(amount=pl.sum("amount") * VISITS).sort("customer_id", "month", "sales_rep")
    return frame.with_columns(category=pl.lit("客户维护"), is_acquisition=pl.lit(False))


def _booked(shares: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Split the months' sums into bookings on days, to the fen."""
    shares = shares.filter(pl.col("amount") > 10_000)
    pieces = np.ceil(shares["amount"].to_numpy() / CHUNK).clip(1, 12).astype(int)
    frame = shares[np.repeat(np.arange(shares.height), pieces)]
    part = rng.uniform(0.6, 1.4, frame.height) / np.repeat(pieces, pieces)
    within = rng.integers(0, 28, frame.height).astype("timedelta64[D]")
    return frame.with_columns(
        day=pl.Series(frame["month"].to_numpy() + within).cast(pl.Date),
        amount=(pl.col("amount") * pl.Series(part)).round().cast(pl.Int64),
    ).drop("month")


def _planned(bookings: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Add what was planned for each, in hundreds of yuan; some is spent without any budget."""
    rng = seasons.dice(seed, "expense budgets")
    room = pl.Series(rng.uniform(0.98, 1.1, bookings.height))  # most stay a little below it
    room = pl.when(pl.col("category") == company.OVERSPENT).then(room / BEYOND).otherwise(room)
    hundreds = (pl.col("amount") * room / 10_000).round().clip(1).cast(pl.Int64) * 10_000
    left_out = pl.col("category").is_in(UNPLANNED) & pl.Series(
        rng.uniform(size=bookings.height) < 0.5
    )
    return bookings.with_columns(budget=pl.when(~left_out).then(hundreds))


def targets(
    orders: pl.DataFrame, lines: pl.DataFrame, staff: pl.DataFrame, today: date
) -> pl.DataFrame:
    """Return targets until the end of the year, one row per month, level, who and measure (fen)."""
    months = _months(today)
    people = for_people(orders, staff, months)
    teams = people.join(staff.select("sales_rep", "team"), left_on="who", right_on="sales_rep")
    teams = teams.group_by("period", "measure", who="team").agg(pl.sum("value"))
    company_wide = (
        teams.group_by("period", "measure").agg(pl.sum("value")).with_columns(who=pl.lit(EVERYBODY))
    )
    levels = {"person": people, "team": teams, "company": company_wide}
    parts = [frame.with_columns(level=pl.lit(level)) for level, frame in levels.items()]
    return pl.concat([*parts, for_products(lines, months)], how="diagonal").sort(
        "level", "measure", "who", "period"
    )


def _months(today: date) -> pl.DataFrame:
    """The months of the data until December, each with its weight in season and growth."""
    days = seasons.every_day(seasons.first_day(today, company.MONTHS), date(today.year, 12, 31))
    frame = pl.DataFrame({"day": days, "weight": seasons.order_weights(days)})
    busy = frame.group_by(pl.col("day").dt.truncate("1mo")).agg(pl.sum("weight")).sort("day")
    seen = busy["weight"].to_numpy()[: company.MONTHS].mean()
    return busy.select(
        month="day", period=pl.col("day").dt.strftime("%Y-%m"), weight=pl.col("weight") / seen
    )


def for_people(orders: pl.DataFrame, staff: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Return each person's usual month, stretched and in season, while they are there."""
    first = pl.col("is_new") & pl.int_range(pl.len()).over("customer").eq(0)
    month = pl.col("ordered_at").dt.truncate("1mo")
    usual = orders.group_by("sales_rep").agg(
        months=month.n_unique(),
        revenue=pl.col("amount").sum() * STRETCH / 1_000_000,
        new_customers=first.sum() * STRETCH,
    )
    there = (pl.col("active_from") <= pl.col("month").dt.month_end()) & (
        pl.col("active_to").is_null() | (pl.col("active_to") > pl.col("month"))
    )
    frame = staff.join(usual, on="sales_rep").join(months, how="cross").filter(there)
    asked = pl.col("weight") / pl.col("months")
    return frame.select(
        "period",
        who="sales_rep",
        revenue=(pl.col("revenue") * asked).round().clip(1).cast(pl.Int64) * 1_000_000,
        new_customers=(pl.col("new_customers") * asked).round().clip(1).cast(pl.Int64),
    ).unpivot(index=["period", "who"], variable_name="measure", value_name="value")


def for_products(lines: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Units of the key product of each line."""
    keys = [line.key_product for line in LINES]
    units = (
        lines.filter(pl.col("product").is_in(keys))
        .group_by("product")
        .agg(units=pl.sum("quantity") * STRETCH / company.MONTHS)
    )
    return units.join(months, how="cross").select(
        "period",
        level=pl.lit("product"),
        who="product",
        measure=pl.lit("units"),
        value=(pl.col("units") * pl.col("weight")).round().clip(1).cast(pl.Int64),
    )


def benchmarks(today: date) -> pl.DataFrame:
    """Return a few figures to compare with; invented like the company, and marked so."""
    rows = [("人均销售额", "42000000"), ("销售费用占比", "0.062"), ("交付及时率", "0.88")]
    return pl.DataFrame(
        [
            {
                "measure": measure,
                "value": value,
                "source": "演示数据（虚构）",
                "year": str(today.year - 1),
                "scope": "智能装备制造",
            }
            for measure, value in rows
        ]
    )
