"""A view of the small shop, as a report or the command line would open it."""

from __future__ import annotations

from pathlib import Path

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.scope import Scope, end_of_day
from ordertrack.views.view import View
from tests.ui.shop import open_shop


def view(home: Path, period: str = "2024-11", lang: str = "en", **filters: str) -> View:
    """Return a view of the shop at the end of its data."""
    warehouse = open_shop(home)
    newest = warehouse.latest()
    assert newest is not None and newest.newest_event is not None
    moment = end_of_day(newest.newest_event.date())
    chosen = tuple((name, (value,)) for name, value in filters.items())
    scope = Scope(moment, Period.parse(period), filters=chosen, access=Access.everything())
    return View.fresh(warehouse.reader(newest), scope, lang)
