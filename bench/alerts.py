"""Alerts of a large company: `find` beside SQL written by hand for seven rules.

The eighth, about stages, is off until somebody sets a limit.

`python -m bench.alerts [LINES]` makes a company of so many lines (a million), publishes it, and
prints the processor's time of both, and whether they found the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from ordertrack.access import Access
from ordertrack.alerts.find import find
from ordertrack.facts.select import Select
from ordertrack.records import Records, sqlite_url
from ordertrack.scope import Conventions, Scope
from ordertrack.warehouse import Reader, Staged, Warehouse, schema
from ordertrack.workdays import Workdays

AS_OF = datetime(2024, 6, 30, 18)
FIRST, DAYS = date(2022, 1, 3), 910
ROUNDS = 5
LINES_PER_ORDER = 3


def main(lines: int) -> None:
    """Publish the company, ask both, print both."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        warehouse = Warehouse(home, Records(sqlite_url(home)))
        warehouse.publish(company(Path(folder), lines), who="bench")
        release = warehouse.latest()
        assert release
        reader = warehouse.reader(release)
        scope = Scope(AS_OF, conventions=Conventions(), access=Access.everything())
        ours, found = timed(lambda: find(scope, reader))
        by_hand, expected = timed(lambda: hand_written(reader))
        same = counts(found).equals(counts(expected))
        print(f"{lines:,} lines, {found.height:,} alerts, the same by hand: {same}")
        print(f"find {ours:.0f} ms, by hand {by_hand:.0f} ms: {ours / by_hand:.2f} times")
        warehouse.close()


def timed(work: Callable[[], pl.DataFrame]) -> tuple[float, pl.DataFrame]:
    """Return the best of some runs in milliseconds of the processor, and the answer."""
    best, answer = float("inf"), pl.DataFrame()
    for _ in range(ROUNDS):
        start = time.process_time()
        answer = work()
        best = min(best, time.process_time() - start)
    return best * 1000, answer


def counts(found: pl.DataFrame) -> pl.DataFrame:
    """Return how many alerts there are of each rule and level."""
    return found.group_by("rule", "level").len().sort("rule", "level")


def company(folder: Path, lines: int) -> list[Staged]:
    """Return the tables of a company whose newest orders are partly open."""
    orders = lines // LINES_PER_ORDER
    number = pl.int_range(orders, eager=True)
    placed = pl.lit(FIRST) + pl.duration(days=pl.col("n") * DAYS // orders)
    noise = (pl.col("n") * 2_654_435_761 % 1_000).cast(pl.Int64)
    at = placed.cast(pl.Datetime("us")) + pl.duration(hours=9)

    def later(days: pl.Expr, odds: int) -> pl.Expr:
        """A moment after the order; missing once in so many, and where as-of comes first."""
        moment = at + pl.duration(days=days)
        happened = (moment <= AS_OF) & (noise % odds != 0)
        return pl.when(happened).then(moment)

    frame = pl.DataFrame({"n": number}).with_columns(
        order_no=pl.lit("SO") + pl.col("n").cast(pl.String),
        customer_id=pl.lit("C") + (noise % 997).cast(pl.String),
        order_date=at,
        production_started_at=later(noise % 5, 900),
        shipped_at=later(noise % 9 + 8, 700),
        delivered_date=later(noise % 11 + 10, 600),
        accepted_at=later(noise % 6 + 20, 500),
        completed_at=later(noise % 6 + 21, 500),
        paid_at=later(noise % 20 + 40, 400),
        promised_date=placed + pl.duration(days=14),
        satisfaction=(noise % 5 + 1).cast(pl.Int8),
    )
    amounts = pl.DataFrame(
        {"order_no": frame["order_no"].gather(pl.int_range(orders * 3, eager=True) // 3)}
    ).with_columns(
        line_no=(pl.int_range(pl.len()) % 3 + 1).cast(pl.String),
        product=pl.lit("P"),
        amount=(pl.int_range(pl.len()) % 500 + 10).cast(pl.Decimal(18, 4)),
    )
    complaints = frame.filter(pl.col("n") % 40 == 0).select(
        "order_no",
        complaint_id=pl.lit("T") + pl.col("n").cast(pl.String),
        raised_at=pl.col("order_date") + pl.duration(days=30, hours=3),
        first_response_at=pl.when(pl.col("n") % 7 != 0).then(
            pl.col("order_date") + pl.duration(days=31)
        ),
    )
    customers = (
        frame.select("customer_id")
        .unique()
        .with_columns(
            contract_end=pl.lit(AS_OF.date()) + pl.duration(days=pl.int_range(pl.len()) % 120)
        )
    )
    tables = {
        "orders": frame.drop("n"),
        "order_lines": amounts,
        "complaints": complaints,
        "customers": customers,
    }
    return [staged(folder, name, table) for name, table in tables.items()]


def staged(folder: Path, name: str, frame: pl.DataFrame) -> Staged:
    """Return a table as a staged file in the types in which it is stored."""
    types = schema(name)
    path = folder / f"{name}.parquet"
    frame.select(pl.col(one).cast(types[one]) for one in frame.columns).write_parquet(path)
    return Staged(name, path, frame.height, tuple(frame.columns), False)


# --- by hand --------------------------------------------------------------------------------------

COLUMNS = (
    "customer_id, customer_name, sales_rep, sales_rep_name, team, amount, currency, CAST({since} "
    "AS TIMESTAMP) AS since"
)
SHIPPED = "COALESCE(shipped_at, delivered_at)"
DUE = "COALESCE(payment_due, CAST(finished_at + INTERVAL 30 DAY AS DATE))"
SCORED = "COALESCE(finished_at, delivered_at, ordered_at)"
HAND = f"""
WITH o AS (SELECT * FROM order_facts WHERE counted AND ordered_at <= $as_of)
SELECT 'not_started' AS rule, order_no AS subject, {COLUMNS.format(since="ordered_at")},
       e.number - s.number AS elapsed,
       CASE WHEN e.number - s.number > 3 THEN 'red' ELSE 'yellow' END AS level
FROM o JOIN days AS s ON s.workday = CAST(ordered_at AS DATE)
JOIN days AS e ON e.workday = CAST($as_of AS DATE)
WHERE (production_started_at IS NULL OR production_started_at > $as_of)
  AND (production_started_at IS NOT NULL OR NOT (shipped_at IS NOT NULL OR delivered_at IS NOT NULL
       OR finished_at IS NOT NULL OR status NOT IN ('placed', 'on_hold')))
  AND (amount IS NULL OR amount >= 0) AND e.number - s.number >= 3
UNION ALL
SELECT 'late_delivery', order_no, {COLUMNS.format(since="promised_first")},
       DATE_DIFF('day', promised_first, CAST($as_of AS DATE)) AS late,
       CASE WHEN late > 3 THEN 'red' ELSE 'yellow' END
FROM o WHERE (delivered_at IS NULL OR delivered_at > $as_of)
  AND NOT (delivered_at IS NULL AND status IN ('awaiting_acceptance', 'completed', 'paid')
           AND (finished_at IS NULL OR finished_at <= $as_of))
  AND DATE_DIFF('day', promised_first, CAST($as_of AS DATE)) >= 1
UNION ALL
SELECT 'no_response', q.complaint_id, q.customer_id, q.customer_name, q.sales_rep,
       q.sales_rep_name, q.team, o.amount, q.currency, q.raised_at,
       DATE_DIFF('second', q.raised_at, $as_of) / 3600.0 AS hours,
       CASE WHEN hours > 24 THEN 'red' ELSE 'yellow' END
FROM complaint_facts AS q JOIN o ON o.order_no = q.order_no
WHERE q.raised_at <= $as_of AND (first_response_at IS NULL OR first_response_at > $as_of)
  AND NOT COALESCE(raised_at_day_only, FALSE) AND DATE_DIFF('second', q.raised_at, $as_of) > 43200
UNION ALL
SELECT 'acceptance_pending', order_no, {COLUMNS.format(since=SHIPPED)},
       DATE_DIFF('day', CAST({SHIPPED} AS DATE), CAST($as_of AS DATE)) AS w,
       CASE WHEN w > 7 THEN 'red' ELSE 'yellow' END
FROM o WHERE COALESCE(shipped_at, delivered_at) <= $as_of
  AND (COALESCE(accepted_at, completed_at) IS NULL OR COALESCE(accepted_at, completed_at) > $as_of)
  AND (COALESCE(accepted_at, completed_at) IS NOT NULL
       OR (paid_at IS NULL AND status NOT IN ('completed', 'paid')))
  AND DATE_DIFF('day', CAST(COALESCE(shipped_at, delivered_at) AS DATE), CAST($as_of AS DATE)) > 5
UNION ALL
SELECT 'payment_overdue', order_no, {COLUMNS.format(since=DUE)},
       DATE_DIFF('day', COALESCE(payment_due, CAST(finished_at + INTERVAL 30 DAY AS DATE)),
                 CAST($as_of AS DATE)) AS over,
       CASE WHEN over > 0 THEN 'red' ELSE 'yellow' END
FROM o WHERE finished_at <= $as_of AND amount > 0 AND (paid_at IS NULL OR paid_at > $as_of)
  AND NOT COALESCE(status = 'paid' AND paid_at IS NULL, FALSE)
  AND DATE_DIFF('day', COALESCE(payment_due, CAST(finished_at + INTERVAL 30 DAY AS DATE)),
                CAST($as_of AS DATE)) >= -7
UNION ALL
SELECT 'low_satisfaction', order_no, {COLUMNS.format(since=SCORED)},
       satisfaction, CASE WHEN satisfaction <= 2 THEN 'red' ELSE 'yellow' END
FROM o WHERE satisfaction <= 3 AND COALESCE(finished_at, delivered_at, ordered_at) <= $as_of
  AND DATE_DIFF('day', CAST(COALESCE(finished_at, delivered_at, ordered_at) AS DATE),
                CAST($as_of AS DATE)) <= 90
UNION ALL
SELECT 'renewal_due', customer_id, customer_id, customer_name, NULL, NULL, NULL, revenue, NULL,
       CAST(contract_end AS TIMESTAMP), DATE_DIFF('day', CAST($as_of AS DATE), contract_end) AS d,
       CASE WHEN d <= 30 AND tier = 'A' THEN 'red' ELSE 'yellow' END
FROM (
    SELECT *, CASE WHEN before / total < 0.8 THEN 'A' WHEN before / total < 0.95 THEN 'B'
                   ELSE 'C' END AS tier
    FROM (
        SELECT *, SUM(revenue) OVER (ORDER BY revenue DESC RANGE UNBOUNDED PRECEDING) - revenue
               AS before, SUM(revenue) OVER () AS total
        FROM (SELECT customer_id, MAX(customer_name) AS customer_name, SUM(amount) AS revenue FROM o
              WHERE order_day >= $year_ago GROUP BY customer_id)
    )
) JOIN (SELECT customer_id, contract_end FROM customers) AS k USING (customer_id)
WHERE DATE_DIFF('day', CAST($as_of AS DATE), contract_end) <= CASE tier WHEN 'A' THEN 60
      WHEN 'B' THEN 30 ELSE -9999 END
"""


def hand_written(reader: Reader) -> pl.DataFrame:
    """Return the alerts by one statement that knows nothing of filters, settings or access."""
    values = {"as_of": AS_OF, "year_ago": date(2023, 7, 1)}
    select = Select.text(HAND, Access.everything(), values)
    return reader.run(replace(select, frames={"days": numbers()}))


@cache
def numbers() -> pl.DataFrame:
    """Return days with their running number of working days, computed once."""
    days = [date(2021, 1, 1) + timedelta(days=one) for one in range(1_500)]
    counted = list(accumulate(int(Workdays("CN").is_workday(day)) for day in days))
    return pl.DataFrame({"workday": days, "number": counted})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
