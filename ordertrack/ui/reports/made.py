"""The reports that were made: download again, open what they are about, remove."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports import again, archive
from ordertrack.reports.listing import MADE, made_sheet, made_texts
from ordertrack.reports.writers.appendix import BASIS
from ordertrack.reports.writers.formats import FORMATS
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, menu, odd_address
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import tables, who
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.ui.reports import address
from ordertrack.ui.reports.drafts import show_progress
from ordertrack.views.markup import Markdown, markdown
from ordertrack.words import Text, t

OUTCOME = "report_outcome"  # of the report that was made again last in this session


@dataclass(frozen=True)
class Outcome:
    """What came of making a report again: under what it is kept, and what is not as it was."""

    of: str
    verdict: Text
    differences: tuple[Text, ...]
    kept: MadeReport


def show_made() -> None:
    """Show the reports that were made, and one of them where it was clicked."""
    made = data_source.warehouse().records.reports.all()
    with panel(
        t("Report archive"),
        "reports_made",
        t("Click a report to download it, make it again or remove it."),
    ):
        if not made:
            st.caption(tr("No report has been made yet."))
            return
        odd_address.check(address.MADE, [one.id for one in made])
        chosen = next((one for one in made if one.id == st.query_params.get(address.MADE)), None)
        if chosen:
            _show_one(chosen)
        alt = t("Reports in the archive, newest first")
        show_sheet(made_sheet(made, language()), "reports_made", alt, address.open_made)
        st.caption(
            tr(
                "The newest {kept} are kept (the setting reports_kept), in backups too.",
                kept=settings().reports_kept,
            )
        )


def _show_one(made: MadeReport) -> None:
    with st.container(border=True, gap="small", key="report_one"):
        st.markdown(f"**{markdown(made.title)}**")
        told = made_texts(made, language())
        tables.show_facts(
            {localize_plain(MADE[name]): markdown(text) for name, text in told.items()}
        )
        position = tr("position {position} of the journal", position=made.position)
        st.caption(tr("{position}; checksum {sum}", position=position, sum=made.checksum[:12]))
        if made.note:
            st.caption(markdown(made.note))
        _show_basis(made)
        with st.container(horizontal=True, vertical_alignment="center"):
            _show_download(made)
            _show_again(made)
            asked = _show_make_again()
            _show_removal(made)
            st.button(tr("Close"), key="report_close", type="tertiary", on_click=address.close_made)
        if asked:
            _make_again(made)
        _show_outcome(made)


def _show_basis(made: MadeReport) -> None:
    """Show what the report was made from, and the rules that were in force, as in its appendix."""
    box = st.expander(localize(BASIS), key="report_basis", on_change="rerun")
    if not box.open:
        return
    with box:
        try:
            facts = _basis_facts(made.id, language(), made)
        except OrdertrackError as error:
            st.warning(localize(error), icon=":material/info:")
            return
        tables.show_facts({name: markdown(text) for name, text in facts})


@st.cache_data(max_entries=100, show_spinner=False)
def _basis_facts(id: str, lang: str, _made: MadeReport) -> list[tuple[str, str]]:
    return again.basis_facts(data_source.warehouse(), _made, data_source.access(), lang)


def _show_removal(made: MadeReport) -> None:
    with st.popover(tr("Remove it"), icon=":material/delete:", type="tertiary"):
        st.markdown(tr("Its file is deleted with it."))
        st.button(
            tr("Remove {file}", file=made.file),
            key="report_remove",
            on_click=_remove,
            args=(made,),
        )


def _show_download(made: MadeReport) -> None:
    warehouse = data_source.warehouse()
    if problem := _problem(made):
        st.error(localize(problem), icon=":material/error:")
        return
    st.download_button(
        tr("Download {file}", file=made.file),
        partial(archive.content, warehouse, made),
        made.file,
        FORMATS[made.format].mime if made.format in FORMATS else None,
        key="report_again",
        icon=":material/download:",
        on_click="ignore",
    )


def _problem(made: MadeReport) -> OrdertrackError | None:
    """Return what is wrong with the file of a report."""
    warehouse = data_source.warehouse()
    try:
        found = _checksum(made.id, archive.state(warehouse, made), made)
    except OrdertrackError as error:
        return error
    return None if found == made.checksum else archive.not_as_made(warehouse, made)


@st.cache_data(max_entries=500, show_spinner=False)
def _checksum(id: str, state: tuple[int, float], _made: MadeReport) -> str:
    """Return the checksum of a file; read once for each state of the file."""
    return archive.checksum_now(data_source.warehouse(), _made)


# --- made again -----------------------------------------------------------------------------------


def _show_make_again() -> bool:
    return st.button(
        tr("Make it again"),
        key="report_make_again",
        icon=":material/refresh:",
        type="tertiary",
        disabled=data_source.warehouse().records.database.read_only,
        help=tr(
            "From the same scope, release, position of the journal, as-of and rules; then the two "
            "files are compared."
        ),
    )


def _make_again(made: MadeReport) -> None:
    """Make the report again, keep it, and remember what came of it for this session."""
    place, warehouse = st.empty(), data_source.warehouse()
    st.session_state.pop(OUTCOME, None)
    try:
        found = again.make_again(warehouse, made, data_source.access(), show_progress(place))
        kept = again.keep_again(warehouse, found, who.name())
    except OrdertrackError as error:
        place.error(localize(error), icon=":material/error:")
        return
    st.session_state[OUTCOME] = Outcome(made.id, found.verdict, found.differences, kept)
    st.rerun()  # a file that was put back can be downloaded


def _show_outcome(made: MadeReport) -> None:
    """Say whether the report that was made again is the same; offer the other one."""
    found: Outcome | None = st.session_state.get(OUTCOME)
    if found is None or found.of != made.id:
        return
    if not found.differences:
        st.success(localize(found.verdict), icon=":material/task_alt:")
        return
    lines = "\n".join(f"- {localize(one)}" for one in found.differences)
    st.warning(Markdown(f"{localize(found.verdict)}\n\n{lines}"), icon=":material/difference:")
    st.button(
        tr("Open the new one"),
        key="report_open_new",
        on_click=address.open_made,
        args=(found.kept.id,),
    )


def _show_again(made: MadeReport) -> None:
    """The way to the same report: of the same release, period, as-of and filters."""
    query = {
        name: value
        for name, value in made.scope.items()
        if name not in ("compare", "align", "stock")
    }
    query |= {
        address.REPORT: made.report,
        address.LANGUAGE: made.lang,
        address.FORMAT: made.format,
        "release": str(made.release),
        "lang": language(),
    }
    st.page_link(
        menu.script("reports"),
        label=tr("Open with the same choices"),
        icon=":material/open_in_new:",
        query_params=query,
    )


def _remove(made: MadeReport) -> None:
    """Remove a report. Meant for a callback."""
    try:
        archive.remove(data_source.warehouse(), made)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")
    else:
        address.close_made()
