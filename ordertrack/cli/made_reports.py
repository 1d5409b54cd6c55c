"""`report made` and `report again`: the reports that are kept, and one of them made once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ordertrack.cli.output import (
    language,
    localize,
    print_json,
    print_message,
    print_table,
    progress,
)
from ordertrack.cli.scope_options import access
from ordertrack.errors import BadScope, OrdertrackError
from ordertrack.words import Label, t

if TYPE_CHECKING:
    from ordertrack.records.made_reports import MadeReport
    from ordertrack.reports.again import Again
    from ordertrack.warehouse import Warehouse

DIFFERS = 1  # exit code: done, but not the same file
ID = Label("Id", "编号")


def print_made(as_json: bool) -> None:
    """Print the reports that are kept, the newest first."""
    from ordertrack.reports.listing import MADE, made_texts
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    made = Warehouse.open_for_reading(settings()).records.reports.all()
    if as_json:
        print_json({"reports": [asdict(one) for one in made]})
        return
    columns = [(localize(title), name == "size") for name, title in {"id": ID, **MADE}.items()]
    print_table(columns, [[one.id, *made_texts(one, language()).values()] for one in made])


def target_file(out: Path, name: str) -> Path:
    """Return the file to write: in a folder by its own name. Raises BadScope without a folder."""
    target = out / name if out.is_dir() or not out.suffix else out
    folder = target.absolute().parent
    if not folder.is_dir():
        raise BadScope(
            t("There is no folder {folder}.", folder=folder), t("Make it first, or choose another.")
        )
    return target


def make_again(id: str | None, out: Path | None, by: str | None, as_json: bool) -> None:
    """Make a report that is kept again, from the same five things, and tell whether it is the same.

    The same file takes the place of one that is damaged; another one is kept beside it.
    """
    from ordertrack.reports import again, archive
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    if id is None:
        raise BadScope(
            t("Which report is to be made again?"), t("`report made` lists those that are kept.")
        )
    warehouse = Warehouse.open_for_reading(settings())
    was = archive.find(warehouse, id)
    file = target_file(out, was.file) if out else None
    with progress() as bar:
        made = again.make_again(warehouse, was, access(), bar)
    if file:
        warehouse.storage.write(made.made.content, file)
    kept = keep(lambda warehouse, who: again.keep_again(warehouse, made, who), by)
    _tell(made, {"file": str(file) if file else None, "id": kept or None}, as_json)
    if not made.is_same:
        raise typer.Exit(DIFFERS)


def keep(kept: Callable[[Warehouse, str], MadeReport], by: str | None) -> str:
    """Keep a report in the archive; return its id, "" where the archive cannot be written.

    Args:
        kept: keeps it in a warehouse, under the name of who made it.
    """
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    try:
        return kept(Warehouse.open(settings()), (by or settings().who).strip()).id
    except OrdertrackError as error:
        reason = error.message(language())
        print_message(localize(t("It is not kept in the archive: {reason}", reason=reason)))
        return ""


def _tell(made: Again, about: dict[str, Any], as_json: bool) -> None:
    told = [made.verdict, *made.differences]
    if as_json:
        print_json(
            {
                **about,
                "again": made.was.id,
                "same": made.is_same,
                "checksum": made.checksum,
                "differences": [localize(one) for one in made.differences],
            }
        )
        return
    for one in told:
        print_message(localize(one))
    typer.echo(about["file"] or about["id"] or "")
