"""Money received, and money overdue: payment is its own axis, after completion."""

from __future__ import annotations

from ordertrack.facts.conditions import COMPLETED, WITHOUT_AMOUNT
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

RECEIVED = (
    "CASE WHEN paid_amount IS NULL OR paid_at > $as_of THEN CAST(0 AS DECIMAL(18, 4)) "
    "ELSE paid_amount END"
)
PAID = "((paid_at IS NOT NULL AND paid_at <= $as_of) OR (paid_at IS NULL AND status = 'paid'))"
# Paid, says the date or the status, but nobody wrote down how much.
PAID_UNKNOWN = f"(paid_amount IS NULL AND {PAID})"
OUTSTANDING = f"(amount - {RECEIVED})"
OVERDUE = (
    "(payment_due < $closed OR (payment_due IS NULL AND "
    "DATE_DIFF('day', CAST(finished_at AS DATE), $closed) > $payment_days))"
)
NO_DUE_DAY = "(payment_due IS NULL AND finished_at IS NULL)"
UNPAID = (COMPLETED, f"NOT {PAID_UNKNOWN}", f"{OUTSTANDING} > 0")
PAYMENT_COLUMNS = ("finished_at", "payment_due", "paid_at", "paid_amount")

COLLECTED = Measure(
    "collected",
    t("Money received up to as-of for orders placed in the period."),
    where=("paid_amount IS NOT NULL", "(paid_at IS NULL OR paid_at <= $as_of)"),
    value="paid_amount",
    agg="sum",
    unit="money",
    row_columns=PAYMENT_COLUMNS,
)
PAID_UNMEASURED = Measure(
    "orders_paid_amount_unknown",
    t("Orders placed in the period and paid, without the amount received."),
    where=(PAID_UNKNOWN,),
    row_columns=PAYMENT_COLUMNS,
)
COMPLETED_RECEIVED = Measure(
    "completed_received",
    t("Money received up to as-of for completed orders placed in the period."),
    where=(COMPLETED, f"NOT {PAID_UNKNOWN}", f"NOT ({WITHOUT_AMOUNT})"),
    value=RECEIVED,
    agg="sum",
    unit="money",
    row_columns=PAYMENT_COLUMNS,
)
COMPLETED_AMOUNT = Measure(
    "completed_amount",
    t("The amounts of orders placed in the period and completed up to as-of."),
    where=COMPLETED_RECEIVED.where,
    value="amount",
    agg="sum",
    unit="money",
    row_columns=PAYMENT_COLUMNS,
    when_empty=t("No order placed in this period is completed with an amount."),
)
COMPLETED_UNMEASURED = Measure(
    "completed_paid_amount_unknown",
    t("Completed orders placed in the period and paid, without the amount received."),
    where=(COMPLETED, PAID_UNKNOWN),
    row_columns=PAYMENT_COLUMNS,
)
COMPLETED_NO_AMOUNT = Measure(
    "completed_without_amount",
    t("Completed orders placed in the period that have no amount."),
    where=(COMPLETED, f"NOT {PAID_UNKNOWN}", WITHOUT_AMOUNT),
    row_columns=PAYMENT_COLUMNS,
)
RECEIVABLES_NO_AMOUNT = Measure(
    "receivables_without_amount",
    t("Completed orders whose payment day is over that have no amount and are not paid."),
    where=(COMPLETED, WITHOUT_AMOUNT, f"NOT {PAID}", f"({OVERDUE} OR {NO_DUE_DAY})"),
    window="stock",
    row_columns=PAYMENT_COLUMNS,
)
OVERDUE_AMOUNT = Measure(
    "overdue_receivables",
    t("What is still unpaid at as-of of completed orders whose payment day is over."),
    where=(*UNPAID, OVERDUE),
    value=OUTSTANDING,
    agg="sum",
    unit="money",
    window="stock",
    row_columns=PAYMENT_COLUMNS,
)
EVER_COMPLETED = Measure(
    "ever_completed",
    t("completed orders"),
    where=(COMPLETED,),
    when_empty=t("The data records no completed order: nobody knows what is due."),
)
UNDATED_RECEIVABLES = Measure(
    "receivables_without_due_day",
    t("Completed, unpaid orders that have neither a payment day nor a completion date."),
    where=(*UNPAID, NO_DUE_DAY),
    window="stock",
    row_columns=PAYMENT_COLUMNS,
)

METRICS = (
    Metric(
        "collected",
        Label("Collected", "回款额"),
        "payment",
        "money",
        "up",
        COLLECTED,
        Label(
            "Σ received up to as-of of orders by order date",
            "按下单日期统计的截止时点前已回款金额",
        ),
        unknown=(PAID_UNMEASURED,),
        needs=("order_facts.paid_amount",),
    ),
    Metric(
        "collection_rate",
        Label("Collection rate", "回款率"),
        "payment",
        "ratio",
        "up",
        COMPLETED_RECEIVED,
        Label(
            "Σ received / Σ amount of completed orders, by order date",
            "已完成订单的 Σ 回款额 / Σ 订单金额，按下单日期",
        ),
        denominator=COMPLETED_AMOUNT,
        unknown=(COMPLETED_UNMEASURED, COMPLETED_NO_AMOUNT),
        needs=("order_facts.paid_amount", "order_facts.amount"),
        missed=t("What was not received of the amounts of completed orders."),
        worst=("-value", "-days_open"),
        ripens=True,
    ),
    Metric(
        "overdue_receivables",
        Label("Overdue receivables", "逾期应收"),
        "payment",
        "money",
        "down",
        OVERDUE_AMOUNT,
        Label(
            "Σ (amount − received) of completed orders past their payment day at the period's end "
            "(at as-of while it runs), by age 0–30 / 31–60 / 61–90 / 90+ days",
            "期末（期间未结束时为截止时点）已过应收日的已完成订单 Σ（金额 − 已回款），"
            "按账龄 0–30 / 31–60 / 61–90 / 90 天以上",
        ),
        date="stock",
        unknown=(UNDATED_RECEIVABLES, RECEIVABLES_NO_AMOUNT),
        settings=("payment_days",),
        needs=("order_facts.paid_amount|order_facts.paid_at", "order_facts.amount"),
        recorded=EVER_COMPLETED,
        worst=("-days_overdue", "-value"),
    ),
)
