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
