"""Ways from rows and numbers to orders: a number in a table, a field for the keyboard, a link.

All of them keep what is chosen (language, period, filters, release) in the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from ordertrack.metrics.model.metric import Metric, Part
from ordertrack.ui.frame import menu, url_state
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import column_fit, tables
from ordertrack.ui.parts.room import HALF, MEASURED, is_half
from ordertrack.views import currencies, markup
from ordertrack.views.orders import ledger_link
from ordertrack.views.titles import column_title
from ordertrack.views.view import View

ICON = ":material/open_in_full: "
CUSTOMER = 105  # pixels
NAMES = {"customer_name", "lost_reason"}


def with_buttons(found: pl.DataFrame) -> pl.DataFrame:
    """Return rows whose order numbers look like what can be opened."""
    if "order_no" not in found.columns:
        return found
    numbers = [None if text is None else ICON + _one_line(text) for text in found["order_no"]]
    return found.with_columns(order_no=pl.Series(numbers, dtype=pl.String))


def _one_line(text: str) -> str:
    """An icon stands before one line; a sign that would be one itself is kept apart from it."""
    return markup.button(" ".join(text.split()))


def order_column(found: pl.DataFrame, key: str, **options: Any) -> dict[str, Any]:
    """Return the configuration of the column of order numbers, where there is one."""
    if "order_no" not in found.columns:
        return {}
    button = st.column_config.ButtonColumn(
        column_title("order_no", language()),
        type="tertiary",
        alignment="left",
        pinned=True,
        key=key,
        on_click=_open_clicked,
        args=(key, tuple(found["order_no"])),
        **options,
    )
    return {"order_no": button}


def _open_clicked(key: str, numbers: tuple[str, ...]) -> None:
    row = tables.clicked_row(key)
    if row is not None:
        open_order(numbers[row])


def open_order(number: str) -> None:
    """Go to the page of an order. Meant for callbacks."""
    st.switch_page(menu.script("orders"), query_params={**url_state.chosen(), "order": number})


def show_orders(
    found: pl.DataFrame,
    key: str,
    alt: str,
    titles: Mapping[str, Any] | None = None,
    **options: Any,
) -> None:
    """Show rows whose order numbers open the order, with the field for the keyboard above.

    `titles` name columns of their own; `options` go to `st.dataframe`.
    """
    show_number_field(found, f"{key}_number")
    tables.show_table(
        with_buttons(found),
        alt=alt,
        key=f"{key}_orders",
        column_config=order_column(found, f"{key}_open")
        | dict(titles or {})
        | fitting(found, titles or {}),
        clip=True,  # the order's own page has the whole name
        **options,
    )


def money_column(view: View, found: pl.DataFrame) -> dict[str, Any]:
    """Return the description of the amounts of orders, with their currency in the heading."""
    title = currencies.heading(view, column_title("amount", view.lang))
    return {"amount": tables.column(title, found.schema["amount"])}


def _width(column: pl.Series, head: str) -> int:
    if column.name in NAMES:
        return CUSTOMER
    icon = column_fit.ICON if column.name == "order_no" else 0
    return icon + column_fit.needed(head, column.cast(pl.String).head(MEASURED))


def _heading(name: str, title: Any) -> str:
    """Return the heading of a column, which is named or described as a whole."""
    if isinstance(title, Mapping):
        title = title["label"]
    return title or column_title(name, language())


def fitting(found: pl.DataFrame, titles: Mapping[str, Any]) -> dict[str, Any]:
    """Keep long names from pushing figures out of sight where a table has half the page.

    The last columns give way; the table's own menu has them.
    """
    if not is_half():
        return {}
    shown = sorted(found.columns, key=lambda name: name != "order_no")  # pinned on the left
    heads = {name: _heading(name, titles.get(name)) for name in shown}
    widths = [_width(found[name], head) for name, head in heads.items()]
    out = column_fit.left_out(widths, [False] * len(widths), HALF)
    config: dict[str, Any] = {shown[place]: None for place in out}
    for name in NAMES & heads.keys() - config.keys():
        config[name] = st.column_config.TextColumn(heads[name], width=CUSTOMER)
    return config


def show_number_field(found: pl.DataFrame, key: str) -> None:
    """Show the way without a mouse: pick or type the number of an order."""
    if "order_no" in found.columns:
        show_number_choice(found["order_no"].drop_nulls().unique(maintain_order=True), key)


def show_number_choice(numbers: Sequence[str] | pl.Series, key: str) -> None:
    """Show the field over these numbers; another one can be typed."""
    st.selectbox(
        tr("Open an order"),
        list(numbers),
        index=None,
        key=key,
        placeholder=tr("Open an order: pick or type its number"),
        accept_new_options=True,
        label_visibility="collapsed",
        icon=":material/open_in_new:",
        on_change=partial(_open_chosen, key),
        width=320,
    )


def _open_chosen(key: str) -> None:
    number = (st.session_state[key] or "").strip()
    if number:
        open_order(number)


def show_ledger_link(metric: Metric, part: Part, count: int, label: str | None = None) -> None:
    """Show the link to the orders behind a part of a number; `count` says how many they are."""
    if count:
        st.page_link(
            menu.script("orders"),
            label=label or localize(ledger_link.opens(metric, part, count)),
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params={**url_state.chosen(), **ledger_link.link(metric, part)},
            help=tr("The order ledger with the same period and filters"),
        )
