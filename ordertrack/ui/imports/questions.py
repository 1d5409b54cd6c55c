"""What only a person can decide about an import, as one form: open questions, then suggestions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ordertrack.intake.plan import Plan
from ordertrack.intake.question import Question
from ordertrack.ui.frame.language import localize, localize_plain, tr
from ordertrack.ui.imports import uploads
from ordertrack.ui.imports.samples import samples
from ordertrack.views import formats
from ordertrack.views.markup import Markdown


def show_questions(plan: Plan) -> None:
    """Show what only a person can decide: open questions first, then suggestions."""
    asked = [question for question in plan.questions if is_asked(question)]
    values = {source.key: samples(source) for source in plan.sources}
    if asked:
        asked.sort(key=lambda question: not question.open)
        with st.container(border=True):
            st.subheader(tr("Please confirm ({count})", count=len(asked)), anchor=False)
            st.caption(
                tr("Nothing is guessed silently. Look through the choices, change what is wrong.")
            )
            show_form("imports_questions", tr("Confirm all"), asked, values)
    show_remembered(plan, values)


def show_remembered(plan: Plan, values: Mapping[str, dict[str, str]]) -> None:
    """Show the answers of earlier imports that were used here, and the way to change them."""
    remembered = [question for question in plan.questions if question.remembered]
    if not remembered:
        return
    title = tr("Answered as in earlier imports ({count})", count=len(remembered))
    with st.expander(title, icon=":material/history:"):
        st.caption(tr("For the same headers nobody is asked twice. What you change here counts."))
        show_form("imports_remembered", tr("Change the answers"), remembered, values)


def show_form(
    key: str, label: str, asked: Sequence[Question], values: Mapping[str, dict[str, str]]
) -> None:
    """Show questions with one button for all."""
    with st.form(key, border=False):
        for question in asked:
            show_question(question, values.get(question.about, {}))
        st.form_submit_button(
            label,
            type="primary",
            icon=":material/done_all:",
            on_click=_answer,
            args=(asked,),
        )


def is_asked(question: Question) -> bool:
    """Return whether to ask here: not what was answered, nor which table where it is certain.

    Rows that stand aside are confirmed where they are shown.
    """
    if question.kind == "set-aside":
        return False
    return question.answer is None and (question.kind != "table" or question.open)


def show_question(question: Question, samples: dict[str, str]) -> None:
    values = [choice.value for choice in question.choices]
    few = len(values) <= 3
    write = localize if few else localize_plain  # a long list reads no markup
    names = {choice.value: write(choice.label) for choice in question.choices}
    likely = next(
        (one for one in (question.answer, question.suggested, question.default) if one is not None),
        None,
    )
    about = _about(question, samples)
    options: dict[str, Any] = {
        "index": values.index(likely) if likely in values else None,
        "format_func": names.__getitem__,
        "key": key_of(question),
    }
    words, choice = st.columns([3, 2], vertical_alignment="center")
    words.markdown(
        f"{localize(question.text)}  \n:gray[{about}]" if about else localize(question.text)
    )
    with choice:
        if few:
            st.radio(
                localize(question.text),
                values,
                horizontal=True,
                label_visibility="collapsed",
                **options,
            )
        else:
            st.selectbox(
                localize(question.text),
                values,
                label_visibility="collapsed",
                placeholder=tr("Please choose"),
                **options,
            )


def _about(question: Question, samples: dict[str, str]) -> Markdown:
    """How sure we are and what the column holds."""
    parts = []
    if question.open and question.suggested is None:
        parts.append(tr("needs an answer"))
    if question.confidence is not None:
        parts.append(tr("{share} alike", share=formats.percent(question.confidence, 0)))
    header = question.id.rpartition(":")[2]
    if question.kind in ("mapping", "measure", "day-order") and samples.get(header):
        parts.append(tr("for example {values}", values=samples[header]))
    if question.samples:
        parts.append(tr("for example {values}", values=" | ".join(question.samples)))
    if question.rows:
        parts.append(tr("rows affected: {count}", count=question.rows))
    if question.alike:
        parts.append(tr("the same is asked about {count} more files", count=len(question.alike)))
    return Markdown(" · ".join(parts))


def _answer(asked: Sequence[Question]) -> None:
    """Take what the form says; a question left empty stays open."""
    answers = {question.id: st.session_state.get(key_of(question)) for question in asked}
    uploads.decide(answers={name: value for name, value in answers.items() if value is not None})


def key_of(question: Question) -> str:
    """Return the widget of a question; the same while the import is prepared again."""
    return f"imports_q_{hashlib.sha1(question.id.encode()).hexdigest()[:16]}"
