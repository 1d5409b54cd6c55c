"""`explain`, `products hot-slow` and `customers`: why a number differs, what sells, who buys."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ordertrack.cli.metrics import Output
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
    ToDay,
    Where,
    resolve_query,
)
from ordertrack.words import t

products_app = typer.Typer(no_args_is_help=True)


class Against(StrEnum):
    """What a number is held against."""

    target = "target"
    yoy = "yoy"
    prior = "prior"


class Explained(StrEnum):
    """What can be explained."""

    revenue = "revenue"


class Tier(StrEnum):
    """The classes of customers."""

    a = "A"
    b = "B"
    c = "C"


def explain(
    name: Annotated[
        Explained, typer.Argument(metavar="METRIC", help=help_text(t("The name of a metric.")))
    ],
    against: Annotated[
        Against,
        typer.Option("--against", help=help_text(t("A target, last year, or the period before."))),
    ],
    first: FromDay = None,
    to: ToDay = None,
    period: PeriodName = None,
    as_of: AsOf = None,
    where: Where = None,
    release: ReleaseNumber = None,
    output: Output = Format.table,
) -> None:
    """Print why a metric differs; the parts add up to the difference."""
    import polars as pl

    from ordertrack.metrics.analysis import variance

    query = resolve_query(
        first=first, to=to, period=period, as_of=as_of, where=where, release=release
    )
    found = variance.explain(against.value, query.scope, query.reader)
    method, lang = variance.METHODS[found.method], language()
    parts = [{"name": part.name.to(lang), "value": part.value} for part in found.parts]
    match output:
        case Format.json:
            head = {"metric": name.value, "against": against.value, **query.about}
            sums = {"before": found.before, "now": found.now, "change": found.change}
            values = {key: plain(value) for key, value in sums.items()}
            listed = [{**part, "value": plain(part["value"])} for part in parts]
            print_json({**head, **values, "method": found.method, "parts": listed})
        case Format.csv:
            print_csv(pl.DataFrame(parts, schema={"name": pl.String(), "value": pl.Decimal(38, 4)}))
        case Format.table:
            rows = [[part.name.to(lang), written(part.value, "money")] for part in found.parts]
            rows.append([localize(t("Change")), written(found.change, "money")])
            print_table([(method.to(lang), False), ("", True)], rows)
    if against is Against.target:
        _warn_of_targets(query)


def _warn_of_targets(query: Query) -> None:
    """Say of the target what an attainment says of it: on stderr, beside the result."""
    from ordertrack.metrics.notes import target_warnings

    for warning in target_warnings("revenue_attainment", query.scope, query.reader):
        print_message(localize(warning))


@products_app.command("hot-slow", help=help_text(t("Products that sell well, or hardly.")))
def list_hot_slow(
    first: FromDay = None,
    to: ToDay = None,
    period: PeriodName = None,
    as_of: AsOf = None,
    where: Where = None,
    release: ReleaseNumber = None,
    output: Output = Format.table,
) -> None:
    """Print every product with its verdict and the reason."""
    import polars as pl

    from ordertrack.metrics.analysis.hot_slow import VERDICTS, hot_slow

    query = resolve_query(
        first=first, to=to, period=period, as_of=as_of, where=where, release=release
    )
    found = hot_slow(query.scope, query.reader)
    rows = [
        {
            "product": one.name or one.product,
            "verdict": one.verdict,
            "reason": localize(one.reason),
            "units": plain(one.recent),
            "units_before": plain(one.before),
            "last_sold": plain(one.last_sold),
        }
        for one in found
    ]
    match output:
        case Format.json:
            print_json({**query.about, "rows": rows})
        case Format.csv:
            print_csv(pl.DataFrame(rows))
        case Format.table:
            lang = language()
            titles = [
                (title.to(lang), False) for title in (t("Product"), t("Verdict"), t("Reason"))
            ]
            print_table(
                titles,
                [
                    [one.name or one.product or "", VERDICTS[one.verdict].to(lang), text]
                    for one in found
                    for text in (one.reason.to(lang),)
                ],
            )


def customers(
    tier: Annotated[
        Tier | None, typer.Option("--tier", help=help_text(t("Only customers of this tier.")))
    ] = None,
    first: FromDay = None,
    to: ToDay = None,
    period: PeriodName = None,
    as_of: AsOf = None,
    where: Where = None,
    release: ReleaseNumber = None,
    output: Output = Format.table,
) -> None:
    """Print customers by revenue, with what they bought and how long they have been silent."""
    from ordertrack.metrics.analysis.customer_list import customers as listed

    wanted = [*(where or ()), *([f"tier={tier.value}"] if tier else [])]
    query = resolve_query(
        first=first, to=to, period=period, as_of=as_of, where=wanted, release=release
    )
    frame = listed(query.scope, query.reader)
    match output:
        case Format.json:
            rows = [{key: plain(value) for key, value in row.items()} for row in frame.to_dicts()]
            print_json({**query.about, "rows": rows})
        case Format.csv:
            print_csv(frame)
        case Format.table:
            print_table(
                [(name, dtype.is_numeric()) for name, dtype in frame.schema.items()],
                [[written(value) for value in row] for row in frame.iter_rows()],
            )
