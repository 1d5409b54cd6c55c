"""From raw tables to a plan: match, ask, check, sort, stage. Imports its siblings.

`prepare` may be called again with other maps and answers; the raw tables are kept and only what
changed is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from ordertrack.errors import BadMapping, OrdertrackError
from ordertrack.intake.checking.check import Checked
from ordertrack.intake.checking.check_all import check_all
from ordertrack.intake.files.read import FileProblem, RawTable
from ordertrack.intake.mapping.assumptions import Outlook, look_out
from ordertrack.intake.mapping.continued_orders import carry_down
from ordertrack.intake.mapping.overrides import Maps
from ordertrack.intake.mapping.questions import conflict, unknown_words
from ordertrack.intake.mapping.recognise_all import Recognition, Wish, recognise_all
from ordertrack.intake.mapping.requirements import remarks, without_year
from ordertrack.intake.mapping.wide_targets import lacks_year
from ordertrack.intake.mapping_types import Mapped
from ordertrack.intake.question import Question, answered, question_id
from ordertrack.intake.result import Example, Finding, Plan, Source, Total
from ordertrack.intake.rows.accounting import Fate, fates, keep_aside, preview, total
from ordertrack.intake.rows.consolidate import Sorted, sort_stacks
from ordertrack.intake.rows.flat_orders import OnConflict
from ordertrack.intake.rows.names_to_ids import by_name, with_known_ids
from ordertrack.intake.rows.row_findings import row_findings
from ordertrack.intake.rows.table_findings import table_findings
from ordertrack.intake.rows.workspace import Sorter, stacks_of
from ordertrack.warehouse import Reader, Records
from ordertrack.words import Text, t

__all__ = ["Example", "Finding", "Plan", "Source", "Total", "prepare"]

Progress = Callable[[Text, float], None]
NOT_RECOGNISED = "not recognised"


def prepare(
    raw: Sequence[RawTable],
    staging: Path,
    records: Records | None = None,
    *,
    problems: Sequence[FileProblem] = (),
    table: str | None = None,
    maps: Maps | None = None,
    accept_suggestions: bool = False,
    answers: Mapping[str, str] | None = None,
    full: bool = False,
    reader: Reader | None = None,
    zone: str = "Asia/Shanghai",
    today: date | None = None,
    memory_limit: str = "1500MB",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Understand raw tables and stage what can be accepted; nothing is published.

    Args:
        staging: a folder for the files of this import; it must outlive the plan.
        records: where confirmed mappings are remembered.
        problems: files that could not be read at all: they keep the plan from being published.
        table: the table that every raw table feeds, when a person says so.
        maps: header → "column" | "table.column" | "" (leave unused); a (key, header) pair speaks
            of one raw table only.
        answers: question id → chosen value.
        full: the export is the full list: rows that it lacks are removed on publish.
        reader: the current release, for updates of rows that are already there.
        zone: the business time zone, for times that name another one.
        today: the day after which a date lies in the future; the clock's when not given.

    Raises BadMapping for a map or an answer that makes no sense.
    """
    tell = progress or _quiet
    wish = Wish(maps or {}, answers or {}, accept_suggestions, table)
    staging.mkdir(parents=True, exist_ok=True)
    tell(t("Matching the columns"), 0.0)
    raw, continued = carry_down(raw)
    found = recognise_all(raw, staging, records, wish)
    outlook = look_out(found, wish, reader)
    outlook.findings += continued
    told = partial(tell, t("Checking values"))
    checked = check_all(outlook, wish, staging, zone, told)
    sorter = Sorter.open(staging, raw, memory_limit, threads)
    try:
        chosen = _chosen_conflicts(outlook, wish)
        done = sort_stacks(sorter, stacks_of(checked), chosen, reader, full, tell)
        namings = by_name(one.feed.mapping for one in outlook.usable)
        done.staged = with_known_ids(sorter, done.staged, namings, reader)
        tell(t("Looking at the result"), 0.9)
        return _plan(sorter, outlook, checked, done, problems, wish, today or date.today())
    finally:
        sorter.close()


def _quiet(_stage: Text, _done: float) -> None:
    """Tell nobody."""


def _chosen_conflicts(outlook: Outlook, wish: Wish) -> dict[int, OnConflict]:
    chosen: dict[int, OnConflict] = {}
    for one in outlook.found:
        answer = wish.answers.get(question_id("conflict", one.feed.key))
        if answer == "append-day" or answer == "append-customer":
            chosen[one.src] = answer
    return chosen


def _plan(
    sorter: Sorter,
    outlook: Outlook,
    checked: Sequence[Checked],
    done: Sorted,
    problems: Sequence[FileProblem],
    wish: Wish,
    today: date,
) -> Plan:
    texts = {code: text for part in checked for code, text in part.texts.items()}
    findings = [said for one in outlook.feeds if one.raw.read for said in remarks(one.feed)]
    findings += _accepted_suggestions(outlook, wish)
    findings += [*outlook.findings, *sorter.findings, *row_findings(sorter, checked, today)]
    findings += table_findings(sorter, done.staged, done.layers)
    return Plan(
        sources=_sources(sorter, outlook, checked, done),
        questions=_questions(outlook, checked, done, wish),
        findings=tuple(sorted(findings, key=lambda finding: _LOUDEST.index(finding.severity))),
        problems=_problems(outlook, problems),
        staged=tuple(done.staged),
        totals={part.table: total(sorter, part) for part in done.staged},
        aside=keep_aside(sorter, checked, texts),
        staging=sorter.staging,
    )


def _accepted_suggestions(outlook: Outlook, wish: Wish) -> list[Finding]:
    """What was taken on a likeness alone, because a person accepts suggestions."""
    return [
        Finding("suggestion-accepted", "warning", _taken(question), 1)
        for question in outlook.questions
        if question.kind == "mapping" and question.answer and question.id not in wish.answers
    ]


def _taken(question: Question) -> Text:
    chosen = next(c.label for c in question.choices if c.value == question.answer)
    header = question.id.removeprefix(f"mapping:{question.about}:")
    return t(
        '"{header}" in {file} is read as {column}, as suggested.',
        header=header,
        file=question.about,
        column=chosen,
    )


_LOUDEST = ("error", "warning", "info")


def _problems(outlook: Outlook, unread: Sequence[FileProblem]) -> tuple[OrdertrackError, ...]:
    found: list[OrdertrackError] = [problem.error for problem in unread]
    found += outlook.lacking.values()
    if outlook.found and not outlook.feeds:
        found += [
            without_year(one.feed.key) for one in outlook.found if lacks_year(one.raw.headers)
        ]
    if outlook.found and not outlook.feeds and not found:
        files = ", ".join(one.feed.key for one in outlook.found)
        found.append(
            BadMapping(
                t("{files}: no header line is recognised as a table of orders.", files=files),
                t("Say what the file holds (command line: --table), or start from the template."),
            )
        )
    return tuple(found)


def _questions(
    outlook: Outlook, checked: Sequence[Checked], done: Sorted, wish: Wish
) -> tuple[Question, ...]:
    keys = {one.src: one.feed.key for one in outlook.found}
    found = [*outlook.questions]
    for src, orders in done.conflicts.items():
        if orders:
            found.append(answered(conflict(keys[src], orders), wish.answers, accept=False))
    for part in checked:
        asked = unknown_words(keys[part.src], part)
        found += [answered(question, wish.answers, accept=False) for question in asked]
    return tuple(found)


def _sources(
    sorter: Sorter, outlook: Outlook, checked: Sequence[Checked], done: Sorted
) -> tuple[Source, ...]:
    by_src = {part.src: part for part in checked}
    fate = fates(sorter)
    return tuple(
        _source(one, outlook, by_src.get(one.src), fate.get(one.src, Fate(0, {})), done)
        for one in outlook.found
    )


def _in_the_file(one: Recognition) -> tuple[Mapped, ...]:
    """The mapping by the file's own positions; -1 for a column that reshaping made."""
    if one.table is one.raw:
        return one.feed.mapping
    headers = one.raw.headers
    return tuple(
        replace(m, position=headers.index(m.header) if m.header in headers else -1)
        for m in one.feed.mapping
    )


def _source(
    one: Recognition, outlook: Outlook, part: Checked | None, fate: Fate, done: Sorted
) -> Source:
    skipped = {kind: count for kind, count in one.raw.skipped.items() if count}
    there = one.raw.read - sum(skipped.values())
    rows = {table: count for table, count in done.rows.get(one.src, {}).items() if count}
    accepted = 0
    if part is not None:
        blank = there - outlook.rows[one.src]
        for kind, count in (*fate.skipped.items(), ("blank", blank)):
            if count:
                skipped[kind] = skipped.get(kind, 0) + count
        accepted = outlook.rows[one.src] - fate.set_aside - sum(fate.skipped.values())
    elif one.feed.key in outlook.helpers:
        accepted = there
    elif there:
        skipped[NOT_RECOGNISED] = there
    return Source(
        key=one.feed.key,
        raw=one.raw,
        tables=one.feed.tables,
        mapping=_in_the_file(one),
        notes=() if one.table is one.raw else (t("Read as one target per row and period."),),
        signature=one.signature,
        read=one.raw.read,
        accepted=accepted,
        set_aside=fate.set_aside,
        skipped=skipped,
        rows=rows,
        preview=preview(part) if part else pl.DataFrame(),
        confirmed=one.confirmed,
        problem=outlook.lacking.get(one.src),
    )
