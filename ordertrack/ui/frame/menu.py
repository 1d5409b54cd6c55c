"""The pages in their groups; only scripts that exist are shown. Imports `words`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ordertrack.words import Label

PAGES = Path(__file__).parents[3] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: its script, what it is called, its icon, and a hint for who has not been there."""

    name: str
    title: Label
    icon: str
    hint: Label


EXPLORE = (
    Entry(
        "overview",
        Label("Overview", "经营总览"),
        ":material/space_dashboard:",
        Label("Sales and delivery of the period at a glance", "一眼看清本期销售与交付"),
    ),
    Entry(
        "targets",
        Label("Targets", "目标达成"),
        ":material/flag:",
        Label("What was reached, and why the rest is missing", "达成多少，差在哪里"),
    ),
    Entry(
        "delivery",
        Label("Delivery", "交付情况"),
        ":material/local_shipping:",
        Label("On time by which rule, what is late and why", "按不同口径看及时率，查延迟原因"),
    ),
    Entry(
        "people",
        Label("People", "人员"),
        ":material/badge:",
        Label("Who sells how much, and how sure that is", "谁卖得怎样，差异是否可信"),
    ),
    Entry(
        "products",
        Label("Products", "产品分析"),
        ":material/inventory_2:",
        Label("What sells, at which margin and price", "什么在卖，毛利与价格如何"),
    ),
    Entry(
        "customers",
        Label("Customers", "客户分析"),
        ":material/groups:",
        Label(
            "Tiers, who stays, who is silent, what each tier needs", "分层、留存、沉默与各层关怀"
        ),
    ),
    Entry(
        "costs",
        Label("Costs", "费用与回报"),
        ":material/payments:",
        Label("What selling costs, what channels bring", "销售花了多少，渠道带来多少"),
    ),
)
TRACK = (
    Entry(
        "alerts",
        Label("Alerts", "红色预警"),
        ":material/notification_important:",
        Label("What is red, and who handles it", "哪些订单亮红灯，谁在处理"),
    ),
    Entry(
        "meeting",
        Label("Meeting", "会议"),
        ":material/co_present:",
        Label("Progress, exceptions, next week, on one screen", "进展、异常与下周，会议同屏"),
    ),
)
ACT = (
    Entry(
        "orders",
        Label("Orders", "订单台账"),
        ":material/receipt_long:",
        Label("Every order with its stage, promise and delivery", "逐单跟踪状态、承诺与交付"),
    ),
    Entry(
        "renewals",
        Label("Renewals", "客户续约"),
        ":material/handshake:",
        Label("Which customers are at risk, who follows up", "哪些客户有风险，由谁跟进"),
    ),
    Entry(
        "actions",
        Label("Actions", "改进措施"),
        ":material/task_alt:",
        Label("What was decided, who does it, whether it worked", "措施、责任人与效果评估"),
    ),
    Entry(
        "reports",
        Label("Reports", "报告"),
        ":material/summarize:",
        Label("Weekly, monthly and analysis reports as files", "周会材料、月报与分析报告文件"),
    ),
)
MANAGE = (
    Entry(
        "imports",
        Label("Imports", "数据导入"),
        ":material/upload_file:",
        Label("Bring exports in, look at releases, undo", "导入导出文件、查看与撤销版本"),
    ),
    Entry(
        "definitions",
        Label("Definitions", "指标口径"),
        ":material/menu_book:",
        Label("What every number means", "每个指标的含义与算法"),
    ),
    Entry(
        "settings",
        Label("Settings", "设置"),
        ":material/settings:",
        Label("The daily scan, and whom messages reach", "每日扫描与消息通知"),
    ),
)
GROUPS = (
    (Label("Explore", "探索"), EXPLORE),
    (Label("Track", "跟踪"), TRACK),
    (Label("Act", "行动"), ACT),
    (Label("Manage", "管理"), MANAGE),
)


def script(name: str) -> Path:
    """The script of a page, for links and `st.switch_page`."""
    return PAGES / f"{name}.py"


def pages(lang: str) -> dict[str, Sequence[st.Page]]:
    """The menu in one language; the first page is home."""
    menu = {
        group.to(lang): [
            st.Page(
                script(entry.name),
                title=entry.title.to(lang),
                icon=entry.icon,
                help=entry.hint.to(lang),
            )
            for entry in entries
            if script(entry.name).exists()
        ]
        for group, entries in GROUPS
    }
    return {group: entries for group, entries in menu.items() if entries}
