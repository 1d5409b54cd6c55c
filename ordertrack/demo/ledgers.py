"""The order ledgers in the layouts of three systems, and the progress that comes after them.

Each layout is a table of text as the system writes it. Imports `catalogue`, `known`, `sharing`
and `written`.
"""

from __future__ import annotations

import polars as pl

from ordertrack.demo import known, sharing
from ordertrack.demo.catalogue import LINES
from ordertrack.demo.story import Company
from ordertrack.demo.written import day, grouped, moment, one_of, plain, text, wide

ERP_STATUS = {
    "placed": "已审核",
    "in_production": "生产中",
    "shipped": "已出库",
    "awaiting_acceptance": "已签收",
    "completed": "已关闭",
    "paid": "已结清",
    "draft": "暂存",
    "on_hold": "挂起",
    "partly_delivered": "部分发货",
    "cancelled": "已作废",
}
CRM_STATUS = {
    "placed": "已下单",
    "in_production": "生产中",
    "shipped": "已发货",
    "awaiting_acceptance": "待验收",
    "completed": "已完成",
    "paid": "回款",
    "draft": "草稿",
    "on_hold": "已暂停",
    "partly_delivered": "部分交付",
    "cancelled": "已取消",
}
ENGLISH_STATUS = {word: word.replace("_", " ").capitalize() for word in CRM_STATUS}
SCORES = {5: "很满意", 4: "满意", 3: "一般", 2: "不满意", 1: "很不满意"}
ENGLISH_LINES = {line.name: line.english for line in LINES}


def flat(company: Company, export: known.Export) -> pl.DataFrame:
    """Return one row per order line with the facts of its order, as known at the export."""
    lines = known.lines(company, export).select(
        *("order", "line_no", "product", "product_name", "product_line", "quantity"),
        *("unit_price", "amount", "cost", "promised_date", "quantity_delivered"),
        delivered_date="delivered_at",
    )
    orders = known.orders(company, export).drop("amount", "delivered_at")
    return lines.join(orders, on="order", how="left").sort("order", "line_no")


def erp(rows: pl.DataFrame) -> pl.DataFrame:
    """金蝶: facts repeated on every line, ￥ before amounts, some digits typed in full width."""
    odd = pl.int_range(pl.len())
    tab = pl.when(odd % 97 == 5).then(pl.lit("\t")).otherwise(pl.lit(""))
    return rows.select(
        text("order_no").alias("单据编号"),
        day("ordered_at", "%Y/%-m/%-d").alias("日期"),
        one_of("status", ERP_STATUS).alias("订单状态"),
        (text("customer_id") + tab).alias("客户编码"),
        text("name").alias("客户"),
        text("team").alias("销售部门"),
        text("sales_rep").alias("销售员"),
        text("line_no").alias("行号"),
        text("product").alias("物料编码"),
        text("product_name").alias("物料名称"),
        text("product_line").alias("物料分组"),
        wide(text("quantity"), odd % 211 == 7).alias("销售数量"),
        grouped("unit_price").alias("含税单价"),
        grouped("amount", "￥").alias("价税合计"),
        plain("cost").alias("总成本"),
        day("promised_date", "%Y/%-m/%-d").alias("要货日期"),
        moment("started_at", "%Y/%-m/%-d %H:%M").alias("排产日期"),
        moment("shipped_at", "%Y/%-m/%-d %H:%M").alias("发货日期"),
        day("delivered_date", "%Y/%-m/%-d").alias("实际到货日期"),
        text("quantity_delivered").alias("累计发货数量"),
        day("accepted_at", "%Y/%-m/%-d").alias("验收日期"),
        day("completed_at", "%Y/%-m/%-d").alias("结案日期"),
        text("production_owner").alias("生产跟单"),
        text("logistics_owner").alias("物流专员"),
        text("carrier").alias("承运商"),
        text("tracking_no").alias("运单号"),
        text("delay_reason").alias("延期原因"),
        text("satisfaction").alias("客户满意度"),
        text("exception_note").alias("异常说明"),
        text("lead_id").alias("线索编号"),
        text("remark").alias("备注"),
    )


# Over which columns each word of the first header row of the 纷享销客 sheet stands.
CRM_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("订单", ("编号", "日期", "状态")),
    ("客户", ("编码", "名称")),
    ("负责人", ()),
    ("归属部门", ()),
    ("线索", ("来源", "编号")),
    ("产品", ("编码", "名称", "分类")),
    ("数量", ()),
    ("单价", ()),
    ("金额(元)", ()),
    ("成本", ()),
    ("预计", ("交付时间",)),
    ("实际", ("交付时间",)),
    ("已交付数量", ()),
    ("启动生产时间", ()),
    ("发货时间", ()),
    ("验收时间", ()),
    ("完成时间", ()),
    ("物流", ("物流公司", "物流单号")),
    ("交付差异原因", ()),
    ("客户反馈(满意度1-5分)", ()),
    ("异常记录(问题描述/处理结果)", ()),
    ("备注", ()),
)
CRM_MERGED = 2  # columns whose cells are merged over the lines of an order


def crm(rows: pl.DataFrame) -> pl.DataFrame:
    """纷享销客: the facts of an order on its first line only; cells are dates and numbers."""
    first = pl.col("line_no") == 1

    def once(expression: str | pl.Expr) -> pl.Expr:
        return pl.when(first).then(expression)

    def yuan(column: str) -> pl.Expr:
        return pl.col(column) / 100

    values = (
        *(once("order_no"), once("ordered_at"), once(one_of("status", CRM_STATUS))),
        *(once("customer_id"), once("name"), once(sharing.owner()), once("team")),
        *(once("channel"), once("lead_id"), "product", "product_name", "product_line"),
        *("quantity", yuan("unit_price"), yuan("amount"), yuan("cost")),
        *("promised_date", "delivered_date", "quantity_delivered"),
        *(once(stage) for stage in ("started_at", "shipped_at", "accepted_at", "completed_at")),
        *(once("carrier"), once("tracking_no"), once("delay_reason")),
        *(once(one_of("satisfaction", SCORES)), once("exception_note"), once("remark")),
    )
    columns = [pl.col(value) if isinstance(value, str) else value for value in values]
    return rows.select(column.alias(f"c{place}") for place, column in enumerate(columns))


def abroad(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the overseas team's report: English words, month before day, the money in yuan."""
    american = "%-m/%-d/%Y"
    return rows.select(
        text("order_no").alias("Order Number"),
        text("line_no").alias("Line Number"),
        text("customer_id").alias("Account ID"),
        text("name").alias("Account Name"),
        text("sales_rep").alias("Opportunity Owner"),
        day("ordered_at", american).alias("Order Date"),
        one_of("status", ENGLISH_STATUS).alias("Order Status"),
        text("product").alias("Product Code"),
        text("product_name").alias("Product Name"),
        one_of("product_line", ENGLISH_LINES).alias("Product Family"),
        text("quantity").alias("Quantity"),
        grouped("unit_price").alias("Unit Price"),
        grouped("amount").alias("Amount"),
        plain("cost").alias("Total Cost"),
        pl.lit("CNY").alias("Currency"),
        day("promised_date", american).alias("Promised Date"),
        day("delivered_date", american).alias("Delivered Date"),
        text("quantity_delivered").alias("Delivered Quantity"),
        day("started_at", american).alias("Production Started"),
        day("shipped_at", american).alias("Ship Date"),
        day("accepted_at", american).alias("Acceptance Date"),
        day("completed_at", american).alias("Completion Date"),
        text("carrier").alias("Carrier"),
        text("tracking_no").alias("Tracking Number"),
        text("delay_reason").alias("Delay Reason"),
        text("satisfaction").alias("Rating"),
        text("exception_note").alias("Issue Note"),
        text("lead_id").alias("Lead ID"),
        text("remark").alias("Remarks"),
    )


def fresh(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the orders of the last days, in the words of the tracking sheet."""
    return rows.select(
        text("order_no").alias("订单号"),
        text("line_no").alias("行号"),
        text("customer_id").alias("客户编码"),
        text("name").alias("客户名称"),
        moment("ordered_at").alias("下单时间"),
        sharing.owner().alias("销售负责人"),
        text("team").alias("团队"),
        text("channel").alias("获客渠道"),
        text("product").alias("产品编码"),
        text("product_name").alias("产品名称"),
        text("product_line").alias("产品线"),
        text("quantity").alias("数量"),
        plain("unit_price").alias("单价"),
        plain("amount").alias("订单金额(元)"),
        plain("cost").alias("成本"),
        text("production_owner").alias("生产对接人"),
        text("logistics_owner").alias("物流专员"),
        text("lead_id").alias("线索编号"),
        text("remark").alias("备注"),
        *_progress(),
    )


def progress(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the supply chain reports about known orders: status, dates, promise."""
    return rows.select(
        text("order_no").alias("订单号"), text("line_no").alias("行号"), *_progress()
    )


def _progress() -> list[pl.Expr]:
    return [
        one_of("status", CRM_STATUS).alias("当前状态"),
        day("promised_date", "%Y年%-m月%-d日").alias("预计交付时间"),
        day("delivered_date", "%Y年%-m月%-d日").alias("实际交付时间"),
        text("quantity_delivered").alias("已交付数量"),
        moment("started_at").alias("启动生产时间"),
        moment("shipped_at").alias("发货时间"),
        moment("accepted_at").alias("验收时间"),
        moment("completed_at").alias("完成时间"),
        text("carrier").alias("物流公司"),
        text("tracking_no").alias("物流单号"),
        text("delay_reason").alias("交付差异原因"),
        text("satisfaction").alias("客户反馈(满意度1-5分)"),
        text("exception_note").alias("异常记录(问题描述/处理结果)"),
    ]
