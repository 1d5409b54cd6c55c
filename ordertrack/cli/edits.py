"""Edits of orders at the command line, and the list of all edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.journal import Why, seen_now
from ordertrack.cli.maintenance import Output
from ordertrack.cli.output import (
    ReportFormat,
    help_text,
    language,
    localize,
    print_json,
    print_message,
    print_table,
)
from ordertrack.cli.who import Who, who_asks
from ordertrack.errors import BadEntry
from ordertrack.words import t

if TYPE_CHECKING:
    from ordertrack.records.journal import Entry
    from ordertrack.views.orders.edits import EditLine
    from ordertrack.warehouse import Release, Warehouse


def edit(
    order_no: Annotated[
        str, typer.Argument(metavar="ORDER_NO", help=help_text(t("Which order is edited.")))
    ],
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="COLUMN=VALUE…",
            help=help_text(
                t("Such as status=已发货 or shipped_at=2024-06-18; 'COLUMN=' empties it.")
            ),
        ),
    ],
    who: Who = None,
    why: Why = "",
) -> None:
    """Write over values of an order; all numbers see it at once, and imports keep it."""
    from ordertrack.intake.typed import order_changes
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    warehouse = Warehouse.open(settings())
    release = newest(warehouse)
    typed = {order_no.strip(): dict(map(column_and_value, values))}
    changes = order_changes(typed, warehouse.exported(release), settings().time_zone)
    saved = warehouse.records.journal.save(changes, who_asks(who), why, seen_now(warehouse))
    for entry in saved.entries:
        print_message(localize(what_changed(entry)))
    if not saved.entries:
        print_message(localize(t("That is what the order says already; nothing was changed.")))


def edits(
    order_no: Annotated[
        str | None,
        typer.Argument(metavar="[ORDER_NO]", help=help_text(t("Only of this order."))),
    ] = None,
    output: Output = ReportFormat.table,
) -> None:
    """List the edits that are laid over the newest release, the newest first."""
    from ordertrack.settings import settings
    from ordertrack.views.orders.edits import HEADINGS, cells, edit_lines
    from ordertrack.warehouse import Warehouse

    warehouse = Warehouse.open_for_reading(settings())
    release = newest(warehouse)
    journal = warehouse.records.journal
    entries = [*journal.entries("order_edit"), *journal.entries("complaint_edit")]
    found = [
        line
        for line in edit_lines(warehouse.reader(release).edits, entries)
        if order_no is None or line.key == order_no
    ]
    if output is ReportFormat.json:
        listed = [as_object(line) for line in found]
        print_json({"release": release.number, "position": journal.position(), "edits": listed})
        return
    columns = [(label.to(language()), False) for label in HEADINGS.values()]
    print_table(columns, [list(cells(line, language()).values()) for line in found])


def newest(warehouse: Warehouse) -> Release:
    """Return the newest release. Raises NoData where there is none."""
    from ordertrack.errors import NoData

    found = warehouse.latest()
    if found is None:
        raise NoData(t("There is no data yet."), t("Import an export first."))
    return found


def column_and_value(given: str) -> tuple[str, str]:
    """Return what COLUMN=VALUE names. Raises BadEntry where there is no such column."""
    from ordertrack.intake.typed import column_called
    from ordertrack.model.laid import ORDER_COLUMNS, ORDER_EDITS

    called, sign, value = given.partition("=")
    if not sign:
        raise BadEntry(
            t("{text} names no column and value.", text=repr(given)),
            t("Write it like status=已发货."),
        )
    columns = {name: ORDER_COLUMNS[name] for name in ORDER_EDITS}
    return column_called(columns, called.strip()), value


def what_changed(entry: Entry) -> Any:
    """Say what an entry changed."""
    from ordertrack.records.journal import field_label, shown

    return t(
        "{subject} · {column}: {new} (before: {old}).",
        subject=entry.subject,
        column=field_label(entry.kind, entry.field),
        new=shown(entry.kind, entry.field, entry.after),
        old=shown(entry.kind, entry.field, entry.before),
    )


def as_object(line: EditLine) -> dict[str, Any]:
    """Return what `edits --format json` prints of an edit."""
    return {
        "table": line.table,
        "key": line.key,
        "column": line.column,
        "value": line.value,
        "replaced": line.replaced,
        "exported": line.exported,
        "state": line.state,
        "who": line.who,
        "when": line.when,
        "why": line.why,
    }
