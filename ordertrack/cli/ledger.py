"""`ledger`: the orders themselves, as the ledger lists them; also as the template's sheet."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.metrics import MOST, ON_SCREEN, Limit, Output, Part, WhichPart, print_rows
from ordertrack.cli.output import Format, help_text, localize, print_csv, print_json, print_message
from ordertrack.cli.scope_options import (
    AsOf,
    FromDay,
    PeriodName,
    Query,
    ReleaseNumber,
    StocksNow,
    ToDay,
    Where,
    resolve_query,
)
from ordertrack.errors import BadScope, NoData
from ordertrack.words import t

if TYPE_CHECKING:
    import polars as pl

    from ordertrack.metrics.orders.ledger import LedgerQuery


class Basis(StrEnum):
    """The day that places an order in the period."""

    order = "order"
    promise = "promise"
    delivery = "delivery"


class Show(StrEnum):
    """Which orders are listed."""

    all = "all"
    open = "open"
    overdue = "overdue"
    due_soon = "due_soon"
    late = "late"
    moved = "moved"
    not_counted = "not_counted"


def ledger(
    show: Annotated[
        Show, typer.Option("--show", help=help_text(t("Only these orders.")))
    ] = Show.all,
    basis: Annotated[
        Basis,
        typer.Option("--basis", help=help_text(t("The day that places an order in the period."))),
    ] = Basis.order,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric",
            metavar="METRIC",
            help=help_text(t("The orders behind a metric, placed as it places them.")),
        ),
    ] = None,
    part: WhichPart = Part.numerator,
    search: Annotated[
        str, typer.Option("--search", help=help_text(t("Words in order, customer or product.")))
    ] = "",
    sort: Annotated[
        str,
        typer.Option(
            "--sort", metavar="COLUMN", help=help_text(t("A column; -column: the largest first."))
        ),
    ] = "-ordered_at",
    first: FromDay = None,
    to: ToDay = None,
    period: PeriodName = None,
    as_of: AsOf = None,
    where: Where = None,
    release: ReleaseNumber = None,
    stocks_now: StocksNow = False,
    limit: Limit = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="FILE",
            help=help_text(t("Write the lines as the template's sheet, to be imported again.")),
        ),
    ] = None,
    output: Output = Format.table,
) -> None:
    """Print the orders of the ledger."""
    from ordertrack.views.orders import ledger_link

    query = resolve_query(
        first=first, to=to, period=period, as_of=as_of, where=where, release=release
    ).with_stocks(now=stocks_now)
    if metric and basis is not Basis.order:
        raise BadScope(
            t("Orders behind a metric are placed as the metric places them."),
            t("Give either --metric or --basis, not both."),
        )
    number = {"metric": metric, "part": part.value} if metric else {}
    asked = {"show": show.value, "basis": basis.value, "q": search, "sort": sort, **number}
    wanted = ledger_link.read(asked)
    _check(wanted, query, sort)
    if template:
        _write_template(template, wanted, query, limit)
        return
    _print(wanted, query, output, limit or (ON_SCREEN if output is Format.table else None))


def _check(wanted: LedgerQuery, query: Query, sort: str) -> None:
    """Refuse a column that is not there, and a metric that the data cannot answer."""
    from ordertrack.metrics.notes import why_no_rows
    from ordertrack.metrics.orders.ledger import SORTS

    if sort.removeprefix("-") not in SORTS:
        raise BadScope(
            t("Orders cannot be sorted by {column}.", column=repr(sort.removeprefix("-"))),
            t("Sort by one of {names}.", names=", ".join(sorted(SORTS))),
        )
    if wanted.behind and (reason := why_no_rows(wanted.behind.metric, query.scope, query.reader)):
        raise NoData(reason)


def _print(wanted: LedgerQuery, query: Query, output: Format, limit: int | None) -> None:
    from ordertrack.metrics.orders.ledger import page, totals

    total = totals(wanted, query.scope, query.reader).orders
    frame = page(wanted, query.scope, query.reader, limit=limit or MOST)
    match output:
        case Format.json:
            print_json({**query.about, "count": total, "rows": frame.to_dicts()})
        case Format.csv:
            print_csv(frame)
        case Format.table:
            print_rows(_short(frame))
            print_message(localize(t("{shown} of {total} rows", shown=frame.height, total=total)))


def _short(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that fit on a screen."""
    return frame.select(
        *("order_no", "customer_name", "first_product", "order_day", "amount", "sales_rep_name"),
        *("status", "promised_latest", "delivered_at", "verdict", "verdict_days", "delay_reason"),
    )


def _write_template(file: Path, wanted: LedgerQuery, query: Query, limit: int | None) -> None:
    from ordertrack.metrics.orders import export

    rows = export.template_rows(wanted, query.scope, query.reader, limit or export.ROWS)
    file.write_bytes(export.workbook(rows))
    print_message(localize(t("{count} lines written to {file}", count=rows.height, file=file)))
