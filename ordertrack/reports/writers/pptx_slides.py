"""A deck of wide slides: fonts by its theme, titles, texts, footers, numbers, notes."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree  # ty: ignore[missing-module-member]  (compiled)
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from ordertrack.reports.writers import look
from ordertrack.reports.writers.plain_text import clean, one_line, shortened

WIDE, HIGH = 13.333, 7.5  # inches
EDGE = 0.6
ACROSS = WIDE - 2 * EDGE
TOP, BOTTOM = 1.5, 6.85  # of what stands between title and footer
TITLE_SIZE = 26
TITLE_ONLY = 5  # of the layouts
ALIGN = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Return the place as a presentation counts it."""
        return (
            Emu(Inches(self.left)),
            Emu(Inches(self.top)),
            Emu(Inches(self.width)),
            Emu(Inches(self.height)),
        )


BODY = Box(EDGE, TOP, ACROSS, BOTTOM - TOP)


@dataclass(frozen=True)
class Look:
    """How letters look: points, colour, bold."""

    size: float
    colour: str = look.INK
    bold: bool = False


@dataclass(frozen=True)
class Deck:
    """The presentation that is filled; `footer` stands on each slide."""

    show: Any
    lang: str
    footer: str

    @classmethod
    def empty(cls, lang: str, footer: str) -> Deck:
        """Return a deck without slides, 16:9, with its fonts in the theme."""
        show = Presentation()
        narrow = show.slide_width
        show.slide_width, show.slide_height = Inches(WIDE), Inches(HIGH)
        master = show.slide_master
        for page in (master, *master.slide_layouts):
            _widen(page, show.slide_width / narrow)
        _set_title_style(master)
        set_fonts(master.part)
        return cls(show, lang, footer)

    def slide(self, title: str, above: str = "", layout: int = TITLE_ONLY) -> Any:
        """Add a slide with a title and, small above it, the section that it belongs to."""
        made = self.show.slides.add_slide(self.show.slide_layouts[layout])
        if layout == TITLE_ONLY:
            self._write_title(made, title, above)
            self._number(made)
        return made

    def _write_title(self, made: Any, title: str, above: str) -> None:
        made.shapes.title.text_frame.text = shortened(one_line(title), 64)
        self._set_language(made.shapes.title.text_frame)
        if above:
            small = Look(12, look.MUTED)
            self.text(made, Box(EDGE, 0.3, ACROSS, 0.32), shortened(one_line(above), 120), small)
        line = made.shapes.add_shape(MSO_SHAPE.RECTANGLE, *Box(EDGE, 1.3, ACROSS, 0.02).emu)
        fill(line, look.RULE)

    def _number(self, made: Any) -> None:
        """Put the layout's footer and slide number upon a slide."""
        boxes = {"ftr": Box(EDGE, 6.98, 10, 0.3), "sldNum": Box(WIDE - EDGE - 1.5, 6.98, 1.5, 0.3)}
        for holder in made.slide_layout.placeholders:
            kind = holder.element.find(f".//{qn('p:ph')}").get("type")
            if kind not in boxes:
                continue
            made.shapes._spTree.append(deepcopy(holder.element))
            shape = made.shapes[-1]
            shape.left, shape.top, shape.width, shape.height = boxes[kind].emu
            set_frame(shape.text_frame)
            if kind == "ftr":
                shape.text_frame.clear()
                footer = shortened(one_line(self.footer), 100)
                self.write(shape.text_frame.paragraphs[0], footer, Look(10, look.MUTED))

    def text(self, slide: Any, box: Box, text: str, how: Look, align: str = "left") -> Any:
        """Write a text into a box of a slide; return its frame."""
        frame = slide.shapes.add_textbox(*box.emu).text_frame
        set_frame(frame)
        self.write(frame.paragraphs[0], text, how, align)
        return frame

    def write(self, paragraph: Any, text: str, how: Look, align: str = "left") -> None:
        """Write a text as one run of a paragraph."""
        paragraph.alignment = ALIGN[align]
        run = paragraph.add_run()
        run.text = clean(text).replace("\n", "\v")
        run.font.size, run.font.bold = Pt(how.size), how.bold
        run.font.color.rgb = RGBColor.from_string(how.colour)
        run._r.get_or_add_rPr().set("lang", "zh-CN" if self.lang == "zh" else "en-US")

    def notes(self, slide: Any, text: str) -> None:
        """Write what the speaker sees, among it what the figures rest on."""
        is_first = not any(one.has_notes_slide for one in self.show.slides)
        slide.notes_slide.notes_text_frame.text = clean(text)
        if is_first:
            set_fonts(slide.notes_slide.part.notes_master.part)

    def _set_language(self, frame: Any) -> None:
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", "zh-CN" if self.lang == "zh" else "en-US")


def set_frame(frame: Any, anchor: Any = MSO_ANCHOR.TOP, margin: float = 0.0) -> None:
    """Wrap the text of a frame within margins in inches."""
    frame.word_wrap = True
    frame.vertical_anchor = anchor
    frame.margin_left = frame.margin_right = Inches(margin)
    frame.margin_top = frame.margin_bottom = Inches(margin / 2)


def fill(shape: Any, colour: str) -> None:
    """Fill a shape with a colour, without a line or a shadow."""
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    for style in shape._element.findall(qn("p:style")):  # a shadow, and white letters
        shape._element.remove(style)


def describe(shape: Any, text: str) -> None:
    """Say in words what a picture or a chart shows, for who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(text))


def set_fonts(part: Any) -> None:
    """Name the fonts in a master's theme, Latin and East Asian: all texts have them from there."""
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    made = getattr(theme, "_element", None)  # that of notes is made anew, the other one is read
    root = etree.fromstring(theme.blob) if made is None else made
    for fonts in root.iter(f"{DRAWING}majorFont", f"{DRAWING}minorFont"):
        fonts.find(f"{DRAWING}latin").set("typeface", look.LATIN)
        fonts.find(f"{DRAWING}ea").set("typeface", look.CHINESE)
        for other in fonts.findall(f"{DRAWING}font[@script='Hans']"):
            other.set("typeface", look.CHINESE)
    if made is None:
        theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _widen(page: Any, times: float) -> None:
    """Stretch what a layout holds over the wider slide."""
    for place in page.element.iter(f"{DRAWING}off", f"{DRAWING}ext"):
        for name in ("x", "cx"):
            if place.get(name):
                place.set(name, str(int(int(place.get(name)) * times)))


def _set_title_style(master: Any) -> None:
    """Set titles of slides to the left, in one size and colour."""
    holder = master.placeholders[0]
    holder.left, holder.top, holder.width, holder.height = Box(EDGE, 0.6, ACROSS, 0.65).emu
    frame = holder.text_frame
    set_frame(frame, MSO_ANCHOR.MIDDLE)
    style = master.element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", str(TITLE_SIZE * 100))
    letters.set("b", "1")
    colour = letters.find(f"{qn('a:solidFill')}")
    for old in list(colour):
        colour.remove(old)
    etree.SubElement(colour, qn("a:srgbClr"), val=look.TITLE)
