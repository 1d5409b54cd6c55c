"""`releases`, `undo`, `demo` and `template`: looking after the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.output import (
    NOTHING,
    ReportFormat,
    help_text,
    language,
    localize,
    print_json,
    print_message,
    print_table,
    progress,
    written,
)
from ordertrack.cli.who import Who, who_asks
from ordertrack.words import Label, Text, t

if TYPE_CHECKING:
    from ordertrack.warehouse import Release

FILES_NAMED = 3  # in a line of `releases`
KINDS = {
    "import": Label("Import", "导入"),
    "undo": Label("Restored", "恢复"),
    "demo": Label("Demo company", "演示公司"),
}
COLUMNS = (  # and whether they hold figures
    (Label("Release", "数据版本"), True),
    (Label("Published", "发布时间"), False),
    (Label("Kind", "类型"), False),
    (Label("Who", "操作人"), False),
    (Label("Orders", "订单"), True),
    (Label("Changes", "变化"), False),
    (Label("Data through", "数据截至"), False),
    (Label("Files", "文件"), False),
)
Output = Annotated[ReportFormat, typer.Option("--format", help=help_text(t("How to print it.")))]


releases_app = typer.Typer(invoke_without_command=True, add_completion=False)


@releases_app.callback()
def releases(context: typer.Context, output: Output = ReportFormat.table) -> None:
    """Print the releases, newest first."""
    if context.invoked_subcommand:
        return
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    known = Warehouse.open_for_reading(settings()).releases()
    if output is ReportFormat.json:
        print_json({"releases": [release_as_object(release) for release in known]})
        return
    columns = [(localize(title), figures) for title, figures in COLUMNS]
    print_table(columns, [release_as_row(release) for release in known])


@releases_app.command(help=help_text(t("Drop the data of old releases, and files of none.")))
def prune(
    keep: Annotated[
        int,
        typer.Option(
            "--keep", metavar="N", min=1, help=help_text(t("How many of the newest releases stay."))
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=help_text(t("Only show what would happen.")))
    ] = False,
    who: Who = None,
) -> None:
    """Drop the data files of all but the newest releases; the list of releases stays."""
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    warehouse = (Warehouse.open_for_reading if dry_run else Warehouse.open)(settings())
    planned = warehouse.plan_pruning(keep)
    size = planned.size / 1_000_000
    numbers = ", ".join(f"#{release.number}" for release in planned.releases) or NOTHING
    if not dry_run:
        warehouse.prune(keep, who_asks(who))
    print_message(
        localize(
            t(
                "Releases {numbers}: {files} files and {orphans} of no release, {size} MB.",
                numbers=numbers,
                files=len(planned.files),
                orphans=len(planned.orphans),
                size=f"{size:.1f}",
            )
        )
    )
    print_message(localize(t("Nothing was dropped.") if dry_run else t("They are dropped.")))


def undo(
    release: Annotated[
        int | None,
        typer.Option(
            "--release",
            metavar="N",
            help=help_text(t("The release to take back; refused when it is not the newest.")),
        ),
    ] = None,
    to: Annotated[
        int | None,
        typer.Option(
            "--to",
            metavar="N",
            help=help_text(t("Make this earlier release the current one again.")),
        ),
    ] = None,
    who: Who = None,
) -> None:
    """Publish what was there before the last import, or in any earlier release, as a new one."""
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    chosen = settings()
    warehouse = Warehouse.open(chosen)
    newest = warehouse.latest()
    seen = release if release is not None else newest.number if newest else 0
    restored = warehouse.expecting(seen).undo(who_asks(who), to)
    print_message(localize(what_is_back(restored)))


def what_is_back(restored: Release) -> Text:
    """Say what a release brought back."""
    if not restored.restores:
        return t("Release {number} is empty, as before the first import.", number=restored.number)
    return t(
        "Release {number} holds what release {restored} held.",
        number=restored.number,
        restored=restored.restores,
    )


def demo(
    if_empty: Annotated[
        bool,
        typer.Option("--if-empty", help=help_text(t("Only when the warehouse is empty."))),
    ] = False,
    who: Who = None,
) -> None:
    """Make the demo company's exports and import them like any other."""
    from ordertrack.demo import load
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    chosen = settings()
    warehouse = Warehouse.open(chosen)
    if if_empty and warehouse.latest():
        return
    warehouse.base_release("demo")  # refused before anything is made
    print_message(localize(t("Loading the demo company")))
    with progress() as bar:
        release = load(warehouse, who=(who or chosen.who).strip(), progress=bar)
    number = release.number if release else None
    print_message(localize(t("The demo company is release {number}.", number=number)))


def template(
    path: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help=help_text(t("Where to write it.")))
    ] = Path("ordertrack-template.xlsx"),
    ledger: Annotated[
        bool,
        typer.Option("--ledger", help=help_text(t("Only the order ledger, 销售订单跟踪表."))),
    ] = False,
) -> None:
    """Write the import template, or the order ledger with its twelve columns."""
    from ordertrack.intake.template import ledger_sheet, workbook

    path.write_bytes(ledger_sheet() if ledger else workbook(language()))
    print_message(localize(t("Written: {path}", path=path)))


def release_as_object(release: Release) -> dict[str, Any]:
    """Return what `releases --format json` prints of a release."""
    return {
        "release": release.number,
        "created_at": release.created_at,
        "who": release.who,
        "kind": release.kind,
        "note": release.note,
        "parent": release.parent,
        "restores": release.restores,
        "data_from": release.data_from,
        "data_through": release.data_through,
        "counts": release.counts,
        "files": release.files,
    }


def release_as_row(release: Release) -> list[str]:
    """Return what `releases` prints of a release, in the order of COLUMNS."""
    counts = release.counts.values()
    new, changed = (sum(count.get(kind, 0) for count in counts) for kind in ("new", "changed"))
    return [
        str(release.number),
        f"{release.created_at.astimezone():%Y-%m-%d %H:%M}",
        KINDS[release.kind].to(language()),
        release.who,
        written(release.counts.get("orders", {}).get("rows", 0)),
        localize(t("{new} new, {changed} changed", new=new, changed=changed)),
        written(release.data_through),
        file_names(release),
    ]


def file_names(release: Release) -> str:
    """Return the files of a release in one line, the first few by name."""
    names = [str(file.get("file", "")) for file in release.files]
    more = f" … ({len(names)})" if len(names) > FILES_NAMED else ""
    return ", ".join(names[:FILES_NAMED]) + more
