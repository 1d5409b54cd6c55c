"""Leads that become orders."""

from __future__ import annotations

from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import Metric
from ordertrack.words import Label, t

KNOWN_WON = "outcome = 'won' AND (closed_at IS NULL OR closed_at <= $as_of)"
FOLLOWED_UP = "followed_up AND (first_follow_up_at IS NULL OR first_follow_up_at <= $as_of)"
CLOSED = "outcome IN ('won', 'lost') AND closed_at <= $as_of"

LEADS_FOLLOWED_UP = Measure(
    "leads_followed_up",
    t("Leads created in the period that were followed up."),
    table="lead_facts",
    date="created_day",
    where=(FOLLOWED_UP,),
    when_empty=t("No lead of this period was followed up."),
)
LEADS_WON = Measure(
    "leads_won",
    t("Leads created in the period that were followed up and won."),
    table="lead_facts",
    date="created_day",
    where=(FOLLOWED_UP, KNOWN_WON),
)
LEADS_OPEN = Measure(
    "leads_open",
    t("Leads created in the period that were followed up and are neither won nor lost yet."),
    table="lead_facts",
    date="created_day",
    where=(
        FOLLOWED_UP,
        f"NOT COALESCE({KNOWN_WON}, FALSE)",
        "NOT COALESCE(outcome = 'lost' AND (closed_at IS NULL OR closed_at <= $as_of), FALSE)",
    ),
)
LEADS_CLOSED = Measure(
    "leads_closed",
    t("Leads won or lost in the period, whenever they were created."),
    table="lead_facts",
    date="closed_day",
    where=(CLOSED,),
    when_empty=t("No lead was closed in this period."),
)
LEADS_CLOSED_WON = Measure(
    "leads_closed_won",
    t("Leads won in the period, whenever they were created."),
    table="lead_facts",
    date="closed_day",
    where=(CLOSED, "outcome = 'won'"),
)
LEADS_CLOSED_LOST = Measure(
    "leads_closed_lost",
    t("Leads lost in the period, whenever they were created."),
    table="lead_facts",
    date="closed_day",
    where=(CLOSED, "outcome = 'lost'"),
    when_empty=t("The data records no lead as lost on a day: the rate can only be 100%."),
)
CLOSED_UNDATED = Measure(
    "leads_closed_undated",
    t("Leads created in the period and won or lost on a day that is not recorded."),
    table="lead_facts",
    date="created_day",
    where=("outcome IN ('won', 'lost')", "closed_at IS NULL"),
)

METRICS = (
    Metric(
        "follow_up_conversion",
        Label("Follow-up conversion", "客户跟进转化率"),
        "people",
        "ratio",
        "up",
        LEADS_WON,
        Label(
            "Leads won / leads followed up, of leads created in the period. Open ones count as not "
            "yet won, and are told. Where the data records no follow-up, every lead counts as "
            "followed up.",
            "期间内创建的线索中：已成交线索 / 已跟进线索。未关闭的按尚未成交计入并另行注明；"
            "数据不记录跟进时，全部线索视为已跟进",
        ),
        date="lead",
        denominator=LEADS_FOLLOWED_UP,
        pending=LEADS_OPEN,
        needs=("leads.created_at", "leads.outcome"),
        ripens=True,
    ),
    Metric(
        "follow_up_conversion_closed",
        Label("Conversion of closed leads", "跟进转化率（按关闭）"),
        "people",
        "ratio",
        "up",
        LEADS_CLOSED_WON,
        Label(
            "Leads won / leads won or lost, of leads closed in the period, whenever created",
            "期间内关闭的线索中：成交 / （成交 + 流失），不论创建时间",
        ),
        date="lead_closed",
        denominator=LEADS_CLOSED,
        unknown=(CLOSED_UNDATED,),
        counterpart=LEADS_CLOSED_LOST,
        needs=("leads.closed_at", "leads.outcome"),
    ),
)
