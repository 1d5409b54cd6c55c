"""The KPI cards as a grid. The name of a card is a button: it opens where the number comes from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ordertrack.ui.frame import scope_changes, theme
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts.number_origin import open_origin
from ordertrack.ui.parts.room import in_a_row
from ordertrack.views import cards as figures
from ordertrack.views import changes, charts, formats
from ordertrack.views.cards import Card
from ordertrack.views.markup import Markdown, markdown
from ordertrack.views.view import View


def show_cards(view: View, names: Sequence[str] = ()) -> None:
    """Show a grid of cards; what this data cannot answer is named below in one line.

    `names`: the metrics of a page that has its own.
    """
    shown = figures.cards(view, names)
    with st.grid(in_a_row(len(shown)), gap="xsmall", min_column_width=150):
        for card in shown:
            _show_card(view, card)
    _show_lacking(figures.lacking(view, names))


def _show_card(view: View, card: Card) -> None:
    name, label = card.metric.name, localize(card.metric.label)
    with st.container(border=True, height="stretch", gap=None, key=f"card_{name}"):
        opened = st.button(
            label,
            key=f"origin_{name}",
            type="tertiary",
            icon=":material/info:",
            icon_position="right",
            help=markdown(card.help),
        )
        st.metric(label, markdown(card.value), label_visibility="collapsed")
        if card.changes:
            st.markdown(changes_text(card, view.lang))
        if card.spark:
            st.plotly_chart(
                card.spark.figure(),
                key=f"spark_{name}",
                config=charts.CONFIG,
                alt=localize(card.spark.alt()),
            )
        for note in card.notes:
            st.caption(markdown(note))
        if card.moment:
            _show_moment(view, card)
    if opened:
        open_origin(view, card.metric)


def changes_text(card: Card, lang: str) -> Markdown:
    """Say the changes of a card, one under the other: arrow, tone and word say the same."""
    return Markdown(
        "  \n".join(
            f":small[:{theme.TONES[change.judged]}[{changes.ARROWS[change.direction]}{markdown(changes.KINDS[kind].to(lang))}"
            f" {markdown(change.words(lang))}]]"
            for kind, change in card.changes
        )
    )


def _show_moment(view: View, card: Card) -> None:
    """When a stock was counted, as a switch to the other moment."""
    other = "end" if view.scope.stocks == "now" else "now"
    st.button(
        markdown(card.moment),
        key=f"stock_{card.metric.name}",
        type="tertiary",
        icon=":material/swap_horiz:",
        help=localize(figures.other_moment(view)),
        on_click=scope_changes.change,
        args=(view,),
        kwargs={"stocks": other},
    )


def _show_lacking(names: dict[str, list[str]]) -> None:
    """The names in one line; opened, what an export would need for each of them."""
    if not names:
        return
    lang = language()
    every = formats.listed([label for labels in names.values() for label in labels], lang)
    with st.expander(tr("Cannot be told from this data: {names}", names=every)):
        st.markdown(tr("An export with these columns brings them:"))
        lines = (f"- **{formats.listed(labels, lang)}** — {need}" for need, labels in names.items())
        st.markdown("\n".join(lines))
