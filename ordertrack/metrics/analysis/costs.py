"""What selling costs and what channels bring: structure, customers behind, payback.

Imports `query`. Money that was spent counts in the period, or as many months earlier as is set.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.facts.tables import FACT_TABLES
from ordertrack.metrics.definitions import costs
from ordertrack.metrics.definitions.budgets import BOOKINGS
from ordertrack.metrics.definitions.sales import NEW_CUSTOMERS
from ordertrack.metrics.model.dimensions import dimensions
from ordertrack.metrics.query import sharing
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope

Whose = Literal["team", "sales_rep_name", "channel"]
MONTH = 30  # days, of the age of a customer
AGES = 24  # months


def structure(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return sales expenses by month and category: month, category (null: none), amount, rows.

    They add up to the numerator of the expense ratio.
    """
    rows = Source(scope, reader).counting(costs.EXPENSES)
    grouped = rows.of(
        "CAST(DATE_TRUNC('month', day) AS DATE) AS month",
        "category",
        "SUM(amount) AS amount",
        'COUNT(*) AS "rows"',
        group_by=("1", "2"),
    )
    return reader.run(grouped.ordered("1", "3 DESC", "2"))


def budgets(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return bookings by category: category (null: none) and what they come to.

    `amount` and `rows` are what was spent, `budget` and `planned` what was planned;
    `spent_of_budget`, `budget_of_spent` and `both` are of those that have the two. `won_for` is
    what winning customers cost, `won_by_channel` that of it which names a channel. They add up to
    the numerator of the expense ratio, to the budget, and to both parts of how much of it was used.
    """
    rows = Source(scope, reader).counting(BOOKINGS)
    both = "amount IS NOT NULL AND budget IS NOT NULL"
    grouped = rows.of(
        "category",
        "SUM(amount) AS amount",
        'COUNT(amount) AS "rows"',
        "SUM(budget) AS budget",
        "COUNT(budget) AS planned",
        f"SUM(CASE WHEN {both} THEN amount END) AS spent_of_budget",
        f"SUM(CASE WHEN {both} THEN budget END) AS budget_of_spent",
        f"COUNT(CASE WHEN {both} THEN 1 END) AS both",
        "SUM(CASE WHEN is_acquisition THEN amount END) AS won_for",
        "SUM(CASE WHEN is_acquisition AND channel IS NOT NULL THEN amount END) AS won_by_channel",
        group_by=("1",),
    )
    return reader.run(grouped.ordered("2 DESC", "1"))


def whose(column: Whose, scope: Scope, reader: Reader, *, winning: bool = False) -> pl.DataFrame:
    """Return who spent it by category: category, name, amount, the most first.

    `winning`: only what winning customers cost.
    """
    rows = Source(scope, reader).counting(costs.EXPENSES)
    kept = rows.filtered(f"{column} IS NOT NULL", *(("is_acquisition",) if winning else ()))
    grouped = kept.of("category", f"{column} AS name", "SUM(amount) AS amount", group_by=("1", "2"))
    return reader.run(grouped.ordered("1", "3 DESC", "2"))


def expenses(category: str, scope: Scope, reader: Reader, limit: int) -> pl.DataFrame:
    """Return the expenses of a category ("": not recorded), the largest first."""
    condition = "category = $category" if category else "category IS NULL"
    rows = Source(scope, reader).counting(costs.EXPENSES)
    wanted = rows.filtered(condition, category=category).of(
        "day", "amount", "channel", "sales_rep_name", "team", "customer_name", "expense_id"
    )
    return reader.run(wanted.ordered("amount DESC", "expense_id").page(limit))


def customers_behind(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return how many customers a channel's return rests on: channel, customers, revenue, squares.

    Revenue is what the new customers of the period ordered in it, as in the revenue per expense;
    squares are those of each customer's part, which say how much chance is in the sum.
    """
    source, dims = Source(scope, reader), dimensions(("channel",))
    rows = source.counting(costs.REVENUE_OF_NEW, dims)
    amount = source.resolved(costs.REVENUE_OF_NEW.value, rows.amount)
    each = rows.of(
        "channel", "customer_id", f"CAST(SUM({amount}) AS DOUBLE) AS x", group_by=("1", "2")
    )
    grouped = each.nested("each_one").of(
        "channel",
        "COUNT(*) AS customers",
        "SUM(x) AS revenue",
        "SUM(x * x) AS squares",
        group_by=("1",),
    )
    return reader.run(grouped.ordered("1"))


def payback(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return what a new customer of a channel has brought by age: channel, age, customers, profit.

    `age` counts months of 30 days since the first order, `customers` are those of the period who
    are known that long, `profit` what one of them had brought by the end of that month, on average.
    A customer belongs to the channel of the first order; all later orders count, up to as-of.
    """
    cohort = _cohort(scope, reader).filtered(newest=scope.closed_before)
    counted = cohort.nested("cohort").of(
        "won_by", f"{_KNOWN} AS known", "COUNT(*) AS customers", group_by=("1", "2")
    )
    lines = _profit(scope, reader, cohort)
    how = Source(scope, reader).sharing(FACT_TABLES["line_facts"], ())
    profit = sharing.value(costs.GROSS_PROFIT, lines, how, scope)
    profits = lines.of(
        "won_by",
        f"{_KNOWN} AS known",
        f"CAST(FLOOR(DATE_DIFF('day', first_day, order_day) / {MONTH}.0) AS BIGINT) AS age",
        f"CAST(SUM({profit}) AS DOUBLE) AS profit",
        group_by=("1", "2", "3"),
    )
    return _curves(reader.run(counted), reader.run(profits))


PAYBACK = {
    "channel": pl.String,
    "age": pl.Int64,
    "customers": pl.Int64,
    "profit": pl.Float64,
}
# For how many whole months somebody has been a customer.
_KNOWN = f"CAST(FLOOR(DATE_DIFF('day', first_day, $newest) / {MONTH}.0) AS BIGINT)"


def _cohort(scope: Scope, reader: Reader) -> Select:
    """Return the new customers of the period with the channel and day of their first order."""
    rows = Source(scope, reader).counting(NEW_CUSTOMERS, dimensions(("channel",)))
    named = rows.filtered("channel IS NOT NULL", "customer_id IS NOT NULL")
    return named.of(
        "customer_id AS who",
        "MIN(channel) AS won_by",
        "MIN(customer_first_day) AS first_day",
        group_by=("1",),
    )


def _profit(scope: Scope, reader: Reader, cohort: Select) -> Select:
    """Return the lines with a known cost of all that these customers ever ordered, up to as-of."""
    ever = Source(scope.with_period(None).without_filter("channel"), reader)
    lines = ever.counting(costs.GROSS_PROFIT)
    since = ("order_day >= $start",) if "start" in cohort.params else ()
    joined = lines.filtered(*since, **(dict(cohort.params) | dict(lines.params)))
    return joined.joined(f"JOIN ({cohort.sql}) AS cohort ON who = customer_id")


def _curves(ages: pl.DataFrame, profits: pl.DataFrame) -> pl.DataFrame:
    """Average each month of age over those who have been customers for all of it, then add up."""
    rows = []
    for (channel,), mine in ages.group_by("won_by", maintain_order=True):
        brought = profits.filter(pl.col("won_by") == channel)
        total, most = 0.0, max(mine["known"].to_list())
        for age in range(min(most, AGES)):
            customers = sum(mine.filter(pl.col("known") > age)["customers"].to_list())
            own = brought.filter(pl.col("known") > age, pl.col("age") == age)
            total += sum(own["profit"].to_list()) / customers
            rows.append((channel, age + 1, customers, total))
    return pl.DataFrame(rows, schema=PAYBACK, orient="row").sort("channel", "age")
