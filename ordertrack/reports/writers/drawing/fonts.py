"""Which fonts a PDF and the pictures of charts are written with. Imports `parts`.

A report with Chinese characters needs a font that has them. Where the machine has none, and the
folder that the setting names neither, a clear error says so: there is no report of empty boxes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from ordertrack.errors import NoFont
from ordertrack.settings import PREFIX, settings
from ordertrack.words import t

# Simplified Chinese before the others, without serifs before those with them.
CHINESE = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
    "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "HarmonyOS Sans SC", "MiSans",
    "Alibaba PuHuiTi", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Heiti SC", "STHeiti", "SimHei",
    "DengXian", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC",
    "AR PL UMing CN", "Droid Sans Fallback",
)  # fmt: skip
LATIN = ("Source Sans 3", "Arial", "Liberation Sans", "Helvetica Neue", "Segoe UI", "Noto Sans")
EMBEDDED = "Libertinus Serif"  # comes with typst
PACKAGES = "fonts-noto-cjk (Debian, Ubuntu), google-noto-sans-cjk-fonts (Fedora)"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
SOME_CHINESE = "中收"
# Refused in an archival PDF where no font has a glyph for a letter.
_PROBE = (
    b"#set text(font: json(bytes(sys.inputs.fonts)), fallback: json(bytes(sys.inputs.others)))\n"
    b"#sys.inputs.text"
)


@dataclass(frozen=True)
class Families:
    """Names of fonts in the order in which a letter is looked for, and the folder of some.

    `chart` is the font of charts: a picture looks for letters that its font does not have in any
    other, which may be one of another country's characters.
    """

    names: tuple[str, ...]
    chart: str
    folder: str | None


def families(content: Any, lang: str) -> Families:
    """Return the fonts that a report, or a part of it, is written with in a language.

    Raises NoFont where that needs Chinese characters and no font here has them.
    """
    is_chinese = lang == "zh" or has_chinese(content)
    folder = settings().fonts
    found = chinese(folder)
    if found is None and is_chinese:
        raise no_font(folder)
    there = installed(folder)
    latin = next((name for name in LATIN if name in there), None)
    last = "DejaVu Sans" if "DejaVu Sans" in there else EMBEDDED
    wanted = (latin, found, last)
    kept = tuple(dict.fromkeys(name for name in wanted if name))
    chart = found if found and is_chinese else kept[0]
    return Families(kept, chart, str(folder) if folder else None)


def no_font(folder: Path | None) -> NoFont:
    """Return that there is no font for Chinese, and the ways out."""
    text = t("The report has Chinese characters, and no font on this machine has them.")
    named = {"packages": PACKAGES, "setting": PREFIX + "FONTS"}
    if folder is None:
        fix = t(
            "Install {packages}, or name a folder with a font that has them (.ttf, .otf, .ttc)"
            " in the setting {setting}; then start again.",
            **named,
        )
    else:
        fix = t(
            "The folder {folder} of the setting {setting} has none either: put a font that has"
            " them (.ttf, .otf, .ttc) there, or install {packages}; then start again.",
            folder=str(folder),
            **named,
        )
    return NoFont(text, fix)


def has_chinese(content: Any) -> bool:
    """Return whether any text of a report, or of a part of it, has Chinese characters."""
    if isinstance(content, str):
        return bool(_CHINESE.search(content))
    if isinstance(content, tuple):
        return any(map(has_chinese, content))
    if is_dataclass(content):
        return any(has_chinese(getattr(content, one.name)) for one in fields(content))
    return False


def book(folder: Path | None) -> typst.Fonts:
    """Return the fonts of the machine (as fontconfig, macOS, Windows know them) and a folder's."""
    return _book(str(folder) if folder else None)


@cache
def _book(folder: str | None) -> typst.Fonts:
    return typst.Fonts(font_paths=[folder] if folder else [])


def installed(folder: Path | None) -> frozenset[str]:
    """Return the names of all fonts that are here."""
    return frozenset(book(folder).families())


@cache
def chinese(folder: Path | None) -> str | None:
    """Return a font that has Chinese characters: of the folder, a well-known one, any other."""
    there = installed(folder)
    own = _of(folder) if folder else []
    known = [name for name in CHINESE if name in there]
    rest = sorted(there - set(own) - set(known))
    mine = sorted(own, key=lambda name: (known.index(name) if name in known else len(known), name))
    return next((name for name in [*mine, *known, *rest] if shows_chinese(name, folder)), None)


def _of(folder: Path) -> list[str]:
    found = [font for font in book(folder).fonts() if font.path]
    inside = [font for font in found if Path(str(font.path)).is_relative_to(folder)]
    return sorted({font.family for font in inside})


def shows_chinese(name: str, folder: Path | None) -> bool:
    """Return whether a font has glyphs for Chinese characters."""
    return have_glyphs(SOME_CHINESE, (name,), folder, others=False)


def have_glyphs(
    text: str, names: tuple[str, ...], folder: Path | None, *, others: bool = True
) -> bool:
    """Return whether these fonts, or any others here, have a glyph for each letter of a text."""
    inputs = {"fonts": json.dumps(names), "others": json.dumps(others), "text": text}
    compiler = typst.Compiler(_PROBE, font_paths=book(folder), sys_inputs=inputs)
    try:
        compiler.compile(format="pdf", pdf_standards="a-2b")
    except typst.TypstError:
        return False
    return True
