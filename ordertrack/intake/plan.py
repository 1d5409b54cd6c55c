"""From raw tables to a plan: map, ask, check, consolidate, stage. Imports its siblings.

`prepare` may be called again with other decisions; the raw tables are kept and only what changed
is read again.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from ordertrack.errors import BadMapping, OrdertrackError
from ordertrack.intake.checking.check_all import check_all, rows_read
from ordertrack.intake.checking.checked import Checked
from ordertrack.intake.checking.formulas import formulas
from ordertrack.intake.checking.rejected_rows import RejectedRows, damage_texts
from ordertrack.intake.checking.total_row import total_findings
from ordertrack.intake.checking.word_questions import applied_words, unknown_words
from ordertrack.intake.checking.zones import settle_zones
from ordertrack.intake.context import Context
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.files.beside import passed_over
from ordertrack.intake.files.guessed import guessed_encoding
from ordertrack.intake.files.hidden import hidden_rows, hidden_sheets, unread_sheets
from ordertrack.intake.finding import Finding, summed
from ordertrack.intake.mapping.amount_grain import settle_grains
from ordertrack.intake.mapping.amount_parts import amount_kinds, amount_parts
from ordertrack.intake.mapping.assumptions import Assumptions, assume
from ordertrack.intake.mapping.choices import Choices
from ordertrack.intake.mapping.continued_orders import carry_down
from ordertrack.intake.mapping.discounts import settle_discounts
from ordertrack.intake.mapping.doubts.encodings import settle_encodings
from ordertrack.intake.mapping.doubts.other_columns import other_columns, same_headers
from ordertrack.intake.mapping.doubts.own_numbers import row_order_findings
from ordertrack.intake.mapping.doubts.shared_owners import shared_owners
from ordertrack.intake.mapping.line_prices import settle_prices
from ordertrack.intake.mapping.nearest import Near, nearest_table, not_recognised
from ordertrack.intake.mapping.questions import conflict, known_conflict, whole_orders
from ordertrack.intake.mapping.recognise_all import recognise_all
from ordertrack.intake.mapping.requirements import remarks, without_year
from ordertrack.intake.mapping.said import kept
from ordertrack.intake.mapping.targets.planned import wants_year
from ordertrack.intake.mapping.targets.shown import how_reshaped, in_the_file
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import FileProblem, RawTable
from ordertrack.intake.remembered import answer_findings, asked_once, with_remembered
from ordertrack.intake.result import Plan, SourceReport
from ordertrack.intake.returns.other_rows import settle_other_rows
from ordertrack.intake.returns.row_units import settle_row_units
from ordertrack.intake.returns.settle import settle_returns
from ordertrack.intake.rows.accounting import RowCounts, count_rows, previews, save_rejected, total
from ordertrack.intake.rows.consolidate import Consolidated, consolidate
from ordertrack.intake.rows.credit_shares import without_old_shares
from ordertrack.intake.rows.duplicates import repeats_by_file
from ordertrack.intake.rows.findings.release_findings import release_findings
from ordertrack.intake.rows.findings.row_findings import row_findings
from ordertrack.intake.rows.findings.table_findings import table_findings
from ordertrack.intake.rows.names_to_ids import with_known_ids
from ordertrack.intake.rows.set_aside import ask_for_rejected, beyond_kept, reject_damaged
from ordertrack.intake.rows.workspace import Conflict, Workspace, group_files
from ordertrack.progress import Progress, quiet, stage_of
from ordertrack.words import Text, t

NOT_RECOGNISED = "not recognised"
_LOUDEST = ("error", "warning", "info")


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
    decisions = with_remembered(raw_tables, decisions, context.records)
    raw_tables, encodings = settle_encodings(raw_tables, decisions)
    raw_tables, continued = carry_down(raw_tables)
    as_written = recognise_all(raw_tables, decisions, context)
    recognised, units = settle_row_units(as_written, decisions)
    recognised, other = settle_other_rows(recognised)
    returns = settle_returns(recognised, decisions, context)
    mappings, told = settle_prices(returns.mappings)
    grains = settle_grains(mappings, decisions)
    discounts = settle_discounts(grains.mappings, decisions)
    zoned, zones = settle_zones(discounts.mappings)
    assumptions = assume(zoned, decisions, context.reader)
    assumptions.add_discounts(discounts)
    assumptions.add_returns(returns)
    used = {mapping.key for mapping in assumptions.recognised}
    assumptions.questions += [asked for asked in encodings if asked.about in used]
    assumptions.questions += grains.questions
    assumptions.decided += grains.decided
    assumptions.findings += [*continued, *units, *other, *told, *zones, *grains.findings]
    assumptions.findings += amount_parts(grains.mappings) + amount_kinds(grains.mappings)
    owners = shared_owners(assumptions, decisions, context.reader)
    report = stage_of(progress, t("Checking values"))
    all_checked = check_all(assumptions, decisions, context, report)
    workspace = Workspace.open(context)
    try:
        groups = group_files(all_checked, decisions)
        reject_damaged(workspace, all_checked)
        result = consolidate(workspace, groups, decisions.full, progress, owners)
        result.staged = with_known_ids(workspace, result.staged, assumptions.usable)
        result.staged = without_old_shares(workspace, result.staged)
        progress(t("Looking at the result"), 0.9)
        made = _Preparation(as_written, assumptions, all_checked, workspace, result, decisions)
        return made.plan(problems)
    except BaseException:  # also an interruption: nobody will ever publish it
        shutil.rmtree(workspace.folder, ignore_errors=True)
        raise
    finally:
        workspace.close()


@dataclass(frozen=True, slots=True)
class _Preparation:
    """All that a plan is made of; `as_written` are the tables before anything was settled."""

    as_written: Sequence[TableMapping]
    assumptions: Assumptions
    all_checked: Sequence[Checked]
    workspace: Workspace
    result: Consolidated
    decisions: Decisions
    nears: dict[int, Near | None] = field(default_factory=dict)  # by the file's `src`

    def plan(self, problems: Sequence[FileProblem]) -> Plan:
        workspace, all_staged = self.workspace, self.result.staged
        questions = self.questions()
        return Plan(
            sources=self.sources(),
            questions=questions,
            decided=tuple(self.assumptions.decided),
            findings=self.findings(questions),
            problems=(*(problem.error for problem in problems), *self.problems(bool(problems))),
            staged=tuple(all_staged),
            totals={staged.table: total(workspace, staged) for staged in all_staged},
            rejected=self.rejected(),
            folder=workspace.folder,
        )

    def rejected(self) -> RejectedRows:
        """Return the rejected rows, kept in a file, with the sentences that explain them."""
        raw_tables = [mapping.raw_table for mapping in self.assumptions.mappings]
        texts = {code: text for checked in self.all_checked for code, text in checked.texts.items()}
        texts |= {
            code: text for one in self.all_checked for code, text in damage_texts(one).items()
        }
        return RejectedRows(raw_tables, save_rejected(self.workspace, self.all_checked), texts)

    def findings(self, questions: Sequence[Question]) -> tuple[Finding, ...]:
        """Return all findings, the loudest first."""
        assumptions, workspace = self.assumptions, self.workspace
        read = [mapping for mapping in assumptions.recognised if mapping.raw_table.read]
        found = [finding for mapping in read for finding in remarks(mapping)]
        # A total may be in the unit of its title, and leave out what is left out of the rows.
        repeats = repeats_by_file(workspace)
        for mapping in read:
            if total_findings(mapping, again := repeats.get(mapping.src, 0)):
                found += total_findings(self.as_written[mapping.src], again)
        found += [finding for mapping in read for finding in row_order_findings(mapping)]
        found += [*other_columns(read), *same_headers([self.as_written[m.src] for m in read])]
        for mapping in assumptions.mappings:
            found += passed_over(mapping.raw_table.beside)
            found += guessed_encoding(mapping.raw_table)
            found += hidden_sheets(mapping.raw_table) + unread_sheets(mapping.raw_table)
            if (near := self.nearest(mapping)) is not None:
                found += not_recognised(mapping, near, alone=not read)
        for mapping in read:
            found += hidden_rows(mapping.raw_table)
        found += [*self.accepted_suggestions(), *answer_findings(questions)]
        found += [*assumptions.findings, *workspace.findings]
        found += row_findings(workspace, group_files(self.all_checked, self.decisions))
        found += table_findings(workspace, self.result.staged, self.result.layers)
        found += beyond_kept(workspace, self.all_checked)
        for staged in self.result.staged:
            if staged.table == "orders":
                found += release_findings(workspace, staged, self.decisions.full)
        return tuple(sorted(summed(found), key=lambda finding: _LOUDEST.index(finding.severity)))

    def nearest(self, mapping: TableMapping) -> Near | None:
        """Return the table that an unused file comes near to; none where a person said so."""
        if mapping.tables or mapping.confirmed or mapping.key in self.assumptions.helpers:
            return None
        if mapping.src not in self.nears:
            self.nears[mapping.src] = nearest_table(mapping) if mapping.raw_table.read else None
        return self.nears[mapping.src]

    def accepted_suggestions(self) -> list[Finding]:
        """Return what was taken on a likeness alone, because a person accepts suggestions."""
        return [
            Finding("suggestion-accepted", "warning", _taken(question), 1)
            for question in self.assumptions.questions
            if question.kind == "mapping" and question.answer and question.given == "suggested"
        ]

    def problems(self, unread: bool) -> list[OrdertrackError]:
        """Return what keeps the tables that were read from being published."""
        mappings, recognised = self.assumptions.mappings, self.assumptions.recognised
        found: list[OrdertrackError] = [*self.assumptions.missing.values()]
        if mappings and not recognised:
            yearless = [mapping for mapping in mappings if wants_year(mapping.raw_table)]
            found += [without_year(mapping.key) for mapping in yearless]
            if not found and not unread:
                found.append(_nothing_recognised(mappings))
        return found

    def questions(self) -> tuple[Question, ...]:
        asked = [_asked(group.key, found) for group, found in self.result.conflicts]
        asked += [
            whole_orders(part.key, part.lines, part.orders, part.samples)
            for part in self.result.parts
        ]
        for checked in self.all_checked:
            asked += self.word_questions(checked)
        answered = [self.decisions.answer(question) for question in asked]
        rows = sum(rows_read(self.assumptions.mappings[c.src], c) for c in self.all_checked)
        rows += sum(len(checked.raw_table.damaged) for checked in self.all_checked)
        for question in ask_for_rejected(self.workspace, self.all_checked, rows, answered):
            answered.append(self.decisions.answer(question))
        raw_tables = [mapping.raw_table for mapping in self.assumptions.mappings]
        return asked_once((*self.assumptions.questions, *answered), raw_tables)

    def word_questions(self, checked: Checked) -> list[Question]:
        """Return what unknown words raise, and what was answered about words that now are known."""
        path = self.assumptions.mappings[checked.src].to_read.path
        questions = [
            *applied_words(checked, path, self.decisions.all_answers),
            *unknown_words(checked),
        ]
        return list({question.id: question for question in questions}.values())

    def sources(self) -> tuple[SourceReport, ...]:
        by_src = {checked.src: checked for checked in self.all_checked}
        counts, seen = count_rows(self.workspace), previews(self.all_checked)
        return tuple(
            replace(
                self.source(mapping, by_src.get(mapping.src), counts.get(mapping.src, RowCounts())),
                preview=seen.get(mapping.src, pl.DataFrame()),
            )
            for mapping in self.assumptions.mappings
        )

    def source(
        self, mapping: TableMapping, checked: Checked | None, counts: RowCounts
    ) -> SourceReport:
        raw_table = mapping.raw_table
        skipped = {kind: count for kind, count in raw_table.skipped.items() if count}
        there = raw_table.read - sum(skipped.values())
        rows = self.result.rows.get(mapping.src, {})
        accepted = 0
        if checked is not None:
            read = rows_read(mapping, checked)
            damaged = len(raw_table.damaged)
            for kind, count in (*counts.skipped.items(), ("blank", there - damaged - read)):
                if count:
                    skipped[kind] = skipped.get(kind, 0) + count
            accepted = read + damaged - counts.rejected - sum(counts.skipped.values())
        elif mapping.key in self.assumptions.helpers:
            accepted = there
        elif there:
            skipped[NOT_RECOGNISED] = there
        return SourceReport(
            raw_table=raw_table,
            tables=mapping.tables,
            mapped=in_the_file(mapping),
            notes=how_reshaped(mapping),
            signature=mapping.signature,
            read=raw_table.read,
            accepted=accepted,
            rejected=counts.rejected,
            skipped=skipped,
            rows={table: count for table, count in rows.items() if count},
            said=kept(mapping.to_read.headers, mapping.said.headers),
            recognised=mapping.said.tables,
            problem=self.assumptions.missing.get(mapping.src),
            derived=formulas(mapping, self.assumptions.choices.get(mapping.src, Choices())),
            nearest=self.nearest(mapping),
        )


def _nothing_recognised(mappings: Sequence[TableMapping]) -> BadMapping:
    files = ", ".join(mapping.key for mapping in mappings)
    return BadMapping(
        t("{files}: no header line is recognised as a table of orders.", files=files),
        t("Say what the file holds (command line: --table), or start from the template."),
    )


def _asked(key: str, found: Conflict) -> Question:
    ask = known_conflict if found.known else conflict
    question = ask(key, found.orders, found.ways)
    return replace(question, samples=found.samples, rows=found.rows)


def _taken(question: Question) -> Text:
    return t(
        '"{header}" in {file} is read as {column}, as suggested.',
        header=question.detail,
        file=question.about,
        column=next(c.label for c in question.choices if c.value == question.answer),
    )
