"""Who orders what and when: orders and their lines, before anything is delivered.

Imports `company`, `catalogue` and `seasons`.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from ordertrack.demo import company, seasons
from ordertrack.demo.catalogue import LINES, ON_SALE, PRODUCTS

PRICE_RISE = 0.015  # a year
SLIDE_MONTHS, SLIDE = 9, 0.17  # the sliding line's cost rises by this share of the list price
NO_COST = {"SRV": 0.12, "SFT": 0.08}  # share of lines whose cost nobody recorded
MORNING = 0.08  # of a day's orders have come when the last export is taken
RETURNS_ROOM = 270  # orders kept free for return documents
# How much more each industry (as in company.INDUSTRIES) buys of each product line.
TASTES = np.array(
    [
        [1.5, 1.8, 0.8, 1.0, 0.9, 1.0],
        [0.3, 1.2, 0.9, 1.4, 1.1, 0.8],
        [0.6, 1.3, 1.4, 1.0, 1.3, 0.9],
        [2.6, 0.7, 0.6, 1.0, 0.8, 1.1],
        [0.1, 0.9, 1.4, 0.9, 0.8, 1.3],
        [0.3, 0.7, 1.2, 0.9, 1.7, 1.0],
        [0.1, 0.6, 3.0, 0.7, 1.1, 0.9],
        [0.7, 1.4, 0.9, 1.1, 0.9, 0.9],
    ]
)


def orders(customers: pl.DataFrame, staff: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Return one row per order: customer, ordered_at, salesperson, and its main product line."""
    rng = seasons.dice(seed, "orders")
    days = seasons.every_day(seasons.first_day(today, company.MONTHS), today)
    who, day = _who_and_when(customers, days, rng)
    early = rng.integers(0, 55, len(who)) + 7 * 60 + 30
    office = (rng.beta(2, 2, len(who)) * 600).astype(int) + 8 * 60 + 30
    minute = np.where(day == days[-1], early, office)  # the export is taken in the morning
    placed = pl.DataFrame(
        {
            "customer": who.astype(np.uint32),
            "ordered_at": (day + minute.astype("timedelta64[m]")).astype("datetime64[us]"),
        }
    )
    placed = placed.join(customers, on="customer", how="left", maintain_order="left")
    main = _main_lines(placed, rng)
    return (
        placed.with_columns(sales_rep=_seller(staff), main=pl.Series(main))
        .sort("ordered_at", "customer_id")
        .with_row_index("order")
    )


def _who_and_when(
    customers: pl.DataFrame, days: seasons.Days, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw customers by weight, and days by season within their active time."""
    weights = seasons.order_weights(days)
    weights[-1] *= MORNING
    busy = np.concatenate([[0.0], np.cumsum(weights)])
    first = (customers["active_from"].to_numpy() - days[0]).astype(int)
    last = (customers["active_to"].to_numpy() - days[0]).astype(int) + 1
    low, high = busy[first], busy[last]
    new = np.flatnonzero(customers["is_new"].to_numpy())
    chance = customers["weight"].to_numpy() * (high - low)
    count = company.ORDERS - RETURNS_ROOM - len(new)
    who = rng.choice(customers.height, count, p=chance / chance.sum())
    at = low[who] + rng.random(count) * (high - low)[who]
    day = days[np.searchsorted(busy, at, side="right") - 1]
    return np.concatenate([new, who]), np.concatenate([days[first[new]], day])


def _main_lines(placed: pl.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """The main product line of each order, by the taste of the customer's industry."""
    wanted = TASTES * np.array([line.share for line in LINES])
    upto = np.cumsum(wanted / wanted.sum(axis=1, keepdims=True), axis=1)
    row = placed["industry"].replace_strict(list(company.INDUSTRIES), range(len(TASTES)))
    return (rng.random((placed.height, 1)) > upto[row.to_numpy()]).sum(axis=1).clip(0, 5)


def _seller(staff: pl.DataFrame) -> pl.Expr:
    """The customer's owner while employed, else the colleague who covers."""
    names = staff["sales_rep"]
    day = pl.col("ordered_at").dt.date()
    joined = pl.col("owner").replace_strict(names, staff["active_from"])
    left = pl.col("owner").replace_strict(names, staff["active_to"])
    there = (day >= joined) & (left.is_null() | (day < left))
    return pl.when(there).then("owner").otherwise("cover")


def lines(orders: pl.DataFrame, today: date, seed: int) -> pl.DataFrame:
    """Return one row per order line: product, quantity, unit price, amount and cost (in fen)."""
    rng = seasons.dice(seed, "lines")
    count = rng.choice([1, 2, 3, 4, 5], orders.height, p=[0.53, 0.26, 0.12, 0.06, 0.03])
    order = np.repeat(np.arange(orders.height, dtype=np.uint32), count)
    is_first = np.concatenate([[True], order[1:] != order[:-1]])
    main = orders["main"].to_numpy()[order]
    other = rng.choice([3, 5, 4], len(order), p=[0.5, 0.35, 0.15])
    line = np.where(is_first | (rng.random(len(order)) < 0.6), main, other)
    frame = orders.select("order", "ordered_at", "size", "channel")[order].with_columns(
        line=pl.Series(line)
    )
    frame = _products(frame, today, rng)
    frame = _prices(_quantities(frame, rng), today, rng)
    frame = frame.unique(["order", "product"], keep="first", maintain_order=True)
    return frame.with_columns(line_no=pl.int_range(1, pl.len() + 1).over("order"))


def _products(frame: pl.DataFrame, today: date, rng: np.random.Generator) -> pl.DataFrame:
    """Choose products by popularity; one that is not on sale gives way to its neighbour."""
    popularity = np.array([0.19, 0.16, 0.13, 0.11, 0.1, 0.09, 0.07, 0.06, 0.05, 0.04])
    nth = rng.choice(10, frame.height, p=popularity)
    prefix = pl.Series([line.prefix for line in LINES])[frame["line"]]
    start = seasons.first_day(today, company.MONTHS)
    month = (pl.col("ordered_at").dt.year() - start.year) * 12
    month = month + pl.col("ordered_at").dt.month().cast(pl.Int32) - start.month
    chosen = prefix + "-" + pl.Series(nth + 101).cast(pl.String)
    frame = frame.with_columns(prefix=prefix, product=chosen, month=month)
    limits = {code: pl.col("month").is_between(*span) for code, span in ON_SALE.items()}
    off_sale = pl.any_horizontal((pl.col("product") == c) & ~on for c, on in limits.items())
    return frame.with_columns(
        product=pl.when(off_sale).then(pl.col("prefix") + "-102").otherwise("product")
    ).join(products(), on="product", how="left", maintain_order="left")


def products() -> pl.DataFrame:
    """Return product, name, product_line, list_price, is_key, unit_cost (in yuan)."""
    rows = [
        {
            "product": f"{line.prefix}-{101 + k}",
            "product_name": name,
            "product_line": line.name,
            "list_price": float(price),
            "is_key": f"{line.prefix}-{101 + k}" == line.key_product,
            "unit_cost": round(price * line.cost, 2) if line.shipped else None,
        }
        for line in LINES
        for k, (name, price) in enumerate(PRODUCTS[line.prefix])
    ]
    return pl.DataFrame(rows)


def _quantities(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Large customers buy more pieces, and cheap things are bought by the dozen."""
    line, price = frame["line"].to_numpy(), frame["list_price"].to_numpy()
    pieces = np.array([kind.pieces for kind in LINES])[line] * frame["size"].to_numpy()
    pieces *= np.where(line == 3, np.sqrt(1_000 / price).clip(0.7, 4), 1.0)
    spread = np.array([kind.spread for kind in LINES])[line]
    drawn = np.exp(rng.normal(np.log(pieces), spread)).round().clip(1)
    return frame.with_columns(quantity=pl.Series(drawn.astype(np.int64)))


def _prices(frame: pl.DataFrame, today: date, rng: np.random.Generator) -> pl.DataFrame:
    """Unit price after discount, amount and cost; costs of the sliding line rise at the end."""
    years = (frame["month"].to_numpy()) / 12
    list_price = frame["list_price"].to_numpy() * (1 + PRICE_RISE) ** years
    off = rng.random(frame.height) * 0.1 + 0.06 * (frame["channel"] == "渠道代理").to_numpy()
    price = list_price * (1 - off)
    fen = np.where(price >= 1_000, np.round(price) * 100, np.round(price, 1) * 100)
    line = frame["line"].to_numpy()
    share = np.array([kind.cost for kind in LINES])[line] + rng.normal(0, 0.02, frame.height)
    day = frame["ordered_at"].to_numpy().astype("datetime64[D]")
    months_left = (np.datetime64(today) - day).astype(int) / 30.4
    share += np.where(line == 3, SLIDE * (1 - months_left / SLIDE_MONTHS).clip(0, 1), 0.0)
    unknown = np.array([NO_COST.get(kind.prefix, 0.0) for kind in LINES])[line]
    quantity = frame["quantity"].to_numpy()
    unit_price = fen.round().astype(np.int64)
    cost = np.round(list_price * share * 100).astype(np.int64) * quantity
    return frame.with_columns(
        unit_price=pl.Series(unit_price),
        amount=pl.Series(unit_price * quantity),
        cost=pl.when(pl.Series(rng.random(frame.height)) >= unknown).then(pl.Series(cost)),
    )
