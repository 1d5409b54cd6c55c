"""What people wrote over orders and complaints, beside what the release says: one line an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from ordertrack.facts.laid_edits import STATES, Laid, State
from ordertrack.metrics.rows import edited_orders
from ordertrack.model import STATUSES
from ordertrack.model.laid import COMPLAINT_COLUMNS, ORDER_COLUMNS
from ordertrack.records.journal import KINDS as KINDS_BY_NAME
from ordertrack.records.journal import Entry, field_label, shown
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.views.view import View
from ordertrack.warehouse import Reader
from ordertrack.words import Label, Text, t

KINDS: Mapping[str, str] = {"orders": "order_edit", "complaints": "complaint_edit"}
HEADINGS: Mapping[str, Label] = {
    "key": Label("Order or complaint", "订单或投诉"),
    "column": Label("Column", "列"),
    "value": Label("Typed", "修改为"),
    "replaced": Label("Before", "修改前"),
    "exported": Label("In the export now", "导出现值"),
    "state": Label("State", "状态"),
    "who": Label("Who", "操作人"),
    "when": Label("When", "时间"),
    "why": Label("Why", "原因"),
}


@dataclass(frozen=True)
class EditLine:
    """One edit: what was typed over what, whether it holds, who typed it and when."""

    table: str
    key: str
    column: str
    value: str | None
    replaced: str | None
    exported: str | None
    state: State
    who: str
    when: datetime | None
    why: str | None

    @property
    def label(self) -> Label:
        """What the column is called."""
        columns = ORDER_COLUMNS if self.table == "orders" else COMPLAINT_COLUMNS
        return columns[self.column].label


def edit_lines(laid: Iterable[Laid], entries: Sequence[Entry]) -> list[EditLine]:
    """Return the edits of a release, the newest first; `entries` are those of their kinds."""
    newest: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:  # the newest first
        newest.setdefault(entry.key, entry)
    lines = [_line(one, newest) for one in laid]
    never = datetime.min
    return sorted(
        lines, key=lambda one: one.when.replace(tzinfo=None) if one.when else never, reverse=True
    )


def _line(one: Laid, newest: Mapping[tuple[str, str, str], Entry]) -> EditLine:
    edit = one.edit
    kind = KINDS[edit.table]
    entry = newest.get((kind, subject_of(kind, edit.key), edit.column))
    return EditLine(
        edit.table,
        edit.key,
        edit.column,
        edit.value,
        edit.replaced,
        one.exported,
        one.state,
        entry.who if entry else "",
        entry.written_at if entry else None,
        entry.why if entry else None,
    )


def cells(line: EditLine, lang: str) -> dict[str, str]:
    """Return what a table shows of an edit."""
    return {
        "key": line.key,
        "column": line.label.to(lang),
        "value": in_words(line.column, line.value, lang),
        "replaced": in_words(line.column, line.replaced, lang),
        "exported": in_words(line.column, line.exported, lang),
        "state": STATES[line.state].to(lang),
        "who": line.who,
        "when": formats.when(local_time(line.when)) if line.when else "",
        "why": line.why or "",
    }


def in_words(column: str, value: str | None, lang: str) -> str:
    """Return a value as people read it."""
    if value is None:
        return formats.NONE
    return STATUSES[value].to(lang) if column == "status" and value in STATUSES else value


def behind(view: View, metric: str) -> list[Laid]:
    """Return the edits in force on which a number rests: those of the orders behind it."""
    laid = [one for one in view.reader.edits if one.state == "in_force"]
    of = {one.edit.key: order_of(one, view.reader) for one in laid}
    readers = (view.reader, view.reader.exported)
    numbers = {number for number in of.values() if number}
    found = edited_orders(metric, view.scope, readers, numbers)
    return [one for one in laid if of[one.edit.key] in found]


def order_of(laid: Laid, reader: Reader) -> str | None:
    """Return the order that an edit is about."""
    if laid.edit.table == "orders":
        return laid.edit.key
    return reader.complained.get(laid.edit.key)


def rests_on(laid: Sequence[Laid]) -> Text | None:
    """Say that a number rests on edits; None where it does not."""
    if not laid:
        return None
    return t(
        "This number rests on {count} values that people wrote over the export.", count=len(laid)
    )


def sheet(lines: Sequence[EditLine], lang: str) -> Sheet:
    """Return edits as a table."""
    frame = pl.DataFrame(
        [cells(line, lang) for line in lines], schema=dict.fromkeys(HEADINGS, pl.String())
    )
    return Sheet(frame, tuple(Column(name, label) for name, label in HEADINGS.items()))


# --- history --------------------------------------------------------------------------------------

WRITTEN = ("when", "who", "key", "column", "replaced", "value", "why")


def history(entries: Sequence[Entry], lang: str) -> Sheet:
    """Return journal entries about orders and complaints as a table, the newest first."""
    rows = [
        {
            "when": formats.when(local_time(one.written_at)),
            "who": one.who,
            "key": key_of(one),
            "column": field_label(one.kind, one.field).to(lang),
            "replaced": before_text(one, lang),
            "value": value_text(one, one.after, lang),
            "why": one.why
            or (t("takes back {number}", number=one.undoes).to(lang) if one.undoes else None),
        }
        for one in entries
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(WRITTEN, pl.String()))
    return Sheet(frame, tuple(Column(name, HEADINGS[name]) for name in WRITTEN))


def before_text(entry: Entry, lang: str) -> str:
    """Return what an entry changed; where that was the export's value, that one."""
    if entry.before is None and entry.after:
        exported = in_words(entry.field, entry.after["replaced"], lang)
        return t("{value} (as in the export)", value=exported).to(lang)
    return value_text(entry, entry.before, lang)


def value_text(entry: Entry, value: Any, lang: str) -> str:
    """Return a value of an entry as people read it."""
    found = shown(entry.kind, entry.field, value)
    return found.to(lang) if isinstance(found, Label | Text) else str(found)


def key_of(entry: Entry) -> str:
    """Return the number of the order or complaint that an entry is about."""
    (value,) = KINDS_BY_NAME[entry.kind].key_of(entry.subject).values()
    return value


def subject_of(kind: str, number: str) -> str:
    """Return the subject of an order or a complaint in the journal."""
    declared = KINDS_BY_NAME[kind]
    return declared.subject({declared.key[0].name: number})
