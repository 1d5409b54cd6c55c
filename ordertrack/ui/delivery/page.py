"""The panels of the Delivery page, from what happened to what one rule or another makes of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import cached_figures, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts import order_links
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.outcomes import show_outcomes_of_months
from ordertrack.ui.parts.panel import (
    Drawn,
    choose_one,
    filter_by,
    panel,
    show_both,
    show_sheet,
)
from ordertrack.views.evaluation import delivery
from ordertrack.views.markup import markdown
from ordertrack.views.view import View
from ordertrack.words import t

LISTED = 200  # orders of a list that explains


def show_outcomes(view: View) -> None:
    """Show how the orders due in each month came out; a click chooses the month."""
    with panel(
        t("How due orders came out"),
        "outcomes",
        t("Orders by the month of their promised day, as it stands at as-of."),
    ):
        show_outcomes_of_months(view, "outcomes")


def show_cycles(view: View) -> None:
    """Show how many days delivery took."""
    with panel(t("Days from order to delivery"), "cycles", t("Orders delivered in the period.")):
        found = cached_figures.kept(view, delivery.cycles)
        if found.is_empty:
            st.caption(tr("No order was delivered in this period."))
            return
        st.markdown(localize(found.sentence))
        alt = t("Orders by days from order to delivery; the table shows them too")
        drawn = Drawn(delivery.cycles_chart(found, view, theme.ink()), alt)
        show_both(drawn, delivery.cycles_sheet(found), "cycles")


def show_causes(view: View) -> None:
    """Show why orders were late, and which product lines for which reason."""
    with panel(
        t("Why orders were late"),
        "causes",
        t("Late orders due in the period, by their recorded reason, with the running share."),
    ):
        found = cached_figures.kept(view, delivery.causes)
        if not found.total:
            st.caption(tr("No order due in this period is late."))
            return
        if not found.known:  # one bar of all of them says no more than the words
            st.caption(
                tr(
                    "Late orders: {count}. None names a reason: an export with that column fills "
                    "this.",
                    count=f"{found.total:,}",
                )
            )
            return
        pick = partial(filter_by, view, "delay_reason")
        alt = t("Late orders by reason, the most frequent first; the table shows them too")
        figure = delivery.causes_chart(found, view, theme.ink())
        show_both(Drawn(figure, alt), delivery.causes_sheet(found), "causes", pick)
        if "product_line" in view.dimensions:
            st.markdown(f"**{tr('Product line × reason')}**")
            by_line = t("Late orders of each product line by reason")
            show_sheet(
                cached_figures.kept(view, delivery.lines_by_cause),
                "lines_by_cause",
                by_line,
                partial(filter_by, view, "product_line"),
            )


def show_promises(view: View) -> None:
    """Show who moves promises, and what that does to the rate."""
    with panel(
        t("Who moves promises"),
        "promises",
        t("Orders due in the period by their first promise; one whose latest promise is another."),
    ):
        offered = [name for name in ("sales_rep", "product_line") if name in view.dimensions]
        if not offered:
            st.caption(tr("This data names neither salespeople nor product lines."))
            return
        labels = {name: localize(DIMENSIONS[name].label) for name in offered}
        chosen = choose_one(offered, labels, "promises_by")
        sheet = cached_figures.kept(view, delivery.moved_promises, chosen)
        if sheet.is_empty:
            st.caption(tr("No order fell due in this period."))
            return
        if not sheet.frame["moved"].sum():  # a table of zeros says no more
            st.caption(tr("No promise was moved of the orders due in this period."))
            return
        show_sheet(
            sheet,
            "promises",
            t("Who moves promises, the most first"),
            partial(filter_by, view, chosen),
        )


def show_backlog(view: View) -> None:
    """Show what is not delivered yet, by how late or how soon due it is."""
    metric = CATALOG["backlog"]
    with panel(t("Backlog by promised day"), "backlog", t("As it stands when stocks are counted.")):
        show_currencies_of(view, metric)
        sheet = cached_figures.kept(view, delivery.backlog)
        if not sheet.frame["orders"].sum():
            st.caption(tr("Everything ordered by then is delivered."))
            return
        alt = t("The backlog by how late or how soon due it is; the table shows it too")
        drawn = Drawn(delivery.backlog_chart(sheet, view, theme.ink()), alt)
        show_both(drawn, sheet, "backlog_ages")


def show_ladder(view: View) -> None:
    """Show one rate under each convention, and the orders that change side between two."""
    with panel(
        t("One rate under each convention"),
        "ladder",
        t("The same period counted by due or delivered orders, first or latest promise, OTIF."),
    ):
        sheet = cached_figures.kept(view, delivery.ladder)
        show_sheet(sheet, "ladder", t("The on-time rate under each convention"))
        names = dict(sheet.frame.select("rung", "name").iter_rows())
        usual = delivery.usual_rung(view)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            one = _rung(tr("One convention"), names, usual, "ladder_one")
            others = {rung: name for rung, name in names.items() if rung != one}
            other = _rung(tr("The other"), others, next(iter(others)), f"ladder_other_{one}")
        _show_changed_sides(view, one, other)


def _rung(label: str, names: dict[str, str], usual: str, key: str) -> str:
    return st.selectbox(
        label,
        list(names),
        index=list(names).index(usual),
        format_func=names.__getitem__,
        key=key,
        width=360,
    )


def _show_changed_sides(view: View, one: str, other: str) -> None:
    sides = cached_figures.kept(view, delivery.changed_sides, one, other)
    if sides.is_empty:
        st.caption(tr("No order changes side between these two."))
        return
    show_sheet(sides, "sides", t("Orders that change side, how many each way"))
    count = int(sides.frame["orders"].sum())
    box = st.expander(tr("The {count} orders", count=count), key="sides_box", on_change="rerun")
    if box.open:
        with box:
            found = delivery.orders_that_change_sides(view, one, other, LISTED)
            if count > LISTED:
                st.caption(tr("The newest {count} are listed.", count=LISTED))
            alt = tr("Orders that change side, the newest first")
            titles = {"before": tr("By the one"), "after": tr("By the other")}
            order_links.show_orders(found, "sides", alt, titles, height=360)


def show_limits(view: View) -> None:
    """Show what lies exactly on a limit: one day, or one second, decides."""
    with panel(t("Exactly on a limit"), "limits", t("Here one day more or less decides.")):
        limits = cached_figures.kept(view, delivery.limits)
        for name, label, count in limits:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{count:,}** · {localize(label)}", width="stretch")
                if count:
                    _show_number_popover(view, name, count)
        if not limits:
            st.caption(tr("This data has no promised days."))


def _show_number_popover(view: View, name: str, count: int) -> None:
    box = st.popover(tr("Which ones"), key=f"limit_{name}", on_change="rerun", type="tertiary")
    if box.open:
        with box:
            found = delivery.numbers_on_the_limit(view, name, LISTED)
            if count > LISTED:
                st.caption(tr("The first {count} are listed.", count=LISTED))
            order_links.show_number_choice(found, f"limit_{name}_number")
            st.markdown(markdown(delivery.listed_numbers(found, view.lang)))
