"""All kinds of subjects that people write about. Imports kind, fields, order_kinds, words.

A new kind is one declaration here, its name in KINDS, and a migration that makes its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ordertrack.errors import BadEntry
from ordertrack.period import Period
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.records.journal.order_kinds import (
    COMPLAINT_EDIT,
    ORDER_EDIT,
    STAGE_DUE,
    STAGE_LIMIT,
)
from ordertrack.words import Label, t

LEVELS = {
    "company": Label("company", "公司"),
    "team": Label("team", "团队"),
    "person": Label("person", "个人"),
    "product": Label("product", "产品"),
}
FACTORS = {
    "quality": Label("quality", "质量"),
    "price": Label("price", "价格"),
    "response": Label("service response", "服务响应"),
    "delivery": Label("delivery", "交付"),
    "relationship": Label("relationship", "关系"),
    "other": Label("other", "其他"),
}
OUTCOMES = {
    "bought_again": Label("bought again", "复购"),
    "lost": Label("lost", "流失"),
    "open": Label("open", "未定"),
}
CAUSES = {
    "market": Label("market and competition", "市场竞争"),
    "resources": Label("resources", "资源投入"),
    "ability": Label("people's ability", "人员能力"),
    "product": Label("product", "产品"),
    "delivery": Label("delivery", "交付"),
    "other": Label("other", "其他"),
}
WHOLE_COMPANY = "company"  # dimension and value of a benchmark that is about all there is
NOTE = Field("note", Label("Note", "备注"))
METRIC = Field("metric", Label("Metric", "指标"), required=True)


def _name_fits_level(row: Row) -> Iterator[BadEntry]:
    """Give where a company's target names somebody, or another one nobody."""
    if (row["level"] == "company") != (not row["name"]):
        yield BadEntry(
            t("A target of a team, a person or a product has a name, the company's has none."),
            t("Nothing was written. Choose the level that goes with the name."),
        )


TARGET = Kind(
    name="target",
    label=Label("target", "目标"),
    table_name="typed_targets",
    key=(
        Field("period", Label("Period", "期间"), "period", required=True),
        Field("level", Label("Level", "层级"), "code", required=True, codes=LEVELS),
        Field("name", Label("Name", "对象")),
        Field("measure", Label("Measure", "指标"), required=True),
    ),
    fields=(Field("value", Label("Target", "目标值"), "number", required=True),),
    check=_name_fits_level,
)
BENCHMARK = Kind(
    name="benchmark",
    label=Label("benchmark", "行业基准"),
    table_name="typed_benchmarks",
    key=(),
    fields=(
        METRIC,
        Field("dimension", Label("Scope: dimension", "范围：维度"), required=True),
        Field("scope", Label("Scope: value", "范围：取值"), required=True),
        Field("value", Label("Benchmark", "基准值"), "number", required=True),
        Field("source", Label("Source", "来源"), required=True),
        Field("year", Label("Year", "年份"), "year", required=True),
    ),
)
INTERVIEW = Kind(
    name="interview",
    label=Label("interview", "客户访谈"),
    table_name="interviews",
    key=(),
    fields=(
        Field("customer", Label("Customer", "客户"), required=True),
        Field("day", Label("Day", "日期"), "day", required=True),
        Field("interviewer", Label("By whom", "访谈人"), required=True),
        Field("factor", Label("Factor", "关键因素"), "code", required=True, codes=FACTORS),
        Field("outcome", Label("Outcome", "结果"), "code", required=True, codes=OUTCOMES),
        NOTE,
    ),
)
GAP_CAUSE = Kind(
    name="gap_cause",
    label=Label("cause of a gap", "差距原因"),
    table_name="gap_causes",
    key=(),
    fields=(
        METRIC,
        Field("scope", Label("Scope", "范围")),
        Field("period", Label("Period", "期间"), "span", required=True),
        Field("cause", Label("Cause", "原因"), "code", required=True, codes=CAUSES),
        NOTE,
        Field("link", Label("Evidence", "证据链接")),
    ),
)
MATCH = Kind(
    name="match",
    label=Label("matched name", "名称匹配"),
    table_name="matched_names",
    key=(
        Field("column", Label("Column", "列"), required=True),
        Field("found", Label("Name found", "出现的名称"), required=True),
    ),
    fields=(Field("use", Label("Name to use", "采用的名称"), required=True),),
)
DEPARTMENTS = {
    "production": Label("production", "生产"),
    "service": Label("customer service", "客服"),
    "logistics": Label("logistics", "物流"),
    "sales": Label("sales", "销售"),
    "finance": Label("finance", "财务"),
    "other": Label("other", "其他"),
}
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
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        *(TARGET, BENCHMARK, INTERVIEW, GAP_CAUSE, MATCH, ACTION, SUBTASK),
        *(ORDER_EDIT, COMPLAINT_EDIT, STAGE_LIMIT, STAGE_DUE),
    )
}


def kind_of(name: str) -> Kind:
    """Return the kind of this name; BadEntry where there is none."""
    if name not in KINDS:
        raise BadEntry(
            t("There is no kind of entry {kind}.", kind=repr(name)),
            t("Choose one of: {kinds}.", kinds=", ".join(KINDS)),
        )
    return KINDS[name]
