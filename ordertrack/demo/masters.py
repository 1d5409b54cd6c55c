"""Everything but orders, as the files that other departments keep. Imports `known`, `written`."""

from __future__ import annotations

import polars as pl

from ordertrack.demo import known
from ordertrack.demo.story import Company
from ordertrack.demo.written import (
    bracketed,
    day,
    in_ten_thousands,
    moment,
    one_of,
    plain,
    text,
    yes_no,
)

LEVELS = {"company": "公司", "team": "团队", "person": "个人", "product": "产品"}
MEASURES = {"revenue": "销售额", "new_customers": "新客户数", "units": "销量"}
OUTCOMES = {"won": "已成交", "lost": "输单", "open": "跟进中"}


def customers(company: Company, export: known.Export) -> pl.DataFrame:
    """客户档案, with real dates in the cells."""
    return known.customers(company, export).select(
        pl.col("customer_id").alias("客户编号"),
        pl.col("name").alias("客户名称"),
        pl.col("same_as").alias("归并到客户"),
        pl.col("industry").alias("所属行业"),
        pl.col("region").alias("区域"),
        pl.col("owner").alias("客户负责人"),
        pl.col("channel").alias("客户来源"),
        pl.col("first_order_date").alias("首次下单日期"),
        pl.col("contract_end").alias("合同到期日"),
        pl.col("renewal_intent").alias("续约意向"),
    )


def products(company: Company) -> pl.DataFrame:
    """产品: services and software have no unit cost."""
    return company.products.select(
        pl.col("product").alias("产品编码"),
        pl.col("product_name").alias("产品名称"),
        pl.col("product_line").alias("产品线"),
        yes_no("is_key").alias("重点产品"),
        pl.col("unit_cost").alias("标准成本"),
    )


def people(company: Company) -> pl.DataFrame:
    """销售人员, with those who have left."""
    return company.people.select(
        pl.col("sales_rep").alias("销售人员"),
        pl.col("team").alias("团队"),
        pl.col("manager").alias("直属上级"),
        pl.col("active_from").alias("入职日期"),
        pl.col("active_to").alias("离职日期"),
    )


def targets(company: Company) -> pl.DataFrame:
    """销售目标: money in 万元, the rest in pieces."""
    money = pl.col("measure") == "revenue"
    return company.targets.select(
        pl.col("period").alias("月份"),
        one_of("level", LEVELS).alias("层级"),
        pl.col("who").alias("对象"),
        one_of("measure", MEASURES).alias("指标"),
        pl.when(money).then(in_ten_thousands("value")).otherwise(text("value")).alias("目标值"),
    )


def receivables(orders: pl.DataFrame) -> pl.DataFrame:
    """应收与回款: one row per order that is due or paid."""
    invoiced = orders.filter(pl.col("payment_due").is_not_null() | pl.col("paid_at").is_not_null())
    return invoiced.select(
        text("order_no").alias("订单号"),
        day("payment_due").alias("应收日期"),
        day("paid_at").alias("回款日期"),
        plain("paid_amount").alias("回款金额"),
    )


def expenses(company: Company, export: known.Export) -> pl.DataFrame:
    """销售费用, as the bookkeeper writes days and amounts."""
    return known.expenses(company, export).select(
        text("expense_id").alias("费用单号"),
        day("day", "%Y%m%d").alias("发生日期"),
        text("category").alias("费用类别"),
        bracketed("amount").alias("费用金额"),
        bracketed("budget").alias("预算金额"),
        text("channel").alias("渠道"),
        text("team").alias("部门"),
        text("sales_rep").alias("报销人"),
        text("customer_id").alias("客户编码"),
        yes_no("is_acquisition").alias("是否获客费用"),
    )


def leads(company: Company, export: known.Export) -> pl.DataFrame:
    """销售线索."""
    return known.leads(company, export).select(
        text("lead_id").alias("线索编号"),
        moment("created_at").alias("创建时间"),
        text("channel").alias("线索来源"),
        text("sales_rep").alias("负责人"),
        moment("first_follow_up_at").alias("首次跟进时间"),
        text("follow_ups").alias("跟进次数"),
        one_of("outcome", OUTCOMES).alias("跟进结果"),
        moment("closed_at").alias("关闭时间"),
        text("lost_reason").alias("流失原因"),
        text("customer_id").alias("客户编码"),
        text("order_no").alias("订单号"),
    )


def complaints(company: Company, export: known.Export) -> pl.DataFrame:
    """投诉与反馈: to the second, but a few answers only with their day."""
    answered = (
        pl.when("day_only")
        .then(day("first_response_at"))
        .otherwise(moment("first_response_at", "%Y-%m-%d %H:%M:%S"))
    )
    return known.complaints(company, export).select(
        text("complaint_id").alias("投诉编号"),
        text("order_no").alias("订单号"),
        moment("raised_at", "%Y-%m-%d %H:%M:%S").alias("反馈时间"),
        answered.alias("首次响应时间"),
        text("kind").alias("问题类型"),
        text("description").alias("问题描述"),
        text("resolution").alias("处理结果"),
    )


def benchmarks(company: Company) -> pl.DataFrame:
    """行业基准."""
    return company.benchmarks.select(
        pl.col("measure").alias("指标"),
        pl.col("value").alias("基准值"),
        pl.col("source").alias("数据来源"),
        pl.col("year").alias("年份"),
        pl.col("scope").alias("适用范围"),
    )
