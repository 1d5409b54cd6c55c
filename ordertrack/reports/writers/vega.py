"""A chart as Vega-Lite, which is drawn without a browser. Imports `vega_axes`."""

from __future__ import annotations

from ordertrack.reports.content.document import Series
from ordertrack.reports.writers import chart_parts, vega_axes
from ordertrack.reports.writers.chart_parts import Drawing
from ordertrack.reports.writers.vega_axes import Spec

HEIGHT = 300
ROW, LEAST, MOST = 26, 120, 860  # heights of lying bars: of a row, of a chart
BESIDE = 0.09  # of an axis: room for a label beside the longest lying bar
SIZE = 11
INK, QUIET = "#333333", "#666666"


def spec(drawn: Drawing, font: str) -> Spec:
    """Return a chart as Vega-Lite, its texts in a font."""
    layers = _lying(drawn) if drawn.is_lying else _standing(drawn)
    return {
        "width": vega_axes.WIDTH,
        "height": _height(drawn),
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 4,
        "background": "white",
        "params": [
            {"name": "names", "value": vega_axes.labels(drawn)},
            {"name": "series", "value": [name for name, _ in drawn.legend()]},
        ],
        "layer": layers,
        "resolve": {"scale": {"y": "independent"}} if drawn.right else {},
        "config": _config(font),
    }


def _config(font: str) -> Spec:
    return {
        "font": font,
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK,
            "labelFontSize": SIZE,
            "titleColor": QUIET,
            "titleFontSize": SIZE,
            "titleFontWeight": "normal",
            "domainColor": vega_axes.AXIS,
            "tickColor": vega_axes.AXIS,
        },
        "legend": {"labelColor": INK, "labelFontSize": SIZE, "labelLimit": 260, "offset": 27},
    }


def _height(drawn: Drawing) -> int:
    if not drawn.is_lying:
        return HEIGHT
    rows = len(drawn.names) * (1 if len(drawn.bars) == 1 else 0.7 * len(drawn.bars))
    return int(min(MOST, max(LEAST, 60 + rows * ROW)))


def _lying(drawn: Drawing) -> list[Spec]:
    value = {
        "field": "value",
        "type": "quantitative",
        "stack": None,
        "scale": vega_axes.scale(drawn.left, BESIDE),
        "axis": vega_axes.values_axis(drawn.left, is_below=True),
    }
    encoding = {"y": vega_axes.places(drawn), "x": value} | vega_axes.beside(drawn, "yOffset")
    colour = {"color": vega_axes.colour(drawn)}
    rows = _rows(drawn)
    layers = [_layer(rows, {"type": "bar"}, encoding | colour)]
    for rises, align, shift in ((True, "left", 4), (False, "right", -4)):
        mine = [row for row in rows if (row["value"] >= 0) is rises]
        mark = _text_mark() | {"align": align, "dx": shift, "baseline": "middle"}
        layers.append(_layer(mine, mark, encoding | {"text": {"field": "label"}}))
    return layers


def _layer(rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _text_mark() -> Spec:
    return {"type": "text", "fontSize": SIZE - 1, "color": INK}


def _standing(drawn: Drawing) -> list[Spec]:
    layers: list[Spec] = []
    if drawn.chart.shape == "waterfall":
        layers += _waterfall(drawn)
    elif drawn.bars:
        layers += _columns(drawn)
    layers += [_line(drawn, series) for series in drawn.lines]
    return layers


def _columns(drawn: Drawing) -> list[Spec]:
    height = _height_of(drawn) | {"stack": "zero" if drawn.is_stacked else None}
    encoding = {"x": vega_axes.places(drawn), "y": height, "color": vega_axes.colour(drawn)}
    encoding |= vega_axes.beside(drawn, "xOffset") | {"order": {"field": "series"}}
    rows = _rows(drawn)
    is_single = len(drawn.bars) == 1 and not drawn.is_stacked
    labels = _above(drawn, rows) if is_single and _fits(drawn, rows) else []
    return [_layer(rows, {"type": "bar"}, encoding), *labels]


def _height_of(drawn: Drawing) -> Spec:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": vega_axes.scale(drawn.left),
        "axis": vega_axes.values_axis(drawn.left),
    }


def _fits(drawn: Drawing, rows: list[Spec]) -> bool:
    widest = max((chart_parts.text_width(row["label"]) for row in rows), default=0)
    return widest <= vega_axes.slot(drawn) and (not drawn.lines or drawn.chart.shape == "pareto")


def _above(drawn: Drawing, rows: list[Spec]) -> list[Spec]:
    """Return the labels of bars: above those that rise, below those that fall from zero."""
    # With an axis of its own for the lines every layer has one: those of labels are not drawn.
    hidden: Spec = {"axis": None} if drawn.right else {}
    encoding = {
        "x": vega_axes.places(drawn),
        "y": _height_of(drawn) | hidden,
        "text": {"field": "label"},
    }
    layers = []
    for rises, baseline, shift in ((True, "bottom", -3), (False, "top", 3)):
        mine = [row for row in rows if (row["value"] >= 0) is rises]
        mark = _text_mark() | {"baseline": baseline, "dy": shift}
        layers.append(_layer(mine, mark, encoding))
    return layers


def _waterfall(drawn: Drawing) -> list[Spec]:
    rows = _steps(drawn)
    height = _height_of(drawn) | {"field": "start"}
    encoding = {
        "x": vega_axes.places(drawn),
        "y": height,
        "y2": {"field": "end"},
        "color": vega_axes.colour(drawn),
    }
    labels = _above(drawn, rows) if _fits(drawn, rows) else []
    return [_layer(rows, {"type": "bar"}, encoding), *labels]


def _steps(drawn: Drawing) -> list[Spec]:
    kinds = [name for name, _ in drawn.legend()]
    words = {kind: name.to(drawn.lang) for kind, name in chart_parts.STEP_NAMES.items()}
    labels = drawn.texts(drawn.chart.series[0])
    return [
        {
            "place": place,
            "series": kinds.index(words[step.kind]),
            "start": step.start,
            "end": step.end,
            "value": max(step.start, step.end)
            if max(step.start, step.end) > 0
            else min(step.start, step.end),
            "label": ("+" if step.kind == "rise" else "") + labels[place],
        }
        for place, step in enumerate(drawn.steps())
        if step
    ]


def _line(drawn: Drawing, series: Series) -> Spec:
    is_right = drawn.is_right(series)
    axis = drawn.right if is_right and drawn.right else drawn.left
    first = next(one for one in drawn.lines if drawn.is_right(one) is is_right)
    is_drawn = not drawn.right or (series is first and (is_right or not drawn.bars))
    height = {
        "field": "value",
        "type": "quantitative",
        "scale": vega_axes.scale(axis),
        "axis": vega_axes.values_axis(axis, is_right=is_right) if is_drawn else None,
    }
    place = drawn.chart.series.index(series)
    rows = [{"place": at, "value": one, "series": place} for at, one in enumerate(series.values)]
    mark = {"type": "line", "strokeWidth": 2, "point": {"size": 28, "filled": True}}
    return _layer(
        rows, mark, {"x": vega_axes.places(drawn), "y": height, "color": vega_axes.colour(drawn)}
    )


def _rows(drawn: Drawing) -> list[Spec]:
    """Return a row per bar; where there is no value there is no bar."""
    found = []
    for series in drawn.bars:
        place, texts = drawn.chart.series.index(series), drawn.texts(series)
        found += [
            {"place": at, "value": value, "series": place, "label": texts[at]}
            for at, value in enumerate(series.values)
            if value is not None
        ]
    return found
