"""Two figures over 24 months, or over the weeks of the period: one as bars, one as a line below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import DATES, Metric
from ordertrack.period import Grain, Period
from ordertrack.scope import Scope
from ordertrack.views import charts, currencies, figures, formats, markup, sparks
from ordertrack.views.view import View
from ordertrack.words import Text, t

MONTHS = 24
DAYS_SHOWN = 14  # a period up to this many days is shown by day
WEEKS_SHOWN = 366  # and up to this many by week
TICKS = 15  # more weeks than this are named by their months
BESIDE = CATALOG["orders"]  # what makes every other figure readable


@dataclass(frozen=True)
class Trend:
    """The figures of every piece of time: `times` has a row for each of `pieces`."""

    bars: Metric
    line: Metric
    grain: Grain
    scope: Scope
    pieces: list[Period]
    times: pl.DataFrame
    money: currencies.Currencies

    def unit(self, metric: Metric) -> str:
        """Return the unit of a figure, with its currency where it is in one."""
        if metric.unit != "money":
            return metric.unit
        return currencies.in_unit("money", self.money)

    @property
    def metrics(self) -> list[Metric]:
        return list({m.name: m for m in (self.bars, self.line, BESIDE)}.values())

    def is_empty(self) -> bool:
        """Whether there is no order at all."""
        return not self.times[BESIDE.name].fill_null(0).sum()


def grain_within(period: Period | None) -> Grain | None:
    """Return into what a period is divided; None where it is too long for that."""
    if period is None or period.days is None or period.days > WEEKS_SHOWN:
        return None
    return "day" if period.days <= DAYS_SHOWN else "week"


def trend(view: View, bars: Metric, line: Metric, grain: Grain) -> Trend:
    """Return both figures by month around the period, or by week or day within it."""
    scope = figures.around(view, MONTHS) if grain == "month" else view.scope
    names = tuple(dict.fromkeys((bars.name, line.name, BESIDE.name)))
    times = figures.over_time(view, names, scope, grain)
    shown = next((metric for metric in (bars, line) if metric.unit == "money"), None)
    money = currencies.currencies_of(view, shown, scope) if shown else ()
    return Trend(bars, line, grain, scope, counted_pieces(times, grain, scope), times, money)


def counted_pieces(times: pl.DataFrame, grain: Grain, scope: Scope) -> list[Period]:
    """Return the pieces as counted: a week at an edge has only its days in the period."""
    assert scope.period is not None
    first, end = scope.period.start, scope.period.end
    whole = [Period.around(start, grain) for start in times[grain]]
    return [Period(max(piece.start, first), min(piece.end, end)) for piece in whole]


def title(bars: Metric, line: Metric) -> Text:
    return t("{one} and {other}", one=bars.label, other=formats.within(line.label))


def table_alt(found: Trend) -> Text:
    one, other, *beside = found.metrics
    if not beside:
        return t("{one} and {other} over time", one=one.label, other=formats.within(other.label))
    return t(
        "{one}, {other} and {beside} over time",
        one=one.label,
        other=formats.within(other.label),
        beside=formats.within(beside[0].label),
    )


def chart_alt(found: Trend, lang: str) -> Text:
    """Say the span and the newest values, for those who do not see the chart."""
    last = found.times.row(-1, named=True)
    bars, line = (
        sparks.point(last, metric, found.unit(metric), lang) for metric in (found.bars, found.line)
    )
    return t(
        "{title} from {first} to {last}; the last: {bars}, {line}",
        title=title(found.bars, found.line),
        first=found.pieces[0].label(lang),
        last=found.pieces[-1].label(lang),
        bars=bars,
        line=line,
    )


# --- the chart ------------------------------------------------------------------------------------


def chart(found: Trend, view: View, ink: str | None) -> go.Figure:
    """Return the figure; its bars and points stand for their pieces of time."""
    lang, period = view.lang, view.scope.period
    line, rows = _numbers(found, found.line), found.times.to_dicts()
    thin = [sparks.is_thin(row, found.line) for row in rows]
    return charts.bars_and_line(
        [str(piece) for piece in found.pieces],
        tick_names(found.pieces, found.grain),
        charts.Pane(
            values=(bars := _numbers(found, found.bars)),
            title=markup.plotly(_bars_title(found).to(lang) + _unit_title(found, found.bars, lang)),
            hovers=[
                _hover(row, piece, found, lang)
                for row, piece in zip(rows, found.pieces, strict=True)
            ],
            ticks=formats.ticks(max([*(x for x in bars if x is not None), 0.0]), lang),
        ),
        charts.Pane(
            values=line,
            title=markup.plotly(
                _line_title(found, line).to(lang) + _unit_title(found, found.line, lang)
            ),
            hovers=[
                f"{piece.label(lang)}<br>"
                + markup.plotly(sparks.point(row, found.line, found.unit(found.line), lang))
                for row, piece in zip(rows, found.pieces, strict=True)
            ],
            labels=_labels(found, line),
            thin=thin,
            is_ratio=found.line.unit == "ratio",
        ),
        chosen=frozenset(str(piece) for piece in found.pieces if _within(piece, period)),
        ink=ink,
    )


def _numbers(found: Trend, metric: Metric) -> list[float | None]:
    return found.times[metric.name].cast(pl.Float64).to_list()


def tick_names(pieces: list[Period], grain: Grain) -> list[str]:
    """Return short names; of many pieces only some have one, so that none touches the next.

    Of many months every second is named, the last one among them; of many weeks the first that
    begins in such a month.
    """
    if grain != "month" and len(pieces) <= TICKS:
        return [f"{piece.start:%m-%d}" for piece in pieces]
    months = [piece.start.month for piece in pieces]
    begins = [place == 0 or month != months[place - 1] for place, month in enumerate(months)]
    every = 2 if sum(begins) > TICKS else 1
    names, years = [], set()
    for place, piece in enumerate(pieces):
        named = begins[place] and (pieces[-1].start.month - piece.start.month) % every == 0
        names.append(_month(piece, with_year=piece.start.year not in years) if named else "")
        years |= {piece.start.year} if named else set()
    return names


def _month(piece: Period, *, with_year: bool) -> str:
    """The number of the month; the year below it where it begins."""
    return f"{piece.start:%m}<br>{piece.start:%Y}" if with_year else f"{piece.start:%m}"


def _bars_title(found: Trend) -> Text:
    """What the bars are; a last one that is not over is named here, where it has room."""
    metric, placed = found.bars.label, DATES[found.bars.date]
    if not _until(found.pieces[-1], found.scope):
        return t("{metric} {placed}", metric=metric, placed=placed)
    day = f"{found.scope.as_of:%m-%d}"
    return t("{metric} {placed}, the last bar to {day}", metric=metric, placed=placed, day=day)


def _line_title(found: Trend, values: list[float | None]) -> Text:
    metric = found.line
    if all(value is None for value in values):
        return t("{metric}: nothing to judge by in this time", metric=metric.label)
    placed = DATES[metric.date]
    if any(sparks.is_thin(row, metric) for row in found.times.iter_rows(named=True)):
        return t(
            "{metric} {placed}, hollow points: fewer than {count} cases",
            metric=metric.label,
            placed=placed,
            count=sparks.THIN,
        )
    return t("{metric} {placed}", metric=metric.label, placed=placed)


def _unit_title(found: Trend, metric: Metric, lang: str) -> str:
    """What the axis counts in: days, a currency, or that several are added up."""
    if metric.unit == "days":
        return f" ({t('days').to(lang)})"
    if metric.unit != "money":
        return ""
    if note := currencies.short_note(found.money):
        return f" ({note.to(lang)})"
    named = found.money[0] if found.money else None
    return f" ({formats.currency_sign(named, lang).strip()})" if named else ""


def _until(piece: Period, scope: Scope) -> Text | None:
    """What is said of a piece that is not over."""
    day = scope.as_of.date()
    if piece.days == 1 or not piece.start <= day < piece.last:
        return None
    return t("to {day}", day=f"{day:%m-%d}")


def _within(piece: Period, period: Period | None) -> bool:
    return period is None or (piece.start < period.end and period.start < piece.end)


def _hover(row: dict[str, Any], piece: Period, found: Trend, lang: str) -> str:
    until = _until(piece, found.scope)
    metrics = {metric.name: metric for metric in (found.bars, BESIDE)}.values()
    return "<br>".join(
        [
            f"{piece.label(lang)} {until.to(lang) if until else ''}",
            *(
                f"{m.label.to(lang)} "
                + markup.plotly(formats.value(row[m.name], found.unit(m), lang))
                for m in metrics
            ),
        ]
    )


def _labels(found: Trend, values: list[float | None]) -> list[str]:
    """The last point, the best and the worst carry their number; few cases are neither."""
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    if not known:
        return [""] * len(values)
    rows = found.times.to_dicts()
    sure = [pair for pair in known if not sparks.is_thin(rows[pair[1]], found.line)] or known
    named = {known[-1][1], max(sure)[1], min(sure)[1]}
    return [
        _label(rows[place], value, found.line) if place in named and value is not None else ""
        for place, value in enumerate(values)
    ]


def _label(row: dict[str, Any], value: float, metric: Metric) -> str:
    """The number; of few cases with how many they are."""
    text = formats.bare(value, metric.unit)
    return f"{text} (n = {sparks.cases_of(row, metric)})" if sparks.is_thin(row, metric) else text


# --- the same as a table --------------------------------------------------------------------------


def table(found: Trend, lang: str) -> pl.DataFrame:
    """Return period and figures to the last digit, the newest first."""
    figures = {
        metric.name: formats.column(found.times[metric.name], found.unit(metric), lang, exact=True)
        for metric in found.metrics
    }
    return pl.DataFrame({"period": [piece.label(lang) for piece in found.pieces], **figures})[::-1]
