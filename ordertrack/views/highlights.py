"""What stands out: highlights and shortfalls that clear the noise, each with its evidence.

Asked of every group of people, teams, product lines, regions, channels and tiers at once; what is
listed has been corrected for that. Imports `metrics.analysis.standouts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ordertrack.metrics.analysis import against_rest, standouts
from ordertrack.metrics.analysis.against_rest import Group
from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.scope import Scope
from ordertrack.views import currencies, formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

GROWTH = "growth"
EVERYTHING = ("sales_rep", "team", "product_line", "region", "channel", "tier")
SELLERS = ("sales_rep", "team")
ORDERS, CUSTOMERS = Label("orders", "单"), Label("customers", "家客户")
LEADS = Label("leads", "条线索")
METHOD = t(
    "Each group is held against all others in attainment, growth, on-time delivery, conversion, "
    "margin and returns. Listed is what differs by a point or more and by more than chance, "
    "corrected for the number of comparisons; groups of fewer than 10 cases are left out."
)


@dataclass(frozen=True)
class Figure:
    """One figure that is looked at: by what, what it rests on, and the page that tells more."""

    name: str
    dimensions: tuple[str, ...]
    unit: Label
    page: str

    @property
    def label(self) -> Label:
        """What it is called; growth is that of revenue and no metric of its own."""
        if self.name == GROWTH:
            return Label("Revenue growth on the year before", "销售额同比增幅")
        return CATALOG[self.name].label

    @property
    def metric(self) -> str:
        """The metric whose data it needs."""
        return "revenue" if self.name == GROWTH else self.name

    @property
    def better(self) -> int:
        """Return 1 where more is better, -1 where less is."""
        return -1 if CATALOG[self.metric].better == "down" else 1


# A tier is made of how much was bought: its growth says nothing.
FIGURES = (
    Figure("revenue_attainment", SELLERS, ORDERS, "targets"),
    Figure(GROWTH, EVERYTHING[:-1], CUSTOMERS, "overview"),
    Figure("on_time_rate", EVERYTHING, ORDERS, "delivery"),
    Figure("follow_up_conversion_closed", ("sales_rep", "team", "channel"), LEADS, "people"),
    Figure("gross_margin", EVERYTHING, CUSTOMERS, "products"),
    Figure("return_rate", EVERYTHING, CUSTOMERS, "products"),
)


@dataclass(frozen=True)
class Standout:
    """A group that stands out, of which figure, and how sure that is."""

    figure: Figure
    dimension: str
    name: str
    group: Group

    @property
    def good(self) -> bool:
        return (self.group.value > self.group.rest) == (self.figure.better > 0)

    @property
    def key(self) -> str:
        """Return what a click stands for: page, dimension and value."""
        return "\n".join((self.figure.page, self.dimension, self.group.key))

    def sentence(self, lang: str) -> Text:
        """Say it with its evidence."""
        row = _row(self, lang)
        return t(
            "{who}: {figure} {value}, all others {rest} ({n}; difference {interval} points).",
            who=row["name"],
            figure=formats.within(self.figure.label),
            **{name: row[name] for name in ("value", "rest", "n", "interval")},
        )

    def briefly(self, lang: str) -> Text:
        """Say it without its evidence, where that stands beside it."""
        row = _row(self, lang)
        return t(
            "{who}: {figure} {value}, all others {rest}.",
            who=row["name"],
            figure=formats.within(self.figure.label),
            **{name: row[name] for name in ("value", "rest")},
        )


@dataclass(frozen=True)
class Found:
    """What stands out, the surest first; how many were compared; what could not be asked."""

    standouts: tuple[Standout, ...]
    compared: int
    unasked: tuple[tuple[Figure, Text], ...]

    @property
    def lacking(self) -> tuple[Text, ...]:
        """Say what could not be asked, and why."""
        return tuple(
            t("{figure}: {reason}", figure=figure.label, reason=reason)
            for figure, reason in self.unasked
        )

    def of(self, *, good: bool) -> list[Standout]:
        """Return the highlights or the shortfalls, the surest first."""
        return [one for one in self.standouts if one.good == good]

    def sheet(self, lang: str, *, good: bool) -> Sheet:
        """Return the highlights or the shortfalls; a row's key is what a click stands for."""
        rows = [_row(one, lang) for one in self.of(good=good)]
        texts = ("key", "name", "figure", "value", "rest", "interval", "n")
        return Sheet(
            pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String())),
            (
                Column("name", Label("Who or what", "对象")),
                Column("figure", Label("Figure", "指标")),
                Column("value", Label("Value", "数值")),
                Column("rest", Label("All others", "其余合计")),
                Column(
                    "interval",
                    Label("Difference, points", "差异（百分点）"),
                    help=t("The 95% interval of the difference, in percentage points."),
                ),
                Column("n", Label("Rests on", "依据")),
            ),
        )

    def summary(self) -> Text:
        """Say what was looked at, and whether anything stands out."""
        if not self.compared:
            return t("There is nothing to compare: no group has {few} cases.", few=FEW)
        if not self.standouts:
            return t(
                "Of {count} comparisons of a group with all others none differs by more than "
                "chance explains.",
                count=self.compared,
            )
        return t(
            "{found} of {count} comparisons of a group with all others differ by more than chance "
            "explains; of those listed at most 5% are expected to be chance.",
            found=len(self.standouts),
            count=self.compared,
        )


def _row(one: Standout, lang: str) -> dict[str, str]:
    group = one.group
    low, high = (_points(end) for end in (group.low, group.high))
    n = formats.value(group.n, "count", lang)
    return {
        "key": one.key,
        "name": f"{DIMENSIONS[one.dimension].label.to(lang)} · {one.name}",
        "figure": one.figure.label.to(lang),
        "value": formats.percent(group.value),
        "rest": formats.percent(group.rest),
        "interval": f"{low} … {high}",
        "n": t("{n} {unit}", n=n, unit=one.figure.unit).to(lang),
    }


def _points(difference: float) -> str:
    """Return a difference of rates in percentage points, whose unit the heading names."""
    sign = "+" if difference > 0 else ""
    return sign + formats.percent(difference).removesuffix("%")


def found(view: View) -> Found:
    """Return what stands out in the period of the view."""
    compared: list[Standout] = []
    unasked: list[tuple[Figure, Text]] = []
    for figure in FIGURES:
        reason = _why_not(figure, view)
        if reason is not None:
            unasked.append((figure, reason))
            continue
        for dimension in _dimensions(figure, view):
            names = _names(dimension, view)
            compared += [
                Standout(figure, dimension, names.get(group.key, group.key), group)
                for group in _groups(figure, dimension, view)
            ]
    chosen = against_rest.clear([one.group for one in compared])
    listed = [one for one, stands in zip(compared, chosen, strict=True) if stands]
    listed.sort(key=lambda one: (one.group.p, -abs(one.group.value - one.group.rest)))
    return Found(tuple(listed), len(compared), tuple(unasked))


def _why_not(figure: Figure, view: View) -> Text | None:
    """Return why a figure cannot be compared in this view."""
    if reason := why_empty(figure.metric, view.scope, view.reader):
        return reason
    of_counts = figure.unit is LEADS or figure.name == "on_time_rate"
    if not of_counts and len(currencies.currencies_of(view, CATALOG[figure.metric])) > 1:
        return t("Amounts in several currencies cannot be compared. Filter by one of them.")
    if figure.name != GROWTH:
        return None
    before, first = _year_before(view.scope), view.reader.release.data_from
    if before is None or before.period is None:
        return t("It needs a period: choose a month, a quarter or a year.")
    if first is None or first > before.period.start:
        return t(
            "The history is too short: it begins on {day}, the year before is not in it.",
            day=formats.day(first) if first else formats.NONE,
        )
    return None


def _year_before(scope: Scope) -> Scope | None:
    return replace(scope, comparison="yoy").compared()


def _dimensions(figure: Figure, view: View) -> Iterator[str]:
    """Give the dimensions by which this data can tell the figure, unless filtered by one value."""
    for name in figure.dimensions:
        told = name in view.dimensions and len(view.scope.values(name)) != 1
        if told and why_empty(figure.metric, view.scope, view.reader, by=(name,)) is None:
            yield name


def _names(dimension: str, view: View) -> dict[str, str]:
    """Return what the values of a dimension are called."""
    if not DIMENSIONS[dimension].named:
        return {}
    asked = view.evaluate(("orders",), (dimension,), view.scope)
    pairs = asked.select(pl.col(dimension).cast(pl.String), f"{dimension}__label").drop_nulls()
    return dict(pairs.iter_rows())


def _groups(figure: Figure, dimension: str, view: View) -> Sequence[Group]:
    if figure.name == GROWTH:
        before = _year_before(view.scope)
        assert before is not None
        return standouts.growth(dimension, view.scope, before, view.reader)
    if figure.name in ("gross_margin", "return_rate"):
        return standouts.ratios(figure.name, dimension, view.scope, view.reader)
    asked = view.evaluate((figure.name,), (dimension,), view.scope)
    if figure.name == "revenue_attainment":
        return standouts.attained(figure.name, asked, dimension, view.scope, view.reader)
    return standouts.rates(figure.name, asked, dimension)
