"""tmp"""

from __future__ import annotations

import plotly.graph_objects as go

from ordertrack.reports.content.document import Chart


def figure(chart: Chart, lang: str, ink: str | None) -> go.Figure:
    """Tmp."""
    return go.Figure(
        [
            go.Bar(x=list(chart.categories), y=list(one.values), name=one.name)
            for one in chart.series
        ]
    )
