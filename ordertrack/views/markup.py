"""Text from data as each place shows it letter by letter. Pure functions.

A name such as `:red[A]`, `$x$` or `![](http://…)` is what somebody typed, never markup. Each place
that reads markup has one function here (a terminal's stands in `cli.output`).
"""

from __future__ import annotations

import html
import re
from typing import Any


class Markdown(str):
    """Markdown of our own, in which what comes from data is escaped already."""

    __slots__ = ()


_BREAKS = re.compile(r"\s*[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]\s*")
# What begins a list or a line where a text begins.
_LIST = re.compile(r"[-+](?=[\s-]|$)|=(?=[\s=]|$)|\d+[.)](?=\s|$)")
# Streamlit looks for icons, emoji, addresses and arrows again after backslashes are taken away.
# A letter of each stands in a span of its own, so that they are not found.
_READ_AGAIN = re.compile(
    r":(?=[\w+\-/]+:|//)|@|(?<=www)\.|(?<=[-<>~])[-=>]", flags=re.ASCII | re.IGNORECASE
)
_MARKS = re.compile(r"[\\`*_\[\]{}~$:<>#|&]")


def markdown(text: Any) -> Markdown:
    """Return text as Markdown that shows it letter by letter; Markdown of our own stays.

    Line ends become blanks: with them a text could begin a heading, a list or a block of code.
    """
    if isinstance(text, Markdown):
        return text
    line = _BREAKS.sub(" ", str(text)).lstrip()
    pieces, done = [], 0
    for found in _READ_AGAIN.finditer(line):
        pieces += [_escaped(line[done : found.start()]), f":color[{_escaped(found[0])}]"]
        done = found.end()
    return Markdown(_first_letter("".join([*pieces, _escaped(line[done:])])))


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text)


def _first_letter(text: str) -> str:
    """A sign that would begin a list, a line or a heading is escaped where the text begins."""
    found = _LIST.match(text)
    if found is None:
        return text
    return f"{text[: found.end() - 1]}\\{text[found.end() - 1 :]}"


def plotly(text: Any) -> str:
    """Return text as plotly shows it letter by letter: it reads tags, entities and formulas."""
    return html.escape(str(text), quote=False).replace("$", "&#36;")


def button(text: str) -> str:
    """Return text for a button in a table: a first `:material/…:` is an icon, `[…]` a menu."""
    text = _BREAKS.sub(" ", text)
    return f"\N{WORD JOINER}{text}" if text.lstrip()[:1] in (":", "[") else text
