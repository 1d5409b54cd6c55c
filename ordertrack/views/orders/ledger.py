"""The sentences of the order ledger: its quick filters, its sorting, what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.metrics.orders import ledger as orders
from ordertrack.metrics.orders.ledger import LedgerQuery, QuickFilter, Totals
from ordertrack.scope import Scope
from ordertrack.views import formats
from ordertrack.views.orders import ledger_columns
from ordertrack.words import Text, t

QUICK_FILTERS: Mapping[QuickFilter, Text] = {
    "all": t("All orders"),
    "open": t("Not delivered"),
    "overdue": t("Overdue"),
    "due_soon": t("Due in {days} days", days=orders.SOON_DAYS),
    "late": t("Late or overdue"),
    "moved": t("Promise moved"),
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
    """Say which orders are listed: of the period, or all that are open."""
    if orders.QUICK_FILTERS[query.quick_filter][1] == "stock":
        return t("open at as-of, whenever they were placed")
    if scope.period is None:
        return t("all orders up to as-of")
    return t("placed in {period}", period=scope.period.label(lang))
