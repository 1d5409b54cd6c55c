"""What a monthly review and the analysis report share: which figures, and the action plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import polars as pl

from ordertrack.errors import BadScope, OrdertrackError
from ordertrack.metrics.analysis.effect import Effect
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import why_empty
from ordertrack.period import Period
from ordertrack.records.journal.alert_kinds import DEPARTMENTS
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.figures import figures
from ordertrack.views.tracking import effects
from ordertrack.views.tracking.actions import LABELS, LIVE, STANDINGS, VERDICTS, standing
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

Row = Mapping[str, Any]
R = TypeVar("R", bound=Row)
CORE = (
    *("revenue", "orders", "new_customers", "on_time_rate", "otif_rate"),
    *("repurchase_rate", "gross_margin", "collection_rate", "satisfaction", "exception_rate"),
    *("expense_ratio", "return_rate", "average_order_value", "customers"),
    "follow_up_conversion",
)


def of_period(rows: Sequence[R], view: View) -> list[R]:
    """Return what is still to do, and what ended or was due since the period began."""
    start = view.scope.period.start if view.scope.period else date.min
    return [row for row in rows if row["state"] in LIVE or (row["done_day"] or row["due"]) >= start]


def verdicts(rows: Sequence[Row], view: View) -> dict[str, str]:
    """Return of every action whether it worked, or why nobody can say."""
    return {row["subject"]: said(judged(row, view)).to(view.lang) for row in rows}


def judged(row: Row, view: View) -> Effect | Text:
    """Return whether an action worked, or why nobody can say."""
    try:
        return effects.judged(row, view)
    except OrdertrackError as error:
        return error.text


def said(found: Effect | Text) -> Label | Text:
    """Return a verdict in one or two words, or why there is none."""
    return VERDICTS[found.verdict] if isinstance(found, Effect) else found


def planned(rows: Sequence[Row], verdicts: Mapping[str, str], view: View) -> Sheet:
    """Return actions with their department, due day, metric, baseline and target; late ones first.

    A row's key is its subject. `verdicts` are what is to be said of whether each worked.
    """
    today, lang = view.scope.as_of.date(), view.lang
    order = list(STANDINGS)
    ranked = sorted(
        rows, key=lambda row: (order.index(standing(row, today)), row["due"], row["subject"])
    )
    told = [
        {
            "key": row["subject"],
            "department": DEPARTMENTS[row["department"]].to(lang),
            "measure": _against(row).to(lang),
            "due": formats.day(row["due"]),
            "owner": row["owner"],
            **_judged_by(row, view),
            "state": STANDINGS[standing(row, today)].to(lang),
            "verdict": verdicts.get(row["subject"]),
        }
        for row in ranked
    ]
    columns = {
        **{name: LABELS[name] for name in ("department", "measure", "due")},
        **{name: LABELS[name] for name in ("metric", "baseline", "target", "owner", "state")},
        "baseline": Label("Baseline", "基线"),
        "verdict": Label("Did it work?", "效果"),
    }
    frame = pl.DataFrame(told, schema=dict.fromkeys(("key", *columns), pl.String))
    return Sheet(frame, tuple(Column(name, label) for name, label in columns.items()))


def _against(row: Row) -> Text:
    """Say an action in one cell: against what, and what is done."""
    return t("{problem}: {measure}", problem=row["problem"], measure=row["measure"])


def _judged_by(row: Row, view: View) -> dict[str, str | None]:
    """Return metric, baseline and target of an action as people read them."""
    metric, lang = CATALOG.get(row["metric"] or ""), view.lang
    if metric is None:
        return {"metric": row["metric"], "baseline": None, "target": None}
    try:
        unit, baseline = effects.unit(row, view), _baseline(row, view)
    except BadScope:
        unit, baseline = metric.unit, None
    target = row["target"]
    return {
        "metric": metric.label.to(lang),
        "baseline": baseline,
        "target": None if target is None else formats.value(target, unit, lang),
    }


def _baseline(row: Row, view: View) -> str | None:
    """Return what the number was in the period before the action, `88.1% (May 2024)`."""
    if not row["baseline"]:
        return None
    period = Period.parse(row["baseline"])
    scope = replace(effects.scope_of(row, view).with_period(period), stock_as_of=None)
    if why_empty(row["metric"], scope, view.reader):
        return period.label(view.lang)
    value = figures(view, [row["metric"]], scope)[row["metric"]]
    number = formats.value(value, effects.unit(row, view), view.lang)
    return t("{number} ({period})", number=number, period=period.label(view.lang)).to(view.lang)
