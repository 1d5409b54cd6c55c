"""The two sides of the Imports page and the order of the steps of a new import."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from ordertrack.ui.frame import data_source, odd_address, uploaded
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.imports import mapping, preview, publish, questions, to_mend, uploads
from ordertrack.ui.imports import names as names_to_match
from ordertrack.ui.imports.release_compare import AGAINST, MOVED, ONLY
from ordertrack.ui.imports.uploads import Draft
from ordertrack.views.imports.releases import release_name
from ordertrack.views.markup import markdown

Side = Literal["new", "mend", "names", "history"]
SIDES: tuple[Side, ...] = ("new", "mend", "names", "history")


def chosen_view() -> Side:
    """Return which side the URL names, and show the switch between them."""
    odd_address.show()
    odd_address.check("view", SIDES)
    named = st.query_params.get("view")
    here: Side = next((side for side in SIDES if side == named), "new")
    names = {
        "new": tr("New import"),
        "mend": tr("To mend ({count})", count=to_mend.count()),
        "names": tr("Names to match ({count})", count=names_to_match.count()),
        "history": tr("Release history"),
    }
    st.session_state["imports_view"] = here
    st.segmented_control(
        tr("View"),
        SIDES,
        format_func=names.__getitem__,
        key="imports_view",
        required=True,
        label_visibility="collapsed",
        on_change=_turn,
    )
    return here


def _turn() -> None:
    chosen = st.session_state["imports_view"]
    for name in {"view", "of", AGAINST, ONLY, MOVED} & set(st.query_params):
        del st.query_params[name]
    if chosen != "new":
        st.query_params["view"] = chosen


def new_import() -> None:
    """Drop files, or go on with those that were dropped."""
    draft = uploads.draft()
    if draft is None:
        publish.last_outcome()
        show_empty_page()
        return
    st.session_state.pop(publish.DONE, None)
    show_files(draft)
    plan = uploads.understand(draft)
    if draft.trouble is not None:
        st.error(localize(draft.trouble), icon=":material/error:")
    show_unreadable(draft)
    if plan is None:
        if draft.trouble is not None:
            st.button(tr("Try again"), icon=":material/refresh:", key="imports_again")
        return
    others = [*plan.problems[len(draft.importing.problems) :], *filter(None, (draft.refusal,))]
    for problem in others:
        st.error(localize(problem), icon=":material/error:")
    if not plan.sources:
        return
    questions.show_questions(plan)
    st.subheader(tr("How the files were understood"), anchor=False)
    for source in plan.sources:
        mapping.show_source(plan, source)
    preview.show_preview(draft, plan)
    publish.publish_bar(draft, plan)


def show_empty_page() -> None:
    """Show the empty page: where to drop, what will happen, where the template is."""
    with st.container(border=True):
        st.subheader(tr("Drop the exports here"), anchor=False)
        uploads.drop_files()
        st.caption(
            tr(
                "Drop what your CRM or order system exports, as it is: one or several files, also "
                "a zip. Title lines, totals rows, Chinese or English headers are understood."
            )
        )
        st.caption(
            tr(
                "At most {count} files and {size} MB at once; python -m ordertrack import takes "
                "any number and size.",
                count=uploaded.MOST_FILES,
                size=uploaded.most_bytes() >> 20,
            )
        )
    steps = (
        (tr("Drop your exports"), tr("Excel, CSV, Parquet or a zip of them; several at once.")),
        (
            tr("Check how they were understood"),
            tr("Headers, dates, amounts: what is unclear is asked, every row is accounted for."),
        ),
        (
            tr("Publish"),
            tr("One release or nothing. Everybody sees the new figures; it can be undone."),
        ),
    )
    for column, (number, (title, what)) in zip(st.columns(3), enumerate(steps, 1), strict=True):
        column.markdown(f"**{number:d} · {markdown(title)}**  \n:gray[{markdown(what)}]")
    show_template()


def show_template() -> None:
    """Offer the template, and name what was imported last."""
    lang, latest = language(), data_source.warehouse().latest()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.download_button(
            tr("Download the import template"),
            lambda: _template(lang),
            f"{tr('ordertrack-template')}.xlsx",
            key="imports_template",
            icon=":material/download:",
            on_click="ignore",
            help=tr("One sheet per table with an example row; only bold columns are required."),
        )
        st.caption(
            tr("Newest release: {release}", release=release_name(latest))
            if latest
            else tr("This will be the first release.")
        )


def _template(lang: str) -> bytes:
    from ordertrack.intake.template import workbook  # writes a workbook: loaded when asked for

    return workbook(lang)


def show_files(draft: Draft) -> None:
    """Show what is being imported, with the ways to add to it or to stop."""
    files, rows = draft.importing.files, draft.importing.rows
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            tr("**1** file · **{rows}** rows read", rows=rows)
            if len(files) == 1
            else tr(
                "**{files}** files · **{rows}** rows read",
                files=len(files),
                rows=rows,
            )
        )
        if draft.importing.asked != "demo":  # else they are mended rows of the demo company
            with st.popover(tr("Add files"), icon=":material/add:", type="tertiary"):
                uploads.drop_files(more=True)
        st.button(
            tr("Discard this import"),
            icon=":material/close:",
            type="tertiary",
            key="imports_discard_top",
            on_click=uploads.discard,
        )


def show_unreadable(draft: Draft) -> None:
    """Files that cannot be read: why, and going on without them."""
    for place, problem in enumerate(draft.importing.problems):
        st.error(localize(problem.error), title=markdown(problem.file), icon=":material/draft:")
        st.button(
            tr("Go on without {file}", file=problem.file),
            key=f"imports_without_{place}",
            icon=":material/skip_next:",
            on_click=uploads.leave_out,
            args=(problem.file,),
        )
