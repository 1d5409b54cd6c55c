"""Complaints, how fast they are answered, and how satisfied customers are."""

from __future__ import annotations

from ordertrack.facts.conditions import ANSWERED, DAY_ONLY, SCORED_AT
from ordertrack.metrics.definitions.delivery import COMPLAINED
from ordertrack.metrics.definitions.sales import ORDERS_PLACED
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

DAY_LATER = "raised_at + INTERVAL '24' HOUR"
DUE_AN_ANSWER = ("raised_at <= $as_of", f"NOT {DAY_ONLY}", f"({ANSWERED} OR {DAY_LATER} <= $as_of)")

COMPLAINT_ORDERS = Measure(
    "orders_with_complaint",
    t("Orders placed in the period with a complaint up to as-of."),
    where=(COMPLAINED,),
    row_columns=("first_complaint_at",),
)
ANSWERS_DUE = Measure(
    "complaints_due_answer",
    t("Complaints of the period that were answered, or that waited 24 hours at as-of."),
    table="complaint_facts",
    date="raised_at",
    where=DUE_AN_ANSWER,
    when_empty=t("No complaint was due an answer in this period."),
)
ANSWERED_IN_TIME = Measure(
    "complaints_answered_in_time",
    t("Complaints of the period answered within 24 hours; exactly 24 hours is within."),
    table="complaint_facts",
    date="raised_at",
    where=(*DUE_AN_ANSWER, ANSWERED, f"first_response_at <= {DAY_LATER}"),
)
DAY_ONLY_COMPLAINTS = Measure(
    "complaints_day_only",
    t("Complaints of the period that have a day but no time, or an answer without a time."),
    table="complaint_facts",
    date="raised_at",
    where=("raised_at <= $as_of", DAY_ONLY),
)
UNDATED_COMPLAINTS = Measure(
    "complaints_undated",
    t("Complaints without a date, about orders placed in the period."),
    table="complaint_facts",
    where=("raised_at IS NULL",),
)
SCORE_GIVEN = ("satisfaction IS NOT NULL", f"{SCORED_AT} <= $as_of")
SCORES = Measure(
    "satisfaction_scores",
    t("The satisfaction scores (1 to 5) of orders placed in the period and finished up to as-of."),
    where=SCORE_GIVEN,
    value="satisfaction",
    agg="sum",
    unit="score",
)
SCORED = Measure(
    "orders_scored",
    t("Orders placed in the period and finished up to as-of that have a satisfaction score."),
    where=SCORE_GIVEN,
    row_columns=("satisfaction",),
    when_empty=t("No order of this period has a satisfaction score."),
)
UNSCORED = Measure(
    "orders_unscored",
    t("Orders placed in the period without a satisfaction score up to as-of."),
    where=(f"(satisfaction IS NULL OR {SCORED_AT} > $as_of)",),
)

METRICS = (
    Metric(
        "complaint_rate",
        Label("Complaint rate", "投诉率"),
        "service",
        "ratio",
        "down",
        COMPLAINT_ORDERS,
        Label(
            "Orders with a complaint up to as-of / orders, by order date",
            "截止时点前有投诉的订单 / 订单数，按下单日期",
        ),
        denominator=ORDERS_PLACED,
        needs=("complaint_facts.complaint_id",),
        missed=t("Orders without a complaint."),
        worst=("-complaint_count", "-amount"),
        ripens=True,
    ),
    Metric(
        "response_within_24h",
        Label("Answered within 24 hours", "24小时响应率"),
        "service",
        "ratio",
        "up",
        ANSWERED_IN_TIME,
        Label(
            "Complaints answered within 24 hours (exactly 24:00 is within) / complaints due an "
            "answer: answered, or 24 hours have passed at as-of. A date without a time is unknown.",
            "24 小时内（含整 24 小时）响应的投诉 / 应响应的投诉：已响应，或截止时点已满 24 小时。"
            "只有日期没有时间的无法判定。",
        ),
        date="complaint",
        denominator=ANSWERS_DUE,
        unknown=(DAY_ONLY_COMPLAINTS, UNDATED_COMPLAINTS),
        needs=("complaint_facts.raised_at", "complaint_facts.first_response_at"),
        missed=t("Complaints answered later than that, or not at all."),
        worst=("-hours_waited",),
    ),
    Metric(
        "satisfaction",
        Label("Satisfaction", "客户满意度"),
        "service",
        "score",
        "up",
        SCORES,
        Label(
            "Mean of the 1–5 scores of orders by order date; n is the number of scores",
            "按下单日期统计的 1–5 分满意度均值；n 为评分数",
        ),
        denominator=SCORED,
        unknown=(UNSCORED,),
        needs=("order_facts.satisfaction",),
        worst=("satisfaction", "-amount"),
    ),
)
