"""How every page begins: title, strip, scope bar, and the `View` that the page works with.

A page is a short script:

    view = open_page(tr("Orders"))
    ... view.scope, view.reader, view.release, view.lang ...

`open_page` stops the script with a friendly page when there is nothing to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.evaluate import available_dimensions
from ordertrack.scope import Conventions, Scope, default_as_of, default_period
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, empty_states, scope_bar, status_line, url_state
from ordertrack.ui.frame.language import language, say
from ordertrack.warehouse import Reader, Release


@dataclass(frozen=True)
class View:
    """One look at the data: a release, and the scope the viewer chose in it."""

    release: Release
    reader: Reader
    scope: Scope
    default: Scope
    dimensions: tuple[str, ...]
    lang: str


def open_page(title: str, *, scoped: bool = True, compared: bool = True) -> View:
    """Head a page that shows data; stops the script while the warehouse is empty or unreadable.

    `scoped` pages have the scope bar, `compared` ones with the choice of what to compare with.
    """
    st.header(title, anchor=False)
    view = look()
    if view is None:
        empty_states.empty_warehouse()
        st.stop()
    tell(view)
    if scoped:
        scope_bar.show(view, compared=compared)
    return view


def tell(view: View) -> None:
    """The strip under the title: what is looked at, and from when."""
    by_default = view.scope.as_of == view.default.as_of
    fresh = default_as_of(view.release, data_source.now(), settings().fresh_days)[1]
    status_line.show(
        view.release,
        view.scope,
        view.reader,
        latest=data_source.latest_number(),
        fresh=fresh or not by_default,
    )


def look() -> View | None:
    """The release and scope of this run; None while the warehouse is empty."""
    release = data_source.looked_at()
    if release is None or release.newest_order_day is None:
        return None
    reader = data_source.reader(release)
    default = default_scope(release)
    return View(
        release=release,
        reader=reader,
        scope=_chosen_scope(default),
        default=default,
        dimensions=tuple(available_dimensions(reader)),
        lang=language(),
    )


def default_scope(release: Release) -> Scope:
    """The newest month with orders, looked at now or from the end of the data."""
    as_of = _as_of(release, data_source.now())
    return Scope(
        as_of,
        default_period(release, as_of),
        conventions=conventions(),
        access=data_source.access(),
    )


def conventions() -> Conventions:
    """The business choices of the settings."""
    held = settings()
    return Conventions(
        promise_basis=held.promise_basis,
        repurchase_months=held.repurchase_months,
        repurchase_by=held.repurchase_by,
        payment_days=held.payment_days,
    )


def _as_of(release: Release, now: datetime) -> datetime:
    """The default as-of, held for ten minutes so that one click after another finds its figures."""
    as_of, fresh = default_as_of(release, now, settings().fresh_days)
    if not fresh:
        return as_of
    held = as_of.replace(minute=as_of.minute // 10 * 10, second=0, microsecond=0)
    return max(held, min(release.newest_event or held, as_of))


def _chosen_scope(default: Scope) -> Scope:
    """What the URL and the widgets ask for; a scope that makes no sense is dropped with a word."""
    try:
        return url_state.scope(default)
    except OrdertrackError as error:
        st.warning(say(error), icon=":material/link_off:")
        url_state.choose_scope(default, default)
        return default
