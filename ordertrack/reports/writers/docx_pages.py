"""The pages of a Word document: paper, header, footer, what the file says of itself.

Imports `docx_parts`, `parts`.
"""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from ordertrack.reports.content.document import Document
from ordertrack.reports.writers import docx_parts, parts

PAPER = (21.0, 29.7)
MARGIN = 2.2


def set_page(word: Any, content: Document) -> None:
    """Set paper, margins, header and footer; the cover has neither of the two."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(PAPER[0]), Cm(PAPER[1])
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.0)
    section.header_distance = section.footer_distance = Cm(1.0)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = parts.full_title(content)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    docx_parts.field(foot._p, "PAGE", "1")
    foot.add_run(" / ")
    docx_parts.field(foot._p, "NUMPAGES", "1")


def set_properties(word: Any, content: Document) -> None:
    """Say what the file is: title, language, and as its day the one that it looks from."""
    properties = word.core_properties
    properties.title, properties.subject = content.title[:255], content.subtitle[:255]
    properties.author = properties.last_modified_by = "ordertrack"
    properties.comments = properties.keywords = ""
    properties.language = "zh-CN" if content.lang == "zh" else "en-US"
    properties.created = properties.modified = content.basis.as_of
    properties.revision = 1


def turn(word: Any, *, is_aside: bool) -> None:
    """Begin a page that lies on its side, or stands again."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.different_first_page_header_footer = False
    section.orientation = WD_ORIENT.LANDSCAPE if is_aside else WD_ORIENT.PORTRAIT
    width, height = reversed(PAPER) if is_aside else PAPER
    section.page_width, section.page_height = Cm(width), Cm(height)
