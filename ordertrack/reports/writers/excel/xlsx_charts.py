"""Native charts of a workbook, drawn from cells of its data sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.worksheet import Worksheet

from ordertrack.reports.content.document import Chart, Series
from ordertrack.reports.writers import look
from ordertrack.reports.writers.drawing import waterfall
from ordertrack.reports.writers.excel import number_formats
from ordertrack.reports.writers.excel.xlsx_cells import HEADING, Styles, write_text
from ordertrack.reports.writers.plain_text import one_line, shortened, width
from ordertrack.views.evaluation.sheet import unlike
from ordertrack.words import Label

WIDE = 900  # pixels
SMALL = {"size": 9, "color": f"#{look.INK}"}
GRID = {"visible": True, "line": {"color": f"#{look.RULE}", "width": 0.5}}
TYPES: dict[str, dict[str, str]] = {
    "columns": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "lines": {"type": "line"},
    "bars": {"type": "bar"},
    "pareto": {"type": "column"},
    "waterfall": {"type": "column", "subtype": "stacked"},
}
FULL_NAME = Label("Full name", "全称")
TONES = {"rise": look.RISE, "fall": look.FALL, "total": look.TOTAL}


@dataclass
class Data:
    """The sheet that holds what charts are drawn from, filled from the top."""

    sheet: Worksheet
    name: str
    styles: Styles
    row: int = 2

    def add(self, chart: Chart, caption: str) -> int:
        """Write a chart's categories and values; return the row of its headings."""
        first = self.row + 1
        write_text(self.sheet, self.row, 0, caption, self.styles.text(bold=True))
        columns = columns_of(chart, self.styles.lang)
        for place, title in enumerate(["", *(name for name, _, _ in columns)]):
            write_text(self.sheet, first, place, title, self.styles.text(**HEADING))
        for place, (_, values, unit) in enumerate(columns, start=1):
            self._fill(first + 1, place, values, unit)
        short = short_names(chart)
        self._fill_names(first + 1, 0, short)
        if short != list(chart.categories):
            whole = len(columns) + 1
            title = FULL_NAME.to(self.styles.lang)
            write_text(self.sheet, first, whole, title, self.styles.text(**HEADING))
            self._fill_names(first + 1, whole, chart.categories)
        self.row = first + len(chart.categories) + 3
        return first

    def _fill(self, row: int, place: int, values: Sequence[float | None], unit: str) -> None:
        seen = self.styles.of(num_format=number_formats.of_unit(unit, self.styles.lang))
        for down, value in enumerate(values):
            if value is not None:
                self.sheet.write_number(row + down, place, value, seen)

    def _fill_names(self, row: int, place: int, names: Sequence[str]) -> None:
        for down, name in enumerate(names):
            write_text(self.sheet, row + down, place, name, self.styles.text())

    def cells(self, first: int, place: int, count: int) -> list[Any]:
        """Return the cells under a heading, as a chart is given them."""
        return [self.name, first + 1, place, first + count, place]


def short_names(chart: Chart) -> list[str]:
    """Return names of categories that leave room for the chart, no two of them alike."""
    most = 40 if chart.shape == "bars" else 24 if len(chart.categories) <= 8 else 16
    return unlike([shortened(one_line(name), most) for name in chart.categories])


def columns_of(chart: Chart, lang: str) -> list[tuple[str, tuple[float | None, ...], str]]:
    """Return what stands in the data sheet: the series, and for a waterfall what is stacked."""
    found = [(one.name, one.values, one.unit) for one in chart.series]
    if chart.shape != "waterfall":
        return found
    stacked, unit = waterfall.steps(chart.series[0].values), chart.series[0].unit
    found.append((waterfall.BASE.to(lang), stacked.base, unit))
    parts = stacked.parts.items()
    return found + [(waterfall.NAMES[name].to(lang), one, unit) for name, one in parts]


def drawn(book: Workbook, chart: Chart, data: Data, first: int) -> Drawn:
    """Return a chart over the cells whose headings stand in the row `first`."""
    made: Any = book.add_chart(dict(TYPES[chart.shape]))
    if chart.shape == "waterfall":
        _add_steps(made, chart, data, first)
    else:
        _add_series(book, made, chart, data, first)
    _axes(made, chart, data.styles.lang)
    made.set_title({"none": True})
    made.set_size({"width": WIDE, "height": height(chart)})
    made.set_chartarea({"border": {"none": True}})
    return made


def height(chart: Chart) -> int:
    """Return the pixels that a chart needs: lying bars need room for each name."""
    groups = len(chart.categories) * max(len(chart.series), 1)
    return max(340, 90 + 20 * groups) if chart.shape == "bars" else 340


def _add_series(book: Workbook, made: Drawn, chart: Chart, data: Data, first: int) -> None:
    over: Any = None
    unit = chart.series[0].unit
    for place, series in enumerate(chart.series, start=1):
        is_over = series.is_line and chart.shape != "lines"
        if is_over:
            over = over or book.add_chart({"type": "line"})
        described = _described(chart, series, data, (first, place))
        if is_over and series.unit != unit:
            described["y2_axis"] = True
        (over if over and is_over else made).add_series(described)
    if over:
        seconds = [one for one in chart.series if one.is_line and one.unit != unit]
        if seconds:
            over.set_y2_axis(_second_axis(seconds, data.styles.lang))
        made.combine(over)


def _described(chart: Chart, series: Series, data: Data, at: tuple[int, int]) -> dict[str, Any]:
    first, place = at
    count, is_line = len(chart.categories), series.is_line or chart.shape == "lines"
    found: dict[str, Any] = {
        "name": [data.name, first, place],
        "categories": data.cells(first, 0, count),
        "values": data.cells(first, place, count),
        "gap": 60,
    }
    colour = look.SERIES[(place - 1) % len(look.SERIES)]
    if is_line and chart.shape != "lines":
        colour = look.LINE
    if is_line:
        marker = {"type": "circle", "size": 5, "fill": {"color": f"#{colour}"}}
        marker["border"] = {"color": f"#{colour}"}
        return found | {"line": {"color": f"#{colour}", "width": 2.25}, "marker": marker}
    found["fill"] = {"color": f"#{colour}"}
    if len(chart.series) == 1 and (chart.shape == "bars" or count <= 12):
        seen = number_formats.of_axis(series.unit, series.values, data.styles.lang)
        found["data_labels"] = {"value": True, "num_format": seen, "font": SMALL}
    return found


def _add_steps(made: Drawn, chart: Chart, data: Data, first: int) -> None:
    """Stack an invisible column below each step; the step's own value is its label."""
    count, lang = len(chart.categories), data.styles.lang
    [series] = chart.series
    stacked = waterfall.steps(series.values)
    common = {"categories": data.cells(first, 0, count), "gap": 40}
    hidden = {"fill": {"none": True}, "border": {"none": True}}
    base = {"values": data.cells(first, 2, count), "name": [data.name, first, 2]}
    made.add_series(common | base | hidden)
    seen = number_formats.of_axis(series.unit, series.values, lang)
    for place, (name, values) in enumerate(stacked.parts.items(), start=3):
        tone = f"#{TONES[name.removesuffix('_below')]}"
        labels = [_label(data, first + 1 + row, bool(value)) for row, value in enumerate(values)]
        part = {"values": data.cells(first, place, count), "name": [data.name, first, place]}
        ink = {"color": "#FFFFFF" if name == "total" else f"#{look.INK}"}
        labelled = {"value": True, "custom": labels, "num_format": seen, "font": SMALL | ink}
        if not name.endswith("_below") or name.removesuffix("_below") not in stacked.parts:
            part["data_labels"] = labelled
        made.add_series(common | part | {"fill": {"color": tone}})


def _label(data: Data, row: int, is_seen: bool) -> dict[str, Any]:
    quoted = data.name.replace("'", "''")
    return {"value": f"='{quoted}'!$B${row + 1}"} if is_seen else {"delete": True}


def _axes(made: Any, chart: Chart, lang: str) -> None:
    seen = number_formats.of_axis(chart.series[0].unit, waterfall.tops(chart), lang)
    if chart.shape == "bars":
        made.set_x_axis(_value_axis(seen))  # where the bars end: across
        made.set_y_axis(_name_axis(chart) | {"reverse": True, "crossing": "max"})
    else:
        made.set_y_axis(_value_axis(seen))
        made.set_x_axis(_name_axis(chart))
    several = {"position": "bottom", "font": SMALL}
    made.set_legend(several if len(chart.series) > 1 else {"none": True})


def _name_axis(chart: Chart) -> dict[str, Any]:
    """Describe the axis of names: below all columns, at a slant where they are long."""
    longest = max((width(one) for one in short_names(chart)), default=0)
    slanted = chart.shape != "bars" and longest * len(chart.categories) > 130
    return {
        "num_font": SMALL | ({"rotation": -45} if slanted else {}),
        "line": {"color": f"#{look.RULE}"},
        "label_position": "low",
    }


def _value_axis(seen: str) -> dict[str, Any]:
    return {
        "num_format": seen,
        "num_font": SMALL,
        "line": {"none": True},
        "major_gridlines": GRID,
    }


def _second_axis(series: Sequence[Series], lang: str) -> dict[str, Any]:
    """Describe the axis on the right: rates of at most 1 end at 100%, no lines of its own."""
    values = [value for one in series for value in one.values if value is not None]
    shares = series[0].unit == "ratio" and values and min(values) >= 0 and max(values) <= 1
    seen = number_formats.of_axis(series[0].unit, values, lang)
    limits = {"min": 0, "max": 1} if shares else {}
    return _value_axis(seen) | {"major_gridlines": {"visible": False}} | limits
