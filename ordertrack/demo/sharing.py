"""Orders that two salespeople share, as the owner's cell names both. Imports `company`, `seasons`.

Only the teams whose system has room for it write it down: what the others share nobody knows.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import polars as pl

from ordertrack.demo import company, seasons

TEAMS = ("华南部", "华中部", company.MOVING_TEAM)  # the first to leave the old system
DAYS = 42 + 365  # a year before the history was exported
CHANCE = 0.3  # of an order of the lines that need a second pair of hands
BIG = (0, 1, 2)  # places of these lines in `catalogue.LINES`
SPLITS = (70, 60, 50)  # the owner's percent; halves are written without


def shared(orders: pl.DataFrame, staff: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Return orders with `partner` and `split` (the owner's percent) where two people share one."""
    rng, count = seasons.dice(seed, "sharing"), orders.height
    drawn = orders.with_columns(
        chance=pl.Series(rng.random(count)), drawn=pl.Series(rng.choice(SPLITS, count))
    ).join(_partners(staff), on="team", how="left", maintain_order="left")
    other = pl.when(pl.col("sales_rep") == pl.col("lead")).then("second").otherwise("lead")
    both = (
        (pl.col("chance") < CHANCE)
        & pl.col("main").is_in(BIG)
        & pl.col("team").is_in(TEAMS)
        & (pl.col("ordered_at") >= turn(today))
    )
    return drawn.with_columns(
        partner=pl.when(both).then(other), split=pl.when(both).then("drawn")
    ).drop("chance", "drawn", "lead", "second")


def turn(today: date) -> datetime:
    """Return the moment from which these teams use the new system."""
    return datetime.combine(today - timedelta(days=DAYS), time(8, 30))


def _partners(staff: pl.DataFrame) -> pl.DataFrame:
    """The lead of each team, who helps with large orders, and who helps the lead."""
    there = staff.filter(pl.col("active_to").is_null())
    return there.group_by("team", maintain_order=True).agg(
        lead=pl.col("sales_rep").first(), second=pl.col("sales_rep").get(1)
    )


def owner() -> pl.Expr:
    """The owner's cell as it is typed: 张三 60% / 李四 40%, 张三、李四 for halves."""
    halves = pl.format("{}、{}", "sales_rep", "partner")
    uneven = pl.format("{} {}% / {} {}%", "sales_rep", "split", "partner", 100 - pl.col("split"))
    return (
        pl.when(pl.col("partner").is_null())
        .then("sales_rep")
        .when(pl.col("split") == 50)
        .then(halves)
        .otherwise(uneven)
    )


def credits(orders: pl.DataFrame) -> pl.DataFrame:
    """Return order_no, sales_rep and share of every shared order."""
    both = orders.filter(pl.col("partner").is_not_null())
    parts = (("sales_rep", pl.col("split")), ("partner", 100 - pl.col("split")))
    return pl.concat(
        both.select("order_no", pl.col(name).alias("sales_rep"), share=share / 100)
        for name, share in parts
    )
