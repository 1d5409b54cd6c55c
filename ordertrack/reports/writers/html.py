"""A report as one page that opens offline: charts that answer to the mouse, light or dark.

Built of elements, so that no text is ever read as markup. Imports `plotly_charts`, `parts`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from lxml.builder import E
from plotly.offline import get_plotlyjs

from ordertrack.reports.content.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Table,
    TableColumn,
)
from ordertrack.reports.writers import appendix, look, parts
from ordertrack.reports.writers.drawing import plotly_charts
from ordertrack.reports.writers.drawing.chart_parts import drawing, text_width
from ordertrack.reports.writers.parts import Caption
from ordertrack.reports.writers.plain_text import one_line

STYLE = Path(__file__).with_name("report.css")
SCRIPT = Path(__file__).with_name("report.js")
# Nothing is loaded from anywhere, whatever stands in the texts.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
Element = Any
SHORT = 12  # letters of a text that does not break


def write(document: Document) -> bytes:
    """Return a report as a page in one file, the same for the same report."""
    content = parts.cleaned(document)
    found: list[Chart] = []
    body = [_header(content), _contents(content), _main(content, found)]
    lang = {"lang": "zh-CN" if content.lang == "zh" else "en"}
    page = E.html(lang, _head(content), E.body(*body))
    written = lxml_html.tostring(page, encoding="unicode", doctype="<!doctype html>")
    before, end, after = written.rpartition("</body>")
    return "".join([before, *_scripts(content, found), end, after, "\n"]).encode()


def _head(content: Document) -> Element:
    return E.head(
        E.meta({"charset": "utf-8"}),
        E.meta({"http-equiv": "Content-Security-Policy", "content": POLICY}),
        E.meta({"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        E.meta({"name": "color-scheme", "content": "light dark"}),
        E.title(parts.full_title(content)),
        E.style(STYLE.read_text(encoding="utf-8") + _verdicts()),
    )


def _verdicts() -> str:
    """Return the colours of verdicts, on paper and on dark screens."""
    light, dark = (
        "".join(f".{name} {{ color: #{tones[name]}; }}" for name in ("good", "bad"))
        for tones in (look.VERDICTS, look.VERDICTS_ON_DARK)
    )
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"


def _scripts(content: Document, found: list[Chart]) -> list[str]:
    """Return plotly, once, and what it draws; nothing where there is no chart."""
    if not found:
        return []
    figures = [plotly_charts.figure(chart, content.lang) for chart in found]
    told = json.dumps({"charts": figures, "config": plotly_charts.CONFIG}, ensure_ascii=False)
    return [
        f'<script type="application/json" id="charts">{_inert(told)}</script>\n',
        f"<script>{get_plotlyjs()}</script>\n",
        f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>\n",
    ]


def _inert(told: str) -> str:
    """Return JSON that cannot end the script in which it stands."""
    for letter in "<>&\u2028\u2029":
        told = told.replace(letter, f"\\u{ord(letter):04x}")
    return told


def _header(content: Document) -> Element:
    return E.header(
        E.h1(one_line(content.title)),
        E.p({"class": "subtitle"}, one_line(content.subtitle)),
        _facts(parts.cover(content)),
    )


def _facts(facts: list[tuple[str, str]]) -> Element:
    rows = [E.div(E.dt(name), E.dd(text)) for name, text in facts]
    return E.dl({"class": "facts"}, *rows)


def _contents(content: Document) -> Element:
    headings = parts.headings(content)
    anchors = [*(f"section-{place}" for place in range(1, len(headings))), "appendix"]
    links = [
        E.li(E.a({"href": f"#{anchor}"}, heading))
        for anchor, heading in zip(anchors, headings, strict=True)
    ]
    title = parts.CONTENTS.to(content.lang)
    return E.nav({"aria-label": title}, E.h2(title), E.ol(*links))


def _main(content: Document, found: list[Chart]) -> Element:
    main = E.main()
    if content.left_out:
        sentences = [E.li(one_line(one)) for one in content.left_out]
        title = E.h3(appendix.LEFT_OUT.to(content.lang))
        main.append(E.aside({"class": "left-out"}, title, E.ul(*sentences)))
    for place, (section, blocks) in enumerate(parts.numbered(content), 1):
        drawn = [_block(block, caption, content.lang, found) for block, caption in blocks]
        heading = E.h2(one_line(section.title))
        main.append(E.section({"id": f"section-{place}"}, heading, *drawn))
    main.append(_appendix(content))
    return main


# --- blocks ---------------------------------------------------------------------------------------


def _block(block: Block, caption: Caption | None, lang: str, found: list[Chart]) -> Element:
    if isinstance(block, Paragraph):
        return E.div(*(E.p(line) for line in parts.lines(block.text)))
    if isinstance(block, Bullets):
        return E.ul(*(E.li(one_line(item)) for item in block.items if item))
    told = _caption(caption) if caption else E.figcaption()
    if parts.is_empty(block):
        return E.figure(told, E.p({"class": "note"}, parts.NOTHING.to(lang)))
    if isinstance(block, Chart):
        found.append(block)
        return _chart(block, told, len(found), lang)
    if isinstance(block, Figures):
        cards = [_card(figure, block.compared, lang) for figure in block.figures]
        return E.figure(told, E.div({"class": "cards"}, *cards))
    return _table(block, told, lang)


def _caption(caption: Caption) -> Element:
    reference = E.a({"href": f"#source-{caption.reference.strip('[]')}"}, caption.reference)
    text = f"{caption.word} {caption.number}\u2002{caption.text} "
    return E.figcaption(text, reference)


def _chart(chart: Chart, caption: Element, number: int, lang: str) -> Element:
    """Return the place of a chart, with its values as a table for those who want to read them."""
    drawn = drawing(chart, lang)
    said = {"role": "img", "aria-label": parts.described(chart, lang)}
    height = f"min-height: {plotly_charts.height(drawn)}px"
    place = E.div({"id": f"chart-{number}", "class": "chart", "style": height} | said)
    columns = [("", ""), *((one_line(one.name), "number") for one in chart.series)]
    texts = [drawn.texts(one) for one in chart.series]
    rows = [
        (one_line(name), *(text[at] or "—" for text in texts))
        for at, name in enumerate(chart.categories)
    ]
    values = E.details(E.summary(parts.DATA.to(lang)), _grid(columns, rows))
    return E.figure(place, caption, values)


def _card(figure: Figure, compared: str, lang: str) -> Element:
    card = E.div(
        {"class": "card"},
        E.p({"class": "label"}, one_line(figure.label)),
        E.p({"class": "value"}, one_line(figure.text)),
    )
    beside = (
        (parts.TARGET.to(lang), figure.target),
        (parts.ATTAINMENT.to(lang), figure.attainment),
        (compared or appendix.CHANGE.to(lang), figure.change),
    )
    for name, text in beside:
        if text:
            line = E.p({"class": "beside"}, f"{name} ", E.b(one_line(text)))
            card.append(line)
    if figure.verdict:
        word = parts.verdict(figure, lang)
        card.append(E.p({"class": f"verdict {figure.verdict}"}, word))
    if figure.note:
        card.append(E.p({"class": "note"}, one_line(figure.note)))
    return card


def _table(block: Table, caption: Element, lang: str) -> Element:
    rows = [tuple(map(one_line, row)) for row in block.texts]
    columns = [
        (one_line(one.title), _look(one, [row[place] for row in rows]))
        for place, one in enumerate(block.columns)
    ]
    found = E.figure(caption, _grid(columns, rows))
    if block.more:
        found.append(E.p({"class": "note"}, appendix.more_text(block.more, lang)))
    return found


def _look(column: TableColumn, texts: list[str]) -> str:
    """Return how a column is set: numbers on the right, short texts such as days in one line."""
    if column.is_number:
        return "number"
    return "short" if all(text_width(text) <= SHORT for text in texts) else ""


def _grid(columns: list[tuple[str, str]], rows: Sequence[tuple[str, ...]]) -> Element:
    """Return a table in a box of its own, in which it scrolls where the screen is narrow."""
    looks = [{"class": look} if look else {} for _, look in columns]
    heads = [
        E.th(look | {"scope": "col"}, title)
        for look, (title, _) in zip(looks, columns, strict=True)
    ]
    body = [
        E("tr", *(E.td(look, text) for look, text in zip(looks, row, strict=True))) for row in rows
    ]
    table = E.table(E.thead(E("tr", *heads)), E.tbody(*body))
    return E.div({"class": "scroll", "tabindex": "0"}, table)


def _appendix(content: Document) -> Element:
    lang = content.lang
    found = E.section(
        {"id": "appendix"},
        E.h2(appendix.APPENDIX.to(lang)),
        E.h3(appendix.BASIS.to(lang)),
        _facts(parts.basis(content)),
        E.h3(appendix.SOURCES.to(lang)),
    )
    for number, name, facts in parts.sources(content):
        lines = [E.p({"class": "note"}, appendix.said(name, text, lang)) for name, text in facts]
        title = E.p({"class": "source"}, f"[{number}] {name}")
        found.append(E.div({"id": f"source-{number}"}, title, *lines))
    return found
