"""Scope options of the commands that compute: which release, as of when, which days, which rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ordertrack.cli.output import help_text, localize, print_message
from ordertrack.errors import BadScope, NoData
from ordertrack.words import t

if TYPE_CHECKING:
    from ordertrack.access import Access
    from ordertrack.metrics.model.dimensions import Dimension
    from ordertrack.scope import Filters, Period, Scope
    from ordertrack.warehouse import Reader, Release, Warehouse

FromDay = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help=help_text(t("First day.")))
]
ToDay = Annotated[
    str | None,
    typer.Option("--to", metavar="DAY", help=help_text(t("The day after the last one."))),
]
PeriodName = Annotated[
    str | None,
    typer.Option("--period", metavar="PERIOD", help=help_text(t("2024-06, 2024-Q2 or 2024."))),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help=help_text(t("The moment to look from; a bare day means its end.")),
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="DIM=VALUE",
        help=help_text(t("Only these rows, such as team=North; may be repeated.")),
    ),
]
StocksNow = Annotated[
    bool,
    typer.Option(
        "--stocks-now",
        help=help_text(
            t("Backlog and receivables as they stand at as-of, not at the end of a past period.")
        ),
    ),
]
ReleaseNumber = Annotated[
    int | None, typer.Option("--release", metavar="N", help=help_text(t("An older release.")))
]


@dataclass(frozen=True, slots=True)
class Query:
    """What a command was asked about: the release, a reader of it, and the scope."""

    release: Release
    reader: Reader
    scope: Scope
    warehouse: Warehouse

    def with_stocks(self, *, now: bool) -> Query:
        """Return the same question, with stocks of a past period as they stand at as-of."""
        return replace(self, scope=replace(self.scope, stocks="now")) if now else self

    @property
    def about(self) -> dict[str, str | int | None]:
        """The scope as a result carries it."""
        period = self.scope.period
        return {
            "as_of": self.scope.as_of.isoformat(),
            "stocks_as_of": self.scope.stock_moment.isoformat(),
            "period": str(period) if period else None,
            "release": self.release.number,
        }


def resolve_query(
    *,
    first: str | None,
    to: str | None,
    period: str | None,
    as_of: str | None,
    where: Sequence[str] | None,
    release: int | None,
) -> Query:
    """Turn the options into a scope over a release.

    Raises BadScope for options that make no sense and NoData where there is no release yet.
    """
    from zoneinfo import ZoneInfo

    from ordertrack.scope import Conventions, Scope, default_as_of, moment
    from ordertrack.settings import settings
    from ordertrack.warehouse import Warehouse

    warehouse = Warehouse.open_for_reading(settings())
    chosen = _release(warehouse, release)
    reader = warehouse.reader(chosen)
    looked = default_as_of(reader.dated, now(), settings().fresh_days)[0]
    if as_of:
        looked = moment(as_of, ZoneInfo(settings().time_zone))
    scope = Scope(
        as_of=looked,
        period=_period(first, to, period, looked, chosen.data_from),
        comparison=None,
        conventions=Conventions.of(settings(), warehouse.overrides()),
        access=access(),
    )
    scope = replace(scope, filters=_filters(where or (), scope, reader))
    return Query(chosen, reader, scope, warehouse)


def access() -> Access:
    """Return what a command may see: whoever may start one may read the files too."""
    from ordertrack.access import Access

    return Access.everything()


def now() -> datetime:
    """This moment in the business's time zone, without a zone mark, as all times in the data."""
    from zoneinfo import ZoneInfo

    from ordertrack.settings import settings

    return datetime.now(ZoneInfo(settings().time_zone)).replace(tzinfo=None)


def day(text: str, option: str) -> date:
    from ordertrack.period import day_of

    try:
        return day_of(text)
    except ValueError:
        raise BadScope(
            t("{option} {value} is not a day.", option=option, value=repr(text)),
            t("Use the form 2024-06-30."),
        ) from None


def _release(warehouse: Warehouse, number: int | None) -> Release:
    chosen = warehouse.latest() if number is None else warehouse.release(number)
    if chosen is None:
        raise NoData(
            t("There is no data yet."),
            t("Import an export, or load the demo company: python -m ordertrack demo"),
        )
    return chosen


def _period(
    first: str | None, to: str | None, named: str | None, as_of: datetime, since: date | None
) -> Period | None:
    from ordertrack.scope import Period

    if named and (first or to):
        raise BadScope(t("Give either --period or --from and --to, not both."))
    if named:
        return Period.parse(named)
    if not (first or to):
        return None
    start = day(first, "--from") if first else since or date.min
    end = day(to, "--to") if to else as_of.date() + timedelta(days=1)
    return Period(start, end)


def _filters(where: Sequence[str], scope: Scope, reader: Reader) -> Filters:
    from ordertrack.metrics.model.dimensions import dimension
    from ordertrack.scope import filters_of

    chosen: dict[str, list[str]] = {}
    for condition in where:
        name, found, value = condition.partition("=")
        if not found:
            raise BadScope(
                t("--where {condition} has no value.", condition=repr(condition)),
                t("Write it as DIM=VALUE, such as team=North; DIM= means not recorded."),
            )
        dim = dimension(name.strip())
        chosen.setdefault(dim.name, []).extend(_keys(dim, value.strip(), scope, reader))
    return filters_of(chosen)


def _keys(dim: Dimension, value: str, scope: Scope, reader: Reader) -> list[str]:
    """The value as it is, or the ids of those who bear it as their name; a slip is said."""
    from ordertrack.metrics.query.names import keys_named

    if (used := reader.names.used(dim.name, value)) != value:
        text = t('"{found}" is one with "{used}": this is "{used}".', found=value, used=used)
        print_message(localize(text))
        return [used]
    if not value or dim.grain not in ("order", "line"):
        return [value]
    if found := keys_named(dim, value, scope, reader):
        return found
    print_message(
        localize(t("{dim} {value} does not occur in the data.", dim=dim.label, value=repr(value)))
    )
    return [value]
