"""Facts that no file holds: SQL views over the canonical tables of a release. Imports `model`.

- `lead_facts`: one row per lead with its salesperson's team and its customer's name.
- `expense_facts`: one row per booked sales expense, with the same.
- `people_facts`: one row per salesperson, whether he sells at all, and from when to when.
- `target_facts`: one row per target, imported or typed, with the team, person or product that it is
  set for.
- `service_facts`: one row per event that a customer costs something: an expense booked to him, or a
  complaint about one of his orders.

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
SELECT e.expense_id, e.day, e.category, e.amount, e.channel, COALESCE(e.team, p.team) AS team,
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
WHERE e.customer_id IS NOT NULL
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

TYPED = "typed_targets"
SQL_VIEWS: dict[str, str] = {
    TYPED: NOTHING_TYPED,
    "lead_facts": LEAD_FACTS,
    "expense_facts": EXPENSE_FACTS,
    "people_facts": PEOPLE_FACTS,
    "target_facts": TARGET_FACTS,
    "service_facts": SERVICE_FACTS,
}
