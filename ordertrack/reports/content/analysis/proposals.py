"""Measures that could be planned: against missed targets and shortfalls that nobody works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ordertrack.errors import BadScope
from ordertrack.metrics.catalog import CATALOG
from ordertrack.records.journal.alert_kinds import DEPARTMENTS
from ordertrack.reports.content.aims import ATTAINED, Aim
from ordertrack.views import formats
from ordertrack.views.highlights import GROWTH, Found, Standout
from ordertrack.views.tracking import effects
from ordertrack.views.tracking.actions import LIVE
from ordertrack.views.tracking.effects import Row
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

MOST = 6
OF_A_FIGURE = 2  # against shortfalls of one figure, the surest
TIME = timedelta(days=30)  # that a proposal has


@dataclass(frozen=True)
class Proposal:
    """A measure that could be planned: for whom, against what, by which number, until when."""

    department: str
    problem: Text
    measure: Text
    figure: Label
    baseline: str
    target: str
    due: date

    def sentence(self) -> Text:
        """Return the proposal as one row of a plan."""
        return t(
            "Proposal for {department}: {problem} {measure} Measured by {metric}: {baseline} now, "
            "{target} until {due}. Owner: to be named.",
            department=DEPARTMENTS[self.department],
            problem=self.problem,
            measure=self.measure,
            metric=formats.within(self.figure),
            baseline=self.baseline,
            target=self.target,
            due=formats.day(self.due),
        )


# Whom a shortfall of a figure concerns, and what is tried first.
MEASURES: Mapping[str, tuple[str, Text]] = {
    "revenue": (
        "sales",
        t("Go through open offers and the customers who buy less, and agree on weekly steps."),
    ),
    "new_customers": ("sales", t("Go through open leads, and agree on weekly visits.")),
    "on_time_rate": (
        "logistics",
        t("Go through the late orders by cause, and change what the most frequent cause needs."),
    ),
    "otif_rate": (
        "logistics",
        t("Go through the orders that came late or short, and change the most frequent cause."),
    ),
    "follow_up_conversion_closed": (
        "sales",
        t("Go through the lost leads by reason, and follow up as those do who convert more."),
    ),
    "gross_margin": (
        "sales",
        t("Check prices, discounts and costs of the products with the lowest margin."),
    ),
    "return_rate": (
        "service",
        t("Trace the returns to products and reasons, and stop the most frequent one."),
    ),
    "repurchase_rate": ("sales", t("Call the customers who are silent beyond their rhythm.")),
    "collection_rate": ("finance", t("Call the debtors, the largest amounts first.")),
    "satisfaction": (
        "service",
        t("Call the customers with the lowest scores, and write down why."),
    ),
    "exception_rate": (
        "production",
        t("Go through the red orders by rule, and settle the most frequent one at its source."),
    ),
    "expense_ratio": ("sales", t("Go through the largest expenses, and stop what brings least.")),
}
MEASURED_AS = {"revenue_attainment": "revenue", "growth": "revenue"}
ANY: tuple[str, Text] = ("other", t("Find the cause, and agree on a measure."))


def proposals(
    found: Found, aims: Mapping[str, Aim], rows: Sequence[Row], view: View
) -> list[Proposal]:
    """Return what could be done about missed targets and shortfalls that no action is against."""
    live = [row for row in rows if row["state"] in LIVE]
    told = [*_of_targets(aims, live, view), *_of_standouts(found, live, view)]
    return told[:MOST]


def _of_targets(aims: Mapping[str, Aim], live: Sequence[Row], view: View) -> Iterator[Proposal]:
    lang = view.lang
    for name, aim in aims.items():
        if aim.reached is not False or _is_planned(name, None, live, view):
            continue
        department, measure = MEASURES.get(name, ANY)
        now, target = formats.value(aim.now, aim.unit, lang), aim.target(lang)
        problem = t(
            "{figure}: {now}, target {target}.", figure=aim.metric.label, now=now, target=target
        )
        figure = aim.metric.label
        if name in ATTAINED:  # a sum of the period that is over cannot grow any more
            figure = CATALOG[ATTAINED[name]].label
            now, target = aim.attainment, formats.percent(1)
        yield Proposal(department, problem, measure, figure, now, target, _due(view))


def _of_standouts(found: Found, live: Sequence[Row], view: View) -> Iterator[Proposal]:
    proposed: list[str] = []
    for one in found.of(good=False):
        if proposed.count(one.figure.name) == OF_A_FIGURE:
            continue
        if _is_planned(one.figure.metric, one, live, view):
            continue
        proposed.append(one.figure.name)
        name = MEASURED_AS.get(one.figure.name, one.figure.name)
        department, measure = MEASURES.get(name, ANY)
        shrinks = one.figure.name == GROWTH and one.group.value < 0
        # As all others are is too much at once: half of the way, or no longer to shrink.
        aim = 0 if shrinks else (one.group.value + one.group.rest) / 2
        texts = (formats.percent(one.group.value), formats.percent(aim))
        problem = one.briefly(view.lang)
        yield Proposal(department, problem, measure, one.figure.label, *texts, _due(view))


def _is_planned(metric: str, one: Standout | None, live: Sequence[Row], view: View) -> bool:
    """Return whether an action under way is measured by the figure, of all or of the group."""
    return any(_is_about(row, one, view) for row in live if row["metric"] == metric)


def _is_about(row: Row, one: Standout | None, view: View) -> bool:
    try:
        filters = effects.scope_of(row, view).filters
    except BadScope:
        return False
    return not filters or (one is not None and dict(filters) == {one.dimension: (one.group.key,)})


def _due(view: View) -> date:
    return view.scope.as_of.date() + TIME
