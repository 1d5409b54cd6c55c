"""`backup` and `restore`: record store, tables, raw rows and reports as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ordertrack.cli.check import check
from ordertrack.cli.output import help_text, localize, print_message, progress
from ordertrack.words import t

MEGABYTE = 1_000_000
FILE = help_text(t("The backup, a zip file."))


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=FILE)]) -> None:
    """Write all that the home holds to one file, as it is at one moment."""
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse
    from ordertrack.warehouse.backup import back_up

    warehouse = Warehouse.open(settings())
    with progress() as bar:
        made = back_up(warehouse.storage, warehouse.records, file.absolute(), bar)
    for problem in made.missing:
        print_message(localize(problem), style="red")
    print_message(
        localize(
            t(
                "Written: {path}, release {release}, journal {position}, {size} MB.",
                path=file,
                release=made.manifest.release,
                position=made.manifest.position,
                size=f"{made.size / MEGABYTE:.1f}",
            )
        )
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=FILE)],
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=help_text(t("Also where there are data: they are kept aside in the home.")),
        ),
    ] = False,
) -> None:
    """Put a backup into the home that the settings name, then check all of it."""
    from ordertrack.settings import settings
    from ordertrack.warehouse import backup as backups
    from ordertrack.warehouse.storage import Storage

    chosen = settings()
    storage = Storage(chosen.home)
    records = backups.open_records(storage, chosen, replace)
    with progress() as bar:
        before = backups.restore(storage, records, file.absolute(), replace, bar)
    records.close()
    print_message(localize(t("Restored into {home}.", home=storage.home)))
    if before:
        print_message(localize(t("What was there before is in {folder}.", folder=before)))
    check(None)
