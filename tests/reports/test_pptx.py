"""A report as a presentation, read back: every figure, cell, point of a chart and reference."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Emu, Pt

from ordertrack.reports.content.document import (
    Bullets,
    Chart,
    Document,
    Figures,
    Paragraph,
    Section,
    Series,
    Table,
)
from ordertrack.reports.writers import look, parts
from ordertrack.reports.writers.appendix import basis_rows
from ordertrack.reports.writers.drawing import waterfall
from ordertrack.reports.writers.powerpoint import pptx
from tests.reports.sample import HOSTILE, sample

MILLIONS = range(10**6, 10**6 + 15)
LONG = "内蒙古自治区呼和浩特市第一智能装备制造与国际供应链管理集团股份有限公司"


@pytest.fixture(scope="module", params=("zh", "en"))
def made(request: pytest.FixtureRequest) -> tuple[Document, bytes]:
    document = sample(request.param)
    return document, pptx.write(document)


def opened(content: bytes) -> Any:
    return Presentation(BytesIO(content))


def texts(show: Any) -> list[str]:
    """Every paragraph and cell of every slide."""
    found = []
    for slide in show.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found += [one.text for one in shape.text_frame.paragraphs]
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def charts(show: Any) -> list[Any]:
    return [shape for slide in show.slides for shape in slide.shapes if shape.has_chart]


def test_every_text_figure_and_reference_is_on_a_slide(made: tuple[Document, bytes]) -> None:
    document, content = made
    show = opened(content)
    found = texts(show)
    for section, block in document.blocks():
        assert section.title in found
        if isinstance(block, Paragraph):  # its first sentence is the title of what follows
            assert block.text in found or block.text.rstrip("。.") in found
        if isinstance(block, Bullets):
            assert set(block.items) <= set(found)
        if isinstance(block, Figures):
            wanted = {one.text for one in block.figures} | {one.label for one in block.figures}
            assert wanted <= set(found)
            told = {one.partition("：")[0].partition(": ")[0] for one in found}
            assert block.compared in told
        if isinstance(block, (Figures, Table, Chart)):
            told = f"{block.caption} [{document.reference(block.source)}]"
            assert {told, f"{section.title} · {told}"} & set(found)
    appendix = " ".join(found)
    for name, text in basis_rows(document):
        assert name in appendix and text in appendix
    assert set(document.left_out) <= set(found)
    for source in document.sources():
        notes = [s.notes_slide.notes_text_frame.text for s in show.slides if s.has_notes_slide]
        assert any(source.name in note and source.facts[0][1] in note for note in notes)


@pytest.mark.parametrize(
    ("lead", "headline"),
    [
        (
            "机器人销售额占 23.2%。软件最差（−12.5%）。",
            ("机器人销售额占 23.2%", "软件最差（−12.5%）。"),
        ),
        ("Robots sell 23.2%. St. Gallen fell.", ("Robots sell 23.2%", "St. Gallen fell.")),
        ("It is CN¥6.64M. Adds most: A.", ("It is CN¥6.64M", "Adds most: A.")),
        ("Look at No. 5 and St. Gallen.", ("Look at No. 5 and St. Gallen", "")),
        ("没有句号的一行", None),
        (f"{'长' * 40}。", None),
        ("", None),
    ],
)
def test_a_slide_is_titled_with_what_it_says(lead: str, headline: Any) -> None:
    assert pptx._headline(lead) == headline


def test_a_verdict_is_a_word_in_the_colour_of_all_reports(made: tuple[Document, bytes]) -> None:
    document, content = made
    word = parts.VERDICTS["good"].to(document.lang)
    runs = [
        run
        for slide in opened(content).slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    [run] = [one for one in runs if one.text == word]
    assert str(run.font.color.rgb) == look.VERDICTS["good"]


def test_a_table_keeps_its_cells(made: tuple[Document, bytes]) -> None:
    document, content = made
    [table] = [block for _, block in document.blocks() if isinstance(block, Table)]
    [shape] = [s for slide in opened(content).slides for s in slide.shapes if s.has_table]
    rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
    assert rows[0] == [column.title for column in table.columns]
    assert rows[1:] == [list(row) for row in table.texts]


def test_charts_are_native_and_their_workbooks_hold_the_same_numbers(
    made: tuple[Document, bytes],
) -> None:
    document, content = made
    given = [block for _, block in document.blocks() if isinstance(block, Chart)]
    for chart, shape in zip(given, charts(opened(content)), strict=True):
        drawn = {one.name: list(one.values) for plot in shape.chart.plots for one in plot.series}
        book = openpyxl.load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]
        columns = [list(one) for one in zip(*sheet, strict=True)]
        assert {name: values for name, *values in columns[1:]} == drawn
        assert len(sheet) == len(chart.categories) + 1
        if chart.shape != "waterfall":
            assert drawn == {one.name: list(one.values) for one in chart.series}
        assert book.properties.created == document.basis.as_of
        assert shape._element.xpath(".//p:cNvPr/@descr")[0].startswith(chart.caption)


def test_a_line_over_columns_has_an_axis_of_its_own_where_its_unit_differs(
    made: tuple[Document, bytes],
) -> None:
    shape = charts(opened(made[1]))[0]
    bars, lines = shape.chart.plots
    assert (type(bars).__name__, type(lines).__name__) == ("BarPlot", "LinePlot")
    ids = [{one.get("val") for one in plot._element.findall("{*}axId")} for plot in (bars, lines)]
    assert not ids[0] & ids[1]
    every = {
        one.find("{*}axId").get("val")
        for one in shape.chart._chartSpace.iter("{*}valAx", "{*}catAx")
    }
    assert every == ids[0] | ids[1]


def test_a_waterfall_adds_up_and_crosses_zero() -> None:
    values = (5.0, -8.0, -2.0, 9.0, 4.0)
    found = waterfall.steps(values)
    assert found.base == (0, 0, -3, 0, 0)
    assert found.parts["fall"] == (0, 5, 0, 0, 0)
    assert found.parts["fall_below"] == (0, -3, -2, 0, 0)
    assert found.parts["rise"] == (0, 0, 0, 4, 0)
    assert found.parts["rise_below"] == (0, 0, 0, -5, 0)
    assert found.parts["total"] == (5, 0, 0, 0, 4)


def test_text_that_a_spreadsheet_would_run_is_text(made: tuple[Document, bytes]) -> None:
    show = opened(made[1])
    assert HOSTILE in texts(show)
    kinds = set()
    for shape in charts(show):
        book = openpyxl.load_workbook(BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        for row in book.active.iter_rows():
            kinds |= {one.data_type for one in row if str(one.value).startswith("=")}
    assert kinds == {"s"}


def test_the_same_report_gives_the_same_bytes(made: tuple[Document, bytes]) -> None:
    document, content = made
    assert pptx.write(document) == content
    about = opened(content).core_properties
    assert (about.created, about.title) == (document.basis.as_of, document.title)
    with ZipFile(BytesIO(content)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_slides_are_wide_numbered_and_name_their_fonts(made: tuple[Document, bytes]) -> None:
    show = opened(made[1])
    assert abs(show.slide_width * 9 - show.slide_height * 16) < Emu(20_000)
    for slide in list(show.slides)[1:]:
        assert any("slidenum" in field.get("type") for field in slide._element.iter("{*}fld"))
    with ZipFile(BytesIO(made[1])) as archive:
        themes = [archive.read(one).decode() for one in archive.namelist() if "theme/theme" in one]
    assert len(themes) == 2  # of slides and of notes
    for theme in themes:
        assert theme.count(f'<a:ea typeface="{look.CHINESE}"/>') == 2
        assert theme.count(f'<a:latin typeface="{look.LATIN}"') >= 2


@pytest.fixture(scope="module")
def crowded() -> tuple[Document, Any]:
    """A report with more of everything than a slide holds."""
    document = sample("zh")
    [table] = [block for _, block in document.blocks() if isinstance(block, Table)]
    names = [f"{LONG}{number}" for number in range(30)]
    row, values = table.texts[1], table.values[1]
    long = replace(
        table,
        texts=tuple((name, *row[1:]) for name in names),
        values=tuple((name, *values[1:]) for name in names),
        caption="长表" * 40,
    )
    wide = replace(
        long,
        columns=(long.columns[0], *[long.columns[2]] * 15),
        texts=tuple(
            (text[0], *[f"{n:,}.00" for n in range(10**6, 10**6 + 15)]) for text in long.texts[:3]
        ),
        values=tuple((text[0], *range(10**6, 10**6 + 15)) for text in long.texts[:3]),
        caption="宽表",
    )
    [figures] = [block for _, block in document.blocks() if isinstance(block, Figures)]
    many = replace(figures, figures=figures.figures * 5)
    bars = Chart(
        "bars",
        tuple(names[:24]),
        (Series("收入", tuple(float(n) for n in range(24)), "money CNY"),),
        "排名",
        table.source,
    )
    section = Section(
        "s",
        "客户",
        (Paragraph("交付及时率提高。" * 200), Bullets(tuple(names)), many, long, wide, bars),
    )
    document = replace(document, sections=(section,))
    return document, opened(pptx.write(document))


def test_nothing_runs_over_the_edge_of_a_slide(crowded: tuple[Document, Any]) -> None:
    _, show = crowded
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= show.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= show.slide_height
            if shape.has_table:
                assert (
                    sum(one.width for one in shape.table.columns) <= show.slide_width - shape.left
                )
                assert shape.top + sum(one.height for one in shape.table.rows) < Pt(72 * 6.95)


def test_a_table_that_fits_in_smaller_letters_is_not_torn() -> None:
    document = sample("en")
    [table] = [block for _, block in document.blocks() if isinstance(block, Table)]
    rows = tuple((f"Customer {n}", *table.texts[1][1:]) for n in range(10))
    values = tuple((f"Customer {n}", *table.values[1][1:]) for n in range(10))
    ten = replace(table, texts=rows, values=values)
    blocks = (Paragraph("One customer brings a quarter of it."), ten)
    show = opened(pptx.write(replace(document, sections=(Section("s", "Customers", blocks),))))
    tables = [one.table for slide in show.slides for one in slide.shapes if one.has_table]
    assert [len(one.rows) for one in tables] == [11]


def test_long_tables_texts_and_figures_go_on_upon_the_next_slide(
    crowded: tuple[Document, Any],
) -> None:
    document, show = crowded
    titles = [s.shapes.title.text_frame.text for s in show.slides if s.shapes.title]
    assert "客户 (1/5)" in titles and "客户 (5/5)" in titles
    assert any(one.startswith("长表") and one.endswith("(1/3)") for one in titles)
    found = texts(show)
    footer = f"{document.title} · {document.subtitle}"
    said = "".join(one for one in found if one not in (footer, "‹#›", *titles))
    assert said.count("交付及时率提高。") == 200
    names = next(block.items for _, block in document.blocks() if isinstance(block, Bullets))
    assert set(names) <= set(found)
    assert sum(1 for text in found if text == "毛利率") == 5
    tables = [s.table for slide in show.slides for s in slide.shapes if s.has_table]
    long = [one for one in tables if one.cell(0, 1).text == "订单日期"]
    cells = [row.cells[0].text for one in long for row in list(one.rows)[1:]]
    assert cells == list(names)
    wide = [one for one in tables if one not in long]
    assert all(one.cell(1, 0).text.startswith(LONG[:10]) for one in wide)
    assert sum(len(one.columns) - 1 for one in wide) == 15
    assert "另有 3 行未列出。" in found


def test_names_of_categories_leave_room_and_stay_apart(crowded: tuple[Document, Any]) -> None:
    [shape] = charts(crowded[1])
    names = list(shape.chart.plots[0].categories)
    assert len(set(names)) == 24
    assert max(map(len, names)) <= 26


def test_points_are_large_enough_to_be_read(crowded: tuple[Document, Any]) -> None:
    sizes = {
        run.font.size
        for slide in crowded[1].slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.text.startswith("内蒙古")
    }
    assert sizes == {Pt(18)}


def test_a_report_without_a_part_has_no_empty_slide() -> None:
    bare = replace(sample("en"), sections=(Section("s", "Nothing", ()),), left_out=())
    show = opened(pptx.write(bare))
    assert len(show.slides) == 2
    assert show.core_properties.created == datetime(2024, 12, 31, 23, 59)
