"""The facts that are derived once per release, as SQL steps over the canonical tables. Imports `model`.

- `order_facts`: one row per order; dates, quantities and amounts come from all its lines.
- `line_facts`: one row per order line with its order's dimensions (an order without lines has one
  nameless line that carries the order total and quantity), so that Σ lines = Σ orders.
- `complaint_facts`: one row per complaint with its order's dimensions.

The SQL is plain enough for other engines: a test translates every step for Spark, ClickHouse and Trino.

They hold dates, amounts and slack in days, never verdicts: whether an order is due, late or open depends
on the as-of moment of the question. Slack is delivery day − promise day; an order's slack is that of
its worst line, and it has one only when every line is delivered and promised.
"""

from __future__ import annotations

from ordertrack.model import NOT_COUNTED

FACTS: tuple[str, ...] = ("order_facts", "line_facts", "complaint_facts")
PARTITION = "order_year"
SORTED_BY = {
    "order_facts": ("order_day", "order_no"),
    "line_facts": ("order_day", "order_no", "line_no"),
    "complaint_facts": ("order_day", "complaint_id"),
}

# What lines and complaints take over from their order; the labels among it are few different words.
CARRIED = (
    "order_no",
    "customer_id",
    "customer_name",
    "ordered_at",
    "order_day",
    "status",
    "counted",
    "sales_rep",
    "sales_rep_name",
    "team",
    "region",
    "channel",
    "currency",
    "delay_reason",
    "is_first_order",
    "customer_first_day",
)
LABELS = ("status", "sales_rep", "sales_rep_name", "team", "region", "channel", "currency")

NOT_COUNTED_WORDS = ", ".join(f"'{status}'" for status in NOT_COUNTED)
COUNTED_STATUS = f"({{0}} IS NULL OR {{0}} NOT IN ({NOT_COUNTED_WORDS}))"

# Orders that go on although a line of theirs is cancelled; such a line counts nowhere.
PARTLY_CANCELLED = """
SELECT DISTINCT c.order_no
FROM order_lines AS c
WHERE c.status = 'cancelled'
  AND EXISTS (SELECT 1 FROM order_lines AS k
              WHERE k.order_no = c.order_no AND (k.status IS NULL OR k.status <> 'cancelled'))
"""

# Lines with the promise and delivery of their order where they have none of their own.
LINES = """
SELECT l.order_no, l.line_no, l.product, l.product_name, l.product_line, l.quantity, l.unit_price,
       l.amount, l.cost, l.quantity_delivered,
       COALESCE(l.promised_date, o.promised_date) AS promised_latest,
       COALESCE(l.promised_first, l.promised_date, o.promised_first, o.promised_date) AS promised_first,
       CASE WHEN l.promised_first IS NULL AND l.promised_date IS NULL
            THEN COALESCE(o.promise_changes, 0) ELSE COALESCE(l.promise_changes, 0) END AS promise_changes,
       COALESCE(l.delivered_date, o.delivered_date) AS delivered_at,
       l.status AS line_status, g.order_no IS NOT NULL AS cancelled
FROM order_lines AS l JOIN orders AS o ON o.order_no = l.order_no
LEFT JOIN partly_cancelled AS g ON g.order_no = l.order_no AND l.status = 'cancelled'
UNION ALL
SELECT o.order_no, NULL, NULL, NULL, NULL, o.quantity, NULL, o.amount, NULL, NULL,
       o.promised_date, COALESCE(o.promised_first, o.promised_date), COALESCE(o.promise_changes, 0),
       o.delivered_date, NULL, FALSE
FROM orders AS o
WHERE NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_no = o.order_no)
"""

# The same where no order has a date of its own and every order has lines: nothing to look up.
ORDER_DATES = ("promised_date", "promised_first", "delivered_date")
LINES_ALONE = """
SELECT l.order_no, l.line_no, l.product, l.product_name, l.product_line, l.quantity, l.unit_price,
       l.amount, l.cost, l.quantity_delivered,
       l.promised_date AS promised_latest,
       COALESCE(l.promised_first, l.promised_date) AS promised_first,
       CASE WHEN l.promised_first IS NULL AND l.promised_date IS NULL
            THEN 0 ELSE COALESCE(l.promise_changes, 0) END AS promise_changes,
       l.delivered_date AS delivered_at,
       l.status AS line_status, g.order_no IS NOT NULL AS cancelled
FROM order_lines AS l
LEFT JOIN partly_cancelled AS g ON g.order_no = l.order_no AND l.status = 'cancelled'
"""


def order_sums(lines: str) -> str:
    """Return the SQL for one row per order: what its lines add up to."""
    return f"""
SELECT order_no,
       COUNT(line_no) AS line_count,
       MIN(COALESCE(product_name, product)) AS first_product,
       COUNT(DISTINCT product) AS product_count,
       SUM(amount) AS amount,
       SUM(quantity) AS quantity,
       SUM(CASE WHEN quantity_delivered > quantity THEN quantity
                WHEN quantity IS NOT NULL THEN quantity_delivered END) AS quantity_delivered,
       CASE WHEN COUNT(*) = COUNT(promised_first) THEN MAX(promised_first) END AS promised_first,
       CASE WHEN COUNT(*) = COUNT(promised_latest) THEN MAX(promised_latest) END AS promised_latest,
       MAX(promise_changes) AS promise_changes,
       CASE WHEN COUNT(*) = COUNT(delivered_at) THEN MAX(delivered_at) END AS delivered_at,
       COUNT(delivered_at) AS lines_delivered,
       CASE WHEN COUNT(*) = COUNT(delivered_at) AND COUNT(*) = COUNT(promised_first)
            THEN MAX(DATE_DIFF('day', promised_first, CAST(delivered_at AS DATE))) END AS slack_first,
       CASE WHEN COUNT(*) = COUNT(delivered_at) AND COUNT(*) = COUNT(promised_latest)
            THEN MAX(DATE_DIFF('day', promised_latest, CAST(delivered_at AS DATE))) END AS slack_latest,
       COUNT(CASE WHEN quantity_delivered < quantity THEN 1 END) AS lines_short,
       COUNT(CASE WHEN quantity_delivered IS NULL OR quantity IS NULL THEN 1 END) AS lines_unmeasured
FROM {lines}
WHERE NOT COALESCE(cancelled, FALSE)
GROUP BY order_no
"""


ORDER_SUMS = order_sums("lines")

# A customer's first counted order (of several at one moment the one with the lowest number).
COUNTED_ORDERS = f"""
SELECT COALESCE(c.same_as, o.customer_id) AS customer_id, o.order_no, o.order_date
FROM orders AS o LEFT JOIN customers AS c ON c.customer_id = o.customer_id
WHERE o.customer_id IS NOT NULL
  AND (o.status IS NULL OR o.status NOT IN ({NOT_COUNTED_WORDS}))
"""
CUSTOMER_FIRSTS = f"""
SELECT f.customer_id, MIN(o.order_no) AS first_order_no, f.first_order_at
FROM (
    SELECT customer_id, MIN(order_date) AS first_order_at
    FROM ({COUNTED_ORDERS}) AS counted_orders
    GROUP BY customer_id
) AS f
JOIN ({COUNTED_ORDERS}) AS o ON o.customer_id = f.customer_id AND o.order_date = f.first_order_at
GROUP BY f.customer_id, f.first_order_at
"""

COMPLAINT_SUMS = """
SELECT order_no, COUNT(*) AS complaint_count, MIN(raised_at) AS first_complaint_at
FROM complaints
GROUP BY order_no
"""

# Whether the export follows acceptance at all; without it a delivered order counts as completed.
FOLLOWS_ACCEPTANCE = """
SELECT COUNT(accepted_at) + COUNT(completed_at) > 0 AS followed FROM orders
"""

# Of when a customer first ordered the customer master knows more than the orders only before these
# begin: later, whoever has no order on that day was not new on it.
ORDER_FACTS = f"""
SELECT o.order_no,
       COALESCE(c.same_as, o.customer_id) AS customer_id,
       COALESCE(m.name, c.name, o.customer_name, o.customer_id) AS customer_name,
       o.order_date AS ordered_at,
       CAST(o.order_date AS DATE) AS order_day,
       COALESCE(o.status, CASE
           WHEN o.paid_at IS NOT NULL
               AND (COALESCE(o.completed_at, o.accepted_at) IS NOT NULL
                    OR (s.delivered_at IS NOT NULL AND NOT f.followed)) THEN 'paid'
           WHEN o.completed_at IS NOT NULL OR o.accepted_at IS NOT NULL THEN 'completed'
           WHEN s.delivered_at IS NOT NULL AND f.followed THEN 'awaiting_acceptance'
           WHEN s.delivered_at IS NOT NULL THEN 'completed'
           WHEN s.lines_delivered > 0 THEN 'partly_delivered'
           WHEN o.shipped_at IS NOT NULL THEN 'shipped'
           WHEN o.production_started_at IS NOT NULL THEN 'in_production'
           ELSE 'placed' END) AS status,
       o.status IS NULL OR o.status NOT IN ({NOT_COUNTED_WORDS}) AS counted,
       o.sales_rep,
       COALESCE(p.name, o.sales_rep) AS sales_rep_name,
       COALESCE(o.team, p.team) AS team,
       COALESCE(o.region, m.region, c.region) AS region,
       COALESCE(o.channel, m.acquisition_channel, c.acquisition_channel) AS channel,
       o.production_owner, o.logistics_owner,
       o.production_started_at, o.shipped_at, o.accepted_at, o.completed_at,
       COALESCE(o.completed_at, o.accepted_at,
           CASE WHEN o.status IN ('completed', 'paid') OR (o.status IS NULL AND NOT f.followed)
                THEN s.delivered_at END) AS finished_at,
       o.paid_at, o.paid_amount, o.payment_due,
       o.carrier, o.tracking_no, o.delay_reason, o.satisfaction, o.exception_note, o.currency, o.remark,
       o.lead_id, d.created_at AS lead_created_at,
       s.line_count, s.first_product, s.product_count, s.amount, s.quantity, s.quantity_delivered,
       s.promised_first, s.promised_latest, s.promise_changes, s.delivered_at, s.lines_delivered,
       s.slack_first, s.slack_latest, s.lines_short, s.lines_unmeasured,
       COALESCE(q.complaint_count, 0) AS complaint_count, q.first_complaint_at,
       COALESCE(n.first_order_no = o.order_no, FALSE) AS is_first_order,
       CASE WHEN COALESCE(m.first_order_date, c.first_order_date) >= b.first_day
            THEN CAST(n.first_order_at AS DATE)
            ELSE COALESCE(m.first_order_date, c.first_order_date, CAST(n.first_order_at AS DATE))
       END AS customer_first_day,
       CAST(EXTRACT(YEAR FROM o.order_date) AS INTEGER) AS {PARTITION}
FROM orders AS o
JOIN order_sums AS s ON s.order_no = o.order_no
CROSS JOIN follows_acceptance AS f
CROSS JOIN (SELECT CAST(MIN(first_order_at) AS DATE) AS first_day FROM customer_firsts) AS b
LEFT JOIN customers AS c ON c.customer_id = o.customer_id
LEFT JOIN customers AS m ON m.customer_id = c.same_as
LEFT JOIN people AS p ON p.sales_rep = o.sales_rep
LEFT JOIN leads AS d ON d.lead_id = o.lead_id
LEFT JOIN complaint_sums AS q ON q.order_no = o.order_no
LEFT JOIN customer_firsts AS n ON n.customer_id = COALESCE(c.same_as, o.customer_id)
"""

# A cost from here on is an error of the master data, and beyond what 18 digits hold while they are
# multiplied: it stays unknown. Written without TRY, which other engines lack.
TOO_LARGE = 100_000_000_000
LINE_FACTS = f"""
SELECT o.order_no, l.line_no, o.customer_id, o.customer_name, o.ordered_at, o.order_day, o.status,
       o.counted AND NOT l.cancelled AS counted, l.cancelled, l.line_status,
       o.sales_rep, o.sales_rep_name, o.team, o.region, o.channel, o.currency, o.delay_reason,
       o.is_first_order, o.customer_first_day,
       l.product,
       COALESCE(p.name, l.product_name, l.product) AS product_name,
       COALESCE(p.product_line, l.product_line) AS product_line,
       COALESCE(p.is_key, FALSE) AS is_key,
       l.quantity, l.unit_price, l.amount,
       COALESCE(l.cost, CASE WHEN ABS(CAST(p.unit_cost AS DECIMAL(19, 4)) * l.quantity) < {TOO_LARGE}
                             THEN CAST(p.unit_cost * l.quantity AS DECIMAL(18, 4)) END) AS cost,
       l.quantity_delivered, l.promised_first, l.promised_latest, l.promise_changes, l.delivered_at,
       o.{PARTITION}
FROM lines AS l
JOIN order_facts AS o ON o.order_no = l.order_no
LEFT JOIN products AS p ON p.product = l.product
"""

COMPLAINT_FACTS = f"""
SELECT q.complaint_id, q.order_no, q.raised_at, q.raised_at_day_only, q.first_response_at,
       q.first_response_at_day_only, q.kind, q.description, q.resolution,
       o.customer_id, o.customer_name, o.ordered_at, o.order_day, o.status, o.counted,
       o.sales_rep, o.sales_rep_name, o.team, o.region, o.channel, o.currency, o.delay_reason,
       o.is_first_order, o.customer_first_day,
       o.{PARTITION}
FROM complaints AS q JOIN order_facts AS o ON o.order_no = q.order_no
"""

# Steps that need the whole history; every other one can be built year by year, because an order, its
# lines and its complaints share the order's year.
SHARED: tuple[str, ...] = ("customer_firsts", "complaint_sums", "follows_acceptance")

# Built in this order; each step may read the canonical tables and the steps before it.
STEPS: tuple[tuple[str, str], ...] = (
    ("partly_cancelled", PARTLY_CANCELLED),
    ("lines", LINES),
    ("order_sums", ORDER_SUMS),
    ("customer_firsts", CUSTOMER_FIRSTS),
    ("complaint_sums", COMPLAINT_SUMS),
    ("follows_acceptance", FOLLOWS_ACCEPTANCE),
    ("order_facts", ORDER_FACTS),
    ("line_facts", LINE_FACTS),
    ("complaint_facts", COMPLAINT_FACTS),
)
