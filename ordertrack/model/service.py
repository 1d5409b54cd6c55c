"""Leads before an order, complaints after it. Imports columns, orders, words."""

from __future__ import annotations

from ordertrack.model.columns import Column, Table, spellings
from ordertrack.model.orders import ORDERS
from ordertrack.model.words import OUTCOME_WORDS
from ordertrack.words import Label

MADE_NUMBER = Label(
    "Made from the row itself where an export has none.",
    "导出中没有单号时，由该行内容生成。",
)

LEADS = Table(
    name="leads",
    label=Label("Leads", "销售线索"),
    grain=Label("one row per lead", "每条线索一行"),
    key=("lead_id",),
    identity=("created_at",),
    apart=("channel", "customer_id"),
    dated_by="created_at",
    synonyms=spellings("""
        leads, 线索, 销售线索, 商机, opportunities, opportunity, enquiries, inquiries, 询盘
    """),
    columns=(
        Column(
            "lead_id",
            "id",
            Label("Lead no.", "线索编号"),
            required=True,
            example="L001",
            synonyms=spellings("""
                线索编号, 线索id, 线索号, 线索编码, 线索单号, lead id, leadid, lead no, lead number,
                mql id, opportunity id, opportunity number, deal id, 商机编号, 商机id, 商机编码,
                询盘编号, 询盘号, enquiry id, enquiry no, enquiry number, inquiry id, inquiry no,
                inquiry number
            """),
            note=MADE_NUMBER,
            hints=("record id", "opportunity name", "deal name", "商机名称"),
        ),
        Column(
            "created_at",
            "time",
            Label("Created", "创建时间"),
            example="2024-05-20 09:30",
            synonyms=spellings("""
                创建时间, 线索创建时间, 创建日期, 线索创建日期, 线索日期, 线索时间, 录入时间,
                录入日期, 登记时间, 登记日期, 获取时间, 获取日期, 询盘时间, 询盘日期, created at,
                created date, create date, first contact date, created, created on, created time,
                date created, creation date, lead date, lead created, lead created date,
                enquiry date, inquiry date, deal created, add time
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
            synonyms=(
                *ORDERS.column("sales_rep").synonyms,
                *spellings("""
                    lead owner, sdr id, 跟进人, 跟进人员, 线索负责人, 商机负责人, assigned to
                """),
            ),
        ),
        Column(
            "first_follow_up_at",
            "time",
            Label("First follow-up", "首次跟进时间"),
            synonyms=spellings("""
                首次跟进时间, 首次联系时间, 首次跟进日期, 首次联系日期, first follow up at,
                first follow up, first follow up date, first response at, first activity date,
                first contacted, first contacted at, first touch
            """),
        ),
        Column(
            "follow_ups",
            "count",
            Label("Follow-ups", "跟进次数"),
            example="3",
            synonyms=spellings("""
                跟进次数, 联系次数, follow ups, number of follow ups, number of activities,
                times contacted, number of times contacted, contact attempts
            """),
        ),
        Column(
            "outcome",
            "choice",
            Label("Outcome", "跟进结果"),
            allowed=OUTCOME_WORDS,
            example="成交",
            synonyms=spellings("""
                跟进结果, 线索状态, 结果, 状态, 跟进状态, 商机状态, 成交状态, 转化状态, 是否成交,
                是否转化, 线索阶段, outcome, lead outcome, lead status, lead stage, status,
                opportunity stage, opportunity status, deal stage, deal status, sales stage, stage,
                商机阶段, 销售阶段, 阶段, converted, is converted
            """),
        ),
        Column(
            "closed_at",
            "time",
            Label("Closed", "关闭时间"),
            example="2024-06-01",
            synonyms=spellings("""
                关闭时间, 关闭日期, 成交时间, 成交日期, 转化时间, 转化日期, 转换时间, 转换日期,
                赢单时间, 赢单日期, 结束时间, closed at, closed date, closed on, won date, won at,
                won time, converted date, converted at, converted on, conversion date, close date,
                actual close date
            """),
        ),
        Column(
            "lost_reason",
            "text",
            Label("Reason lost", "流失原因"),
            synonyms=spellings("""
                流失原因, 输单原因, 丢单原因, 失败原因, 未成交原因, 无效原因, 战败原因, lost reason,
                loss reason, reason lost, reason for loss, closed lost reason,
                disqualification reason
            """),
        ),
        Column(
            "customer_id",
            "id",
            Label("Customer", "客户"),
            synonyms=(
                *ORDERS.column("customer_id").synonyms,
                *spellings("""
                    seller id, 客户名称, 客户, 公司名称, 公司, 企业名称, 客户公司, company,
                    company name, account, account name, customer, customer name, organization,
                    organisation
                """),
            ),
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
    identity=("order_no", "raised_at"),
    apart=("kind",),
    dated_by="raised_at",
    synonyms=("complaints", "投诉", "客诉", "客户反馈", "售后", "cases", "tickets"),
    columns=(
        Column(
            "complaint_id",
            "id",
            Label("Complaint no.", "投诉编号"),
            required=True,
            example="T001",
            synonyms=spellings("""
                投诉编号, 投诉单号, 反馈编号, 反馈单号, 客诉编号, 客诉单号, 工单号, 工单编号,
                售后单号, 服务单号, complaint id, complaint no, complaint number, case number,
                case no, ticket id, case id, ticket number, ticket no
            """),
            note=MADE_NUMBER,
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
                反馈时间, 反馈日期, 投诉时间, 投诉日期, 客诉时间, 客诉日期, 提出时间, 受理时间,
                受理日期, 登记时间, 登记日期, 提交时间, 申请时间, 申请日期, 创建时间, 创建日期,
                raised at, raised on, complaint date, complaint time, opened at, open date,
                opened date, date opened, date/time opened, created at, created date, created time,
                created, reported at, received at, date received, requested at
            """),
        ),
        Column(
            "first_response_at",
            "time",
            Label("First response", "首次响应时间"),
            example="2024-06-21 10:00",
            synonyms=spellings("""
                首次响应时间, 首次响应日期, 响应时间, 响应日期, 首次回复时间, 回复时间,
                首次处理时间, first response at, first response, first response date,
                first reply at, first replied at, responded at
            """),
        ),
        Column(
            "kind",
            "text",
            Label("Kind", "问题类型"),
            example="物流延迟",
            synonyms=spellings("""
                问题类型, 问题类别, 问题分类, 投诉类型, 投诉类别, 投诉原因, 反馈类型, 反馈类别,
                客诉类型, 客诉类别, 售后类型, 售后原因, kind, complaint type, complaint category,
                complaint reason, case type, case reason, issue type, issue category
            """),
        ),
        Column(
            "description",
            "text",
            Label("Description", "问题描述"),
            synonyms=spellings("""
                问题描述, 问题内容, 投诉内容, 投诉描述, 反馈内容, 客诉内容, 客诉描述, description,
                subject, details, complaint, complaint description, issue description,
                case description
            """),
        ),
        Column(
            "resolution",
            "text",
            Label("Resolution", "处理结果"),
            synonyms=spellings("""
                处理结果, 处理方案, 处理措施, 处理意见, 解决方案, 解决措施, resolution, solution,
                outcome, action taken
            """),
        ),
    ),
)
