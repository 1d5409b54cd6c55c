"""Where a number comes from: formula, parts, unknown, convention, release."""

from __future__ import annotations

from ordertrack.metrics.model.metric import DATES, PARTS, Metric, Part
from ordertrack.metrics.notes import convention
from ordertrack.views import currencies, formats
from ordertrack.views.figures import Row
from ordertrack.views.filter_values import filter_text
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

REST = Label("The rest", "其余")


def scope_text(view: View) -> str:
    """Say period, as-of and filters in one line."""
    scope, lang = view.scope, view.lang
    period = scope.period.label(lang) if scope.period else t("All time").to(lang)
    parts = [period, t("As of {moment}", moment=formats.when(scope.as_of)).to(lang)]
    for dimension, values in scope.filters:
        parts.append(filter_text(view, dimension, values, most=len(values)).to(lang))
    return "  |  ".join(parts)


def origin(view: View, metric: Metric, row: Row) -> dict[str, Markdown]:
    """Return what a reader of the number must know, as names and Markdown texts."""
    facts: dict[Text | Label, str | Text | Label] = {t("Formula"): metric.formula}
    money = currencies.in_unit("money", currencies.currencies_of(view, metric))
    for part in PARTS:
        if measures := metric.measures(part):
            sentences = " ".join(measure.sentence.to(view.lang) for measure in measures)
            value = markdown(part_value(row, metric, part, view.lang, money))
            facts[part_name(metric, part)] = f"**{value}** — {sentences}"
    if metric.median:
        facts[t("Beside the median")] = _spread(metric, row, view.lang)
    if in_force := convention(metric.name, view.scope.conventions):
        facts[t("Convention in force")] = in_force
    facts[t("Placed by")] = DATES[metric.date]
    if metric.date == "stock":
        facts[t("Counted at")] = formats.when(view.scope.stock_moment)
    if metric.source:
        facts[t("Defined after")] = metric.source
    facts[t("Release")] = t(
        "#{number}, data through {day}",
        number=view.release.number,
        day=formats.day(view.release.data_through),
    )
    return {
        name.to(view.lang): Markdown(text if isinstance(text, str) else text.to(view.lang))
        for name, text in facts.items()
    }


def part_name(metric: Metric, part: Part) -> Text | Label:
    """Return what a part is called; what is simply counted has no numerator.

    Where less is better, what the numerator leaves out is no miss but the rest.
    """
    if part == "numerator" and not metric.denominator:
        return t("Counted")
    if part == "misses" and metric.worst_part != "misses":
        return REST
    return PARTS[part]


def part_value(row: Row, metric: Metric, part: Part, lang: str, money: str = "money") -> str:
    """Return what a part comes to, to the last digit; `money` is the unit of its amounts."""
    amount = row.get(f"{metric.name}__{part}")
    if amount is None:
        return formats.NONE
    unit = metric.measures(part)[0].unit
    return formats.value(amount, money if unit == "money" else unit, lang, exact=True)


def parts_with_rows(row: Row, metric: Metric) -> list[Part]:
    """Return the parts that stand on at least one row."""
    return [part for part in PARTS if metric.measures(part) and row.get(f"{metric.name}__{part}")]


def _spread(metric: Metric, row: Row, lang: str) -> Text:
    """Mean and 90th percentile beside a median."""
    mean, p90 = (
        formats.value(row.get(f"{metric.name}__{key}"), "days", lang) for key in ("mean", "p90")
    )
    return t("Mean {mean}, 90th percentile {p90}", mean=mean, p90=p90)
