"""The thresholds of rules: what is in force, what another one would have raised, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.model.rule import Threshold
from ordertrack.records.journal import Change
from ordertrack.records.journal.alert_kinds import ALERT_RULE, RULES
from ordertrack.ui.frame import cached_figures
from ordertrack.ui.frame.language import localize, localize_plain, tr
from ordertrack.ui.parts import editing, entries, order_links
from ordertrack.ui.parts.editing import Words
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views.alerts import rules, seen
from ordertrack.views.view import View
from ordertrack.words import t

LISTED = ("rule", "from_day", "red", "yellow", "operator", "clock", "is_on")
WORDS = Words(
    t("The threshold is saved."),
    t("Somebody changed this threshold meanwhile; nothing was saved:"),
    t("Save the threshold"),
)


@dataclass(frozen=True)
class RuleForm:
    """The fields of a threshold, filled with what is in force: a form of `ui.parts.editing`.

    All of them are written where one differs: what is left open would be what it is by default.
    """

    rule: str
    present: Threshold
    name: str = "rules"

    @property
    def place(self) -> str:
        """Which rule it is about."""
        return self.rule

    def key(self, field: str) -> str:
        """The key of a field; another one each time it has to begin anew."""
        return f"rules_{self.rule}_{st.session_state.get(editing.key(self, 'round'), 0)}_{field}"

    @property
    def saved(self) -> dict[str, Any]:
        """What is in force."""
        limit = self.present
        return {
            "red": limit.red,
            "yellow": limit.yellow,
            "operator": limit.operator,
            "clock": limit.clock or None,
            "is_on": "on" if limit.is_on else "off",
        }

    def held(self) -> dict[str, Any]:
        """Return what the fields hold; at first what is in force."""
        first = {**self.saved, **editing.filled(self).get(0, {})}
        held = {name: st.session_state.get(self.key(name), first[name]) for name in first}
        switch = held["is_on"]
        return held | {"is_on": SWITCH[switch] if isinstance(switch, bool) else switch}

    def unsaved(self) -> editing.Cells:
        """Return all fields, where one of them holds something else than what is in force."""
        held = self.held()
        return {0: held} if held != self.saved else {}

    def changes(self, edited: editing.Cells) -> list[Change]:
        """Return what the journal has to keep."""
        key = {"rule": self.rule, "from_day": st.session_state[f"rules_day_{self.rule}"]}
        return [change for cells in edited.values() for change in ALERT_RULE.changes(key | cells)]


SWITCH = {True: "on", False: "off"}


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
        form = RuleForm(name, rules.in_force(view, name))
        st.caption(localize(ALERT_RULES[name].sentence))
        st.markdown(localize(seen.threshold(name, form.present)))
        if reason := rules.why_silent(view, name):
            st.caption(localize(reason))
        editing.remember_what_is_seen(form, view.reader.written.position)
        _show_form(view, form)
        _show_back_test(view, form)
        editing.show_save(view, form, WORDS)
        _show_set(view)


def _show_form(view: View, form: RuleForm) -> None:
    """The widgets of a threshold, and the day from which it holds."""
    name, held = form.rule, form.held()
    ways = {way: localize_plain(label) for way, label in rules.operators(name).items()}
    clocks = {clock: localize_plain(label) for clock, label in rules.clocks(name).items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            tr("Red when"),
            list(ways),
            index=list(ways).index(held["operator"]),
            format_func=lambda way: f"{ways[way]} ({way})",
            key=form.key("operator"),
            width=150,
        )
        for field, label in (("red", tr("Red")), ("yellow", tr("Yellow"))):
            st.number_input(
                label, value=held[field], step=1.0, key=form.key(field), width=120, format="%g"
            )
        if len(clocks) > 1:
            st.selectbox(
                tr("Counted in"),
                list(clocks),
                index=list(clocks).index(held["clock"]),
                format_func=clocks.__getitem__,
                key=form.key("clock"),
                width=150,
            )
        st.toggle(tr("On"), held["is_on"] == "on", key=form.key("is_on"))
        st.date_input(
            tr("From day"),
            view.scope.as_of.date(),
            key=f"rules_day_{name}",
            format="YYYY-MM-DD",
            width=150,
        )


def _show_back_test(view: View, form: RuleForm) -> None:
    """Show what it would have raised, where it is another one than is in force."""
    if not form.unsaved():
        st.caption(tr("Change something to see what it would have raised."))
        return
    name, limit = form.rule, rules.wanted(form.rule, form.held())
    found = cached_figures.kept(view, rules.tested, name, limit)
    if found is None:
        st.caption(tr("The data cannot judge this rule, so that nothing can be tested."))
        return
    st.markdown(localize(rules.sentence(found, name)))
    if ALERT_RULES[name].by_stage:
        st.caption(tr("By the time limits of stages in force at as-of; those are not tested."))
    if not found.differ.is_empty():
        alt = t("Orders that only one of both thresholds makes red, the newest first")
        pick = order_links.open_order if found.differ["order_no"].null_count() == 0 else None
        show_sheet(rules.difference(found, name, limit, view), "rules_differ", alt, pick)


def _show_set(view: View) -> None:
    """Show what was set, with who and when, and the way to take one's own last one back."""
    rows = view.reader.typed("alert_rule").to_dicts()
    if rows:
        form = Form("alert_rule", LISTED, {}, "rules_set")
        entries.show_entries(form, rows, t("Thresholds that people set, the newest first"))
