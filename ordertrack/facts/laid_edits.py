"""What people wrote over orders and complaints, laid over the rows of a release. Imports `model`.

An edit keeps the value that it replaced. It holds while the export says that value; when an export
says what was typed it is settled, and when it says something else it is superseded: the export
wins. Rows are dicts of the canonical tables; nothing here reads a file.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ordertrack.model.columns import Column
from ordertrack.model.laid import (
    COMPLAINT_COLUMNS,
    OF_LINES,
    ONLY_NEW,
    ORDER_COLUMNS,
    text_of,
    values_of,
)
from ordertrack.words import Label

State = Literal["in_force", "settled", "superseded", "absent"]
STATES: Mapping[State, Label] = {
    "in_force": Label("In force", "生效中"),
    "settled": Label("Settled: the export says the same", "已一致：导出与修改相同"),
    "superseded": Label("Superseded: the export says something else", "已被导出取代"),
    "absent": Label("Not in this release", "不在此版本中"),
}
NO_DAY = "—"  # of a line without one, where the lines of an order differ
MIDNIGHT = " 00:00"
Row = Mapping[str, Any]
Texts = Mapping[str, str | None]


@dataclass(frozen=True)
class Edit:
    """What somebody typed for one column of an order or a complaint."""

    table: Literal["orders", "complaints"]
    key: str
    column: str
    value: str | None
    replaced: str | None


@dataclass(frozen=True)
class Laid:
    """An edit beside what the release itself says there now."""

    edit: Edit
    state: State
    exported: str | None = None


@dataclass
class Overlay:
    """Rows that take the place of those of the release, the states of all edits, and what moved.

    `orders`, `lines` and `complaints` are whole rows; `order_nos` are the orders whose own facts
    come out differently, `placed_anew` those that may be another first order of their customer.
    """

    orders: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[dict[str, Any]] = field(default_factory=list)
    laid: list[Laid] = field(default_factory=list)
    order_nos: set[str] = field(default_factory=set)
    with_lines: set[str] = field(default_factory=set)
    placed_anew: set[str] = field(default_factory=set)


PLACING = frozenset({"status", "customer_id", "order_date"})


def laid_over(
    edits: Sequence[Edit], orders: Iterable[Row], lines: Iterable[Row], complaints: Iterable[Row]
) -> Overlay:
    """Lay edits over the rows of a release that they name."""
    found = Overlay()
    known = {row["order_no"]: row for row in orders}
    of_order = grouped(lines, "order_no")
    for number, its in grouped_edits(edits, "orders").items():
        if number in known:
            _lay_over_order(found, known[number], of_order.get(number, []), its)
        else:
            _add_order(found, number, its)
    there = known.keys() | {row["order_no"] for row in found.orders}
    told = {row["complaint_id"]: row for row in complaints}
    for number, its in grouped_edits(edits, "complaints").items():
        _lay_over_complaint(found, number, told.get(number), its, there)
    return found


def grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Return rows by a column."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def grouped_edits(edits: Iterable[Edit], table: str) -> dict[str, list[Edit]]:
    """Return the edits of a table by what they are about."""
    found: dict[str, list[Edit]] = {}
    for one in edits:
        if one.table == table:
            found.setdefault(one.key, []).append(one)
    return found


# --- what a release says --------------------------------------------------------------------------


def order_texts(
    order: Row, lines: Sequence[Row], names: Container[str] = ORDER_COLUMNS
) -> dict[str, str | None]:
    """Return what a release says of an order in these of the columns that people may write over."""
    found = {
        name: text_of(column, order)
        for name, column in ORDER_COLUMNS.items()
        if name in names and name not in (*OF_LINES, *ONLY_NEW)
    }
    of_lines = (name for name in OF_LINES if name in names)
    return found | {name: lines_text(ORDER_COLUMNS[name], order, lines) for name in of_lines}


def lines_text(column: Column, order: Row, lines: Sequence[Row]) -> str | None:
    """Return the day of an order: that of its lines, one after another where they differ."""
    own = text_of(column, order)
    ordered = sorted(lines, key=line_place)
    texts = list(dict.fromkeys(text_of(column, line) or own for line in ordered))
    if len(texts) > 1:
        return ", ".join(text or NO_DAY for text in texts)
    return texts[0] if texts else own


def line_place(line: Row) -> tuple[int, str]:
    """Return what sorts lines as people count them."""
    number = line["line_no"] or ""
    return len(number), number


def complaint_texts(complaint: Row) -> dict[str, str | None]:
    """Return what a release says of a complaint in each column that people may write over."""
    return {name: text_of(column, complaint) for name, column in COMPLAINT_COLUMNS.items()}


def state_of(edit: Edit, exported: str | None) -> State:
    """Return whether an edit holds over what the export says."""
    if is_same(exported, edit.value):
        return "settled"
    return "in_force" if is_same(exported, edit.replaced) else "superseded"


def is_same(one: str | None, other: str | None) -> bool:
    """Return whether two texts say the same: a day is meant by its midnight, too."""
    return _day(one) == _day(other)


def _day(text: str | None) -> str | None:
    return text and text.removesuffix(MIDNIGHT)


def judged(found: Overlay, edits: Sequence[Edit], texts: Texts) -> dict[str, str | None]:
    """Note the state of each edit; return the values of those in force, by column."""
    for one in edits:
        exported = texts.get(one.column)
        found.laid.append(Laid(one, state_of(one, exported), exported))
    return {
        one.edit.column: one.edit.value
        for one in found.laid[-len(edits) :]
        if one.state == "in_force"
    }


# --- orders ---------------------------------------------------------------------------------------


def _lay_over_order(
    found: Overlay, order: Row, lines: Sequence[Row], edits: Sequence[Edit]
) -> None:
    asked = {one.column for one in edits}
    texts = order_texts(order, lines, asked) | _goods(order, lines, edits)
    values = judged(found, edits, texts)
    if not values:
        return
    number = order["order_no"]
    of_lines = {name: values.pop(name) for name in OF_LINES if lines and name in values}
    found.orders.append(_lay_over_row(order, values))
    found.order_nos.add(number)
    if PLACING & values.keys():
        found.placed_anew.add(number)
    if of_lines:
        found.with_lines.add(number)
        found.lines += [_lay_over_row(line, of_lines) for line in lines]


def _goods(order: Row, lines: Sequence[Row], edits: Sequence[Edit]) -> dict[str, str | None]:
    """Return goods and money of an order that was typed before an export brought it."""
    if not {one.column for one in edits} & set(ONLY_NEW):
        return {}
    products = dict.fromkeys(line["product"] for line in sorted(lines, key=line_place))
    amounts = [line["amount"] for line in lines if line["amount"] is not None]
    total = sum(amounts) if amounts else order["amount"]
    amount = text_of(ORDER_COLUMNS["amount"], {"amount": total})
    typed = {one.column: one.value for one in edits}
    product = ", ".join(one for one in products if one) or None
    # What was typed as new stays with the order; an export that lacks it says nothing against it.
    return {"product": product or typed.get("product"), "amount": amount or typed.get("amount")}


def _promised(row: Row, day: Any) -> dict[str, Any]:
    """Return the promise of a row after another day is promised, counted as an import counts it."""
    before = row["promised_date"] or row["promised_first"]
    moved = before is not None and day is not None and before != day
    return {
        "promised_date": day,
        "promised_first": row["promised_first"] or row["promised_date"] or day,
        "promise_changes": (row["promise_changes"] or 0) + moved,
    }


def _lay_over_row(row: Row, texts: Texts) -> dict[str, Any]:
    """Return an order or a line with other values."""
    laid = dict(row)
    for name, text in texts.items():
        laid |= values_of(ORDER_COLUMNS[name], text)
    if "promised_date" in texts:
        laid |= _promised(row, laid["promised_date"])
    return laid


def _add_order(found: Overlay, number: str, edits: Sequence[Edit]) -> None:
    """Add an order that the release does not have, where enough of it was typed."""
    typed = {one.column: one.value for one in edits if one.replaced is None}
    if not typed.get("order_date") or len(typed) < len(edits):
        found.laid += [Laid(one, "absent") for one in edits]
        return
    found.laid += [Laid(one, "in_force") for one in edits]
    order: dict[str, Any] = {"order_no": number}
    line: dict[str, Any] = {"order_no": number, "line_no": "1"}
    for name, text in typed.items():
        row = line if name in (*OF_LINES, *ONLY_NEW) else order
        row |= values_of(ORDER_COLUMNS[name], text)
    for row in (order, line):
        row |= {"promised_first": row.get("promised_date"), "promise_changes": 0}
    found.orders.append(order)
    found.lines.append(line)
    found.order_nos.add(number)
    found.with_lines.add(number)
    found.placed_anew.add(number)


# --- complaints -----------------------------------------------------------------------------------


def _lay_over_complaint(
    found: Overlay, number: str, row: Row | None, edits: Sequence[Edit], orders: Container[str]
) -> None:
    typed = {one.column: one.value for one in edits if one.replaced is None}
    if row is None and ((typed.get("order_no") or "") not in orders or len(typed) < len(edits)):
        found.laid += [Laid(one, "absent") for one in edits]
        return
    values = judged(found, edits, complaint_texts(row) if row else {})
    if not values:
        return
    laid = dict(row) if row else {"complaint_id": number}
    for name, text in values.items():
        laid |= values_of(COMPLAINT_COLUMNS[name], text)
    found.complaints.append(laid)
    about = [laid.get("order_no"), *([row["order_no"]] if row else [])]
    found.order_nos.update(one for one in about if one)
