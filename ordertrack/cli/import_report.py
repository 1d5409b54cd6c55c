"""What came of an import, as a person or a script reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from ordertrack.cli.output import (
    REFUSED,
    language,
    localize,
    print_json,
    print_message,
    print_table,
    written,
)
from ordertrack.errors import OrdertrackError
from ordertrack.words import Label, Text, t

if TYPE_CHECKING:
    from ordertrack.intake.result import Plan
    from ordertrack.warehouse import Release

FEW = 5  # reasons that are worth a line each in a terminal

COLUMNS = (  # and whether they hold figures
    (Label("File", "文件"), False),
    (Label("Read", "读取"), True),
    (Label("Accepted", "接受"), True),
    (Label("Set aside", "搁置"), True),
    (Label("Skipped", "跳过"), False),
    (Label("Tables", "数据表"), False),
)
SKIPPED = {
    "blank": Label("blank", "空行"),
    "total": Label("totals", "合计行"),
    "footer": Label("notes below", "表尾说明"),
    "exact duplicate": Label("exact duplicates", "完全重复"),
    "not recognised": Label("not recognised", "未识别"),
}


@dataclass(slots=True)
class Outcome:
    """What came of an import; filled as far as it got."""

    dry_run: bool
    plan: Plan | None = None
    release: Release | None = None
    published: bool = False
    differences: Mapping[str, Mapping[str, int]] | None = None
    reasons: list[tuple[int, str]] = field(default_factory=list)
    errors: list[OrdertrackError] = field(default_factory=list)

    def keep_reasons(self, plan: Plan, lang: str) -> None:
        """Note what to mend first: the first row of every reason, and how many there are."""
        self.reasons = plan.rejected.summary(lang).select("rows", "reason").rows()


def show_json(outcome: Outcome) -> None:
    """Print the result as JSON: what happened to every file, and the errors if any."""
    result: dict[str, Any] = {
        "release": outcome.release.number if outcome.release else None,
        "files": outcome.plan.reports() if outcome.plan else [],
    }
    if outcome.dry_run:
        result["dry_run"] = True
    if outcome.differences is not None:
        result["differences"] = outcome.differences
    if outcome.plan and outcome.plan.open_questions:
        result["questions"] = [
            {
                "id": question.id,
                "text": localize(question.text),
                "answers": [choice.value for choice in question.choices],
            }
            for question in outcome.plan.open_questions
        ]
    if outcome.errors:
        result["errors"] = [error.message(language()) for error in outcome.errors]
    print_json(result)


def show_table(outcome: Outcome) -> None:
    """Print the result as a table; reasons, findings and differences on stderr."""
    if outcome.plan is None:
        return
    columns = [(localize(title), figures) for title, figures in COLUMNS]
    print_table(columns, [as_row(report) for report in outcome.plan.reports()])
    for count, reason in outcome.reasons[:FEW]:
        print_message(localize(t("set aside {count}: {reason}", count=count, reason=reason)))
    if outcome.reasons:
        print_message(
            localize(
                t("--set-aside FILE.csv saves all rows that were set aside, with the reasons.")
            )
        )
    for finding in outcome.plan.findings:
        print_message(localize(finding.text))
    for table, difference in (outcome.differences or {}).items():
        print_message(localize(_difference(table, difference)))
    for question in outcome.plan.questions:
        if question.offered:
            print_message(
                localize(t("{question} --accept-suggestions says yes.", question=question.text))
            )
    for question in outcome.plan.open_questions:
        print_message(
            localize(
                how_to_answer(
                    question.id, localize(question.text), [c.value for c in question.choices]
                )
            )
        )


def report_unused(plan: Plan, answers: Mapping[str, str]) -> None:
    """Name answers that fit no question: misspelt, or meant for another file."""
    for name in sorted(answers.keys() - {question.id for question in plan.questions}):
        print_message(localize(t('"{answer}" answers no question of this import.', answer=name)))


def conclude(outcome: Outcome) -> None:
    """Say on stderr how it ended; exit with 2 when it was refused."""
    for error in outcome.errors:
        print_message(error.message(language()), style="red")
    if outcome.errors:
        raise typer.Exit(REFUSED)
    if outcome.dry_run:
        print_message(localize(t("Nothing was published: this was a dry run.")))
    elif outcome.published and outcome.release:
        print_message(localize(t("Published as release {number}.", number=outcome.release.number)))
    elif outcome.release:
        number = outcome.release.number
        print_message(
            localize(t("Nothing new: release {number} already holds all of this.", number=number))
        )


def as_row(report: Mapping[str, Any]) -> list[str]:
    skipped = (
        f"{SKIPPED[kind].to(language()) if kind in SKIPPED else kind} {written(count)}"
        for kind, count in report["skipped"].items()
        if count
    )
    tables = (f"{table} {written(count)}" for table, count in report["tables"].items())
    return [
        report["file"],
        *(written(report[part]) for part in ("read", "accepted", "set_aside")),
        ", ".join(skipped),
        ", ".join(tables),
    ]


def _difference(table: str, counts: Mapping[str, int]) -> Text:
    from ordertrack.model import TABLES

    return t(
        "{table}: {new} new, {changed} changed, {unchanged} unchanged, {vanished} no longer there",
        table=TABLES[table].label,
        **{name: counts[name] for name in ("new", "changed", "unchanged", "vanished")},
    )


def how_to_answer(name: str, text: str, answers: list[str]) -> Text:
    return t(
        "{text} Answer with --answer {name}=…: {answers}",
        text=text,
        name=repr(name),
        answers=", ".join(answers),
    )
