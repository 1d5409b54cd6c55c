"""What people call the levels and units of alerts. Imports `metrics`."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.model import STAGES
from ordertrack.records.journal.alert_kinds import CLOCKS, RULES
from ordertrack.words import Label

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
PAST = Label("days past the end", "天前已到期")


def rule_name(rule: str, subject: str, lang: str) -> str:
    """Return what a rule is called, behind the stage where it is about one."""
    name = RULES[rule].to(lang) if rule in RULES else rule
    known = ALERT_RULES.get(rule)
    stage = STAGES.get(known.stage_of(subject) or "") if known else None
    return f"{stage.to(lang)} · {name}" if stage else name


def elapsed_text(value: float, unit: str, lang: str) -> str:
    """Return how long a clock has run, or the score: `5 days`, `53.9 hours`, `24 days left`."""
    if unit == "days_left" and value < 0:
        return f"{-value:,.0f} {PAST.to(lang)}"
    number = f"{value:,.1f}" if unit == "hours" else f"{value:,.0f}"
    names = ONE if number == "1" else UNITS
    return f"{number} {names[unit].to(lang)}"
