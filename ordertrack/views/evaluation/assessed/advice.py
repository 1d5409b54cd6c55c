"""What is suggested beside a row of a table: only what its figures bear; else nothing.

Amounts that were counted need no test; rates are held against all others and must clear chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from ordertrack.metrics.analysis import against_rest
from ordertrack.metrics.analysis.against_rest import Group
from ordertrack.views import currencies, formats
from ordertrack.views.view import View
from ordertrack.words import Text, t

Row = Mapping[str, Any]
BEYOND = 0.1  # of the budget: less is not worth a talk
UNUSED = 0.3  # of the budget of a period that is over
LARGE = 0.05  # of all expenses: what is spent without a budget
ALMOST = 0.95  # of expenses have a budget, or that a category has none is no news
MISSED = 0.8  # of a target, when the period is over


def said(texts: Sequence[Text], lang: str) -> str | None:
    """Return suggestions as one text; Chinese sentences follow each other without a space."""
    return ("" if lang == "zh" else " ").join(one.to(lang) for one in texts) or None


# --- expenses -------------------------------------------------------------------------------------


def of_category(row: Row, view: View, *, planned: bool) -> Iterator[Text]:
    """Give what the expenses of a category call for; `planned`: budgets are the rule."""
    yield from _of_budget(row, view)
    if planned and not row["planned"] and (row["share"] or 0) >= LARGE:
        yield t(
            "Plan it: {share} of all expenses, and no budget.", share=formats.percent(row["share"])
        )
    if row["new"] == 0 and row["won_by_channel"] and not view.scope.is_cut:
        yield t("No new customer came by its channels: see what it is to bring before going on.")


def _of_budget(row: Row, view: View) -> Iterator[Text]:
    over, difference = row["over"], row["difference"]
    if over is None:
        return
    unit = currencies.order_unit(view)
    amount = formats.value(abs(difference), unit, view.lang)
    if over >= BEYOND:
        yield t(
            "{amount} ({share}) beyond its budget: find out why, and set a limit or a new budget.",
            amount=amount,
            share=formats.signed(over, view.lang, "ratio"),
        )
    elif over <= -UNUSED and not view.scope.is_cut:
        yield t(
            "{amount} ({share}) of its budget is left: plan less, or use it elsewhere.",
            amount=amount,
            share=formats.percent(-over),
        )


def of_channel(row: Row) -> Text | None:
    """Return what a channel calls for by twelve months of it, where enough customers tell it.

    The interval of revenue is that of gross profit, at the margin of these customers.
    """
    if not row["key"] or row["high"] is None or not row["revenue"] or row["profit"] is None:
        return None
    most = row["high"] * row["profit"] / row["revenue"]
    if most >= 1:
        return None
    return t(
        "Spend less or change it: in 12 months its new customers brought gross profit of {share} "
        "of what it cost, {most} at most by chance.",
        share=formats.percent(row["profit"] / row["spent"]),
        most=formats.percent(most),
    )


# --- products -------------------------------------------------------------------------------------

RATES: Mapping[str, Text] = {
    "on_time_rate": t(
        "Look into its delays: {value} on time, all others {rest} ({n} orders), more than chance."
    ),
    "complaint_rate": t(
        "Look into its complaints: {value}, all others {rest} ({n} orders), more than chance."
    ),
}


def worse_rates(frame: pl.DataFrame) -> dict[str, list[Text]]:
    """Return by key which rates are worse than those of all others, by more than chance."""
    groups = [(name, one) for name in RATES for one in _against_others(frame, name)]
    listed = against_rest.clear([one for _, one in groups]) if groups else []
    found: dict[str, list[Text]] = {}
    for (name, one), stands in zip(groups, listed, strict=True):
        worse = one.value < one.rest if name == "on_time_rate" else one.value > one.rest
        if stands and worse:
            told = {"value": formats.percent(one.value), "rest": formats.percent(one.rest)}
            text = RATES[name]
            found.setdefault(one.key, []).append(
                Text(text.template, tuple({**told, "n": one.n}.items()))
            )
    return found


def _against_others(frame: pl.DataFrame, name: str) -> list[Group]:
    if f"{name}__denominator" not in frame.columns:
        return []
    parts = frame.filter(pl.col("key") != "").select(
        k="key",
        top=pl.col(f"{name}__numerator").fill_null(0).cast(pl.Int64),
        base=pl.col(f"{name}__denominator").fill_null(0).cast(pl.Int64),
    )
    return against_rest.of_counts(parts)


def of_product(row: Row, view: View) -> Iterator[Text]:
    """Give what a product's own figures call for."""
    if row.get("is_slow"):
        yield t("Sells far less than before: sell off the stock, or look for whom it still serves.")
    margin = row.get("gross_margin")
    if margin is not None and margin < 0:
        yield t(
            "Sold below its cost ({margin}): raise the price or lower the cost.",
            margin=formats.percent(margin),
        )
    attained = row.get("key_product_attainment")
    if attained is not None and attained < MISSED and not view.scope.is_cut:
        yield t(
            "Far from its target ({attained}): find out what keeps it from selling.",
            attained=formats.percent(attained),
        )
