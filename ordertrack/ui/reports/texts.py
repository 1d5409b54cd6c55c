"""The texts of a report that people write anew: fields in the place of drafts."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ordertrack.records.journal import Change
from ordertrack.records.journal.report_kinds import REPORT_TEXT
from ordertrack.reports.content.document import Bullets, Paragraph
from ordertrack.reports.listing import entries_of, history_sheet
from ordertrack.reports.making import Edited, section_titles, text_change, text_key
from ordertrack.reports.request import Request
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import editing, entries
from ordertrack.ui.parts.editing import Cells, Words
from ordertrack.ui.parts.panel import show_sheet
from ordertrack.views.view import View
from ordertrack.words import t

WORDS = Words(
    t("Saved: {count} texts."),
    t("Somebody changed these texts meanwhile; nothing was saved:"),
    one=t("Saved: 1 text."),
)
LINE, LEAST, MOST = 24, 100, 420  # pixels
LETTERS = 90  # of a line


@dataclass(frozen=True)
class Texts:
    """The texts of one report: a form of `ui.parts.editing`."""

    request: Request
    edited: Edited
    name: str = "report_text"

    @property
    def place(self) -> str:
        """Which report's texts they are."""
        return "|".join([*text_key(self.request).values(), str(self.request.release)])

    def changes(self, cells: Cells) -> list[Change]:
        """Return what the journal has to keep of these texts."""
        typed = cells.get(0, {})
        drafts = self.edited.drafts
        found = (text_change(self.request, key, typed[key], drafts[key]) for key in typed)
        return [one for one in found if self._differs(one)]

    def _differs(self, change: Change) -> bool:
        row = self.edited.written.get(REPORT_TEXT.key_of(change.subject)["block"])
        return change.value != (row["text"] if row else None)

    def unsaved(self) -> Cells:
        """Return the texts that are others than those that are saved."""
        held = {key: self.held(key) for key in self.edited.drafts}
        changed = {key: text for key, text in held.items() if text != self.now(key)}
        return {0: changed} if changed else {}

    def now(self, key: str) -> str:
        """Return the text that is in the report: one that is saved, else the draft."""
        row = self.edited.written.get(key)
        return row["text"]["value"] if row else self.edited.drafts[key]

    def held(self, key: str) -> str:
        """Return what a field holds; at first what is saved."""
        first = editing.filled(self).get(0, {}).get(key, self.now(key))
        return st.session_state.get(self.field(key), first)

    def field(self, key: str) -> str:
        """Return the key of a field; another one each time it has to begin anew."""
        return f"{editing.editor_key(self)}_{key}"


def show_field(texts: Texts, block: Paragraph | Bullets) -> None:
    """Show the field of a text, with who wrote it and what the draft says."""
    text = texts.held(block.key)
    lines = sum(1 + len(line) // LETTERS for line in text.split("\n"))
    points = isinstance(block, Bullets)
    st.text_area(
        tr("Points, one per line") if points else tr("Text"),
        text,
        key=texts.field(block.key),
        height=min(MOST, max(LEAST, LINE * (lines + 2))),
        max_chars=10_000,
    )
    row = texts.edited.written.get(block.key)
    if row is None:
        return
    st.caption(tr("Written by {who}; empty it to have the draft again.", who=row["changed_by"]))
    with st.popover(tr("What the draft says now"), type="tertiary"):
        for line in texts.edited.drafts[block.key].split("\n"):
            st.markdown(localize(line))


def show_save(view: View, texts: Texts) -> None:
    """Show the way to save what was typed, and who wrote what before."""
    editing.show_save(view, texts, WORDS)
    history = st.expander(tr("Who wrote which text, and when"), key="text_log", on_change="rerun")
    if history.open:
        with history:
            _show_history(texts)


def _show_history(texts: Texts) -> None:
    written = entries.newest(REPORT_TEXT.name)
    mine = entries_of(written, text_key(texts.request))
    if not mine:
        st.caption(tr("No text of this report has been edited yet."))
        return
    sheet = history_sheet(mine, section_titles(texts.edited.document), language())
    show_sheet(sheet, "text_history", t("What was written about this report, the newest first"))
    entries.show_last_undo(written, mine, "text_undo")
