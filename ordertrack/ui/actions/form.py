"""Planning an action, and changing one: its fields, saving, what others changed meanwhile.

What is saved is read from the widgets at the click: what was typed just before is among it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.catalog import CATALOG
from ordertrack.period import Period
from ordertrack.records.journal import Change, Seen
from ordertrack.records.journal.action_kinds import ACTION
from ordertrack.records.journal.reading import Row
from ordertrack.ui.actions import address
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import editing, who
from ordertrack.ui.parts.editing import Cells, Words
from ordertrack.ui.parts.panel import panel
from ordertrack.views.tracking import actions, effects
from ordertrack.views.view import View
from ordertrack.words import t

WEEKS = 12  # of a baseline, and until the review, where nobody says otherwise
DUE = 28  # days
HELD = "action_held"
PLANNED = ("problem", "measure", "department", "owner", "due")
CHANGED = (*PLANNED, "state", "done_day", "result")
PLAN = ("metric", "scope", "baseline", "target", "starts", "review")  # what it is judged by
TALL = ("problem", "measure", "result")
WORDS = Words(
    t("Saved: {count} changes."),
    t("Somebody changed this action meanwhile; nothing was saved:"),
    one=t("Saved: 1 change."),
)
Values = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """An action as it is typed, a form of `ui.parts.editing`: what is known of it before.

    `place` is its subject; `row` is what was read when the typing began.
    """

    place: str
    row: Values
    names: tuple[str, ...]
    name = "action"  # of the form in a session

    def key(self, name: str) -> str:
        """Return the key of the widget of a field; another one each time it has to begin anew."""
        return f"{editing.editor_key(self)}_{self.row.get('changed_position', 0)}_{name}"

    def first(self, name: str) -> Any:
        """Return what a field holds before anything is typed."""
        return editing.filled(self).get(0, {}).get(name, self.row.get(name))

    def is_shown(self) -> bool:
        """Return whether its widgets are on the page."""
        return self.key("metric") in st.session_state

    def typed(self) -> Values:
        """Return the values that the widgets hold at this moment."""
        found = {name: _clean(st.session_state[self.key(name)]) for name in self.names}
        return found | self._plan()

    def unsaved(self) -> Cells:
        """Return the fields that hold something else than what was read."""
        typed = self.typed() if self.is_shown() else {}
        changed = {name: value for name, value in typed.items() if value != self.row[name]}
        return {0: changed} if changed else {}

    def changes(self, edited: Cells, /) -> list[Change]:
        """Return what the journal has to keep of these fields."""
        return [one for cells in edited.values() for one in ACTION.changes(cells, self.place)]

    def _plan(self) -> Values:
        plan: Values = dict.fromkeys(PLAN, None)
        plan["metric"] = st.session_state[self.key("metric")]
        # A metric that was chosen this moment has no fields on the page yet.
        if plan["metric"] is None or self.key("target") not in st.session_state:
            return plan
        starts, weeks = (st.session_state[self.key(name)] for name in ("starts", "weeks"))
        plan["baseline"] = str(Period(starts - timedelta(weeks=int(weeks)), starts))
        plan["scope"] = self.row.get("scope") or None
        plan["target"] = _number(st.session_state[self.key("target")])
        return plan | {"starts": starts, "review": st.session_state[self.key("review")]}


def show_new(view: View) -> None:
    """Show the form of a new action, filled in with what the place it comes from knows."""
    usual: Values = {
        **address.known(),
        "due": view.scope.as_of.date() + timedelta(days=DUE),
        "department": "sales",
        "scope": effects.scope_text(view.scope),
    }
    draft = Draft("new", usual, PLANNED)
    with panel(t("Plan an action"), "plan"):
        _show_fields(view, draft)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = who.ask("action_new_who")
            st.button(
                tr("Save"),
                type="primary",
                key="action_new_save",
                disabled=not name,
                help=None if name else tr("Say who you are first."),
                on_click=_save_new,
                args=(view, draft),
            )
            st.button(tr("Cancel"), key="action_cancel", on_click=address.leave)


def _save_new(view: View, draft: Draft) -> None:
    """Write a new action and go to it. Meant for a callback."""
    values = draft.typed() | {"state": "open", "link": draft.row.get("link")}
    subject = ACTION.subject({})
    if save(ACTION.changes(values, subject), Seen(view.release.number, 0)):
        address.open_action(subject)


def save(changes: Sequence[Change], seen: Seen) -> bool:
    """Write changes under the name of who sits there; say so where they are refused."""
    journal = data_source.warehouse().records.journal
    try:
        journal.save(changes, who.name(), "", seen)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
        return False
    return True


def show_change(view: View, row: Row) -> None:
    """Show an action's fields, to be changed."""
    draft = _held(row)
    with panel(t("What is to be done"), "change"):
        if row["link"]:
            st.link_button(
                tr("Where it comes from"),
                row["link"],
                type="tertiary",
                icon=":material/arrow_outward:",
            )
        editing.remember_what_is_seen(draft, draft.row["changed_position"])
        _show_fields(view, draft)
        editing.show_save(view, draft, WORDS)


def _held(row: Row) -> Draft:
    """Return what is being typed; it stays as it was read while something is not saved.

    So no change of somebody else counts as seen when he saves while it is being typed.
    """
    held = st.session_state.setdefault(HELD, {})
    before: Draft | None = held.get(row["subject"])
    if before is None or not before.unsaved():
        held[row["subject"]] = Draft(row["subject"], dict(row), CHANGED)
    return held[row["subject"]]


# --- the fields -----------------------------------------------------------------------------------


def _show_fields(view: View, draft: Draft) -> None:
    """Show the fields, and what the action is judged by."""
    for is_tall, names in groupby(draft.names, key=TALL.__contains__):
        with st.container(horizontal=not is_tall):
            for name in names:
                _field(name, draft.first(name), draft.key(name))
    _show_plan(view, draft)


def _field(name: str, value: Any, key: str) -> None:
    declared = ACTION.by_name[name]
    label = localize(declared.label)
    if declared.codes:
        codes = list(declared.codes)
        st.selectbox(
            label,
            codes,
            index=codes.index(value) if value in codes else 0,
            format_func=lambda code: localize(declared.codes[code]),
            key=key,
        )
    elif declared.type == "day":
        st.date_input(label, value, key=key, format="YYYY-MM-DD")
    elif name in TALL:
        st.text_area(label, value or "", key=key, height=80)
    else:
        st.text_input(label, value or "", key=key)


def _clean(value: Any) -> Any:
    return value.strip() or None if isinstance(value, str) else value


def _show_plan(view: View, draft: Draft) -> None:
    """Show what the action is judged by; nothing more where no metric is chosen."""
    known = list(actions.metrics())
    usual = {name: draft.first(name) for name in PLAN}
    metric = st.selectbox(
        tr("Judged by"),
        known,
        index=known.index(usual["metric"]) if usual.get("metric") in known else None,
        format_func=lambda name: localize(CATALOG[name].label),
        key=draft.key("metric"),
        placeholder=tr("No number: only whether it was done"),
        help=tr("Fixed before the action starts; whoever changes it later is named."),
    )
    if metric is None:
        return
    st.caption(tr("Scope: {scope}", scope=effects.about({"scope": usual.get("scope")}, view)))
    with st.container(horizontal=True):
        tomorrow = view.scope.as_of.date() + timedelta(days=1)
        starts = st.date_input(
            tr("Starts on"),
            usual.get("starts") or tomorrow,
            key=draft.key("starts"),
            format="YYYY-MM-DD",
        )
        st.date_input(
            tr("Review on"),
            usual.get("review") or starts + timedelta(weeks=WEEKS),
            key=draft.key("review"),
            format="YYYY-MM-DD",
        )
        st.number_input(
            tr("Weeks before it"),
            min_value=4,
            max_value=104,
            value=_weeks(usual, starts),
            key=draft.key("weeks"),
            help=tr("The baseline: so many whole weeks up to the start."),
        )
        st.text_input(
            tr("Target (optional)"),
            "" if usual.get("target") is None else str(usual["target"]),
            key=draft.key("target"),
            help=tr("A rate is written as 90% or 0.9."),
        )


def _weeks(usual: Mapping[str, Any], starts: date) -> int:
    """Return the length of the baseline that is known, in weeks."""
    if not usual.get("baseline"):
        return WEEKS
    return max(4, (starts - Period.parse(usual["baseline"]).start).days // 7)


def _number(text: str) -> Any:
    """Return the number that was typed; the text itself where it is none, to be refused."""
    try:
        return ACTION.by_name["target"].parse(text)
    except OrdertrackError:
        return text
