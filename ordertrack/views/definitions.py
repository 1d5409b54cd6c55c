"""The dictionary of the numbers, generated from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.metric import DATES, GROUPS, PARTS, Metric
from ordertrack.metrics.model.rule import Rule, Threshold
from ordertrack.metrics.notes import convention, filled_by, why_empty
from ordertrack.metrics.query.conventions import resolved
from ordertrack.metrics.query.raised import thresholds
from ordertrack.scope import Conventions
from ordertrack.views import currencies, figures, formats
from ordertrack.views.alerts.seen import threshold
from ordertrack.views.markup import Markdown
from ordertrack.views.origin import part_name
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

UNITS: Mapping[str, Label] = {
    "count": Label("number", "个数"),
    "money": Label("amount in the currency of the orders", "金额（订单币种）"),
    "units": Label("units", "件数"),
    "ratio": Label("per cent", "百分比"),
    "days": Label("days", "天"),
    "score": Label("score from 1 to 5", "1–5 分"),
}
BETTER: Mapping[str | None, Label] = {
    "up": Label("Higher is better", "越高越好"),
    "down": Label("Lower is better", "越低越好"),
    None: Label("Neither is better in itself", "无好坏方向"),
}


def matching(text: str) -> dict[Label, list[Metric]]:
    """Return the metrics that match a search, by the title of their group."""
    found = [metric for metric in CATALOG.values() if matches(metric, text)]
    groups = {title: [m for m in found if m.group == group] for group, title in GROUPS.items()}
    return {title: metrics for title, metrics in groups.items() if metrics}


def matches(metric: Metric, text: str) -> bool:
    """Return whether every word of the search stands somewhere in the entry, in any language."""
    return _says(text, metric.name, *metric.label, *metric.formula)


def _says(text: str, *entries: str) -> bool:
    entry = " ".join(entries).casefold()
    return all(word in entry for word in text.casefold().split())


RULES_TITLE = Label("Rules of red alerts", "红色预警规则")


def rules(text: str, view: View | None) -> list[tuple[Rule, Text]]:
    """Return the rules of alerts that match a search, each with its threshold.

    As it is in force where people look, or by default where there is nothing to look at yet.
    """
    day = view.scope.as_of.date() if view else None
    in_force = thresholds(view.reader, day) if view and day else {}
    return [
        (rule, threshold(name, in_force.get(name) or Threshold.default(rule)))
        for name, rule in ALERT_RULES.items()
        if _says(text, name, *rule.label, rule.sentence.to("en"), rule.sentence.to("zh"))
    ]


def definition(metric: Metric, conventions: Conventions, lang: str) -> dict[str, Markdown]:
    """Return everything there is to know about a metric, as names and Markdown texts."""
    zh, en = metric.formula.zh, metric.formula.en
    facts: dict[Text | Label, str | Text | Label] = {
        t("Formula"): f"{zh}  \n{en}" if lang == "zh" else f"{en}  \n{zh}"
    }
    for part in PARTS:
        if measures := metric.measures(part):
            sentences = (measure.sentence.to(lang) for measure in measures)
            facts[part_name(metric, part)] = "  \n".join(sentences)
    if in_force := convention(metric.name, conventions):
        facts[t("Convention in force")] = in_force
    facts[t("Unit")] = UNITS[metric.unit]
    facts[t("Direction")] = BETTER[metric.better]
    facts[t("Placed by")] = DATES[metric.date]
    facts[t("Needs")] = needed_columns(metric, conventions, lang) or t("orders only")
    if metric.source:
        facts[t("Defined after")] = metric.source
    facts[t("Command line")] = f"`python -m ordertrack metrics {metric.name}`"
    return {
        name.to(lang): Markdown(text if isinstance(text, str) else text.to(lang))
        for name, text in facts.items()
    }


@dataclass(frozen=True)
class Present:
    """What a metric comes to in a view, or why it has no number."""

    value: str
    reason: Text | None
    notes: Sequence[Text]


def present(view: View, metrics: Sequence[Metric]) -> dict[str, Present]:
    """Return what each metric comes to in the view's scope, by name."""
    found = figures.figures(view, [metric.name for metric in metrics])
    return {metric.name: _present(view, metric, found) for metric in metrics}


def _present(view: View, metric: Metric, found: figures.Row) -> Present:
    unit = currencies.unit(view, metric)
    reason = why_empty(metric.name, view.scope, view.reader, found)
    note = currencies.currency_note(view, metric)
    return Present(
        formats.value(found[metric.name], unit, view.lang), reason, [note] if note else []
    )


def needed_columns(metric: Metric, conventions: Conventions, lang: str) -> str:
    """Return the columns of an export that the metric cannot do without; empty where none."""
    needs = [
        t(" or ")
        .to(lang)
        .join(
            " / ".join(label.to(lang) for label in filled_by(column))
            for column in resolved(need, conventions).split("|")
        )
        for need in metric.needs
    ]
    return formats.listed(needs, lang)
