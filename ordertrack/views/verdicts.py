"""How a delivery verdict is said: `3 days late`, `due in 5 days`. Imports `scope` and `words`."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ordertrack.scope import Scope
from ordertrack.words import Text, t

_PLAIN: Mapping[str, Text] = {
    "on_time": t("on time"),
    "late": t("late"),
    "overdue": t("overdue"),
    "due": t("due today"),
    "no_promise": t("open, no promised day"),
    "delivered": t("delivered, no promised day"),
    "undated": t("no delivery day recorded"),
    "not_counted": t("not counted"),
}


def verdict_text(verdict: str, days: int | None) -> Text:
    """Return a verdict of `metrics.orders.ledger.judged` as people say it."""
    if not days:
        return _PLAIN[verdict]
    if verdict == "due":
        return t("due in {days}", days=day_count(days))
    if verdict == "on_time":
        return t("{days} early", days=day_count(-days))
    if verdict == "late":
        return t("{days} late", days=day_count(days))
    if verdict == "overdue":
        return t("{days} overdue", days=day_count(days))
    return _PLAIN[verdict]


def day_count(days: int) -> Text:
    """Return `1 day`, `3 days`."""
    return t("1 day") if days == 1 else t("{count} days", count=days)


def basis(scope: Scope) -> Text:
    """Say which promise the verdict is judged against."""
    if scope.conventions.promise_basis == "first":
        return t("against the first promise")
    return t("against the latest promise")


def with_verdict_words(orders: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Put verdicts into words; each wording is made once, however many orders share it."""
    keys = ["verdict", "verdict_days"]
    pairs = orders.select(keys).unique()
    words = [verdict_text(verdict, days).to(lang) for verdict, days in pairs.iter_rows()]
    known = pairs.with_columns(words=pl.Series(words, dtype=pl.String))
    found = orders.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return found.with_columns(verdict="words").drop("words")
