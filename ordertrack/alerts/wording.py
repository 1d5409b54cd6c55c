"""What people call the levels and units of alerts. Imports `records`, `words`."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.records.journal.alert_kinds import CLOCKS
from ordertrack.words import Label

LEVELS: Mapping[str, Label] = {"red": Label("red", "红色"), "yellow": Label("yellow", "黄色")}
UNITS: Mapping[str, Label] = {
    **CLOCKS,
    "score": Label("points", "分"),
    "days_left": Label("days left", "天后到期"),
}
