"""The columns of the ledger: the template's twelve, and what can be added (named as in `model`)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ordertrack.metrics.orders.ledger import QuickFilter
from ordertrack.model import LEDGER_LAYOUT, STATUSES, TABLES
from ordertrack.views import currencies, verdicts
from ordertrack.views.titles import column_title
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

# The template's twelve columns, as the ledger holds them.
TEMPLATE: Mapping[str, tuple[str, str, str]] = dict(
    zip(
        (
            *("order_no", "customer_name", "first_product", "ordered_at", "amount"),
            *("sales_rep_name", "status", "promised_latest", "delivered_at", "delay_reason"),
            *("satisfaction", "exception_note"),
        ),
        LEDGER_LAYOUT,
        strict=True,
    )
)
MORE = (
    *(
        "filtered_amount",
        "verdict",
        "promised_first",
        "promise_changes",
        "team",
        "region",
        "channel",
        "customer_id",
    ),
    *("product_count", "line_count", "quantity", "production_owner", "logistics_owner"),
    *("production_started_at", "shipped_at", "finished_at", "payment_due", "paid_at"),
    *("paid_amount", "carrier", "tracking_no", "complaint_count", "currency", "remark"),
)
TITLES: Mapping[str, Label | Text] = {
    "verdict": Label("Delivery", "交付情况"),
    "days_late": t("Days late"),
    "filtered_amount": t("Amount of the chosen products"),
}
MONEY = ("amount", "filtered_amount", "paid_amount")
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "status": ("verdict",),  # at 1366 the days may be out of sight
    "promised_latest": ("promised_first",),
    "amount": ("filtered_amount", "currency"),
}
_MOVED = t("moved")


def usual(view: View, quick_filter: QuickFilter) -> tuple[str, ...]:
    """Return what stands beside the template's columns when nobody chose."""
    moved = ("promised_first", "promise_changes") if quick_filter == "moved" else ()
    part = (
        ("filtered_amount",)
        if (view.scope.values("product") or view.scope.values("product_line"))
        else ()
    )
    several = ("currency",) if len(currencies.of_release(view)) > 1 else ()
    return *part, "verdict", *moved, *several


def money_title(view: View, column: str) -> str:
    """Return the heading of a column of amounts, with their currency where it is one.

    The template's own heading says 元: it stays where that is true.
    """
    return currencies.heading(view, title(column, view.lang))


def in_order(more: tuple[str, ...]) -> tuple[str, ...]:
    """Return the template's columns in its order, each with those of `more` that belong to it."""
    columns: list[str] = []
    for column in TEMPLATE:
        columns += [column, *(beside for beside in _BESIDE.get(column, ()) if beside in more)]
    return (*columns, *(column for column in more if column not in columns))


def heading(column: str, view: View) -> str:
    """Return the heading of a column in a view: amounts in one currency name it."""
    return money_title(view, column) if column in MONEY else title(column, view.lang)


def title(column: str, lang: str) -> str:
    """Return the heading of a column: the template's own words in Chinese."""
    if column in TEMPLATE:
        heading, table, name = TEMPLATE[column]
        return heading if lang == "zh" else TABLES[table].column(name).label.en
    return TITLES[column].to(lang) if column in TITLES else column_title(column, lang)


def in_words(orders: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Say codes as words, several products as the first and how many more, moments as days.

    A promise that moved is said beside the verdict, which may be judged against the first one.
    """
    more = pl.col("product_count") - 1
    product = pl.when(more > 0).then(pl.format("{} +{}", "first_product", more))
    verdict = pl.when("promise_moved").then(pl.col("verdict") + f" · {_MOVED.to(lang)}")
    statuses = {code: label.to(lang) for code, label in STATUSES.items()}
    return verdicts.with_verdict_words(orders, lang).with_columns(
        pl.col("status").replace(statuses),
        pl.selectors.datetime().dt.date(),
        verdict=verdict.otherwise(pl.col("verdict")),
        first_product=product.otherwise(pl.col("first_product")),
    )
