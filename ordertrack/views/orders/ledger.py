"""The sentences of the order ledger: its quick filters, its sorting, what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import Basis, LedgerQuery, Number, QuickFilter, Totals
from ordertrack.scope import Scope
from ordertrack.views import formats
from ordertrack.views.orders import ledger_columns
from ordertrack.views.origin import part_name
from ordertrack.words import Text, t

QUICK_FILTERS: Mapping[QuickFilter, Text] = {
    "all": t("All orders"),
    "open": t("Not delivered"),
    "overdue": t("Overdue"),
    "due_soon": t("Due in {days} days", days=orders.SOON_DAYS),
    "late": t("Late or overdue"),
    "moved": t("Promise moved"),
}
BASES: Mapping[Basis, Text] = {
    "order": t("By order day"),
    "promise": t("By promised day"),
    "delivery": t("By delivery day"),
}
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


def summary(query: LedgerQuery, totals: Totals, lang: str) -> str:
    """Say how much is listed, as Markdown."""
    amount = formats.value(totals.amount, "money", lang, exact=True)
    parts = [t("**{count}** orders", count=totals.orders), t("amount {amount}", amount=amount)]
    if totals.late and query.quick_filter not in ("late", "overdue"):
        parts.append(t("{count} late", count=totals.late))
    if totals.counted < totals.orders:
        parts.append(t("{count} not counted", count=totals.orders - totals.counted))
    return " · ".join(part.to(lang) for part in parts)


def which_orders(query: LedgerQuery, scope: Scope, lang: str) -> Text:
    """Say which orders are listed: of a number, of the period, or all that are open."""
    if query.behind:
        measures = CATALOG[query.behind.metric].measures(query.behind.part)
        return t("{number}", number=" ".join(measure.sentence.to(lang) for measure in measures))
    if orders.QUICK_FILTERS[query.quick_filter][1] == "stock":
        return t("open at as-of, whenever they were placed")
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
