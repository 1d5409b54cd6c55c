"""Which grade a salesperson's attainment earns, by what is in force at the end of the period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from ordertrack.records.journal.grade_kinds import STEPS
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

ATTAINMENT = "revenue_attainment"
GRADES = {
    "excellent": Label("excellent", "优秀"),
    "good": Label("good", "良好"),
    "adequate": Label("adequate", "达标"),
    "below": Label("below target", "未达标"),
}
COLUMN = Column("grade", Label("Grade", "评级"), help=t("By how much of the target was attained."))


@dataclass(frozen=True)
class Grading:
    """The attainments from which grades begin, the best first; `since`: None where by default."""

    steps: Mapping[str, Decimal]
    since: date | None = None

    def of(self, reached: Decimal, target: Decimal) -> str:
        """Return the grade of what was reached of a target above zero."""
        earned = (name for name, least in self.steps.items() if reached >= least * target)
        return next(earned, "below")

    def sentence(self) -> Text:
        """Say from which attainment each grade begins, and since when."""
        words: dict[str, Any] = {name: step_text(one) for name, one in self.steps.items()}
        if self.since is None:
            return t(
                "Grades by attainment: excellent from {excellent}, good from {good}, adequate "
                "from {adequate}, else below target.",
                **words,
            )
        return t(
            "Grades by attainment since {day}: excellent from {excellent}, good from {good}, "
            "adequate from {adequate}, else below target.",
            **words,
            day=formats.day(self.since),
        )


def step_text(least: Decimal) -> str:
    """Return where a grade begins, all its digits: 120%, 87.5%."""
    return f"{(least * 100).normalize():f}%"


DEFAULT = Grading(dict(zip(STEPS, map(Decimal, ("1.2", "1", "0.8")), strict=True)))


def in_force(view: View) -> Grading:
    """Return what was in force on the last day of the period, at as-of while it runs."""
    scope = view.scope
    last = scope.as_of.date()
    if scope.period is not None:
        last = min(last, scope.period.last)
    rows = view.reader.typed("grading").filter(pl.col("from_day") <= last).sort("from_day")
    if rows.is_empty():
        return DEFAULT
    row = rows.row(-1, named=True)
    return Grading({name: Decimal(row[name]) for name in STEPS}, row["from_day"])


def why_none(view: View) -> Text | None:
    """Return why nobody has a grade yet: what is attained of a part says nothing of the whole."""
    if view.scope.is_cut:
        return t("The period is still running: grades are given when it is over.")
    return None


def with_grades(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    """Add `grade` to groups with their attainment; null without a target."""
    parts = [f"{ATTAINMENT}__{part}" for part in ("numerator", "denominator")]
    if why_none(view) or not set(parts) <= set(frame.columns):
        return frame.with_columns(grade=pl.lit(None, pl.String))
    grading = in_force(view)
    earned = [
        GRADES[grading.of(Decimal(str(top or 0)), Decimal(str(base)))].to(view.lang)
        if base is not None and base > 0
        else None
        for top, base in frame.select(parts).iter_rows()
    ]
    return frame.with_columns(grade=pl.Series(earned, dtype=pl.String))
