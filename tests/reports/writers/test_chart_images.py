"""Charts are drawn without a browser, with every value, name and axis of theirs."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from lxml import etree

from ordertrack.reports.content.document import Chart, Series, Source
from ordertrack.reports.writers.drawing import chart_images, chart_parts, fonts, plotly_charts
from ordertrack.reports.writers.drawing.chart_parts import drawing
from tests.reports.sample import HOSTILE, sample

SOURCE = Source("x")
LONG = "宁波澄岳智能装备制造股份有限公司华东区域第二事业部"
CHARTS = [
    Chart(
        "columns",
        ("1月", "2月", "3月"),
        (
            Series("收入", (1e7, None, -2e6), "money CNY"),
            Series("准时率", (0.91, 0.93, None), "ratio", is_line=True),
        ),
        "c",
        SOURCE,
    ),
    Chart(
        "stacked",
        ("华东", "华南"),
        (Series("正常", (5.0, 2.0), "count"), Series("异常", (1.0, None), "count")),
        "s",
        SOURCE,
    ),
    Chart("lines", ("Q1", "Q2", "Q3"), (Series("OTIF", (0.8, None, 0.9), "ratio"),), "l", SOURCE),
    Chart("bars", (LONG, "华南"), (Series("成本", (-2e6, 5e6), "money CNY"),), "b", SOURCE),
    *(chart for _, chart in sample("zh").blocks() if isinstance(chart, Chart)),
]


def written(chart: Chart, lang: str = "zh") -> list[str]:
    """The texts of a chart's picture, in order."""
    picture = chart_images.svg(chart, lang, fonts.families(chart, lang))
    root = etree.fromstring(picture.encode())
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: f"{chart.shape}-{chart.caption}")
def test_a_picture_names_all_places_ticks_and_series(chart: Chart) -> None:
    texts = " ".join(written(chart)).replace(" ", "")
    drawn = drawing(chart, "zh")
    axes = [axis for axis in (drawn.left, drawn.right) if axis]
    wanted = [text for axis in axes for text in (*axis.texts, axis.title)]
    wanted += [*drawn.names, *(name for name, _ in drawn.legend())]
    missing = [text for text in wanted if text.replace(" ", "") not in texts]
    assert not missing


def test_numbers_of_an_axis_are_as_people_read_them() -> None:
    assert {"0", "500万", "1,000万", "−250万", "92%"} <= set(written(CHARTS[0]))
    english = drawing(CHARTS[0], "en")
    assert english.left.texts == ("−2.5M", "0", "2.5M", "5M", "7.5M", "10M")
    assert english.left.title == "收入 (CN¥)"


def test_a_long_name_is_cut_and_a_hostile_one_is_letters() -> None:
    assert "宁波澄岳智能装备制造股份…" in written(CHARTS[3])
    assert drawing(CHARTS[5], "zh").names[-1] == HOSTILE[:25] + "…"
    assert any(text.startswith('=HYPERLINK("http') for text in written(CHARTS[5]))


def test_an_unknown_value_is_a_gap_not_a_zero() -> None:
    picture = chart_images.svg(CHARTS[2], "en", fonts.families((), "en"))
    lines = [
        one
        for one in etree.fromstring(picture.encode()).iter()
        if "mark-line" in str(one.get("class"))
    ]
    path = next(one.get("d") for line in lines for one in line if one.get("d"))
    assert path.count("M") == 2  # it ends where nothing is known and begins anew
    assert drawing(CHARTS[0], "zh").texts(CHARTS[0].series[0])[1] == ""


def test_steps_of_a_waterfall_stand_on_each_other() -> None:
    found = list(chart_parts.steps((10.0, 1.0, None, -2.0, 9.0)))
    known = [step for step in found if step]
    assert [step.kind for step in known] == ["total", "rise", "fall", "total"]
    assert all(before.end == after.start for before, after in pairwise(known[:-1]))
    assert (known[-1].start, known[-1].end) == (0.0, 9.0)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 12, [0, 5, 10, 15]),
        (-2e6, 1e7, [-2.5e6, 0, 2.5e6, 5e6, 7.5e6, 1e7]),
        (0.8, 0.9, [0.8, 0.825, 0.85, 0.875, 0.9]),
        (0, 0, [0, 0.25]),
        (7, 7, [6, 8]),
    ],
)
def test_ticks_hold_all_values(low: float, high: float, ticks: list[float]) -> None:
    found = chart_parts.tick_values(low, high)
    assert found == pytest.approx(ticks)
    assert found[0] <= low and found[-1] >= high


def test_a_flat_rate_of_everything_has_no_axis_above_it() -> None:
    series = (Series("OTIF", (1.0, 1.0, 1.0), "ratio"),)
    drawn = chart_parts.drawing(Chart("lines", ("Q1", "Q2", "Q3"), series, "l", SOURCE), "en")
    assert drawn.left.values[0] == 0 and drawn.left.values[-1] == 1


def test_there_is_no_quarter_of_an_order() -> None:
    assert chart_parts.tick_values(0, 2, is_whole=True) == [0, 1, 2]


def test_a_chart_of_three_units_is_refused() -> None:
    units = ("count", "ratio", "days")
    series = tuple(Series(unit, (1.0,), unit, is_line=True) for unit in units)
    with pytest.raises(ValueError, match="at most two units"):
        drawing(Chart("lines", ("a",), series, "c", SOURCE), "en")


def test_a_png_is_twice_as_fine() -> None:
    found = chart_images.png(CHARTS[1], "zh", fonts.families((), "zh"))
    width, _ = struct.unpack(">II", found[16:24])
    assert width == pytest.approx(1320, abs=40)


def test_the_value_of_what_falls_stands_above_its_bar_and_not_upon_the_axis() -> None:
    falls, below = chart_parts.Step("fall", 4.0, 1.0), chart_parts.Step("fall", 1.0, -2.0)
    assert plotly_charts._bar(falls) == (1.0, 3.0)
    assert plotly_charts._bar(below) == (1.0, -3.0)


def test_a_line_that_never_moves_stands_upon_zero() -> None:
    """All on time is 100%: an axis from there upwards would end at 125%."""
    assert chart_parts.tick_values(*chart_parts.line_ends([1.0, 1.0]))[-1] == 1.0
    assert chart_parts.line_ends([0.8, 0.9])[0] > 0.7


def test_a_step_down_has_its_label_above_it_where_no_axis_is() -> None:
    series = (Series("Revenue", (100.0, -95.0, 5.0), "money CNY"),)
    chart = Chart("waterfall", ("before", "fewer", "now"), series, "w", SOURCE)
    drawn = plotly_charts.figure(chart, "en")["data"]
    assert [bar["y"] for bar in drawn if bar["base"] == [5]] == [[95]]


def test_an_axis_writes_large_shares_as_the_table_does_and_names_its_metric_whole() -> None:
    name = "Revenue per expense of channels"
    series = (Series(name, (60.828, 0.964), "ratio"),)
    axis = drawing(Chart("bars", ("referral", "fair"), series, "roas", SOURCE), "en").left
    assert axis.texts[-1] == "8,000%"
    assert axis.title == name
