"""What came of an import, as a person or a script reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from ordertrack.cli.output import (
    NOTHING,
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
    from ordertrack.intake.layouts import Layout
    from ordertrack.intake.question import Question
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
LAYOUT_COLUMNS = (
    Label("File", "文件"),
    Label("Header", "表头"),
    Label("Read as", "读作"),
    Label("How", "依据"),
    Label("For example", "例如"),
)
HOW = {
    "exact": Label("recognised", "识别"),
    "remembered": Label("as confirmed before", "此前已确认"),
    "asked": Label("as you say", "按你的指定"),
    "suggested": Label("likely, not confirmed: not used", "可能，未确认：未使用"),
    "none": Label("not used", "未使用"),
}
FLAGS = {  # the option that answers all questions of a kind
    "conflict": "--on-conflict …",
    "day-order": "--day-first, --month-first",
    "set-aside": "--accept-set-aside",
}
SKIPPED = {
    "blank": Label("blank", "空行"),
    "payment": Label("payments", "收款"),
    "other": Label("something else", "非本表内容"),
    "total": Label("totals", "合计行"),
    "footer": Label("notes below", "表尾说明"),
    "exact duplicate": Label("exact duplicates", "完全重复"),
    "not recognised": Label("not recognised", "未识别"),
}


@dataclass(slots=True)
class Outcome:
    """What came of an import; filled as far as it got."""

    dry_run: bool
    who: str | None = None
    plan: Plan | None = None
    release: Release | None = None
    published: bool = False
    differences: Mapping[str, Mapping[str, int]] | None = None
    layouts: list[Layout] = field(default_factory=list)
    reasons: list[tuple[int, str]] = field(default_factory=list)
    errors: list[OrdertrackError] = field(default_factory=list)

    def keep(self, plan: Plan) -> None:
        """Keep a plan, with what must be read while its files are there.

        That is the first row of every reason, and the values under every header.
        """
        from ordertrack.intake.layouts import layouts

        self.plan, self.layouts = plan, layouts(plan.sources)
        self.reasons = plan.rejected.summary(language()).select("rows", "reason").rows()


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
    if outcome.plan:
        result |= as_object(outcome, outcome.plan)
    if outcome.errors:
        result["errors"] = [error.message(language()) for error in outcome.errors]
    print_json(result)


def as_object(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """Return how an import was understood, what is asked and what is worth knowing, for JSON."""
    waiting = [question for question in plan.questions if question.open or question.offered]
    return {
        "layouts": [layout.as_object(language()) for layout in outcome.layouts],
        "questions": [question_as_object(question) for question in waiting],
        "findings": [
            {
                "kind": finding.kind,
                "severity": finding.severity,
                "text": localize(finding.text),
                "count": finding.count,
            }
            for finding in plan.findings
        ],
        "set_aside": [{"rows": rows, "reason": reason} for rows, reason in outcome.reasons],
    }


def question_as_object(question: Question) -> dict[str, Any]:
    """Return a question for JSON; one that is not open is a suggestion that may be confirmed."""
    return {
        "id": question.id,
        "text": localize(question.text),
        "answers": [choice.value for choice in question.choices],
        "open": question.open,
        **({"suggested": question.suggested} if question.suggested is not None else {}),
        **({"rows": question.rows} if question.rows is not None else {}),
        **({"samples": list(question.samples)} if question.samples else {}),
        **({"also": list(question.alike)} if question.alike else {}),
    }


def show_table(outcome: Outcome) -> None:
    """Print the result as a table; reasons, findings and differences on stderr."""
    if outcome.plan is None:
        return
    columns = [(localize(title), figures) for title, figures in COLUMNS]
    print_table(columns, [as_row(report) for report in outcome.plan.reports()])
    show_layouts(outcome.layouts, outcome.dry_run)
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
        if question.offered and not question.open:
            print_message(
                localize(t("{question} --accept-suggestions says yes.", question=question.text))
            )
    for question in outcome.plan.open_questions:
        for line in how_to_answer(question):
            print_message(localize(line))


def show_layouts(found: Sequence[Layout], every_header: bool) -> None:
    """Print what each header feeds, on stdout; without `every_header` only name the unused."""
    if every_header:
        columns = [(localize(title), False) for title in LAYOUT_COLUMNS]
        rows = [row for layout in found if layout.tables for row in layout_rows(layout)]
        if rows:
            print_table(columns, rows)
        return
    for layout in found:
        if layout.tables and layout.unused:
            headers = ", ".join(f'"{column.header}"' for column in layout.unused)
            print_message(
                localize(t("{file}: not used: {headers}.", file=named(layout), headers=headers))
            )


def named(layout: Layout) -> str:
    """Return the first file of a layout, and how many more there are."""
    more = len(layout.sources) - 1
    if not more:
        return layout.sources[0]
    return localize(t("{file} and {count} more", file=layout.sources[0], count=more))


def layout_rows(layout: Layout) -> list[list[str]]:
    """Return a row for each header: file, header, what it feeds, how, some values."""
    rows = [
        [
            named(layout),
            column.header,
            ", ".join(column.feeds) or NOTHING,
            localize(HOW[column.how]) + (f" ({localize(column.note)})" if column.note else ""),
            " | ".join(column.samples),
        ]
        for column in layout.columns
    ]
    rows += [
        [named(layout), NOTHING, name, localize(formula), ""] for name, formula in layout.derived
    ]
    return rows


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
        "{table}: {new} new, {changed} changed, {unchanged} unchanged, {vanished} not in the files",
        table=TABLES[table].label,
        **{name: counts[name] for name in ("new", "changed", "unchanged", "vanished")},
    )


def how_to_answer(question: Question) -> Iterator[Text]:
    """Yield what is asked, what hangs on it, and how to answer it here."""
    answers = ", ".join(choice.value for choice in question.choices)
    yield t(
        "{text} Answer with --answer {name}=…: {answers}",
        text=question.text,
        name=repr(question.id),
        answers=answers,
    )
    if question.kind in FLAGS:
        yield t("  or with {option}", option=FLAGS[question.kind])
    if question.alike:
        yield t("  the same is asked about {count} more files", count=len(question.alike))
    if question.samples:
        yield t("  for example: {values}", values=" | ".join(question.samples))
    if question.rows:
        yield t("  rows affected: {count}", count=question.rows)
