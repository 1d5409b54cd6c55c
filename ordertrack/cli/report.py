"""`report`: makes a report as a file, for people and for schedulers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli import made_reports
from ordertrack.cli.output import (
    help_text,
    language,
    print_json,
    print_message,
    progress,
)
from ordertrack.cli.scope_options import AsOf, ReleaseNumber, Where, resolve_query
from ordertrack.cli.who import Who
from ordertrack.errors import BadScope
from ordertrack.words import t

MADE, AGAIN = "made", "again"  # among the names of reports

if TYPE_CHECKING:
    from ordertrack.reports.making import Made
    from ordertrack.reports.request import Request

REPORT = help_text(
    t("weekly, monthly, analysis or tables; made lists those that are kept, again makes one again.")
)
MADE_ID = help_text(t("After again: which of those that are kept, as made lists them."))
PERIOD = help_text(
    t("2024-06, 2024-Q2, 2024 or 2024-06-01..2024-06-08; else the last month or week that is over.")
)
OUT = help_text(t("The file, or a folder for it; one that is there is replaced."))
FORMAT = help_text(t("docx, pptx, xlsx, html or pdf; else what the file's name ends in."))
LANG = help_text(t("zh or en; else the language of the messages."))
POSITION = help_text(t("What people wrote as at this position of the journal; else as of now."))
JSON = help_text(t("Print as JSON what was made, and from what."))
NO_ARCHIVE = help_text(t("Do not keep it among the reports that were made."))


def report(
    kind: Annotated[str, typer.Argument(metavar="REPORT", help=REPORT)],
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help=MADE_ID)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE_OR_FOLDER", help=OUT)] = None,
    period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=PERIOD)] = None,
    as_of: AsOf = None,
    where: Where = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="LANG", help=LANG)] = None,
    format: Annotated[str | None, typer.Option("--format", metavar="FORMAT", help=FORMAT)] = None,
    release: ReleaseNumber = None,
    position: Annotated[int | None, typer.Option("--position", metavar="N", help=POSITION)] = None,
    by: Who = None,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
    no_archive: Annotated[bool, typer.Option("--no-archive", help=NO_ARCHIVE)] = False,
) -> None:
    """Make a report and write it to a file, whole or not at all."""
    if kind in (MADE, AGAIN):
        beside = (id, out) if kind == MADE else ()
        chosen = (period, as_of, where, lang, format, release, position, no_archive or None)
        _refuse_choices(kind, (*chosen, *beside))
        if kind == MADE:
            made_reports.print_made(as_json)
        else:
            made_reports.make_again(id, out, by, as_json)
        return
    from ordertrack.reports import archive
    from ordertrack.reports.making import make
    from ordertrack.reports.request import request_of

    if id is not None:
        raise BadScope(t("{id} stands behind {kind}.", id=repr(id), kind=kind), t("Leave it out."))
    if out is None:
        raise BadScope(
            t("Where the report is to be written is not said."), t("Add --out FILE_OR_FOLDER.")
        )
    ending = _format(kind, format, out)
    query = resolve_query(
        first=None, to=None, period=period, as_of=as_of, where=where, release=release
    )
    at = (query.release.number, position)
    request = request_of(query.warehouse, kind, query.scope, lang or language(), at)
    file = made_reports.target_file(out, f"{request.file_stem}.{ending}")
    with progress() as bar:
        made = make(query.warehouse, request, ending, bar)
    query.warehouse.storage.write(made.content, file)
    kept = ""
    if not no_archive:
        kept = made_reports.keep(lambda at, who: archive.keep(at, request, ending, made, who), by)
    _tell(request, made, {"file": str(file), "format": ending, "id": kept}, as_json)


def _refuse_choices(kind: str, chosen: Sequence[object]) -> None:
    """Raise BadScope where something was chosen that a report that is kept has already."""
    if any(one not in (None, [], ()) for one in chosen):
        raise BadScope(
            t("With `report {kind}` nothing is chosen: what is kept is as it was made.", kind=kind),
            t("Leave the other options out."),
        )


def _format(kind: str, named: str | None, out: Path) -> str:
    """Return the format: the one named, else that of the file's name, else the report's first."""
    from ordertrack.reports.request import format_named, formats_of, kind_named

    declared = kind_named(kind)
    ending = "" if out.is_dir() else out.suffix.removeprefix(".").lower()
    if named and ending and named != ending:
        raise BadScope(
            t("{file} does not end in .{format}.", file=out, format=named),
            t("Leave --format out, or give --out another ending."),
        )
    chosen = named or ending or next(iter(formats_of(declared)), "")
    format_named(chosen, declared)
    return chosen


def _tell(request: Request, made: Made, about: dict[str, Any], as_json: bool) -> None:
    document = made.edited.document
    notes = [*(note.to(language()) for note in made.edited.notes), *document.left_out]
    if as_json:
        basis = document.basis
        print_json(
            {
                **about,
                "report": request.kind,
                "title": document.title,
                "period": str(request.period),
                "lang": request.lang,
                "as_of": basis.as_of.isoformat(),
                "release": basis.release,
                "position": basis.position,
                "scope": request.scope.to_query(),
                "rules": dict(basis.rules),
                "size": len(made.content),
                "notes": notes,
            }
        )
        return
    for note in notes:
        print_message(note)
    typer.echo(about["file"])
