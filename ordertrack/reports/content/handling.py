"""Exceptions of a period in the monthly report: their share, what is red, how it was handled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ordertrack.alerts import cases
from ordertrack.alerts.find import untold
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.rules import ALERT_RULES
from ordertrack.metrics.notes import filled_by, why_empty
from ordertrack.metrics.query.raised import is_used, lacking_columns, thresholds
from ordertrack.period import Period
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.reports.content import basis, parts, red_alerts
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Block, Paragraph
from ordertrack.reports.content.parts import Part
from ordertrack.reports.content.red_alerts import Flow
from ordertrack.scope import Comparison, Scope
from ordertrack.views import figures, formats
from ordertrack.views.view import View
from ordertrack.words import Label, Text, listed, t

SHARE = "exception_rate"
PERIODS: tuple[Comparison, ...] = ("prior", "yoy")


# --- the share of orders with an exception --------------------------------------------------------


@dataclass(frozen=True)
class Shares:
    """The exception share of three periods, each as known at its own end, and its orders.

    An order of last year has had a year to raise an alert: as known now the shares of two periods
    cannot be compared.
    """

    now: float | None
    orders: int
    prior: float | None
    yoy: float | None
    day: date
    since: tuple[float, date] | None  # as known at as-of, where that is later


def shares(view: View) -> Shares | None:
    """Return the shares; None where the data cannot tell them, or nothing was ordered."""
    if view.scope.period is None or why_empty(SHARE, view.scope, view.reader):
        return None
    at_end = view.scope.with_as_of(view.scope.stock_moment)
    row = figures.figures(view, [SHARE], replace(at_end, comparison=None))
    if row[SHARE] is None:
        return None
    orders = int(row[f"{SHARE}__denominator"])
    prior, yoy = (_before(view, at_end, kind) for kind in PERIODS)
    day = at_end.as_of.date()
    return Shares(row[SHARE], orders, prior, yoy, day, _since(view, day))


def _since(view: View, day: date) -> tuple[float, date] | None:
    known = figures.figures(view, [SHARE])[SHARE]
    today = view.scope.as_of.date()
    return (known, today) if today > day and known is not None else None


def _before(view: View, at_end: Scope, kind: Comparison) -> float | None:
    """Return the share of an earlier period as known when it was as old; None before the data."""
    base = figures.base_of(CATALOG[SHARE], replace(at_end, comparison=kind))
    if not figures.holds(view, base):
        return None
    return figures.figures(view, [SHARE], base)[SHARE]


def shares_texts(found: Shares) -> Iterator[Text]:
    """Say the share of the period, those before it at the same age, and how it has grown since."""
    yield _share_text(found)
    prior, yoy = formats.percent(found.prior), formats.percent(found.yoy)
    if not any((found.now, found.prior, found.yoy)):
        pass  # none after none tells nothing more
    elif found.yoy is not None:
        yield t(
            "At the same age it was {prior} of the period before, and {yoy} a year earlier.",
            prior=prior,
            yoy=yoy,
        )
    elif found.prior is not None:
        yield t("At the same age it was {prior} of the period before.", prior=prior)
    share, day = found.since or (found.now, found.day)
    if formats.percent(share) != formats.percent(found.now):
        yield t("By {day} it has grown to {share}.", day=day, share=formats.percent(share))


def _share_text(found: Shares) -> Text:
    if not found.now:
        return t(
            "None of the {orders} orders of the period had raised a red alert by {day}.",
            orders=found.orders,
            day=found.day,
        )
    return t(
        "{share} of the {orders} orders of the period had raised a red alert by {day}.",
        share=formats.percent(found.now),
        orders=found.orders,
        day=found.day,
    )


# --- sections -------------------------------------------------------------------------------------


def exceptions(context: Context, end: Context, alerts: pl.DataFrame) -> Part:
    """Return the share of orders with an exception, and the alerts at the end by rule."""
    view, lang = end.view, context.lang
    share = shares(context.view)
    told = parts.sentences(shares_texts(share) if share else (), lang)
    blocks: list[Block | None] = [Paragraph(told) if told else None]
    if not alerts.is_empty():
        caption = t("Alerts by rule on {day}", day=view.scope.as_of.date())
        sheet = red_alerts.counts(alerts, view)
        blocks.append(parts.table(view, sheet, caption, alerts=red_alerts.rules_of(alerts)))
    title = Label("Exceptions", "异常情况")
    return Part(parts.section("exceptions", title, blocks, lang), silent_rules(view))


def silent_rules(view: View) -> tuple[Text, ...]:
    """Say which rules raise nothing: in one sentence those for which the data lack a column.

    Of limits that nobody has set there is nothing to say.
    """
    scope, reader = view.scope, view.reader
    limits = thresholds(reader, scope.as_of.date())
    reasons, lacking = untold(scope, reader), []
    for name in list(reasons):
        rule = ALERT_RULES[name]
        if limits[name].is_on and not is_used(rule, limits[name], scope, reader):
            del reasons[name]
    for name in list(reasons):
        if columns := lacking_columns(ALERT_RULES[name], scope, reader):
            named = listed([filled_by(one.split("|")[0])[1] for one in columns])
            lacking.append(t("{rule} ({columns})", rule=RULES[name], columns=named))
            del reasons[name]
    told = [
        t("Alerts left out: {rule}. {reason}", rule=RULES[name], reason=reason)
        for name, reason in reasons.items()
    ]
    if lacking:
        rules = listed(lacking)
        told.insert(0, t("Alerts left out, as the data lack their columns: {rules}.", rules=rules))
    return tuple(told)


def handling(context: Context, found: Flow, days: Period) -> Part:
    """Return what came and went, who handles what is open, what was done about it."""
    view, lang = context.view, context.lang
    if found.is_empty:
        return Part(None)
    handled = red_alerts.handled(found, context)
    came = red_alerts.by_rule(found, view)
    caption, rules = t("Red alerts that came and went"), red_alerts.rules_of(found.touched)
    tables = [
        (red_alerts.by_whom(found, "department", view), t("Open red alerts by department")),
        (red_alerts.by_whom(found, "owner_name", view), t("Open red alerts by owner")),
        (handled, t("Solutions and results")),
    ]
    blocks: list[Block | None] = [Paragraph(flow_text(found, days).to(lang))]
    blocks.append(parts.table(view, came, caption))
    blocks += [parts.table(view, sheet, caption) for sheet, caption in tables]
    left_out = () if not handled.is_empty else (NOTHING_WRITTEN,)
    title = Label("Cases and their handling", "异常个案与处理")
    source = basis.source(view, title, alerts=rules)
    return Part(parts.section("cases", title, blocks, lang, source), left_out)


NOTHING_WRITTEN = t(
    "Solutions and results are left out: none is written down for the cases of the period."
)


def flow_text(found: Flow, days: Period) -> Text:
    """Say how many were red, came, went and are red; and how many nobody has taken up."""
    untouched = found.open.filter(pl.col("state") == "new").height
    words = {
        "earlier": found.before.height,
        "start": days.start,
        "new": found.new.height,
        "closed": found.closed.height,
        "open": found.open.height,
        "day": found.end.date(),
    }
    if not found.open.height:
        return t(
            "{earlier} red alerts stood open before {start}; {new} came, {closed} were cleared, "
            "none is red on {day}.",
            **words,
        )
    if untouched == found.open.height:
        return t(
            "{earlier} red alerts stood open before {start}; {new} came, {closed} were cleared, "
            "{open} are red on {day}. Nobody has taken up any of them.",
            **words,
        )
    return t(
        "{earlier} red alerts stood open before {start}; {new} came, {closed} were cleared, {open} "
        "are red on {day}. Of these {to_do} are to do, and {untouched} nobody has taken up.",
        to_do=cases.only(found.open, cases.OPEN).height,
        untouched=untouched,
        **words,
    )
