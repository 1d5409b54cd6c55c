"""The thresholds of rules: what is in force, what another one would have raised, and since when."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.rule import Threshold
from ordertrack.records.journal import Seen
from ordertrack.records.journal.alert_kinds import ALERT_RULE, RULES
from ordertrack.ui.frame import cached_figures, data_source
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import entries, order_links, who
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.alerts import board, rules
from ordertrack.views.view import View
from ordertrack.words import t

LISTED = ("rule", "from_day", "red", "yellow", "operator", "clock", "is_on")
TURN, SEEN = "rules_turn", "rules_seen"


def show_rules(view: View) -> None:
    """Show the form for a rule's threshold, what it would have raised, and what was set before."""
    with panel(
        t("Rules and thresholds"),
        "alerts_rules",
        t("Set with the day from which it holds; an earlier as-of is judged by the rules of then."),
    ):
        name = st.selectbox(
            tr("Rule"),
            list(RULES),
            format_func=lambda rule: localize_plain(RULES[rule]),
            key="rules_rule",
            width=280,
        )
        present = rules.in_force(view, name)
        st.caption(localize(ALERT_RULES[name].sentence))
        st.markdown(localize(board.threshold(name, present)))
        if not present.is_on:
            st.caption(tr("This rule is switched off."))
        values = _form(view, name, present)
        _show_back_test(view, name, rules.wanted(name, values), present)
        _show_save(view, name, values)
        _show_set(view)


def _form(view: View, name: str, present: Threshold) -> dict[str, Any]:
    """The widgets of a threshold, filled with what is in force; return what they hold."""
    key = f"rules_{name}_{st.session_state.get(TURN, 0)}"
    ways = {way: localize_plain(label) for way, label in rules.operators(name).items()}
    clocks = {clock: localize_plain(label) for clock, label in rules.clocks(name).items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        operator = st.selectbox(
            tr("Red when"),
            list(ways),
            index=list(ways).index(present.operator),
            format_func=lambda way: f"{ways[way]} ({way})",
            key=f"{key}_operator",
            width=150,
        )
        red = st.number_input(
            tr("Red"), value=present.red, step=1.0, key=f"{key}_red", width=120, format="%g"
        )
        yellow = st.number_input(
            tr("Yellow"),
            value=present.yellow,
            step=1.0,
            key=f"{key}_yellow",
            width=120,
            format="%g",
        )
        clock = present.clock
        if len(clocks) > 1:
            clock = st.selectbox(
                tr("Counted in"),
                list(clocks),
                index=list(clocks).index(present.clock),
                format_func=clocks.__getitem__,
                key=f"{key}_clock",
                width=150,
            )
        is_on = st.toggle(tr("On"), present.is_on, key=f"{key}_on")
    values = {"red": red, "yellow": yellow, "operator": operator, "clock": clock or None}
    return values | {"is_on": "on" if is_on else "off"}


def _show_back_test(view: View, name: str, limit: Threshold, present: Threshold) -> None:
    """Show what it would have raised, where it is another one than is in force."""
    if _same(limit, present):
        st.caption(tr("Change something to see what it would have raised."))
        return
    found = cached_figures.kept(view, rules.tested, name, limit)
    if found is None:
        st.caption(tr("The data cannot judge this rule, so that nothing can be tested."))
        return
    st.markdown(localize(rules.sentence(found, name)))
    if not found.differ.is_empty():
        alt = t("Orders that only one of both thresholds makes red, the newest first")
        pick = order_links.open_order if found.differ["order_no"].null_count() == 0 else None
        show_sheet(rules.difference(found, name, limit, language()), "rules_differ", alt, pick)


def _same(one: Threshold, other: Threshold) -> bool:
    return (one.red, one.yellow, one.operator, one.clock, one.is_on) == (
        other.red,
        other.yellow,
        other.operator,
        other.clock,
        other.is_on,
    )


def _show_save(view: View, name: str, values: dict[str, Any]) -> None:
    st.session_state[SEEN] = view.reader.written.position
    with st.container(horizontal=True, vertical_alignment="bottom"):
        today = view.scope.as_of.date()
        day = st.date_input(
            tr("From day"), today, key=f"rules_day_{name}", format="YYYY-MM-DD", width=150
        )
        given = who.ask("rules_who")
        st.text_input(tr("Why (optional)"), key="rules_why", width=260)
        st.button(
            tr("Save the threshold"),
            type="primary",
            key="rules_save",
            disabled=not given,
            help=None if given else tr("Say who you are first."),
            on_click=partial(_save, view, {"rule": name, "from_day": day, **values}),
        )


def _save(view: View, values: dict[str, Any]) -> None:
    """Write the threshold. Meant for a callback; a refused one keeps the form as it is."""
    journal = data_source.warehouse().records.journal
    seen = Seen(view.release.number, st.session_state.get(SEEN, 0))
    try:
        journal.save(
            ALERT_RULE.changes(values), who.name(), st.session_state.get("rules_why", ""), seen
        )
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def _show_set(view: View) -> None:
    """Show what was set, with who and when, and the way to take one's own last one back."""
    rows = view.reader.typed("alert_rule").to_dicts()
    if rows:
        form = Form("alert_rule", LISTED, {}, "rules_set")
        entries.show_entries(form, rows, t("Thresholds that people set, the newest first"))
