"""`import`: files → one release, or none, with every row accounted for."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.import_report import Outcome, conclude, report_unused, show_json, show_table
from ordertrack.cli.output import (
    ReportFormat,
    help_text,
    language,
    localize,
    print_message,
    progress,
)
from ordertrack.cli.who import Who, who_asks
from ordertrack.errors import (
    BadFile,
    BadMapping,
    OrdertrackError,
    PublishRefused,
    ReleasedMeanwhile,
)
from ordertrack.words import t

if TYPE_CHECKING:
    from ordertrack.intake import Decisions, Plan
    from ordertrack.intake.question import QuestionKind
    from ordertrack.warehouse import Warehouse


class Conflict(StrEnum):
    """What to do with one order number that stands for two different orders."""

    leave_out = "leave-out"
    append_day = "append-day"
    append_customer = "append-customer"
    append_customer_day = "append-customer-day"
    replace = "replace"


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
            help=help_text(
                t('Read this header as that column ("HEADER=" leaves it unused); may be repeated.')
            ),
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
        list[Conflict] | None,
        typer.Option(
            "--on-conflict",
            help=help_text(
                t("When an order number stands for two different orders; two ways may be combined.")
            ),
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
            help=help_text(
                t("Answer a question by its id, or all of a kind (word=leave-out); repeatable.")
            ),
        ),
    ] = None,
    accept_set_aside: Annotated[
        bool,
        typer.Option(
            "--accept-set-aside",
            help=help_text(t("Publish though more than 1% of rows or money is set aside.")),
        ),
    ] = False,
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
    who: Who = None,
    output: Annotated[
        ReportFormat, typer.Option("--format", help=help_text(t("How to print it.")))
    ] = ReportFormat.table,
) -> None:
    """Read, understand and publish files as one release."""
    from ordertrack.intake import Decisions

    outcome = Outcome(dry_run, who)
    try:
        one_by_one, by_kind = split_answers(_pairs(answers))
        decisions = Decisions(
            table=table,
            maps={**_pairs(maps)},
            answers=one_by_one,
            answers_by_kind=by_kind | _flags(on_conflict, day_first, accept_set_aside),
            accept_suggestions=accept_suggestions,
            full=full,
        )
        run_import(paths, decisions, outcome, set_aside, mend)
    except OrdertrackError as error:
        outcome.errors.append(error)
    if output is ReportFormat.json:
        show_json(outcome)
    else:
        show_table(outcome)
    conclude(outcome)


def run_import(
    paths: Sequence[Path],
    decisions: Decisions,
    outcome: Outcome,
    set_aside: Path | None,
    mend: Path | None,
) -> None:
    from ordertrack.intake import Import
    from ordertrack.intake.publish import refuse
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse
    from ordertrack.warehouse.storage_errors import explaining_errors

    check_paths(paths)
    warehouse = Warehouse.open(settings())
    with explaining_errors(warehouse.home), staging_folder(warehouse) as staging, progress() as bar:
        importing = Import(warehouse, settings(), staging)
        importing.read(paths, bar)
        plan = importing.prepare(decisions, bar)
        outcome.keep(plan)
        report_unused(plan, decisions.answers)
        save_rejected(plan, set_aside, mend)
        outcome.errors += plan.problems
        if plan.open_questions:
            outcome.errors.append(unanswered(plan))
        if outcome.errors:
            return
        if outcome.dry_run:
            refuse(plan)
            outcome.differences = {
                name: difference._asdict() for name, difference in importing.differences().items()
            }
            return
        before = warehouse.latest()
        if before and before.versions and not warehouse.base_release(importing.kind):
            print_message(
                localize(t("The demo company gives way to your own data; undo brings it back."))
            )
        by = who_asks(outcome.who)
        try:
            release = importing.publish(by, progress=bar)
        except ReleasedMeanwhile:  # nobody saw a preview here: compare with the newest one
            outcome.keep(importing.prepare(decisions, bar))
            release = importing.publish(by, progress=bar)
        outcome.published, outcome.release = release is not None, release or before


@contextmanager
def staging_folder(warehouse: Warehouse) -> Generator[Path]:
    """Yield a folder beside the tables, on a disk that has room for them; gone afterwards."""
    folder = warehouse.storage.scratch("import")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_paths(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise BadFile(t("There is no file or folder {path}.", path=path))
        if not path.is_file() and not path.is_dir():
            raise BadFile(
                t("{path} is a pipe or a device, not a file.", path=path),
                t("Save what it gives as a file and import that."),
            )


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


def split_answers(
    answers: Mapping[str, str],
) -> tuple[dict[str, str], dict[QuestionKind, str]]:
    """Part answers to one question from those to all questions of a kind."""
    from ordertrack.intake.question import KINDS

    by_kind = {kind: answers[kind] for kind in KINDS if kind in answers}
    return {name: answer for name, answer in answers.items() if name not in by_kind}, by_kind


def _flags(
    on_conflict: Sequence[Conflict] | None, day_first: bool | None, accept_set_aside: bool
) -> dict[QuestionKind, str]:
    chosen: dict[QuestionKind, str] = {}
    if on_conflict:
        both = {Conflict.append_customer, Conflict.append_day}
        combined = Conflict.append_customer_day if set(on_conflict) == both else on_conflict[-1]
        chosen["conflict"] = combined.value
    if day_first is not None:
        chosen["day-order"] = "day-first" if day_first else "month-first"
    if accept_set_aside:
        chosen["set-aside"] = "yes"
    return chosen


def unanswered(plan: Plan) -> PublishRefused:
    """Say why an import stops; its questions are printed with all that there is to say."""
    count = len(plan.open_questions)
    return PublishRefused(
        t("Nothing was changed. Questions that need an answer: {count}.", count=count)
    )


def save_rejected(plan: Plan, set_aside: Path | None, mend: Path | None) -> None:
    """Save the reasons as one csv, and the rows as a csv for each file."""
    from ordertrack.views.table_files import as_csv

    if set_aside is not None:
        set_aside.write_bytes(as_csv(plan.rejected.frame(language())))
    if mend is not None:
        mend.mkdir(parents=True, exist_ok=True)
        for name, frame in plan.rejected.files(language()):
            (mend / name).write_bytes(as_csv(frame))
