"""`answers`: what people said about their files, remembered for the same headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.maintenance import Output
from ordertrack.cli.output import (
    REFUSED,
    ReportFormat,
    help_text,
    language,
    localize,
    print_json,
    print_message,
    print_table,
)
from ordertrack.words import Label, t

if TYPE_CHECKING:
    from ordertrack.records import Records

COLUMNS = (
    Label("Id", "编号"),
    Label("Question", "问题"),
    Label("Answer", "回答"),
    Label("Who", "操作人"),
    Label("When", "时间"),
)


def answers(
    forget: Annotated[
        str | None,
        typer.Option(
            "--forget", metavar="ID", help=help_text(t("Forget this one: it is asked again."))
        ),
    ] = None,
    output: Output = ReportFormat.table,
) -> None:
    """List the answers and column mappings that are remembered, or forget one of them."""
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    if forget is not None:
        forget_one(Warehouse.open(settings()).records, forget)
        return
    found = remembered(Warehouse.open_for_reading(settings()).records)
    if output is ReportFormat.json:
        print_json({"answers": found})
        return
    columns = [(localize(title), False) for title in COLUMNS]
    print_table(columns, [[str(value) for value in entry.values()] for entry in found])


def forget_one(records: Records, name: str) -> None:
    """Forget an answer or a mapping by its id."""
    if not (records.answers.forget(name) or records.mappings.forget(name)):
        message = t("No answer has the id {id}; `answers` lists them.", id=name)
        print_message(localize(message), style="red")
        raise typer.Exit(REFUSED)
    print_message(localize(t("{id} is forgotten: the next import asks again.", id=name)))


def remembered(records: Records) -> list[dict[str, Any]]:
    """Return all answers, then all mappings: id, question, answer, who and when."""
    lang = language()
    found = [
        (kept.id, kept.question[lang], kept.meaning[lang], kept.who, kept.saved_at)
        for kept in records.answers.all()
    ]
    found += [
        (
            kept.id,
            localize(t("How are these headers read? {headers}", headers=", ".join(kept.said))),
            ", ".join(word or "—" for word in kept.said.values()),
            kept.who,
            kept.saved_at,
        )
        for kept in records.mappings.all()
    ]
    titles = ("id", "question", "answer", "who", "when")
    return [
        dict(zip(titles, (*rest, f"{when:%Y-%m-%d %H:%M}"), strict=True)) for *rest, when in found
    ]
