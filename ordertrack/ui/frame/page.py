"""How every page begins: title, status line, scope bar, and the `View` that the page works with.

A page is a short script:

    view = open_page(tr("Orders"))
    ... view.scope, view.reader, view.release, view.lang ...

`open_page` stops the script with a friendly page when there is nothing to show.
"""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.evaluate import available_dimensions
from ordertrack.scope import Conventions, Scope, default_as_of, default_period
from ordertrack.settings import settings
from ordertrack.ui.frame import cached_figures, data_source, empty_states, odd_address, url_state
from ordertrack.ui.frame.language import language
from ordertrack.ui.frame.scope_bar import show_scope_bar
from ordertrack.ui.frame.status_line import show_status_line
from ordertrack.views.markup import markdown
from ordertrack.views.view import View
from ordertrack.warehouse import Release


def open_page(title: str, *, scoped: bool = True, compared: bool = True) -> View:
    """Head a page that shows data; stops the script while the warehouse is empty or unreadable.

    `scoped` pages have the scope bar, `compared` ones with the choice of what to compare with.
    """
    st.header(markdown(title), anchor=False)
    view = current_view()
    if view is None:
        empty_states.show_empty_warehouse()
        st.stop()
    show_status(view)
    if scoped:
        show_scope_bar(view, compared=compared)
        odd_address.show_unknown_values(view)
    return view


def show_status(view: View) -> None:
    """Show under the title what is looked at, and from when."""
    by_default = view.scope.as_of == view.default.as_of
    fresh = default_as_of(view.release, data_source.now(), settings().fresh_days)[1]
    show_status_line(view, latest=data_source.latest_number(), fresh=fresh or not by_default)
    odd_address.show()


def current_view() -> View | None:
    """Return the release and scope of this run; None while the warehouse is empty."""
    release = data_source.viewed_release()
    if release is None or not (release.newest_order_day or release.newest_event):
        return None
    reader = data_source.warehouse().reader(release)
    release = reader.dated
    default = default_scope(release)
    return View(
        release=release,
        reader=reader,
        scope=odd_address.by_names_used(_chosen_scope(default), default, reader.names),
        default=default,
        dimensions=tuple(available_dimensions(reader)),
        lang=language(),
        evaluate=cached_figures.evaluator(release, reader),
    )


def default_scope(release: Release) -> Scope:
    """Return the newest month with data, looked at now or from the end of the data."""
    as_of = _as_of(release, data_source.now())
    return Scope(
        as_of,
        default_period(release, as_of),
        conventions=Conventions.of(settings(), data_source.warehouse().overrides()),
        access=data_source.access(),
    )


def _as_of(release: Release, now: datetime) -> datetime:
    """The default as-of, kept for ten minutes so that one click after another finds its figures."""
    as_of, fresh = default_as_of(release, now, settings().fresh_days)
    if not fresh:
        return as_of
    rounded = as_of.replace(minute=as_of.minute // 10 * 10, second=0, microsecond=0)
    return max(rounded, min(release.newest_event or rounded, as_of))


def _chosen_scope(default: Scope) -> Scope:
    """What the URL and the widgets ask for; what makes no sense is dropped with a word."""
    odd_address.forget_bad_scope(default)
    try:
        return url_state.scope(default)
    except OrdertrackError as error:
        odd_address.tell(error.text)
        url_state.choose_scope(default, default)
        return default
