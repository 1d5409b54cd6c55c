"""Whether an action worked, in words, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import plotly.graph_objects as go

from ordertrack.errors import BadScope
from ordertrack.metrics.analysis.effect import Effect, Plan, effect
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.period import Period
from ordertrack.scope import FILTERS, Scope, end_of_day
from ordertrack.views import charts, currencies, formats
from ordertrack.views.evaluation import plots
from ordertrack.views.evaluation.plots import TONES, Look
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.evaluation.targets import scope_words
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

Row = Mapping[str, Any]
OWN = Label("In the action's scope", "措施范围内")
REST = Label("All else", "其余部分")


def scope_text(scope: Scope) -> str:
    """Return the filters of a scope as an action keeps them: as a link has them."""
    query = scope.to_query()
    return urlencode({name: value for name, value in query.items() if name in FILTERS})


def scope_of(row: Row, view: View) -> Scope:
    """Return the scope that an action is about.

    Raises:
        BadScope: what was typed as its scope is none.
    """
    asked = dict(parse_qsl(row["scope"] or ""))
    kept = {name: value for name, value in asked.items() if name in FILTERS}
    if asked and not kept:
        raise BadScope(t("{text} is no scope.", text=repr(row["scope"])))
    said = replace(view.scope, filters=Scope.from_query(kept, view.scope).filters)
    return view.reader.names.in_scope(said)


def about(row: Row, view: View) -> str:
    """Return the scope in words; as it was typed where it is none."""
    try:
        return scope_words(replace(view, scope=scope_of(row, view)))
    except BadScope:
        return row["scope"]


def judged(row: Row, view: View) -> Effect | Text:
    """Return whether an action worked as known on its review day; else why nobody can say.

    Raises:
        BadScope: its metric or its scope is none that this release knows.
    """
    if row["metric"] is None:
        return t("No metric was named before it started.")
    if row["state"] == "dropped":
        return t("It was dropped.")
    if view.scope.as_of.date() < row["review"]:
        return t("It is judged on {day}.", day=formats.day(row["review"]))
    plan = Plan(
        row["metric"],
        scope_of(row, view).filters,
        Period.parse(row["baseline"]),
        Period(row["starts"], row["review"]),
    )
    known = replace(view.scope, as_of=end_of_day(row["review"]), period=None, stock_as_of=None)
    return effect(plan, known, view.reader)


def unit(row: Row, view: View) -> str:
    """Return the unit of an action's metric, with its currency where it has one."""
    return currencies.unit(view, CATALOG[row["metric"]], scope_of(row, view))


def headline(found: Effect, row: Row, view: View) -> Text:
    """Say by how much the number changed, and what chance allows."""
    metric = CATALOG[row["metric"]]
    lang, of = view.lang, unit(row, view)
    if found.reason is not None or found.change is None or found.interval is None:
        return t("Not enough evidence. {reason}", reason=found.reason or "")
    words = {
        "metric": metric.label,
        "before": formats.value(found.own.before, of, lang),
        "after": formats.value(found.own.after, of, lang),
        "change": _change(found.change, found, of, lang),
        "low": _change(found.interval[0], found, of, lang),
        "high": _change(found.interval[1], found, of, lang),
    }
    if found.rest is None:
        return t(
            "{metric}: {before} → {after}, a change of {change} (95% interval {low} to {high}).",
            **words,
        )
    return t(
        "{metric}: {before} → {after}; all else {rest_before} → {rest_after}. Less what changed "
        "everywhere it is {change} (95% interval {low} to {high}).",
        rest_before=formats.value(found.rest.before, of, lang),
        rest_after=formats.value(found.rest.after, of, lang),
        **words,
    )


def caveats(found: Effect, row: Row) -> list[Text]:
    """Say what the verdict rests on and what it cannot know."""
    told = []
    if found.rest is None:
        told.append(
            t("There is nothing to hold it against: what changed for other reasons is in it, too.")
        )
    else:
        told.append(t("It assumes that all else would have changed alike."))
    if found.relative:
        told.append(t("Sums are weekly means; the change is a share of what it was before."))
    if CATALOG[row["metric"]].median:
        told.append(t("Judged by means; cards show the median."))
    return told


def target_met(found: Effect, row: Row) -> bool | None:
    """Return whether the number reached the action's target; None where none was set."""
    target, value = row["target"], found.own.after
    if target is None or value is None:
        return None
    up = CATALOG[row["metric"]].better == "up"
    return value >= float(target) if up else value <= float(target)


def _change(amount: float, found: Effect, of: str, lang: str) -> str:
    if found.relative:
        return ("+" if amount > 0 else "") + formats.percent(amount)
    return formats.change(amount, 0, of, lang) or formats.NONE


# --- the picture ----------------------------------------------------------------------------------


def sheet(found: Effect, row: Row, view: View) -> Sheet:
    """Return the weeks: before or after the start, the scope's own number, and all else."""
    of = unit(row, view)
    before, after = Label("before", "之前").to(view.lang), Label("after", "之后").to(view.lang)
    frame = found.series.select(
        key=found.series["week"].cast(str),
        week=found.series["week"].cast(str),
        half=found.series["after"].replace_strict({True: after, False: before}),
        own=found.series["own"],
        rest=found.series["rest"],
    )
    columns = (
        Column("week", Label("Seven days from", "七天起始日")),
        Column("half", Label("Before or after the start", "开始前后")),
        Column("own", OWN, of),
        Column("rest", REST, of),
    )
    return Sheet(frame, columns if found.rest else columns[:-1])


def chart(found: Effect, row: Row, view: View, ink: str | None) -> go.Figure:
    """Draw the weeks as lines with the start marked; all else beside it where there is some."""
    metric, of = CATALOG[row["metric"]], unit(row, view)
    lines = [("own", OWN, TONES[0])] + ([("rest", REST, TONES[2])] if found.rest else [])
    traces = [_line(found, name, label, tone, of, view.lang) for name, label, tone in lines]
    figure = charts.drawn(traces, _layout(metric, row, view, Look(view.lang, ink)))
    drawn = [value for trace in traces for value in trace["y"] if value is not None]
    if metric.unit == "ratio" and all(0 <= value <= 1 for value in drawn):
        # Around a flat line at 100% the axis would reach to 200%, which no such rate can be.
        figure.update_yaxes(autorangeoptions={"minallowed": 0, "maxallowed": 1.02})
    return charts.titled(figure, formats.counted(metric.label, of, view.lang), ink)


def _line(found: Effect, name: str, label: Label, tone: str, of: str, lang: str) -> dict[str, Any]:
    days, values = found.series["week"].to_list(), found.series[name].to_list()
    said = [f"{label.to(lang)}: {one}" for one in formats.column(values, of, lang)]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label.to(lang),
        "x": [day.isoformat() for day in days],
        "y": values,
        "hovertext": [
            f"{day} {label.to(lang)}: {one}" for day, one in zip(days, said, strict=True)
        ],
        "hovertemplate": charts.HOVER,
        "line": {"color": tone},
        "marker": {"color": tone},
    }


def _layout(metric: Metric, row: Row, view: View, look: Look) -> dict[str, Any]:
    font = {"color": look.ink} if look.ink else {}
    starts = row["starts"].isoformat()
    axis = {"fixedrange": True, "tickfont": font}
    if metric.unit == "ratio":
        axis["tickformat"] = ".0%"
    return charts.base_layout(plots.COLUMNS_HEIGHT, charts.MARGIN) | {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": font},
        "xaxis": {"type": "date", "fixedrange": True, "tickfont": font, "tickformat": "%m-%d\n%Y"},
        "yaxis": axis,
        "shapes": [
            {
                "type": "line",
                "x0": starts,
                "x1": starts,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"dash": "dot", "width": 1.5, "color": look.ink or "#888888"},
            }
        ],
        "annotations": [
            {
                "x": starts,
                "y": 1,
                "yref": "paper",
                "text": t("start").to(view.lang),
                "showarrow": False,
                "xanchor": "left",
                "xshift": 4,
                "yanchor": "top",
                "font": font,
            }
        ],
    }


def judged_items(view: View, row: tuple[tuple[str, Any], ...]) -> Effect | Text:
    """Return `judged` for a row given as its items, so that the answer can be kept."""
    return judged(dict(row), view)
