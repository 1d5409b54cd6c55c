"""The demo company as it really is: every table, with the whole truth.

Deterministic for (today, seed). Money is in fen until it is exported. Imports the modules of this
package that invent one table each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ordertrack.demo import (
    budgets,
    customers,
    delivery,
    interviewing,
    numbering,
    placing,
    sharing,
    stages,
    voices,
)
from ordertrack.demo import leads as prospects


@dataclass(frozen=True, slots=True)
class Company:
    """All tables; orders and lines carry the dates of everything that will ever happen to them."""

    today: date
    customers: pl.DataFrame
    products: pl.DataFrame
    people: pl.DataFrame
    orders: pl.DataFrame
    lines: pl.DataFrame
    complaints: pl.DataFrame
    leads: pl.DataFrame
    expenses: pl.DataFrame
    targets: pl.DataFrame
    benchmarks: pl.DataFrame
    interviews: pl.DataFrame


def generate(today: date, seed: int = 7) -> Company:
    """Return the company with 30 months of orders up to the morning of `today`."""
    staff, clients = customers.people(today), customers.customers(today, seed)
    placed = placing.orders(clients, staff, today, seed)
    lines = delivery.delivered(placed, placing.lines(placed, today, seed), today, seed)
    orders = stages.staged(placed, lines, today, seed).with_columns(remark=pl.lit(None, pl.String))
    orders = numbering.numbered(orders, numbering.regular())
    orders = sharing.shared(orders, staff, today, seed)
    back, back_lines = numbering.returns(orders, lines, today, seed)
    orders = voices.feedback(pl.concat([orders, back], how="diagonal_relaxed"), lines, seed)
    lines = pl.concat([lines, back_lines], how="diagonal_relaxed")
    orders, lines = _totalled(orders, lines)
    found = prospects.leads(orders, staff, today, seed)
    linked = found.filter(pl.col("order_no").is_not_null()).select("order_no", "lead_id")
    orders = orders.join(linked, on="order_no", how="left", maintain_order="left")
    return Company(
        today=today,
        customers=clients,
        products=placing.products(),
        people=staff,
        orders=orders,
        lines=lines,
        complaints=voices.complaints(orders, today, seed),
        leads=found,
        expenses=budgets.expenses(orders, _profits(lines), seed),
        targets=budgets.targets(orders, lines, staff, today),
        benchmarks=budgets.benchmarks(today),
        interviews=interviewing.interviews(clients, orders, today, seed),
    )


def _totalled(orders: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders with the sum of their lines (a return's is negative); lines with their number."""
    sums = lines.group_by("order").agg(amount=pl.sum("amount"))
    orders = (
        orders.drop("amount")
        .join(sums, on="order", how="left", maintain_order="left")
        .with_columns(
            paid_amount=pl.when(pl.col("amount") < 0).then("amount").otherwise("paid_amount")
        )
    )
    facts = orders.select("order", "order_no", "side", "side_at")
    return orders, lines.join(facts, on="order", how="left", maintain_order="left")


def _profits(lines: pl.DataFrame) -> pl.DataFrame:
    """Gross profit per order, of the lines whose cost is known."""
    profit = (pl.col("amount") - pl.col("cost")).sum()
    return lines.filter(pl.col("side").is_null()).group_by("order").agg(profit=profit)
