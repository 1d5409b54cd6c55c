"""What two files of a report say otherwise: their texts and numbers, whatever the format draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree  # ty: ignore[missing-module-member]  (compiled)
from lxml import html as lxml_html

from ordertrack.reports.writers.plain_text import one_line, shortened
from ordertrack.words import Text, t

IN_PICTURES = ("docx",)  # formats whose charts are pictures, whose numbers are not read
NAMED, LONGEST = 5, 80  # texts that are named, and letters of each
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
# Where a format keeps what it says; pictures, styles and properties are not compared.
_SAYING = ("word/document", "ppt/slides/slide", "ppt/charts/chart", "xl/worksheets/sheet")


def differences(before: bytes, now: bytes, format: str) -> list[Text]:
    """Say what only one of two files says, or that only their look differs."""
    read = READERS.get(format)
    if read is None:
        return [t("Their texts cannot be compared in this format.")]
    gone, come = _apart(list(read(before)), list(read(now)))
    if not gone and not come:
        if format in IN_PICTURES:
            return [t("Every text and every table is the same; only charts or the look differ.")]
        return [t("Every text and every number is the same; only their look differs.")]
    told = []
    if gone:
        told.append(t("Only in the file that was kept: {texts}", texts=_named(gone)))
    if come:
        told.append(t("Only in the new file: {texts}", texts=_named(come)))
    return told


def _apart(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return what each says and the other does not say in the same place."""
    gone, come = [], []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            gone += old[i:j]
            come += new[k:m]
    return gone, come


def _named(texts: Sequence[str]) -> Text | str:
    named = " · ".join(f"“{shortened(one_line(text), LONGEST)}”" for text in texts[:NAMED])
    more = len(texts) - NAMED
    return t("{texts} and {count} more", texts=named, count=more) if more > 0 else named


def _office(content: bytes) -> Iterator[str]:
    """Give the paragraphs of texts and slides, the cells of sheets, the values of charts."""
    with ZipFile(BytesIO(content)) as archive:
        shared = _shared(archive)
        for name in archive.namelist():
            if name.startswith(_SAYING) and name.endswith(".xml"):
                root = etree.fromstring(archive.read(name), _PARSER)
                yield from filter(None, _said(root, shared))


def _shared(archive: ZipFile) -> list[str]:
    """Return the texts that the cells of a workbook name by their number."""
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return []
    root = etree.fromstring(archive.read(name), _PARSER)
    return ["".join(one.itertext()) for one in root]


def _said(root: Any, shared: Sequence[str]) -> Iterator[str]:
    for one in root.iter("{*}p", "{*}c", "{*}pt"):
        if etree.QName(one).localname == "p":
            yield "".join(found.text or "" for found in one.iter("{*}t"))
        else:
            value = one.findtext("{*}v") or ""
            yield shared[int(value)] if one.get("t") == "s" else value


def _page(content: bytes) -> Iterator[str]:
    """Give the texts of a page that people see; the values of charts stand in tables."""
    root = lxml_html.document_fromstring(content)
    for found in root.xpath("//body//text()[not(ancestor::script or ancestor::style)]"):
        if text := found.strip():
            yield text


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "docx": _office,
    "pptx": _office,
    "xlsx": _office,
    "html": _page,
}
