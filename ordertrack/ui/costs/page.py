"""The panels of the Costs page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.metrics.analysis.intervals import FEW
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import convention
from ordertrack.ui.frame import cached_figures, scope_changes, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import tables, url_choice
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.panel import (
    Drawn,
    choose_row,
    filter_by,
    panel,
    show_as_table,
    show_chart,
    show_sheet,
)
from ordertrack.views import formats
from ordertrack.views.evaluation import channels, costs, what_if
from ordertrack.views.evaluation.assessed import budgets
from ordertrack.views.evaluation.channels import Channels
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.view import View
from ordertrack.words import Text, t

LISTED = 200
SHARES, SHARE = tuple(range(5, 101, 5)), 20  # percent of a channel's expenses
CATEGORY = "expense_category"  # in the session: whose expenses are listed


def show_structure(view: View) -> None:
    """Show what was spent by month and category, and the expense ratio; a click sets the month."""
    with panel(
        t("Sales expenses by month"),
        "structure",
        t("By the day of the expense; the line is their share of revenue."),
    ):
        if not costs.has_expenses(view):
            st.caption(tr("No expenses in this data: an export of them, with day and amount."))
            return
        found = cached_figures.kept(view, costs.structure)
        if isinstance(found, Text):
            st.caption(localize(found))
            return
        if found.is_empty:
            st.caption(tr("No expense was booked in these months."))
            return
        show_currencies_of(view, CATALOG["revenue"])
        pick = partial(scope_changes.set_period, view)
        alt = t("Expenses per month by category; the table shows them too")
        figure = costs.structure_chart(found, view, theme.ink())
        show_chart(Drawn(figure, alt), "structure", lambda keys: pick(keys[0]))
        if any(ratio is not None for ratio in found.ratios):
            st.caption(localize(CATALOG["expense_ratio"].label))
            line = costs.ratio_chart(found, view, theme.ink())
            drawn = Drawn(line, t("The expense ratio per month"))
            show_chart(drawn, "ratio_line", lambda keys: pick(keys[0]))
        show_as_table(costs.structure_sheet(found, view), "structure", alt, pick)


def show_categories(view: View) -> None:
    """Show what was spent in the period by category; a click lists the expenses."""
    if not costs.has_expenses(view) or costs.lacks_split(view):
        return
    with panel(t("Expenses of the period"), "categories", t("By category, the largest first.")):
        found = cached_figures.kept(view, budgets.by_category)
        sheet = costs.categories(view, found)
        if sheet.is_empty:
            st.caption(tr("No expense was booked in this period."))
            return
        if sentence := budgets.coverage(found):
            st.caption(localize(sentence))
        show_sheet(sheet, "categories", t("Expenses by category"), _choose_category)
        _show_listed(view, sheet)


def show_over_budget(view: View) -> None:
    """Show the categories that cost more than planned; a click lists their expenses."""
    if not costs.has_budgets(view) or costs.lacks_split(view):
        return
    with panel(
        t("Over budget"),
        "over_budget",
        t("Categories whose expenses are above their budgets, the largest difference first."),
    ):
        if reason := costs.why_not_compared(view):
            st.caption(localize(reason))
            return
        sheet = costs.over_budget(view, cached_figures.kept(view, budgets.by_category))
        if sheet.is_empty:
            st.caption(tr("No category is above its budget in this period."))
            return
        alt = t("Categories above their budget, the largest difference first")
        show_sheet(sheet, "over_budget", alt, _choose_category)


def _choose_category(category: str) -> None:
    st.session_state[CATEGORY] = category


def _show_listed(view: View, sheet: Sheet) -> None:
    category = choose_row(sheet, tr("List the expenses of a category"), CATEGORY)
    if category is None:
        return
    found = costs.listed(view, category, LISTED)
    if found.height == LISTED:
        st.caption(tr("The largest {count} are listed.", count=LISTED))
    tables.show_table(
        found,
        alt=tr("Expenses of this category, the largest first"),
        height=300,
        key="expenses_listed",
        column_config={name: localize(label) for name, label in costs.LISTED.items()},
    )


# --- channels -------------------------------------------------------------------------------------


def show_lag(view: View) -> View:
    """Show by how many months expenses come first; return the view that counts so."""
    usual = view.scope.conventions.channel_lag_months
    with st.container(horizontal=True, vertical_alignment="bottom"):
        months = st.number_input(
            tr("Expenses come before customers by (months)"),
            min_value=0,
            max_value=max(channels.MOST_LAG, usual),
            value=usual,
            key="channel_lag",
            width=280,
        )
        if months == usual:
            text = convention("acquisition_cost", view.scope.conventions)
            st.caption(localize(text) if text else "")
        else:
            st.caption(
                tr("The setting is {usual}: the cards above follow it, not this.", usual=usual)
            )
    return channels.lagged(view, int(months))


def show_channels(view: View) -> Channels | None:
    """Show what each channel cost and brought, side by side."""
    with panel(
        t("What channels cost and bring"),
        "channels",
        t("Customers whose first order lies in the period, and what they ordered in it."),
    ):
        if missing := channels.missing(view):
            st.caption(localize(missing))
            return None
        show_currencies_of(view, CATALOG["revenue"])
        found = cached_figures.kept(view, channels.channels)
        if found.frame.is_empty():
            st.caption(tr("No channel has an expense or a new customer in this period."))
            return None
        alt = t("Revenue per expense of each channel with its interval; the table shows it too")
        pick = partial(filter_by, view, "channel")
        if found.paid.height:
            if names := channels.few(found):
                listed = formats.listed(names, view.lang)
                st.caption(
                    tr(
                        "Fewer than {few} customers, not to be compared: {names}",
                        few=FEW,
                        names=listed,
                    )
                )
            st.caption(
                tr("Dotted line: revenue equals the expense. Each step is ten times as much.")
            )
            figure = channels.channels_chart(found, view, theme.ink())
            show_chart(Drawn(figure, alt), "channels", lambda keys: pick(keys[-1]))
        show_sheet(channels.channels_sheet(found, view), "channels", alt, pick)
        return found


def show_payback(view: View) -> None:
    """Show after how many months a new customer has brought what he cost."""
    with panel(
        t("Payback"),
        "payback",
        t("Customers won in 12 months to the period's end, by months since their first order."),
    ):
        found = cached_figures.kept(view, channels.payback)
        if isinstance(found, Text):
            st.caption(localize(found))
            return
        if found.frame.is_empty():
            st.caption(tr("No channel has both expenses and new customers in these months."))
            return
        alt = t("Share of the expense that is back by month; the table shows where it ends")
        pick = partial(filter_by, view, "channel")
        if not found.curves.is_empty():
            st.caption(
                tr(
                    "Each month averages those who have been customers that long. Dotted line: the "
                    "expense is back. Each step is ten times as much."
                )
            )
            figure = channels.payback_chart(found, view, theme.ink())
            show_chart(Drawn(figure, alt), "payback", lambda keys: pick(keys[0]))
        show_sheet(channels.payback_sheet(found, view), "payback", alt, pick)


def _choose_share() -> int:
    """Show how much of the giver's expenses is moved, which the URL names."""
    key, parameter, usual = "what_if_share", "moved", str(SHARE)
    url_choice.place_widget(parameter, [str(share) for share in SHARES], usual, key)
    st.session_state[key] = int(st.session_state[key])
    return st.select_slider(
        tr("Share of its expenses (%)"),
        SHARES,
        key=key,
        on_change=partial(url_choice.keep, parameter, usual, key),
    )


def show_what_if(view: View, found: Channels | None) -> None:
    """Show what moving money from one channel to another would bring, and what that assumes."""
    if found is None or found.paid.height < 2:
        return
    with panel(t("What if money moved"), "what_if"):
        names = found.paid.sort("roas")["key"].to_list()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            giver = url_choice.choose(tr("Take from"), names, "from", "what_if_from", width=180)
            if st.query_params.get("to") == giver:
                del st.query_params["to"]  # it was the taker until it became the giver
            others = [name for name in reversed(names) if name != giver]
            key = f"what_if_to_{giver}"
            taker = url_choice.choose(tr("Give to"), others, "to", key, width=180)
            share = _choose_share()
        moved = what_if.moved(found, giver, taker, share / 100)
        st.markdown(localize(what_if.moved_sentence(moved, view)))
        alt = t("Both channels now and then, and the difference")
        show_sheet(what_if.moved_sheet(moved, view), "what_if", alt)
        st.caption(
            tr(
                "This assumes that each channel goes on as in the period: the same revenue, profit "
                "and new customers for each unit of money, however much is spent (no saturation), "
                "and that no channel lives on another's work. Later orders are not counted."
            )
        )
