"""Where a number comes from: formula, parts, unknown, convention, release, and its rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.dimensions import DIMENSIONS
from ordertrack.metrics.evaluate import count_rows, rows
from ordertrack.metrics.metric import Metric, Part
from ordertrack.ui import figures, formats, options, store, tables
from ordertrack.ui.page import View
from ordertrack.ui.words import language, say, tr
from ordertrack.words import Label

PARTS: tuple[Part, ...] = ("numerator", "denominator", "unknown")
BASIS = {
    "first": Label("first promise", "首次承诺日"),
    "latest": Label("latest promise", "最新承诺日"),
}
REPEAT = {
    "days": Label("at least two days with orders", "至少两个不同日期下单"),
    "orders": Label("at least two orders", "至少两张订单"),
}
DATED = {
    "order": Label("order date", "下单日期"),
    "promise": Label("promised day", "承诺日"),
    "delivery": Label("delivery date", "交付日期"),
    "complaint": Label("date of the complaint", "投诉日期"),
    "stock": Label("stock at as-of", "截止时点存量"),
}


def open_dialog(view: View, name: str) -> None:
    """Open the card of origin of one metric as a drawer on the right."""
    metric = CATALOG[name]

    @st.dialog(say(metric.label), width="large", position="right", icon=":material/account_tree:")
    def drawer() -> None:
        show(view, metric)

    drawer()


def show(view: View, metric: Metric) -> None:
    """The origin of one metric in the view's scope."""
    row = figures.figures(view, [metric.name])
    value = formats.value(row[metric.name], metric.unit, language(), exact=True)
    st.markdown(f"## {value}")
    st.table(_facts(view, metric, row), border="horizontal")
    _rows(view, metric, row)


def _facts(view: View, metric: Metric, row: figures.Row) -> dict[str, str]:
    """What a reader must know, as pairs."""
    facts = {tr("Formula"): say(metric.formula)}
    for part in PARTS:
        for measure in metric.measures(part):
            facts[f"{_part_name(part)}"] = f"{_part(row, metric, part)} — {say(measure.sentence)}"
    facts |= _spread(metric, row)
    if convention(view, metric):
        facts[tr("Convention in force")] = convention(view, metric)
    facts[tr("Placed by")] = say(DATED[metric.date])
    if metric.source:
        facts[tr("Definition after")] = say(metric.source)
    facts[tr("Looked at")] = _looked_at(view)
    facts[tr("Release")] = tr(
        "#{number}, data through {day}",
        number=view.release.number,
        day=formats.day(view.release.data_through),
    )
    return facts


def _part(row: figures.Row, metric: Metric, part: Part) -> str:
    amount = row.get(f"{metric.name}__{part}")
    if amount is None:
        return formats.NONE
    unit = metric.measures(part)[0].unit
    return formats.value(amount, unit, language(), exact=True)


def _spread(metric: Metric, row: figures.Row) -> dict[str, str]:
    """Mean and 90th percentile beside a median."""
    if not metric.median:
        return {}
    mean, p90 = (
        formats.value(row.get(f"{metric.name}__{key}"), "days", language())
        for key in ("mean", "p90")
    )
    return {tr("Beside the median"): tr("mean {mean}, 90th percentile {p90}", mean=mean, p90=p90)}


def convention(view: View, metric: Metric) -> str:
    """The settings that this metric follows, with their present values."""
    held = view.scope.conventions
    sentences = {
        "promise_basis": tr("judged against the {basis}", basis=BASIS[held.promise_basis]),
        "repurchase_months": tr("window of {months} months", months=held.repurchase_months),
        "repurchase_by": tr("repeat: {rule}", rule=REPEAT[held.repurchase_by]),
        "payment_days": tr("{days} days to pay where no due date is given", days=held.payment_days),
    }
    return formats.listed([sentences[name] for name in metric.settings], language())


def _looked_at(view: View) -> str:
    period = view.scope.period.label(language()) if view.scope.period else tr("All time")
    parts = [period, tr("as of {moment}", moment=formats.when(view.scope.as_of))]
    for dimension, values in view.scope.filters:
        names = formats.listed(options.names(view, dimension, values), language())
        parts.append(f"{say(DIMENSIONS[dimension].label)}: {names}")
    return " · ".join(parts)


# --- the rows behind it -------------------------------------------------------------------------


def _part_name(part: Part) -> str:
    names = {
        "numerator": tr("Numerator"),
        "denominator": tr("Denominator"),
        "unknown": tr("Unknown, left out"),
    }
    return names[part]


def _rows(view: View, metric: Metric, row: figures.Row) -> None:
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
        format_func=lambda part: f"{_part_name(part)} {_part(row, metric, part)}",
        key=f"origin_part_{metric.name}",
    )
    reader = store.reader(view.release)
    count = count_rows(metric.name, part, view.scope, reader)
    place = st.container()
    first = tables.pages(count, f"origin_page_{metric.name}_{part}")
    with place:
        page = rows(metric.name, part, view.scope, reader, limit=tables.PAGE, offset=first)
        tables.show(page, alt=tr("The rows behind {metric}", metric=metric.label), height=360)
    tables.downloads(
        lambda limit: rows(metric.name, part, view.scope, reader, limit=limit),
        count,
        f"{metric.name}_{part}",
        f"origin_{metric.name}_{part}",
    )
