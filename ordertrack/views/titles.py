"""What people call the columns of our frames, in both languages.

Names come from `model`; the derived columns of `facts` are named here.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ordertrack.model import STATUSES, TABLES
from ordertrack.words import Label

DERIVED: dict[str, Label] = {
    "key": Label("No.", "编号"),
    "name": Label("Name", "名称"),
    "now": Label("This period", "本期"),
    "then": Label("Compared period", "对比期"),
    "place": Label("Place", "名次"),
    "n": Label("n", "n"),
    "misses": Label("Misses", "未达成"),
    "cases": Label("Cases", "发生数"),
    "days_late": Label("Days late", "延迟天数"),
    "days_overdue": Label("Days overdue", "逾期天数"),
    "days_open": Label("Days since completion", "完成后天数"),
    "units_missing": Label("Units missing", "缺交数量"),
    "hours_waited": Label("Hours waited", "等待小时数"),
    "purchases": Label("Orders", "订单数"),
    "first_day": Label("First order", "首次下单"),
    "last_day": Label("Last order", "最近下单"),
    "value": Label("Counts as", "计入值"),
    "metric": Label("Figure", "指标"),
    "parts": Label("Numerator / denominator", "分子 / 分母"),
    "yoy": Label("YoY", "同比"),
    "prior": Label("Prior", "环比"),
    "unknown": Label("Unknown", "无法判定"),
    "notes": Label("Note", "备注"),
    "filtered_amount": Label("Amount of the chosen products", "所选产品金额"),
    "ordered_at": Label("Order date", "下单时间"),
    "order_day": Label("Order day", "下单日"),
    "customer": Label("Customer", "客户"),
    "sales_rep_name": Label("Salesperson", "销售负责人"),
    "promised_first": Label("First promise", "首次承诺日"),
    "promised_latest": Label("Latest promise", "最新承诺日"),
    "promise_changes": Label("Promise changes", "承诺变更次数"),
    "promised": Label("Promised", "承诺交付日"),
    "delivered": Label("Delivered", "实际交付时间"),
    "sales_rep": Label("Salesperson", "销售负责人"),
    "delivered_at": Label("Delivered", "实际交付时间"),
    "slack_first": Label("Days against first promise", "较首次承诺（天）"),
    "slack_latest": Label("Days against latest promise", "较最新承诺（天）"),
    "line_count": Label("Lines", "明细行数"),
    "lines_delivered": Label("Lines delivered", "已交付行数"),
    "first_product": Label("Product", "产品/服务"),
    "product_count": Label("Products", "产品数"),
    "first_complaint_at": Label("First complaint", "首次投诉时间"),
    "complaint_count": Label("Complaints", "投诉数"),
    "finished_at": Label("Finished", "完结时间"),
    "customer_first_day": Label("Customer since", "客户首单日"),
    "lead_created_at": Label("Lead created", "线索创建时间"),
    "raw_file": Label("Uploaded file", "来源文件"),
    "raw_row": Label("Row in the file", "文件中的行号"),
    "paid_at": Label("Paid", "回款时间"),
    "gap": Label("Days since the purchase before", "距上次购买天数"),
    "amount_before": Label("Bought before", "此前购买额"),
    "amount_now": Label("Bought now", "本期购买额"),
    "credited_amount": Label("Credited amount", "计入业绩金额"),
    "target": Label("Target", "目标值"),
    "cost_kind": Label("Kind of cost", "成本类型"),
    "event_id": Label("No.", "编号"),
    "reason": Label("Reason", "原因"),
}


# What stands in a column as one of few words of ours.
CODES: dict[str, Mapping[str, Label]] = {
    "status": STATUSES,
    "outcome": {
        "open": Label("Open", "跟进中"),
        "won": Label("Won", "成交"),
        "lost": Label("Lost", "流失"),
    },
    "level": {
        "company": Label("Company", "公司"),
        "team": Label("Team", "团队"),
        "person": Label("Person", "个人"),
        "product": Label("Product", "产品"),
    },
    "cost_kind": {
        "expense": Label("Expense", "费用"),
        "complaint": Label("Complaint", "投诉"),
    },
}


def column_title(column: str, lang: str) -> str:
    """Return what people call a column of any of our tables."""
    if column in DERIVED:
        return DERIVED[column].to(lang)
    for table in TABLES.values():
        for declared in table.columns:
            if declared.name == column:
                return declared.label.to(lang)
    return column


def titles(frame: pl.DataFrame, lang: str) -> dict[str, str]:
    """Return column titles, made different where two columns share a name."""
    found: dict[str, str] = {}
    for name in frame.columns:
        title = column_title(name, lang)
        found[name] = f"{title} ({name})" if title in found.values() else title
    return found


def with_words(frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Say status, outcome and the like in words, where there are some."""
    return frame.with_columns(
        pl.col(name).replace({code: label.to(lang) for code, label in labels.items()})
        for name, labels in CODES.items()
        if name in frame.columns
    )
