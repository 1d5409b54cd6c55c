"""What a report rests on: scope, release, journal, as-of, rules; and where its figures come from.

Everything is plain text: whoever writes a format escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from babel import Locale

from ordertrack.alerts.find import untold
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import DATES, Metric
from ordertrack.metrics.notes import convention, settings_in_force
from ordertrack.metrics.query.raised import thresholds
from ordertrack.period import Period
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.records.journal.kinds import WORK
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Basis, Source
from ordertrack.scope import Conventions
from ordertrack.views import formats
from ordertrack.views.alerts import seen
from ordertrack.views.filter_values import names
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

PERIOD, COUNTED = Label("Period", "期间"), t("Counted at")
SETTINGS: Mapping[str, Label] = {
    "promise_basis": Label("Promise", "承诺口径"),
    "repurchase_months": Label("Repurchase window", "复购窗口"),
    "repurchase_by": Label("Repeat purchase", "复购判定"),
    "payment_days": Label("Days to pay", "付款期限"),
    "channel_lag_months": Label("Channel expenses", "渠道费用"),
    "cost_per_complaint": Label("Cost of a complaint", "单次投诉成本"),
}
AS_OF = Label("As of", "截止时点")
CALENDAR = Label("Working days", "工作日")
SEPARATOR = " | "
ROUNDING = t(
    "Figures are rounded as they are written; changes and sums are those of the figures before."
)


def basis(context: Context) -> Basis:
    """Return the five things that a report is made from."""
    view = context.view
    return Basis(
        scope=scope_text(view),
        release=view.release.number,
        data_through=view.release.data_through or view.scope.as_of.date(),
        position=context.position,
        as_of=view.scope.as_of,
        rules=rules(view),
    )


def scope_text(view: View) -> str:
    """Say period and filters in one line."""
    return SEPARATOR.join([period_text(view.scope.period, view.lang), *filter_texts(view)])


def period_text(period: Period | None, lang: str) -> str:
    """Return what a period is called."""
    return period.label(lang) if period else t("All time").to(lang)


def filter_texts(view: View) -> Iterator[str]:
    """Give the filters in force, `Team: North, South`."""
    for dimension, values in view.scope.filters:
        name, listed = DIMENSIONS[dimension].label, names(view, dimension, values)
        said = t("{name}: {values}", name=name, values=formats.listed(listed, view.lang))
        yield said.to(view.lang)


# --- the rules in force ---------------------------------------------------------------------------


def rules(view: View) -> tuple[tuple[str, str], ...]:
    """Return conventions, working days and thresholds of alerts in force, as names and texts.

    Each name stands once, so that they can be looked up by it.
    """
    told: list[tuple[Label, Text | Label]] = [
        *_conventions(view.scope.conventions),
        *_workdays(view.scope.conventions, view.lang),
        *_thresholds(view),
        (Label("Rounding", "取整"), ROUNDING),
    ]
    found: dict[str, list[str]] = {}
    for name, text in told:
        found.setdefault(name.to(view.lang), []).append(text.to(view.lang))
    between = "" if view.lang == "zh" else " "
    return tuple((name, between.join(texts)) for name, texts in found.items())


def _conventions(chosen: Conventions) -> Iterator[tuple[Label, Text]]:
    for name, text in settings_in_force(chosen).items():
        yield SETTINGS[name], text
    if chosen.currency:
        currency = t("Amounts that name none are in {currency}.", currency=chosen.currency)
        yield Label("Currency", "币种"), currency


def _workdays(conventions: Conventions, lang: str) -> Iterator[tuple[Label, Text]]:
    """Say whose working days count, and which days people set otherwise."""
    workdays = conventions.workdays
    known = Locale.parse("zh_CN" if lang == "zh" else "en").territories
    country = known.get(workdays.country, workdays.country)
    yield CALENDAR, t("Working days of {country}.", country=country)
    if workdays.overrides:
        days = [
            f"{formats.day(day)} {WORK['yes' if worked else 'no'].to(lang)}"
            for day, worked in workdays.overrides
        ]
        yield CALENDAR, t("Set by hand: {days}", days=formats.listed(days, lang))


def _thresholds(view: View) -> Iterator[tuple[Label, Text]]:
    """Say from when on each rule is red and yellow; of those that raise nothing, why."""
    silent = untold(view.scope, view.reader)
    for name, limit in thresholds(view.reader, view.scope.as_of.date()).items():
        yield RULES[name], silent.get(name) or seen.threshold(name, limit)


# --- where figures come from ----------------------------------------------------------------------


def source(
    view: View,
    name: Text | Label | str,
    metrics: Sequence[str] = (),
    alerts: Sequence[str] = (),
) -> Source:
    """Return what a table or a chart rests on: period, as-of, formulas, what rules of alerts say.

    Args:
        alerts: names of rules.
    """
    facts = [
        (PERIOD.to(view.lang), period_text(view.scope.period, view.lang)),
        (AS_OF.to(view.lang), formats.when(view.scope.as_of)),
    ]
    if any(CATALOG[one].date == "stock" for one in metrics):
        facts.append((COUNTED.to(view.lang), formats.when(view.scope.stock_moment)))
    facts += [_formula(CATALOG[one], view) for one in metrics]
    facts += [(RULES[one].to(view.lang), _sentence(one, view.lang)) for one in alerts]
    return Source(name if isinstance(name, str) else name.to(view.lang), tuple(facts))


def _sentence(rule: str, lang: str) -> str:
    return ALERT_RULES[rule].sentence.to(lang).rstrip(".。")


def _formula(metric: Metric, view: View) -> tuple[str, str]:
    """Return a metric with its formula, its convention, and by which day it is placed."""
    said: list[Text | Label] = [metric.formula, DATES[metric.date]]
    if in_force := convention(metric.name, view.scope.conventions):
        said.append(in_force)
    texts = [one.to(view.lang).rstrip(".。") for one in said]
    return metric.label.to(view.lang), ("；" if view.lang == "zh" else "; ").join(texts)
