"""What is said of leads: what became of them, both conversions, why they were lost."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.analysis import intervals
from ordertrack.metrics.analysis import leads as analysis
from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.analysis.leads import Cohort
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import warnings
from ordertrack.views import formats
from ordertrack.views.evaluation import plots, ranges
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

LEVELS: dict[str, str] = {
    "channel": "leads.channel",
    "sales_rep": "leads.sales_rep",
    "team": "people.team",
}
OUTCOMES: dict[str, Label] = {
    "won": Label("Won", "成交"),
    "open": Label("Open", "未关闭"),
    "lost": Label("Lost", "流失"),
    "untouched": Label("Not followed up", "未跟进"),
}
COHORTS: dict[Cohort, Label] = {
    "closed": Label("Lost in the period", "期间内流失"),
    "created": Label("Created in the period and lost", "期间内创建并流失"),
}
CREATED, CLOSED = "follow_up_conversion", "follow_up_conversion_closed"
DRAWN = 12  # groups of the chart; the table has them all
REASONS = 8


def has_leads(view: View) -> bool:
    """Return whether the data has leads with what became of them."""
    return all(view.reader.covers(f"leads.{name}") for name in ("created_at", "outcome"))


def levels(view: View) -> list[str]:
    """Return by what leads can be split."""
    return [
        name
        for name, column in LEVELS.items()
        if view.reader.covers(column) and (name != "team" or view.reader.covers("leads.sales_rep"))
    ]


def conversion(view: View, level: str) -> pl.DataFrame:
    """Return outcomes and both conversions of each group, the most leads first."""
    scope = view.scope.without_filter(level)
    found = analysis.outcomes(level, scope, view.reader)
    rates = view.evaluate((CREATED, CLOSED), (level,), scope)
    label = f"{level}__label" if f"{level}__label" in rates.columns else level
    beside = rates.select(
        pl.col(level).alias("key"),
        pl.coalesce(label, level).alias("called"),
        pl.col(CREATED).alias("rate"),
        pl.col(f"{CREATED}__n").alias("followed"),
        pl.col(CLOSED).alias("closed_rate"),
        pl.col(f"{CLOSED}__n").alias("closed"),
    )
    joined = found.join(beside, on="key", how="full", coalesce=True, nulls_equal=True)
    counts = [*analysis.OUTCOMES, "created"]
    return joined.with_columns(
        pl.col(counts).fill_null(0), pl.coalesce("name", "called").alias("name")
    ).sort("created", "key", descending=[True, False], nulls_last=True)


def conversion_sheet(found: pl.DataFrame, level: str, lang: str) -> Sheet:
    """Return the groups as rows, with the interval of the one rate and the open ones beside it."""
    rows = found.to_dicts()
    frame = found.with_columns(
        pl.col("key").fill_null(""),
        pl.col("name").fill_null(NOT_RECORDED.to(lang)),
        interval=pl.Series([_interval(row) for row in rows], dtype=pl.String),
    )
    few = t("Wilson's interval of 95%; of fewer than {few} leads nothing is compared.", few=FEW)
    return Sheet(
        frame,
        (
            Column("name", DIMENSIONS[level].label),
            Column("created", Label("Leads created", "创建线索"), "count").briefly(
                "Created", "创建"
            ),
            Column("followed", Label("Followed up", "已跟进"), "count").briefly("Followed", "跟进"),
            Column("won", OUTCOMES["won"], "count"),
            Column("rate", CATALOG[CREATED].label, "ratio").briefly("Rate", "转化率"),
            Column("interval", Label("95% interval", "95% 区间"), help=few).if_room(),
            Column("open", OUTCOMES["open"], "count"),
            Column("closed_rate", CATALOG[CLOSED].label, "ratio").briefly("Of closed", "关闭转化"),
            Column("closed", Label("Closed in the period", "期间内关闭"), "count").briefly(
                "Closed", "关闭"
            ),
        ),
    )


def _interval(row: dict[str, Any]) -> str:
    followed = row["followed"] or 0
    found = intervals.wilson(row["won"], followed)
    if found is None:
        return formats.NONE
    if followed < FEW:
        return f"n < {FEW}"
    return " – ".join(formats.percent(end) for end in found)


def conversion_chart(found: pl.DataFrame, view: View, ink: str | None) -> go.Figure:
    """Return what became of the leads of each group as layers; a bar stands for its group."""
    lang = view.lang
    rows = found.head(DRAWN).to_dicts()
    names = [row["name"] or NOT_RECORDED.to(lang) for row in rows]
    series = [
        plots.Series(
            label.to(lang),
            [row[outcome] for row in rows],
            [
                f"{name} · {label.to(lang)}: {row[outcome]:,} "
                f"({formats.percent(formats.share(row[outcome], row['created']))})"
                for row, name in zip(rows, names, strict=True)
            ],
        )
        for outcome, label in OUTCOMES.items()
    ]
    look = plots.Look(lang, ink, t("Leads").to(lang))
    return ranges.layers([row["key"] or "" for row in rows], names, series, look)


def notes(view: View) -> list[Text]:
    """Say how many are open, and what the data does not record."""
    row = view.evaluate((CREATED, CLOSED), (), view.scope).row(0, named=True)
    said = []
    if row[f"{CREATED}__n"]:
        found = intervals.wilson(row[f"{CREATED}__numerator"], row[f"{CREATED}__n"])
        low, high = found or (None, None)
        said.append(
            t(
                "{won} of {count} leads followed up were won: {rate} ({low} to {high}).",
                won=row[f"{CREATED}__numerator"],
                count=row[f"{CREATED}__n"],
                rate=formats.percent(row[CREATED]),
                low=formats.percent(low),
                high=formats.percent(high),
            )
        )
    for name in (CREATED, CLOSED):
        said += [
            t("{metric}: {note}", metric=CATALOG[name].label, note=note)
            for note in warnings(name, view.scope, view.reader)
        ]
    return said


# --- why they are lost ----------------------------------------------------------------------------


def cohorts(view: View) -> list[Cohort]:
    """Return which lost leads there are: those dated, and those of the leads created."""
    return [
        cohort
        for cohort in COHORTS
        if analysis.lost_reasons(cohort, view.scope, view.reader).height
    ]


def reasons(view: View, cohort: Cohort) -> Sheet:
    """Return why leads were lost: a row's key is the reason."""
    found = analysis.lost_reasons(cohort, view.scope, view.reader)
    total = found["leads"].sum() or 1
    frame = found.with_columns(
        key=pl.col("reason").fill_null(""),
        name=pl.col("reason").fill_null(NOT_RECORDED.to(view.lang)),
        share=pl.col("leads") / total,
    )
    return Sheet(
        frame,
        (
            Column("name", Label("Reason for loss", "流失原因")),
            Column("leads", Label("Lost leads", "流失线索"), "count"),
            Column("share", Label("Share", "占比"), "ratio"),
        ),
    )


def reasons_chart(sheet: Sheet, lang: str, ink: str | None) -> go.Figure:
    """Return the reasons as bars, each with its count and share."""
    rows = sheet.frame.head(10).to_dicts()
    labels = [f"{row['leads']:,} · {formats.percent(row['share'], 0)}" for row in rows]
    return plots.lying(
        [("reason", row["key"]) for row in rows],
        [row["name"] for row in rows],
        [row["leads"] for row in rows],
        labels,
        [f"{row['name']}: {label}" for row, label in zip(rows, labels, strict=True)],
        plots.Look(lang, ink, t("Lost leads · their share (%)").to(lang)),
    )


def reasons_by(view: View, cohort: Cohort, level: str) -> Sheet:
    """Return lost leads of each group by reason: a row per group, a column per reason."""
    found = analysis.lost_by(cohort, level, view.scope, view.reader).with_columns(
        pl.col("key", "reason").fill_null(""),
        pl.col("name").fill_null(NOT_RECORDED.to(view.lang)),
    )
    frequent = found.group_by("reason").agg(pl.col("leads").sum())
    frequent = frequent.sort("leads", "reason", descending=[True, False])
    names: list[str] = frequent["reason"].head(REASONS).to_list()
    counted = found.group_by("key").agg(
        pl.col("name").first(),
        *[
            pl.col("leads").filter(pl.col("reason") == name).sum().alias(f"reason {place}")
            for place, name in enumerate(names)
        ],
        pl.col("leads").sum(),
    )
    columns = [
        Column(f"reason {place}", Label(name, name) if name else NOT_RECORDED, "count")
        for place, name in enumerate(names)
    ]
    return Sheet(
        counted.sort("leads", "key", descending=[True, False]),
        (
            Column("name", DIMENSIONS[level].label),
            Column("leads", Label("Lost leads", "流失线索"), "count"),
            *columns,
        ),
    )


# --- the leads themselves -------------------------------------------------------------------------

COLUMNS: dict[str, Label] = {
    "lead_id": Label("Lead", "线索"),
    "created_day": Label("Created", "创建日期"),
    "channel": DIMENSIONS["channel"].label,
    "sales_rep_name": DIMENSIONS["sales_rep"].label,
    "customer_name": DIMENSIONS["customer"].label,
    "outcome": Label("Outcome", "结果"),
    "closed_day": Label("Closed", "关闭日期"),
    "lost_reason": Label("Reason for loss", "流失原因"),
}


def created(view: View, limit: int) -> pl.DataFrame:
    """Return one person's leads created in the period as people read them, the newest first."""
    found = analysis.created(view.scope, view.reader, limit).drop("sales_rep_name")
    return _in_words(found, view.lang)


def lost(view: View, cohort: Cohort, reason: str, limit: int) -> pl.DataFrame:
    """Return the leads lost for a reason ("": not recorded), the newest first."""
    return _in_words(analysis.lost(cohort, reason, view.scope, view.reader, limit), view.lang)


def _in_words(found: pl.DataFrame, lang: str) -> pl.DataFrame:
    words = {name: label.to(lang) for name, label in OUTCOMES.items()}
    filled = [name for name in found.columns if found[name].count() or name == "lead_id"]
    days = [
        pl.Series(name, [formats.day(day) for day in found[name]], dtype=pl.String)
        for name in ("created_day", "closed_day")
    ]
    return found.with_columns(pl.col("outcome").replace(words), *days).select(filled)
