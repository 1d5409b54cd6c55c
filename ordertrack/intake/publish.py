"""A plan becomes one release, or is refused and nothing changes.

Imports its siblings and warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from ordertrack.errors import PublishRefused
from ordertrack.intake.kept_aside import aside_of
from ordertrack.intake.remembered import save_answers
from ordertrack.intake.result import Plan, SourceReport
from ordertrack.progress import Progress, quiet
from ordertrack.records import RawFile
from ordertrack.warehouse import Release, Warehouse, raw_rows
from ordertrack.words import t


def publish(
    plan: Plan,
    warehouse: Warehouse,
    who: str,
    note: str = "",
    kind: Literal["import", "demo"] = "import",
    progress: Progress = quiet,
) -> Release | None:
    """Publish what the plan stages as one release; None when it brings nothing new.

    Raises what keeps it back: unreadable files, missing columns, open questions, no accepted row.
    What a person said of headers, and answers, are remembered for them.
    """
    refuse(plan)
    aside = aside_of(plan, warehouse.waiting(warehouse.base_release(kind)))
    warehouse = warehouse.setting_aside(aside)
    release = warehouse.publish(
        plan.staged, who=who, kind=kind, note=note, files=plan.reports(), progress=progress
    )
    if release is not None:
        files = list(raw_files(plan, release.number))
        raw_rows.keep(warehouse.storage, warehouse.records, release, files)
    for source in plan.sources:
        remember(source, warehouse, who)
    raw_tables = [source.raw_table for source in plan.sources]
    save_answers((*plan.questions, *plan.decided), raw_tables, warehouse.records, who)
    return release


def raw_files(plan: Plan, number: int) -> Iterator[tuple[Path, RawFile]]:
    """Give the files of raw rows in which an order's number stands, with what is kept of them."""
    for place, source in enumerate(plan.sources):
        of_order = [m.position for m in source.mapped if m.used and m.column == "order_no"]
        if source.tables and of_order and of_order[0] >= 0:
            raw = source.raw_table
            name = f"{place:03}.parquet"
            yield raw.path, RawFile(number, name, raw.file, raw.sheet, raw.headers, of_order[0])


def refuse(plan: Plan) -> None:
    """Raise the first reason for which the plan may not be published, if there is one."""
    if plan.problems:
        raise plan.problems[0]
    if plan.open_questions:
        question = plan.open_questions[0]
        answers = ", ".join(choice.value for choice in question.choices)
        raise PublishRefused(
            t("{question} Nothing was changed.", question=question.text),
            t("Answer {id} with one of: {answers}.", id=question.id, answers=answers),
        )
    if not plan.staged:
        raise nothing_accepted(plan)


def nothing_accepted(plan: Plan) -> PublishRefused:
    """Return what to do about an import without an accepted row."""
    fix = t("Mend the rows that were set aside and import them again.")
    if not sum(source.rejected for source in plan.sources):
        fix = t("The files hold no rows of data below their headers.")
    return PublishRefused(t("No row was accepted; nothing was changed."), fix)


def remember(source: SourceReport, warehouse: Warehouse, who: str) -> None:
    """Keep what a person said of headers, for the next file with these headers."""
    if not source.said or not source.recognised:
        return
    tables, mappings = ",".join(source.recognised), warehouse.records.mappings
    before = mappings.find(source.signature)
    if before is None or (before.table, before.mapping) != (tables, source.said):
        mappings.save(source.signature, tables, source.said, who)
