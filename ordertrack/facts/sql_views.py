"""Facts that no file holds: SQL views over the canonical tables of a release. Imports `model`.

- `lead_facts`: one row per lead with its salesperson's team and its customer's name.
- `expense_facts`: one row per booked sales expense, with the same; a budget without an amount is
  planned, and no expense yet.
- `people_facts`: one row per salesperson, whether he sells at all, and from when to when.
- `target_facts`: one row per target, imported or typed, with the team, person or product that it is
  set for.
- `credit_facts`: one row per order and salesperson who shares it, where shares add up to 1.
- `service_facts`: one row per event that a customer costs something: an expense booked to him, or a
  complaint about one of his orders.
- `contract_facts`: one row per customer with a contract that ends, and who looks after him.

These tables are small beside orders and their joins cheap, so that nothing is derived when one of
them is imported.
"""

from __future__ import annotations

from ordertrack.facts.steps import COUNTED_STATUS
from ordertrack.facts.typed_targets import EFFECTIVE_TARGETS, NOTHING_TYPED

# A lead that no export says anything of following up counts as followed up when none does.
LEAD_FACTS = """
SELECT d.lead_id, d.created_at, CAST(d.created_at AS DATE) AS created_day,
       d.first_follow_up_at, d.follow_ups, d.outcome, d.closed_at,
       CAST(d.closed_at AS DATE) AS closed_day, d.lost_reason, d.channel,
       d.sales_rep, COALESCE(p.name, d.sales_rep) AS sales_rep_name, p.team,
       COALESCE(c.same_as, d.customer_id) AS customer_id,
       COALESCE(m.name, c.name, d.customer_id) AS customer_name, d.order_no,
       COALESCE(d.first_follow_up_at IS NOT NULL OR d.follow_ups > 0 OR d.outcome = 'won', FALSE)
           OR NOT f.followed AS followed_up
FROM leads AS d
CROSS JOIN (
    SELECT COUNT(first_follow_up_at) + COUNT(follow_ups) > 0 AS followed FROM leads
) AS f
LEFT JOIN people AS p ON p.sales_rep = d.sales_rep
LEFT JOIN customers AS c ON c.customer_id = d.customer_id
LEFT JOIN customers AS m ON m.customer_id = c.same_as
"""

EXPENSE_FACTS = """
SELECT e.expense_id, e.day, e.category, e.amount, e.budget, e.channel,
       COALESCE(e.team, p.team) AS team,
       e.sales_rep, COALESCE(p.name, e.sales_rep) AS sales_rep_name,
       COALESCE(c.same_as, e.customer_id) AS customer_id,
       COALESCE(m.name, c.name, e.customer_id) AS customer_name,
       COALESCE(e.is_acquisition, FALSE) AS is_acquisition
FROM expenses AS e
LEFT JOIN people AS p ON p.sales_rep = e.sales_rep
LEFT JOIN customers AS c ON c.customer_id = e.customer_id
LEFT JOIN customers AS m ON m.customer_id = c.same_as
"""

# A list of employees holds others too: those sell who have an order, a lead or a target.
PEOPLE_FACTS = f"""
SELECT p.sales_rep, COALESCE(p.name, p.sales_rep) AS sales_rep_name, p.team,
       p.active_from, p.active_to, s.sales_rep IS NOT NULL AS sells
FROM people AS p
LEFT JOIN (
    SELECT sales_rep FROM orders WHERE sales_rep IS NOT NULL
    UNION SELECT sales_rep FROM leads WHERE sales_rep IS NOT NULL
    UNION SELECT who FROM ({EFFECTIVE_TARGETS}) WHERE level = 'person' AND who IS NOT NULL
) AS s ON s.sales_rep = p.sales_rep
"""

TARGET_FACTS = f"""
SELECT g.period, g.level, g.who, g.measure, g.value, g.origin, g.replaced,
       CASE g.level WHEN 'team' THEN g.who WHEN 'person' THEN p.team END AS team,
       CASE g.level WHEN 'person' THEN COALESCE(p.sales_rep, g.who) END AS sales_rep,
       CASE g.level WHEN 'person' THEN COALESCE(p.name, g.who) END AS sales_rep_name,
       CASE g.level WHEN 'product' THEN COALESCE(d.product, g.who) END AS product,
       CASE g.level WHEN 'product' THEN COALESCE(d.name, g.who) END AS product_name,
       CASE g.level WHEN 'product' THEN d.product_line END AS product_line
FROM ({EFFECTIVE_TARGETS}) AS g
LEFT JOIN people AS p ON g.level = 'person' AND p.sales_rep = g.who
LEFT JOIN products AS d ON g.level = 'product' AND d.product = g.who
"""

SERVICE_FACTS = f"""
SELECT 'expense' AS cost_kind, e.expense_id AS event_id, e.day, e.amount,
       CAST(NULL AS VARCHAR) AS order_no, e.category AS reason,
       e.team, e.sales_rep, e.sales_rep_name, e.customer_id, e.customer_name
FROM ({EXPENSE_FACTS}) AS e
WHERE e.customer_id IS NOT NULL AND e.amount IS NOT NULL
UNION ALL
SELECT 'complaint', q.complaint_id, CAST(q.raised_at AS DATE), NULL, o.order_no, q.kind,
       COALESCE(o.team, p.team), o.sales_rep, COALESCE(p.name, o.sales_rep),
       COALESCE(c.same_as, o.customer_id),
       COALESCE(m.name, c.name, o.customer_name, o.customer_id)
FROM complaints AS q
JOIN orders AS o ON o.order_no = q.order_no AND {COUNTED_STATUS.format("o.status")}
LEFT JOIN people AS p ON p.sales_rep = o.sales_rep
LEFT JOIN customers AS c ON c.customer_id = o.customer_id
LEFT JOIN customers AS m ON m.customer_id = c.same_as
WHERE o.customer_id IS NOT NULL
"""

# Of a customer with several numbers the contract that ends last.
CONTRACT_FACTS = """
SELECT k.customer_id, COALESCE(m.name, k.customer_id) AS customer_name, k.contract_end,
       m.renewal_intent, m.owner AS sales_rep, COALESCE(p.name, m.owner) AS sales_rep_name, p.team,
       m.region, m.acquisition_channel AS channel
FROM (
    SELECT COALESCE(same_as, customer_id) AS customer_id, MAX(contract_end) AS contract_end
    FROM customers WHERE contract_end IS NOT NULL
    GROUP BY COALESCE(same_as, customer_id)
) AS k
LEFT JOIN customers AS m ON m.customer_id = k.customer_id
LEFT JOIN people AS p ON p.sales_rep = m.owner
"""

# Who shares an order, and from which to which point of it: `share_to` of one is `share_from` of the
# next, the last one ends at 1. Orders whose shares do not add up to 1 count whole for their owner.
CREDIT_FACTS = """
SELECT s.order_no, s.sales_rep, s.sales_rep_name, s.share,
       CAST(CASE WHEN s.place = 1 THEN 0 ELSE s.upto - s.share END AS DECIMAL(9, 6)) AS share_from,
       CAST(CASE WHEN s.place = s.people THEN 1 ELSE s.upto END AS DECIMAL(9, 6)) AS share_to
FROM (
    SELECT k.order_no, k.sales_rep, COALESCE(p.name, k.sales_rep) AS sales_rep_name, k.share,
           SUM(k.share) OVER (PARTITION BY k.order_no ORDER BY k.sales_rep) AS upto,
           ROW_NUMBER() OVER (PARTITION BY k.order_no ORDER BY k.sales_rep) AS place,
           w.people
    FROM credits AS k
    JOIN (
        SELECT order_no, COUNT(*) AS people FROM credits
        GROUP BY order_no HAVING MIN(share) > 0 AND ABS(SUM(share) - 1) <= 0.001
    ) AS w ON w.order_no = k.order_no
    LEFT JOIN people AS p ON p.sales_rep = k.sales_rep
) AS s
"""

# Fact tables with a row for everybody who shares an order, and what those views are called.
CREDITED: dict[str, str] = {
    "order_facts": "credited_orders",
    "line_facts": "credited_lines",
    "complaint_facts": "credited_complaints",
}

TYPED = "typed_targets"
SQL_VIEWS: dict[str, str] = {
    TYPED: NOTHING_TYPED,
    "credit_facts": CREDIT_FACTS,
    "lead_facts": LEAD_FACTS,
    "expense_facts": EXPENSE_FACTS,
    "people_facts": PEOPLE_FACTS,
    "target_facts": TARGET_FACTS,
    "service_facts": SERVICE_FACTS,
    "contract_facts": CONTRACT_FACTS,
}
