"""The sentences of the order ledger: its quick filters, its sorting, what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import Basis, LedgerQuery, Number, QuickFilter, Totals
from ordertrack.scope import Scope
from ordertrack.views import currencies, formats
from ordertrack.views.markup import markdown
from ordertrack.views.orders import ledger_columns
from ordertrack.views.origin import part_name
from ordertrack.views.view import View
from ordertrack.words import Text, t

QUICK_FILTERS: Mapping[QuickFilter, Text] = {
    "all": t("All orders"),
    "late": t("Late or overdue"),
    "moved": t("Promise moved"),
    "not_counted": t("Cancelled or draft"),
    "open": t("Not delivered"),
    "overdue": t("Overdue"),
    "due_soon": t("Due in {days} days", days=orders.SOON_DAYS),
}
BASES: Mapping[Basis, Text] = {
    "order": t("By order day"),
    "promise": t("By promised day"),
    "delivery": t("By delivery day"),
}


def populations(query: LedgerQuery, scope: Scope, lang: str) -> dict[Text, list[QuickFilter]]:
    """Return the quick filters by what they count: orders of the period, or all that are open.

    Of the orders behind a number all are its own.
    """
    groups: dict[Text, list[QuickFilter]] = {}
    for name in QUICK_FILTERS:
        which = which_orders(replace(query, quick_filter=name), scope, lang)
        groups.setdefault(which, []).append(name)
    return groups


SORT_NAMES: Mapping[tuple[str, bool], Text] = {
    ("ordered_at", True): t("Newest order first"),
    ("ordered_at", False): t("Oldest order first"),
    ("amount", True): t("Largest amount first"),
    ("days_late", True): t("Latest delivery first"),
    ("promised_latest", False): t("Earliest promise first"),
    ("delivered_at", True): t("Last delivered first"),
}
# What is worth sorting by, without a click on a header: (column, largest first).
SORTS = (*SORT_NAMES, ("customer_name", False), ("order_no", False))


def sort_name(column: str, descending: bool, lang: str) -> str:
    """Say an order of the ledger."""
    name = SORT_NAMES.get((column, descending))
    if name:
        return name.to(lang)
    return f"{ledger_columns.title(column, lang)} {'↓' if descending else '↑'}"


def summary(query: LedgerQuery, totals: Totals, amounts: Sequence[str], lang: str) -> str:
    """Say how much is listed, as Markdown; `amounts` as `amounts_text` gives them."""
    parts = [t("**{count}** orders", count=totals.orders).to(lang), *map(markdown, amounts)]
    if totals.late and query.quick_filter not in ("late", "overdue", "not_counted"):
        parts.append(t("{count} late", count=totals.late).to(lang))
    return " · ".join(parts)


def amounts_text(view: View, totals: Totals, by_currency: pl.DataFrame | None) -> list[str]:
    """Say what the orders add up to: each currency by itself, chosen products beside the orders.

    `by_currency`: as `metrics.orders.ledger.amounts` gives it, where there are several currencies.
    """
    if by_currency is None:
        unit = currencies.order_unit(view)
        sums = [(totals.amount, totals.filtered, unit)]
    else:
        home = currencies.home(view)
        by_currency = (
            by_currency.with_columns(pl.col("currency").fill_null(pl.lit(home, pl.String)))
            .group_by("currency", maintain_order=True)
            .sum()
        )
        sums = [
            (row["amount"], row["filtered"], f"money {row['currency'] or ''}".strip())
            for row in by_currency.iter_rows(named=True)
        ]
    whole = [formats.value(amount, unit, view.lang, exact=True) for amount, _, unit in sums]
    texts = [t("amount {amount}", amount=" + ".join(whole))]
    if by_product(view.scope):
        part = [formats.value(some, unit, view.lang, exact=True) for _, some, unit in sums]
        texts.append(t("of it the chosen products {amount}", amount=" + ".join(part)))
    return [text.to(view.lang) for text in texts]


def by_product(scope: Scope) -> bool:
    """Return whether the scope is narrowed to products, so that an order counts with a part."""
    return bool(scope.values("product") or scope.values("product_line"))


def lists_a_stock(query: LedgerQuery) -> bool:
    """Return whether what is listed depends on the moment at which stocks are counted."""
    return query.behind is None or CATALOG[query.behind.metric].date == "stock"


def which_orders(query: LedgerQuery, scope: Scope, lang: str) -> Text:
    """Say which orders are listed: of a number, of the period, or all that are open."""
    if query.behind:
        measures = CATALOG[query.behind.metric].measures(query.behind.part)
        return t("{number}", number=" ".join(measure.sentence.to(lang) for measure in measures))
    if orders.QUICK_FILTERS[query.quick_filter][1] == "stock":
        moment = formats.when(orders.looked_from(query, scope).as_of)
        return t("open on {moment}, whenever they were placed", moment=moment)
    if scope.period is None:
        return t("all orders up to as-of")
    label = scope.period.label(lang)
    if query.basis == "promise":
        return t("promised for {period}", period=label)
    if query.basis == "delivery":
        return t("delivered in {period}", period=label)
    return t("placed in {period}", period=label)


def number_name(number: Number) -> Text:
    """Say whose orders are listed: `On-time delivery: misses`."""
    metric = CATALOG[number.metric]
    if number.part == "numerator" and not metric.denominator:
        return t("Only the orders behind {metric}", metric=metric.label)
    part = part_name(metric, number.part)
    return t("Only the orders behind {metric}: {part}", metric=metric.label, part=part)
