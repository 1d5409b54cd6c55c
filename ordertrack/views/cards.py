"""The KPI cards: value, changes, twelve months as a line; and all figures as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import GROUPS, Metric
from ordertrack.metrics.notes import booking_gaps, lacks, why_empty
from ordertrack.metrics.query.booked import BOOKED
from ordertrack.scope import Comparison
from ordertrack.views import changes, currencies, figures, formats, sparks
from ordertrack.views.changes import Change
from ordertrack.views.figures import Compared
from ordertrack.views.offered import can_tell, fitting
from ordertrack.views.sparks import Spark
from ordertrack.views.view import View
from ordertrack.words import Text, t

PLACES = 10
LINK = "figure"  # the query parameter that opens one figure on the Overview


@dataclass(frozen=True)
class Card:
    """One figure as shown.

    `notes` say why it is empty or what is added up; `moment` when a stock was counted, where the
    period is over and it could be counted at another moment as well.
    """

    metric: Metric
    value: str
    help: str
    changes: Sequence[tuple[Comparison, Change]]
    spark: Spark | None
    notes: Sequence[str]
    moment: str | None


def cards(view: View, names: Sequence[str] = ()) -> list[Card]:
    """Return the cards in order of importance; what the data lacks makes room for the next.

    `names`: the metrics of a page that has its own, in their order.
    """
    metrics = [metric for metric in _wanted(names) if can_tell(view, metric.name)][:PLACES]
    if not metrics:
        return []
    found = figures.compared(view, [metric.name for metric in metrics])
    lines = sparks.sparks(view, metrics)
    return [_card(metric, found, lines[metric.name], view) for metric in metrics]


def lacking(view: View, names: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return what an export would need for the most important cards: columns → labels of cards."""
    alike: dict[str, list[str]] = {}
    for metric in _wanted(names)[:PLACES]:
        if columns := lacks(metric.name, view.scope, view.reader):
            alike.setdefault(columns.to(view.lang), []).append(metric.label.to(view.lang))
    return alike


def _wanted(names: Sequence[str]) -> list[Metric]:
    return [CATALOG[name] for name in names] if names else fitting("cards")


def _card(metric: Metric, found: Compared, spark: Spark | None, view: View) -> Card:
    name, lang = metric.name, view.lang
    unit = currencies.unit(view, metric)
    reason = why_empty(name, view.scope, view.reader, found.now)
    several = currencies.short_note(currencies.currencies_of(view, metric))
    known = view.booked if metric.numerator.table == BOOKED else None
    booked = booking_gaps(metric.numerator, view.scope, known)
    notes = (reason, several, *booked, *_against_target(view, name))
    return Card(
        metric=metric,
        value=formats.value(found.now[name], unit, lang),
        help=_help(metric, formats.value(found.now[name], unit, lang, exact=True), view),
        changes=changes.beside(view, metric, found, unit),
        spark=spark,
        notes=[note.to(lang) for note in notes if note],
        moment=stock_moment(view).to(lang) if metric.date == "stock" and is_over(view) else None,
    )


def _against_target(view: View, name: str) -> Iterator[Text]:
    """Say how far the target of revenue is reached, and how that fits the days that are over."""
    if name != "revenue" or not can_tell(view, "pace") or view.scope.period is None:
        return
    row = figures.figures(view, ["revenue_attainment", "pace"])
    if row["revenue_attainment"] is not None:
        yield t(
            "{attained} of the target, pace {pace}",
            attained=formats.percent(row["revenue_attainment"]),
            pace=formats.percent(row["pace"]),
        )


def _help(metric: Metric, exact: str, view: View) -> str:
    """The number to the last digit, and what its changes are measured against."""
    lines = [t("{exact}. Where this number comes from", exact=exact).to(view.lang)]
    for kind in changes.comparisons(view.scope):
        before = replace(view.scope, comparison=kind).compared()
        if before and before.period:
            named = figures.base_name(metric, view.scope, before, view.lang)
            against = t("against {period}", period=named)
            lines.append(f"{changes.KINDS[kind].to(view.lang)}: {against.to(view.lang)}")
    return "  \n".join(lines)


# --- the moment of a stock ------------------------------------------------------------------------


def is_over(view: View) -> bool:
    """Return whether a stock of the period could be that of its end or that of as-of."""
    period = view.scope.period
    return period is not None and period.last < view.scope.as_of.date()


def stock_moment(view: View) -> Text:
    """Say when the stocks of the view are counted."""
    if view.scope.stocks == "now":
        return t("As of {moment}", moment=formats.when(view.scope.as_of))
    return t("At the end of {day}", day=formats.day(view.scope.stock_moment))


def other_moment(view: View) -> Text:
    """Say when they can be counted as well."""
    if view.scope.stocks == "now" and view.scope.period:
        return t("Show them at the end of {day}", day=formats.day(view.scope.period.last))
    return t("Show them as of {moment}", moment=formats.when(view.scope.as_of))


# --- all figures ----------------------------------------------------------------------------------


def answered(view: View) -> list[Metric]:
    """Return every metric that the data can answer, by group."""
    return [
        metric
        for group in GROUPS
        for metric in CATALOG.values()
        if metric.group == group and can_tell(view, metric.name)
    ]


def all_figures(view: View) -> pl.DataFrame:
    """Return every figure that the data can answer, a row for each.

    Columns: metric (its key), name, now, parts, a column per comparison, unknown, notes.
    """
    metrics = answered(view)
    found = figures.compared(view, [metric.name for metric in metrics])
    return pl.DataFrame([_row(metric, found, view) for metric in metrics])


def _row(metric: Metric, found: Compared, view: View) -> dict[str, str | int | None]:
    name, lang, unit = metric.name, view.lang, currencies.unit(view, metric)
    card = _card(metric, found, None, view)
    return {
        "metric": name,
        "name": metric.label.to(lang),
        "now": formats.value(found.now[name], unit, lang),
        "parts": _parts(view, metric, found),
        **{kind: change.words(lang) for kind, change in card.changes},
        "unknown": found.now[f"{name}__unknown"] or None,
        "notes": formats.listed([*card.notes, *([card.moment] if card.moment else [])], lang),
    }


def _parts(view: View, metric: Metric, found: Compared) -> str | None:
    """What a rate is made of: `66 / 144`."""
    if metric.denominator is None:
        return None
    money = currencies.in_unit("money", currencies.currencies_of(view, metric))
    parts = (metric.numerator, "numerator"), (metric.denominator, "denominator")
    return " / ".join(
        formats.value(
            found.now[f"{metric.name}__{part}"],
            money if measure.unit == "money" else measure.unit,
            view.lang,
        )
        for measure, part in parts
    )
