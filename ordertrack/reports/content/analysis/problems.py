"""What went wrong with orders: exceptions, frequent causes, where it is worst, suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.reports.content import advice, basis, delivered, parts
from ordertrack.reports.content.analysis import last_year
from ordertrack.reports.content.analysis.findings import Findings
from ordertrack.reports.content.document import Block, Bullets, Paragraph
from ordertrack.reports.content.parts import Line
from ordertrack.views import formats
from ordertrack.views.alerts import exceptions
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.words import Text, t

FIGURES = (
    *("delay_days", "backlog_past_due", "complaint_rate", "response_within_24h"),
    *("overdue_receivables", "cancelled_rate"),
)
MOST = 10
REASONS = 5  # with a column of their own
CAUSES_FROM = 4  # columns before those of causes: name, due, rate, late


def blocks(findings: Findings) -> Iterator[Block | None]:
    """Give the problems of the period, each with its numbers, and suggestions at the end."""
    view = findings.view
    yield _headline(findings)
    yield last_year.key_figures(view, FIGURES, t("Figures of problems"))
    yield from _by_rule(findings)
    yield from _causes(findings)
    worst = findings.worst
    yield parts.table(view, worst.sheet(view.lang), exceptions.TITLE, (exceptions.RATE,))
    if lines := [text.to(view.lang) for text in suggestions(findings)]:
        yield Bullets(tuple(lines), key="suggestions")


def _headline(findings: Findings) -> Paragraph | None:
    lang, flow = findings.lang, findings.flow
    told = []
    if findings.number(exceptions.RATE) is not None:
        told.append(t("{sentence}.", sentence=red_orders(findings)))
    yellow = findings.alerts.height - flow.open.height
    if flow.is_empty and yellow:
        words = {"day": formats.when(flow.end), "yellow": yellow}
        told.append(t("No alert was red in the period; on {day} {yellow} are yellow.", **words))
    elif not flow.is_empty:
        told.append(
            t(
                "{alerts} turned red in the period, {closed} were cleared; on {day} {red} are red "
                "and {yellow} yellow.",
                alerts=_alerts(flow.new.height),
                closed=flow.closed.height,
                red=flow.open.height,
                yellow=yellow,
                day=formats.when(flow.end),
            )
        )
    elif findings.judged:
        told.append(t("No rule raised an alert in the period, and none is red or yellow now."))
    return Paragraph(parts.sentences(told, lang), key="problems_text") if told else None


def _alerts(count: int) -> Text:
    if not count:
        return t("No alert")
    return t("1 alert") if count == 1 else t("{count} alerts", count=count)


def red_orders(findings: Findings) -> Text:
    """Say how many of the orders of the period raised a red alert."""
    now = findings.compared.now
    red, orders = (now[f"{exceptions.RATE}__{part}"] for part in ("numerator", "denominator"))
    if not red:
        return t(
            "None of the {orders} orders placed in the period raised a red alert", orders=orders
        )
    return t(
        "{red} of {orders} orders placed in the period ({share}) raised a red alert",
        red=red,
        orders=orders,
        share=findings.said(exceptions.RATE),
    )


def _by_rule(findings: Findings) -> Iterator[Block | None]:
    view, sheet = findings.view, findings.by_rule
    title = t("Alerts by rule")
    rules = sheet.frame["key"].to_list()
    source = basis.source(view, title, (), rules)
    if sheet.frame.height > 1:
        labels = {column.name: column.label for column in sheet.columns}
        lines = [Line(name, labels[name]) for name in ("new", "open")]
        yield parts.chart("bars", sheet.frame, "rule", lines, source, view.lang)
    yield parts.table(view, sheet, title, alerts=rules)


# --- causes ---------------------------------------------------------------------------------------


def _causes(findings: Findings) -> Iterator[Block | None]:
    """Give why orders were late: all reasons, and the pairs of product line and reason."""
    view, causes = findings.view, findings.causes
    if causes is None:
        return
    yield Paragraph(delivered.causes_text(causes).to(view.lang), key="causes_text")
    yield delivered.causes_chart(causes, view)
    if (lines_by_cause := findings.lines_by_cause) is not None:
        yield delivered.counted_twice(lines_by_cause, causes.total, view.lang)
        title = t("Late orders by product line and cause")
        kept = narrowed(lines_by_cause)
        yield parts.table(view, kept, title, ("delay_days", "on_time_rate"), MOST)


def narrowed(sheet: Sheet) -> Sheet:
    """Return product lines by the most frequent causes; the other ones are one column."""
    before, causes = sheet.columns[:CAUSES_FROM], sheet.columns[CAUSES_FROM:]
    if len(causes) <= REASONS + 1:
        return sheet
    shown, late = causes[:REASONS], pl.col("late")
    rest = late - pl.sum_horizontal(pl.col([one.name for one in shown]).fill_null(0))
    column = Column("rest", t("Other causes"), "count")
    return Sheet(sheet.frame.with_columns(rest=rest), (*before, *shown, column))


# --- suggestions ----------------------------------------------------------------------------------

# What is suggested against alerts of a rule.
AGAINST: Mapping[str, Text] = {
    "not_started": t("clear the queue before production every morning, oldest order first"),
    "late_delivery": t("agree on a new day with each customer, and ship the oldest first"),
    "no_response": t("answer every open complaint today, and name who answers the next"),
    "acceptance_pending": t("call each customer for the acceptance, oldest first"),
    "payment_overdue": t("call the debtors, the largest amounts first"),
    "low_satisfaction": t("call every customer with a low score, and write down why"),
    "renewal_due": t("make an appointment with each customer before the contract ends"),
    "stage_overdue": t("ask the owner of each stage for a new day, the longest over first"),
}


def suggestions(findings: Findings) -> Iterator[Text]:
    """Give what could be done, each with the number that it rests on."""
    yield from advice.whole(findings.view)
    yield from advice.causes(findings.view)
    yield from _of_unknown(findings)
    for row in findings.by_rule.frame.filter(pl.col("open") > 0).head(3).to_dicts():
        yield t(
            "{rule}: {red} red at the end, {new} turned red in the period. Suggestion: {measure}.",
            rule=RULES[row["key"]],
            red=row["open"],
            new=row["new"],
            measure=AGAINST[row["key"]],
        )
    for row in findings.worst.frame.head(1).to_dicts():
        yield t(
            "{dimension} {name}: {share} of {orders} orders went red, against {usual} of all. "
            "Suggestion: start there, with the orders behind this number.",
            dimension=DIMENSIONS[row["dimension"]].label,
            name=row["name"],
            share=formats.percent(row["share"]),
            orders=row["orders"],
            usual=formats.percent(findings.worst.usual),
        )


def _of_unknown(findings: Findings) -> Iterator[Text]:
    if findings.causes is None:
        return
    unknown = findings.causes.total - findings.causes.known
    if unknown > findings.causes.known:
        yield t(
            "{unknown} of {total} late orders name no reason. Suggestion: record one for each.",
            unknown=unknown,
            total=findings.causes.total,
        )
