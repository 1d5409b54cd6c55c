"""Native charts of a presentation, with their figures in a workbook that people can edit."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from typing import Any

from lxml import etree  # ty: ignore[missing-module-member]  (compiled)
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.util import Pt
from xlsxwriter import Workbook

from ordertrack.reports.content.document import Chart, Series
from ordertrack.reports.writers import look
from ordertrack.reports.writers.drawing import waterfall
from ordertrack.reports.writers.drawing.chart_parts import drawing
from ordertrack.reports.writers.excel import number_formats
from ordertrack.reports.writers.excel.xlsx_cells import OPTIONS
from ordertrack.reports.writers.plain_text import clean, one_line, shortened
from ordertrack.reports.writers.powerpoint.pptx_slides import Box, describe
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import unlike

TYPES = {
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "pareto": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "waterfall": XL_CHART_TYPE.COLUMN_STACKED,
}
TONES = {"rise": look.RISE, "fall": look.FALL, "total": look.TOTAL}
LABELLED = 12  # columns that have room for their values
ROOM = 0.08  # of a chart's height, for a line of letters
Columns = Sequence[tuple[str, Sequence[float | None], str]]


def add_chart(slide: Any, chart: Chart, box: Box, told: str, about: tuple[str, datetime]) -> None:
    """Draw a chart; `told` says what it shows, `about` its language and when its figures hold."""
    lang, moment = about
    names = short_names(chart)
    columns = [(one.name, one.values, one.unit) for one in _main(chart)]
    if chart.shape == "waterfall":
        columns = _stacked(chart, lang)
    shape = slide.shapes.add_chart(TYPES[chart.shape], *box.emu, _data(names, columns, lang))
    describe(shape, told)
    made = shape.chart
    made.font.size, made.font.color.rgb = Pt(12), RGBColor.from_string(look.INK)
    made.has_title = False
    _set_axes(made, chart, lang)
    if chart.shape == "waterfall":
        _paint_steps(made, chart, lang)
    else:
        _paint(made, _main(chart), chart, lang)
    over = _over(chart)
    if over:
        _add_lines(slide, made, chart, names, lang)
    count = len(chart.series)
    made.has_legend = count > 1
    if count > 1:
        made.legend.position = XL_LEGEND_POSITION.BOTTOM
        made.legend.include_in_layout = False
    columns += [(one.name, one.values, one.unit) for one in over]
    workbook = _workbook(names, columns, moment, lang)
    made.part.chart_workbook.update_from_xlsx_blob(workbook)


def short_names(chart: Chart) -> list[str]:
    """Return names of categories that leave room for the chart, no two of them alike."""
    count = len(chart.categories)
    most = 40 if chart.shape == "bars" else 24 if count <= 8 else 14
    return unlike([shortened(one_line(name), most) for name in chart.categories])


def _main(chart: Chart) -> list[Series]:
    """Return the series that the chart is named after, without lines over columns."""
    return [one for one in chart.series if chart.shape == "lines" or not one.is_line]


def _over(chart: Chart) -> list[Series]:
    return [one for one in chart.series if chart.shape != "lines" and one.is_line]


def _stacked(chart: Chart, lang: str) -> list[tuple[str, Sequence[float | None], str]]:
    [series] = chart.series
    steps = waterfall.steps(series.values)
    parts = [(waterfall.NAMES[name].to(lang), one) for name, one in steps.parts.items()]
    found = [(waterfall.BASE.to(lang), steps.base), *parts]
    return [(name, values, series.unit) for name, values in found]


def _data(names: Sequence[str], columns: Columns, lang: str) -> CategoryChartData:
    data = CategoryChartData()
    data.categories = list(names)
    for name, values, unit in columns:
        seen = number_formats.of_unit(unit, lang)
        data.add_series(clean(name), list(values), number_format=seen)
    return data


def _workbook(names: Sequence[str], columns: Columns, moment: datetime, lang: str) -> bytes:
    """Return the figures as PowerPoint opens them for editing; text that would be run is text."""
    memory = BytesIO()
    with Workbook(memory, OPTIONS) as book:
        book.set_properties({"created": moment.replace(tzinfo=None)})
        sheet, text = book.add_worksheet("Sheet1"), book.add_format({"quote_prefix": True})
        sheet.set_column(0, 0, 30)
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, 0, name, text)
        for place, (name, values, unit) in enumerate(columns, start=1):
            sheet.write_string(0, place, clean(name), text)
            seen = book.add_format({"num_format": number_formats.of_unit(unit, lang)})
            for row, value in enumerate(values, start=1):
                if value is not None:
                    sheet.write_number(row, place, value, seen)
    return memory.getvalue()


# --- how it looks ---------------------------------------------------------------------------------


def _set_axes(made: Any, chart: Chart, lang: str) -> None:
    main = _main(chart)
    numbers, named = made.value_axis, made.category_axis
    seen = number_formats.of_axis(main[0].unit, waterfall.tops(chart), lang)
    numbers.tick_labels.number_format = seen
    numbers.tick_labels.number_format_is_linked = False
    if chart.shape == "lines":
        numbers.minimum_scale = drawing(chart, lang).left.values[0] or None
    numbers.format.line.fill.background()
    numbers.major_gridlines.format.line.color.rgb = RGBColor.from_string(look.RULE)
    numbers.major_gridlines.format.line.width = Pt(0.5)
    named.format.line.color.rgb = RGBColor.from_string(look.RULE)
    named.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.shape == "bars":
        named.reverse_order = True
        numbers.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, as names are reversed
    crowded = len(chart.categories) > 16
    named.tick_labels.font.size = Pt(10 if crowded else 12)


def _paint(made: Any, main: Sequence[Series], chart: Chart, lang: str) -> None:
    plot = made.plots[0]
    if chart.shape != "lines":
        plot.gap_width = 60
    for place, (drawn, series) in enumerate(zip(plot.series, main, strict=True)):
        colour = RGBColor.from_string(look.SERIES[place % len(look.SERIES)])
        if chart.shape == "lines":
            _paint_line(drawn, colour)
        else:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour
            drawn.invert_if_negative = False
        has_room = chart.shape == "bars" or len(chart.categories) <= LABELLED
        if len(chart.series) == 1 and chart.shape != "lines" and has_room:
            _label(drawn, number_formats.of_axis(series.unit, series.values, lang))


def _paint_line(drawn: Any, colour: RGBColor) -> None:
    drawn.smooth = False
    drawn.format.line.color.rgb = colour
    drawn.format.line.width = Pt(2.25)
    drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 6
    for part in (drawn.marker.format.fill,):
        part.solid()
        part.fore_color.rgb = colour
    drawn.marker.format.line.color.rgb = colour


def _label(drawn: Any, seen: str) -> None:
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = seen, False
    labels.font.size = Pt(11)
    labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _paint_steps(made: Any, chart: Chart, lang: str) -> None:
    """Hide the column below each step; the step's own value is its label, under a thin step."""
    [series] = chart.series
    plot = made.plots[0]
    plot.gap_width, plot.overlap = 40, 100
    steps = waterfall.steps(series.values)
    plot.series[0].format.fill.background()
    labelled = _label_below(plot.series[0], series, steps.base, lang)
    for drawn, (name, values) in zip(list(plot.series)[1:], steps.parts.items(), strict=True):
        tone = TONES[name.removesuffix("_below")]
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = RGBColor.from_string(tone)
        drawn.invert_if_negative = False
        ink = "FFFFFF" if name == "total" else look.INK  # a thin column lets the paper be seen
        for place, value in enumerate(values):
            if value and place not in labelled:
                labelled.add(place)
                text = _short if name == "total" else _signed
                _label_step(drawn, place, text(series, place, lang), ink)


def _label_below(base: Any, series: Series, heights: Sequence[float | None], lang: str) -> set[int]:
    """Write the steps' values at the upper end of what is hidden below them; return which.

    On a step that is thinner than its letters they could not be read.
    """
    tops = [abs(value) for value in (*heights, *series.values) if value is not None]
    room = max(tops, default=0) * ROOM
    last, found = len(series.values) - 1, set()
    for place, (value, height) in enumerate(zip(series.values, heights, strict=True)):
        if value and 0 < place < last and (height or 0) > room:
            found.add(place)
            _label_step(base, place, _signed(series, place, lang), look.INK)
            base.points[place].data_label.position = XL_LABEL_POSITION.INSIDE_END
    return found


def _signed(series: Series, place: int, lang: str) -> str:
    unit = series.unit.removeprefix("price ")
    return formats.signed(series.values[place], lang, unit)


def _short(series: Series, place: int, lang: str) -> str:
    return formats.value(series.values[place], series.unit.removeprefix("price "), lang)


def _label_step(drawn: Any, place: int, text: str, ink: str) -> None:
    label = drawn.points[place].data_label
    frame = label.text_frame
    frame.text = text
    font = frame.paragraphs[0].runs[0].font
    font.size, font.color.rgb = Pt(11), RGBColor.from_string(ink)


# --- lines over columns ---------------------------------------------------------------------------


def _add_lines(slide: Any, made: Any, chart: Chart, names: Sequence[str], lang: str) -> None:
    """Draw the series that are lines over the columns, on an axis of their own by their unit.

    They are made as a chart of lines, whose drawing is then put into that of the columns.
    """
    over = _over(chart)
    columns = [(one.name, one.values, one.unit) for one in [*_main(chart), *over]]
    box = Box(0, 0, 4, 3)
    other = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, *box.emu, _data(names, columns, lang)
    )
    for place, drawn in enumerate(other.chart.plots[0].series):
        shade = look.LINE if place == len(_main(chart)) else look.SERIES[place % len(look.SERIES)]
        _paint_line(drawn, RGBColor.from_string(shade))
    lines = deepcopy(other.chart._chartSpace.find(f".//{qn('c:lineChart')}"))
    slide.shapes._spTree.remove(other._element)
    slide.part.drop_rel(other._element.xpath(".//c:chart/@r:id")[0])
    for drawn in lines.findall(qn("c:ser"))[: len(_main(chart))]:
        lines.remove(drawn)
    plots = made._chartSpace.find(f".//{qn('c:plotArea')}")
    columns_drawn = plots.find(qn("c:barChart"))
    columns_drawn.addnext(lines)
    own = over[0].unit != _main(chart)[0].unit
    axes = [one.get("val") for one in columns_drawn.findall(qn("c:axId"))]
    if own:
        values = [value for one in over for value in one.values]
        seen = number_formats.of_axis(over[0].unit, values, lang)
        axes = _second_axes(plots, seen, _is_share(over))
    for old, new in zip(lines.findall(qn("c:axId")), axes, strict=True):
        old.set("val", new)


def _is_share(series: Sequence[Series]) -> bool:
    values = [value for one in series for value in one.values if value is not None]
    return series[0].unit == "ratio" and bool(values) and 0 <= min(values) <= max(values) <= 1


SECOND = """
<c:x xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
     xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<c:valAx><c:axId val="50020"/><c:scaling><c:orientation val="minMax"/>{limits}</c:scaling>
<c:delete val="0"/><c:axPos val="r"/><c:numFmt formatCode="" sourceLinked="0"/>
<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>
<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>
<c:crossAx val="50010"/><c:crosses val="max"/><c:crossBetween val="between"/></c:valAx>
<c:catAx><c:axId val="50010"/><c:scaling><c:orientation val="minMax"/></c:scaling>
<c:delete val="1"/><c:axPos val="b"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>
<c:tickLblPos val="nextTo"/><c:crossAx val="50020"/><c:crosses val="autoZero"/><c:auto val="1"/>
<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx></c:x>
"""
LIMITS = '<c:max val="1"/><c:min val="0"/>'


def _second_axes(plots: Any, seen: str, is_share: bool) -> list[str]:
    """Add an axis on the right side; return the ids of both that the lines need."""
    text = SECOND.format(limits=LIMITS if is_share else "").replace("\n", "")
    made = etree.fromstring(text, plots.getroottree().parser)
    made[0].find(qn("c:numFmt")).set("formatCode", seen)
    last = plots.findall(qn("c:valAx"))[-1]
    for axis in reversed(list(made)):
        last.addnext(axis)
    return ["50010", "50020"]
