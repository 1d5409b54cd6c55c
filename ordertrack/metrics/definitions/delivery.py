"""Delivery on time and in full, its duration, and what is still open."""

from __future__ import annotations

from ordertrack.facts.conditions import ARRIVED, UNDATED, WITHOUT_AMOUNT
from ordertrack.facts.tables import DAYS_LATE as DAYS_PAST_PROMISE
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

DELIVERED = "(delivered_at IS NOT NULL AND delivered_at <= $as_of)"
NOT_DELIVERED = "(delivered_at IS NULL OR delivered_at > $as_of)"
DUE = "{promise} < $closed"
NO_PROMISE = "{promise} IS NULL"
LATE = f"(({DELIVERED} AND {{slack}} > 0) OR {NOT_DELIVERED})"
MEASURED = "(lines_unmeasured = 0 OR delivered_at IS NULL OR delivered_at > $as_of)"
COMPLAINED = (
    "(complaint_count > 0 AND (first_complaint_at IS NULL OR first_complaint_at <= $as_of))"
)
IN_FULL = ("delivered_at <= $as_of", "lines_short = 0", "lines_unmeasured = 0")
ON_TIME = "{slack} <= 0"

# Lines: what was delivered up to as-of can be told, or not.
LINE_UNMEASURED = (
    f"(quantity_delivered IS NULL AND ({DELIVERED} OR (delivered_at IS NULL AND {ARRIVED})))"
)
LINE_DELIVERED = (
    "CASE WHEN delivered_at > $as_of OR quantity_delivered IS NULL THEN 0 "
    "WHEN quantity_delivered < quantity THEN quantity_delivered ELSE quantity END"
)

DUE_ORDERS = Measure(
    "due_orders",
    t("Orders whose promised day lies in the period and is over at as-of."),
    date="{promise}",
    where=(DUE, f"NOT {UNDATED}"),
    when_empty=t("No order that can be judged fell due in this period."),
)
ON_TIME_ORDERS = Measure(
    "due_orders_on_time",
    t("Orders due in the period with every line delivered on or before its promised day."),
    date="{promise}",
    where=(DUE, ON_TIME),
)
UNPROMISED = Measure(
    "orders_without_promise",
    t("Orders placed in the period that have no promised day on one of their lines."),
    where=(NO_PROMISE,),
)
DUE_UNDATED = Measure(
    "due_orders_undated",
    t("Orders due in the period that are finished by their status but have no delivery date."),
    date="{promise}",
    where=(DUE, UNDATED),
)
DELIVERED_JUDGED = Measure(
    "delivered_orders_promised",
    t("Orders delivered in the period that had a promised day."),
    date="delivered_at",
    where=(DELIVERED, "{slack} IS NOT NULL"),
    when_empty=t("No order with a promised day was delivered in this period."),
)
DELIVERED_ON_TIME = Measure(
    "delivered_orders_on_time",
    t("Orders delivered in the period with every line on or before its promised day."),
    date="delivered_at",
    where=(DELIVERED, ON_TIME),
)
DELIVERED_UNPROMISED = Measure(
    "delivered_orders_without_promise",
    t("Orders delivered in the period that had no promised day on one of their lines."),
    date="delivered_at",
    where=(DELIVERED, "{slack} IS NULL"),
)

DUE_UNITS = Measure(
    "due_units",
    t("Units ordered on lines whose promised day lies in the period and is over at as-of."),
    table="line_facts",
    date="{promise}",
    where=(DUE, "quantity > 0", f"NOT {LINE_UNMEASURED}"),
    value="quantity",
    agg="sum",
    unit="units",
    when_empty=t("No units that can be judged fell due in this period."),
)
FILLED_UNITS = Measure(
    "due_units_delivered",
    t("Units delivered of those, at most as many as were ordered on each line."),
    table="line_facts",
    date="{promise}",
    where=DUE_UNITS.where,
    value=LINE_DELIVERED,
    agg="sum",
    unit="units",
)
DUE_LINES_UNMEASURED = Measure(
    "due_lines_unmeasured",
    t("Lines due in the period whose ordered or delivered quantity is not recorded."),
    table="line_facts",
    date="{promise}",
    where=(DUE, f"(quantity IS NULL OR (quantity > 0 AND {LINE_UNMEASURED}))"),
)
LINES_UNPROMISED = Measure(
    "lines_without_promise",
    t("Order lines placed in the period that have no promised day."),
    table="line_facts",
    where=(NO_PROMISE, "(quantity IS NULL OR quantity > 0)"),
)

DUE_MEASURED = Measure(
    "due_orders_measured",
    t("Orders due in the period whose delivered quantities are known."),
    date="{promise}",
    where=(DUE, f"NOT {UNDATED}", MEASURED),
    when_empty=t("No order fell due in this period whose delivered quantities are known."),
)
DUE_UNMEASURED = Measure(
    "due_orders_unmeasured",
    t("Orders due and delivered whose quantities, or whose delivery date, are not recorded."),
    date="{promise}",
    where=(DUE, f"({UNDATED} OR NOT {MEASURED})"),
)
FULL_ORDERS = Measure(
    "due_orders_in_full",
    t("Orders due in the period with every line delivered in full up to as-of."),
    date="{promise}",
    where=(DUE, *IN_FULL),
)
OTIF_ORDERS = Measure(
    "due_orders_otif",
    t("Orders due in the period with every line on time and in full."),
    date="{promise}",
    where=(DUE, ON_TIME, *IN_FULL),
)
PERFECT_ORDERS = Measure(
    "due_orders_perfect",
    t("Orders due in the period, on time, in full and without a complaint up to as-of."),
    date="{promise}",
    where=(DUE, ON_TIME, *IN_FULL, f"NOT {COMPLAINED}"),
)

CYCLE_DAYS = Measure(
    "cycle_days",
    t("Days from order to delivery of the orders delivered in the period."),
    date="delivered_at",
    where=(DELIVERED,),
    value="DATE_DIFF('day', order_day, CAST(delivered_at AS DATE))",
    agg="sum",
    unit="days",
)
DELIVERED_ORDERS = Measure(
    "delivered_orders",
    t("Orders delivered in the period."),
    date="delivered_at",
    where=(DELIVERED,),
    when_empty=t("No order was delivered in this period."),
)
OPEN_ORDERS = Measure(
    "orders_without_delivery",
    t("Orders placed in the period without a delivery date up to as-of."),
    where=(NOT_DELIVERED,),
)
PLACING_DAYS = Measure(
    "placing_days",
    t("Days from the lead to the order, of orders placed in the period."),
    where=("lead_created_at IS NOT NULL",),
    value="DATE_DIFF('day', CAST(lead_created_at AS DATE), order_day)",
    agg="sum",
    unit="days",
    row_columns=("lead_created_at",),
)
LED_ORDERS = Measure(
    "orders_with_lead",
    t("Orders placed in the period that come from a known lead."),
    where=("lead_created_at IS NOT NULL",),
    when_empty=t("No order of this period comes from a known lead."),
)
UNLED_ORDERS = Measure(
    "orders_without_lead",
    t("Orders placed in the period without a known lead."),
    where=("lead_created_at IS NULL",),
)
DAYS_LATE = Measure(
    "days_late",
    t("Days past the promise of late orders: until delivery, or until as-of while still open."),
    date="{promise}",
    where=(DUE, f"NOT {UNDATED}", LATE),
    value=DAYS_PAST_PROMISE,
    agg="sum",
    unit="days",
)
LATE_ORDERS = Measure(
    "due_orders_late",
    t("Orders due in the period that were delivered late or are still open."),
    date="{promise}",
    where=(DUE, f"NOT {UNDATED}", LATE),
    when_empty=t("No order due in this period is late."),
)

BACKLOG = Measure(
    "backlog",
    t("The amounts of orders placed up to as-of and not delivered then."),
    where=(NOT_DELIVERED, f"NOT {UNDATED}"),
    value="{amount}",
    agg="sum",
    unit="money",
    window="stock",
)
PAST_DUE = Measure(
    "backlog_past_due",
    t("The amounts of undelivered orders whose promised day is over at as-of."),
    where=(*BACKLOG.where, DUE),
    value="{amount}",
    agg="sum",
    unit="money",
    window="stock",
)
BACKLOG_NO_AMOUNT = Measure(
    "backlog_without_amount",
    t("Orders placed up to as-of and not delivered then that have no amount."),
    where=(*BACKLOG.where, WITHOUT_AMOUNT),
    window="stock",
)
PAST_DUE_NO_AMOUNT = Measure(
    "backlog_past_due_without_amount",
    t("Undelivered orders whose promised day is over at as-of that have no amount."),
    where=(*PAST_DUE.where, WITHOUT_AMOUNT),
    window="stock",
)
BACKLOG_UNPROMISED = Measure(
    "backlog_without_promise",
    t("Undelivered orders that have no promised day on one of their lines."),
    where=(*BACKLOG.where, NO_PROMISE),
    window="stock",
)

NEEDS_DELIVERY = ("line_facts.delivered_at",)
NEEDS_PROMISE = ("line_facts.{promise}", *NEEDS_DELIVERY)
NEEDS_AMOUNT = "order_facts.amount"
NEEDS_QUANTITY = (*NEEDS_PROMISE, "line_facts.quantity", "line_facts.quantity_delivered")
SCOR_COMMIT = Label(
    "SCOR RL.2.2 Delivery performance to customer commit date",
    "SCOR RL.2.2 按承诺日期交付绩效",
)

METRICS = (
    Metric(
        "on_time_rate",
        Label("On-time delivery", "交付及时率"),
        "delivery",
        "ratio",
        "up",
        ON_TIME_ORDERS,
        Label(
            "Due orders delivered on or before the promise / due orders. Due: the promised day is "
            "over at as-of; an overdue open order is a miss. By day, every line on time.",
            "承诺日当天或之前交付的到期订单 / 到期订单。到期：截止时点时承诺日已过完；"
            "逾期未交付计为不及时。按天判断，所有明细都及时才算及时。",
        ),
        date="promise",
        denominator=DUE_ORDERS,
        unknown=(UNPROMISED, DUE_UNDATED),
        settings=("promise_basis",),
        needs=NEEDS_PROMISE,
        source=SCOR_COMMIT,
        card=60,
        missed=t("Due orders delivered late, or still open."),
        worst=("-days_late",),
    ),
    Metric(
        "on_time_rate_delivered",
        Label("On-time delivery (of delivered)", "交付及时率（按已交付）"),
        "delivery",
        "ratio",
        "up",
        DELIVERED_ON_TIME,
        Label(
            "Orders delivered on time / orders delivered, by delivery day. Overdue open orders are "
            "not in it: read it beside the rate over due orders.",
            "及时交付的订单 / 已交付订单，按交付日期。"
            "逾期未交付的订单不在其中，请与按到期口径对照。",
        ),
        date="delivery",
        denominator=DELIVERED_JUDGED,
        unknown=(DELIVERED_UNPROMISED,),
        settings=("promise_basis",),
        needs=NEEDS_PROMISE,
        source=Label("SAP BW delivery reliability", "SAP BW 交付可靠性"),
        card=120,
        missed=t("Orders delivered in the period, but late."),
        worst=("-days_late",),
    ),
    Metric(
        "fill_rate",
        Label("Fill rate (units)", "订单满足率（数量）"),
        "delivery",
        "ratio",
        "up",
        FILLED_UNITS,
        Label(
            "Σ min(delivered, ordered) units / Σ ordered units of due lines; more than ordered "
            "does not count",
            "到期明细 Σ min(已交付数量, 订购数量) / Σ 订购数量；超交部分不计",
        ),
        date="promise",
        denominator=DUE_UNITS,
        unknown=(LINES_UNPROMISED, DUE_LINES_UNMEASURED),
        settings=("promise_basis",),
        needs=NEEDS_QUANTITY,
        missed=t("Units of due lines that were not delivered."),
        worst=("-value", "-days_late"),
    ),
    Metric(
        "order_fill_rate",
        Label("Fill rate (whole orders)", "订单满足率（整单）"),
        "delivery",
        "ratio",
        "up",
        FULL_ORDERS,
        Label(
            "Due orders delivered in full up to as-of / due orders",
            "截止时点前足量交付的到期订单 / 到期订单",
        ),
        date="promise",
        denominator=DUE_MEASURED,
        unknown=(UNPROMISED, DUE_UNMEASURED),
        settings=("promise_basis",),
        needs=NEEDS_QUANTITY,
        source=Label("SCOR RL.2.1 % of orders delivered in full", "SCOR RL.2.1 足量交付订单占比"),
        missed=t("Due orders not delivered, or not in full."),
        worst=("-units_missing", "-days_late"),
    ),
    Metric(
        "otif_rate",
        Label("On time in full (OTIF)", "准时足量率 OTIF"),
        "delivery",
        "ratio",
        "up",
        OTIF_ORDERS,
        Label(
            "Due orders delivered on time and in full / due orders",
            "准时且足量交付的到期订单 / 到期订单",
        ),
        date="promise",
        denominator=DUE_MEASURED,
        unknown=(UNPROMISED, DUE_UNMEASURED),
        settings=("promise_basis",),
        needs=NEEDS_QUANTITY,
        card=70,
        missed=t("Due orders late, still open, or not in full."),
        worst=("-days_late", "-units_missing"),
    ),
    Metric(
        "perfect_order_rate",
        Label("Perfect orders", "完美订单率"),
        "delivery",
        "ratio",
        "up",
        PERFECT_ORDERS,
        Label(
            "Due orders on time, in full and without a complaint up to as-of / due orders",
            "准时、足量且截止时点前无投诉的到期订单 / 到期订单",
        ),
        date="promise",
        denominator=DUE_MEASURED,
        unknown=(UNPROMISED, DUE_UNMEASURED),
        settings=("promise_basis",),
        needs=(*NEEDS_QUANTITY, "complaint_facts.complaint_id"),
        source=Label("SCOR RL.1.1 Perfect order fulfillment", "SCOR RL.1.1 完美订单履行率"),
        missed=t("Due orders late, still open, not in full, or with a complaint."),
        worst=("-days_late", "-units_missing", "-complaint_count"),
    ),
    Metric(
        "order_cycle_days",
        Label("Order cycle time", "订单交付周期"),
        "delivery",
        "days",
        "down",
        CYCLE_DAYS,
        Label(
            "Median days from order day to delivery day of orders delivered in the period; mean "
            "and 90th percentile beside it. Open orders are counted beside it.",
            "期间内交付订单从下单日到交付日天数的中位数，并列均值与 P90；未交付订单另行计数",
        ),
        date="delivery",
        denominator=DELIVERED_ORDERS,
        unknown=(OPEN_ORDERS,),
        median=True,
        needs=NEEDS_DELIVERY,
        source=Label("SCOR RS.1.1 Order fulfillment cycle time", "SCOR RS.1.1 订单履行周期"),
        card=80,
        worst=("-value",),
    ),
    Metric(
        "order_placing_days",
        Label("Time to order", "下单时长"),
        "delivery",
        "days",
        "down",
        PLACING_DAYS,
        Label(
            "Median days from lead created to order placed; 90th percentile beside it. Orders with "
            "a linked lead only.",
            "从线索创建到下单天数的中位数，并列 P90；仅含已关联线索的订单",
        ),
        denominator=LED_ORDERS,
        unknown=(UNLED_ORDERS,),
        median=True,
        needs=("order_facts.lead_created_at",),
        worst=("-value",),
    ),
    Metric(
        "delay_days",
        Label("Average delay", "平均延迟天数"),
        "delivery",
        "days",
        "down",
        DAYS_LATE,
        Label(
            "Σ days late / late orders, of due orders. An order is as late as its worst line; an "
            "open one counts up to as-of.",
            "到期订单中 Σ 延迟天数 / 延迟订单数。订单按最晚的明细计；未交付的计至截止时点。",
        ),
        date="promise",
        denominator=LATE_ORDERS,
        unknown=(UNPROMISED, DUE_UNDATED),
        settings=("promise_basis",),
        needs=NEEDS_PROMISE,
        card=110,
        worst=("-days_late",),
    ),
    Metric(
        "backlog",
        Label("Backlog", "在手订单金额"),
        "delivery",
        "money",
        None,
        BACKLOG,
        Label(
            "Σ amount of counted orders not yet delivered at the period's end (at as-of while it "
            "runs)",
            "期末（期间未结束时为截止时点）尚未交付的计入订单金额合计",
        ),
        date="stock",
        unknown=(BACKLOG_NO_AMOUNT,),
        needs=(*NEEDS_DELIVERY, NEEDS_AMOUNT),
        card=90,
    ),
    Metric(
        "backlog_past_due",
        Label("Backlog past due", "逾期在手订单金额"),
        "delivery",
        "money",
        "down",
        PAST_DUE,
        Label(
            "Σ amount of the backlog whose promised day is over by then",
            "在手订单中届时承诺日已过的金额合计",
        ),
        date="stock",
        unknown=(BACKLOG_UNPROMISED, PAST_DUE_NO_AMOUNT),
        settings=("promise_basis",),
        needs=(*NEEDS_PROMISE, NEEDS_AMOUNT),
        card=100,
        worst=("-days_late", "-value"),
    ),
)
