"""What a question is about, as one frozen value: as-of, period, filters, conventions, access.

Every query takes a Scope, so nothing deeper reads a clock, and none can forget what its viewer may
see. Imports `words`, `errors`, `period`, `filters` and `access`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, fields, replace
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Literal, Protocol

from ordertrack.access import Access
from ordertrack.errors import BadScope
from ordertrack.filters import FILTERS, NOT_RECORDED, Filters, filters_of
from ordertrack.period import ONE_DAY, Period, day_of, shift_months
from ordertrack.words import t
from ordertrack.workdays import Overrides, Workdays, lunar_new_year

__all__ = [
    "FILTERS",
    "NOT_RECORDED",
    "Conventions",
    "Filters",
    "Period",
    "Scope",
    "default_as_of",
    "default_period",
    "end_of_day",
    "filters_of",
    "moment",
]

Comparison = Literal["yoy", "prior"]
QUARTER = 92  # days
Stocks = Literal["end", "now"]  # of a period that is over: at its end, or as they stand at as-of


@dataclass(frozen=True, slots=True)
class Conventions:
    """The business choices that are settings; each is shown beside the numbers that it touches."""

    promise_basis: Literal["first", "latest"] = "first"
    repurchase_months: int = 12
    repurchase_by: Literal["days", "orders"] = "days"
    payment_days: int = 30
    currency: str | None = None  # of amounts for which the data names none
    channel_lag_months: int = 0
    cost_per_complaint: Decimal = Decimal(0)
    country: str = "CN"
    overrides: Overrides = ()  # days that people set to be worked or not

    @property
    def workdays(self) -> Workdays:
        """The working days of the country, with the days that people set."""
        return Workdays(self.country, self.overrides)

    @classmethod
    def of(cls, settings: object, overrides: Overrides = ()) -> Conventions:
        """Return the conventions that the settings of these names ask for."""
        named = (one.name for one in fields(cls) if one.name != "overrides")
        return cls(**{name: getattr(settings, name) for name in named}, overrides=overrides)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question is about.

    `access` is what the viewer may see: it has no default and is never part of a URL.
    `stocks` says when a backlog is counted where the period is over; `stock_as_of` is that moment
    where neither says it: the matching moment of a comparison, the end of a bucket of time.
    `festival`: the year before is aligned by the day of the Spring Festival, where it can be.
    """

    as_of: datetime
    period: Period | None = None
    comparison: Comparison | None = "yoy"
    filters: Filters = ()
    conventions: Conventions = Conventions()
    stock_as_of: datetime | None = None
    stocks: Stocks = "end"
    festival: bool = False
    _: KW_ONLY
    access: Access

    def __post_init__(self) -> None:
        object.__setattr__(self, "filters", filters_of(self.filters))

    @property
    def closed_before(self) -> date:
        """The first day that is not closed at as-of."""
        return first_open_day(self.as_of)

    @property
    def is_cut(self) -> bool:
        """Whether as-of falls before the period's end."""
        return self.period is not None and self.closed_before < self.period.end

    @property
    def stock_moment(self) -> datetime:
        """When stocks are counted: at the end of a period that is over, else at as-of."""
        if self.stock_as_of:
            return self.stock_as_of
        if self.stocks == "now" or self.period is None or self.is_cut:
            return self.as_of
        return end_of_day(self.period.last)

    def values(self, dimension: str) -> tuple[str, ...]:
        return dict(self.filters).get(dimension, ())

    def with_filter(self, dimension: str, values: str | Iterable[str | None] | None) -> Scope:
        """Narrow one dimension to these values; None stands for rows that do not record it."""
        given = (values,) if values is None or isinstance(values, str) else tuple(values)
        kept = {name: values for name, values in self.filters if name != dimension}
        return replace(self, filters=filters_of({**kept, dimension: given}))

    def without_filter(self, dimension: str) -> Scope:
        kept = tuple((name, values) for name, values in self.filters if name != dimension)
        return replace(self, filters=kept)

    def with_period(self, period: Period | None) -> Scope:
        return replace(self, period=period)

    def with_as_of(self, as_of: datetime | date | str) -> Scope:
        return replace(self, as_of=moment(as_of), stock_as_of=None)

    def compared(self) -> Scope | None:
        """The scope to compare with, or None where there is nothing to compare.

        A period that as-of cuts is compared over the same number of elapsed days, as known at the
        same time of the matching day: so an open day is open on both sides. A complete period is
        compared over the whole comparison period, as known now.
        """
        if self.period is None or self.comparison is None:
            return None
        base = self._year_before() if self.comparison == "yoy" else self.period.previous()
        if self.is_cut:
            return self._cut_alike(base)
        stock = self._stock_before() if self.stocks == "now" else None
        return replace(self, period=base, stock_as_of=stock)

    @property
    def festival_shift(self) -> timedelta | None:
        """By how much the Spring Festival lies later than in the year before, of days around it.

        None for periods that are longer than a quarter or begin after March: what is sold then
        does not hang on the festival's day.
        """
        period = self.period
        if period is None or period.start.month > 3 or period.days > QUARTER:
            return None
        year = period.start.year
        now, before = lunar_new_year(year), lunar_new_year(year - 1)
        same = date(year, before.month, before.day) if before else None
        return now - same if now and same else None

    def _year_before(self) -> Period:
        """The year before: the same days, or those as far from the Spring Festival."""
        assert self.period is not None
        base, shift = self.period.year_before(), self.festival_shift
        if not self.festival or shift is None:
            return base
        start = base.start - shift
        return Period(start, start + timedelta(days=self.period.days))

    def _cut_alike(self, base: Period) -> Scope | None:
        """Return the days of `base` that have elapsed of the period; None where none has."""
        assert self.period is not None
        elapsed = (self.as_of.date() - self.period.start).days + 1
        if elapsed <= 0:
            return None
        base, whole = base.first_days(elapsed), elapsed > base.days
        same_time = datetime.combine(base.last, self.as_of.time())
        if whole:  # a shorter month has no matching day: it is over, its stock is of its last day
            return replace(self, period=base, as_of=end_of_day(base.last), stock_as_of=same_time)
        return replace(self, period=base, as_of=same_time, stock_as_of=None)

    def _stock_before(self) -> datetime:
        assert self.period is not None
        shift = self.festival_shift if self.comparison == "yoy" and self.festival else None
        months = 12 if self.comparison == "yoy" else self.period.months
        if months is None:
            return self.stock_moment - timedelta(days=self.period.days)
        day, time_of_day = self.stock_moment.date(), self.stock_moment.time()
        following = day + ONE_DAY
        if shift is not None:
            return datetime.combine(shift_months(day, -months) - shift, time_of_day)
        if following.day == 1:  # the end of a month is compared with the end of a month
            return datetime.combine(shift_months(following, -months) - ONE_DAY, time_of_day)
        return datetime.combine(shift_months(day, -months), time_of_day)

    def to_query(self) -> dict[str, str]:
        """As URL parameters; `from_query` reads them back."""
        query = {"as_of": _write_moment(self.as_of)}
        query["period"] = str(self.period) if self.period else "all"
        query["compare"] = self.comparison or "none"
        query["stock"] = self.stocks
        query["align"] = "festival" if self.festival else "days"
        return query | {name: _write_values(values) for name, values in self.filters}

    @classmethod
    def from_query(cls, query: Mapping[str, str], default: Scope) -> Scope:
        """Read URL parameters; what they leave out, and what they may not set, is the default's.

        Raises:
            BadScope: a parameter that is not a moment, a period, a comparison or end, now.
        """
        scope = replace(default, filters=())
        if query.get("as_of"):
            scope = scope.with_as_of(query["as_of"])
        if period := query.get("period"):
            scope = scope.with_period(None if period == "all" else Period.parse(period))
        if compare := query.get("compare"):
            scope = replace(scope, comparison=_read_comparison(compare))
        if stock := query.get("stock"):
            scope = replace(scope, stocks=_read_stocks(stock))
        if align := query.get("align"):
            scope = replace(scope, festival=_read_align(align))
        given = {name: _read_values(query[name]) for name in FILTERS if name in query}
        _refuse_too_many(given)
        return replace(scope, filters=filters_of(given))


class ReleaseDates(Protocol):
    """What the defaults need to know of a release."""

    @property
    def newest_event(self) -> datetime | None: ...
    @property
    def newest_order_day(self) -> date | None: ...


def default_as_of(
    release: ReleaseDates | None, now: datetime, fresh_days: int = 7
) -> tuple[datetime, bool]:
    """Now while the data is fresh, else the end of the newest day in the data; and which it is."""
    now = now.replace(tzinfo=None)
    newest = release.newest_event if release else None
    if newest is None:
        return now, False
    if now - newest <= timedelta(days=fresh_days):
        return now, True
    return end_of_day(newest.date()), False


def default_period(release: ReleaseDates | None, as_of: datetime) -> Period:
    """The newest month with orders at as-of; of data without orders, that of its newest event."""
    newest = release.newest_order_day if release else None
    if newest is None and release and release.newest_event:
        newest = release.newest_event.date()
    return Period.around(min(newest or as_of.date(), as_of.date()), "month")


def first_open_day(as_of: datetime) -> date:
    """Return the first day that is not closed: a day is closed once as-of has reached its end."""
    day = as_of.date()
    return day + ONE_DAY if as_of >= end_of_day(day) else day


def end_of_day(day: date) -> datetime:
    return datetime.combine(day, time.max)


def moment(value: datetime | date | str, zone: tzinfo | None = None) -> datetime:
    """A moment in business time; a bare day means the end of that day.

    A moment that names its own zone is moved into `zone`, the business's, where that is given.
    """
    if isinstance(value, datetime):
        return (value.astimezone(zone) if zone and value.tzinfo else value).replace(tzinfo=None)
    if isinstance(value, date):
        return end_of_day(value)
    try:
        return _read_moment(value.strip(), zone)
    except (ValueError, OverflowError) as problem:
        raise BadScope(
            t("{text} is not a moment.", text=repr(value)),
            t("Write a day, 2024-06-18, or a day and time, 2024-06-18T15:00."),
        ) from problem


def _read_moment(text: str, zone: tzinfo | None) -> datetime:
    if len(text) <= 10:
        return end_of_day(day_of(text))
    day_of(text[:10])
    return moment(datetime.fromisoformat(text), zone)


# --- how a scope is written in a URL --------------------------------------------------------------

_NULL = "~"  # an empty parameter would be dropped by some browsers and chat tools
MOST_VALUES = 300  # of all filters of a link together


def _write_moment(value: datetime) -> str:
    if value == end_of_day(value.date()):
        return value.date().isoformat()
    return value.isoformat(timespec="auto")


def _refuse_too_many(given: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a link with so many values that every figure behind it would be waited for."""
    count = sum(map(len, given.values()))
    if count > MOST_VALUES:
        raise BadScope(
            t("{count} filter values are too many.", count=count),
            t("Choose at most {most}, or filter by what they have in common.", most=MOST_VALUES),
        )


def _write_values(values: tuple[str, ...]) -> str:
    return ",".join(_NULL if value == NOT_RECORDED else _escape(value) for value in values)


def _escape(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(",", "\\,")
    return "\\" + escaped if escaped.startswith(_NULL) else escaped


def _read_values(text: str) -> tuple[str, ...]:
    values, current, escaped, literal = [], "", False, False
    for letter in text + ",":
        if escaped or letter not in ",\\":
            current, literal, escaped = current + letter, literal or escaped, False
        elif letter == "\\":
            escaped = True
        else:
            values.append(NOT_RECORDED if current == _NULL and not literal else current)
            current, literal = "", False
    return tuple(values)


def _read_comparison(text: str) -> Comparison | None:
    if text not in ("yoy", "prior", "none"):
        raise BadScope(
            t("{text} is not a comparison.", text=repr(text)),
            t("Write yoy, prior or none."),
        )
    return None if text == "none" else text  # type: ignore[return-value]


def _read_align(text: str) -> bool:
    if text not in ("days", "festival"):
        raise BadScope(
            t("{text} is no way to align years.", text=repr(text)), t("Write days or festival.")
        )
    return text == "festival"


def _read_stocks(text: str) -> Stocks:
    if text not in ("end", "now"):
        raise BadScope(
            t("{text} is no moment of a stock.", text=repr(text)), t("Write end or now.")
        )
    return text  # type: ignore[return-value]
