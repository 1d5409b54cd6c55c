"""Chinese is written with a font that has it, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from ordertrack.errors import BadSetting, NoFont
from ordertrack.reports.writers import fonts
from ordertrack.reports.writers.formats import FORMATS
from ordertrack.settings import settings
from tests.reports.sample import sample


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any font; only those of a folder that the setting names are there."""

    def book(folder: Path | None) -> typst.Fonts:
        return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])

    monkeypatch.setattr(fonts, "book", book)
    fonts.chinese.cache_clear()
    yield
    fonts.chinese.cache_clear()


def test_a_font_with_chinese_characters_is_found() -> None:
    found = fonts.chinese(None)
    assert found
    assert fonts.shows_chinese(found, None)
    assert not fonts.shows_chinese(fonts.EMBEDDED, None)
    assert found in fonts.families(sample("zh"), "zh").names


@pytest.mark.usefixtures("bare")
def test_a_report_with_chinese_is_not_written_in_empty_boxes() -> None:
    with pytest.raises(NoFont) as refused:
        fonts.families(sample("en"), "en")  # its customers have Chinese names
    message = refused.value.message("zh")
    assert "ORDERTRACK_FONTS" in message and "fonts-noto-cjk" in message
    assert fonts.families(("Revenue",), "en").names == (fonts.EMBEDDED,)
    with pytest.raises(NoFont):
        FORMATS["pdf"].write(sample("en"))


@pytest.mark.usefixtures("bare")
def test_what_only_names_its_fonts_is_written_without_them() -> None:
    assert FORMATS["html"].write(sample("zh"))
    assert FORMATS["docx"].write(replace(sample("zh"), sections=()))
    with pytest.raises(NoFont):
        FORMATS["docx"].write(sample("zh"))  # its charts are pictures


@pytest.mark.usefixtures("bare")
def test_the_folder_of_the_setting_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setenv("ORDERTRACK_FONTS", str(folder))
    settings.cache_clear()
    with pytest.raises(NoFont, match="fonts of the setting ORDERTRACK_FONTS has none either"):
        fonts.families(sample("zh"), "zh")
    fonts.chinese.cache_clear()
    there = typst.Fonts(include_embedded_fonts=False).fonts()
    path = next(str(one.path) for one in there if one.family in fonts.CHINESE)
    shutil.copy(path, folder)
    found = fonts.families(sample("zh"), "zh")
    assert found.folder == str(folder)
    assert any(name in fonts.CHINESE for name in found.names)


def test_a_folder_that_is_not_there_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERTRACK_FONTS", str(tmp_path / "nowhere"))
    settings.cache_clear()
    with pytest.raises(BadSetting, match="a folder that is there, with fonts"):
        settings()
