"""Suggestions of the monthly report: drafts, each with its evidence, only where chance is no cause.

What is counted (alerts that nobody took up, contracts that end) needs no test; what is compared has
passed one.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ordertrack.metrics.analysis import against_rest
from ordertrack.metrics.analysis.intervals import wilson
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import why_empty
from ordertrack.records.journal.alert_kinds import DEPARTMENTS
from ordertrack.reports.content.aims import aims
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Bullets, Section
from ordertrack.reports.content.outlook import Outlook
from ordertrack.reports.content.red_alerts import Flow
from ordertrack.views import figures, formats, highlights
from ordertrack.views.evaluation import delivery
from ordertrack.views.figures import Row
from ordertrack.views.highlights import Found, Standout
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

EXECUTION = ("on_time_rate", "return_rate")  # what this report holds groups against each other by
LISTED = 5  # groups
CELLS = 3  # of product line and cause
RATE = "on_time_rate"
YEAR_BEFORE = Label("a year before", "上年同期")
PERIOD_BEFORE = Label("in the period before", "上期")
TITLE = Label("Suggestions", "改进建议")


def suggestions(context: Context, flow: Flow, ahead: Outlook) -> Section:
    """Return the suggestions as points that people may write anew."""
    view, lang = context.view, context.lang
    found = highlights.found(view)
    told = [*whole(view), *_groups(found), *causes(view), *_ahead(ahead), *_cases(flow)]
    said = tuple(text.to(lang) for text in told or [_nothing(found, view)])
    return Section("suggestions", TITLE.to(lang), (Bullets(said, key="suggestions"),))


def _nothing(found: Found, view: View) -> Text:
    if not found.compared or not any(can_tell(view, one) for one in EXECUTION):
        return t("Nothing calls for a measure of its own; too few cases tell groups apart.")
    return t(
        "Nothing calls for a measure of its own: in delivery and returns no group is worse than "
        "the others by more than chance explains."
    )


# --- the whole ------------------------------------------------------------------------------------


def whole(view: View) -> Iterator[Text]:
    """Say where on-time delivery is below its target, the year before or the period before."""
    if not can_tell(view, RATE):
        return
    found = figures.compared(view, [RATE])
    now = _counts(found.now)
    sure = wilson(*now)
    if sure is None:
        return
    aim = aims(view, [RATE]).get(RATE)
    if aim and sure[1] < float(aim.value):
        yield t(
            "{figure} misses its target by more than chance explains: {value} of {n} orders "
            "({low} to {high}), target {target}.",
            figure=CATALOG[RATE].label,
            value=formats.percent(now[0] / now[1]),
            n=now[1],
            low=formats.percent(sure[0]),
            high=formats.percent(sure[1]),
            target=aim.target(view.lang),
        )
    for then, when in ((found.yoy, YEAR_BEFORE), (found.prior, PERIOD_BEFORE)):
        before = _counts(then) if then else (0, 0)
        if before[1] and now[1]:
            yield from _fallen(now, before, when)


def _fallen(now: tuple[int, int], before: tuple[int, int], when: Label) -> Iterator[Text]:
    low, high = against_rest.newcombe(now, before)
    if high < 0:
        yield t(
            "Find out why {figure} fell: {value} against {earlier} {when} ({n} and {m} orders; the "
            "difference lies between {low} and {high} percentage points).",
            figure=formats.within(CATALOG[RATE].label),
            value=formats.percent(now[0] / now[1]),
            earlier=formats.percent(before[0] / before[1]),
            when=when,
            n=now[1],
            m=before[1],
            low=formats.percent(low).removesuffix("%"),
            high=formats.percent(high).removesuffix("%"),
        )


def _counts(row: Row) -> tuple[int, int]:
    return int(row[f"{RATE}__numerator"] or 0), int(row[f"{RATE}__denominator"] or 0)


# --- groups that deliver worse --------------------------------------------------------------------


def _groups(found: Found) -> Iterator[Text]:
    """A tier is left out: it is made of what customers bought less what they returned."""
    worse = [
        one
        for one in found.standouts
        if not one.good and one.figure.name in EXECUTION and one.dimension != "tier"
    ]
    for one in worse[:LISTED]:
        yield _group(one)


def _group(one: Standout) -> Text:
    group = one.group
    return t(
        "Look into {dimension} {name}: {figure} {value}, all others {rest} ({n} {unit}; the "
        "difference lies between {low} and {high} percentage points).",
        dimension=formats.within(DIMENSIONS[one.dimension].label),
        name=one.name,
        figure=formats.within(one.figure.label),
        value=formats.percent(group.value),
        rest=formats.percent(group.rest),
        n=group.n,
        unit=one.figure.unit,
        low=formats.percent(group.low).removesuffix("%"),
        high=formats.percent(group.high).removesuffix("%"),
    )


# --- causes ---------------------------------------------------------------------------------------


def causes(view: View) -> Iterator[Text]:
    """Give what to do about causes that are more frequent than others by more than chance."""
    if not can_tell(view, "delay_days"):
        return
    found = delivery.causes(view)
    named = found.frame.filter(pl.col("key") != "").to_dicts()
    if len(named) > 1:
        first, second = named[0], named[1]
        mine, other = (wilson(int(one["late"]), found.known) for one in (first, second))
        if mine and other and mine[0] > other[1]:
            yield t(
                "Begin with the cause {cause}: it stands behind {count} of {known} late orders "
                "with a reason ({share}), clearly more than the next one, {next} ({next_count}).",
                cause=first["name"],
                count=int(first["late"]),
                known=found.known,
                share=formats.percent(formats.share(first["late"], found.known)),
                next=second["name"],
                next_count=int(second["late"]),
            )
    yield from _cells(view)


def _cells(view: View) -> Iterator[Text]:
    """Give product lines of which a cause makes up more than of all others, by more than chance."""
    by = ("product_line", "delay_reason")
    if "product_line" not in view.dimensions or why_empty(
        "delay_days", view.scope, view.reader, by=by
    ):
        return
    found = view.evaluate(("delay_days",), by, view.scope).select(
        k="product_line",
        cause="delay_reason",
        late=pl.col("delay_days__denominator").cast(pl.Int64),
    )
    found = found.drop_nulls().filter(pl.col("late") > 0)
    groups = [
        (cause, group)
        for cause in found["cause"].unique().sort()
        for group in against_rest.of_counts(_of_cause(found, cause))
    ]
    listed = against_rest.clear([group for _, group in groups]) if groups else []
    clear = [one for one, stands in zip(groups, listed, strict=True) if stands]
    more = [one for one in clear if one[1].value > one[1].rest]
    for cause, group in sorted(more, key=lambda one: (one[1].p, one[0]))[:CELLS]:
        yield t(
            "Look for {cause} in {line}: it makes up {value} of its {n} late orders with a "
            "reason, of those of all other lines {rest}.",
            cause=cause,
            line=group.key,
            value=formats.percent(group.value),
            n=group.n,
            rest=formats.percent(group.rest),
        )


def _of_cause(found: pl.DataFrame, cause: str) -> pl.DataFrame:
    """Return of each product line its late orders with a reason, and those with this one."""
    return found.group_by("k").agg(
        top=pl.col("late").filter(pl.col("cause") == cause).sum(), base=pl.col("late").sum()
    )


# --- what is open ---------------------------------------------------------------------------------


def _ahead(ahead: Outlook) -> Iterator[Text]:
    if ahead.warned:
        yield t(
            "Speed up the {count} open orders that are likely late: of {tried} such warnings in "
            "the last quarter {hits} came true.",
            count=ahead.warned.orders.height,
            tried=ahead.warned.tried,
            hits=ahead.warned.hits,
        )
    if ahead.ending:
        yield t(
            "Call the customers of the {count} contracts and contacts that are due up to {day}.",
            count=ahead.ending.frame.height,
            day=ahead.days.last,
        )


def _cases(flow: Flow) -> Iterator[Text]:
    untouched = flow.open.filter(pl.col("state") == "new")
    if untouched.is_empty():
        return
    most = (
        untouched.group_by("department").len().sort("len", "department", descending=[True, False])
    )
    department, count = most.row(0)
    yield t(
        "Name who handles the {count} red alerts that nobody has taken up; most of them, {most}, "
        "are for {department}.",
        count=untouched.height,
        most=count,
        department=formats.within(DEPARTMENTS[department]),
    )
