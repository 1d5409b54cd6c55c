"""What people write about reports: texts in the place of drafts, and when which is made.

Imports kind, fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ordertrack.errors import BadEntry
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.words import LANGUAGES, Label, t

# Written here, too: what builds and writes reports stands far above; a test compares both.
REPORTS = {
    "weekly": Label("Weekly meeting pack", "周协调会材料"),
    "monthly": Label("Monthly order execution report", "月度订单执行报告"),
    "analysis": Label("Sales analysis report", "销售效果评估分析报告"),
    "tables": Label("Template tables", "模板表格"),
}
EVERY_WEEK = frozenset({"weekly"})  # the others tell of a month
LAST_WEEKDAY, LAST_DAY = 7, 28  # the days after the 28th are not in every month
FORMATS = {
    "docx": Label("Word", "Word"),
    "pptx": Label("PowerPoint", "PowerPoint"),
    "xlsx": Label("Excel", "Excel"),
    "pdf": Label("PDF", "PDF"),
    "html": Label("Web page", "网页"),
}
SPOKEN = {code: Label(name, name) for code, name in LANGUAGES.items()}
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
REPORT = Field("report", Label("Report", "报告"), "code", required=True, codes=REPORTS)
LANGUAGE = Field("lang", Label("Language", "语言"), "code", required=True, codes=SPOKEN)

REPORT_TEXT = Kind(
    name="report_text",
    label=Label("text of a report", "报告文字"),
    table_name="report_texts",
    key=(
        REPORT,
        Field("period", Label("Period", "期间"), "span", required=True),
        Field("scope", Label("Scope", "范围")),
        LANGUAGE,
        Field("block", Label("Part of the report", "报告部分"), required=True),
    ),
    fields=(
        Field(
            "text",
            Label("Text", "文字"),
            "laid",  # what was written, and the draft that it replaces
            required=True,
            absent=t("the draft"),
        ),
    ),
)


def _day_and_time_exist(row: Row) -> Iterator[BadEntry]:
    """Give a day of the week or month that there is not, and what is no time of day."""
    last = LAST_WEEKDAY if row.get("report") in EVERY_WEEK else LAST_DAY
    if not 1 <= (row.get("day") or 0) <= last:
        yield BadEntry(
            t("Day {day} is not between 1 and {last}.", day=row.get("day"), last=last),
            t("Nothing was written. Choose one; the days after the 28th are not in every month."),
        )
    if not TIME.fullmatch(row.get("time") or ""):
        yield BadEntry(
            t("{value} is not a time of day.", value=repr(row.get("time"))),
            t("Nothing was written. Write it like 07:30."),
        )


REPORT_SCHEDULE = Kind(
    name="report_schedule",
    label=Label("scheduled report", "定时报告"),
    table_name="report_schedules",
    key=(),
    fields=(
        REPORT,
        Field("day", Label("Day", "日"), "count", required=True),
        Field("time", Label("Time", "时间"), required=True, longest=5),
        LANGUAGE,
        Field("format", Label("Format", "格式"), "code", required=True, codes=FORMATS),
        Field("scope", Label("Scope", "范围")),
        Field("recipients", Label("Sent to", "发送给")),
    ),
    check=_day_and_time_exist,
)
