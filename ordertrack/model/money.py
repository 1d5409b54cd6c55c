"""Targets, credit shares, expenses and benchmarks. Imports columns, orders, words."""

from __future__ import annotations

from ordertrack.model.columns import Column, Table, spellings
from ordertrack.model.measure_words import MEASURE_WORDS
from ordertrack.model.orders import ORDERS
from ordertrack.model.service import MADE_NUMBER
from ordertrack.model.words import LEVEL_WORDS
from ordertrack.words import Label

TARGETS = Table(
    name="targets",
    label=Label("Targets", "销售目标"),
    grain=Label("one row per period, level, who and measure", "每个期间、层级、对象、指标一行"),
    key=("period", "level", "who", "measure"),
    synonyms=("targets", "目标", "销售目标", "quota", "quotas"),
    columns=(
        Column(
            "period",
            "period",
            Label("Period", "期间"),
            required=True,
            example="2024-06",
            synonyms=("期间", "月份", "年月", "考核周期", "period", "month", "quarter"),
        ),
        Column(
            "level",
            "choice",
            Label("Level", "层级"),
            required=True,
            allowed=LEVEL_WORDS,
            example="团队",
            synonyms=("层级", "级别", "level"),
        ),
        Column(
            "who",
            "id",
            Label("Who", "对象"),
            example="华东团队",
            synonyms=("对象", "姓名/团队", "名称", "who", "target for"),
        ),
        Column(
            "measure",
            "choice",
            Label("Measure", "指标"),
            required=True,
            allowed=MEASURE_WORDS,
            example="销售额",
            synonyms=("指标", "目标类型", "measure", "metric"),
        ),
        Column(
            "value",
            "aim",
            Label("Target", "目标值"),
            required=True,
            example="1,000,000",
            synonyms=spellings("""
                目标值, 目标, 目标销售额, value, target, target value, quota, sales amount quota,
                salesamountquota
            """),
            note=Label(
                "A rate as 90% or 0.9 (90 is read as 90%), days as a number.",
                "比率写作 90% 或 0.9（90 按 90% 读取），天数写数字。",
            ),
        ),
    ),
)

CREDITS = Table(
    name="credits",
    label=Label("Credit shares", "业绩分成"),
    grain=Label("one row per order and salesperson", "每个订单、每位销售人员一行"),
    key=("order_no", "sales_rep"),
    synonyms=("credits", "业绩分成", "分成", "业绩分配", "credit shares", "sales credits"),
    columns=(
        Column(
            "order_no",
            "id",
            Label("Order no.", "订单号"),
            required=True,
            example="SO202406001",
            synonyms=ORDERS.column("order_no").synonyms,
        ),
        Column(
            "sales_rep",
            "id",
            Label("Salesperson", "销售负责人"),
            required=True,
            example="张三",
            synonyms=ORDERS.column("sales_rep").synonyms,
        ),
        Column(
            "share",
            "share",
            Label("Credit share", "业绩占比"),
            required=True,
            example="1",
            synonyms=spellings("""
                业绩占比, 分成比例, 业绩比例, 业绩分成比例, 提成比例, 分成, credit share, split,
                split percent, split percentage, split %, credit %, credit percent
            """),
            note=Label(
                "The shares of an order add up to 100%; else it counts whole for its owner.",
                "同一订单的占比合计为 100%；否则整单计入其负责人。",
            ),
        ),
    ),
)

EXPENSES = Table(
    name="expenses",
    label=Label("Sales expenses", "销售费用"),
    grain=Label("one row per booking", "每笔费用一行"),
    key=("expense_id",),
    identity=("day", "category", "amount"),
    apart=("budget", "channel", "team", "sales_rep", "customer_id"),
    dated_by="day",
    synonyms=("expenses", "费用", "销售费用"),
    columns=(
        Column(
            "expense_id",
            "id",
            Label("Booking no.", "费用单号"),
            example="E001",
            synonyms=spellings("""
                费用单号, 费用编号, 报销单号, 报销编号, 凭证号, 凭证编号, 凭证字号, expense id,
                expense no, booking no, voucher no, voucher number, voucher
            """),
            hints=("单号", "单据编号", "单据号", "document number", "reference"),
            note=MADE_NUMBER,
        ),
        Column(
            "day",
            "day",
            Label("Day", "发生日期"),
            required=True,
            instead="month",
            example="2024-06-05",
            synonyms=spellings("""
                发生日期, 费用日期, 日期, 报销日期, 入账日期, 记账日期, 凭证日期, 支出日期,
                费用发生日期, day, date, expense date, posting date, booking date, date of expense
            """),
            hints=("单据日期", "付款日期", "支付日期", "申请日期", "transaction date"),
        ),
        Column(
            "month",
            "period",
            Label("Month", "费用月份"),
            only_input=True,
            synonyms=spellings("""
                月份, 费用月份, 年月, 期间, 费用期间, 会计期间, 所属月份, 报销月份, 入账月份, month,
                period, expense month, accounting period
            """),
            note=Label(
                "In the place of a day: the expense stands on the first day of its month.",
                "可代替日期：费用记在该月第一天。",
            ),
        ),
        Column(
            "category",
            "text",
            Label("Category", "费用类别"),
            required=True,
            example="展会",
            synonyms=spellings("""
                费用类别, 费用类型, 费用项目, 费用名称, 费用科目, 支出类别, 支出类型, 科目,
                科目名称, 会计科目, category, expense category, expense type, expense account,
                cost category, cost type, spend category, gl account, gl account name
            """),
            hints=("account", "account name", "项目", "摘要"),
        ),
        Column(
            "amount",
            "money",
            Label("Amount", "费用金额"),
            required=True,
            instead="budget",
            example="20,000",
            synonyms=spellings("""
                费用金额, 金额, 金额(元), 费用, 实际, 实际数, 实际金额, 实际费用, 实际支出,
                实际发生, 实际发生额, 实际发生金额, 报销金额, 支出金额, 费用发生额, 投放金额,
                广告花费, amount, expense amount, cost, actual, actuals, actual amount, actual cost,
                actual expense, actual spend, spend, amount spent, ad spend
            """),
            hints=("借方金额", "借方", "发生额", "支付金额", "付款金额", "debit", "花费", "消耗"),
        ),
        Column(
            "budget",
            "money",
            Label("Budget", "预算金额"),
            example="18,000",
            synonyms=spellings("""
                预算, 预算金额, 预算数, 预算额, 费用预算, 预算费用, 本期预算, 计划金额, 计划费用,
                budget, budget amount, budgeted amount, budgeted, budgeted cost, planned amount,
                planned cost, planned expense
            """),
            note=Label(
                "What was planned for the booking; without an amount it is a plan, and no expense.",
                "该笔费用的预算；没有费用金额时只是预算，不计为费用。",
            ),
        ),
        Column(
            "channel",
            "text",
            Label("Channel", "渠道"),
            example="展会",
            synonyms=ORDERS.column("channel").synonyms,
        ),
        Column("team", "text", Label("Team", "团队"), synonyms=ORDERS.column("team").synonyms),
        Column(
            "sales_rep",
            "id",
            Label("Salesperson", "销售负责人"),
            synonyms=(
                *ORDERS.column("sales_rep").synonyms,
                "报销人",
                "经办人",
                "申请人",
                "claimant",
            ),
        ),
        Column(
            "customer_id",
            "id",
            Label("Customer", "客户"),
            synonyms=(*ORDERS.column("customer_id").synonyms, "客户名称", "客户"),
        ),
        Column(
            "is_acquisition",
            "flag",
            Label("Acquisition expense", "获客费用"),
            example="是",
            synonyms=("获客费用", "是否获客费用", "is acquisition", "acquisition"),
        ),
    ),
)

BENCHMARKS = Table(
    name="benchmarks",
    label=Label("Benchmarks", "行业基准"),
    grain=Label("one row per figure", "每个基准值一行"),
    key=("measure", "year", "scope"),
    synonyms=("benchmarks", "行业基准", "行业平均"),
    columns=(
        Column(
            "measure",
            "text",
            Label("Measure", "指标"),
            required=True,
            example="人均销售额",
            synonyms=("指标", "measure", "metric"),
        ),
        Column(
            "value",
            "money",
            Label("Value", "基准值"),
            required=True,
            example="1,200,000",
            synonyms=("基准值", "行业平均", "行业均值", "value", "benchmark"),
        ),
        Column(
            "source",
            "text",
            Label("Source", "来源"),
            example="行业协会年报",
            synonyms=("数据来源", "来源", "source"),
        ),
        Column(
            "year", "id", Label("Year", "年份"), example="2024", synonyms=("年份", "年度", "year")
        ),
        Column(
            "scope",
            "text",
            Label("Scope", "范围"),
            example="软件业",
            synonyms=("范围", "适用范围", "scope"),
        ),
    ),
)
