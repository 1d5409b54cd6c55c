"""How the command line talks: language, messages and progress on stderr, results on stdout.

Imports words, errors, settings; rich, polars and orjson only when something is printed with them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ordertrack.errors import BadSetting
from ordertrack.progress import Progress, quiet
from ordertrack.words import LANGUAGES, Label, Text, system_language

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console
    from rich.table import Table

REFUSED = 2
NOTHING = "—"
_ORDERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Format(StrEnum):
    """How a result is printed."""

    json = "json"
    csv = "csv"
    table = "table"


class ReportFormat(StrEnum):
    """How a report that is no table of figures is printed."""

    json = "json"
    table = "table"


def help_text(text: Text) -> str:
    """A help sentence in this machine's language: the settings are not read for `--help`."""
    return text.to(system_language())


def language() -> str:
    """`zh` or `en`: the setting, else what this machine speaks."""
    from ordertrack.settings import settings

    try:
        chosen = settings().language
    except BadSetting:
        chosen = "auto"
    return chosen if chosen in LANGUAGES else system_language()


def localize(text: Text | Label) -> str:
    """A sentence or label in the language of the command line, without orders to the terminal."""
    return text.to(language(), letters) if isinstance(text, Text) else text.to(language())


def letters(text: Any) -> str:
    """Return text from data as a terminal shows it letter by letter, on one line.

    A sequence behind an escape character would colour, move or erase what stands there, and
    a mark of direction would turn letters round: they are written as `\\x1b`.
    """
    return _ORDERS.sub(_written_out, str(text))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def print_message(message: str, style: str | None = None) -> None:
    """Print a message on stderr, so that stdout holds the result and nothing else."""
    lines = "\n".join(letters(line) for line in message.split("\n"))
    console(stderr=True, soft_wrap=True).print(lines, style=style)


def console(**options: Any) -> Console:
    """Return a console that writes texts as they are: what stands in data is never markup."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False, **options)


@contextmanager
def progress() -> Generator[Progress]:
    """A bar on stderr while something long runs; nothing where nobody watches a terminal."""
    if not sys.stderr.isatty():
        yield quiet
        return
    import rich.progress
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with rich.progress.Progress(*columns, console=console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1.0)
        yield lambda stage, done: bars.update(task, description=localize(stage), completed=done)


def print_json(thing: Any) -> None:
    """JSON on stdout: decimals as plain strings, days and moments in ISO form."""
    import orjson

    written = orjson.dumps(thing, default=_plain, option=orjson.OPT_INDENT_2)
    sys.stdout.write(written.decode() + "\n")


def print_csv(frame: pl.DataFrame) -> None:
    """CSV on stdout, in which no cell is a formula to a spreadsheet, and a day has no clock."""
    from ordertrack.model.protection import protected
    from ordertrack.views.moments import whole_days

    sys.stdout.write(protected(whole_days(frame)).write_csv())


def print_table(columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on stdout; each column is its title and whether it holds figures."""
    table = _ruled(columns)
    for row in rows:
        table.add_row(*map(letters, row))
    # Piped output has no width of its own and must not be cut.
    width = None if sys.stdout.isatty() else 10_000
    console(width=width, soft_wrap=width is not None).print(table)


def written(value: Any, unit: str = "") -> str:
    """A figure as people read it: 70,299,898.66, 67.5%, 12.0, a day without a clock; — if none."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "✓" if value else ""
    match unit:
        case "ratio":
            return f"{float(value) * 100:.1f}%"
        case "money":
            return f"{value:,.2f}"
        case "days" | "score":
            return f"{float(value):,.1f}"
        case _:
            return _bare(value)


def plain(value: Any) -> Any:
    """A value as JSON has it: money as a plain decimal string, days in ISO form."""
    return _plain(value) if isinstance(value, Decimal | date) else value


def _bare(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()  # what came without a clock
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        return f"{value:,.{max(2, -exponent) if exponent < 0 else 0}f}"  # 14,308.80 but 14,308
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _ruled(columns: Sequence[tuple[str, bool]]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, figures in columns:
        table.add_column(letters(title), justify="right" if figures else "left", overflow="fold")
    return table
