"""A report as a workbook, read back: every figure, cell, point of a chart and reference."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import fastexcel
import openpyxl
import pytest
from lxml import etree  # ty: ignore[missing-module-member]  (compiled)

from ordertrack.reports.content.document import Chart, Document, Figures, Table
from ordertrack.reports.writers import look, parts
from ordertrack.reports.writers.appendix import basis_rows
from ordertrack.reports.writers.excel import number_formats, xlsx
from ordertrack.reports.writers.plain_text import lines, sheet_names, shortened, width
from tests.reports.sample import HOSTILE, sample

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LANGS = ("zh", "en")


@pytest.fixture(scope="module", params=LANGS)
def made(request: pytest.FixtureRequest) -> tuple[Document, bytes]:
    document = sample(request.param)
    return document, xlsx.write(document)


def cells(content: bytes) -> list[Any]:
    """Every value of every sheet."""
    book = openpyxl.load_workbook(BytesIO(content))
    found = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    return [value for value in found if value is not None]


def long_table(document: Document, rows: int) -> Document:
    """The report with its table so long."""
    section = document.sections[0]
    [table] = [one for one in section.blocks if isinstance(one, Table)]
    longer = replace(table, texts=table.texts[1:] * rows, values=table.values[1:] * rows)
    blocks = tuple(longer if one is table else one for one in section.blocks)
    return replace(document, sections=(replace(section, blocks=blocks), document.sections[1]))


def test_every_text_figure_cell_and_reference_is_in_the_workbook(
    made: tuple[Document, bytes],
) -> None:
    document, content = made
    found = cells(content)
    for _, block in document.blocks():
        if isinstance(block, Figures):
            assert block.compared in found
            for figure in block.figures:
                number = figure.number
                assert (float(number) if isinstance(number, Decimal) else figure.text) in found
                assert {figure.label, *filter(None, (figure.target, figure.note))} <= set(found)
        if isinstance(block, Table):
            for row in block.values:
                for value in row:
                    assert _stored(value) in found
        if isinstance(block, (Figures, Table, Chart)):
            assert f"{block.caption} [{document.reference(block.source)}]" in found
    told = {text for pair in basis_rows(document) for text in pair}
    told |= {one.title for one in document.sections} | set(document.left_out)
    told |= {f"[{number}]" for number in range(1, len(document.sources()) + 1)}
    assert told <= set(found)


def test_a_verdict_is_a_word_in_the_colour_of_all_reports(made: tuple[Document, bytes]) -> None:
    document, content = made
    book = openpyxl.load_workbook(BytesIO(content))
    word = parts.VERDICTS["good"].to(document.lang)
    [cell] = [one for sheet in book for row in sheet.rows for one in row if one.value == word]
    assert cell.font.color.rgb == f"FF{look.VERDICTS['good']}"
    assert "FF" + look.VERDICTS["good"] not in {
        one.font.color.rgb for one in cell.parent[cell.row] if one is not cell and one.font.color
    }


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return "—" if value is None else float(value) if isinstance(value, Decimal) else value


def test_charts_are_drawn_from_the_cells_of_the_data_sheet(made: tuple[Document, bytes]) -> None:
    document, content = made
    book = openpyxl.load_workbook(BytesIO(content))
    charts = [block for _, block in document.blocks() if isinstance(block, Chart)]
    with ZipFile(BytesIO(content)) as archive:
        names = [f"xl/charts/chart{number}.xml" for number in range(1, len(charts) + 1)]
        drawn = [etree.fromstring(archive.read(name)) for name in names]
    for chart, root in zip(charts, drawn, strict=True):
        values = [_cells(book, one.text) for one in root.iter(f"{CHART}f")]
        for series in chart.series:
            given = list(series.values)
            assert chart.shape == "waterfall" or [[one] for one in given] in values
            assert chart.shape == "waterfall" or [[series.name]] in values
        assert len(list(root.iter(f"{CHART}ser"))) >= len(chart.series)
    [bridge] = [one for one in charts if one.shape == "waterfall"]
    labels = [_cells(book, one.text) for one in drawn[-1].iter(f"{CHART}f")]
    assert all([[value]] in labels for value in bridge.series[0].values)


def _cells(book: Any, reference: str) -> list[list[Any]]:
    sheet, _, area = reference.replace("'", "").rpartition("!")
    found = book[sheet][area.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [[cell.value for cell in row] for row in rows]


def test_text_that_a_spreadsheet_would_run_is_text(made: tuple[Document, bytes]) -> None:
    _, content = made
    book = openpyxl.load_workbook(BytesIO(content))
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).lstrip("• ").startswith("=HYPERLINK")
    }
    assert kinds == {"s"}
    with ZipFile(BytesIO(content)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert b"<f>" not in text
    assert HOSTILE in cells(content)


def test_numbers_look_as_the_report_writes_them(made: tuple[Document, bytes]) -> None:
    document, content = made
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[1]
    formats = {
        cell.value: cell.number_format
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, float)
    }
    is_zh = document.lang == "zh"
    assert formats[12340000.5] == (
        '"¥ "0\\.0,"万";-"¥ "0\\.0,"万"' if is_zh else '"¥"#,##0.00,,"M";-"¥"#,##0.00,,"M"'
    )
    assert formats[1234.5] == "#,##0.00;-#,##0.00"
    assert formats[0.931] == "#,##0.0%;-#,##0.0%"


@pytest.mark.parametrize(
    ("text", "number", "unit", "seen"),
    [
        ("¥1,234.50", 1234.5, "money CNY", '"¥"#,##0.00;-"¥"#,##0.00'),
        ("+3.2%", 0.032, "growth", '"+"#,##0.0%;-#,##0.0%'),
        ("−12.5 天", -12.5, "days", '#,##0.0" 天";-#,##0.0" 天"'),
        ("3.21亿", 321_000_000, "money", '0\\.00,,"亿";-0\\.00,,"亿"'),
        ("93%", 0.5, "ratio", "0.0%"),  # the text says another number
        ("—", 0.5, "ratio", "0.0%"),
    ],
)
def test_the_format_of_a_number_is_that_of_its_text(
    text: str, number: float, unit: str, seen: str
) -> None:
    assert number_formats.as_text(text, number, unit, "zh") == seen


def test_the_same_report_gives_the_same_bytes_and_the_day_that_it_is_about(
    made: tuple[Document, bytes],
) -> None:
    document, content = made
    assert xlsx.write(document) == content
    about = openpyxl.load_workbook(BytesIO(content)).properties
    assert about.created == document.basis.as_of
    assert about.title == document.title


def test_a_long_table_has_a_sheet_whose_headings_stay_in_sight() -> None:
    content = xlsx.write(long_table(sample("zh"), 60))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["最大的订单"]
    assert sheet.freeze_panes == "B4"
    assert [cell.value for cell in sheet[3]] == ["客户", "订单日期", "金额", "准时率"]
    assert [table.ref for table in sheet.tables.values()] == ["A3:D63"]
    assert sheet.print_title_rows == "$3:$3"
    frame = fastexcel.read_excel(content).load_sheet("最大的订单", header_row=2).to_polars()
    assert frame.height == 61  # and how many are not shown
    for other in book.worksheets[1:-2]:
        assert other.freeze_panes, other.title


def test_the_cover_leads_to_every_sheet(made: tuple[Document, bytes]) -> None:
    document, content = made
    book = openpyxl.load_workbook(BytesIO(content))
    cover = [row[0] for row in book.worksheets[0].iter_rows()]
    links = [cell.hyperlink.location for cell in cover if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert len(links) == len(document.sections) + 2


def test_names_of_sheets_are_legal_and_unlike() -> None:
    given = ["A/B: [x]*?", "A B x", "a b X", "'", "History", "客" * 40, "客" * 41, "😀" * 20]
    found = sheet_names(given)
    assert len({name.casefold() for name in found}) == len(given)
    for name in found:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert name.casefold() != "history"


def test_columns_fit_chinese_and_texts_are_cut_by_their_width() -> None:
    assert (width("客户abc"), width("e\u0301")) == (7, 1)
    assert shortened("内蒙古自治区呼和浩特", 11) == "内蒙古自…"
    assert shortened("short", 5) == "short"
    broken = lines("交付及时率提高，主要由于 material shortage 减少。\n第二段", 16)
    assert all(width(line) <= 18 for line in broken)  # a stop may hang over
    assert broken[-1] == "第二段"
    assert (
        "".join(broken).replace(" ", "") == "交付及时率提高，主要由于materialshortage减少。第二段"
    )


def test_control_characters_are_dropped() -> None:
    document = replace(sample("en"), title="a\x00b\x1b\ud800c")
    assert "abc" in cells(xlsx.write(document))
