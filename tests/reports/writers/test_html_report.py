"""A report as a page: all that it says is there, it loads nothing, no text is markup."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import plotly.graph_objects as go
import pytest
from lxml import html

from ordertrack.reports.content.document import Chart, Document
from ordertrack.reports.writers import parts
from ordertrack.reports.writers.html import write
from tests.reports.sample import HOSTILE, sample
from tests.reports.writers import reading


def read(document: Document) -> Any:
    return html.fromstring(write(document).decode(), parser=html.HTMLParser(huge_tree=True))


@cache
def written(lang: str) -> Any:
    return read(sample(lang))


def text_of(page: Any) -> str:
    return "\n".join(page.xpath("//body//text()[not(ancestor::script)]"))


def charts(page: Any) -> list[dict[str, Any]]:
    return json.loads(page.get_element_by_id("charts").text)["charts"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_of_the_report_is_there(lang: str) -> None:
    assert not reading.missing(sample(lang), text_of(written(lang)))
    assert text_of(written(lang)).count(sample(lang).left_out[0]) == 1


def test_cells_headings_and_contents_are_those_of_the_report() -> None:
    page = written("en")
    assert page.xpath("//h2/text()") == ["Contents", *parts.headings(sample("en"))]
    assert page.xpath("//nav//a/text()") == parts.headings(sample("en"))
    rows = page.xpath("//figure[not(details)]//tbody/tr")
    assert [cell.text for cell in rows[0]] == [HOSTILE, "2024-12-01", "1,234.50", "93.1%"]
    assert page.xpath("//p[@class='verdict good']/text()") == ["▲\N{NO-BREAK SPACE}favourable"]


def test_every_link_leads_somewhere() -> None:
    page = written("zh")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.xpath("//@href")} <= set(ids)


def test_it_loads_nothing_and_holds_plotly_once() -> None:
    page = written("en")
    assert not page.xpath("//@src | //link | //iframe | //object | //form")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert [len(one.text) > 1_000_000 for one in page.xpath("//script")] == [False, True, False]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts_hold_all_values_and_are_figures_of_plotly(lang: str) -> None:
    wanted = [block for _, block in sample(lang).blocks() if isinstance(block, Chart)]
    found = charts(written(lang))
    for chart, figure in zip(wanted, found, strict=True):
        go.Figure(figure)  # raises where plotly does not know a property
        if chart.shape != "waterfall":
            assert [tuple(trace["y"]) for trace in figure["data"]] == [
                series.values for series in chart.series
            ]
    bars = {
        x: (base, y)
        for trace in found[2]["data"]
        for x, base, y in zip(trace["x"], trace["base"], trace["y"], strict=True)
    }
    assert [bars[f"place {place}"] for place in range(5)] == [
        *((0, 10e6), (10e6, 1e6), (9e6, 2e6), (9e6, 0.5e6)),
        (0, 9.5e6),
    ]


def test_values_of_a_chart_can_be_read_without_drawing_it() -> None:
    rows = written("en").xpath("//details")[0].xpath(".//tbody/tr")
    assert [cell.text for cell in rows[0]] == ["2024-01", "CN¥0.0M", "—"]
    assert [cell.text for cell in rows[11]] == ["2024-12", "CN¥11.0M", "90.0%"]


def test_a_text_is_never_markup_and_holds_no_control_characters() -> None:
    document = reading.hostile()
    page = read(document)
    assert not reading.missing(parts.cleaned(document), text_of(page))
    assert len(page.xpath("//script")) == 3
    assert not page.xpath("//b[not(ancestor::p)] | //comment()")
    told = json.dumps(charts(page), ensure_ascii=False)
    assert "<script" not in told.lower() and "&lt;script&gt;" in told
    assert not set(text_of(page)) & {"\x00", "\x08", "\u202e", "\ufffe"}


def test_a_report_without_charts_needs_no_plotly() -> None:
    page = read(reading.wide())
    assert not page.xpath("//script")
    assert text_of(page).count("There is nothing to show here.") == 2


def test_the_same_report_is_the_same_file() -> None:
    assert write(sample("zh")) == write(sample("zh"))
