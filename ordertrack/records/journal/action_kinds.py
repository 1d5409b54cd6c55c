"""What people write about actions against problems. Imports kind, fields, alert_kinds."""

from __future__ import annotations

from collections.abc import Iterator

from ordertrack.errors import BadEntry
from ordertrack.period import Period
from ordertrack.records.journal.alert_kinds import DEPARTMENTS
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.words import Label, t

STATES = {
    "open": Label("open", "未开始"),
    "doing": Label("in progress", "进行中"),
    "done": Label("done", "已完成"),
    "dropped": Label("dropped", "已放弃"),
}


def _action_can_be_judged(row: Row) -> Iterator[BadEntry]:
    """Give what is missing or out of order in how an action will be judged."""
    if row.get("metric") is None:
        return
    if any(row.get(name) is None for name in ("baseline", "starts", "review")):
        yield BadEntry(
            t("An action with a metric has a baseline, a first day and a review day."),
            t("Nothing was written. Fill them in, or leave the metric empty."),
        )
        return
    baseline = Period.parse(row["baseline"])
    if not baseline.end <= row["starts"] < row["review"]:
        yield BadEntry(
            t(
                "The baseline ends before the action starts, and the review comes after: "
                "{baseline}, {starts}, {review} are not in this order.",
                baseline=row["baseline"],
                starts=row["starts"],
                review=row["review"],
            ),
            t("Nothing was written. Change one of them."),
        )


ACTION = Kind(
    name="action",
    label=Label("action", "改进措施"),
    table_name="actions",
    key=(),
    fields=(
        Field("problem", Label("Problem", "问题"), required=True),
        Field("measure", Label("Measure", "措施"), required=True),
        Field(
            "department", Label("Department", "责任部门"), "code", required=True, codes=DEPARTMENTS
        ),
        Field("owner", Label("Owner", "负责人"), required=True),
        Field("due", Label("Due", "完成期限"), "day", required=True),
        Field("state", Label("State", "状态"), "code", required=True, codes=STATES),
        Field("done_day", Label("Done on", "完成日期"), "day"),
        Field("result", Label("Result", "结果")),
        Field("metric", Label("Metric", "指标")),
        Field("scope", Label("Scope", "范围")),
        Field("baseline", Label("Baseline", "基线期间"), "span"),
        Field("target", Label("Target", "目标值"), "number"),
        Field("starts", Label("Starts on", "开始日期"), "day"),
        Field("review", Label("Review on", "评估日期"), "day"),
        Field("link", Label("Where it comes from", "来源链接")),
    ),
    check=_action_can_be_judged,
)
SUBTASK = Kind(
    name="subtask",
    label=Label("sub-task", "子任务"),
    table_name="subtasks",
    key=(),
    fields=(
        Field("action", Label("Action", "改进措施"), required=True),
        Field("task", Label("Sub-task", "子任务"), required=True),
        Field("owner", Label("Owner", "负责人"), required=True),
        Field("due", Label("Due", "完成期限"), "day", required=True),
        Field("done_day", Label("Done on", "完成日期"), "day"),
    ),
)
CADENCES = {
    "weekly": Label("weekly meeting", "周协调会"),
    "monthly": Label("monthly review", "月度复盘会"),
}
PARTS = {
    "progress": Label("Progress", "进展"),
    "exceptions": Label("Exceptions", "异常"),
    "next": Label("Next week", "下周"),
    "figures": Label("Core figures", "核心数据"),
    "problems": Label("Order problems", "订单问题"),
    "highlights": Label("Highlights and shortfalls", "亮点与不足"),
    "plan": Label("Action plan", "行动计划"),
}
HELD = {"open": Label("under way", "进行中"), "closed": Label("closed", "已结束")}
MEETING = Kind(
    name="meeting",
    label=Label("meeting", "会议"),
    table_name="meetings",
    key=(),
    fields=(
        Field("held_on", Label("Held on", "日期"), "day", required=True),
        Field("cadence", Label("Meeting", "会议类型"), "code", required=True, codes=CADENCES),
        Field("state", Label("State", "状态"), "code", required=True, codes=HELD),
        # What it looked at: so it opens again as it was.
        Field("as_of", Label("As of", "截止时点"), required=True),
        Field("release", Label("Release", "数据版本"), "number", required=True),
        Field("position", Label("Journal position", "日志位置"), "number", required=True),
        Field("period", Label("Period", "期间"), "span"),  # of a review
        Field("present", Label("Present", "参会人")),
        Field("notes", Label("Notes", "会议纪要")),
    ),
)
MINUTE = Kind(
    name="minute",
    label=Label("minute", "会议记录"),
    table_name="minutes",
    key=(),
    fields=(
        Field("meeting", Label("Meeting", "会议"), required=True),
        Field("part", Label("Part", "环节"), "code", required=True, codes=PARTS),
        Field("note", Label("Note", "备注"), required=True),
    ),
)
