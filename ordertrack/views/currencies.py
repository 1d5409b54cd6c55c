"""In which currency the amounts of a look at the data are. Imports metrics and `view`."""

from __future__ import annotations

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import PARTS, Metric
from ordertrack.metrics.notes import mixed_currencies
from ordertrack.metrics.query.conventions import Currencies, in_force
from ordertrack.scope import Scope
from ordertrack.views.filter_values import NOT_RECORDED
from ordertrack.views.view import View
from ordertrack.words import Text, t

YUAN, IN_YUAN = "CNY", "(元)"
MONEY = CATALOG["revenue"]  # what the amounts of a page are, unless something else is named


def currencies_of(view: View, metric: Metric = MONEY, scope: Scope | None = None) -> Currencies:
    """Return the currencies of the amounts that a metric adds up; () where it adds up none."""
    if not any(one.unit == "money" for part in PARTS for one in metric.measures(part)):
        return ()
    everywhere = of_release(view)
    if len(everywhere) < 2:
        return everywhere
    found = view.evaluate((metric.name,), ("currency",), scope or view.scope)
    counted = found.filter(pl.col(f"{metric.name}__numerator") != 0)["currency"].to_list()
    return in_force([name or home(view) for name in counted], view.scope)


def of_release(view: View) -> Currencies:
    """Return the currencies of all orders of the release."""
    return in_force(view.named_currencies, view.scope)


def home(view: View) -> str | None:
    """Return the currency of amounts that name none; None where nothing says it."""
    found = in_force([None, *view.named_currencies], view.scope)
    return view.scope.conventions.currency or (found[0] if len(found) == 1 else None)


def filter_values(view: View, code: str | None) -> tuple[str, ...]:
    """Return the values of the filter that keeps the amounts of one currency."""
    unnamed = ("",) if code is None or code == home(view) else ()
    return (code, *unnamed) if code else unnamed


def unit(view: View, metric: Metric, scope: Scope | None = None) -> str:
    """Return a metric's unit for `formats`: `money CNY` where its amounts are in one currency."""
    if metric.unit != "money":
        return metric.unit
    return in_unit("money", currencies_of(view, metric, scope))


def order_unit(view: View) -> str:
    """Return the unit of single amounts: named where all orders of the release are in one."""
    return in_unit("money", of_release(view))


def heading(view: View, words: str) -> str:
    """Return the heading of amounts of single orders, with their currency where it is one."""
    found = of_release(view)
    return in_currency(words, found[0] if len(found) == 1 else None)


def in_currency(words: str, currency: str | None) -> str:
    """Return a heading of amounts in a currency; the template's own says 元 where that is true."""
    if currency == YUAN and words.endswith(IN_YUAN):
        return words
    words = words.removesuffix(IN_YUAN)
    return f"{words} ({currency})" if currency else words


def in_unit(money: str, found: Currencies) -> str:
    """Return the unit of money with its currency, where it is in one that is known."""
    return f"{money} {found[0]}" if len(found) == 1 and found[0] else money


def with_currency(found: pl.DataFrame, view: View, metric: Metric) -> pl.DataFrame:
    """Name the currency of bare amounts that leave the page; several stand in one cell."""
    codes = currencies_of(view, metric) if metric.unit == "money" else ()
    named = " + ".join(code or NOT_RECORDED.to(view.lang) for code in codes)
    return found.with_columns(currency=pl.lit(named)) if any(codes) else found


def currency_note(view: View, metric: Metric = MONEY, scope: Scope | None = None) -> Text | None:
    """Say that a metric's amounts in several currencies are added up, if they are."""
    return mixed_currencies(currencies_of(view, metric, scope))


def short_note(found: Currencies) -> Text | None:
    """Say the same where there is little room, beside a number."""
    if len(found) < 2:
        return None
    return t("{count} currencies added up", count=sum(name is not None for name in found))


def comparable(view: View, metric: Metric, before: Scope) -> bool:
    """Return whether a metric of the view is in the currency of what it is compared with."""
    now, then = currencies_of(view, metric), currencies_of(view, metric, before)
    return not now or not then or now == then
