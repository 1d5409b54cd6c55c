"""A view of the small shop, as a report or the command line would open it."""

from __future__ import annotations

from pathlib import Path

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.scope import Scope, end_of_day, moment
from ordertrack.views.view import View
from ordertrack.warehouse import Warehouse
from tests.ui.shop import open_shop


def view(home: Path, period: str = "2024-11", lang: str = "en", **filters: str) -> View:
    """Return a view of the shop at the end of its data."""
    return view_of(open_shop(home), period, lang, **filters)


def view_of(
    warehouse: Warehouse, period: str, lang: str = "en", as_of: str | None = None, **filters: str
) -> View:
    """Return a view of any warehouse, at the end of its data unless told otherwise."""
    newest = warehouse.latest()
    assert newest is not None and newest.newest_event is not None
    at = moment(as_of) if as_of else end_of_day(newest.newest_event.date())
    chosen = tuple((name, (value,)) for name, value in filters.items())
    scope = Scope(at, Period.parse(period), filters=chosen, access=Access.everything())
    return View.fresh(warehouse.reader(newest), scope, lang)
