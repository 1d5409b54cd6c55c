"""From raw tables to a plan: match, ask, check, sort, stage. Imports its siblings.

`prepare` may be called again with other maps and answers; the raw tables are kept and only what
changed is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.errors import BadMapping, OrdertrackError
from ordertrack.intake.checking.check import Checked
from ordertrack.intake.checking.check_all import check_all
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.mapping.assumptions import Outlook, look_out
from ordertrack.intake.mapping.continued_orders import carry_down
from ordertrack.intake.mapping.questions import conflict, unknown_words
from ordertrack.intake.mapping.recognise_all import Recognition, recognise_all
from ordertrack.intake.mapping.requirements import remarks, without_year
from ordertrack.intake.mapping.wide_targets import lacks_year
from ordertrack.intake.mapping_types import Mapped
from ordertrack.intake.question import Question, question_id
from ordertrack.intake.raw_table import FileProblem, RawTable
from ordertrack.intake.result import Example, Finding, Plan, Source, Total
from ordertrack.intake.rows.accounting import Fate, fates, keep_aside, preview, total
from ordertrack.intake.rows.consolidate import Sorted, sort_stacks
from ordertrack.intake.rows.flat_orders import OnConflict
from ordertrack.intake.rows.names_to_ids import by_name, with_known_ids
from ordertrack.intake.rows.row_findings import row_findings
from ordertrack.intake.rows.table_findings import table_findings
from ordertrack.intake.rows.workspace import Sorter, stacks_of
from ordertrack.progress import Progress, quiet, stage_of
from ordertrack.words import Text, t

__all__ = ["Example", "Finding", "Plan", "Source", "Total", "prepare"]

NOT_RECOGNISED = "not recognised"


def prepare(
    raw_tables: Sequence[RawTable],
    problems: Sequence[FileProblem],
    decisions: Decisions,
    context: Context,
    progress: Progress = quiet,
) -> Plan:
    """Understand raw tables as decided and stage what can be accepted; publish nothing.

    `problems` are files that could not be read at all: they keep the plan from being published.
    Raises BadMapping for a map or an answer that makes no sense.
    """
    context.staging.mkdir(parents=True, exist_ok=True)
    progress(t("Matching the columns"), 0.0)
    raw_tables, continued = carry_down(raw_tables)
    found = recognise_all(raw_tables, decisions, context)
    outlook = look_out(found, decisions, context.reader)
    outlook.findings += continued
    checked = check_all(outlook, decisions, context, stage_of(progress, t("Checking values")))
    sorter = Sorter.open(raw_tables, context)
    try:
        chosen = _chosen_conflicts(outlook, decisions)
        done = sort_stacks(sorter, stacks_of(checked), chosen, decisions.full, progress)
        namings = by_name(one.feed.mapping for one in outlook.usable)
        done.staged = with_known_ids(sorter, done.staged, namings)
        progress(t("Looking at the result"), 0.9)
        return _plan(sorter, outlook, checked, done, problems, decisions)
    finally:
        sorter.close()


def _chosen_conflicts(outlook: Outlook, decisions: Decisions) -> dict[int, OnConflict]:
    chosen: dict[int, OnConflict] = {}
    for one in outlook.found:
        answer = decisions.given("conflict", question_id("conflict", one.feed.key))
        if answer == "append-day" or answer == "append-customer":
            chosen[one.src] = answer
    return chosen


def _plan(
    sorter: Sorter,
    outlook: Outlook,
    checked: Sequence[Checked],
    done: Sorted,
    problems: Sequence[FileProblem],
    decisions: Decisions,
) -> Plan:
    texts = {code: text for part in checked for code, text in part.texts.items()}
    findings = [said for one in outlook.feeds if one.raw.read for said in remarks(one.feed)]
    findings += _accepted_suggestions(outlook, decisions)
    findings += [*outlook.findings, *sorter.findings, *row_findings(sorter, checked)]
    findings += table_findings(sorter, done.staged, done.layers)
    return Plan(
        sources=_sources(sorter, outlook, checked, done),
        questions=_questions(outlook, checked, done, decisions),
        findings=tuple(sorted(findings, key=lambda finding: _LOUDEST.index(finding.severity))),
        problems=_problems(outlook, problems),
        staged=tuple(done.staged),
        totals={part.table: total(sorter, part) for part in done.staged},
        aside=keep_aside(sorter, checked, texts),
        staging=sorter.context.staging,
    )


def _accepted_suggestions(outlook: Outlook, decisions: Decisions) -> list[Finding]:
    """What was taken on a likeness alone, because a person accepts suggestions."""
    return [
        Finding("suggestion-accepted", "warning", _taken(question), 1)
        for question in outlook.questions
        if question.kind == "mapping" and question.answer and question.id not in decisions.answers
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
    outlook: Outlook, checked: Sequence[Checked], done: Sorted, decisions: Decisions
) -> tuple[Question, ...]:
    keys = {one.src: one.feed.key for one in outlook.found}
    found = [*outlook.questions]
    for src, orders in done.conflicts.items():
        if orders:
            found.append(decisions.answer(conflict(keys[src], orders)))
    for part in checked:
        asked = unknown_words(keys[part.src], part)
        found += [decisions.answer(question) for question in asked]
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
