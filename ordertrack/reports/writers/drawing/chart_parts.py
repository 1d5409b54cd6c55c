"""How a chart is laid out, whatever draws it: names, axes with their ticks, colours, labels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from ordertrack.reports.content.document import Chart, Series
from ordertrack.reports.writers.plain_text import one_line
from ordertrack.views import formats
from ordertrack.views.evaluation.plots import TONES, shortened
from ordertrack.words import Label

# After the tones of the pages some more, as quiet, for charts of many series.
PALETTE = (*TONES, "#5B8C7B", "#C2A98B", "#7A869A", "#B56576")
LINES = (PALETTE[0], *PALETTE[2:])  # a pale line is hardly seen
LINE_COLOUR = TONES[2]  # a line over columns
STEP_COLOURS = {"total": TONES[0], "rise": TONES[1], "fall": TONES[2]}
STEP_NAMES = {
    "total": Label("Total", "总计"),
    "rise": Label("Rise", "增加"),
    "fall": Label("Fall", "减少"),
}
# What an axis of several series is called, and the unit that ticks do not say.
KINDS = {
    "money": Label("Amount", "金额"),
    "count": Label("Number", "数量"),
    "units": Label("Units", "件数"),
    "ratio": Label("Rate", "比率"),
    "growth": Label("Change", "变化"),
    "days": Label("Days", "天数"),
    "score": Label("Score", "得分"),
}
UNITS = {"days": Label("days", "天"), "units": Label("units", "件")}
BELOW = 0.1  # of a line's height: what an axis that does not begin at zero keeps below it
ZOOM = 0.5  # lines that move by less than this share of their height do not begin at zero
TITLE_WIDTH = 60  # letters of an axis's name: a metric's is whole, a text of the data has an end


@dataclass(frozen=True)
class Axis:
    """An axis of values: from `values[0]` to `values[-1]`, a text at each."""

    unit: str
    title: str
    values: tuple[float, ...]
    texts: tuple[str, ...]

    @property
    def ends(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]


@dataclass(frozen=True)
class Step:
    """A bar of a waterfall, between two heights."""

    kind: str
    start: float
    end: float


@dataclass(frozen=True)
class Drawing:
    """A chart with its bars and its lines told apart, and an axis for each of its units."""

    chart: Chart
    lang: str
    bars: tuple[Series, ...]
    lines: tuple[Series, ...]
    left: Axis
    right: Axis | None

    @property
    def is_lying(self) -> bool:
        return self.chart.shape == "bars"

    @property
    def is_stacked(self) -> bool:
        return self.chart.shape == "stacked"

    @property
    def names(self) -> list[str]:
        """The names of the categories, those that are long cut."""
        return [shortened(one_line(name)) for name in self.chart.categories]

    def is_right(self, series: Series) -> bool:
        """Return whether a series is measured by the axis on the right."""
        return self.right is not None and series.unit == self.right.unit

    def colour(self, series: Series) -> str:
        """Return the colour of a series; a single line over columns has one of its own."""
        if self.bars and self.lines == (series,):
            return LINE_COLOUR
        palette = PALETTE if self.bars else LINES
        kept = [one for one in palette if not self.bars or not self.lines or one != LINE_COLOUR]
        return kept[self.chart.series.index(series) % len(kept)]

    def texts(self, series: Series) -> list[str]:
        """Return the values of a series as people read them; none where there is none."""
        written = formats.column(series.values, _plain(series.unit), self.lang)
        if series.unit == "growth":
            written = [formats.signed(one or 0, self.lang, "ratio") for one in series.values]
        given = zip(series.values, written, strict=True)
        return ["" if value is None else text for value, text in given]

    def steps(self) -> list[Step | None]:
        """Return the bars of a waterfall; a step that is not known leaves its place empty."""
        return list(steps(self.chart.series[0].values))

    def legend(self) -> list[tuple[str, str]]:
        """Return names with their colours; empty where there is nothing to tell apart."""
        if self.chart.shape == "waterfall":
            kinds = {step.kind for step in self.steps() if step}
            return [
                (name.to(self.lang), STEP_COLOURS[kind])
                for kind, name in STEP_NAMES.items()
                if kind in kinds
            ]
        found = [(shortened(one_line(one.name)), self.colour(one)) for one in self.chart.series]
        return found if len(found) > 1 else []


def drawing(chart: Chart, lang: str) -> Drawing:
    """Return how a chart is laid out. Raises ValueError where it has more than two units."""
    first = chart.series[0].unit
    lines = tuple(one for one in chart.series if _is_line(chart, one))
    bars = tuple(one for one in chart.series if not _is_line(chart, one))
    left = [one for one in chart.series if one.unit == first]
    right = [one for one in chart.series if one.unit != first]
    if len({one.unit for one in chart.series}) > 2:
        raise ValueError(f"a chart has at most two units: {chart.caption}")
    ends = _ends(chart, [one for one in left if one in bars], [one for one in left if one in lines])
    return Drawing(
        chart,
        lang,
        bars,
        lines,
        _axis(left, ends, lang),
        _axis(right, _right_ends(chart, right), lang) if right else None,
    )


def _is_line(chart: Chart, series: Series) -> bool:
    other = series.unit != chart.series[0].unit
    return chart.shape == "lines" or (chart.shape != "bars" and (series.is_line or other))


def _known(series: Iterable[Series]) -> list[float]:
    return [float(value) for one in series for value in one.values if value is not None]


def _ends(chart: Chart, bars: list[Series], lines: list[Series]) -> tuple[float, float]:
    if not bars:
        return line_ends(_known(lines))
    heights = _known(lines)
    if chart.shape == "waterfall":
        heights += [end for one in steps(bars[0].values) if one for end in (one.start, one.end)]
    elif chart.shape == "stacked":
        for column in zip(*(one.values for one in bars), strict=True):
            heights += [
                sum(value for value in column if value and value * sign > 0) for sign in (1, -1)
            ]
    else:
        heights += _known(bars)
    return min([0.0, *heights]), max([0.0, *heights])


def _right_ends(chart: Chart, lines: list[Series]) -> tuple[float, float]:
    if chart.shape == "pareto":
        return 0.0, max([1.0, *_known(lines)])
    return line_ends(_known(lines))


def line_ends(values: list[float]) -> tuple[float, float]:
    """Return where an axis of lines begins and ends; one that never moves stands upon zero."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low > 0 and 0 < high - low < ZOOM * high:  # a flat line stands at its height above zero
        return low - (high - low) * BELOW, high
    return min(0.0, low), max(0.0, high)


def _axis(series: Sequence[Series], ends: tuple[float, float], lang: str) -> Axis:
    unit = series[0].unit
    values = tick_values(*ends, is_whole=_plain(unit) in ("count", "units"))
    return Axis(
        unit, _title(series, lang), tuple(values), tuple(_tick(one, unit, lang) for one in values)
    )


def _title(series: Sequence[Series], lang: str) -> str:
    """Return a name with the unit: that of the series, or of their kind where there are more."""
    kind, _, currency = _plain(series[0].unit).partition(" ")
    many = len(series) > 1 and kind in KINDS
    name = KINDS[kind].to(lang) if many else shortened(one_line(series[0].name), TITLE_WIDTH)
    unit = UNITS[kind].to(lang) if kind in UNITS else ""
    if currency:
        unit = formats.currency_sign(currency, lang).strip()
    if not unit or (many and kind in UNITS):
        return name
    return f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"


def _tick(value: float, unit: str, lang: str) -> str:
    if _plain(unit) in ("ratio", "growth"):
        text = f"{Decimal(f'{value * 100:.10g}'):,f}%"
    else:
        text = formats.round_name(value, lang)
    return text.replace("-", formats.MINUS)


def _plain(unit: str) -> str:
    return unit.removeprefix("price ")


def tick_values(low: float, high: float, *, is_whole: bool = False) -> list[float]:
    """Return round values of which the first is not above `low` and the last not below `high`."""
    span = max(high, -low) if low <= 0 <= high else high - low
    found, _ = formats.ticks(span or abs(high) or 1.0, "en")
    step = found[1]
    if is_whole:
        step = max(1.0, float(ceil(step)))
    first, last = floor(round(low / step, 9)), ceil(round(high / step, 9))
    return [place * step for place in range(first, max(last, first + 1) + 1)]


def steps(values: Sequence[float | None]) -> Iterator[Step | None]:
    """Yield the bars of a waterfall: the first and the last are totals, the others change them."""
    height = 0.0
    for place, value in enumerate(values):
        if value is None:
            yield None
        elif place in (0, len(values) - 1):
            height = float(value)
            yield Step("total", 0.0, height)
        else:
            before, height = height, height + float(value)
            yield Step("rise" if value >= 0 else "fall", before, height)


def text_width(text: str) -> float:
    """Return about how many letters wide a text is; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(name: str, width: float) -> list[str]:
    """Return a name in lines of at most so many letters, broken at blanks or Chinese characters."""
    found = [""]
    for piece in _pieces(name):
        if text_width(found[-1] + piece.rstrip()) > width and found[-1]:
            found.append("")
        found[-1] += piece if found[-1] else piece.lstrip()
    return [line.strip() for line in found]


def _pieces(name: str) -> list[str]:
    pieces = [""]
    for letter in name:
        if text_width(letter) == 2 or text_width(pieces[-1][-1:]) == 2 or pieces[-1].endswith(" "):
            pieces.append("")
        pieces[-1] += letter
    return [piece for piece in pieces if piece]
