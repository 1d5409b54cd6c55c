"""The KPI cards as a grid. The name of a card is a button: it opens where the number comes from."""

from __future__ import annotations

import streamlit as st

from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts.number_origin import open_origin
from ordertrack.views import formats
from ordertrack.views.cards import Card, cards, lacking
from ordertrack.views.view import View


def show_cards(view: View) -> None:
    """Show a grid of cards; what this data cannot answer is named below in one line."""
    with st.grid(5, gap="xsmall", min_column_width=150):
        for card in cards(view):
            _show_card(view, card)
    _show_lacking(lacking(view))


def _show_card(view: View, card: Card) -> None:
    name, label = card.metric.name, localize(card.metric.label)
    with st.container(border=True, height="stretch", gap=None, key=f"card_{name}"):
        opened = st.button(
            label,
            key=f"origin_{name}",
            type="tertiary",
            icon=":material/info:",
            icon_position="right",
            help=card.help,
        )
        st.metric(
            label,
            card.value,
            card.delta,
            delta_color="off",
            delta_arrow=card.arrow,
            delta_description=card.beside or None,
            label_visibility="collapsed",
            chart_data=card.spark,
            chart_type="line",
        )
        for note in filter(None, (card.reason, card.moment)):
            st.caption(note)
    if opened:
        open_origin(view, card.metric)


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
