"""The panels of the People page: who stands where, what became of leads, revenue per head."""

from __future__ import annotations

import polars as pl
import streamlit as st

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.ui.frame import cached_figures, theme
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts import url_choice
from ordertrack.ui.parts.currency import show_currencies_of
from ordertrack.ui.parts.panel import (
    Drawn,
    Pick,
    choose_one,
    filter_by,
    panel,
    show_chart,
    show_sheet,
)
from ordertrack.ui.people.address import open_person
from ordertrack.views.evaluation import heads, people, person
from ordertrack.views.view import View
from ordertrack.words import Text, t


def show_choice(view: View) -> None:
    """Show the way to one person's page by keyboard."""
    known = cached_figures.kept(view, person.everybody)
    if known.is_empty():
        return
    names = names_of(known)
    st.selectbox(
        tr("Open a person"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="person_choice",
        placeholder=tr("Open a person: pick or type a name"),
        label_visibility="collapsed",
        on_change=_open_chosen,
        width=320,
    )


def names_of(known: pl.DataFrame) -> dict[str, str]:
    """Return keys with names, told apart where two people share one."""
    name = pl.col("name").fill_null(pl.col("key"))
    told = pl.when(name.is_duplicated()).then(name + " (" + pl.col("key") + ")").otherwise(name)
    return dict(known.select("key", told.alias("name")).iter_rows())


def _open_chosen() -> None:
    open_person(st.session_state["person_choice"])


def pick_of(view: View, level: str) -> Pick:
    """Return what a click on a name does: a person's own page opens, a team is filtered by."""
    return lambda key: (
        open_person(key) if level == "sales_rep" and key else filter_by(view, level, key)
    )


def show_standing(view: View) -> None:
    """Show who stands where by a chosen metric, with how sure that is."""
    with panel(
        t("Who stands where"),
        "standing",
        t("Each point with its 95% interval: Wilson's of rates, the bootstrap's of sums."),
    ):
        levels = people.levels(view)
        if not levels:
            st.caption(tr("This data names neither salespeople nor teams."))
            return
        level = choose_one(levels, _labels(levels), "standing_level")
        names = people.offered(view, level)
        if not names:
            st.caption(tr("This data has nothing by which they can be told apart."))
            return
        name = _choose_metric(names)
        show_currencies_of(view, CATALOG[name])
        found = cached_figures.kept(view, people.standing, name, level)
        if found.frame.is_empty():
            st.caption(tr("Nobody has a number in this period."))
            return
        _show_ranking(view, found)


def _choose_metric(names: list[str]) -> str:
    return url_choice.choose(
        tr("Ranked by"),
        names,
        "metric",
        "standing_metric",
        format_func=lambda name: localize(CATALOG[name].label),
        width=320,
    )


def _show_ranking(view: View, found: people.Standing) -> None:
    pick = pick_of(view, found.level)
    for note in people.notes(found, language()):
        st.caption(localize(note))
    alt = t(
        "{metric} by {dimension}, each with its interval; the table shows them too",
        metric=found.metric.label,
        dimension=DIMENSIONS[found.level].label,
    )
    if found.ranked.height:
        figure = people.standing_chart(found, view, theme.ink())
        if found.ranked.height > people.DRAWN:
            st.caption(tr("The first {count} are drawn.", count=people.DRAWN))
        show_chart(Drawn(figure, alt), f"standing_{found.level}", lambda keys: pick(keys[-1]))
    show_sheet(people.standing_sheet(found, language()), f"standing_{found.level}", alt, pick)


def show_everyone(view: View) -> None:
    """Show all measures of everyone beside each other."""
    levels = people.levels(view)
    if not levels or not people.offered(view, levels[0]):
        return
    with panel(
        t("All measures beside each other"),
        "everyone",
        t("Rates over fewer than 10 cases say little: the ranking gives them no place."),
    ):
        level = choose_one(levels, _labels(levels), "everyone_level")
        sheet = cached_figures.kept(view, people.everyone, level)
        if sheet.is_empty:
            st.caption(tr("Nobody has a number in this period."))
            return
        alt = t("All measures of each, the largest revenue first")
        show_sheet(sheet, f"everyone_{level}", alt, pick_of(view, level))


def show_per_head(view: View) -> None:
    """Show revenue per head against its benchmarks."""
    with panel(
        t("Revenue per head"),
        "per_head",
        t("Of 12 months to the period's end, as a benchmark is of a year."),
    ):
        found = cached_figures.kept(view, heads.per_head)
        if isinstance(found, Text):
            st.caption(localize(found))
            return
        st.markdown(localize(found.sentence(language())))
        show_currencies_of(view, CATALOG["revenue_per_head"])
        if not found.frame.is_empty():
            sheet = heads.per_head_sheet(found)
            show_sheet(sheet, "per_head", t("Revenue per head against benchmarks"))
        elif not found.incomplete:
            st.caption(
                tr("No benchmark in this data: a table with measure, value, source, year, scope.")
            )
        if found.incomplete:
            st.caption(
                tr(
                    "{count} benchmarks lack their source, year or scope: nothing is compared with "
                    "them.",
                    count=found.incomplete,
                )
            )


def _labels(levels: list[str]) -> dict[str, str]:
    return {name: localize(DIMENSIONS[name].label) for name in levels}
