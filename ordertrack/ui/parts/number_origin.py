"""Where a number comes from: formula, parts, unknown, convention, release, and its rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.model.metric import DATES, PARTS, Metric, Part
from ordertrack.metrics.notes import convention, warnings
from ordertrack.metrics.rows import Page, count_rows, rows
from ordertrack.ui.frame import data_source, filter_options, menu
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.ui.frame.page import View
from ordertrack.ui.parts import cached_figures, tables
from ordertrack.views import formats

DRAWER = 880  # pixels


def open_dialog(view: View, name: str) -> None:
    """Open the card of origin of one metric as a drawer on the right."""
    metric = CATALOG[name]

    @st.dialog(say(metric.label), width=DRAWER, position="right")
    def drawer() -> None:
        show(view, metric)

    drawer()


def show(view: View, metric: Metric) -> None:
    """The origin of one metric in the view's scope."""
    row = cached_figures.figures(view, [metric.name])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.metric(
            looked_at(view),
            formats.value(row[metric.name], metric.unit, language(), exact=True),
            width="stretch",
        )
        st.page_link(
            menu.script("definitions"),
            label=tr("Definition"),
            icon=":material/menu_book:",
            query_params={"metric": metric.name},
        )
    for warning in warnings(metric.name, view.scope, view.reader):
        st.info(say(warning), icon=":material/info:")
    tables.facts(_facts(view, metric, row))
    _rows(view, metric, row)


def _facts(view: View, metric: Metric, row: cached_figures.Row) -> dict[str, str]:
    """What a reader must know, as pairs."""
    facts = {tr("Formula"): say(metric.formula)}
    for part in PARTS:
        measures = metric.measures(part)
        if measures:
            sentences = " ".join(say(measure.sentence) for measure in measures)
            facts[part_name(metric, part)] = f"**{_part(row, metric, part)}** — {sentences}"
    facts |= _spread(metric, row)
    in_force = convention(metric.name, view.scope.conventions)
    if in_force:
        facts[tr("Convention in force")] = say(in_force)
    facts[tr("Placed by")] = say(DATES[metric.date])
    if metric.source:
        facts[tr("Defined after")] = say(metric.source)
    facts[tr("Release")] = tr(
        "#{number}, data through {day}",
        number=view.release.number,
        day=formats.day(view.release.data_through),
    )
    return facts


def part_name(metric: Metric, part: Part) -> str:
    """Numerator and denominator; what is simply counted has neither."""
    return tr("Counted") if part == "numerator" and not metric.denominator else say(PARTS[part])


def _part(row: cached_figures.Row, metric: Metric, part: Part) -> str:
    amount = row.get(f"{metric.name}__{part}")
    if amount is None:
        return formats.NONE
    return formats.value(amount, metric.measures(part)[0].unit, language(), exact=True)


def _spread(metric: Metric, row: cached_figures.Row) -> dict[str, str]:
    """Mean and 90th percentile beside a median."""
    if not metric.median:
        return {}
    mean, p90 = (
        formats.value(row.get(f"{metric.name}__{key}"), "days", language())
        for key in ("mean", "p90")
    )
    return {tr("Beside the median"): tr("Mean {mean}, 90th percentile {p90}", mean=mean, p90=p90)}


def looked_at(view: View) -> str:
    """Period, as-of and filters in one line."""
    period = view.scope.period.label(language()) if view.scope.period else tr("All time")
    parts = [period, tr("As of {moment}", moment=formats.when(view.scope.as_of))]
    for dimension, values in view.scope.filters:
        names = [formats.plain(name) for name in filter_options.names(view, dimension, values)]
        listed = formats.listed(names, language())
        parts.append(tr("{name}: {values}", name=DIMENSIONS[dimension].label, values=listed))
    return "  |  ".join(parts)


# --- the rows behind it -------------------------------------------------------------------------


def _rows(view: View, metric: Metric, row: cached_figures.Row) -> None:
    """The rows that add up to a part, a page at a time."""
    offered = [
        part for part in PARTS if metric.measures(part) and row.get(f"{metric.name}__{part}")
    ]
    if not offered:
        return
    part: Any = st.segmented_control(
        tr("Rows behind the number"),
        offered,
        default=offered[0],
        required=True,
        format_func={
            part: f"{part_name(metric, part)} {_part(row, metric, part)}" for part in offered
        }.__getitem__,
        key=f"origin_part_{metric.name}",
    )
    reader = data_source.reader(view.release)
    count = count_rows(metric.name, part, view.scope, reader)
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="center"):
        first = tables.pages(count, f"origin_page_{metric.name}_{part}")
        tables.downloads(
            lambda limit: rows(metric.name, part, view.scope, reader, page=Page(limit)),
            count,
            f"{metric.name}_{part}",
            f"origin_{metric.name}_{part}",
        )
    with place:
        page = rows(metric.name, part, view.scope, reader, page=Page(tables.PAGE, first))
        tables.show(page, alt=tr("The rows behind {metric}", metric=metric.label), height=380)
