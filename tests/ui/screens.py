"""Opening pages from the shell, as a person who follows a link does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
SHELL = str(ROOT / "ordertrack/ui/frame/shell.py")


def opened(page: str | None = None, **asked: str) -> AppTest:
    """A page with these query parameters, in English unless they say otherwise."""
    at = AppTest.from_file(SHELL, default_timeout=60)
    for name, value in {"lang": "en", **asked}.items():
        at.query_params[name] = value
    if page and page != "overview":  # which stands at the bare address
        at.switch_page(f"../../../pages/{page}.py")
    at.run()
    assert not at.exception, at.exception
    return at


def told(at: AppTest) -> str:
    """All running text of the page."""
    kinds = (at.header, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error)
    return "\n".join(str(block.value) for kind in kinds for block in kind)


def cards(at: AppTest) -> dict[str, str]:
    """The KPI cards by name."""
    return {metric.label: metric.value for metric in at.metric}


def untitled(at: AppTest) -> list[Any]:
    """The charts whose axis of values does not say what it counts; small lines have no axis."""
    found = [json.loads(one.proto.spec) for one in at.get("plotly_chart")]
    return [one for one in found if one["data"] and not _says_what_it_counts(one)]


def _says_what_it_counts(figure: dict[str, Any]) -> bool:
    first, layout = figure["data"][0], figure["layout"]
    if first["type"] == "heatmap" or layout["xaxis"].get("visible") is False:
        return True
    if "yaxis2" in layout:  # two panes, each with its words above
        return all(note["text"] for note in layout["annotations"][:2])
    lying = first.get("orientation") == "h" or "error_x" in first
    title = layout["xaxis" if lying else "yaxis"].get("title", {})
    return bool(title.get("text"))
