"""What an import would bring: every row accounted for, per table, what looks wrong, first rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.intake.plan import NOT_RECOGNISED, Finding, Plan, Source
from ordertrack.intake.sorter import DUPLICATE
from ordertrack.model import TABLES
from ordertrack.ui import formats, import_aside, tables, uploads
from ordertrack.ui.uploads import Draft
from ordertrack.ui.words import language, say, tr

FIRST_ROWS = 20
ICONS = {
    "error": ":material/error:",
    "warning": ":material/warning:",
    "info": ":material/info:",
}


def show(held: Draft, plan: Plan) -> None:
    """The preview before publishing."""
    st.subheader(tr("Preview"), anchor=False)
    _accounted(plan)
    _by_table(held, plan)
    _findings(plan)
    import_aside.show(plan)
    _first_rows(plan)


# --- every row accounted for ----------------------------------------------------------------------


def _accounted(plan: Plan) -> None:
    """read = accepted + set aside + skipped, for the import and for each file."""
    skipped: dict[str, int] = {}
    for source in plan.sources:
        for kind, rows in source.skipped.items():
            skipped[kind] = skipped.get(kind, 0) + rows
    aside = sum(source.set_aside for source in plan.sources)
    st.markdown(account(sum(s.read for s in plan.sources), plan.accepted, aside, skipped))
    if len(plan.sources) > 1:
        _by_file(plan.sources)


def account(read: int, accepted: int, aside: int, skipped: dict[str, int]) -> str:
    """The sentence that accounts for every row."""
    kinds = skipped_words(skipped)
    whole = read == accepted + aside + sum(skipped.values())
    text = tr(
        "**{read}** rows read = **{accepted}** accepted + **{aside}** set aside + "
        "**{skipped}** skipped",
        read=f"{read:,}",
        accepted=f"{accepted:,}",
        aside=f"{aside:,}",
        skipped=f"{sum(skipped.values()):,}",
    )
    icon = ":material/check_circle:" if whole else ":material/error:"
    return f"{icon} {text}" + (f" :gray[({kinds})]" if kinds else "")


def skipped_words(skipped: dict[str, int]) -> str:
    """`3 blank, 1 totals row`."""
    names = {
        "blank": tr("blank"),
        "total": tr("totals rows"),
        DUPLICATE: tr("exact duplicates"),
        NOT_RECOGNISED: tr("in files that are not used"),
    }
    words = [f"{names.get(kind, kind)} {rows:,}" for kind, rows in skipped.items() if rows]
    return formats.listed(words, language())


def _by_file(sources: Sequence[Source]) -> None:
    rows = [
        {
            "file": source.file + (f" › {source.sheet}" if source.sheet else ""),
            "tables": formats.listed([say(TABLES[t].label) for t in source.tables], language())
            or tr("not used"),
            "read": source.read,
            "accepted": source.accepted,
            "set_aside": source.set_aside,
            "skipped": sum(source.skipped.values()),
        }
        for source in sources
    ]
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        column_config={
            "file": st.column_config.TextColumn(tr("File"), width="large"),
            "tables": st.column_config.TextColumn(tr("Read as")),
            **{name: _count(label) for name, label in _row_names().items()},
        },
        alt=tr("Rows read, accepted, set aside and skipped per file"),
    )


def _row_names() -> dict[str, str]:
    return {
        "read": tr("Rows read"),
        "accepted": tr("Accepted"),
        "set_aside": tr("Set aside"),
        "skipped": tr("Skipped"),
    }


# --- per table ------------------------------------------------------------------------------------


def _by_table(held: Draft, plan: Plan) -> None:
    """New, changed, unchanged and vanished rows against the current release, with totals."""
    if not plan.staged:
        return
    rows = []
    for staged in plan.staged:
        total, found = plan.totals.get(staged.table), held.differences.get(staged.table)
        rows.append(
            {
                "table": say(TABLES[staged.table].label),
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
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="—",
        column_config=_table_columns(held),
        alt=tr("What the import brings per table"),
    )
    _full(held, plan)


_TABLE_SCHEMA: dict[str, Any] = {
    "table": pl.String,
    **dict.fromkeys(("rows", "new", "changed", "unchanged", "vanished"), pl.Int64),
    "amount": pl.Decimal(38, 4),
    "first": pl.Date,
    "last": pl.Date,
}


def _table_columns(held: Draft) -> dict[str, Any]:
    vanished = tr("Will be removed") if held.said.full else tr("Missing from the file")
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


def _full(held: Draft, plan: Plan) -> None:
    """Whether what the files lack is to go: only worth asking when they lack something."""
    missing = sum(found.vanished for found in held.differences.values())
    if not missing and not held.said.full:
        return
    st.session_state["imports_full"] = held.said.full
    st.checkbox(
        tr("This export is the full list: remove the {count} rows it lacks", count=f"{missing:,}"),
        key="imports_full",
        on_change=lambda: uploads.say_more(full=st.session_state["imports_full"]),
        help=tr(
            "Leave it off for an export of some months or some orders: what is not in it stays as "
            "it is. Put it on when the export holds everything: deleted orders then go here too."
        ),
    )


# --- what looks wrong -----------------------------------------------------------------------------


def _findings(plan: Plan) -> None:
    """Findings by severity; they change nothing, they are for knowing."""
    if not plan.findings:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{tr('Worth knowing about this data')}**")
        for finding in plan.findings:
            st.markdown(f"{ICONS[finding.severity]} {say(finding.text)} {_examples(finding)}")


def _examples(finding: Finding) -> str:
    if not finding.examples:
        return ""
    places = [
        tr("{file} row {row}", file=example.file, row=example.row)
        + (f" ({example.order_no})" if example.order_no else "")
        for example in finding.examples
    ]
    return f":gray[{tr('for example {values}', values=formats.listed(places, language()))}]"


# --- first rows -----------------------------------------------------------------------------------


def _first_rows(plan: Plan) -> None:
    """The first rows as they were understood, file by file."""
    used = [source for source in plan.sources if source.tables and source.preview.height]
    if not used:
        return
    box = st.expander(
        tr("The first rows as understood"), on_change="rerun", key="imports_first_rows"
    )
    if not box.open:
        return
    with box:
        for place, source in enumerate(used):
            if len(used) > 1:
                st.caption(source.file + (f" › {source.sheet}" if source.sheet else ""))
            shown = _days(_in_order(source).head(FIRST_ROWS))
            st.dataframe(
                shown,
                hide_index=True,
                placeholder="—",
                column_config=_preview_columns(shown),
                key=f"first_rows_{place}",
                alt=tr("The first rows of {file} as understood", file=source.file),
            )


def _in_order(source: Source) -> pl.DataFrame:
    """The columns in the order of the file, the row number first."""
    places = {f"{m.table}.{m.column}": m.position for m in reversed(source.mapping)}
    known = sorted(source.preview.columns, key=lambda name: places.get(name, -1))
    return source.preview.select("_row", *(name for name in known if name != "_row"))


def _days(frame: pl.DataFrame) -> pl.DataFrame:
    """Times that are all midnight are days."""
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    days = [n for n in moments if (frame[n].drop_nulls().dt.time() == time()).all()]
    return frame.with_columns(pl.col(days).dt.date())


def _preview_columns(frame: pl.DataFrame) -> dict[str, Any]:
    """The columns' own names; the table is named where two columns share one."""
    config = tables.columns(frame)
    seen: set[str] = set()
    for name in frame.columns:
        table, _, column = name.partition(".")
        label = tr("Row") if not column else say(TABLES[table].column(column).label)
        if label in seen:
            label = f"{label} ({say(TABLES[table].label)})"
        seen.add(label)
        config[name] = {**config[name], "label": label}
    config["_row"] = st.column_config.NumberColumn(tr("Row"), format="%d", width=60)
    return config
