"""Rows that earlier imports set aside: mended here, checked like an import, then published."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from ordertrack.intake.mended_file import Layout, as_frame, by_layout, file_name
from ordertrack.intake.rows.set_aside import KEPT
from ordertrack.records import AsideRow
from ordertrack.ui.frame import data_source
from ordertrack.ui.frame.language import language, tr
from ordertrack.ui.imports import uploads
from ordertrack.ui.imports.mending import MOST_ROWS, edit
from ordertrack.views import table_files
from ordertrack.views.imports import mending
from ordertrack.views.imports.mending import Edits
from ordertrack.views.markup import markdown


def waiting() -> list[AsideRow]:
    """Return the rows that stand aside in the newest release."""
    warehouse = data_source.warehouse()
    return _waiting(data_source.release_key(latest)) if (latest := warehouse.latest()) else []


@st.cache_resource(max_entries=4, show_spinner=False)
def _waiting(release: data_source.ReleaseKey) -> list[AsideRow]:
    warehouse = data_source.warehouse()
    return warehouse.waiting(warehouse.release(release.number))


def count() -> int:
    """Return how many these are."""
    warehouse = data_source.warehouse()
    return _count(data_source.release_key(latest)) if (latest := warehouse.latest()) else 0


@st.cache_resource(max_entries=4, show_spinner=False)
def _count(release: data_source.ReleaseKey) -> int:
    warehouse = data_source.warehouse()
    return warehouse.count_waiting(warehouse.release(release.number))


def _show_those_not_kept() -> None:
    """Say of which files more rows were set aside than wait here."""
    warehouse = data_source.warehouse()
    latest = warehouse.latest()
    for number in warehouse.records.releases.lineage(latest) if latest else ():
        for file in warehouse.release(number).files:
            if file.get("set_aside", 0) > KEPT:
                st.caption(
                    tr(
                        "Release #{number} set {count} rows of {file} aside, and {kept} of them"
                        " were kept to be mended: mend the others in the export and import it"
                        " again.",
                        number=number,
                        count=file["set_aside"],
                        file=file["file"],
                        kept=KEPT,
                    )
                )


def show_waiting() -> None:
    """Show the rows of each file, to be mended; what is mended becomes a new import."""
    rows = waiting()
    if not rows:
        st.info(tr("No row stands aside: there is nothing to mend."), icon=":material/done_all:")
        return
    st.caption(
        tr(
            "These rows were set aside by earlier imports and count nowhere. What you mend is "
            "checked and shown like any import before it becomes a release."
        )
    )
    if uploads.draft() is not None:
        st.warning(
            tr("Publish or discard the import under “New import” first."), icon=":material/pending:"
        )
        return
    _show_those_not_kept()
    for layout, found in by_layout(rows).items():
        with st.container(border=True):
            _show_file(layout, found)


def _show_file(layout: Layout, rows: Sequence[AsideRow]) -> None:
    lang = language()
    file, sheet, headers = layout
    place = f"{file} › {sheet}" if sheet else file
    st.markdown(f"**{markdown(place)}** · {tr('rows set aside: {count}', count=len(rows))}")
    listed = rows[:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        st.caption(
            tr(
                "The first {shown} of {count} rows: the others follow once these are mended.",
                shown=MOST_ROWS,
                count=len(rows),
            )
        )
    shown = mending.editable(_frame(listed), len(headers))
    changed = edit(shown, headers, place, tr("Check the mended rows"))
    st.download_button(
        tr("Download the rows to mend"),
        lambda: table_files.as_csv(as_frame(rows, lang, {})),
        file_name(layout),
        "text/csv",
        key=f"to_mend_{rows[0].key}",
        icon=":material/download:",
        on_click="ignore",
    )
    if changed:
        _check(layout, listed, changed)


def _frame(rows: Sequence[AsideRow]) -> pl.DataFrame:
    """The rows by their place here: files that were imported twice have the same row numbers."""
    width = len(rows[0].headers)
    return pl.DataFrame(
        {
            "row": [row.row for row in rows],
            "reason": [row.reasons.get(language(), "") for row in rows],
            "bad": [list(row.bad) for row in rows],
            **{f"c{at}": [row.cells[at] for row in rows] for at in range(width)},
        },
        schema_overrides={
            "bad": pl.List(pl.Int32),
            **{f"c{at}": pl.String for at in range(width)},
        },
    )


def _check(layout: Layout, rows: Sequence[AsideRow], changed: Edits) -> None:
    """Make the mended rows an import of their own, and show it."""
    chosen = [rows[place] for place in changed]
    mended = {rows[place].key: cells for place, cells in changed.items()}
    body = table_files.as_csv(as_frame(chosen, language(), mended))
    warehouse = data_source.warehouse()
    latest = warehouse.latest()
    held = warehouse.holds(latest) if latest else None
    # Rows of the demo company stay its own: it would give way to an import.
    uploads.read_dropped(
        [(file_name(layout), body)], "demo" if held and held.kind == "demo" else "import"
    )
    if "view" in st.query_params:
        del st.query_params["view"]
    st.rerun()
