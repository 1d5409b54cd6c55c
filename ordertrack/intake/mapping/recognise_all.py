"""Raw tables → feeds: what each one holds, how its headers are taken, what must be asked.

Imports model, errors, warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ordertrack.errors import BadMapping
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.overrides import Said, key_of, read_maps
from ordertrack.intake.mapping.questions import NO_TABLE, suggestions, targets_said, which_table
from ordertrack.intake.mapping.recognise import Clues, Recognised, Remembered, recognise
from ordertrack.intake.mapping.requirements import Feed
from ordertrack.intake.mapping.samples import sampled
from ordertrack.intake.mapping.wide_targets import reshape
from ordertrack.intake.mapping_types import FAMILY, Mapped
from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.spellings import signature
from ordertrack.model import TABLES
from ordertrack.warehouse import Records
from ordertrack.words import t

_SAID_ONCE = ("promised_date", "delivered_date")


@dataclass(frozen=True, slots=True)
class Recognition:
    """A raw table with what it was taken for; `table` is what is read of it (perhaps reshaped)."""

    src: int
    raw: RawTable
    table: RawTable
    feed: Feed
    questions: tuple[Question, ...]
    confirmed: bool = False

    @property
    def signature(self) -> str:
        return signature(self.table.headers)

    @property
    def recognised(self) -> bool:
        return bool(self.feed.tables)


def recognise_all(
    raw: Sequence[RawTable], decisions: Decisions, context: Context
) -> list[Recognition]:
    """Recognise every raw table. Raises BadMapping for a map that no file or table knows."""
    if decisions.table is not None and decisions.table not in TABLES:
        raise BadMapping(
            t('There is no table "{table}".', table=decisions.table),
            t("Tables: {names}.", names=", ".join(TABLES)),
        )
    shaped = [reshape(one, context.staging) or one for one in raw]
    said = read_maps(decisions.maps, raw)
    pairs = list(zip(raw, shaped, strict=True))
    readings = [_readings(one, new, said[key_of(one)], decisions, context) for one, new in pairs]
    elsewhere = [_dates_said(readings[:src] + readings[src + 1 :]) for src in range(len(pairs))]
    found = [
        _read_as(src, raw[src], reading, elsewhere[src], decisions)
        for src, reading in enumerate(readings)
    ]
    _check_targets(said, found)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """A raw table as it is, or reshaped, with what it was recognised as."""

    clues: Clues
    found: Recognised
    holds: Question


def _readings(
    raw: RawTable, shaped: RawTable, said: Said, decisions: Decisions, context: Context
) -> _Reading:
    """The reshaped table when it holds targets, else the table as it stands in the file."""
    if shaped is not raw:
        moved = {
            shaped.headers.index(raw.headers[position]): targets
            for position, targets in said.items()
            if raw.headers[position] in shaped.headers
        }
        reading = _reading(raw, shaped, moved, decisions, context)
        if reading.found.tables == ("targets",):
            return reading
    return _reading(raw, raw, said, decisions, context)


def _reading(
    raw: RawTable, table: RawTable, said: Said, decisions: Decisions, context: Context
) -> _Reading:
    clues = Clues(table, sampled(table), said)
    found = recognise(clues, remembered=_remembered(context.records, table))
    sure = found.sure or decisions.table is not None
    holds = decisions.answer(which_table(key_of(raw), found.tables, sure))
    chosen = holds.answer or decisions.table
    if chosen == NO_TABLE:
        found = Recognised((), tuple(Mapped(h, i) for i, h in enumerate(table.headers) if h))
    elif chosen is not None:
        found = recognise(clues, forced=chosen)
    return _Reading(clues, found, holds)


def _dates_said(readings: Sequence[_Reading]) -> frozenset[str]:
    """Promises and deliveries that other files say for certain: nobody need guess them here."""
    return frozenset(
        m.column
        for reading in readings
        for m in reading.found.mapping
        if m.used and m.table in FAMILY and m.column in _SAID_ONCE
    )


def _read_as(
    src: int, raw: RawTable, reading: _Reading, elsewhere: frozenset[str], decisions: Decisions
) -> Recognition:
    key, clues, found = key_of(raw), reading.clues, reading.found
    mapping = _without(found.mapping, elsewhere)
    asked = [decisions.answer(q) for q in suggestions(key, mapping)]
    if any(question.answer is not None for question in asked):
        mapping = _without(_confirmed(clues, found.tables, asked), elsewhere)
        known = {question.id for question in asked}
        asked += [q for q in suggestions(key, mapping) if q.id not in known]
    feed = Feed(key, clues.raw.path, found.tables, mapping, clues.fits)
    said = (reading.holds, *asked)
    confirmed = bool(clues.said) or any(question.answer is not None for question in said)
    return Recognition(src, raw, clues.raw, feed, said, confirmed)


def _without(mapping: tuple[Mapped, ...], elsewhere: frozenset[str]) -> tuple[Mapped, ...]:
    """The mapping without suggestions for what another file says."""
    return tuple(
        Mapped(m.header, m.position) if m.kind == "suggested" and m.column in elsewhere else m
        for m in mapping
    )


def _confirmed(
    clues: Clues, tables: tuple[str, ...], asked: Sequence[Question]
) -> tuple[Mapped, ...]:
    """The mapping with the answers to suggestions."""
    headers = clues.raw.headers
    said = dict(clues.said)
    for question in asked:
        if question.answer is not None:
            header = question.id.removeprefix(f"mapping:{question.about}:")
            said[headers.index(header)] = targets_said(question.answer)
    return replace(clues, said=said).match(tables, suggest=True, names=True)


def _remembered(records: Records | None, table: RawTable) -> Remembered | None:
    """What a person confirmed for these headers before."""
    saved = records.mapping(signature(table.headers)) if records else None
    if saved is None:
        return None
    said: Said = {}
    for position, header in enumerate(table.headers):
        if header in saved.mapping:
            said[position] = tuple(
                spot for word in saved.mapping[header].split(",") for spot in targets_said(word)
            )
    return tuple(saved.table.split(",")), said


def _check_targets(said: Mapping[str, Said], found: Sequence[Recognition]) -> None:
    """Refuse a map whose column no table of its file has: it would be lost silently."""
    for recognition in found:
        placed = {m.position for m in recognition.feed.mapping if m.used}
        if recognition.table is not recognition.raw:
            continue
        for position, targets in said[recognition.feed.key].items():
            lost = [column for _table, column in targets if position not in placed]
            if lost and not _placed_elsewhere(said, found, position, recognition):
                raise _lost(recognition, position, lost[0])


def _placed_elsewhere(
    said: Mapping[str, Said], found: Sequence[Recognition], position: int, lost: Recognition
) -> bool:
    """Whether the same header found its place in another file."""
    header = lost.table.headers[position]
    return any(
        m.used and m.header == header and m.position in said[other.feed.key]
        for other in found
        if other is not lost
        for m in other.feed.mapping
    )


def _lost(recognition: Recognition, position: int, column: str) -> BadMapping:
    tables = ", ".join(recognition.feed.tables) or "—"
    return BadMapping(
        t(
            '"{header}" cannot be {column}: {file} is read as {tables}.',
            header=recognition.table.headers[position],
            column=column,
            file=recognition.feed.key,
            tables=tables,
        ),
        t("Say what the file holds, for example with --table."),
    )
