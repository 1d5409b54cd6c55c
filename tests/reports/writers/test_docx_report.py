"""A Word report read back: all that it says is there, in styles and fields of Word's own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC
from functools import cache
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from ordertrack.reports.content.document import Document
from ordertrack.reports.writers import look, parts
from ordertrack.reports.writers.docx import write
from tests.reports.sample import HOSTILE, sample
from tests.reports.writers import reading

LANGUAGES = ("zh", "en")


def read(document: Document) -> Any:
    return docx.Document(io.BytesIO(write(document)))


@cache
def written(lang: str) -> Any:
    return read(sample(lang))


def text_of(word: Any) -> str:
    paragraphs = word.element.body.iter(qn("w:p"))
    return "\n".join("".join(one.text or "" for one in p.iter(qn("w:t"))) for p in paragraphs)


def styled(word: Any, style: str) -> list[str]:
    return [p.text for p in word.paragraphs if p.style.name == style]


def instructions(element: Any) -> list[str]:
    return [one.text.strip() for one in element.iter(qn("w:instrText"))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_the_report_is_there(lang: str) -> None:
    assert not reading.missing(sample(lang), text_of(written(lang)))
    assert text_of(written(lang)).count(sample(lang).left_out[0]) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_headings_and_the_contents_list_them(lang: str) -> None:
    word, headings = written(lang), parts.headings(sample(lang))
    assert styled(word, "Heading 1") == headings
    assert styled(word, "toc 1") == headings
    assert instructions(word.element.body)[0] == r'TOC \o "1-1" \h \z \u'
    names = {one.get(qn("w:name")) for one in word.element.body.iter(qn("w:bookmarkStart"))}
    links = {one.get(qn("w:anchor")) for one in word.element.body.iter(qn("w:hyperlink"))}
    assert links <= names
    assert len(links) == len(headings) + len(sample(lang).sources())


def test_word_fills_in_the_pages_of_the_contents_as_it_opens_the_file() -> None:
    word = written("en")
    names = [one.tag for one in word.settings.element]
    assert names.count(qn("w:updateFields")) == 1
    assert names.index(qn("w:updateFields")) < names.index(qn("w:compat"))  # the schema's order
    [tab] = word.styles["toc 1"].paragraph_format.tab_stops
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert abs(tab.position - room) < 1_000  # a tenth of a point
    assert styled(word, "toc 1") == parts.headings(sample("en"))  # until then, not empty


def test_captions_are_counted_by_word() -> None:
    captions = [p for p in written("zh").paragraphs if p.style.name == "Caption"]
    assert [p.text for p in captions] == [
        "表 1  核心数据 [1]",
        "图 1  十二个月的收入 [1]",
        "表 2  最大的订单 [1]",
        "图 2  延迟原因 [2]",
        "图 3  收入变化的来源 [1]",
    ]
    fields = [instructions(p._p)[0] for p in captions]
    assert fields == [rf"SEQ {word} \* ARABIC" for word in "表图表图图"]


def test_charts_are_pictures_with_words_for_those_who_do_not_see_them() -> None:
    pictures = list(written("en").element.body.iter(qn("wp:docPr")))
    assert len(pictures) == len(written("en").inline_shapes) == 3
    assert "Revenue over twelve months. Shown: Revenue, On-time rate" in pictures[0].get("descr")
    part = written("en").part.related_parts
    images = [one for one in part.values() if one.content_type == "image/png"]
    assert all(one.blob.startswith(b"\x89PNG") for one in images) and len(images) == 3


def test_a_table_repeats_its_heading_splits_no_row_and_sets_numbers_right() -> None:
    tables = [
        t for t in written("en").tables if next(t._tbl.iter(qn("w:tblHeader")), None) is not None
    ]
    assert len(tables) == 2
    orders = tables[1]
    assert [[cell.text for cell in row.cells] for row in orders.rows][1] == [
        HOSTILE, "2024-12-01", "1,234.50", "93.1%",
    ]  # fmt: skip
    assert len(list(orders._tbl.iter(qn("w:cantSplit")))) == len(orders.rows)
    sides = [cell.paragraphs[0].alignment for cell in orders.rows[1].cells]
    assert sides == [None, None, 2, 2]


def test_a_verdict_is_a_word_and_a_colour() -> None:
    figures = written("zh").tables[1]
    verdict = figures.rows[1].cells[-1].paragraphs[0].runs[0]
    assert verdict.text == "▲\N{NO-BREAK SPACE}有利"
    assert str(verdict.font.color.rgb) == look.VERDICTS["good"]


def test_fonts_and_languages_are_named() -> None:
    word = written("zh")
    for style in ("Normal", "Heading 1", "Caption", "Title", "Table Text"):
        fonts = word.styles[style].element.find(".//" + qn("w:rFonts"))
        if fonts is not None:
            assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
            assert not [name for name in fonts.attrib if "Theme" in name]
    default = word.styles.element.find(".//" + qn("w:rPrDefault"))
    assert default.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == "Microsoft YaHei"
    assert default.find(".//" + qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert word.core_properties.language == "zh-CN"
    assert word.core_properties.created == sample("zh").basis.as_of.replace(tzinfo=UTC)
    parts_of = {str(one.partname): one.blob for one in word.part.package.iter_parts()}
    assert b"Noto Sans CJK SC" in parts_of["/word/fontTable.xml"]


def test_pages_are_numbered_but_the_cover() -> None:
    section = written("en").sections[0]
    assert section.different_first_page_header_footer
    assert instructions(section.footer._element) == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == "Sales analysis report · December 2024"


def test_the_same_report_is_the_same_file() -> None:
    short = replace(sample("en"), sections=sample("en").sections[:0])
    assert write(short) == write(short)


def test_a_text_is_never_markup_and_holds_no_control_characters() -> None:
    document = reading.hostile()
    text = text_of(read(document))
    assert not reading.missing(parts.cleaned(document), text)
    assert not set(text) & {"\x00", "\x08", "\u202e", "\ufffe"}


def test_a_wide_table_lies_on_its_side_and_what_is_empty_says_so() -> None:
    word = read(reading.wide())
    turned = [section.orientation for section in word.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    wide = next(t for t in word.tables if len(t.columns) == 14)
    section = word.sections[1]
    room = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in wide.columns) <= room + 20_000
    assert text_of(word).count("There is nothing to show here.") == 2
    assert "5 more rows are not shown." in text_of(word)


def test_a_text_stays_on_the_page_of_the_figures_that_it_leads_to() -> None:
    lead = [one for one in written("en").paragraphs if one.text == "Revenue grew."]
    assert [one.paragraph_format.keep_with_next for one in lead] == [True]
