"""The command line: python -m ordertrack import | metrics | rows | releases | undo | demo | …

Commands import what they need when they run, so that `--help` answers at once. Exit codes: 0 done,
2 refused with nothing changed (the reason is on stderr, in the user's language), 130 interrupted.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence

import typer

from ordertrack.cli.alerts import alerts
from ordertrack.cli.answers import answers
from ordertrack.cli.backup import backup, restore
from ordertrack.cli.check import check
from ordertrack.cli.edits import edit, edits
from ordertrack.cli.evaluation import customers, explain, products_app
from ordertrack.cli.importing import import_files
from ordertrack.cli.journal import journal, target
from ordertrack.cli.ledger import ledger
from ordertrack.cli.maintenance import demo, releases_app, template, undo
from ordertrack.cli.metrics import metrics, rows
from ordertrack.cli.output import REFUSED, help_text, language, print_message
from ordertrack.cli.report import report
from ordertrack.errors import OrdertrackError
from ordertrack.words import t

INTERRUPTED = 130
# What DuckDB raises where Ctrl-C ends a query; it costs too much to be imported for its type.
QUERY_INTERRUPTED = ("Query interrupted", "INTERRUPT Error: Interrupted!")

app = typer.Typer(
    name="python -m ordertrack",
    help=help_text(t("Sales orders through their whole life, and how well selling works.")),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def read_settings() -> None:
    """Refuse to start on a bad setting, whatever the command."""
    from ordertrack.settings import settings

    settings()


app.command("import", help=help_text(t("Import exports (files, zips, folders) as one release.")))(
    import_files
)
app.command(help=help_text(t("Compute metrics, in all or by dimension.")))(metrics)
app.command(help=help_text(t("List the rows behind a metric; they add up to it.")))(rows)
app.command(help=help_text(t("Explain why the revenue differs from last year or a target.")))(
    explain
)
app.add_typer(products_app, name="products", help=help_text(t("Judge how products sell.")))
app.command(help=help_text(t("List customers with tier, purchases and silence.")))(customers)
app.command(help=help_text(t("List the orders of the ledger, or export them.")))(ledger)
app.command(help=help_text(t("List what is red or yellow, and who handles it.")))(alerts)
app.command(help=help_text(t("Make a report: weekly, monthly, analysis or tables.")))(report)
app.add_typer(
    releases_app, name="releases", help=help_text(t("List the releases, newest first; or prune."))
)
app.command(help=help_text(t("List the answers that are remembered, or forget one.")))(answers)
app.command(help=help_text(t("List what people wrote: targets, interviews, causes, …")))(journal)
app.command(help=help_text(t("Set a target, or remove one.")))(target)
app.command(help=help_text(t("Write over values of an order; imports keep it.")))(edit)
app.command(help=help_text(t("List what people wrote over orders, and whether it holds.")))(edits)
app.command(help=help_text(t("Take the last release back, as a new release.")))(undo)
app.command(help=help_text(t("Write all there is to one file, while others work.")))(backup)
app.command(help=help_text(t("Put a backup into this home, and check it.")))(restore)
app.command(help=help_text(t("Load the demo company.")))(demo)
app.command(help=help_text(t("Write the import template, one sheet per table.")))(template)
app.command(help=help_text(t("Verify that every release adds up, and every report is as made.")))(
    check
)


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; mistakes that a person can mend are said plainly."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        app(args=list(args) if args is not None else None, standalone_mode=True)
    except KeyboardInterrupt:
        return interrupted()
    except OrdertrackError as error:
        print_message(error.message(language()), style="red")
        return REFUSED
    except Exception as error:
        return interrupted() if str(error) in QUERY_INTERRUPTED else refused_by_system(error)
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 0
        return interrupted() if code == INTERRUPTED else code
    return 0


def interrupted() -> int:
    """Say so: whatever was begun has been taken back."""
    print_message(t("Interrupted. Nothing is left half-done.").to(language()))
    return INTERRUPTED


def refused_by_system(error: Exception) -> int:
    """Say what a disk, a limit or a file that refuses means; a mistake of ours is raised."""
    from ordertrack.settings import settings
    from ordertrack.warehouse.storage_errors import explain

    explained = explain(error, settings().home)
    if explained is not None:
        print_message(explained.message(language()), style="red")
    elif isinstance(error, OSError):
        told = t("A file cannot be read or written: {reason}", reason=error)
        print_message(told.to(language()), style="red")
    else:
        raise error
    return REFUSED
