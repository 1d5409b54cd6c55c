"""The numbers of the evaluation pages by SQL that was written by hand for them alone.

It asks for all that the panels show: names, units, coverage, how late, who is silent for how long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl

from bench import by_hand
from bench.questions import MONTH
from bench.sales import AS_OF

Answer = dict[str, Any]

HERE = by_hand.HERE
IN_MONTH = "order_day >= $start AND order_day < $end"
A_YEAR_AGO = "order_day >= $start - INTERVAL 1 YEAR AND order_day < $end - INTERVAL 1 YEAR"
A_MONTH_AGO = "order_day >= $start - INTERVAL 1 MONTH AND order_day < $start"
DUE = f"{HERE} AND NOT {by_hand.UNDATED} AND promised_{{0}} <= CAST($as_of AS DATE)"
DUE_IN_MONTH = f"{DUE} AND promised_{{0}} >= $start AND promised_{{0}} < $end"
DELIVERED = "delivered_at <= $as_of"
TIERS = """
SELECT tier, COUNT(*) AS n FROM (
    SELECT CASE WHEN revenue <= 0 OR before >= 0.95 * base THEN 'C'
                WHEN before >= 0.8 * base THEN 'B' ELSE 'A' END AS tier
    FROM (SELECT revenue, SUM(GREATEST(revenue, 0)) OVER () AS base,
                 COALESCE(SUM(GREATEST(revenue, 0)) OVER (ORDER BY revenue DESC
                     RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP), 0) AS before
          FROM (SELECT customer_id, SUM(amount) AS revenue FROM order_facts
                WHERE {here} AND customer_id IS NOT NULL AND {span} GROUP BY 1)))
GROUP BY 1
"""
LAST_YEAR = "order_day >= $end - INTERVAL {0} MONTH AND order_day < $end - INTERVAL {1} MONTH"
BY_PRODUCT = f"""
SELECT product, SUM(amount) FILTER ({IN_MONTH}) AS now, SUM(amount) FILTER ({A_YEAR_AGO}) AS before,
       SUM(quantity) FILTER ({IN_MONTH}) AS units,
       SUM(quantity) FILTER ({A_YEAR_AGO}) AS units_before,
       COUNT(*) FILTER ({IN_MONTH} AND quantity IS NULL) AS unmeasured,
       COUNT(*) FILTER ({A_YEAR_AGO} AND quantity IS NULL) AS unmeasured_before
FROM line_facts WHERE {HERE} AND (({IN_MONTH}) OR ({A_YEAR_AGO})) GROUP BY 1
"""
OUTCOMES = f"""
SELECT DATE_TRUNC('month', promised_first) AS month,
       COUNT(*) FILTER ({DELIVERED} AND slack_first < 0) AS early,
       COUNT(*) FILTER ({DELIVERED} AND slack_first = 0) AS on_day,
       COUNT(*) FILTER ({DELIVERED} AND slack_first > 0) AS late,
       COUNT(*) FILTER ({by_hand.OPEN}) AS overdue
FROM order_facts
WHERE {DUE.format("first")} AND promised_first >= $end - INTERVAL 12 MONTH AND promised_first < $end
GROUP BY 1
"""
CYCLES = f"""
SELECT CAST(delivered_at AS DATE) - order_day AS days, COUNT(*) AS n FROM order_facts
WHERE {HERE} AND {DELIVERED} AND delivered_at >= $start AND delivered_at < $end GROUP BY 1
"""
NOT_YET = f"""
SELECT COUNT(*) AS n FROM order_facts WHERE {HERE} AND {IN_MONTH} AND {by_hand.OPEN}
"""
LATE_BY_REASON = f"""
SELECT delay_reason, COUNT(*) AS n,
       SUM(CASE WHEN {DELIVERED} THEN slack_first
                ELSE CAST($as_of AS DATE) - promised_first END) AS days
FROM order_facts
WHERE {DUE_IN_MONTH.format("first")} AND NOT COALESCE({DELIVERED} AND slack_first <= 0, FALSE)
GROUP BY 1
"""
RATES = f"""
SELECT COUNT(*) AS due, COUNT(*) FILTER ({DELIVERED} AND slack_{{0}} <= 0) AS on_time,
       COUNT(*) FILTER ({DELIVERED} AND slack_{{0}} <= 0 AND lines_short = 0
                        AND lines_unmeasured = 0) AS in_full
FROM order_facts WHERE {DUE_IN_MONTH}
"""
OF_DELIVERED = f"""
SELECT COUNT(slack_first), COUNT(*) FILTER (slack_first <= 0),
       COUNT(slack_latest), COUNT(*) FILTER (slack_latest <= 0)
FROM order_facts WHERE {HERE} AND {DELIVERED} AND delivered_at >= $start AND delivered_at < $end
"""
MOVED = f"""
SELECT sales_rep, MAX(sales_rep_name) AS name, COUNT(*) AS due,
       COUNT(*) FILTER (promised_latest <> promised_first) AS moved,
       COUNT(*) FILTER (promised_latest > promised_first) AS later,
       SUM(promised_latest - promised_first) FILTER (promised_latest > promised_first) AS days,
       COUNT(*) FILTER ({DELIVERED} AND slack_first <= 0) AS kept,
       COUNT(*) FILTER ({DELIVERED} AND slack_latest <= 0) AS kept_latest
FROM order_facts WHERE {DUE_IN_MONTH.format("first")} GROUP BY 1
"""
BACKLOG = f"""
SELECT CASE WHEN promised_first IS NULL THEN NULL
            ELSE FLOOR((CAST($as_of AS DATE) - promised_first) / 7) END AS age,
       SUM(amount) AS amount, COUNT(*) AS orders
FROM order_facts WHERE {HERE} AND {by_hand.OPEN} AND NOT {by_hand.UNDATED}
GROUP BY 1
"""
PEOPLE = f"""
SELECT sales_rep, MAX(sales_rep_name) AS name, COUNT(*) AS orders, SUM(amount) AS revenue,
       COUNT(*) FILTER (amount IS NULL) AS without_amount, AVG(amount) AS mean,
       STDDEV(amount) AS spread, COUNT(DISTINCT customer_id) AS customers,
       SUM(amount) FILTER (customer_first_day >= $start) AS of_new
FROM order_facts WHERE {HERE} AND {IN_MONTH} GROUP BY 1
"""
PEOPLE_BEFORE = f"""
SELECT sales_rep, SUM(amount) FILTER ({A_YEAR_AGO}) AS year_ago,
       SUM(amount) FILTER ({A_MONTH_AGO}) AS month_ago
FROM order_facts WHERE {HERE} AND (({A_YEAR_AGO}) OR ({A_MONTH_AGO})) GROUP BY 1
"""
PEOPLE_ON_TIME = f"""
SELECT sales_rep, COUNT(*) AS due, COUNT(*) FILTER ({DELIVERED} AND slack_first <= 0) AS on_time
FROM order_facts WHERE {DUE_IN_MONTH.format("first")} GROUP BY 1
"""
BY_LINE = f"""
SELECT product_line, SUM(amount) FILTER ({IN_MONTH}) AS revenue,
       SUM(amount) FILTER ({A_YEAR_AGO}) AS before, SUM(quantity) FILTER ({IN_MONTH}) AS units,
       SUM(amount - cost) FILTER ({IN_MONTH} AND cost IS NOT NULL) AS profit,
       SUM(amount) FILTER ({IN_MONTH} AND cost IS NOT NULL) AS covered,
       SUM(amount) FILTER ({IN_MONTH} AND amount < 0) AS returned,
       SUM(amount) FILTER ({IN_MONTH} AND amount > 0) AS sold,
       SUM(amount - cost) FILTER ({A_YEAR_AGO} AND cost IS NOT NULL) AS profit_before,
       SUM(amount) FILTER ({A_YEAR_AGO} AND cost IS NOT NULL) AS covered_before
FROM line_facts WHERE {HERE} AND (({IN_MONTH}) OR ({A_YEAR_AGO})) GROUP BY 1
"""
PACES = f"""
SELECT product, MAX(product_name) AS name, MAX(product_line) AS product_line,
       SUM(quantity) FILTER (order_day > CAST($as_of AS DATE) - 90) AS recent,
       SUM(quantity) FILTER (order_day <= CAST($as_of AS DATE) - 90
                             AND order_day > CAST($as_of AS DATE) - 270) AS before,
       MAX(order_day) FILTER (quantity > 0) AS last_sold
FROM line_facts WHERE {HERE} AND product IS NOT NULL GROUP BY 1
"""
SPREADS = f"""
SELECT product, MAX(name) AS name, COUNT(*) AS customers, MIN(price), MEDIAN(price), MAX(price),
       SUM(revenue) AS revenue FROM (
    SELECT product, customer_id, MAX(product_name) AS name, SUM(amount) AS revenue,
           CAST(SUM(amount) AS DOUBLE) / CAST(SUM(quantity) AS DOUBLE) AS price
    FROM line_facts WHERE {HERE} AND {IN_MONTH} AND amount > 0 AND quantity > 0
      AND product IS NOT NULL AND customer_id IS NOT NULL GROUP BY 1, 2)
GROUP BY 1 HAVING COUNT(*) >= 3
"""
HABITS = f"""
SELECT customer_id, COUNT(*) AS days, MIN(order_day), MAX(order_day), MEDIAN(gap) AS interval,
       COUNT(*) FILTER (order_day >= $end - INTERVAL 12 MONTH) AS recent FROM (
    SELECT customer_id, order_day,
           order_day - LAG(order_day) OVER (PARTITION BY customer_id ORDER BY order_day) AS gap
    FROM (SELECT DISTINCT customer_id, order_day FROM order_facts
          WHERE {HERE} AND order_day < $end AND customer_id IS NOT NULL))
GROUP BY 1
"""
SPENT = f"""
SELECT customer_id, MAX(customer_name) AS name,
       SUM(amount) FILTER ({LAST_YEAR.format(12, 0)}) AS revenue,
       SUM(amount) FILTER ({LAST_YEAR.format(24, 12)}) AS before
FROM order_facts WHERE {HERE} AND order_day < $end AND customer_id IS NOT NULL GROUP BY 1
"""
COHORTS = f"""
SELECT DATE_TRUNC('month', customer_first_day) AS cohort, DATE_TRUNC('month', order_day) AS month,
       COUNT(DISTINCT customer_id) AS customers
FROM order_facts WHERE {HERE} AND order_day >= $end - INTERVAL 12 MONTH AND order_day < $end
  AND customer_first_day >= $end - INTERVAL 12 MONTH GROUP BY 1, 2
"""


def asked(con: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    params = {"as_of": AS_OF, "start": MONTH.start, "end": MONTH.end}
    used = {name: value for name, value in params.items() if f"${name}" in sql}
    return con.cursor().sql(sql, params=used).pl()


def of_targets(con: duckdb.DuckDBPyConnection) -> Answer:
    found = asked(con, BY_PRODUCT)
    return {"change": round(float(found["now"].sum()) - float(found["before"].sum()), 2)}


def of_delivery(con: duckdb.DuckDBPyConnection) -> Answer:
    outcomes = asked(con, OUTCOMES)
    for sql in (CYCLES, LATE_BY_REASON, RATES.format("first"), RATES.format("latest")):
        asked(con, sql)
    for sql in (NOT_YET, OF_DELIVERED, MOVED):
        asked(con, sql)
    due = {name: int(outcomes[name].sum()) for name in ("early", "on_day", "late", "overdue")}
    return {**due, "backlog": float(asked(con, BACKLOG)["amount"].sum())}


def of_people(con: duckdb.DuckDBPyConnection) -> Answer:
    found, _, _ = (asked(con, sql) for sql in (PEOPLE, PEOPLE_ON_TIME, PEOPLE_BEFORE))
    return {"people": found.height, "revenue": float(found["revenue"].sum())}


def of_products(con: duckdb.DuckDBPyConnection) -> Answer:
    lines, _ = asked(con, BY_LINE), asked(con, PACES)
    spreads = asked(con, SPREADS)
    return {"revenue": float(lines["revenue"].sum()), "spreads": spreads.height}


def of_customers(con: duckdb.DuckDBPyConnection) -> Answer:
    now, _ = (
        asked(con, TIERS.format(here=HERE, span=LAST_YEAR.format(first, last)))
        for first, last in ((12, 0), (13, 1))
    )
    for sql in (HABITS, SPENT, COHORTS):
        asked(con, sql)
    tiers = dict(now.iter_rows())
    return {tier: tiers.get(tier, 0) for tier in "ABC"}


BY_HAND: dict[str, Callable[[duckdb.DuckDBPyConnection], Answer]] = {
    "Targets": of_targets,
    "Delivery": of_delivery,
    "People": of_people,
    "Products": of_products,
    "Customers": of_customers,
}
