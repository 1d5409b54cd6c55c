"""The questions, answered by SQL that was written by hand for them alone, over the same Parquet.

It knows what this benchmark asks and nothing more (no filters, no product in the cards, the first
promise): an advantage that the general way has to stay close to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from bench.questions import QUESTIONS, Numbers, Parts, numbers, ratio
from bench.sales import AS_OF
from ordertrack.warehouse import Warehouse

UNDATED = """(delivered_at IS NULL AND status IN ('awaiting_acceptance', 'completed', 'paid')
              AND (finished_at IS NULL OR finished_at <= $as_of))"""
OPEN = "(delivered_at IS NULL OR delivered_at > $as_of)"
HERE = "counted AND ordered_at <= $as_of"

PLACED = f"""
SELECT {{key}} COUNT(*) AS orders, SUM(amount) AS revenue,
       COUNT(*) FILTER (amount IS NULL) AS without_amount,
       COUNT(*) FILTER (promised_first IS NULL) AS unpromised {{more}}
FROM order_facts
WHERE {HERE} AND order_day >= $start AND order_day < $end {{group}}
"""
DUE = f"""
SELECT {{key}} COUNT(*) FILTER (NOT {UNDATED}) AS due,
       COUNT(*) FILTER (slack_first <= 0) AS on_time,
       COUNT(*) FILTER ({UNDATED}) AS undated {{more}}
FROM order_facts
WHERE {HERE} AND promised_first >= $start AND promised_first < $end AND promised_first < $closed
{{group}}
"""
MORE_PLACED = f"""
     , COUNT(DISTINCT customer_id) AS customers, COUNT(*) FILTER {OPEN} AS undelivered"""
MORE_DUE = f"""
     , COUNT(*) FILTER (slack_first <= 0 AND delivered_at <= $as_of AND lines_short = 0
                        AND lines_unmeasured = 0) AS otif,
       COUNT(*) FILTER (NOT {UNDATED} AND (lines_unmeasured = 0 OR {OPEN})) AS measured,
       COUNT(*) FILTER ({UNDATED} OR NOT (lines_unmeasured = 0 OR {OPEN})) AS unmeasured"""

CARDS = f"""
WITH placed AS ({PLACED.format(key="", more=MORE_PLACED, group="")}),
due AS ({DUE.format(key="", more=MORE_DUE, group="")}),
firsts AS (
    SELECT COUNT(DISTINCT customer_id) AS new_customers FROM order_facts
    WHERE {HERE} AND is_first_order AND customer_first_day >= $start AND customer_first_day < $end
      AND customer_first_day <= CAST($as_of AS DATE)
), delivered AS (
    SELECT COUNT(*) AS delivered, COUNT(slack_first) AS judged,
           COUNT(*) FILTER (slack_first <= 0) AS delivered_on_time,
           COUNT(*) - COUNT(slack_first) AS delivered_unpromised,
           CAST(SUM(CAST(delivered_at AS DATE) - order_day) AS BIGINT) AS days,
           MEDIAN(CAST(delivered_at AS DATE) - order_day) AS median_days
    FROM order_facts
    WHERE {HERE} AND delivered_at >= $start AND delivered_at < $end AND delivered_at <= $as_of
), stock AS (
    SELECT SUM(amount) AS backlog FROM order_facts WHERE {HERE} AND {OPEN} AND NOT {UNDATED}
), units AS (
    SELECT SUM(quantity) FILTER (quantity > 0 AND known) AS due_units,
           SUM(CASE WHEN delivered_at > $as_of OR quantity_delivered IS NULL THEN 0
                    ELSE LEAST(quantity_delivered, quantity) END)
               FILTER (quantity > 0 AND known) AS filled_units,
           COUNT(*) FILTER (quantity IS NULL OR quantity > 0 AND NOT known) AS unknown_lines
    FROM (SELECT *, quantity_delivered IS NOT NULL
                 OR NOT (COALESCE(delivered_at <= $as_of, FALSE) OR delivered_at IS NULL
                         AND status IN ('awaiting_acceptance', 'completed', 'paid')) AS known
          FROM line_facts
          WHERE {HERE} AND promised_first >= $start AND promised_first < $end
            AND promised_first < $closed)
), unpromised AS (
    SELECT COUNT(*) AS unpromised_lines FROM line_facts
    WHERE {HERE} AND order_day >= $start AND order_day < $end AND promised_first IS NULL
      AND (quantity IS NULL OR quantity > 0)
)
SELECT * FROM placed, due, firsts, delivered, stock, units, unpromised
"""

MONTHS = "CAST(DATE_TRUNC('month', {day}) AS DATE) AS key,"
TREND = f"""
SELECT * FROM ({PLACED.format(key=MONTHS.format(day="order_day"), more="", group="GROUP BY 1")})
FULL JOIN ({DUE.format(key=MONTHS.format(day="promised_first"), more="", group="GROUP BY 1")})
USING (key)
"""
TEAMS = f"""
SELECT * FROM ({PLACED.format(key="team AS key,", more="", group="GROUP BY 1")}) AS placed
FULL JOIN ({DUE.format(key="team AS key,", more="", group="GROUP BY 1")}) AS due USING (key)
"""
PRODUCT_LINES = f"""
SELECT product_line AS key, SUM(amount) AS revenue, COUNT(DISTINCT order_no) AS orders
FROM line_facts
WHERE {HERE} AND order_day >= $start AND order_day < $end
GROUP BY 1
"""
SQL = {"cards": CARDS, "trend": TREND, "product lines": PRODUCT_LINES, "teams": TEAMS}


def prepare(home: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the facts of the newest release as views, as anybody would open them."""
    con = duckdb.connect()
    for table, files in files_of(home).items():
        paths = ", ".join(f"'{path}'" for path in files)
        con.execute(f"CREATE VIEW {table} AS FROM read_parquet([{paths}])")
    return con


def files_of(home: Path) -> dict[str, list[str]]:
    """The Parquet files of the newest release's order and line facts."""
    from deltalake import DeltaTable

    from ordertrack.records import Records, sqlite_url

    warehouse = Warehouse(home, Records(sqlite_url(home)))
    release = warehouse.latest()
    assert release, f"nothing was imported into {home}"
    return {
        table: DeltaTable(
            warehouse.storage.tables / table, version=release.versions[table]
        ).file_uris()
        for table in ("order_facts", "line_facts")
    }


def answer(con: duckdb.DuckDBPyConnection, question: str) -> Numbers:
    """The numbers of one question."""
    period = QUESTIONS[question][2]
    params = {"as_of": AS_OF, "start": period.start, "end": period.end, "closed": period.end}
    sql = SQL[question]
    used = {name: value for name, value in params.items() if f"${name}" in sql}
    frame = con.cursor().sql(sql, params=used).pl()
    rows = (_seen(row) for row in frame.iter_rows(named=True))
    return numbers((row.get("key"), dict(_figures(question, row))) for row in rows)


def _seen(row: Mapping[str, Any]) -> dict[str, Any]:
    """A group that one side of the join lacks has none of it."""
    return {name: 0 if value is None and name != "key" else value for name, value in row.items()}


def _figures(question: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Parts]]:
    none = row.get("without_amount")
    yield "revenue", (row["revenue"], row["revenue"], None, 0 if none is None else none)
    yield "orders", (row["orders"], row["orders"], None, 0)
    if question == "product lines":
        return
    on_time, due = row["on_time"], row["due"]
    late_or_lost = row["unpromised"] + row["undated"]
    yield "on_time_rate", (ratio(on_time, due), on_time, due, late_or_lost)
    if question == "cards":
        yield from _cards(row)


def _cards(row: Mapping[str, Any]) -> Iterator[tuple[str, Parts]]:
    revenue, orders = row["revenue"], row["orders"]
    average = (revenue / orders).quantize(Decimal("0.0001")) if orders else None
    yield "average_order_value", (average, revenue, orders, row["without_amount"])
    for name in ("customers", "new_customers", "backlog"):
        yield name, (row[name], row[name], None, 0)
    top, over = row["delivered_on_time"], row["judged"]
    yield "on_time_rate_delivered", (ratio(top, over), top, over, row["delivered_unpromised"])
    top, over = row["filled_units"], row["due_units"]
    unknown = row["unpromised_lines"] + row["unknown_lines"]
    yield "fill_rate", (ratio(top, over), top, over, unknown)
    top, over = row["otif"], row["measured"]
    yield "otif_rate", (ratio(top, over), top, over, row["unpromised"] + row["unmeasured"])
    days = (float(row["median_days"]), row["days"], row["delivered"], row["undelivered"])
    yield "order_cycle_days", days
