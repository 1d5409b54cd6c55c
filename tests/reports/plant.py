"""A small plant for the tests of reports: what its documents say can be counted by hand.

Twelve orders a month in 2023 and 2024. Each is due on the 10th of its month; those of Ann come on
the 15th, for want of parts, the others on the 9th. In December 2024 nothing of Ann's has come.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ordertrack.access import Access
from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Seen
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Bullets, Chart, Document, Figures, Paragraph, Table
from ordertrack.scope import Scope, moment
from ordertrack.warehouse import Warehouse
from tests.shelves import line, open_warehouse, order, publish

REPS = {"Ann": "East", "Bob": "East", "Cid": "West"}
LATE, LAST = "缺料", "2024-12-16"
WHO = "Dora"


def open_plant(home: Path) -> Warehouse:
    """Return a warehouse with the plant's orders as its only release."""
    warehouse = open_warehouse(home)
    orders, lines = [], []
    for month in range(24):
        for place in range(12):
            one, its = _order(month, place)
            orders.append(one)
            lines.append(its)
    publish(warehouse, {"orders": orders, "order_lines": lines})
    return warehouse


def _order(month: int, place: int) -> tuple[Any, Any]:
    number, rep = f"SO{month:02}{place:02}", list(REPS)[place % 3]
    first = f"{2023 + month // 12}-{month % 12 + 1:02}"
    is_late = rep == "Ann"
    delivered = None if is_late and month == 23 else f"{first}-{'15' if is_late else '09'}"
    return (
        order(
            number,
            f"{first}-02",
            f"C{place % 6}",
            sales_rep=rep,
            team=REPS[rep],
            delay_reason=LATE if is_late else None,
        ),
        line(
            number,
            amount=100 + month,
            product_line="阀门" if place % 2 else "泵",
            promised_date=f"{first}-10",
            delivered_date=delivered,
        ),
    )


def context_of(
    warehouse: Warehouse,
    period: str | None,
    lang: str = "en",
    as_of: str = LAST,
    position: int | None = None,
    **filters: str,
) -> Context:
    """Return what a report of the newest release is made from, now or at a journal position."""
    release = warehouse.latest()
    assert release is not None
    days = Period.parse(period) if period else None
    chosen = tuple((name, (value,)) for name, value in filters.items())
    scope = Scope(moment(as_of), days, filters=chosen, access=Access.everything())
    at = warehouse.records.journal.position() if position is None else position
    return Context.of(warehouse, release, scope, lang, at)


def write(warehouse: Warehouse, kind: str, values: Mapping[str, Any], subject: str = "") -> str:
    """Write down what somebody types; return the subject of a kind that gives one."""
    declared, journal = KINDS[kind], warehouse.records.journal
    if not declared.key:
        subject = subject or declared.subject({})
        changes = declared.changes(values, subject)
    else:
        changes = declared.changes(values)
    journal.save(changes, WHO, "", Seen(1, journal.position()))
    return subject


def hold_meeting(warehouse: Warehouse, day: str, *notes: str) -> None:
    """Hold a weekly meeting at the end of a day, write these minutes, and close it."""
    journal = warehouse.records.journal
    values = {
        "held_on": date.fromisoformat(day),
        "cadence": "weekly",
        "state": "open",
        "as_of": day,
        "release": 1,
        "position": journal.position(),
        "present": "Dora, Eve",
    }
    subject = write(warehouse, "meeting", values)
    for note in notes:
        write(warehouse, "minute", {"meeting": subject, "part": "exceptions", "note": note})
    closed = {"state": "closed", "position": journal.position()}
    write(warehouse, "meeting", closed, subject)


# --- a document as people see it ------------------------------------------------------------------


def table(document: Document, caption: str) -> Table:
    """Return the table with a caption."""
    found = [one for one in _blocks(document, Table) if one.caption == caption]
    assert len(found) == 1, [one.caption for one in _blocks(document, Table)]
    return found[0]


def chart(document: Document, caption: str) -> Chart:
    """Return the chart with a caption."""
    (found,) = [one for one in _blocks(document, Chart) if one.caption == caption]
    return found


def captions(document: Document) -> list[str]:
    return [one.caption for one in _blocks(document, (Figures, Table, Chart))]


def _blocks(document: Document, kind: Any) -> list[Any]:
    return [block for _, block in document.blocks() if isinstance(block, kind)]


def texts(document: Document) -> list[str]:
    """Return every text that people read, those of sources and rules among them."""
    found = [document.title, document.subtitle, document.basis.scope, *document.left_out]
    found += [text for pair in document.basis.rules for text in pair]
    found += [one.title for one in document.sections]
    for source in document.sources():
        found += [source.name, *(text for pair in source.facts for text in pair)]
    for _, block in document.blocks():
        found += _texts_of(block)
    return [text for text in found if text]


def _texts_of(block: Any) -> list[str]:
    match block:
        case Paragraph():
            return [block.text]
        case Bullets():
            return list(block.items)
        case Figures():
            fields = ("label", "text", "target", "attainment", "change", "note")
            return [getattr(one, name) for one in block.figures for name in fields]
        case Table():
            rows = [text for row in block.texts for text in row]
            return [*(one.title for one in block.columns), *rows]
    return [*block.categories, *(one.name for one in block.series)]


def assert_nothing_is_empty(document: Document) -> None:
    """Every section has a block, every block something in it, every chart something to see."""
    assert document.sections
    for section in document.sections:
        assert section.blocks, section.key
    for _, block in document.blocks():
        match block:
            case Paragraph():
                assert block.text
            case Bullets():
                assert block.items and all(block.items)
            case Figures():
                assert block.figures
            case Table():
                assert block.texts, block.caption
                assert all(len(row) == len(block.columns) for row in block.texts)
                assert len(block.values) == len(block.texts) <= 24
            case Chart():
                assert 2 <= len(block.categories) <= 24
                assert any(any(one.values) for one in block.series), block.caption
                assert all(set(one.values) != {None} for one in block.series), block.caption
                sizes = {len(one.values) for one in block.series}
                assert sizes == {len(block.categories)}
    assert len(set(document.left_out)) == len(document.left_out)


# What stands in a report in other letters: names of the plant, units, terms of the trade.
LATIN = {"OTIF", "P90", "CN", "SO", "Dora", "Eve", *REPS, *REPS.values()}
CHINESE = "缺料|阀门|泵|缺钢|另购"


def words_in_latin(found: list[str]) -> list[str]:
    """Return what stands in a Chinese report and is not Chinese."""
    return [one for one in found if set(re.findall("[A-Za-z]{2,}", one)) - LATIN]


def words_in_chinese(found: list[str]) -> list[str]:
    """Return what stands in an English report and is Chinese."""
    return [one for one in found if re.search("[\u4e00-\u9fff]", re.sub(CHINESE, "", one))]
