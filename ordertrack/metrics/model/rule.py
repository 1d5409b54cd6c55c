"""What a rule of a red alert is: a clock over the rows of a fact table. Imports `words`.

The SQL is that of measures: `$as_of` and the other parameters of a question, `{promise}` and
`{slack}` of its conventions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ordertrack.words import Label, Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition of a row of `table` that turns yellow, then red.

    The clock runs from `starts` to `ends`, or to as-of while that has not come; `clocks` are those
    that it can be read on, the usual one first. `days` is the SQL of the days where these are not
    the difference of both. A rule with a `value` compares that instead: a score, days that are
    left. `operator` compares with `red` and is a setting, `yellow_operator` with `yellow`.
    `red_if`: who can turn red at all; `yellow_value`: what is compared for yellow, where it is
    another value. `lasts`: after so many days it is over although nothing ended it. `unit_of` is
    the SQL of the unit, where rows count in several. `by_stage`: it looks at the clocks of an
    order's stages, and raises nothing until one has a limit. `typed`: what people write over the
    data, a kind of the journal and its field.

    `where` are the rows that can be judged, `unknown` those that cannot, in words. `needs` are
    fact columns without which the rule raises nothing (`a|b`: one of them will do).
    """

    name: str
    label: Label
    sentence: Text
    table: str
    subject: str
    starts: str
    ends: str | None
    red: float
    yellow: float
    operator: str
    yellow_operator: str
    clocks: tuple[str, ...]
    needs: tuple[str, ...]
    where: tuple[str, ...] = ()
    days: str | None = None
    value: str | None = None
    unit: str = ""
    unit_of: str = ""
    red_if: str | None = None
    yellow_value: str | None = None
    by_tier: bool = False
    by_stage: bool = False
    typed: tuple[str, str] | None = None
    lasts: int | None = None
    department: str = "sales"

    def orders_of(self, subject: pl.Expr) -> pl.Expr:
        """Return the orders of subjects of a rule about orders: one of a stage is `order/stage`."""
        return subject.str.replace("/[^/]*$", "") if self.by_stage else subject

    def stage_of(self, subject: str) -> str | None:
        """Return the stage that a subject names behind its order; None of other rules."""
        return subject.rpartition("/")[2] if self.by_stage else None


@dataclass(frozen=True, slots=True)
class Threshold:
    """What is in force of a rule on a day; `since` is the day it took effect, None for defaults."""

    red: float
    yellow: float
    operator: str
    clock: str
    is_on: bool = True
    since: date | None = None

    @classmethod
    def default(cls, rule: Rule) -> Threshold:
        """Return what a rule has as long as nobody set anything."""
        clock = rule.clocks[0] if rule.clocks else ""
        return cls(float(rule.red), float(rule.yellow), rule.operator, clock)
