"""What python-docx has no call for: styles, fields, bookmarks, cells.

Texts become text of runs, never markup. Imports nothing of ours but `words`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

LATIN, CHINESE, SPARE = "Arial", "Microsoft YaHei", "Noto Sans CJK SC"
INK, QUIET, ACCENT, LINE, SHADE = "222222", "666666", "1F4E79", "BFC7D1", "E9EFF6"
THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
SHORT_TABLE = 14  # rows


def element(tag: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML with attributes of its namespace."""
    found = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    return found


# --- styles ---------------------------------------------------------------------------------------

# name: what it stands on, points, colour, bold, space before and after, kept with what follows
STYLES: dict[str, tuple[str, float, str, bool, float, float, bool]] = {
    "Normal": ("", 10, INK, False, 0, 6, False),
    "Title": ("Normal", 28, ACCENT, True, 200, 10, False),
    "Subtitle": ("Normal", 15, QUIET, False, 0, 40, False),
    "Heading 1": ("Normal", 16, ACCENT, True, 20, 8, True),
    "Heading 2": ("Normal", 12, ACCENT, True, 14, 6, True),
    "Caption": ("Normal", 9, INK, True, 8, 4, False),
    "TOC Heading": ("Normal", 16, ACCENT, True, 0, 10, True),
    "Left Out": ("Normal", 12, ACCENT, True, 24, 6, True),
    "toc 1": ("Normal", 10.5, INK, False, 0, 5, False),
    "List Bullet": ("Normal", 10, INK, False, 0, 3, False),
    "Table Heading": ("Normal", 8.5, INK, True, 2, 2, True),
    "Table Text": ("Normal", 8.5, INK, False, 2, 2, False),
    "Note": ("Normal", 8.5, QUIET, False, 2, 8, False),
    "Header": ("Normal", 8.5, QUIET, False, 0, 0, False),
    "Footer": ("Normal", 8.5, QUIET, False, 0, 0, False),
}


def set_styles(document: Any, lang: str) -> None:
    """Give the document its styles, fonts and language."""
    for name, (base, size, colour, bold, before, after, kept) in STYLES.items():
        style = _style(document, name)
        if base:
            style.base_style = document.styles[base]
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.underline = False
        look = style.paragraph_format
        look.space_before, look.space_after = Pt(before), Pt(after)
        look.keep_with_next = kept
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.MULTIPLE, 1.2
    for rpr in document.styles.element.iter(qn("w:rPr")):
        _set_fonts(rpr, lang)
    _drop_lines(document)
    _set_language(document)


def _style(document: Any, name: str) -> Any:
    if name not in document.styles:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == "toc 1")
        style.hidden, style.quick_style = False, True
    return document.styles[name]


def _set_fonts(rpr: Any, lang: str) -> None:
    """Name a font for Latin letters and one for Chinese, in place of those of the theme."""
    fonts = rpr.find(qn("w:rFonts"))
    if fonts is None:
        return
    for name in THEME:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), CHINESE)
    if lang == "zh":  # quotation marks and dots are as wide as the characters around them
        fonts.set(qn("w:hint"), "eastAsia")


def _drop_lines(document: Any) -> None:
    """Take away the line below the title that the template has."""
    for border in list(document.styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _set_language(document: Any) -> None:
    spoken = {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}
    for found in document.styles.element.iter(qn("w:lang")):
        for name, value in spoken.items():
            found.set(qn(f"w:{name}"), value)
    settings = document.settings.element
    for found in settings.iter(qn("w:themeFontLang")):
        found.set(qn("w:eastAsia"), "zh-CN")
    for found in settings.iter(qn("w:compatSetting")):
        if found.get(qn("w:name")) == "compatibilityMode":
            found.set(qn("w:val"), "15")  # else Word opens it as one of an old version


def name_spare_font(document: Any) -> None:
    """Say which font may stand for the Chinese one where it is not installed."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            _add_font(part)


def _add_font(part: Part) -> None:
    end = b"</w:fonts>"
    font = (
        f'<w:font w:name="{CHINESE}"><w:altName w:val="{SPARE}"/><w:charset w:val="86"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )
    part._blob = part.blob.replace(end, font.encode() + end)


AFTER_UPDATING = ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat")  # in the schema's order


def update_fields(document: Any) -> None:
    """Have Word bring the fields up to date as it opens the file: only it knows the pages.

    It asks first; without that the contents have all headings, and no pages yet.
    """
    settings = document.settings.element
    later = {qn(f"w:{name}") for name in AFTER_UPDATING}
    place = next(place for place, one in enumerate(settings) if one.tag in later)
    settings.insert(place, element("updateFields", val="true"))


def set_tab(document: Any, name: str, width: float) -> None:
    """Give a style a tab at the right edge, with dots that lead to a page number."""
    tabs = document.styles[name].paragraph_format.tab_stops
    tabs.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


# --- fields and bookmarks -------------------------------------------------------------------------


def field(where: Any, instruction: str, shown: str) -> None:
    """Add a field to a paragraph or a link, with what it shows until it is computed anew."""
    begin_field(where, instruction)
    if shown:
        text = element("t")
        text.text = shown
        _add_run(where, text)
    end_field(where)


def begin_field(where: Any, instruction: str) -> None:
    """Begin a field: what follows up to `end_field` is its result."""
    _add_run(where, element("fldChar", fldCharType="begin"))
    code = element("instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    _add_run(where, code)
    _add_run(where, element("fldChar", fldCharType="separate"))


def end_field(where: Any) -> None:
    """End the field that was begun last."""
    _add_run(where, element("fldChar", fldCharType="end"))


def _add_run(where: Any, content: Any) -> None:
    run = element("r")
    run.append(content)
    where.append(run)


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Give a paragraph a name that links lead to."""
    start = element("bookmarkStart", id=str(number), name=name)
    first = paragraph._p.find(qn("w:r"))
    first.addprevious(start) if first is not None else paragraph._p.append(start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def link(paragraph: Any, name: str) -> Any:
    """Make what a paragraph holds from its last run on a link to a name; return the link."""
    last = paragraph.runs[-1]._r
    found = element("hyperlink", anchor=name, history="1")
    last.addprevious(found)
    found.append(last)
    return found


# --- tables ---------------------------------------------------------------------------------------


def plain_table(document: Any, widths: list[float], rows: int) -> Any:
    """Add a table of fixed widths (centimetres) with thin lines between its rows."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    _set_borders(table._tbl.tblPr)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell, width in zip(row._tr.tc_lst, widths, strict=True):
            cell.width = Cm(width)
            cell.get_or_add_tcPr().append(element("vAlign", val="center"))
    return table


def _set_borders(properties: Any) -> None:
    """Lay thin lines between rows, and a little room beside the texts of cells."""
    borders, margins = element("tblBorders"), element("tblCellMar")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz="4", space="0", color=LINE))
    for side in ("left", "right"):
        margins.append(element(side, w="85", type="dxa"))
    properties.find(qn("w:tblLayout")).addprevious(borders)
    properties.find(qn("w:tblLayout")).addnext(margins)


def describe_table(table: Any, caption: str) -> None:
    """Give a table its name for those who cannot see it."""
    table._tbl.tblPr.append(element("tblCaption", val=caption))


def make_heading(row: Any) -> None:
    """Make a row the heading of its table: shaded, and repeated on every page."""
    row._tr.get_or_add_trPr().append(element("tblHeader"))
    for cell in row._tr.tc_lst:
        shade = element("shd", val="clear", color="auto", fill=SHADE)
        cell.get_or_add_tcPr().find(qn("w:vAlign")).addprevious(shade)


def keep_together(rows: list[Any]) -> None:
    """Keep a short table on one page, and of a long one the first rows with its heading."""
    kept = rows[:-1] if len(rows) <= SHORT_TABLE else rows[:2]
    for row in kept:
        for cell in row._tr.tc_lst:
            cell.p_lst[0].get_or_add_pPr().get_or_add_keepNext()


def set_style(paragraph: Any, style: Any) -> None:
    """Give a paragraph a style; python-docx looks at all styles for each paragraph."""
    paragraph._p.get_or_add_pPr().style = style.style_id


def cells(row: Any) -> Iterator[Any]:
    """Yield the first paragraph of each cell of a row: `row.cells` counts all of them anew."""
    for cell in row._tr.tc_lst:
        yield Paragraph(cell.p_lst[0], row)
