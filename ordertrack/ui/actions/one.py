"""One action: what is to be done, its sub-tasks, whether it worked, and who changed what."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.metrics.analysis.effect import Effect
from ordertrack.period import Period
from ordertrack.records.journal import Seen
from ordertrack.records.journal.action_kinds import SUBTASK
from ordertrack.records.journal.reading import Row
from ordertrack.ui.actions import address, form
from ordertrack.ui.frame import data_source, theme
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import entries, who
from ordertrack.ui.parts.action_verdicts import said, verdicts
from ordertrack.ui.parts.entries import Form
from ordertrack.ui.parts.panel import Drawn, panel, show_as_table, show_chart, show_sheet
from ordertrack.ui.parts.room import half
from ordertrack.views import formats
from ordertrack.views.markup import markdown
from ordertrack.views.tracking import actions, effects
from ordertrack.views.view import View
from ordertrack.words import Text, t

MARKS = {"effective": st.success, "not_effective": st.error, "unclear": st.info}


def show(view: View, subject: str) -> None:
    """Show one action; of a subject that is none, that there is no such action."""
    st.button(
        localize(actions.TITLE),
        icon=":material/arrow_back:",
        type="tertiary",
        key="action_back",
        on_click=address.leave,
    )
    rows = data_source.warehouse().rows_about(view.release, "action")
    row = next((row for row in rows if row["subject"] == subject), None)
    if row is None:
        st.info(tr("There is no such action; it may have been removed."))
        return
    _show_head(view, row)
    with st.grid(2, gap="small", min_column_width=420):
        left, right = st.container(), st.container()
    with half(left):
        form.show_change(view, row)
        _show_subtasks(view, row)
    with half(right):
        _show_effect(view, row)
        _show_history(row)


def _show_head(view: View, row: Row) -> None:
    now = actions.standing(row, view.scope.as_of.date())
    st.subheader(markdown(row["measure"]), anchor=False)
    st.markdown(markdown(row["problem"]))
    st.caption(
        tr(
            "{state} · {department} · {owner} · until {day}",
            state=localize(actions.STANDINGS[now]),
            department=localize(actions.DEPARTMENTS[row["department"]]),
            owner=row["owner"],
            day=formats.day(row["due"]),
        )
    )


def _show_effect(view: View, row: Row) -> None:
    """The verdict with its numbers and its picture."""
    with panel(
        t("Did it work?"),
        "effect",
        t("The number before and after the start, less what changed everywhere else."),
    ):
        found = verdicts(view, [row])[row["subject"]]
        if row["metric"] in actions.CATALOG:
            st.caption(localize(_plan(view, row)))
        for moved in _moved(row):
            st.warning(localize(moved), icon=":material/edit_calendar:")
        if not isinstance(found, Effect):
            st.markdown(localize(found))
            return
        MARKS[found.verdict](f"**{said(found)}**")
        st.markdown(localize(effects.headline(found, row, view)))
        met = effects.target_met(found, row)
        if met is not None:
            st.markdown(tr("The target was reached.") if met else tr("The target was missed."))
        alt = t("The number by week, before and after the start; the table shows it too")
        show_chart(Drawn(effects.chart(found, row, view, theme.ink()), alt), "effect_chart")
        show_as_table(effects.sheet(found, row, view), "effect_chart", alt)
        for note in effects.caveats(found, row):
            st.caption(localize(note))


def _plan(view: View, row: Row) -> Text:
    """What the action is judged by, as it was said before it started."""
    target = formats.NONE
    if row["target"] is not None:
        target = formats.value(row["target"], effects.unit(row, view), language())
    return t(
        "{metric} of {scope}: {baseline} against {starts} to {review}; target {target}",
        metric=actions.CATALOG[row["metric"]].label,
        scope=effects.about(row, view),
        baseline=_days(Period.parse(row["baseline"])),
        starts=formats.day(row["starts"]),
        review=formats.day(row["review"]),
        target=target,
    )


def _days(period: Period) -> Text:
    """The first and the last day of a period."""
    return t("{start} to {end}", start=period.start, end=period.last)


def _moved(row: Row) -> list[Text]:
    """What was changed of the plan after the start."""
    history = data_source.warehouse().records.journal.history("action", row["subject"])
    return actions.changed_after_start(row, history)


def _show_subtasks(view: View, row: Row) -> None:
    with panel(t("Sub-tasks"), "subtasks"):
        known = {"action": row["subject"]}
        adding = Form("subtask", ("task", "owner", "due"), known, "subtask")
        every = data_source.warehouse().rows_about(view.release, "subtask")
        mine = [one for one in every if one["action"] == row["subject"]]
        for one in sorted(mine, key=lambda one: (one["due"], one["subject"])):
            late = one["done_day"] is None and one["due"] < view.scope.as_of.date()
            label = tr(
                "{task} · {owner}, until {day}",
                task=one["task"],
                owner=one["owner"],
                day=formats.day(one["due"]),
            )
            key = f"subtask_{one['subject']}_{one['changed_position']}"
            st.checkbox(
                f"{label} · {tr('overdue')}" if late else label,
                value=one["done_day"] is not None,
                key=key,
                disabled=not who.name(),
                on_change=partial(_tick, view, one, key),
            )
        entries.show_form(view, adding, tr("Add a sub-task"))


def _tick(view: View, one: Row, key: str) -> None:
    """Write that a sub-task is done, or that it is not after all. Meant for a callback."""
    done = data_source.now().date() if st.session_state[key] else None
    form.save(
        SUBTASK.changes({"done_day": done}, one["subject"]),
        Seen(view.release.number, one["changed_position"]),
    )


def _show_history(row: Row) -> None:
    box = st.expander(tr("Who changed what"), key="action_history", on_change="rerun")
    if box.open:
        with box:
            history = data_source.warehouse().records.journal.history("action", row["subject"])
            sheet = actions.history(history, language())
            show_sheet(sheet, "action_entries", t("Changes of this action, the newest first"))
