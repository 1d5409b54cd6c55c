"""A report as it will be, on the screen: its texts, figures, tables, charts and appendix."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from ordertrack.reports.content.document import (
    Block,
    Bullets,
    Chart,
    Document,
    Figure,
    Figures,
    Paragraph,
    Section,
    Source,
    Table,
    TableColumn,
)
from ordertrack.reports.writers import appendix, parts
from ordertrack.reports.writers.drawing import plotly_charts
from ordertrack.reports.writers.drawing.chart_parts import drawing
from ordertrack.ui.frame import theme
from ordertrack.ui.frame.language import tr
from ordertrack.ui.parts import tables
from ordertrack.ui.parts.panel import Drawn, show_chart
from ordertrack.ui.parts.room import in_a_row
from ordertrack.views import charts, formats
from ordertrack.views.evaluation.sheet import unlike
from ordertrack.views.markup import Markdown, markdown
from ordertrack.words import t

ShowText = Callable[[Paragraph | Bullets], None]
TINTS = {"good": theme.TONES["better"], "bad": theme.TONES["worse"]}


def show_document(document: Document, show_text: ShowText) -> None:
    """Show a whole report; `show_text` shows a text that people may write anew."""
    st.subheader(markdown(document.title), anchor=False)
    st.caption(markdown(document.subtitle))
    for section in document.sections:
        _show_section(document, section, show_text)
    for sentence in document.left_out:
        st.caption(markdown(sentence))
    _show_appendix(document)


def _show_section(document: Document, section: Section, show_text: ShowText) -> None:
    with st.container(border=True, gap="small", key=f"panel_report_{section.key}"):
        st.markdown(f"#### {markdown(section.title)}")
        for place, block in enumerate(section.blocks):
            _show_block(document, block, f"report_{section.key}_{place}", show_text)


def _show_block(document: Document, block: Block, key: str, show_text: ShowText) -> None:
    if isinstance(block, (Paragraph, Bullets)):
        if block.key:
            show_text(block)
        else:
            show_words(block)
        return
    caption = _caption(document, block.caption, block.source)
    if isinstance(block, Figures):
        with st.grid(in_a_row(len(block.figures)), gap="xsmall", min_column_width=170):
            for figure in block.figures:
                _show_figure(figure, document.lang)
        st.caption(caption)
    elif isinstance(block, Table):
        st.caption(caption)
        _show_table(block, key, document.lang)
    else:
        st.caption(caption)
        _show_chart(document, block, key)


def show_words(block: Paragraph | Bullets) -> None:
    """Show a text that nobody is writing."""
    if isinstance(block, Paragraph):
        for line in filter(str.strip, block.text.split("\n")):
            st.markdown(markdown(line))
    else:
        st.markdown(Markdown("\n".join(f"- {markdown(item)}" for item in block.items)))


def _caption(document: Document, caption: str, source: Source) -> Markdown:
    return Markdown(f"{markdown(caption)} {markdown(f'[{document.reference(source)}]')}")


def _show_figure(figure: Figure, lang: str) -> None:
    with st.container(border=True, height="stretch", gap=None):
        st.metric(markdown(figure.label), markdown(figure.text))
        if figure.change:
            st.markdown(Markdown(f":gray[{markdown(figure.change)}]"))
        if figure.target:
            said = tr(
                "Target {target}, attained {attainment}",
                target=figure.target,
                attainment=figure.attainment or formats.NONE,
            )
            st.markdown(Markdown(f":small[:gray[{said}]]"))
        if figure.verdict:
            word = markdown(parts.verdict(figure, lang))
            st.markdown(Markdown(f":small[:{TINTS[figure.verdict]}[{word}]]"))
        if figure.note:
            st.caption(markdown(figure.note))


def _show_table(table: Table, key: str, lang: str) -> None:
    titles = unlike([column.title for column in table.columns])
    names = [f"c{place}" for place in range(len(titles))]
    frame = pl.DataFrame(table.texts, schema=dict.fromkeys(names, pl.String()), orient="row")
    config = {
        name: st.column_config.TextColumn(
            markdown(title), alignment="right" if column.is_number else "left"
        )
        for name, title, column in zip(names, titles, table.columns, strict=True)
    }
    tables.show_frame(
        frame,
        column_config=config,
        hide_index=True,
        height="content",
        key=key,
        alt=markdown(table.caption),
    )
    if table.more:
        st.caption(markdown(appendix.more_text(table.more, lang)))


def _show_chart(document: Document, chart: Chart, key: str) -> None:
    spec = plotly_charts.figure(chart, document.lang)
    layout, words = spec["layout"], charts.coloured(theme.ink())
    for name in ("xaxis", "yaxis", "yaxis2", "legend"):
        if name in layout:
            font = "font" if name == "legend" else "tickfont"
            layout[name] |= {font: layout[name].get(font, {}) | words}
    for note in layout["annotations"]:
        note["font"] |= words
    drawn = Drawn(charts.drawn(spec["data"], layout), t("{caption}", caption=chart.caption))
    show_chart(drawn, key)
    box = st.expander(tr("As a table"), key=f"{key}_box", on_change="rerun")
    if box.open:
        with box:
            _show_table(_as_table(chart, document.lang), f"{key}_table", document.lang)


def _as_table(chart: Chart, lang: str) -> Table:
    """Return the values of a chart as a row for each category."""
    told = [drawing(chart, lang).texts(one) for one in chart.series]
    columns = (TableColumn("", "text"), *(TableColumn(one.name, one.unit) for one in chart.series))
    rows = tuple(zip(chart.categories, *told, strict=True))
    return Table(columns, rows, rows, chart.caption, chart.source)


def _show_appendix(document: Document) -> None:
    """Show what the report and its figures rest on, as the file's appendix has it."""
    box = st.expander(tr("What the figures rest on"), key="report_appendix", on_change="rerun")
    if not box.open:
        return
    with box:
        rows = appendix.basis_rows(document)
        tables.show_facts({markdown(name): markdown(text) for name, text in rows})
        for place, source in enumerate(document.sources(), 1):
            said = appendix.source_text(source, document.lang)
            st.markdown(Markdown(f":small[{markdown(f'[{place}] {said}')}]"))
