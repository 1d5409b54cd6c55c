"""The words that mean a status, a flag, a score … in an export. Imports columns."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.model.columns import spellings

STATUS_WORDS: Mapping[str, tuple[str, ...]] = {
    "placed": spellings("""
        已下单, 下单, 新订单, 待处理, 待发货, 未发货, 买家已付款，等待卖家发货, 等待买家付款,
        已审核, 已确认, 待生产, 未启动, 未关闭, 正常, created, placed, pending, open, new, approved,
        confirmed, unfulfilled, authorized, invoiced, closed won, won, order placed, 待出货, 未出货,
        待付款, 等待付款, ready to ship, unpaid, to ship, sales order, 已生效,
        等待出库, 等待卖家发货, 待支付, awaiting payment, billed, pending fulfillment,
        partially invoiced, partially billed
    """),
    "in_production": spellings("""
        生产中, 排产, 制作中, 加工中, 已启动生产, 处理中, 备货中, processing, in production,
        in process, in progress, manufacturing, 配货中
    """),
    "shipped": spellings("""
        已发货, 发货中, 运输中, 在途, 已出库, 卖家已发货，等待买家确认, shipped, in transit,
        dispatched, sent, 已出货, 出货中, 配送中, 运送中, 卖家已发货, shipping, 商家已发货,
        已发货，待收货
    """),
    "awaiting_acceptance": spellings("""
        待验收, 已送达, 已签收, 待确认收货, 验收中, awaiting acceptance, delivered, fulfilled,
        已妥投
    """),
    "completed": spellings("""
        已完成, 完成, 交易成功, 已验收, 已关闭, 已结案, completed, complete, done, closed, finished,
        accepted, 已取货, 已收货, 确认收货, 交易完成
    """),
    "paid": ("回款", "已回款", "已收款", "已结清", "全部回款", "paid", "settled"),
    "draft": spellings("""
        草稿, 暂存, 未提交, 创建, 未审核, 审核中, 开立, 未生效, draft, quotation, quote
    """),
    "on_hold": ("已暂停", "暂停", "挂起", "on hold", "hold", "suspended", "paused"),
    "partly_delivered": spellings("""
        部分交付, 部分发货, 部分到货, partly delivered, partial, partially fulfilled,
        partially delivered, partially shipped
    """),
    "cancelled": spellings("""
        已取消, 取消, 作废, 已作废, 交易关闭, 退单, cancelled, canceled, voided, void, rejected,
        closed lost, lost, unavailable, refunded, 不成立, 已终止, 退款成功, 未发货，退款成功,
        已发货，退款成功, 已发货，退货退款成功, 已取消，退款成功, 已收货，退款成功
    """),
}

FLAG_WORDS: Mapping[str, tuple[str, ...]] = {
    "true": ("是", "有", "对", "√", "y", "yes", "true", "t", "1"),
    "false": ("否", "无", "不是", "×", "n", "no", "false", "f", "0"),
}

SCORE_WORDS: Mapping[str, tuple[str, ...]] = {
    "5": ("很满意", "非常满意", "十分满意", "very satisfied", "excellent"),
    "4": ("满意", "比较满意", "satisfied", "good"),
    "3": ("一般", "尚可", "neutral", "average", "fair"),
    "2": ("不满意", "不太满意", "dissatisfied", "poor"),
    "1": ("很不满意", "非常不满意", "very dissatisfied", "very poor"),
}

OUTCOME_WORDS: Mapping[str, tuple[str, ...]] = {
    "open": spellings("""
        跟进中, 跟进, 持续跟进, 待跟进, 未跟进, 未成交, 未转化, 未转换, 待转化, 进行中, 新线索,
        待分配, 已分配, 已联系, 联系中, 沟通中, 洽谈中, 有意向, 意向客户, 已报价, 培育中, 否, open,
        working, new, new lead, assigned, contacted, attempted to contact, contact made, connected,
        working - contacted, open - not contacted, nurturing, nurture, prospecting, qualification,
        needs analysis, needs defined, value proposition, id. decision makers, perception analysis,
        proposal, proposal made, proposal/price quote, quoted, negotiation, negotiation/review,
        negotiations started, appointment scheduled, demo scheduled, presentation scheduled,
        qualified to buy, decision maker bought-in, contract sent, in progress, develop, propose,
        no, false, 初步接洽, 需求分析, 方案报价, 报价, 谈判, 商务谈判
    """),
    "won": spellings("""
        成交, 已成交, 赢单, 已赢单, 已转化, 转化成功, 已转换, 已转客户, 已转为客户, 已签约, 签约,
        已签单, 是, won, converted, closed - converted, closed won, closedwon, qualified, yes, true
    """),
    "lost": spellings("""
        流失, 已流失, 输单, 已输单, 丢单, 战败, 已战败, 放弃, 已放弃, 无意向, 无效, 无效线索,
        已失效, 失败, lost, closed - not converted, closed lost, closedlost, unqualified,
        not qualified, disqualified, junk, junk lead, lost lead, not interested, abandoned, dead
    """),
}

LEVEL_WORDS: Mapping[str, tuple[str, ...]] = {
    "company": ("公司", "全公司", "整体", "company", "total", "all"),
    "team": ("团队", "部门", "销售部", "team", "department"),
    "person": ("个人", "销售", "销售员", "person", "rep", "salesperson", "employee"),
    "product": ("产品", "重点产品", "product", "item"),
}

INTENT_WORDS: Mapping[str, tuple[str, ...]] = {
    "high": ("高", "强", "high"),
    "medium": ("中", "一般", "medium"),
    "low": ("低", "弱", "low"),
}

DOCUMENT_WORDS: Mapping[str, tuple[str, ...]] = {
    "sale": spellings("""
        销售, 销售出库单, 销售出库, 销售订单, 标准销售订单, 标准销售, 销售单, 出库单, 出库,
        销货单, 销货, 销售发票, 蓝字, 蓝字发票, 蓝票, 蓝单, 发票, 普通订单, 普通销售, 正常订单,
        正常, 标准订单, 订单, 零售单, 零售, 批发, 批发销售, 预售, invoice, sales invoice,
        tax invoice, sale, sales, sales receipt, cash sale, order, sales order, standard order,
        standard sales order, standard, normal, inv, si, so, or, zor, ta, f2, l2, zf2, debit memo,
        debit note
    """),
    "return": spellings("""
        退货, 退货单, 退货订单, 销售退货, 销售退货单, 销售退货订单, 销退, 销退单, 退款, 退款单,
        退款订单, 退单, 退回, 退货入库, 退货入库单, 销售退货入库, 销售退货入库单, 销售退回,
        销售退回单, 销货退回, 销货退回单, 销货退货, 零售退货, 批发退货, 退货退款, 仅退款,
        客户退货, 红字, 红字发票, 红票, 红单, 红冲, 冲红, 红字出库单, 红字销售出库单,
        红字销售发票, 销售红字发票, 贷项, 贷项凭证, 贷项通知单, 销货折让, 销售折让, credit note,
        credit memo, creditmemo, creditnote, sales credit memo, sales credit note, credit invoice,
        refund, refunded, refund receipt, rma, return, returns, returned, sales return,
        sales returns, return order, returns order, customer return, customer returns,
        sales refund, return note, cr, cn, crn, cm, re, g2, s1, rk, zre
    """),
    "quote": spellings("""
        报价单, 报价, 销售报价单, 销售报价, 估价单, 形式发票, estimate, quotation, quote,
        sales quote, sales quotation, proforma, pro forma, proforma invoice, pro forma invoice,
        qt, ag
    """),
    "payment": spellings("""
        收款单, 收款, 回款单, 回款, 预收款, payment, payments, customer payment, receive payment,
        payment received
    """),
}
