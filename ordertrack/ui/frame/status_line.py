"""The line that always says what is looked at: release, data through, as-of, gaps."""

from __future__ import annotations

import streamlit as st

from ordertrack.scope import Scope
from ordertrack.ui.frame import url_state
from ordertrack.ui.frame.language import language, say, tr
from ordertrack.views import formats
from ordertrack.warehouse import Reader, Release
from ordertrack.words import Label

# What a director would miss most, in that order: the column that must be filled, and its name.
WANTED: tuple[tuple[str, Label], ...] = (
    ("order_facts.amount", Label("amounts", "金额")),
    ("order_facts.promised_first", Label("promise dates", "承诺交期")),
    ("order_facts.delivered_at", Label("delivery dates", "交付日期")),
    ("order_facts.customer_id", Label("customers", "客户")),
    ("order_facts.sales_rep", Label("salespeople", "销售人员")),
    ("order_facts.team", Label("teams", "团队")),
    ("line_facts.product_line", Label("product lines", "产品线")),
    ("line_facts.quantity_delivered", Label("delivered quantities", "交付数量")),
    ("line_facts.cost", Label("costs", "成本")),
    ("order_facts.satisfaction", Label("satisfaction", "满意度")),
    ("complaints.raised_at", Label("complaints", "投诉")),
    ("order_facts.paid_at", Label("payments", "回款")),
)


def show(
    release: Release, scope: Scope, reader: Reader, *, latest: int, fresh: bool = True
) -> None:
    """Say in one quiet line what the numbers below rest on.

    `fresh`: as-of is now or was chosen; else it is the end of data that has not been renewed.
    """
    as_of = tr("As of {moment}", moment=formats.when(scope.as_of))
    parts = [
        tr("Release #{number}", number=release.number),
        tr("Data through {day}", day=formats.day(release.data_through)),
        as_of if fresh else tr("{as_of}, where the data ends", as_of=as_of),
    ]
    missing = gaps(reader)
    if missing:
        parts.append(tr("Not in this data: {gaps}", gaps=missing))
    st.caption("  |  ".join(parts))
    if release.number != latest:
        _older(release, latest)


def gaps(reader: Reader) -> str:
    """What the data does not have, as a list of words."""
    names = [say(label) for column, label in WANTED if not reader.covers(column)]
    return formats.listed(names, language())


def _older(release: Release, latest: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(
            tr(
                "You are looking at release #{number} as it was. The newest is #{latest}.",
                number=release.number,
                latest=latest,
            ),
            icon=":material/history:",
        )
        st.button(
            tr("Go to the newest"),
            key="newest_release",
            on_click=url_state.change,
            kwargs={"release": None},
        )
