"""Orders, and the statuses that one passes through. Imports columns, words."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.model.columns import Column, Table, spellings
from ordertrack.model.words import DOCUMENT_WORDS, FLAG_WORDS, STATUS_WORDS
from ordertrack.words import Label

STAGES: Mapping[str, Label] = {
    "placed": Label("Placed", "已下单"),
    "in_production": Label("In production", "生产中"),
    "shipped": Label("Shipped", "已发货"),
    "awaiting_acceptance": Label("Awaiting acceptance", "待验收"),
    "completed": Label("Completed", "已完成"),
    "paid": Label("Paid", "回款"),
}

SIDE_STATES: Mapping[str, Label] = {
    "draft": Label("Draft", "草稿"),
    "on_hold": Label("On hold", "已暂停"),
    "partly_delivered": Label("Partly delivered", "部分交付"),
    "cancelled": Label("Cancelled", "已取消"),
}

STATUSES: Mapping[str, Label] = {**STAGES, **SIDE_STATES}

DOCUMENT_TYPES: Mapping[str, Label] = {
    "sale": Label("A sale", "销售"),
    "return": Label("A return: negative", "退货（负数）"),
    "quote": Label("A quote: not counted", "报价（不计入）"),
    "payment": Label("A payment: no sale", "收款（不是销售）"),
}
# Words beside the status of an order that say that it is off, whatever the status says.
ENDED_WORDS = spellings("""
    已取消, 取消, 作废, 已作废, 交易关闭, 退单, 已退单, 已退款, 全额退款, 已全额退款, 已退货,
    cancelled, canceled, void, voided, refunded, fully refunded, returned, charged back, chargeback
""")
RETURNED_WORDS = (
    *FLAG_WORDS["true"],
    *spellings("""
        returned, refunded, fully refunded, cancelled, canceled, 已取消, 退货, 已退货, 退款,
        已退款, 全额退款, 退款成功, 退款完成, 退货退款成功
    """),
)

NOT_COUNTED = ("cancelled", "draft")

ORDERS = Table(
    name="orders",
    label=Label("Orders", "订单"),
    grain=Label("one row per order", "每个订单一行"),
    key=("order_no",),
    dated_by="order_date",
    synonyms=("orders", "order", "订单", "销售订单", "销售订单跟踪表", "销售记录", "sales orders"),
    columns=(
        Column(
            "order_no",
            "id",
            Label("Order no.", "订单号"),
            required=True,
            example="SO202406001",
            synonyms=spellings("""
                订单号, 订单编号, 订单id, 单据编号, 合同编号, 合同号, 销售订单号, 销售订单编号,
                单号, 订单, order no, order number, order id, orderid, order, so number,
                sales order, sales order number, salesordernumber, sales document, 销售凭证,
                order name, deal id, opportunity id, record id, invoice no, invoice number,
                invoiceno, order reference, order lines order reference order reference,
                order lines order reference, 主订单编号, 线上订单号, 内部订单号, sd document,
                sd doc., vbeln, increment id,
                amazon order id, sales doc., document number, voucher no, voucher number
            """),
            hints=spellings("""
                name, deal name, opportunity name, invoice, 编号, 退货单号, 退货单编号, 退单号,
                return no, return number, return id, credit note no, credit note number,
                credit memo no, credit memo number,
                transaction id, num
            """),
        ),
        Column(
            "customer_id",
            "id",
            Label("Customer no.", "客户编号"),
            example="C001",
            synonyms=spellings("""
                客户id, 客户编码, 客户代码, 买家会员名, 会员名, 顾客id, customer id, customerid,
                customer no, customer number, customer code, account id, customerkey, reseller key,
                resellerkey, client id, buyer id, sold to party, 售达方, 客户代号, 买家账号,
                买家帐号, 客户网名, customer account, sold-to pt, kunnr, buyer username,
                username (buyer),
                sell-to customer no., 下单帐号, 下单账号
            """),
            hints=("客户编号", "email", "会员号"),
            note=Label(
                "Where an export has only names, the trimmed, width-folded name is the id. Blank "
                "for a guest: the order counts, customer figures leave it out.",
                "导出中只有名称时，以去空格、折半角后的名称作为编号。散客留空：订单照常计入，客户指标不含。",
            ),
        ),
        Column(
            "customer_name",
            "text",
            Label("Customer", "客户名称"),
            example="A公司",
            synonyms=spellings("""
                客户名称, 客户, 客户名, 顾客姓名, 客户姓名, 购货单位, 购货方, 收货单位, 买家,
                customer, customer name, customername, account name, account, client, client name,
                company, company name, billing name, buyer, buyer name, associated company,
                sold to party name, 客户简称, 客户全称, 客户全名, 往来单位, bill-to name,
                contact name, potential customer, sell-to customer name, 买家公司名, 买家昵称
            """),
            hints=spellings("""
                公司, 单位, bill to, name 1, full name, particulars,
                organization
            """),
        ),
        Column(
            "order_date",
            "time",
            Label("Order date", "下单时间"),
            required=True,
            example="2024-06-01",
            synonyms=spellings("""
                下单时间, 下单日期, 订单日期, 订单时间, 订单创建时间, 销售时间, 销售日期, 签约日期,
                签订日期, 签署日期, 签单日期, 成交日期, 合同日期, 日期, order date, orderdate,
                order time, ordered at, created at, purchase date, order purchase timestamp,
                invoice date, invoicedate, close date, closed date, booking date, date,
                order datetime, document date, 凭证日期, 订购日期, 订货日期, 订单成立日期,
                订单成立时间, order lines order reference creation date,
                order lines order reference order date, 订单提交时间, 订单成交时间, 交易时间,
                order creation date, order start date, doc. date, audat, date order,
                sale date, 单据日期, created time, order created time, created date utc, date/time,
                won time
            """),
            hints=spellings("""
                创建时间, created date, create date, creation date, 时间, created on,
                posted date, 订单开始日期, 创建日期
            """),
        ),
        Column(
            "status",
            "choice",
            Label("Status", "当前状态"),
            allowed=STATUS_WORDS,
            example="已完成",
            synonyms=spellings("""
                当前状态, 订单状态, 状态, 单据状态, 生命状态, 关闭状态, status, order status,
                orderstatus, stage, deal stage, fulfillment status, opportunity stage, sales stage
            """),
            hints=spellings("""
                financial status, 进度, 阶段, status reason
            """),
            note=Label(
                "Where an export has dates but no status, the status follows from the dates.",
                "导出中有日期而没有状态时，状态由日期推出。",
            ),
        ),
        Column(
            "document_type",
            "choice",
            Label("Document type", "单据类型"),
            allowed=DOCUMENT_WORDS,
            only_input=True,
            by_values=True,
            note=Label(
                "Read where its values speak of returns or quotes: amounts and quantities of"
                " returns are negative, quotes are drafts, payments are left out.",
                "取值中有退货或报价时读取：退货的金额和数量记为负数，报价记为草稿，收款不读取。",
            ),
        ),
        Column(
            "other_status",
            "choice",
            Label("Second status", "第二状态"),
            allowed={"cancelled": ENDED_WORDS},
            only_input=True,
            by_values=True,
            note=Label(
                "An order that it calls cancelled, refunded or voided is cancelled.",
                "其中写明已取消、已退款或作废的订单记为已取消。",
            ),
        ),
        Column(
            "returned",
            "choice",
            Label("Returned", "是否退货"),
            allowed={"cancelled": RETURNED_WORDS},
            only_input=True,
            by_values=True,
            note=Label(
                "An order that was returned does not count.",
                "已退货的订单不计入。",
            ),
        ),
        Column(
            "refund",
            "money",
            Label("Refund", "退款金额"),
            only_input=True,
            by_values=True,
            note=Label(
                "Taken off the amount of the order, where a person says so.",
                "经确认后从订单金额中减去。",
            ),
        ),
        Column(
            "sales_rep",
            "id",
            Label("Salesperson", "销售负责人"),
            example="张三",
            synonyms=spellings("""
                销售负责人, 业务员, 销售员, 销售人员, 销售代表, 销售代表id, 负责人, 销售, 销售经理,
                客户经理, sales rep, salesrep, sales representative, salesperson, sales person,
                owner, opportunity owner, deal owner, account owner, order owner, rep, employee id,
                employeeid, employee key, employeekey, sr id, sales rep id, 业务人员, 经手人,
                sales responsible,
                订单所有人, salesperson code
            """),
            hints=("员工", "跟单员", "employee", "agent", "created by"),
        ),
        Column(
            "team",
            "text",
            Label("Team", "团队"),
            example="华东团队",
            synonyms=spellings("""
                团队, 销售团队, 部门, 销售部门, 负责人主属部门, 归属部门, 事业部, team,
                sales team, department, hubspot team,
                所属部门
            """),
            hints=("组", "小组", "business unit"),
        ),
        Column(
            "region",
            "text",
            Label("Region", "区域"),
            example="华东",
            synonyms=spellings("""
                区域, 销售区域, 大区, 地区, 省份, 客户省份, 省, 城市, region, sales region,
                order region, territory, ship region, shipregion, province, state, customer state,
                sales territory key, market
            """),
            hints=("country", "国家", "ship country", "city", "area"),
        ),
        Column(
            "channel",
            "text",
            Label("Channel", "获客渠道"),
            example="展会",
            synonyms=spellings("""
                获客渠道, 渠道, 销售渠道, 线索来源, 客户来源, 来源, channel, sales channel,
                lead source, source, origin, original source, acquisition channel, 店铺, 店铺名称,
                purchase point
            """),
            hints=("业务类型", "平台", "platform", "medium"),
        ),
        Column(
            "production_owner",
            "text",
            Label("Production contact", "生产对接人"),
            synonyms=spellings("""
                生产对接人, 生产负责人, 生产跟单, production owner, production contact
            """),
        ),
        Column(
            "logistics_owner",
            "text",
            Label("Logistics contact", "物流专员"),
            synonyms=("物流专员", "物流负责人", "发货人", "logistics owner", "logistics contact"),
        ),
        Column(
            "production_started_at",
            "time",
            Label("Production started", "启动生产时间"),
            synonyms=spellings("""
                启动生产时间, 生产开始时间, 开工日期, 排产日期, production started,
                production start, production started at
            """),
            hints=("order approved at", "approved at"),
        ),
        Column(
            "shipped_at",
            "time",
            Label("Shipped", "发货时间"),
            synonyms=spellings("""
                发货时间, 发货日期, 运送日期, 出库日期, 出库时间, shipped at, ship date, shipdate,
                shipped date, shippeddate, shipping date, dispatch date, fulfilled at,
                order delivered carrier date, 出货日期, 出货时间, 实际出货日期, 实际出货时间,
                ship time, shipped time,
                date shipped, shipped on date, date fulfilled
            """),
        ),
        Column(
            "accepted_at",
            "time",
            Label("Accepted", "验收时间"),
            synonyms=spellings("""
                验收时间, 验收日期, 签收时间, 签收日期, accepted at, acceptance date, 确认收货时间
            """),
        ),
        Column(
            "completed_at",
            "time",
            Label("Completed", "完成时间"),
            synonyms=spellings("""
                完成时间, 完成日期, 结案日期, completed at, completion date, closed at,
                订单完成时间, order complete time
            """),
        ),
        Column(
            "paid_at",
            "time",
            Label("Paid", "回款时间"),
            synonyms=spellings("""
                回款时间, 回款日期, 收款日期, 到账日期, 到账时间, 订单付款时间, 付款时间, paid at,
                payment date, paid date, 支付完成时间, 买家付款时间, 付款确认时间, 付款日期,
                order paid time, paid time,
                paid on date, date paid
            """),
        ),
        Column(
            "paid_amount",
            "money",
            Label("Amount received", "回款额"),
            additive=True,
            synonyms=spellings("""
                回款额, 回款金额, 已回款, 已收款, 收款金额, 到账金额, 实收金额, paid amount,
                amount paid, amount received, payment value, 买家实际支付金额, 已付金额,
                用户实付金额, 订单实付金额,
                已回款金额, invoice amount paid
            """),
        ),
        Column(
            "payment_due",
            "day",
            Label("Payment due", "应收日期"),
            synonyms=spellings("""
                应收日期, 应付日期, 付款期限, 到期日, payment due, due date, payment due date
            """),
        ),
        Column(
            "promised_date",
            "day",
            Label("Promised (order)", "预计交付时间(整单)"),
            example="2024-06-15",
            synonyms=(),
            note=Label(
                "The order's own promise, used for lines that have none.",
                "整单的承诺日期；明细没有承诺日期时使用。",
            ),
        ),
        Column(
            "promised_first",
            "day",
            Label("First promise (order)", "首次承诺日(整单)"),
            ours=True,
        ),
        Column(
            "promise_changes",
            "count",
            Label("Promise changes (order)", "承诺变更次数(整单)"),
            ours=True,
        ),
        Column(
            "delivered_date",
            "time",
            Label("Delivered (order)", "实际交付时间(整单)"),
            example="2024-06-18",
            note=Label(
                "The order's own delivery, used for lines that have none.",
                "整单的交付日期；明细没有交付日期时使用。",
            ),
        ),
        Column(
            "amount",
            "money",
            Label("Order total", "订单总额"),
            synonyms=spellings("""
                订单总额, 订单总金额, 整单金额, order total, order amount, total, grand total,
                amount total, 应收订单金额
            """),
            note=Label(
                "Used only for an order that has no lines; otherwise the lines are summed.",
                "仅用于没有明细的订单；有明细时以明细合计为准。",
            ),
        ),
        Column(
            "quantity",
            "qty",
            Label("Quantity (order)", "数量(整单)"),
            note=Label(
                "Used only for an order that has no lines, as in an export without products.",
                "仅用于没有明细的订单，例如没有产品列的导出。",
            ),
        ),
        Column(
            "carrier",
            "text",
            Label("Carrier", "物流公司"),
            synonyms=spellings("""
                物流公司, 承运商, 物流信息, 快递公司, 运货商, carrier, ship mode, shipping method,
                ship via, shipvia
            """),
        ),
        Column(
            "tracking_no",
            "id",
            Label("Tracking no.", "物流单号"),
            synonyms=("物流单号", "运单号", "快递单号", "tracking no", "tracking number"),
        ),
        Column(
            "delay_reason",
            "text",
            Label("Reason for delivery difference", "交付差异原因"),
            example="物流延迟",
            synonyms=("交付差异原因", "延迟原因", "延期原因", "delay reason", "reason for delay"),
        ),
        Column(
            "satisfaction",
            "score",
            Label("Satisfaction (1–5)", "客户反馈(满意度1-5分)"),
            example="4",
            synonyms=spellings("""
                客户反馈(满意度1-5分), 客户反馈, 满意度, 客户满意度, 满意度评分, satisfaction,
                review score, rating, csat, customer rating, score
            """),
            hints=("评分", "货品用户反馈"),
        ),
        Column(
            "exception_note",
            "text",
            Label("Exception record", "异常记录(问题描述/处理结果)"),
            synonyms=spellings("""
                异常记录(问题描述/处理结果), 异常记录, 异常说明, 问题描述, exception note,
                issue note
            """),
        ),
        Column(
            "lead_id",
            "id",
            Label("Lead", "线索编号"),
            synonyms=("线索编号", "线索id", "lead id", "leadid", "mql id"),
        ),
        Column(
            "currency",
            "text",
            Label("Currency", "币种"),
            synonyms=spellings("""
                币种, 币别, 货币, currency, currency code, document currency, doc. currency, waerk,
                结算币别, 结算币种, 订单币种, 交易币种, 原币币种, curr., amount currency,
                total amount currency, currency of value, order currency, transaction currency,
                currency iso code
            """),
        ),
        Column(
            "remark",
            "text",
            Label("Remark", "备注"),
            synonyms=("备注", "说明", "remark", "remarks", "note", "notes", "comment"),
        ),
    ),
)
