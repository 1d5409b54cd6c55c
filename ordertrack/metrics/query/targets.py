"""The targets that stand against a number: which level of them, and how much falls into a period.

Levels are not mixed: the company's targets where there are any, else those of teams (of their
people where a team has none), else those of people. A target of a longer period is spread over its
working days; what its shorter periods have taken is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from ordertrack.facts.select import Select
from ordertrack.facts.tables import FACT_TABLES
from ordertrack.metrics.model.dimensions import Dimension, fineness
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.period import Period, first_day
from ordertrack.scope import Scope
from ordertrack.workdays import Workdays

TARGETS = FACT_TABLES["target_facts"]
DECIMALS = {"money": 4, "units": 3}
OF_PEOPLE, OF_PRODUCTS = {"team", "sales_rep"}, {"product", "product_line"}
Row = Mapping[str, Any]
_KEPT: WeakKeyDictionary[Reader, dict[Any, list[Row]]] = WeakKeyDictionary()
MONEY = pl.Decimal(38, 4)
ROW_SCHEMA = {
    "period": pl.String(),
    "level": pl.String(),
    "who": pl.String(),
    "target": MONEY,
    "value": MONEY,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one target, and the days that it is for: those that no shorter target has."""

    row: Row
    days: tuple[Period, ...]
    value: Decimal

    def within(self, period: Period, workdays: Workdays) -> Decimal | None:
        """Return how much falls into a period, by working days; None where none of its days do."""
        inside = [cut for one in self.days if (cut := overlap(one, period))]
        if not inside:
            return None
        part, whole = _worked(inside, workdays), _worked(self.days, workdays)
        if not whole:  # nobody works on any of its days
            part, whole = _length(inside), _length(self.days)
        return self.value * part / whole if part < whole else self.value

    def is_cut_by(self, period: Period) -> bool:
        """Return whether only some of its days lie in the period."""
        inside = _length([cut for one in self.days if (cut := overlap(one, period))])
        return 0 < inside < _length(self.days)


def targets(
    measure: Measure, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> pl.DataFrame:
    """Return what a measure sums of targets, for every group that has one, over the period.

    Returns:
        A column for each dimension (and `<dim>__label`), `target` (decimal), `spread` (whether
        some of it is a part of a longer period's target), `covered` (share of the period's days
        for which there is a target, 0 to 1).
    """
    times = [dim for dim in dims if dim.grain == "time"]
    others = [dim for dim in dims if dim.grain != "time"]
    assert measure.target
    groups: dict[tuple[str | None, ...], list[Piece]] = {}
    for piece in pieces(measure.target, others, scope, reader):
        key = tuple(piece.row[TARGETS.column(dim.name).key] for dim in others)
        groups.setdefault(key, []).append(piece)
    records = [
        {**_named(others, key, of_group[0].row), **_stamps(times, period), **amount}
        for key, of_group in groups.items()
        for period in _periods(times, scope, of_group)
        if (amount := _amount(of_group, period, measure, scope))
    ]
    return pl.DataFrame(records, schema=_schema(dims))


def pieces(
    measure: str, dims: Sequence[Dimension], scope: Scope, reader: Reader
) -> Iterator[Piece]:
    """Yield the parts of the targets that count for a scope, split by dimensions but time."""
    owners: dict[tuple[str, str | None], list[Row]] = {}
    for row in _chosen(measure, {dim.name for dim in dims}, scope, reader):
        owners.setdefault((row["level"], row["who"]), []).append(row)
    for rows in owners.values():
        yield from _pieces(rows)


def _pieces(rows: Iterable[Row]) -> Iterator[Piece]:
    """Place the shorter targets of one owner first; the longer ones get what those leave over."""
    placed: list[Piece] = []
    for row in sorted(rows, key=lambda row: Period.parse(row["period"]).days):
        period = Period.parse(row["period"])
        inner = [piece for piece in placed if overlap(piece.days[0], period)]
        left = _without(period, [day for piece in inner for day in piece.days])
        if left:
            value = row["value"] - sum((piece.value for piece in inner), Decimal(0))
            placed.append(Piece(row, left, max(value, Decimal(0))))
    yield from placed


# --- which of them ------------------------------------------------------------------------------


def _chosen(measure: str, dims: set[str], scope: Scope, reader: Reader) -> list[Row]:
    """Return the target rows of the one level that answers the question."""
    wanted = dims | {name for name, _ in scope.filters}
    if wanted & OF_PEOPLE and wanted & OF_PRODUCTS:
        return []  # nobody's target is set by both
    by_level: dict[str, list[Row]] = {}
    for row in _rows(measure, scope, reader):
        by_level.setdefault(row["level"], []).append(row)
    people = by_level.get("person", [])
    if wanted & OF_PRODUCTS or measure == "units":
        return by_level.get("product", [])
    if "sales_rep" in wanted:
        return people
    company, teams = by_level.get("company", []), by_level.get("team", [])
    if "team" not in wanted and any(_reaches(row, scope.period) for row in company):
        return company
    named = {row["team"] for row in teams if _reaches(row, scope.period)}
    return teams + [row for row in people if row["team"] not in named]


def _rows(measure: str, scope: Scope, reader: Reader) -> list[Row]:
    columns = ["period", "level", "who", "value", *TARGET_COLUMNS]
    rows = Source(scope, reader).plain(TARGETS.name, *columns)
    found = _asked_once(rows.filtered("measure = $measure", measure=measure), reader)
    for name, values in reader.names.in_filters(scope.filters):
        column = TARGETS.column(name).key
        found = [row for row in found if (row[column] or "") in values]
    return found


def _asked_once(select: Select, reader: Reader) -> list[Row]:
    """Return the rows of a question, kept with the reader, whose release never changes.

    Targets are few, and each month of a trend looks at all of them.
    """
    if select.frames:
        return list(reader.run(select).to_dicts())
    kept = _KEPT.setdefault(reader, {})
    key = (select.statement(), select.access, tuple(sorted(select.params.items())))
    if key not in kept:
        kept[key] = list(reader.run(select).to_dicts())
    return kept[key]


TARGET_COLUMNS = ("team", "sales_rep", "sales_rep_name", "product", "product_name", "product_line")


def _reaches(row: Row, period: Period | None) -> bool:
    return period is None or overlap(Period.parse(row["period"]), period) is not None


# --- days ---------------------------------------------------------------------------------------


def overlap(one: Period, other: Period) -> Period | None:
    """Return the days that two periods share."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start < end else None


def _without(period: Period, taken: Iterable[Period]) -> tuple[Period, ...]:
    left = [period]
    for gone in taken:
        left = [part for one in left for part in _cut(one, gone)]
    return tuple(left)


def _cut(one: Period, gone: Period) -> Iterator[Period]:
    if overlap(one, gone) is None:
        yield one
        return
    if one.start < gone.start:
        yield Period(one.start, gone.start)
    if gone.end < one.end:
        yield Period(gone.end, one.end)


def _worked(days: Iterable[Period], workdays: Workdays) -> int:
    return sum(workdays.count(one.start, one.end) for one in days)


def _length(days: Iterable[Period]) -> int:
    return sum(one.days for one in days)


def _periods(
    times: Sequence[Dimension], scope: Scope, of_group: Sequence[Piece]
) -> Iterator[Period]:
    spans = [day for piece in of_group for day in piece.days]
    ever = Period(min(day.start for day in spans), max(day.end for day in spans))
    whole = scope.period or ever
    if not times:
        yield whole
        return
    yield from _buckets(times, whole)


def _buckets(times: Sequence[Dimension], whole: Period) -> Iterator[Period]:
    for bucket in whole.split(min(times, key=fineness).bucket):
        if cut := overlap(bucket, whole):
            yield cut


def _share_over(period: Period, scope: Scope) -> Decimal:
    """Return the share of the period's working days that are over at as-of."""
    workdays = scope.conventions.workdays
    whole = workdays.count(period.start, period.end)
    over = workdays.count(period.start, min(scope.closed_before, period.end))
    return Decimal(over) / whole if whole else Decimal(0)


# --- one row ------------------------------------------------------------------------------------


def _amount(
    of_group: Sequence[Piece], period: Period, measure: Measure, scope: Scope
) -> dict[str, Decimal | bool | float] | None:
    parts = [
        part for piece in of_group if (part := value(piece, period, measure, scope)) is not None
    ]
    if not parts:
        return None
    days = [day for piece in of_group for day in piece.days]
    covered = 1 - _length(_without(period, days)) / period.days
    spread = any(piece.is_cut_by(period) for piece in of_group)
    return {"target": sum(parts, Decimal(0)), "spread": spread, "covered": covered}


def value(piece: Piece, period: Period, measure: Measure, scope: Scope) -> Decimal | None:
    """Return what of a piece counts for the measure in a period; None where nothing falls in it."""
    part = piece.within(period, scope.conventions.workdays)
    if part is None:
        return None
    due = part * _share_over(period, scope) if measure.due else part
    return due.quantize(Decimal(1).scaleb(-DECIMALS[measure.unit]))


def target_rows(
    measure: Measure, group: Sequence[tuple[Dimension, str | date | None]], source: Source
) -> pl.DataFrame:
    """Return the targets behind a number: period, level, who, target, and what of it counts."""
    assert measure.target
    scope = source.scope
    others = [(dim, key) for dim, key in group if dim.grain != "time"]
    dims = [dim for dim, _ in others]
    listed = []
    for piece in pieces(measure.target, dims, scope, source.reader):
        if any(piece.row[TARGETS.column(dim.name).key] != key for dim, key in others):
            continue
        for period in _periods([], scope, [piece]):
            part = value(piece, period, measure, scope)
            if part is not None:
                who = piece.row["sales_rep_name"] or piece.row["product_name"] or piece.row["who"]
                row = {name: piece.row[name] for name in ("period", "level")}
                listed.append({**row, "who": who, "target": piece.row["value"], "value": part})
    return pl.DataFrame(listed, schema=ROW_SCHEMA)


def _named(dims: Sequence[Dimension], key: Sequence[str | None], row: Row) -> dict[str, str | None]:
    named = {dim.name: value for dim, value in zip(dims, key, strict=True)}
    labels = {
        f"{dim.name}__label": row[TARGETS.column(dim.name).label or "who"]
        for dim in dims
        if dim.named
    }
    return named | labels


def _stamps(times: Sequence[Dimension], period: Period) -> dict[str, date]:
    return {dim.name: first_day(period.start, dim.bucket) for dim in times}


def _schema(dims: Sequence[Dimension]) -> dict[str, pl.DataType]:
    schema: dict[str, pl.DataType] = {
        dim.name: pl.Date() if dim.grain == "time" else pl.String() for dim in dims
    }
    schema |= {f"{dim.name}__label": pl.String() for dim in dims if dim.named}
    amounts = {"target": MONEY, "spread": pl.Boolean(), "covered": pl.Float64()}
    return schema | amounts
