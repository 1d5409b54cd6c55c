"""Leads before an order, complaints after it. Imports columns, orders, words."""

from __future__ import annotations

from ordertrack.model.columns import Column, Table, spellings
from ordertrack.model.orders import ORDERS
from ordertrack.model.words import OUTCOME_WORDS
from ordertrack.words import Label

LEADS = Table(
    name="leads",
    label=Label("Leads", "销售线索"),
    grain=Label("one row per lead", "每条线索一行"),
    key=("lead_id",),
    dated_by="created_at",
    synonyms=("leads", "线索", "销售线索", "商机", "opportunities", "opportunity"),
    columns=(
        Column(
            "lead_id",
            "id",
            Label("Lead no.", "线索编号"),
            required=True,
            example="L001",
            synonyms=spellings("""
                线索编号, 线索id, lead id, leadid, lead number, mql id, opportunity id,
                opportunity number, deal id, 商机编号, 商机id
            """),
            hints=("record id", "opportunity name", "deal name", "商机名称"),
        ),
        Column(
            "created_at",
            "time",
            Label("Created", "创建时间"),
            example="2024-05-20 09:30",
            synonyms=spellings("""
                创建时间, 线索创建时间, 创建日期, created at, created date, create date,
                first contact date, created
            """),
        ),
        Column(
            "channel",
            "text",
            Label("Channel", "渠道"),
            example="展会",
            synonyms=ORDERS.column("channel").synonyms,
        ),
        Column(
            "sales_rep",
            "id",
            Label("Salesperson", "负责人"),
            example="张三",
            synonyms=(*ORDERS.column("sales_rep").synonyms, "lead owner", "sdr id"),
        ),
        Column(
            "first_follow_up_at",
            "time",
            Label("First follow-up", "首次跟进时间"),
            synonyms=spellings("""
                首次跟进时间, 首次联系时间, first follow up at, first follow up,
                first response at, first activity date
            """),
        ),
        Column(
            "follow_ups",
            "count",
            Label("Follow-ups", "跟进次数"),
            example="3",
            synonyms=spellings("""
                跟进次数, 联系次数, follow ups, number of activities, times contacted
            """),
        ),
        Column(
            "outcome",
            "choice",
            Label("Outcome", "跟进结果"),
            allowed=OUTCOME_WORDS,
            example="成交",
            synonyms=spellings("""
                跟进结果, 线索状态, 结果, outcome, lead status, lead stage, opportunity stage,
                deal stage, sales stage, stage, 商机阶段, 销售阶段, 阶段
            """),
        ),
        Column(
            "closed_at",
            "time",
            Label("Closed", "关闭时间"),
            example="2024-06-01",
            synonyms=spellings("""
                关闭时间, 成交时间, closed at, won date, converted date, close date
            """),
        ),
        Column(
            "lost_reason",
            "text",
            Label("Reason lost", "流失原因"),
            synonyms=("流失原因", "输单原因", "丢单原因", "lost reason", "loss reason"),
        ),
        Column(
            "customer_id",
            "id",
            Label("Customer", "客户"),
            synonyms=(*ORDERS.column("customer_id").synonyms, "seller id"),
        ),
        Column(
            "order_no",
            "id",
            Label("Order no.", "订单号"),
            synonyms=("订单号", "订单编号", "order no", "order id"),
        ),
    ),
)

COMPLAINTS = Table(
    name="complaints",
    label=Label("Complaints", "投诉与反馈"),
    grain=Label("one row per complaint", "每条投诉一行"),
    key=("complaint_id",),
    dated_by="raised_at",
    synonyms=("complaints", "投诉", "客户反馈", "售后", "cases", "tickets"),
    columns=(
        Column(
            "complaint_id",
            "id",
            Label("Complaint no.", "投诉编号"),
            required=True,
            example="T001",
            synonyms=spellings("""
                投诉编号, 反馈编号, 工单号, 售后单号, complaint id, case number, ticket id,
                case id, ticket number
            """),
        ),
        Column(
            "order_no",
            "id",
            Label("Order no.", "订单号"),
            required=True,
            example="SO202406001",
            synonyms=ORDERS.column("order_no").synonyms,
        ),
        Column(
            "raised_at",
            "time",
            Label("Raised", "反馈时间"),
            example="2024-06-20 17:00",
            synonyms=spellings("""
                反馈时间, 投诉时间, 提出时间, raised at, complaint date, opened at,
                date/time opened, created at
            """),
        ),
        Column(
            "first_response_at",
            "time",
            Label("First response", "首次响应时间"),
            example="2024-06-21 10:00",
            synonyms=spellings("""
                首次响应时间, 响应时间, 首次回复时间, first response at, first response,
                first reply at, responded at
            """),
        ),
        Column(
            "kind",
            "text",
            Label("Kind", "问题类型"),
            example="物流延迟",
            synonyms=spellings("""
                问题类型, 投诉类型, 反馈类型, kind, complaint type, case type, issue type
            """),
        ),
        Column(
            "description",
            "text",
            Label("Description", "问题描述"),
            synonyms=("问题描述", "投诉内容", "反馈内容", "description", "subject", "details"),
        ),
        Column(
            "resolution",
            "text",
            Label("Resolution", "处理结果"),
            synonyms=("处理结果", "解决方案", "resolution", "solution", "outcome"),
        ),
    ),
)
