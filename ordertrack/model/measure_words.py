"""What a target may be of: every figure of the catalogue by its words. Imports columns only.

A test holds these names against the catalogue: a figure that can have a target has words here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.model.columns import spellings
from ordertrack.words import Label

MEASURE_WORDS: Mapping[str, tuple[str, ...]] = {
    "revenue": spellings("""
        销售额, 业绩, 金额, 销售收入, 营业额, 营收, 订单金额, 签约额, revenue, sales, amount,
        turnover, sales amount
    """),
    "new_customers": spellings("""
        新客户数, 新客户, 新客户数量, 新增客户, 新增客户数, 新客数, 新客, new customers,
        new accounts
    """),
    "units": spellings("销量, 数量, 销售数量, 件数, units sold, units, quantity, volume"),
    "orders": spellings("订单数, 订单量, 订单数量, 单量, orders, number of orders, order count"),
    "customers": spellings("客户数, 客户数量, 成交客户数, customers, number of customers"),
    "cancelled_rate": spellings("取消率, 订单取消率, cancelled orders, cancellation rate"),
    "average_order_value": spellings("""
        客单价（单均）, 客单价, 单均金额, 平均订单金额, average order value, aov
    """),
    "return_rate": spellings("退货率, 退换货率, return rate, returns rate"),
    "on_time_rate": spellings("""
        交付及时率, 及时率, 准时率, 准时交付率, 按时交付率, 及时交付率, 准交率, 交期达成率,
        on-time delivery, on time delivery, on-time rate, on time rate, on-time delivery rate, otd
    """),
    "on_time_rate_delivered": spellings("""
        交付及时率（按已交付）, 已交付及时率, on-time delivery (of delivered)
    """),
    "fill_rate": spellings("""
        订单满足率（数量）, 数量满足率, 满足率, fill rate (units), fill rate, unit fill rate
    """),
    "order_fill_rate": spellings("""
        订单满足率（整单）, 订单满足率, 整单满足率, fill rate (whole orders), order fill rate
    """),
    "otif_rate": spellings("""
        准时足量率 OTIF, 准时足量率, 准时足量交付率, on time in full (OTIF), on time in full, otif
    """),
    "perfect_order_rate": spellings("""
        完美订单率, 完美订单, perfect orders, perfect order rate
    """),
    "order_cycle_days": spellings("""
        订单交付周期, 交付周期, 订单周期, 交货周期, 交期, order cycle time, order cycle, cycle time,
        lead time, delivery cycle
    """),
    "order_placing_days": spellings("下单时长, 下单周期, time to order"),
    "delay_days": spellings("平均延迟天数, 延迟天数, 平均延期天数, average delay, delay days"),
    "backlog": spellings("在手订单金额, 在手订单, backlog, order backlog"),
    "backlog_past_due": spellings("逾期在手订单金额, 逾期在手订单, backlog past due"),
    "complaint_rate": spellings("投诉率, 客诉率, complaint rate, complaints rate"),
    "exception_rate": spellings("异常订单占比, 异常订单率, 异常率, exceptions, exception rate"),
    "response_within_24h": spellings("""
        24小时响应率, 响应率, 及时响应率, answered within 24 hours, response within 24 hours,
        24h response rate
    """),
    "satisfaction": spellings("客户满意度, 满意度, satisfaction, customer satisfaction, csat"),
    "collected": spellings("回款额, 回款, 回款金额, collected, collections, cash collected"),
    "collection_rate": spellings("回款率, 收款率, collection rate"),
    "overdue_receivables": spellings("""
        逾期应收, 逾期应收款, 逾期应收账款, overdue receivables, receivables overdue
    """),
    "repurchase_rate": spellings("复购率, 重复购买率, repurchase rate, repeat purchase rate"),
    "repeat_next_rate": spellings("回购率, bought again, repeat next rate"),
    "a_retention": spellings("""
        高价值客户留存率, A类客户留存率, A级客户留存率, kept A customers, a customer retention
    """),
    "logo_retention": spellings("""
        客户留存率, 留存率, 客户保留率, kept customers, customer retention, retention rate,
        logo retention
    """),
    "grr": spellings("总收入留存率 GRR, 总收入留存率, gross revenue retention, grr"),
    "nrr": spellings("净收入留存率 NRR, 净收入留存率, net revenue retention, nrr"),
    "purchase_interval": spellings("购买间隔, 平均购买间隔, purchase interval"),
    "new_customer_contribution": spellings("""
        新客户贡献度, 新客户贡献率, 新客户占比, share of new customers, new customer contribution
    """),
    "revenue_per_head": spellings("人均销售额, 人均业绩, 人效, revenue per head"),
    "follow_up_conversion": spellings("""
        客户跟进转化率, 跟进转化率, 转化率, 线索转化率, follow-up conversion, conversion,
        conversion rate, lead conversion
    """),
    "follow_up_conversion_closed": spellings("""
        跟进转化率（按关闭）, 赢单率, conversion of closed leads, win rate
    """),
    "gross_margin": spellings("毛利率, 销售毛利率, gross margin, gross margin rate, margin"),
    "expense_ratio": spellings("销售费用占比, 费用率, 销售费用率, expense ratio"),
    "acquisition_cost": spellings("""
        新客户开发成本, 获客成本, cost of a new customer, acquisition cost, cac
    """),
    "channel_roi": spellings("渠道 ROI, 投资回报率, return on channels, channel roi, roi"),
    "channel_roas": spellings("渠道 ROAS, revenue per expense of channels, channel roas, roas"),
    "cost_to_serve": spellings("客户维护成本, cost to serve"),
    "cost_to_serve_ratio": spellings("""
        维护成本占毛利, cost to serve / gross profit, cost to serve ratio
    """),
}
# Rates that are written as 90 or 90% or 0.9: above this a number without a mark counts percent.
PERCENT_ABOVE: Mapping[str, int] = {
    **dict.fromkeys(
        (
            *("cancelled_rate", "return_rate", "on_time_rate", "on_time_rate_delivered"),
            *("fill_rate", "order_fill_rate", "otif_rate", "perfect_order_rate"),
            *(
                "complaint_rate",
                "exception_rate",
                "response_within_24h",
                "collection_rate",
                "repurchase_rate",
            ),
            *("repeat_next_rate", "a_retention", "logo_retention", "grr"),
            *("new_customer_contribution", "follow_up_conversion"),
            *("follow_up_conversion_closed", "gross_margin", "expense_ratio"),
        ),
        1,
    ),
    **dict.fromkeys(("nrr", "cost_to_serve_ratio"), 10),
}
# Rates that may well be above ten times: a number without a mark is what it says.
TIMES = frozenset({"channel_roi", "channel_roas"})
# What is counted in money: for these alone a header's unit (万元) holds.
IN_MONEY = frozenset(
    {
        *("revenue", "average_order_value", "backlog", "backlog_past_due", "collected"),
        *("overdue_receivables", "revenue_per_head", "acquisition_cost", "cost_to_serve"),
    }
)


def measure_label(name: str) -> Label:
    """Return the figure's name: its first word in each language, as the catalogue has it."""
    words = MEASURE_WORDS[name]
    english = next(word for word in words if word.isascii())
    return Label(
        english[0].upper() + english[1:], next(word for word in words if not word.isascii())
    )
