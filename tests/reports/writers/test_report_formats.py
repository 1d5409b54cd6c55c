"""What all formats have in common: names, fixed words, colours, letters that none may hold."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from ordertrack.records.journal.report_kinds import FORMATS as LABELS
from ordertrack.reports.content.document import Figures
from ordertrack.reports.writers import html, look, parts
from ordertrack.reports.writers.appendix import more_text, source_text
from ordertrack.reports.writers.drawing import waterfall
from ordertrack.reports.writers.drawing.chart_parts import STEP_NAMES
from ordertrack.reports.writers.formats import FORMATS
from ordertrack.reports.writers.plain_text import clean, lines
from tests.reports.sample import sample
from tests.reports.writers import reading

BEGINS = {"docx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>"}
TURNING = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("name", BEGINS)
def test_a_format_writes_a_file_of_its_kind(name: str) -> None:
    one = FORMATS[name]
    assert one.label == LABELS[name] and "/" in one.mime
    assert one.write(replace(sample("en"), sections=())).startswith(BEGINS[name])


def test_verdicts_look_alike_in_all_formats() -> None:
    tones = {name: f"#{look.VERDICTS[name]}" for name in ("good", "bad")}
    assert {**tones, "": ""} == parts.VERDICT_COLOURS
    page = html.write(replace(sample("en"), sections=sample("en").sections[:1])).decode()
    for name, tone in tones.items():
        assert f".{name} {{ color: {tone}; }}" in page
        assert f".{name} {{ color: #{look.VERDICTS_ON_DARK[name]}; }}" in page


def test_a_verdict_says_whether_it_is_about_the_target_or_the_change() -> None:
    [block] = [one for _, one in sample("en").blocks() if isinstance(one, Figures)]
    figure = block.figures[0]
    assert parts.verdict(figure, "en") == "▲\N{NO-BREAK SPACE}favourable"
    missed = replace(figure, verdict="bad", of_target=True)
    assert parts.verdict(missed, "zh") == "▼\N{NO-BREAK SPACE}未达标"
    assert parts.verdict(replace(missed, verdict="good"), "en") == "▲\N{NO-BREAK SPACE}target met"
    assert parts.verdict(replace(missed, verdict=""), "en") == ""


def test_a_waterfall_has_the_same_words_drawn_and_native() -> None:
    assert {name: waterfall.NAMES[name] for name in STEP_NAMES} == STEP_NAMES
    assert waterfall.NAMES["rise_below"].to("zh") == "增加（零以下）"


def test_what_is_not_shown_is_counted_in_words() -> None:
    told = [more_text(count, "en") for count in (0, 1, 1234)]
    assert told == ["", "1 more row is not shown.", "1,234 more rows are not shown."]
    assert more_text(1, "zh") == "另有 1 行未列出。"


def test_a_source_is_told_in_the_language_of_the_report() -> None:
    [_, late] = sample("zh").sources()
    assert source_text(late, "zh") == "延迟原因；公式：a / b"
    assert source_text(late, "en") == "延迟原因; 公式: a / b"


def test_no_text_turns_the_order_of_the_letters_after_it() -> None:
    assert [clean(f"a{one}b") for one in TURNING] == ["ab"] * len(TURNING)
    assert clean("a\r\nb\u2028c\x0bd\te") == "a\nb\nc\nd e"
    assert lines("ab\u2028cd", 40) == ["ab", "cd"]
    hostile = reading.hostile()
    assert parts.cleaned(hostile).title == clean(hostile.title)
    for name in ("pptx", "xlsx"):
        with ZipFile(BytesIO(FORMATS[name].write(hostile))) as made:
            for member in made.namelist():
                if member.endswith(".xml"):
                    assert "\u202e" not in made.read(member).decode(), member
