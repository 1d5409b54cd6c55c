"""What an address asks for and nobody knows: said in words, with the way back.

What stands in the URL for all pages is looked over here; what is a page's own, by the page.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.facts.matched_names import Names
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.scope import Scope
from ordertrack.ui.frame import data_source, scope_changes, url_state
from ordertrack.ui.frame.language import localize, tr
from ordertrack.views.filter_values import unknown_values
from ordertrack.views.markup import Markdown
from ordertrack.views.view import View
from ordertrack.words import Text, t

TOLD = "odd_address"
LONGEST = 60  # of what is repeated
METRICS = ("rank", "bars", "line", "movers")  # parameters that name one


def tell(text: Text) -> None:
    """Keep a sentence for the next `show`."""
    st.session_state[TOLD] = (*st.session_state.get(TOLD, ()), text)


def show() -> None:
    """Show what was kept; what it is about is out of the address by then."""
    for text in dict.fromkeys(st.session_state.pop(TOLD, ())):
        warn(localize(text))


def warn(reason: Markdown) -> None:
    """Show that something in the address is not known."""
    st.warning(reason, icon=":material/link_off:")


def shortened(value: str) -> str:
    """Return a value as it is repeated: an address may hold very much."""
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"


def forget_release() -> None:
    """Go on with the newest release where the address names one that there is not."""
    named = url_state.chosen().get("release")
    if not named:
        return
    number = url_state.number(named)
    try:
        if number is not None:
            data_source.warehouse().release(number)
            return
    except OrdertrackError:
        pass
    url_state.change(release=None)
    tell(t("There is no release {name}: this is the newest one.", name=shortened(named)))


def forget_metrics() -> None:
    """Go on with the usual metric where the address names one that there is not."""
    for parameter, named in url_state.chosen().items():
        if parameter in METRICS and named not in CATALOG:
            url_state.change(**{parameter: None})
            tell(t("There is no metric {name}: the usual one is shown.", name=shortened(named)))


def forget_bad_scope(default: Scope) -> None:
    """Drop the parameters of the scope that make no sense, and only those."""
    for parameter, value in url_state.chosen().items():
        if parameter in url_state.NOT_SCOPE:
            continue
        try:
            Scope.from_query({parameter: value}, default)
        except OrdertrackError as error:
            url_state.change(**{parameter: None})
            tell(t("{reason} It is left out here.", reason=error.text))


def check(parameter: str, known: Collection[str]) -> None:
    """Say of a page's own parameter that its value is not known, and take it out."""
    value = st.query_params.get(parameter)
    if value and value not in known:
        del st.query_params[parameter]
        sentence = tr(
            "{value} is not a known value of {parameter} in the address: the default is shown.",
            value=shortened(value),
            parameter=parameter,
        )
        warn(sentence)


def by_names_used(scope: Scope, default: Scope, names: Names) -> Scope:
    """Return the scope by the names to use where it filters by others, and say so."""
    used = names.in_scope(scope)
    if used != scope:
        for kind, values in scope.filters:
            for value in values:
                _tell_replaced(kind, value, names)
        url_state.choose_scope(used, default)
    return used


def name_used(parameter: str, kind: str) -> str:
    """Return the name that a page's own parameter holds, or the one that is used instead of it."""
    value = st.query_params.get(parameter, "").strip()
    release = data_source.viewed_release() if value else None
    if release is None:
        return value
    names = data_source.warehouse().reader(release).names
    used = names.used(kind, value)
    if used != value:
        _tell_replaced(kind, value, names)
        st.query_params[parameter] = used
    return used


def _tell_replaced(kind: str, value: str, names: Names) -> None:
    if (used := names.used(kind, value)) != value:
        text = t('"{found}" is one with "{used}": this is "{used}".', found=value, used=used)
        tell(text)


def show_unknown_values(view: View) -> None:
    """Say which filters ask for values that do not occur, and offer to go on without them."""
    for dimension, wanted in view.scope.filters:
        if unknown := unknown_values(view, dimension, wanted):
            _show_unknown(view, dimension, wanted, unknown)


def _show_unknown(
    view: View, dimension: str, wanted: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    left = tuple(value for value in wanted if value not in unknown)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        warn(
            tr(
                "{dimension}: {values} does not occur in this release up to as-of.",
                dimension=DIMENSIONS[dimension].label,
                values=", ".join(shortened(value) for value in unknown[:3]),
            )
        )
        st.button(
            tr("Leave it out") if len(unknown) == 1 else tr("Leave them out"),
            key=f"odd_{dimension}",
            icon=":material/filter_alt_off:",
            on_click=scope_changes.set_filter,
            args=(view, dimension, left),
        )
