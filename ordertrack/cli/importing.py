"""`import`: files → one release, or none, with every row accounted for."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.import_report import Outcome, conclude, show, show_json, tell_unused
from ordertrack.cli.output import Progress, ReportFormat, help_text, language, progress, say, tell
from ordertrack.errors import BadFile, BadMapping, OrdertrackError
from ordertrack.words import t

if TYPE_CHECKING:
    from ordertrack.intake.files.read import FileProblem, RawTable
    from ordertrack.intake.result import Plan
    from ordertrack.warehouse import Warehouse


class Conflict(StrEnum):
    """What to do with one order number that stands for two different orders."""

    leave_out = "leave-out"
    append_day = "append-day"
    append_customer = "append-customer"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person said about the files."""

    table: str | None
    maps: Mapping[str | tuple[str, str], str]
    full: bool
    accept_suggestions: bool
    answers: Mapping[str, str]
    by_kind: Mapping[str, str]  # an answer to every question of a kind


def import_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help=help_text(t("Files, zips or folders.")))
    ],
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="NAME", help=help_text(t("The table that they feed."))),
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar='"HEADER=COLUMN"',
            help=help_text(t("Read this header as that column; may be repeated.")),
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help=help_text(t("The full list: rows that it lacks are removed."))),
    ] = False,
    accept_suggestions: Annotated[
        bool,
        typer.Option("--accept-suggestions", help=help_text(t("Take likely columns as right."))),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=help_text(t("Only show what would happen.")))
    ] = False,
    on_conflict: Annotated[
        Conflict | None,
        typer.Option(
            "--on-conflict",
            help=help_text(t("When an order number stands for two different orders.")),
        ),
    ] = None,
    day_first: Annotated[
        bool | None,
        typer.Option(
            "--day-first/--month-first", help=help_text(t("How to read a date such as 03/04/2024."))
        ),
    ] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="QUESTION=ANSWER",
            help=help_text(t("Answer a question of an import; may be repeated.")),
        ),
    ] = None,
    set_aside: Annotated[
        Path | None,
        typer.Option(
            "--set-aside",
            metavar="FILE.csv",
            help=help_text(t("Save the rows that were set aside, with the reasons.")),
        ),
    ] = None,
    mend: Annotated[
        Path | None,
        typer.Option(
            "--mend",
            metavar="FOLDER",
            help=help_text(t("Save those rows as files to be mended and imported again.")),
        ),
    ] = None,
    output: Annotated[
        ReportFormat, typer.Option("--format", help=help_text(t("How to print it.")))
    ] = ReportFormat.table,
) -> None:
    """Read, understand and publish files as one release."""
    outcome = Outcome(dry_run)
    try:
        wishes = Wishes(
            table=table,
            maps={**_pairs(maps)},
            full=full,
            accept_suggestions=accept_suggestions,
            answers=_pairs(answers),
            by_kind=_by_kind(on_conflict, day_first),
        )
        _run(paths, wishes, outcome, set_aside, mend)
    except OrdertrackError as error:
        outcome.errors.append(error)
    if output is ReportFormat.json:
        show_json(outcome)
    else:
        show(outcome)
    conclude(outcome)


def _run(
    paths: Sequence[Path],
    wishes: Wishes,
    outcome: Outcome,
    set_aside: Path | None,
    mend: Path | None,
) -> None:
    from ordertrack.intake.publish import publish, refuse
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse
    from ordertrack.warehouse.storage_errors import explaining_errors

    _check_paths(paths)
    warehouse = Warehouse.open(settings())
    with explaining_errors(warehouse.home), _staging(warehouse) as staging, progress() as told:
        plan = outcome.plan = _understand(paths, wishes, warehouse, staging, told)
        tell_unused(plan, wishes.answers)
        outcome.keep_set_aside(plan, language())
        _save(plan, set_aside, mend)
        outcome.errors += plan.problems
        if outcome.errors:
            return
        if outcome.dry_run:
            refuse(plan)
            outcome.differences = {
                name: difference._asdict()
                for name, difference in warehouse.differences(plan.staged).items()
            }
            return
        before = warehouse.latest()
        if before and before.versions and not warehouse.base_release():
            tell(say(t("The demo company gives way to your own data; undo brings it back.")))
        release = publish(plan, warehouse, settings().who, told)
        outcome.published, outcome.release = release is not None, release or before


@contextmanager
def _staging(warehouse: Warehouse) -> Generator[Path]:
    """A folder beside the tables, on a disk that has room for them; gone afterwards."""
    folder = warehouse.storage.scratch("import")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _understand(
    paths: Sequence[Path],
    wishes: Wishes,
    warehouse: Warehouse,
    staging: Path,
    told: Progress | None,
) -> Plan:
    """Read and prepare; once more when an option answers questions that came up."""
    from ordertrack.intake.files.read import read

    raw, problems = read(list(paths), staging, (lambda d, s: told(s, d)) if told else None)
    plan = _prepare(raw, problems, wishes, {}, warehouse, staging, told)
    more = {
        question.id: wishes.by_kind[question.kind]
        for question in plan.questions
        if question.kind in wishes.by_kind and question.id not in wishes.answers
    }
    return _prepare(raw, problems, wishes, more, warehouse, staging, told) if more else plan


def _prepare(
    raw: Sequence[RawTable],
    problems: Sequence[FileProblem],
    wishes: Wishes,
    more: Mapping[str, str],
    warehouse: Warehouse,
    staging: Path,
    told: Progress | None,
) -> Plan:
    from ordertrack.intake.plan import prepare

    base = warehouse.base_release()
    return prepare(
        raw,
        staging,
        warehouse.records,
        problems=problems,
        table=wishes.table,
        maps=wishes.maps,
        accept_suggestions=wishes.accept_suggestions,
        answers={**wishes.answers, **more},
        full=wishes.full,
        reader=warehouse.reader(base) if base else None,
        memory_limit=warehouse.memory_limit,
        threads=warehouse.threads,
        progress=told,
    )


def _check_paths(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise BadFile(t("There is no file or folder {path}.", path=path))


def _pairs(given: Sequence[str] | None) -> dict[str, str]:
    """`header=column` pairs; a header may hold a `=` itself, a column never does."""
    pairs: dict[str, str] = {}
    for pair in given or ():
        left, found, right = pair.rpartition("=")
        if not found or not left.strip():
            raise BadMapping(
                t("{pair} is no pair.", pair=repr(pair)),
                t('Write it as "header=column", such as "SO Nr.=order_no".'),
            )
        pairs[left.strip()] = right.strip()
    return pairs


def _by_kind(on_conflict: Conflict | None, day_first: bool | None) -> dict[str, str]:
    chosen: dict[str, str] = {}
    if on_conflict is not None:
        chosen["conflict"] = on_conflict.value
    if day_first is not None:
        chosen["day-order"] = "day-first" if day_first else "month-first"
    return chosen


def _save(plan: Plan, set_aside: Path | None, mend: Path | None) -> None:
    """Excel takes a csv for UTF-8 only when it begins with a byte-order mark."""
    if set_aside is not None:
        plan.set_aside(language()).write_csv(set_aside, include_bom=True)
    if mend is not None:
        mend.mkdir(parents=True, exist_ok=True)
        for name, frame in plan.to_mend(language()):
            frame.write_csv(mend / name, include_bom=True)
