"""The eight rules of red alerts. Imports `facts`."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.facts.conditions import COMPLETED, DAY_ONLY, SCORED_AT, UNDATED
from ordertrack.facts.tables import DAYS_LATE
from ordertrack.metrics.model.measures import PURCHASE
from ordertrack.metrics.model.rule import Rule
from ordertrack.records.journal.alert_kinds import RULE_CLOCKS
from ordertrack.records.journal.alert_kinds import RULES as LABELS
from ordertrack.words import t

# An order that went on without a day of its start has begun on a day that nobody wrote down.
WENT_ON = (
    "(shipped_at IS NOT NULL OR delivered_at IS NOT NULL OR finished_at IS NOT NULL "
    "OR status NOT IN ('placed', 'on_hold'))"
)
JUDGED_START = f"(production_started_at IS NOT NULL OR NOT COALESCE({WENT_ON}, FALSE))"
ACCEPTED = "COALESCE(accepted_at, completed_at)"
SHIPPED = "COALESCE(shipped_at, delivered_at)"
DUE = "COALESCE(payment_due, CAST(finished_at + $payment_days * INTERVAL '1' DAY AS DATE))"
# All of it came, or it came and nobody wrote down how much; whether up to as-of, `ends` tells.
SETTLED = (
    "(paid_amount >= amount OR (paid_amount IS NULL AND (paid_at IS NOT NULL OR status = 'paid')))"
)
DAYS_LEFT = "DATE_DIFF('day', $as_of_day, contract_end)"

NOT_STARTED = Rule(
    "not_started",
    LABELS["not_started"],
    t("Days after the order day until production starts; the order day is not counted."),
    table="order_facts",
    subject="order_no",
    starts="ordered_at",
    ends="production_started_at",
    red=3,
    yellow=3,
    operator=">",
    yellow_operator=">=",
    clocks=RULE_CLOCKS["not_started"],
    needs=("order_facts.production_started_at",),
    where=(JUDGED_START, PURCHASE),
    department="production",
)
LATE_DELIVERY = Rule(
    "late_delivery",
    LABELS["late_delivery"],
    t(
        "Days past the promised day until every line is delivered. "
        '"3 days and more" is read as more than 3; set the operator to >= for the other reading.'
    ),
    table="order_facts",
    subject="order_no",
    starts="{promise}",
    ends="delivered_at",
    red=3,
    yellow=1,
    operator=">",
    yellow_operator=">=",
    clocks=RULE_CLOCKS["late_delivery"],
    needs=("order_facts.{promise}", "order_facts.delivered_at"),
    where=(f"NOT {UNDATED}",),
    days=DAYS_LATE,
    department="logistics",
)
NO_RESPONSE = Rule(
    "no_response",
    LABELS["no_response"],
    t("Hours from the complaint to the first response; a day without a time is not judged."),
    table="complaint_facts",
    subject="complaint_id",
    starts="raised_at",
    ends="first_response_at",
    red=24,
    yellow=12,
    operator=">",
    yellow_operator=">",
    clocks=RULE_CLOCKS["no_response"],
    needs=("complaint_facts.raised_at", "complaint_facts.first_response_at"),
    where=("raised_at <= $as_of", f"NOT {DAY_ONLY}"),
    department="service",
)
ACCEPTANCE_PENDING = Rule(
    "acceptance_pending",
    LABELS["acceptance_pending"],
    t("Days since the order was shipped, until it is accepted."),
    table="order_facts",
    subject="order_no",
    starts=SHIPPED,
    ends=ACCEPTED,
    red=7,
    yellow=5,
    operator=">",
    yellow_operator=">",
    clocks=RULE_CLOCKS["acceptance_pending"],
    needs=(
        "order_facts.shipped_at|order_facts.delivered_at",
        "order_facts.accepted_at|order_facts.completed_at",
    ),
    where=(
        f"{SHIPPED} <= $as_of",
        f"({ACCEPTED} IS NOT NULL OR status = 'awaiting_acceptance' "
        "OR (paid_at IS NULL AND COALESCE(status NOT IN ('completed', 'paid'), TRUE)))",
    ),
)
PAYMENT_OVERDUE = Rule(
    "payment_overdue",
    LABELS["payment_overdue"],
    t("Days past the day on which the order is to be paid, while money is outstanding."),
    table="order_facts",
    subject="order_no",
    starts=DUE,
    ends=f"CASE WHEN {SETTLED} THEN paid_at END",
    red=0,
    yellow=-7,
    operator=">",
    yellow_operator=">=",
    clocks=RULE_CLOCKS["payment_overdue"],
    needs=(
        "order_facts.paid_at|order_facts.paid_amount",
        "order_facts.finished_at|order_facts.payment_due",
    ),
    where=(COMPLETED, "amount > 0", f"NOT COALESCE({SETTLED} AND paid_at IS NULL, FALSE)"),
    department="finance",
)
LOW_SATISFACTION = Rule(
    "low_satisfaction",
    LABELS["low_satisfaction"],
    t("The satisfaction score of the order, for 90 days after it was finished."),
    table="order_facts",
    subject="order_no",
    starts=SCORED_AT,
    ends=None,
    red=2,
    yellow=3,
    operator="<=",
    yellow_operator="<=",
    clocks=RULE_CLOCKS["low_satisfaction"],
    needs=("order_facts.satisfaction",),
    where=("satisfaction IS NOT NULL", f"{SCORED_AT} <= $as_of"),
    value="satisfaction",
    unit="score",
    lasts=90,
    department="service",
)
RENEWAL_DUE = Rule(
    "renewal_due",
    LABELS["renewal_due"],
    t(
        "Days until the contract of an A-tier customer ends, while no talk about it is recorded; "
        "B-tier customers turn yellow where those of A turn red."
    ),
    table="contract_facts",
    subject="customer_id",
    starts="contract_end",
    ends=None,
    red=30,
    yellow=60,
    operator="<=",
    yellow_operator="<=",
    clocks=RULE_CLOCKS["renewal_due"],
    needs=("customers.contract_end",),
    typed=("renewal", "contract_end"),
    where=("customer_id NOT IN (SELECT customer_id FROM renewal_contacts)",),
    value=DAYS_LEFT,
    unit="days_left",
    red_if="tier = 'A'",
    yellow_value="CASE tier WHEN 'A' THEN elapsed "
    "WHEN 'B' THEN elapsed + $yellow_renewal_due - $red_renewal_due END",
    by_tier=True,
)
STAGE_OVERDUE = Rule(
    "stage_overdue",
    LABELS["stage_overdue"],
    t(
        "Days past the time limit of a stage that is not reached, in working or calendar days as "
        "the limit says; yellow on its last day. It raises nothing until a limit is set."
    ),
    table="order_facts",
    subject="order_no || '/' || clock_stage",
    starts="clock_due",
    ends="clock_ended",
    red=0,
    yellow=0,
    operator=">",
    yellow_operator=">=",
    clocks=RULE_CLOCKS["stage_overdue"],
    needs=("order_facts.ordered_at",),
    where=("clock_over IS NOT NULL",),
    value="clock_over",
    unit="over",
    unit_of="CASE clock_kind WHEN 'working' THEN 'workdays' ELSE 'days' END",
    by_stage=True,
)
ALERT_RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        NOT_STARTED,
        LATE_DELIVERY,
        NO_RESPONSE,
        ACCEPTANCE_PENDING,
        PAYMENT_OVERDUE,
        LOW_SATISFACTION,
        RENEWAL_DUE,
        STAGE_OVERDUE,
    )
}
