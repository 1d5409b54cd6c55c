"""Charts as pictures, drawn without a browser: SVG and PNG. Imports `vega`, `letters`."""

from __future__ import annotations

from functools import cache

import vl_convert

from ordertrack.reports.content.document import Chart
from ordertrack.reports.writers.drawing import letters, vega
from ordertrack.reports.writers.drawing.chart_parts import drawing
from ordertrack.reports.writers.drawing.fonts import Families

VERSION = "6.4"  # of Vega-Lite


def svg(chart: Chart, lang: str, families: Families) -> str:
    """Return a chart, whose letters all have a glyph, as an SVG picture, its texts as texts."""
    _register(families.folder)
    spec = vega.spec(drawing(chart, lang), families.chart)
    return vl_convert.vegalite_to_svg(spec, vl_version=VERSION)


def png(chart: Chart, lang: str, families: Families, scale: float = 2) -> bytes:
    """Return a chart as a PNG picture, twice as fine as it is wide in points."""
    shown = letters.readable(chart, families)
    return vl_convert.svg_to_png(svg(shown, lang, families), scale=scale)


@cache
def _register(folder: str | None) -> None:
    if folder:
        vl_convert.register_font_directory(folder)
