"""The reports that were made: download again, open what they are about, remove."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.records.made_reports import MadeReport
from ordertrack.reports import archive
from ordertrack.reports.listing import MADE, made_sheet, made_texts
from ordertrack.reports.writers.formats import FORMATS
from ordertrack.settings import settings
from ordertrack.ui.frame import data_source, menu, odd_address
from ordertrack.ui.frame.language import language, localize, localize_plain, tr
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.ui.reports import address
from ordertrack.views.markup import markdown
from ordertrack.words import t


def show_made() -> None:
    """Show the reports that were made, and one of them where it was clicked."""
    made = data_source.warehouse().records.reports.all()
    with panel(
        t("Reports that were made"),
        "reports_made",
        t("A click on a report shows what to do with it."),
    ):
        if not made:
            st.caption(tr("None was made yet."))
            return
        odd_address.check(address.MADE, [one.id for one in made])
        chosen = next((one for one in made if one.id == st.query_params.get(address.MADE)), None)
        if chosen:
            _show_one(chosen)
        alt = t("Reports that were made, the newest first")
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
        with st.container(horizontal=True, vertical_alignment="center"):
            _show_download(made)
            _show_again(made)
            with st.popover(tr("Remove it"), icon=":material/delete:", type="tertiary"):
                st.markdown(tr("The file is gone then; the same report can be made again."))
                st.button(
                    tr("Remove {file}", file=made.file),
                    key="report_remove",
                    on_click=_remove,
                    args=(made,),
                )
            st.button(tr("Close"), key="report_close", type="tertiary", on_click=address.close_made)


def _show_download(made: MadeReport) -> None:
    warehouse = data_source.warehouse()
    try:
        archive.content(warehouse, made)
    except OrdertrackError as error:
        st.error(localize(error), icon=":material/error:")
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
        label=tr("Open what it is about"),
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
