"""All kinds of subjects that people write about. Imports those beside it, kind, fields.

A new kind is one declaration here, its name in KINDS, and a migration that makes its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ordertrack.errors import BadEntry
from ordertrack.records.journal.action_kinds import ACTION, MEETING, MINUTE, SUBTASK
from ordertrack.records.journal.alert_kinds import ALERT_RULE, CASE
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.grade_kinds import GRADING
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.records.journal.order_kinds import (
    COMPLAINT_EDIT,
    ORDER_EDIT,
    STAGE_DUE,
    STAGE_LIMIT,
)
from ordertrack.records.journal.report_kinds import REPORT_SCHEDULE, REPORT_TEXT
from ordertrack.records.journal.setting_kinds import SETTING
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
# What names stand for, and whether two of them are one.
NAMED = {
    "sales_rep": Label("Salesperson", "销售人员"),
    "product": Label("Product", "产品"),
    "customer": Label("Customer", "客户"),
    "team": Label("Team", "团队"),
    "channel": Label("Channel", "渠道"),
}
VERDICTS = {"same": Label("the same", "是同一个"), "different": Label("not the same", "不是同一个")}
WORK = {"yes": Label("working day", "上班"), "no": Label("day off", "休息")}
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


def _two_names(row: Row) -> Iterator[BadEntry]:
    """Give a name that is matched with itself."""
    if row["found"] == row["use"]:
        yield BadEntry(
            t("{name} is one name already.", name=repr(row["found"])),
            t("Nothing was written. Choose two different names."),
        )


MATCH = Kind(
    name="match",
    label=Label("matched name", "名称匹配"),
    table_name="matched_names",
    key=(
        Field("column", Label("Kind of name", "名称类别"), "code", required=True, codes=NAMED),
        Field("found", Label("Name found", "出现的名称"), required=True),
        Field("use", Label("Other name", "另一名称"), required=True),
    ),
    fields=(Field("verdict", Label("Verdict", "结论"), "code", required=True, codes=VERDICTS),),
    check=_two_names,
)
WORKDAY = Kind(
    name="workday",
    label=Label("working day", "工作日"),
    table_name="typed_workdays",
    key=(Field("day", Label("Day", "日期"), "day", required=True),),
    fields=(
        Field("work", Label("Working or not", "是否上班"), "code", required=True, codes=WORK),
        NOTE,
    ),
)
INTENTS = {
    "high": Label("high", "高"),
    "medium": Label("medium", "中"),
    "low": Label("low", "低"),
}
RESULTS = {
    "renewed": Label("renewed", "已续约"),
    "lost": Label("lost", "已流失"),
    "open": Label("open", "跟进中"),
}


def _loss_has_its_reason(row: Row) -> Iterator[BadEntry]:
    """Give a customer that is lost for no reason."""
    if row.get("result") == "lost" and row.get("loss_reason") is None:
        yield BadEntry(
            t("Why the customer was lost is missing."), t("Nothing was written. Fill it in.")
        )


RENEWAL = Kind(
    name="renewal",
    label=Label("renewal", "客户续约"),
    table_name="renewals",
    key=(Field("customer", Label("Customer", "客户"), required=True),),
    fields=(
        Field("contract_end", Label("Contract end", "合同到期日"), "day"),
        Field("intent", Label("Renewal intent", "续约意向"), "code", codes=INTENTS),
        Field("owner", Label("Follow-up by", "续约跟进人")),
        Field("contacted", Label("Last contact", "最近联系日期"), "day"),
        Field("log", Label("What was said", "跟进记录")),
        Field("next_day", Label("Next contact", "下次跟进日期"), "day"),
        Field("factor", Label("Key factor", "关键因素"), "code", codes=FACTORS),
        Field("measures", Label("Measures", "应对措施")),
        Field("cross_sell", Label("Cross-selling", "交叉销售机会")),
        Field("result", Label("Result", "续约结果"), "code", codes=RESULTS),
        Field("loss_reason", Label("Reason for loss", "流失原因")),
    ),
    check=_loss_has_its_reason,
)
ALL = (
    *(TARGET, BENCHMARK, INTERVIEW, GAP_CAUSE, MATCH, WORKDAY, ALERT_RULE, CASE),
    *(ACTION, SUBTASK, RENEWAL, MEETING, MINUTE),
    *(ORDER_EDIT, COMPLAINT_EDIT, STAGE_LIMIT, STAGE_DUE, SETTING),
    *(REPORT_TEXT, REPORT_SCHEDULE, GRADING),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in ALL}


def kind_of(name: str) -> Kind:
    """Return the kind of this name; BadEntry where there is none."""
    if name not in KINDS:
        raise BadEntry(
            t("There is no kind of entry {kind}.", kind=repr(name)),
            t("Choose one of: {kinds}.", kinds=", ".join(KINDS)),
        )
    return KINDS[name]
