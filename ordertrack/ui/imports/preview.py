"""What an import would bring: per table against the current release, and what looks wrong."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from ordertrack.intake.plan import Finding, Plan
from ordertrack.model import TABLES
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.imports import accounting, first_rows, rejected_rows, uploads
from ordertrack.ui.imports.uploads import Draft
from ordertrack.ui.parts import tables
from ordertrack.views import formats
from ordertrack.views.markup import Markdown, markdown

ICONS = {
    "error": ":material/error:",
    "warning": ":material/warning:",
    "info": ":material/info:",
}


def show_preview(draft: Draft, plan: Plan) -> None:
    """Show the preview before publishing."""
    st.subheader(tr("Preview"), anchor=False)
    accounting.show_accounting(plan)
    show_tables(draft, plan)
    show_findings(plan)
    rejected_rows.show_rejected(plan)
    first_rows.show_first_rows(plan)


# --- per table ------------------------------------------------------------------------------------


def show_tables(draft: Draft, plan: Plan) -> None:
    """New, changed, unchanged and vanished rows against the current release, with totals."""
    if not plan.staged:
        return
    rows = []
    for staged in plan.staged:
        total, found = plan.totals.get(staged.table), draft.differences.get(staged.table)
        rows.append(
            {
                "table": localize(TABLES[staged.table].label),
                "rows": staged.rows,
                "new": found.new if found else None,
                "changed": found.changed if found else None,
                "unchanged": found.unchanged if found else None,
                "vanished": found.vanished if found else None,
                "amount": total.amount if total else None,
                "first": total.first if total else None,
                "last": total.last if total else None,
            }
        )
    frame = pl.DataFrame(rows, schema=_TABLE_SCHEMA, strict=False)
    tables.show_frame(
        frame,
        hide_index=True,
        placeholder="—",
        column_config=_table_columns(draft),
        alt=tr("What the import brings per table"),
    )
    ask_for_full_list(draft, plan)


_TABLE_SCHEMA: dict[str, Any] = {
    "table": pl.String,
    **dict.fromkeys(("rows", "new", "changed", "unchanged", "vanished"), pl.Int64),
    "amount": pl.Decimal(38, 4),
    "first": pl.Date,
    "last": pl.Date,
}


def _table_columns(draft: Draft) -> dict[str, Any]:
    vanished = tr("Will be removed") if draft.decisions.full else tr("Missing from the file")
    return {
        "table": st.column_config.TextColumn(tr("Table"), width=140),
        "rows": _count(tr("Rows")),
        "new": _count(tr("New")),
        "changed": _count(tr("Changed")),
        "unchanged": _count(tr("Unchanged")),
        "vanished": _count(
            vanished,
            tr("In the current release, not in these files: kept unless you say otherwise"),
        ),
        "amount": st.column_config.NumberColumn(tr("Σ amount"), format="%,.4f"),
        "first": st.column_config.DateColumn(tr("From"), format="YYYY-MM-DD"),
        "last": st.column_config.DateColumn(tr("To"), format="YYYY-MM-DD"),
    }


def _count(label: str, hint: str | None = None) -> Any:
    return st.column_config.NumberColumn(label, format="%,d", help=hint)


def ask_for_full_list(draft: Draft, plan: Plan) -> None:
    """Ask whether rows that the files lack are to go, where they lack some."""
    missing = sum(found.vanished for found in draft.differences.values())
    if not missing and not draft.decisions.full:
        return
    st.session_state["imports_full"] = draft.decisions.full
    st.checkbox(
        tr("This export is the full list: remove the {count} rows it lacks", count=missing),
        key="imports_full",
        on_change=lambda: uploads.decide(full=st.session_state["imports_full"]),
        help=tr(
            "Leave it off for an export of some months or some orders: what is not in it stays as "
            "it is. Put it on when the export holds everything: deleted orders then go here too."
        ),
    )


# --- what looks wrong -----------------------------------------------------------------------------


def show_findings(plan: Plan) -> None:
    """Findings by severity; they change nothing, they are for knowing."""
    if not plan.findings:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{tr('Worth knowing about this data')}**")
        for finding in plan.findings:
            st.markdown(f"{ICONS[finding.severity]} {localize(finding.text)} {_examples(finding)}")


def _examples(finding: Finding) -> Markdown:
    if not finding.examples:
        return Markdown()
    places = [
        tr("{file} row {row}", file=example.file, row=example.row)
        + (f" ({markdown(example.order_no)})" if example.order_no else "")
        for example in finding.examples
    ]
    values = Markdown(formats.listed(places, language()))
    return Markdown(f":gray[{tr('for example {values}', values=values)}]")
