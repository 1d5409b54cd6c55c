"""Order numbers, and the documents of goods that come back. Imports `placing` and `seasons`."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.placing import RETURNS_ROOM

MOMENT = pl.Datetime("us")


def numbered(orders: pl.DataFrame, prefix: pl.Expr) -> pl.DataFrame:
    """Orders with their number: prefix, month and a running number within the month."""
    month = pl.col("ordered_at").dt.strftime("%Y%m")
    running = pl.int_range(1, pl.len() + 1).over(prefix, month).cast(pl.String).str.zfill(4)
    return orders.with_columns(order_no=prefix + month + running)


def regular() -> pl.Expr:
    """Return the prefix of an ordinary order: at home SO, abroad EX."""
    return pl.when(pl.col("team") == company.OVERSEAS).then(pl.lit("EX")).otherwise(pl.lit("SO"))


def returns(
    orders: pl.DataFrame, lines: pl.DataFrame, today: date, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return documents weeks after the delivery: an order of their own with a negative line."""
    rng = seasons.dice(seed, "returns")
    until = pl.lit(today - timedelta(days=4))
    goods = lines.filter(pl.col("shipped_at").is_not_null(), pl.col("quantity_delivered") > 0)
    kept = pl.col("side").is_null() & (pl.col("name") != company.SILENT_CUSTOMER)
    goods = goods.join(orders.filter(kept).select("order"), on="order", maintain_order="left")
    wait = rng.integers(15, 75, goods.height).astype("timedelta64[D]")
    back = pl.Series(goods["delivered_at"].to_numpy() + wait)
    goods = goods.with_columns(back=back).filter(pl.col("back") < until)
    goods = goods.unique("order", keep="first", maintain_order=True)
    chosen = np.sort(rng.choice(goods.height, RETURNS_ROOM - 10, replace=False))
    goods = goods[chosen].sort("back", "order")
    pieces = pl.Series(np.ceil(goods["quantity_delivered"].to_numpy() * rng.random(len(chosen))))
    return _documents(orders, goods), _lines(goods, pieces.cast(pl.Int64), orders.height)


def _documents(orders: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """The order row of each return: everything happens on the day or soon after."""
    back = goods["back"]
    rows = goods.select("order").join(orders, on="order", how="left", maintain_order="left")
    rows = rows.with_columns(
        remark=pl.lit("退货，原单 ") + pl.col("order_no"),
        ordered_at=back,
        started_at=back,
        shipped_at=pl.lit(None, MOMENT),
        delivered_at=back,
        accepted_at=back,
        completed_at=back.dt.offset_by("1h"),
        payment_due=back.dt.date().dt.offset_by("10d"),
        paid_at=back.dt.date().dt.offset_by("9d"),
        side=pl.lit(None, pl.String),
        side_at=pl.lit(None, MOMENT),
    )
    rows = rows.with_columns(order=pl.int_range(pl.len(), dtype=pl.UInt32) + orders.height)
    return numbered(rows, pl.lit("TH"))


def _lines(goods: pl.DataFrame, pieces: pl.Series, first: int) -> pl.DataFrame:
    """The negative line of each return: no promise, taken back at once."""
    return goods.with_columns(
        order=pl.int_range(pl.len(), dtype=pl.UInt32) + first,
        line_no=pl.lit(1, pl.Int64),
        quantity=-pieces,
        quantity_delivered=-pieces,
        amount=-pieces * pl.col("unit_price"),
        cost=-pieces * (pl.col("cost") // pl.col("quantity")),
        promised=pl.lit(False),
        delivered_at="back",
        started_at="back",
        shipped_at=pl.lit(None, MOMENT),
        part_at=pl.lit(None, MOMENT),
        slipped=pl.lit(False),
    ).drop("back")
