"""Who publishes, undoes, prunes or writes on the command line. Imports output, settings, words."""

from __future__ import annotations

from typing import Annotated

import typer

from ordertrack.cli.output import help_text, localize, print_message
from ordertrack.words import t

Who = Annotated[
    str | None,
    typer.Option(
        "--by",
        "--who",
        metavar="NAME",
        help=help_text(t("Who does it; else the setting ORDERTRACK_WHO.")),
    ),
]


def who_asks(named: str | None) -> str:
    """Return the person who was named, else the one of the settings; say so where there is none."""
    from ordertrack.settings import settings

    who = (named or settings().who).strip()
    if not who:
        print_message(
            localize(
                t("Nobody is named for this in the history: add --by NAME or set ORDERTRACK_WHO.")
            )
        )
    return who
