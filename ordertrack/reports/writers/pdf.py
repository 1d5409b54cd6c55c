"""A report as a PDF: typeset by typst, with charts as drawings.

All texts go to the template `report.typ` as data. Imports `chart_images`, `table_layout`, `parts`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from ordertrack.reports.content.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Table,
)
from ordertrack.reports.writers import appendix, parts
from ordertrack.reports.writers.drawing import chart_images, fonts, letters
from ordertrack.reports.writers.drawing.fonts import Families
from ordertrack.reports.writers.parts import Caption, FigureColumn
from ordertrack.reports.writers.plain_text import one_line
from ordertrack.reports.writers.table_layout import figures_layout, layout
from ordertrack.settings import settings

TEMPLATE = Path(__file__).with_name("report.typ")
Data = dict[str, Any]
_LONG_WORD = re.compile(r"[!-~]{17,}")
PIECE = 12  # letters after which a long word may break
MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def write(document: Document) -> bytes:
    """Return a report as a PDF, the same for the same report."""
    made = document.basis.as_of.replace(microsecond=0, tzinfo=UTC)
    found = typesetter(document).compile(format="pdf", timestamp=made)
    assert isinstance(found, bytes)
    return found


def typesetter(document: Document) -> typst.Compiler:
    """Return what typesets a report, with all that it needs."""
    content = parts.cleaned(document)
    families = fonts.families(content, content.lang)
    content = letters.readable(content, families)
    data = json.dumps(_data(content, families), ensure_ascii=False)
    return typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=fonts.book(settings().fonts),
        sys_inputs={"data": data},
    )


def _data(content: Document, families: Families) -> Data:
    lang, day = content.lang, content.basis.as_of
    return {
        "lang": lang,
        "fonts": list(families.names),
        "date": [day.year, day.month, day.day],
        "title": _text(content.title),
        "subtitle": _text(content.subtitle),
        "head": _text(parts.full_title(content)),
        "words": _words(lang),
        "cover": _facts(parts.cover(content)),
        "left_out": list(map(_text, content.left_out)),
        "sections": [
            {
                "title": _text(section.title),
                "blocks": [_block(block, caption, lang, families) for block, caption in blocks],
            }
            for section, blocks in parts.numbered(content)
        ],
        "basis": _facts(parts.basis(content)),
        "sources": [
            {
                "number": number,
                "name": _text(name),
                "facts": [_text(appendix.said(name, text, lang)) for name, text in facts],
            }
            for number, name, facts in parts.sources(content)
        ],
    }


def _words(lang: str) -> dict[str, str]:
    return {
        "contents": parts.CONTENTS.to(lang),
        "left_out": appendix.LEFT_OUT.to(lang),
        "appendix": appendix.APPENDIX.to(lang),
        "basis": appendix.BASIS.to(lang),
        "sources": appendix.SOURCES.to(lang),
        "nothing": parts.NOTHING.to(lang),
    }


def _text(text: str) -> str:
    """Return a text in one line, in which words that fit no column may break."""
    return _LONG_WORD.sub(_breakable, one_line(text))


def _breakable(word: re.Match[str]) -> str:
    whole = word[0]
    pieces = [whole[at : at + PIECE] for at in range(0, len(whole), PIECE)]
    return MAY_BREAK.join(pieces)


def _facts(facts: list[tuple[str, str]]) -> list[list[str]]:
    return [[_text(name), _text(text)] for name, text in facts]


def _block(block: Block, caption: Caption | None, lang: str, families: Families) -> Data:
    if isinstance(block, Paragraph):
        return {"kind": "text", "lines": list(map(_text, parts.lines(block.text)))}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_text(item) for item in block.items if item]}
    told = {"caption": _caption(caption)} if caption else {}
    if parts.is_empty(block):
        return told | {"kind": "nothing"}
    if isinstance(block, Chart):
        picture = chart_images.svg(block, lang, families)
        return told | {"kind": "chart", "svg": picture, "alt": parts.described(block, lang)}
    if isinstance(block, Figures):
        return told | _figures(block, lang)
    return told | _table(block, lang)


def _caption(caption: Caption) -> Data:
    return {
        "word": caption.word,
        "number": caption.number,
        "text": _text(caption.text),
        "reference": caption.reference,
        "source": int(caption.reference.strip("[]")),
    }


def _figures(block: Figures, lang: str) -> Data:
    columns = parts.figure_columns(block, lang)
    return {
        "kind": "figures",
        "columns": [{"title": one.title, "number": one.field != "label"} for one in columns],
        "shares": list(figures_layout(block, columns, lang).shares),
        "rows": [[_figure(figure, one, lang) for one in columns] for figure in block.figures],
    }


def _figure(figure: Figure, column: FigureColumn, lang: str) -> Data:
    return {
        "text": _text(column.text(figure, lang)),
        "note": _text(figure.note) if column.field == "label" else "",
        "colour": parts.VERDICT_COLOURS[figure.verdict] if column.field == "verdict" else "",
        "bold": column.field in ("text", "verdict"),
    }


def _table(block: Table, lang: str) -> Data:
    shape = layout(block)
    return {
        "kind": "table",
        "columns": [{"title": _text(one.title), "number": one.is_number} for one in block.columns],
        "shares": list(shape.shares),
        "size": shape.size,
        "aside": shape.is_aside,
        "rows": [[_text(text) for text in row] for row in block.texts],
        "more": appendix.more_text(block.more, lang),
    }
