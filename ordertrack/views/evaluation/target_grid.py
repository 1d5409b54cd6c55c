"""A year of targets as a grid: who × year, quarters, months; and what quarters leave to months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from ordertrack.metrics.analysis.stated_targets import stated_targets
from ordertrack.metrics.catalog import CATALOG
from ordertrack.period import Period
from ordertrack.records.journal import KINDS, Change
from ordertrack.records.journal.kinds import LEVELS
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t
from ordertrack.workdays import Workdays

DIMENSION_OF = {"team": "team", "person": "sales_rep", "product": "product"}
MEASURES = ("revenue", "new_customers", "units")
NAMES = 200  # rows of the grid; more of them are found by their targets only
COMPANY = Label("Whole company", "全公司")
Values = Mapping[str, Decimal | None]  # of one row: a stated target by period


@dataclass(frozen=True)
class Grid:
    """Targets of one year, level and measure: `frame` has key, name and a column per period."""

    year: int
    level: str
    measure: str
    frame: pl.DataFrame
    typed: frozenset[tuple[str, str]]

    name = "targets"  # of the table in a session

    @property
    def place(self) -> str:
        """Which grid it is."""
        return f"{self.year}_{self.level}_{self.measure}"

    @property
    def periods(self) -> list[str]:
        """The periods of the year, in the order of the columns."""
        return periods(self.year)

    def changes(self, edited: Mapping[int, Mapping[str, Any]]) -> list[Change]:
        """Return what the journal has to keep, of cells by row and period."""
        target, keys = KINDS["target"], self.frame["key"].to_list()
        return [
            change
            for row, cells in edited.items()
            for period, value in cells.items()
            for change in target.changes(self._key(keys[row], period) | {"value": value})
        ]

    def _key(self, who: str, period: str) -> dict[str, str]:
        return {"period": period, "level": self.level, "name": who, "measure": self.measure}

    def with_cells(self, edited: Mapping[int, Mapping[str, Any]]) -> pl.DataFrame:
        """Return the frame as it would be with these cells."""
        rows = self.frame.to_dicts()
        for row, cells in edited.items():
            rows[row] |= {name: _number(value) for name, value in cells.items()}
        return pl.DataFrame(rows, schema=self.frame.schema)


def periods(year: int) -> list[str]:
    """Return a year, then each of its quarters followed by its months."""
    found = [str(year)]
    for quarter in range(1, 5):
        found.append(f"{year}-Q{quarter}")
        found += months_of(year, quarter)
    return found


def months_of(year: int, quarter: int) -> list[str]:
    """Return the months of a quarter."""
    return [f"{year}-{month:02}" for month in range(3 * quarter - 2, 3 * quarter + 1)]


def levels(view: View) -> list[str]:
    """Return the levels that targets can be set for in this data."""
    return ["company", *(level for level, dim in DIMENSION_OF.items() if dim in view.dimensions)]


def level_name(level: str) -> Label:
    """Return what people call a level."""
    return LEVELS[level]


def measures(view: View, level: str) -> list[str]:
    """Return what targets can be set for on a level, what attainment asks for first."""
    first = ["units", "revenue"] if level == "product" else list(MEASURES)
    others = [
        name
        for name, metric in CATALOG.items()
        if name not in MEASURES and metric.group != "targets" and not metric.share
    ]
    return first + others


def adds_up(measure: str) -> bool:
    """Return whether the targets of months add up to that of their quarter."""
    return CATALOG[measure].accumulates and not CATALOG[measure].denominator


def grid(view: View, level: str, measure: str, year: int) -> Grid:
    """Return the targets of a year, with everyone who sold in the data or has a target."""
    stated = stated_targets(view.scope, view.reader).filter(
        pl.col("level") == level,
        pl.col("measure") == measure,
        pl.col("period").is_in(periods(year)),
    )
    stated = stated.with_columns(pl.col("who").fill_null(""))
    cells = {(row["who"], row["period"]): row["value"] for row in stated.to_dicts()}
    names = _names(view, level) | dict(stated.select("who", "name").drop_nulls().iter_rows())
    rows = [
        {"key": key, "name": name} | {one: cells.get((key, one)) for one in periods(year)}
        for key, name in names.items()
    ]
    amounts = dict.fromkeys(periods(year), pl.Decimal(18, 4))
    frame = pl.DataFrame(rows, schema={"key": pl.String(), "name": pl.String(), **amounts})
    typed = stated.filter(pl.col("origin") == "typed").select("who", "period")
    return Grid(year, level, measure, frame, frozenset(typed.iter_rows()))


def _names(view: View, level: str) -> dict[str, str]:
    if level == "company":
        return {"": COMPANY.to(view.lang)}
    dimension = DIMENSION_OF[level]
    ever = view.scope.with_period(None)
    found = view.evaluate(("orders",), (dimension,), ever).sort("orders", descending=True)
    found = found.filter(pl.col(dimension).is_not_null()).head(NAMES)
    label = f"{dimension}__label" if f"{dimension}__label" in found.columns else dimension
    return {key: name or key for key, name in found.select(key=dimension, name=label).iter_rows()}


def heading(period: str, lang: str) -> str:
    """Return a short heading for a period: `2026`, `Q1`, `1月`."""
    if "Q" in period:
        return period.partition("-")[2]
    if "-" in period:
        month = int(period.partition("-")[2])
        return f"{month}月" if lang == "zh" else f"{Period.parse(period).start:%b}"
    return period


# --- quarters and their months --------------------------------------------------------------------


def spread(values: Values, year: int, workdays: Workdays, decimals: int) -> dict[str, Decimal]:
    """Return the months that are not set, by what their quarter or year leaves, by working days.

    A quarter's own months come first; what the year leaves goes to the months of quarters that are
    not set themselves.
    """
    found: dict[str, Decimal] = {}
    loose: list[str] = []
    left = values.get(str(year))
    for quarter in range(1, 5):
        months, whole = months_of(year, quarter), values.get(f"{year}-Q{quarter}")
        if whole is not None:
            found |= _shared(whole, months, values, workdays, decimals)
        else:
            loose += months
        if left is not None:
            left -= whole if whole is not None else sum(values.get(m) or 0 for m in months)
    if left is not None:
        unset = [month for month in loose if values.get(month) is None]
        found |= _by_days(left, unset, workdays, decimals)
    return found


def _shared(
    whole: Decimal, months: Sequence[str], values: Values, workdays: Workdays, decimals: int
) -> dict[str, Decimal]:
    unset = [month for month in months if values.get(month) is None]
    left = whole - sum(values.get(month) or 0 for month in months)
    return _by_days(left, unset, workdays, decimals)


def _by_days(
    left: Decimal, months: Sequence[str], workdays: Workdays, decimals: int
) -> dict[str, Decimal]:
    """Share what is left over months by their working days; the last one takes the rounding."""
    if left <= 0 or not months:
        return {}
    days = {month: _days(month, workdays) for month in months}
    total, unit = sum(days.values()) or 1, Decimal(1).scaleb(-decimals)
    parts = {
        month: (left * count / total).quantize(unit, rounding=ROUND_HALF_UP)
        for month, count in days.items()
    }
    parts[months[-1]] += left - sum(parts.values())
    return parts


def _days(month: str, workdays: Workdays) -> int:
    period = Period.parse(month)
    return workdays.count(period.start, period.end)


def reconciled(frame: pl.DataFrame, year: int, lang: str) -> Sheet:
    """Return quarters (and the year) whose months are set otherwise than they are themselves."""
    rows = []
    for row in frame.to_dicts():
        for quarter in range(1, 5):
            rows += _difference(row, f"{year}-Q{quarter}", months_of(year, quarter), lang)
        rows += _difference(row, str(year), [f"{year}-Q{quarter}" for quarter in range(1, 5)], lang)
    texts, amounts = ("name", "period"), ("whole", "parts", "left")
    schema = dict.fromkeys(texts, pl.String()) | dict.fromkeys(amounts, pl.Decimal(18, 4))
    return Sheet(
        pl.DataFrame(rows, schema=schema),
        (
            Column("name", Label("For", "对象")),
            Column("period", Label("Period", "期间")),
            Column("whole", Label("Set for it", "设定值"), "units"),
            Column("parts", Label("Set for its parts", "各部分之和"), "units"),
            Column("left", Label("Left", "余数"), "units", signed=True),
        ),
    )


def _difference(
    row: Mapping[str, Any], whole: str, parts: Sequence[str], lang: str
) -> list[dict[str, Any]]:
    """The row of a period that is set, as are some of its parts, but to another sum."""
    known = [row[part] for part in parts if row[part] is not None]
    if row[whole] is None or not known or sum(known) == row[whole]:
        return []
    named = Period.parse(whole).label(lang)
    sums = {"whole": row[whole], "parts": sum(known), "left": row[whole] - sum(known)}
    return [{"name": row["name"], "period": named, **sums}]


def left_text(sheet: Sheet) -> Text:
    """Say what the table of differences means."""
    if sheet.frame.filter(pl.col("left") < 0).height:
        return t(
            "Some parts are set to more than their whole: the parts count, the whole is not cut."
        )
    return t("What a whole leaves over is counted in the months that are not set, by working days.")


def decimals(measure: str) -> int:
    """Return how many digits after the point a target of this measure has."""
    return DECIMALS.get(CATALOG[measure].unit, 0)


DECIMALS = {"money": 2, "ratio": 4, "days": 1, "score": 2}


def digits_shown(frame: pl.DataFrame) -> int:
    """Return how many digits after the point the values of a grid need: none or two."""
    values = frame.select(pl.exclude("key", "name")).to_dict().values()
    return 2 if any(value % 1 for column in values for value in column if value is not None) else 0


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.0001"))


# --- who changed what -----------------------------------------------------------------------------


def history(view: View, entries: Sequence[Any]) -> Sheet:
    """Return journal entries about targets as rows, the newest first."""
    rows = [_entry(one, view) for one in entries]
    columns = ("when", "who", "level", "name", "period", "measure", "before", "after", "why")
    schema = {name: pl.String() for name in columns}
    labels = {
        "when": Label("When", "时间"),
        "who": Label("Who", "操作人"),
        "level": Label("Level", "层级"),
        "name": Label("For", "对象"),
        "period": Label("Period", "期间"),
        "measure": Label("Figure", "指标"),
        "before": Label("Before", "之前"),
        "after": Label("After", "之后"),
        "why": Label("Why", "原因"),
    }
    frame = pl.DataFrame(rows, schema=schema)
    return Sheet(frame, tuple(Column(name, labels[name]) for name in columns))


def _entry(one: Any, view: View) -> dict[str, str | None]:
    key = KINDS["target"].key_of(one.subject)
    measure = CATALOG.get(key["measure"])
    return {
        "when": moment(one),
        "who": one.who,
        "level": LEVELS[key["level"]].to(view.lang),
        "name": key["name"] or COMPANY.to(view.lang),
        "period": key["period"],
        "measure": measure.label.to(view.lang) if measure else key["measure"],
        "before": _shown(one.before),
        "after": _shown(one.after),
        "why": one.why,
    }


def _shown(value: Decimal | None) -> str:
    return formats.NONE if value is None else f"{value.normalize():,f}"


def moment(one: Any) -> str:
    """Return when an entry was written, in the time zone of the business."""
    return formats.when(local_time(one.written_at))


def as_sheet(found: Grid, titles: Mapping[str, str]) -> Sheet:
    """Return a grid as a table to look at."""
    columns = [
        Column(period, Label(title, title), f"price {_unit(found.measure)}")
        for period, title in titles.items()
    ]
    return Sheet(found.frame, (Column("name", Label("For", "对象")), *columns))


def _unit(measure: str) -> str:
    return "money" if decimals(measure) else "count"
