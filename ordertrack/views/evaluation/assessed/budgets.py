"""Expenses beside their budgets by category: difference, whose they are, whom they won, advice."""

from __future__ import annotations

from typing import Any

import polars as pl

from ordertrack.metrics.analysis import costs as analysis
from ordertrack.metrics.analysis.costs import Whose
from ordertrack.metrics.notes import lacks, why_empty
from ordertrack.views import figures, formats
from ordertrack.views.evaluation.assessed import advice
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

BUDGET, NEW = "expense_budget", "new_customers"
YES, NO = Label("yes", "是"), Label("no", "否")
NAMED = 3  # of those who spent on a category
OWNERS: tuple[Whose, ...] = ("team", "sales_rep_name", "channel")


def by_category(view: View) -> pl.DataFrame:
    """Return expenses and budgets by category, the most spent first.

    key, name, amount, rows, budget, planned and both as in `analysis.budgets`; difference and
    `over` (a share of the budget) over the bookings that have both; share of all expenses and ratio
    to revenue; won (whether it is for winning customers), new and cost_each of the customers of its
    channels; advice.
    """
    found = analysis.budgets(view.scope, view.reader)
    total = float(found["amount"].sum() or 0)
    revenue = float(figures.figures(view, ["expense_ratio"])["expense_ratio__denominator"] or 0)
    amount, spent = (pl.col(name).cast(pl.Float64) for name in ("amount", "spent_of_budget"))
    planned = pl.col("budget_of_spent").cast(pl.Float64)
    frame = found.with_columns(
        key=pl.col("category").fill_null(""),
        name=pl.col("category").fill_null(NOT_RECORDED.to(view.lang)),
        difference=spent - planned,
        over=pl.when(planned > 0).then(spent / planned - 1),
        share=amount / total if total > 0 else pl.lit(None, pl.Float64),
        ratio=amount / revenue if revenue > 0 else pl.lit(None, pl.Float64),
        won=_won(view),
    )
    frame = _with_customers(frame, view)
    return frame.with_columns(advice=_advice(frame, view))


def with_owners(found: pl.DataFrame, view: View) -> pl.DataFrame:
    """Add team, sales_rep_name and channel to categories: those who spent most on it, by name."""
    for column in OWNERS:
        found = found.join(_names(view, column), on="key", how="left", maintain_order="left")
    return found


def _advice(frame: pl.DataFrame, view: View) -> pl.Series:
    both, rows = (int(frame[name].sum() or 0) for name in ("both", "rows"))
    planned = both >= rows * advice.ALMOST > 0
    told = [
        advice.said([*advice.of_category(row, view, planned=planned)], view.lang)
        for row in frame.to_dicts()
    ]
    return pl.Series(told, dtype=pl.String)


def _won(view: View) -> pl.Expr:
    """Return whether a category wins customers: yes, no, or how much of it."""
    if not view.reader.covers("expenses.is_acquisition"):
        return pl.lit(None, pl.String)
    part = pl.col("won_for").cast(pl.Float64).fill_null(0) / pl.col("amount").cast(pl.Float64)
    percent = (part * 100).round().cast(pl.Int64, strict=False).cast(pl.String) + "%"
    yes, no = (pl.lit(one.to(view.lang)) for one in (YES, NO))
    told = pl.when(part >= 0.9995).then(yes).when(part <= 0.0005).then(no).otherwise(percent)
    return pl.when(pl.col("amount") > 0).then(told)


def _names(view: View, column: Whose) -> pl.DataFrame:
    """Return key and who spent on it: the names, or the first of them and how many there are."""
    found = analysis.whose(column, view.scope, view.reader)
    rows = [
        {"key": category or "", column: _some(names, view.lang)}
        for (category,), names in _grouped(found)
    ]
    return pl.DataFrame(rows, schema={"key": pl.String, column: pl.String})


def _grouped(found: pl.DataFrame) -> list[tuple[tuple[Any, ...], list[str]]]:
    return [
        (key, part["name"].to_list())
        for key, part in found.group_by("category", maintain_order=True)
    ]


def _some(names: list[str], lang: str) -> str:
    shown = formats.listed(names[:NAMED], lang)
    if len(names) <= NAMED:
        return shown
    return t("{names} and {count} more", names=shown, count=len(names) - NAMED).to(lang)


# --- whom they won --------------------------------------------------------------------------------


def _with_customers(frame: pl.DataFrame, view: View) -> pl.DataFrame:
    """Add the new customers of the channels for which a category is spent, and what one costs.

    Which of several categories of a channel won somebody is known to nobody: they share them.
    """
    nothing = {"new": pl.lit(None, pl.Int64), "cost_each": pl.lit(None, pl.Float64)}
    lagged = view.scope.conventions.channel_lag_months
    if lagged or lacks("channel_roas", view.scope, view.reader) or "channel" not in view.dimensions:
        return frame.with_columns(**nothing)
    if why_empty(NEW, view.scope, view.reader, by=("channel",)):
        return frame.with_columns(**nothing)
    each = view.evaluate((NEW,), ("channel",), view.scope)
    count = dict(each.select("channel", NEW).iter_rows())
    booked = analysis.whose("channel", view.scope, view.reader, winning=True)
    rows = [
        {"key": category or "", "new": sum(int(count.get(name) or 0) for name in names)}
        for (category,), names in _grouped(booked)
    ]
    new = pl.DataFrame(rows, schema={"key": pl.String, "new": pl.Int64})
    cost = pl.col("won_by_channel").cast(pl.Float64) / pl.col("new")
    joined = frame.join(new, on="key", how="left", maintain_order="left")
    return joined.with_columns(cost_each=pl.when(pl.col("new") > 0).then(cost))


# --- beyond the budget ----------------------------------------------------------------------------


def over_budget(found: pl.DataFrame) -> pl.DataFrame:
    """Return the categories that cost more than was planned, the largest difference first.

    Amount and budget are those of bookings that have both, of which the difference is.
    """
    beyond = found.filter(pl.col("difference") > 0).with_columns(
        amount="spent_of_budget", budget="budget_of_spent", rows="both"
    )
    return beyond.sort("difference", "key", descending=[True, False])


def coverage(found: pl.DataFrame) -> Text | None:
    """Say what the comparison rests on, where not every booking has both amounts."""
    both, rows, planned = (int(found[name].sum() or 0) for name in ("both", "rows", "planned"))
    if not planned or both == rows == planned:
        return None
    if both == planned:
        return t(
            "{both} of {rows} expenses have a budget: difference and rate are of these alone.",
            both=both,
            rows=rows,
        )
    return t(
        "{both} of {rows} expenses have a budget: difference and rate are of these alone. "
        "{alone} budgets have no amount yet.",
        both=both,
        rows=rows,
        alone=planned - both,
    )
