"""What people call the levels and units of alerts. Imports `metrics`."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.model import STAGES
from ordertrack.records.journal.alert_kinds import CLOCKS, RULES
from ordertrack.words import Label, Text, t

LEVELS: Mapping[str, Label] = {"red": Label("red", "红色"), "yellow": Label("yellow", "黄色")}
MARKS: Mapping[str, str] = {"red": "●", "yellow": "○"}  # beside the word; every font has them
UNITS: Mapping[str, Label] = {
    **CLOCKS,
    "score": Label("points", "分"),
    "days_left": Label("days left", "天后到期"),
    "over": Label("days past the limit", "天(超出期限)"),
}
ONE: Mapping[str, Label] = {
    "workdays": Label("working day", "工作日"),
    "days": Label("day", "天"),
    "hours": Label("hour", "小时"),
    "score": Label("point", "分"),
    "days_left": Label("day left", "天后到期"),
    "over": Label("day past the limit", "天(超出期限)"),
}
UNTIL_END = Label("Until the end", "距到期")


def rule_name(rule: str, subject: str, lang: str) -> str:
    """Return what a rule is called, behind the stage where it is about one."""
    name = RULES[rule].to(lang) if rule in RULES else rule
    known = ALERT_RULES.get(rule)
    stage = STAGES.get(known.stage_of(subject) or "") if known else None
    return f"{stage.to(lang)} · {name}" if stage else name


def elapsed_text(value: float, unit: str, lang: str) -> str:
    """Return how long a clock has run, or the score: `5 days`, `53.9 hours`, `24 days left`."""
    if unit == "days_left":
        return until_end(value).to(lang)
    number = f"{value:,.1f}" if unit == "hours" else f"{value:,.0f}"
    names = ONE if number == "1" else UNITS
    return f"{number} {names[unit].to(lang)}"


def until_end(days: float) -> Text:
    """Say how many days are left to the end of a contract, or how long ago it ended."""
    if days == 0:
        return t("ends today")
    if days < 0:
        return (
            t("ended 1 day ago") if days == -1 else t("ended {days} days ago", days=f"{-days:,.0f}")
        )
    return t("1 day left") if days == 1 else t("{days} days left", days=f"{days:,.0f}")
