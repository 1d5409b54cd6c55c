"""`journal` and `target`: what people wrote, and a target typed at the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.maintenance import Output
from ordertrack.cli.output import (
    NOTHING,
    ReportFormat,
    help_text,
    language,
    localize,
    plain,
    print_json,
    print_message,
    print_table,
    written,
)
from ordertrack.cli.who import Who, who_asks
from ordertrack.words import Label, Text, t

if TYPE_CHECKING:
    from ordertrack.records.journal import Entry, Seen
    from ordertrack.warehouse import Warehouse

COLUMNS = (  # and whether they hold figures
    (Label("Position", "位置"), True),
    (Label("When", "时间"), False),
    (Label("Who", "操作人"), False),
    (Label("What", "类型"), False),
    (Label("Subject", "对象"), False),
    (Label("Field", "字段"), False),
    (Label("Before", "之前"), False),
    (Label("After", "之后"), False),
    (Label("Why", "原因"), False),
)
Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help=help_text(t("Why, for the history.")))
]


def journal(
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=help_text(t("Only this kind, such as target, interview or order_edit.")),
        ),
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option("--subject", metavar="SUBJECT", help=help_text(t("Only about this subject."))),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", metavar="N", min=1, help=help_text(t("How many of the newest entries."))
        ),
    ] = 50,
    undo: Annotated[
        bool,
        typer.Option("--undo", help=help_text(t("Take back one's own last change instead."))),
    ] = False,
    who: Who = None,
    output: Output = ReportFormat.table,
) -> None:
    """List what people wrote, the newest first, or take one's own last change back."""
    from ordertrack.records.journal import kind_of
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    if kind is not None:
        kind_of(kind)  # refused where there is none
    warehouse = (Warehouse.open if undo else Warehouse.open_for_reading)(settings())
    kept = warehouse.records.journal
    if undo:
        found = list(kept.undo(who_asks(who), seen_now(warehouse), kind).entries)
        print_message(localize(t("Taken back:")))
    else:
        found = kept.entries(kind, subject, limit=limit)
    if output is ReportFormat.json:
        print_json({"position": kept.position(), "entries": [as_object(one) for one in found]})
        return
    columns = [(localize(title), figures) for title, figures in COLUMNS]
    print_table(columns, [as_row(entry) for entry in found])


def target(
    period: Annotated[
        str, typer.Argument(metavar="PERIOD", help=help_text(t("2024-06, 2024-Q2 or 2024.")))
    ],
    measure: Annotated[
        str,
        typer.Argument(
            metavar="MEASURE",
            help=help_text(t("revenue, new_customers, units, or the name of a metric.")),
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help=help_text(t("A number, such as 1200000 or 90%; '' removes it."))
        ),
    ],
    level: Annotated[
        str,
        typer.Option(
            "--level",
            metavar="LEVEL",
            help=help_text(t("Whose target it is: company, team, person or product.")),
        ),
    ] = "company",
    name: Annotated[
        str,
        typer.Option(
            "--name", metavar="NAME", help=help_text(t("Of which team, person or product."))
        ),
    ] = "",
    who: Who = None,
    why: Why = "",
) -> None:
    """Type a target; it counts in the place of an imported one."""
    from ordertrack.records.journal import KINDS
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    given = {"period": period, "level": level, "name": name, "measure": known_measure(measure)}
    changes = KINDS["target"].changes({**given, "value": value})
    warehouse = Warehouse.open(settings())
    saved = warehouse.records.journal.save(changes, who_asks(who), why, seen_now(warehouse))
    for entry in saved.entries:
        print_message(localize(what_changed(entry)))
    if not saved.entries:
        print_message(localize(t("That is the target already; nothing was changed.")))


def known_measure(given: str) -> str:
    """Return the measure of a target: one of those that are imported, or a metric."""
    from ordertrack.metrics.catalog import metric
    from ordertrack.model.measure_words import MEASURE_WORDS

    for name, words in MEASURE_WORDS.items():
        if given.strip().lower() in (name, *words):
            return name
    return metric(given.strip()).name


def seen_now(warehouse: Warehouse) -> Seen:
    """Return what somebody looks at who types at the command line: what is there now."""
    from ordertrack.records.journal import Seen

    position = warehouse.records.journal.position()
    latest = warehouse.latest()
    return Seen(latest.number if latest else 0, position)


def what_changed(entry: Entry) -> Text:
    """Say what an entry changed."""
    from ordertrack.records.journal import shown

    return t(
        "{subject}: {new} (before: {old}).",
        subject=entry.subject,
        new=shown(entry.kind, entry.field, entry.after),
        old=shown(entry.kind, entry.field, entry.before),
    )


def as_object(entry: Entry) -> dict[str, Any]:
    """Return what `journal --format json` prints of an entry."""
    return {
        "position": entry.position,
        "kind": entry.kind,
        "subject": entry.subject,
        "field": entry.field,
        "before": plain(entry.before),
        "after": plain(entry.after),
        "who": entry.who,
        "when": entry.written_at,
        "why": entry.why,
        "seen": {"release": entry.seen.release, "position": entry.seen.position},
        "batch": entry.batch,
        "undoes": entry.undoes,
    }


def as_row(entry: Entry) -> list[str]:
    """Return what `journal` prints of an entry, in the order of COLUMNS."""
    from ordertrack.records.journal import KINDS, field_label

    known = KINDS.get(entry.kind)
    undone = localize(t("takes back {number}", number=entry.undoes)) if entry.undoes else NOTHING
    return [
        str(entry.position),
        f"{entry.written_at.astimezone():%Y-%m-%d %H:%M}",
        entry.who,
        known.label.to(language()) if known else entry.kind,
        entry.subject,
        field_label(entry.kind, entry.field).to(language()),
        value_as_text(entry, entry.before),
        value_as_text(entry, entry.after),
        entry.why or undone,
    ]


def value_as_text(entry: Entry, value: Any) -> str:
    """Return a value as people read it."""
    from ordertrack.records.journal import shown

    found = NOTHING if value is None else shown(entry.kind, entry.field, value)
    return localize(found) if isinstance(found, Label) else written(found)
