"""What the Customers page says of cohorts: by month of the first order, who buys later on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import cohorts as analysis
from ordertrack.period import Period
from ordertrack.views import charts, figures, formats
from ordertrack.views.evaluation.customers import CUSTOMER, CUSTOMERS, FEW, LAST, LISTED, money
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, t

MONTHS = 13  # cohorts shown, and months after the first


@dataclass(frozen=True)
class Cohorts:
    """`frame` as of `analysis.cohorts`, with `mature`: the month was over at as-of."""

    frame: pl.DataFrame
    months: Period

    @property
    def is_empty(self) -> bool:
        return self.frame.is_empty()


def cohorts(view: View) -> Cohorts:
    """Return the cohorts of the months around the period."""
    months = figures.around(view, MONTHS).period
    assert months is not None
    found = analysis.cohorts(months, view.scope, view.reader)
    over = view.scope.closed_before
    mature = pl.col("month").dt.offset_by("1mo") <= over
    return Cohorts(found.with_columns(mature=mature), months)


def _cells(found: Cohorts, view: View) -> list[dict[str, Any]]:
    """A row per cohort, the oldest first: its months since as (share, customers, mature)."""
    known = {(row["cohort"], row["since"]): row for row in found.frame.to_dicts()}
    sizes = dict(found.frame.select("cohort", "size").unique().iter_rows())
    months = list(found.months.split("month"))
    today = view.scope.as_of.date()
    rows = []
    for place, month in enumerate(months):
        size = sizes.get(month.start)
        if not size:
            continue
        cells = []
        for since, later in enumerate(months[place:]):
            if later.start > today:
                break
            row = known.get((month.start, since), {"customers": 0})
            mature = later.end <= view.scope.closed_before
            cells.append((row["customers"] / size, row["customers"], mature))
        rows.append({"month": month, "size": size, "cells": cells})
    return rows


def cohorts_chart(found: Cohorts, view: View, ink: str | None) -> go.Figure:
    """Return the heat map: a row per cohort, a column per month since.

    Grey are months that are not over, and cohorts of few customers."""
    rows, lang = _cells(found, view), view.lang
    names = [f"{row['month']} ({row['size']:,})" for row in rows]
    columns = list(range(1, len(list(found.months.split("month")))))
    traces = [_heat(rows, columns, names, lang, mature) for mature in (True, False)]
    font = {"color": ink} if ink else {}
    layout = charts.base_layout(60 + 26 * max(len(rows), 3), charts.MARGIN) | {
        "xaxis": {
            "type": "category",
            "side": "top",
            "fixedrange": True,
            "tickfont": font,
            "tickangle": 0,
            "showgrid": False,
        },
        "yaxis": {
            "type": "category",
            "autorange": "reversed",
            "fixedrange": True,
            "tickfont": font,
            "showgrid": False,
        },
    }
    return charts.drawn(traces, layout)


BLUES = [[0, "#EEF4FA"], [1, "#6FA8DC"]]  # light enough for dark figures
GREYS = [[0, "#D7DADF"], [1, "#D7DADF"]]


def _heat(
    rows: Sequence[dict[str, Any]],
    columns: Sequence[int],
    names: Sequence[str],
    lang: str,
    mature: bool,
) -> dict[str, Any]:
    def cell(row: dict[str, Any], since: int) -> tuple[float, int] | None:
        cells = row["cells"]
        found = cells[since] if since < len(cells) else None
        told = bool(found and found[2] and row["size"] >= FEW)
        return found[:2] if found and told is mature else None

    grid = [[cell(row, since) for since in columns] for row in rows]
    return {
        "type": "heatmap",
        "x": [f"+{since}" for since in columns],
        "y": list(names),
        "z": [[one[0] if one else None for one in line] for line in grid],
        "text": [[formats.percent(one[0], 0) if one else "" for one in line] for line in grid],
        "texttemplate": "%{text}",
        "textfont": {"color": "#16324A"},
        "hovertext": [
            [_hover(row, since, one, lang) for since, one in zip(columns, line, strict=True)]
            for row, line in zip(rows, grid, strict=True)
        ],
        "hovertemplate": charts.HOVER,
        "hoverongaps": False,
        "zmin": 0,
        "zmax": _warmest(rows),
        "colorscale": BLUES if mature else GREYS,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }


def _warmest(rows: Sequence[dict[str, Any]]) -> float:
    """The scale ends at the largest share of a cohort that is not small."""
    shares = [
        cell[0] for row in rows for cell in row["cells"][1:] if cell[2] and row["size"] >= FEW
    ]
    return max([*shares, 0.01])


def _hover(row: dict[str, Any], since: int, one: tuple[float, int] | None, lang: str) -> str:
    if one is None:
        return ""
    return t(
        "{cohort}, {since} months later: {count} of {size} bought ({percent})",
        cohort=row["month"].label(lang),
        since=since,
        count=one[1],
        size=row["size"],
        percent=formats.percent(one[0], 0),
    ).to(lang)


def cohorts_sheet(found: Cohorts, view: View) -> Sheet:
    """Return the cohorts as rows, the newest first; a row's key is the month.

    A month that is not over, or not yet there, is unknown (null), not zero.
    """
    rows = _cells(found, view)
    since = range(1, len(list(found.months.split("month"))))
    told = [
        {"key": str(row["month"]), "name": row["month"].label(view.lang), "size": row["size"]}
        | {f"since {k}": _known(row["cells"], k) for k in since}
        for row in rows[::-1]
    ]
    schema = {"key": pl.String, "name": pl.String, "size": pl.Int64}
    shares = {f"since {k}": pl.Float64 for k in since}
    columns = [Column(f"since {k}", Label(f"{k} mo", f"{k} 月后"), "ratio") for k in since]
    return Sheet(
        pl.DataFrame(told, schema=schema | shares),
        (
            Column("name", Label("First order in", "首单月份")),
            Column("size", CUSTOMERS, "count"),
            *columns,
        ),
    )


def _known(cells: Sequence[tuple[float, int, bool]], since: int) -> float | None:
    return cells[since][0] if since < len(cells) and cells[since][2] else None


def members_sheet(cohort: Period, months: Period, view: View) -> Sheet:
    """Return the customers of a cohort; a row's key is the customer."""
    found = analysis.members(cohort.start, months, view.scope, view.reader)
    texts = [_months_after(cohort.start, bought) for bought in found["bought"].to_list()]
    frame = found.with_columns(
        key="customer_id", after=pl.Series("after", texts, dtype=pl.String)
    ).head(LISTED)
    return Sheet(
        frame,
        (
            Column("customer_name", CUSTOMER),
            Column("purchases", Label("Purchase days", "购买天数"), "count"),
            Column("amount", Label("Revenue since", "累计销售额"), money(view)),
            Column("last_order", LAST),
            Column("after", Label("Bought in month", "购买月份")),
        ),
    )


def _months_after(start: date, bought: Sequence[date]) -> str:
    since = (12 * (day.year - start.year) + day.month - start.month for day in bought)
    return " ".join(f"+{count}" for count in since)
