"""What the parts of the analysis report share, each asked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

import polars as pl

from ordertrack.alerts.find import untold
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import why_empty
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.reports.content import parts, red_alerts
from ordertrack.reports.content.aims import Aim, aims
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.red_alerts import Flow
from ordertrack.views import currencies, figures, highlights
from ordertrack.views.alerts import exceptions
from ordertrack.views.alerts.exceptions import Worst
from ordertrack.views.changes import Change
from ordertrack.views.evaluation import delivery
from ordertrack.views.evaluation.delivery import Causes
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.figures import Compared
from ordertrack.views.highlights import Found
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import review
from ordertrack.views.view import View
from ordertrack.words import Text


@dataclass(frozen=True)
class Findings:
    """The context of a report, looked at beside the year before, with what was found in it."""

    context: Context
    view: View

    @classmethod
    def of(cls, context: Context) -> Findings:
        """Return what is found in a context; every answer is asked for once."""
        view = context.view
        yearly = replace(view.scope, comparison="yoy")
        return cls(context, replace(view, scope=yearly, evaluate=cache(view.evaluate)))

    @property
    def lang(self) -> str:
        return self.view.lang

    @cached_property
    def told(self) -> list[str]:
        """The core figures that the data can tell."""
        return [name for name in review.CORE if can_tell(self.view, name)]

    @cached_property
    def compared(self) -> Compared:
        """The core figures of the period, and of the year before."""
        return figures.compared(self.view, self.told, ("yoy",))

    @cached_property
    def aims(self) -> Mapping[str, Aim]:
        """The targets of the core figures."""
        return aims(self.view, self.told, self.compared.now)

    @cached_property
    def found(self) -> Found:
        """What stands out by more than chance."""
        return highlights.found(self.view)

    @cached_property
    def end(self) -> Context:
        """The context at the end of the period, or at as-of while it runs."""
        return self.context.at(self.view.scope.stock_moment)

    @cached_property
    def alerts(self) -> pl.DataFrame:
        """The alerts at the end, with their cases."""
        return red_alerts.now(self.end)

    @cached_property
    def flow(self) -> Flow:
        """What was red before the period, came, went, and is red at its end."""
        return red_alerts.flow(self.end, red_alerts.days_of(self.end.view), self.alerts)

    @cached_property
    def by_rule(self) -> Sheet:
        """What came and went by rule, the most first."""
        sheet = red_alerts.by_rule(self.flow, self.view)
        ranked = sheet.frame.sort("new", "open", "key", descending=[True, True, False])
        return replace(sheet, frame=ranked)

    @property
    def judged(self) -> bool:
        """Whether the data can tell one of the rules at all."""
        return len(untold(self.view.scope, self.view.reader)) < len(RULES)

    @cached_property
    def worst(self) -> Worst:
        """Where exceptions are more frequent than elsewhere."""
        return exceptions.worst(self.view)

    @cached_property
    def causes(self) -> Causes | None:
        """Why orders were late; None where nobody can tell which were."""
        if why_empty("delay_days", self.view.scope, self.view.reader, by=("delay_reason",)):
            return None
        found = delivery.causes(self.view)
        return found if found.known else None

    @cached_property
    def lines_by_cause(self) -> Sheet | None:
        """Late orders by product line and cause, where there are several lines."""
        if self.causes is None or "product_line" not in self.view.dimensions:
            return None
        by = ("product_line", "delay_reason")
        if why_empty("delay_days", self.view.scope, self.view.reader, by=by):
            return None
        sheet = delivery.lines_by_cause(self.view)
        return sheet if sheet.frame.filter(pl.col("key") != "").height > 1 else None

    @cached_property
    def actions(self) -> list[review.Row]:
        """The actions that the period is concerned with."""
        return review.of_period(self.context.written("action"), self.view)

    @cached_property
    def mixes_currencies(self) -> Text | None:
        """What is to be said of amounts in several currencies that are added up."""
        return currencies.currency_note(self.view) if "revenue" in self.told else None

    @property
    def lacks_target(self) -> bool:
        """Whether the data have targets, and none of them is for this period."""
        return can_tell(self.view, "revenue_attainment") and not self.aims

    @property
    def begins_within(self) -> date | None:
        """The day on which the data begin, where it lies within the year before."""
        return figures.begins_within(self.view, self.view.scope.compared())

    def number(self, name: str) -> object:
        """Return a core figure; None where there is none."""
        return self.compared.now.get(name) if name in self.told else None

    def said(self, name: str) -> str:
        """Return a core figure as people read it."""
        return parts.said(self.view, name, self.number(name))

    def change(self, name: str) -> Change | None:
        """Return the change of a core figure against the year before."""
        return parts.year_before(self.view, CATALOG[name], self.compared)
