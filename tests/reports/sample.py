"""A small report with everything that a format must cope with, in both languages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ordertrack.reports.content.document import (
    Basis,
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Section,
    Series,
    Source,
    Table,
    TableColumn,
)

MONTHS = tuple(f"2024-{month:02}" for month in range(1, 13))
HOSTILE = '=HYPERLINK("http://x","y") <b>&amp;</b> *_#$ \\ [1] 王强😀'


def sample(lang: str) -> Document:
    """Return the report; one customer's name is hostile to every format."""
    zh = lang == "zh"
    figures = Source("收入" if zh else "Revenue", (("范围" if zh else "Scope", "2024-12"),))
    late = Source(
        "延迟原因" if zh else "Why orders were late", (("公式" if zh else "Formula", "a / b"),)
    )
    revenue = Figure(
        "收入" if zh else "Revenue",
        "¥ 1,234 万" if zh else "¥12.34M",
        Decimal("12340000.50"),
        "money CNY",
        target="¥ 1,300 万" if zh else "¥13.00M",
        attainment="94.9%",
        change="+3.2%",
        verdict="good",
    )
    unknown = Figure(
        "毛利率" if zh else "Gross margin",
        "—",
        None,
        "ratio",
        note="没有成本" if zh else "No costs are known.",
    )
    table = Table(
        (
            TableColumn("客户" if zh else "Customer", "text"),
            TableColumn("订单日期" if zh else "Placed on", "date"),
            TableColumn("金额" if zh else "Amount", "money CNY"),
            TableColumn("准时率" if zh else "On time", "ratio"),
        ),
        ((HOSTILE, "2024-12-01", "1,234.50", "93.1%"), ("宁波澄岳", "2024-12-02", "—", "—")),
        (
            (HOSTILE, date(2024, 12, 1), Decimal("1234.50"), 0.931),
            ("宁波澄岳", date(2024, 12, 2), None, None),
        ),
        "最大的订单" if zh else "The largest orders",
        figures,
        more=3,
    )
    trend = Chart(
        "columns",
        MONTHS,
        (
            Series(
                "收入" if zh else "Revenue", tuple(float(i * 1e6) for i in range(12)), "money CNY"
            ),
            Series(
                "准时率" if zh else "On-time rate",
                (None, *(0.8 + i / 100 for i in range(11))),
                "ratio",
                is_line=True,
            ),
        ),
        "十二个月的收入" if zh else "Revenue over twelve months",
        figures,
    )
    causes = Chart(
        "pareto",
        ("物料短缺", "排产冲突", HOSTILE),
        (
            Series("延迟订单" if zh else "Late orders", (12.0, 5.0, 1.0), "count"),
            Series("累计占比" if zh else "Cumulated", (0.667, 0.944, 1.0), "ratio", is_line=True),
        ),
        "延迟原因" if zh else "Causes of delay",
        late,
    )
    bridge = Chart(
        "waterfall",
        ("上年", "价格", "销量", "结构", "本年")
        if zh
        else ("Last year", "Price", "Volume", "Mix", "Now"),
        (Series("收入" if zh else "Revenue", (10e6, 1e6, -2e6, 0.5e6, 9.5e6), "money CNY"),),
        "收入变化的来源" if zh else "Where the change comes from",
        figures,
    )
    return Document(
        kind="analysis",
        title="销售效果评估分析报告" if zh else "Sales analysis report",
        subtitle="2024 年 12 月" if zh else "December 2024",
        lang=lang,
        basis=Basis(
            "2024-12 | 华东" if zh else "2024-12 | East",
            7,
            date(2024, 12, 31),
            42,
            datetime(2024, 12, 31, 23, 59),
            (("延迟" if zh else "Late delivery", "> 3"),),
        ),
        sections=(
            Section(
                "core",
                "核心数据" if zh else "Core figures",
                (
                    Paragraph("收入增长。" if zh else "Revenue grew.", key="core_text"),
                    Figures((revenue, unknown), "核心数据" if zh else "Core figures", figures),
                    trend,
                    table,
                ),
            ),
            Section(
                "problems",
                "订单问题" if zh else "Order problems",
                (Bullets(("物料短缺", HOSTILE), key="problems_text"), causes, bridge),
            ),
        ),
        left_out=("没有费用数据。" if zh else "There is no data of expenses.",),
    )
