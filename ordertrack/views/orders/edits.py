"""What people wrote over orders and complaints, beside what the release says: one line an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ordertrack.facts.laid_edits import STATES, Laid, State
from ordertrack.model import STATUSES
from ordertrack.model.laid import COMPLAINT_COLUMNS, ORDER_COLUMNS
from ordertrack.records.journal import Entry
from ordertrack.views import formats
from ordertrack.views.moments import local_time
from ordertrack.words import Label, Text, t

KINDS: Mapping[str, str] = {"orders": "order_edit", "complaints": "complaint_edit"}
WHAT = Label("Edit of", "修改对象")
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
    subject = edit.key.replace("%", "%25").replace("/", "%2F")
    entry = newest.get((KINDS[edit.table], subject, edit.column))
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


def rests_on(lines: Sequence[EditLine]) -> Text | None:
    """Say how many edits are in force, and how many are not; None where there are none."""
    if not lines:
        return None
    holding = sum(line.state == "in_force" for line in lines)
    return t(
        "{holding} edits are laid over this release; {others} are settled or superseded.",
        holding=holding,
        others=len(lines) - holding,
    )
