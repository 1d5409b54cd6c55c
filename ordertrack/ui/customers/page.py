"""The panels of the Customers page: tiers and their moves, cohorts, RFM, the silent ones."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ordertrack.metrics.analysis.customer_habits import SEGMENTS
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.ui.customers.address import open_customer, open_part, opened
from ordertrack.ui.frame import cached_figures, data_source, theme
from ordertrack.ui.frame.language import localize, tr
from ordertrack.ui.parts.panel import (
    Drawn,
    filter_by,
    panel,
    show_chart,
    show_sheet,
)
from ordertrack.views.evaluation import customer_cohorts, customer_groups, customers
from ordertrack.views.evaluation.customers import LISTED, Customers
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import t


def read(view: View) -> Customers:
    """Return the customers of the view, read once for all panels and for the next look."""
    return _read(view.scope, data_source.release_key(view.release, view.reader))


@st.cache_resource(max_entries=8, show_spinner=False)
def _read(scope: Scope, release: data_source.ReleaseKey) -> Customers:
    return customers.read(scope, release.reader())


def show_currencies(view: View) -> None:
    """Say that the amounts of the page are in several currencies, if they are."""
    if note := customers.currency_note(view):
        st.caption(localize(note))


def show_tiers(view: View, found: Customers) -> None:
    """Show how few bring how much, and the tiers that follow from it."""
    with panel(t("Tiers"), "tiers"):
        if found.ranked.is_empty():
            st.caption(tr("Nobody bought in the 12 months up to the end of this period."))
            return
        st.markdown(localize(customers.concentration(found)))
        alt = t("Running share of revenue over customers, the largest first")
        figure = customers.pareto_chart(found, view, theme.ink())
        open_one = partial(open_customer, view)
        show_chart(Drawn(figure, alt), "pareto", lambda keys: open_one(keys[0]))
        st.caption(localize(customers.tier_rule(view)))


def show_tier_sums(view: View, found: Customers) -> None:
    """Show how many customers each tier has and what they bring; a click filters by it."""
    with panel(
        t("Tiers in figures"), "tier_sums", t("Of all customers, whatever the filters are.")
    ):
        show_sheet(
            customers.tiers_sheet(found, view),
            "tiers",
            t("The tiers with their customers and revenue"),
            partial(filter_by, view, "tier"),
        )


def show_customers(view: View, found: Customers) -> None:
    """Show the largest customers; a click opens one."""
    with panel(
        t("Customers, the largest first"),
        "customers",
        t("Revenue and tier are those of the whole customer; filters narrow who is listed."),
    ):
        sheet = customers.customers_sheet(found, view)
        if sheet.is_empty:
            st.caption(tr("Nobody bought in the 12 months up to the end of this period."))
            return
        _say_cut(found.ranked.filter("chosen").height)
        alt = t("The customers with their tier, revenue and rhythm")
        show_sheet(sheet, "customers", alt, partial(open_customer, view))


def _say_cut(count: int) -> None:
    if count > LISTED:
        st.caption(tr("The first {shown} of {count} are listed.", shown=LISTED, count=count))


def show_moves(view: View, found: Customers) -> None:
    """Show who went from which tier to which since a month ago."""
    with panel(
        t("Moves between tiers"),
        "moves",
        t("A month before the period's end against its end; each by the 12 months up to then."),
    ):
        sheet = customers.moves_sheet(found, view)
        rose, fell = customers.movers_count(found)
        st.markdown(tr("{rose} customers rose, {fell} fell.", rose=rose, fell=fell))
        show_sheet(
            sheet,
            "moves",
            t("Customers by their tier a month ago and now"),
            partial(open_part, "moved"),
        )


def show_movers(view: View, found: Customers) -> None:
    """Show the customers who moved, all or those from one tier."""
    with panel(
        t("Who moved"),
        "movers",
        t("The largest change of revenue first; a row of the table of moves narrows the list."),
    ):
        before = opened("moved")
        before = before if before in (*customers.TIERS, customers.NONE) else None
        movers = customers.movers_sheet(found, view, before)
        if movers.is_empty:
            st.caption(tr("Nobody moved."))
            return
        known = {customers.NONE: customers.NO_TIER}
        if before:
            named = known.get(before, before)
            st.markdown(tr("Only those who were in tier {tier} a month ago.", tier=named))
        alt = t("Customers who moved, the largest change of revenue first")
        show_sheet(movers, "movers", alt, partial(open_customer, view))


def show_cohorts(view: View) -> None:
    """Show how many customers of each month's first orders buy later on."""
    with panel(
        t("Cohorts by first order"),
        "cohorts",
        t(
            "Of the customers whose first order ever lies in a month, how many bought in each "
            "month after it. Grey: the month is not over, or fewer than 10 customers."
        ),
    ):
        found = cached_figures.kept(view, customer_cohorts.cohorts)
        if found.is_empty:
            st.caption(tr("No customer placed a first order in these months."))
            return
        st.caption(tr("The {count} months around the period.", count=customer_cohorts.MONTHS))
        alt = t("Share of each cohort that bought, by months since; the table shows it too")
        show_chart(Drawn(customer_cohorts.cohorts_chart(found, view, theme.ink()), alt), "cohorts")
        pick = partial(open_part, "cohort")
        show_sheet(customer_cohorts.cohorts_sheet(found, view), "cohorts", alt, pick)
        _show_members(view, found.months)


def _show_members(view: View, months: Period) -> None:
    text = opened("cohort")
    known = {str(month): month for month in months.split("month")}
    if text not in known:
        return
    cohort = known[text]
    st.markdown(f"**{tr('First order in {month}', month=cohort.label(view.lang))}**")
    sheet = customer_cohorts.members_sheet(cohort, months, view)
    alt = t("The customers of the cohort, and in which months they bought")
    show_sheet(sheet, "members", alt, partial(open_customer, view))


def show_segments(view: View, found: Customers) -> None:
    """Show the RFM segments; a click lists the customers of one."""
    with panel(
        t("RFM segments"),
        "segments",
        t("How lately, how often and for how much customers bought in the 12 months."),
    ):
        if not can_tell(view, "grr"):
            st.caption(tr("This data has no amounts."))
            return
        segments = customer_groups.segments(found)
        if segments.frame.is_empty():
            st.caption(tr("Nobody bought in the 12 months up to the end of this period."))
            return
        st.markdown(localize(customer_groups.limits(segments, view)))
        sheet = customer_groups.segments_sheet(segments, view)
        pick = partial(open_part, "segment")
        alt = t("Customers by segment, with the share of revenue; the table shows it too")
        figure = customer_groups.segments_chart(sheet, view, theme.ink())
        show_chart(Drawn(figure, alt), "segments", lambda keys: pick(keys[-1]))
        show_sheet(sheet, "segments", alt, pick)
        chosen = opened("segment")
        if chosen not in SEGMENTS:
            return
        st.markdown(f"**{localize(SEGMENTS[chosen])}**")
        members = customer_groups.segment_members(segments, chosen, view)
        _say_cut(segments.frame.filter(segment=chosen).height)
        alt = t("The customers of this segment, the most revenue first")
        show_sheet(members, "segment_members", alt, partial(open_customer, view))


def show_silent(view: View, found: Customers) -> None:
    """Show who is silent for longer than usual for that customer."""
    with panel(
        t("Silent against their own rhythm"),
        "silent",
        t("Silent for more than twice the median days between a customer's own purchases."),
    ):
        st.markdown(localize(customer_groups.silence(found)))
        sheet = customer_groups.silent_sheet(found, view)
        if sheet.is_empty:
            st.caption(tr("Nobody is silent for that long."))
            return
        _say_cut(int(found.habits["overdue"].sum()))
        alt = t("Silent customers, those of whom the most revenue is missing first")
        show_sheet(sheet, "silent", alt, partial(open_customer, view))
