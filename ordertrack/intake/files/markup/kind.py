"""Which kind of markup a file is, by its first bytes. Imports nothing of ours, and no parser."""

from __future__ import annotations

import re

HEAD = 4096
_MAIL_HEAD = re.compile(rb"(?i)\A\s*(?:mime-version|from|subject|date|content-type|x-[\w-]+)\s*:")
_MAIL_BODY = re.compile(rb"(?i)^content-type\s*:\s*(?:multipart/|text/html)", re.MULTILINE)
_BOOK = re.compile(rb"<(?:\w+:)?Workbook\b")
_PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html|head|body|meta|style|table|tr|div|frameset)\b")


def markup_kind(start: bytes) -> str | None:
    """Return whether a file that begins so is a web page, an XML spreadsheet or a web archive."""
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if _MAIL_HEAD.match(plain) and _MAIL_BODY.search(plain):
        return "archive"
    if not plain.startswith(b"<"):
        return None
    if _BOOK.search(plain):
        return "sheets"
    if _PAGE.search(plain):
        return "page"
    return "xml" if plain.startswith(b"<?xml") else None
