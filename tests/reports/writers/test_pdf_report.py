"""A PDF report: typeset without a warning, all that it says is on its pages."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import pytest
import typst
from lxml import html
from PIL import Image

from ordertrack.reports.content.document import Chart, Paragraph, Section, Series
from ordertrack.reports.writers import parts, pdf
from ordertrack.reports.writers.drawing import fonts, letters
from tests.reports.sample import sample
from tests.reports.writers import reading


@cache
def typesetter(lang: str) -> typst.Compiler:
    return pdf.typesetter(sample(lang))


def text_of(typesetter: typst.Compiler) -> str:
    """The text of the same template with the same data."""
    found = typesetter.compile(format="html")
    assert isinstance(found, bytes)
    return html.fromstring(found.decode()).text_content()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_of_the_report_is_there(lang: str) -> None:
    assert not reading.missing(sample(lang), text_of(typesetter(lang)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_typeset_without_a_warning_and_no_page_is_empty(lang: str) -> None:
    pages, warnings = typesetter(lang).compile_with_warnings(format="png", ppi=30)
    assert not warnings
    assert isinstance(pages, list) and len(pages) == 5
    for page in pages:
        darkest, _ = Image.open(io.BytesIO(page)).convert("L").getextrema()
        assert darkest < 200


def test_the_same_report_is_the_same_file() -> None:
    short = replace(sample("zh"), sections=sample("zh").sections[:1])
    first = pdf.write(short)
    assert first.startswith(b"%PDF-") and first == pdf.write(short)


def test_a_text_is_never_markup_and_holds_no_control_characters() -> None:
    document = reading.hostile()
    assert pdf.write(document).startswith(b"%PDF-")
    text = text_of(pdf.typesetter(document))
    assert not reading.missing(parts.cleaned(document), text)


def test_what_no_font_has_is_named_not_an_empty_box() -> None:
    odd = (
        "A🚀\ufe0fB \U0001f468\U0001f3fd\u200d\U0001f469 \U0001f1e8\U0001f1f3 \U0002a6d7 王😀 ▲ −1"
    )
    series = (Series(odd, (1.0,), "count"),)
    blocks = (Paragraph(odd), Chart("columns", (odd,), series, odd, reading.SOURCE))
    document = replace(sample("en"), title=odd, sections=(Section("x", odd, blocks),))
    text = reading.plain(text_of(pdf.typesetter(document)))
    for letter in "🚀\U0001f468\U0001f469\U0001f1e8\U0002a6d7":
        has = letters.has_glyph(letter, fonts.families(document, "en").names)
        assert (letter in text) == has
        assert has or reading.plain(letters.named(letter)) in text
    assert "▲" in text and "−1" in text  # fonts have them
    made = pdf.typesetter(document).compile(format="pdf", pdf_standards="a-2b")
    assert made  # refused where a letter has no glyph


def test_a_letter_without_a_glyph_has_a_name() -> None:
    named = [letters.named(one) for one in "🚀\U0002a6d7\U0001f1e8\U0010fffd"]
    assert named == ["[rocket]", "[U+2A6D7]", "C", "[U+10FFFD]"]
    families = fonts.families("", "en")
    assert letters.readable(("A\U0010fffd\ufe0fB", "plain"), families) == ("A[U+10FFFD]B", "plain")


def test_a_wide_table_lies_on_its_side() -> None:
    pages = pdf.typesetter(reading.wide()).compile(format="png", ppi=20)
    assert isinstance(pages, list)
    sizes = [Image.open(io.BytesIO(page)).size for page in pages]
    lying = [width > height for width, height in sizes]
    assert lying[:2] == [False, False] and lying.count(True) >= 2
    assert lying[-2:] == [False, False]
