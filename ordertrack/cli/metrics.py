"""`metrics` and `rows`: the numbers, and the rows behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ordertrack.cli.output import (
    Format,
    help_text,
    language,
    localize,
    plain,
    print_csv,
    print_json,
    print_message,
    print_table,
    written,
)
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
from ordertrack.words import t

if TYPE_CHECKING:
    import polars as pl

MOST = 2**63 - 1  # rows that a database can count
ON_SCREEN = 50  # rows shown in a table unless --limit says otherwise
PARTS = ("numerator", "denominator", "misses", "unknown")
ALWAYS = ("numerator", "denominator", "unknown")  # parts that every figure tells, even as null


class Part(StrEnum):
    """A part of a metric that rows can be listed for."""

    numerator = "numerator"
    denominator = "denominator"
    misses = "misses"
    unknown = "unknown"


WhichPart = Annotated[Part, typer.Option("--part", help=help_text(t("Which part of the metric.")))]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=MOST, help=help_text(t("At most so many rows."))),
]
Output = Annotated[Format, typer.Option("--format", help=help_text(t("How to print it.")))]


def metrics(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help=help_text(t("Names of metrics.")))
    ],
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by", metavar="DIM", help=help_text(t("Split by a dimension; may be repeated."))
        ),
    ] = None,
    first: FromDay = None,
    to: ToDay = None,
    period: PeriodName = None,
    as_of: AsOf = None,
    where: Where = None,
    release: ReleaseNumber = None,
    stocks_now: StocksNow = False,
    output: Output = Format.table,
) -> None:
    """Print metrics, one row per group."""
    from ordertrack.metrics.evaluate import evaluate

    query = resolve_query(
        first=first, to=to, period=period, as_of=as_of, where=where, release=release
    ).with_stocks(now=stocks_now)
    dims = _dimensions(by or ())
    frame = evaluate(names, list(dims.values()), query.scope, query.reader)
    match output:
        case Format.json:
            print_json({**query.about, "rows": _as_objects(frame, names, dims, query)})
        case Format.csv:
            named = {name: written_as for written_as, name in dims.items()}
            print_csv(_with_currencies(frame, names, query).rename(named))
        case Format.table:
            _show(frame, names, dims, query)
    if output is Format.table or frame.is_empty():
        _explain(frame, names, query, list(dims.values()))
    _warn(names, list(dims.values()), query)


def _with_currencies(frame: pl.DataFrame, names: Sequence[str], query: Query) -> pl.DataFrame:
    """Say beside each amount in which currencies it is, where that is known."""
    import polars as pl

    for name in names:
        if found := _currencies(name, query):
            frame = frame.with_columns(pl.lit(" + ".join(found)).alias(f"{name}__currency"))
    return frame


def rows(
    name: Annotated[
        str, typer.Argument(metavar="METRIC", help=help_text(t("The name of a metric.")))
    ],
    part: WhichPart = Part.numerator,
    first: FromDay = None,
    to: ToDay = None,
    period: PeriodName = None,
    as_of: AsOf = None,
    where: Where = None,
    release: ReleaseNumber = None,
    stocks_now: StocksNow = False,
    limit: Limit = None,
    output: Output = Format.table,
) -> None:
    """Print the rows behind one part of a metric; their `value` adds up to it.

    What makes a metric worse (the misses of a rate) comes worst first.
    """
    from ordertrack.metrics import rows as behind

    query = resolve_query(
        first=first, to=to, period=period, as_of=as_of, where=where, release=release
    ).with_stocks(now=stocks_now)
    most = limit or (ON_SCREEN if output is Format.table else None)
    frame = behind.rows(name, part.value, query.scope, query.reader, page=behind.Page(most))
    total = behind.count_rows(name, part.value, query.scope, query.reader)
    match output:
        case Format.json:
            head = {"metric": name, "part": part.value, **query.about, "count": total}
            print_json({**head, "rows": frame.to_dicts()})
        case Format.csv:
            print_csv(frame)
        case Format.table:
            print_rows(frame)
            print_message(localize(t("{shown} of {total} rows", shown=frame.height, total=total)))


def _dimensions(by: Sequence[str]) -> dict[str, str]:
    """What was asked for → the dimension's own name (`person` → `sales_rep`)."""
    from ordertrack.metrics.model.dimensions import dimension

    return {name: dimension(name).name for name in by}


def _as_objects(
    frame: pl.DataFrame, names: Sequence[str], dims: Mapping[str, str], query: Query
) -> list[dict[str, Any]]:
    money, by = {name: _money(name, query) for name in names}, list(dims.values())
    return [
        {written_as: plain(row[name]) for written_as, name in dims.items()}
        | {
            f"{written_as}__label": row[f"{name}__label"]
            for written_as, name in dims.items()
            if f"{name}__label" in row
        }
        | {name: _figure(name, row, query, by) | money[name] for name in names}
        for row in frame.iter_rows(named=True)
    ]


def _money(name: str, query: Query) -> dict[str, list[str]]:
    found = _currencies(name, query)
    return {"currencies": found} if found else {}


def _figure(name: str, row: Mapping[str, Any], query: Query, by: Sequence[str]) -> dict[str, Any]:
    figure = {"value": plain(row[name])}
    for extra in (*PARTS, "n", "mean", "p90"):
        if f"{name}__{extra}" in row or extra in ALWAYS:
            figure[extra] = plain(row.get(f"{name}__{extra}"))
    if row[name] is None:
        from ordertrack.metrics.notes import why_empty

        reason = why_empty(name, query.scope, query.reader, row, by)
        figure["reason"] = localize(reason) if reason else None
    return figure


def _show(frame: pl.DataFrame, names: Sequence[str], dims: Mapping[str, str], query: Query) -> None:
    from ordertrack.metrics.catalog import CATALOG
    from ordertrack.metrics.model.dimensions import DIMENSIONS

    lang = language()
    keys = [
        f"{name}__label" if f"{name}__label" in frame.columns else name for name in dims.values()
    ]
    print_table(
        [(DIMENSIONS[name].label.to(lang), False) for name in dims.values()]
        + [(CATALOG[name].label.to(lang) + _currency(name, dims, query), True) for name in names],
        [
            [written(row[key]) for key in keys]
            + [written(row[name], CATALOG[name].unit) for name in names]
            for row in frame.iter_rows(named=True)
        ],
    )


def _currency(name: str, dims: Mapping[str, str], query: Query) -> str:
    """The currencies of an amount, as its heading says them; a warning explains several."""
    found = [] if "currency" in dims.values() else _currencies(name, query)
    return f" ({' + '.join(found)})" if found else ""


def _currencies(name: str, query: Query) -> list[str]:
    from ordertrack.metrics.catalog import CATALOG
    from ordertrack.metrics.notes import currencies_of

    if CATALOG[name].unit != "money":
        return []
    found = currencies_of(name, query.scope, query.reader)
    return [one or localize(t("not recorded")) for one in found if one or len(found) > 1]


def _explain(frame: pl.DataFrame, names: Sequence[str], query: Query, by: Sequence[str]) -> None:
    """Say why a metric has no number at all, or not even a row."""
    from ordertrack.metrics.catalog import CATALOG
    from ordertrack.metrics.notes import why_empty

    for name in names:
        if frame[name].null_count() == frame.height:
            row = None if frame.is_empty() else frame.row(0, named=True)
            if reason := why_empty(name, query.scope, query.reader, row, by):
                print_message(f"{localize(CATALOG[name].label)}: {localize(reason)}")


def _warn(names: Sequence[str], by: Sequence[str], query: Query) -> None:
    """Say what to beware of, whatever the format: on stderr, beside the result."""
    from ordertrack.metrics.catalog import CATALOG
    from ordertrack.metrics.notes import warnings

    for name in names:
        for warning in warnings(name, query.scope, query.reader, by):
            print_message(f"{localize(CATALOG[name].label)}: {localize(warning)}")


def print_rows(frame: pl.DataFrame) -> None:
    """Print rows under the names of their columns."""
    figures = [dtype.is_numeric() for dtype in frame.dtypes]
    print_table(
        list(zip(frame.columns, figures, strict=True)),
        [[written(value) for value in row] for row in frame.iter_rows()],
    )
