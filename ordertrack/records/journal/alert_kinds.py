"""What people write about alerts: the thresholds of rules, and the cases. Imports kind, fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ordertrack.errors import BadEntry
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.words import Label, t

RULES = {
    "not_started": Label("Production not started", "下单后未启动生产"),
    "late_delivery": Label("Late delivery", "交付延迟"),
    "no_response": Label("Complaint not answered", "客户反馈未响应"),
    "acceptance_pending": Label("Acceptance pending", "待验收超时"),
    "payment_overdue": Label("Payment overdue", "回款逾期"),
    "low_satisfaction": Label("Low satisfaction", "满意度低"),
    "renewal_due": Label("Renewal due", "续约临期"),
    "stage_overdue": Label("Stage past its limit", "节点超期"),
}
CLOCKS = {
    "workdays": Label("working days", "工作日"),
    "days": Label("days", "天"),
    "hours": Label("hours", "小时"),
}
# The first clock of a rule is the one that it has until somebody sets another; what has none
# compares a score, or counts as the time limit of a stage says.
RULE_CLOCKS: Mapping[str, tuple[str, ...]] = {
    "not_started": ("workdays", "days", "hours"),
    "late_delivery": ("days", "workdays"),
    "no_response": ("hours", "workdays", "days"),
    "acceptance_pending": ("days", "workdays"),
    "payment_overdue": ("days", "workdays"),
    "low_satisfaction": (),
    "renewal_due": ("days",),
    "stage_overdue": (),
}
# Rules whose value is the worse the lower it is: a score, the days that are left.
FALLING = frozenset({"low_satisfaction", "renewal_due"})
OPERATORS = {
    ">": Label("more than", "超过"),
    ">=": Label("at least", "达到"),
    "<": Label("less than", "低于"),
    "<=": Label("at most", "不高于"),
}
SWITCH = {"on": Label("on", "启用"), "off": Label("off", "停用")}
STATES = {
    "new": Label("new", "新"),
    "in_progress": Label("in progress", "处理中"),
    "resolved": Label("resolved", "已解决"),
    "closed": Label("closed", "已关闭"),
    "false_alarm": Label("false alarm", "误报"),
    "snoozed": Label("snoozed", "暂缓"),
}
DEPARTMENTS = {
    "sales": Label("Sales", "销售"),
    "production": Label("Production", "生产"),
    "service": Label("Service", "客服"),
    "logistics": Label("Logistics", "物流"),
    "finance": Label("Finance", "财务"),
    "other": Label("Other", "其他"),
}
RULE = Field("rule", Label("Rule", "规则"), "code", required=True, codes=RULES)


def _fits_rule(row: Row) -> Iterator[BadEntry]:
    """Give a clock that the rule cannot be read on, and an operator that turns it round."""
    rule, clock, operator = row["rule"], row.get("clock"), row.get("operator")
    if clock and clock not in RULE_CLOCKS[rule]:
        yield BadEntry(
            t("{rule} cannot be counted in {clock}.", rule=RULES[rule], clock=CLOCKS[clock]),
            t("Nothing was written. Choose another clock."),
        )
    if operator and (operator in ("<", "<=")) != (rule in FALLING):
        yield BadEntry(
            t("{rule} cannot be compared with {operator}.", rule=RULES[rule], operator=operator),
            t("Nothing was written. Use {ways}.", ways="<, <=" if rule in FALLING else ">, >="),
        )
    yield from _thresholds_in_order(row)


def _thresholds_in_order(row: Row) -> Iterator[BadEntry]:
    red, yellow = row.get("red"), row.get("yellow")
    if red is None or yellow is None:
        return
    if (yellow < red) if row["rule"] in FALLING else (yellow > red):
        yield BadEntry(
            t(
                "{rule}: yellow {yellow} comes later than red {red}.",
                rule=RULES[row["rule"]],
                yellow=yellow,
                red=red,
            ),
            t("Nothing was written. Yellow warns before red does."),
        )


def _snoozed_until_a_day(row: Row) -> Iterator[BadEntry]:
    """Give a snooze without its end."""
    if row.get("state") == "snoozed" and row.get("snoozed_until") is None:
        yield BadEntry(
            t("A case is snoozed until a day."), t("Nothing was written. Choose the day.")
        )


ALERT_RULE = Kind(
    name="alert_rule",
    label=Label("threshold of an alert", "预警阈值"),
    table_name="alert_rules",
    key=(RULE, Field("from_day", Label("From day", "生效日期"), "day", required=True)),
    fields=(
        Field("red", Label("Red", "红色"), "number"),
        Field("yellow", Label("Yellow", "黄色"), "number"),
        Field("operator", Label("Operator", "比较方式"), "code", codes=OPERATORS),
        Field("clock", Label("Clock", "计时"), "code", codes=CLOCKS),
        Field("is_on", Label("On", "启用"), "code", codes=SWITCH),
    ),
    check=_fits_rule,
)
CASE = Kind(
    name="case",
    label=Label("case", "异常个案"),
    table_name="alert_cases",
    key=(
        RULE,
        Field("about", Label("Subject", "对象"), required=True),
        Field("episode", Label("Episode", "次数"), required=True),
    ),
    fields=(
        Field("state", Label("State", "状态"), "code", codes=STATES),
        Field("owner", Label("Owner", "负责人")),
        Field("department", Label("Department", "责任部门"), "code", codes=DEPARTMENTS),
        Field("snoozed_until", Label("Snoozed until", "暂缓至"), "day"),
        Field("cause", Label("Cause", "原因")),
        Field("solution", Label("Solution", "解决方案")),
        Field("due", Label("Due", "完成期限"), "day"),
        Field("result", Label("Result", "处理结果")),
    ),
    check=_snoozed_until_a_day,
)
