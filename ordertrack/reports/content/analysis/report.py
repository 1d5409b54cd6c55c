"""The analysis report: core figures, order problems, highlights and shortfalls, the action plan."""

from __future__ import annotations

from collections.abc import Iterator

from ordertrack.metrics.notes import lacks
from ordertrack.records.journal.action_kinds import PARTS
from ordertrack.reports.content import handling, parts
from ordertrack.reports.content.analysis import core, groups, plan, problems
from ordertrack.reports.content.analysis.findings import Findings
from ordertrack.reports.content.analysis.left_out import left_out as tables_left_out
from ordertrack.reports.content.analysis.summary import summary
from ordertrack.reports.content.basis import scope_text
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import Block, Document
from ordertrack.reports.content.parts import Part
from ordertrack.views import highlights
from ordertrack.views.evaluation import channels
from ordertrack.views.tracking import review
from ordertrack.words import Label, Text, t

KIND = "analysis"
TITLE = Label("Sales analysis report", "销售效果评估分析报告")
HELP = t(
    "Core figures against targets and the year before, order problems with their causes, what "
    "stands out by more than chance, and the action plan."
)
SUMMARY = Label("Summary", "摘要")
ASKED = (
    *review.CORE,
    *("revenue_attainment", "new_customer_attainment"),
    *problems.FIGURES,
    *groups.RETENTION,
    *(figure.metric for figure in highlights.FIGURES),
    *("units", "budget_use", *channels.ASKED),
)


def build(context: Context) -> Document:
    """Return the analysis report of a period."""
    findings = Findings.of(context)
    told = [
        _part("summary", SUMMARY, iter([summary(findings)]), findings),
        _part("figures", PARTS["figures"], _core(findings), findings),
        _part("problems", PARTS["problems"], problems.blocks(findings), findings),
        _part("highlights", PARTS["highlights"], plan.highlights(findings), findings),
        _part("plan", PARTS["plan"], plan.plan(findings), findings),
        Part(None, tuple(left_out(findings))),
    ]
    return parts.document(context, KIND, TITLE, _subtitle(findings), told)


def _part(key: str, title: Label, blocks: Iterator[Block | None], findings: Findings) -> Part:
    return Part(parts.section(key, title, blocks, findings.lang))


def _core(findings: Findings) -> Iterator[Block | None]:
    yield from core.blocks(findings)
    yield from groups.of_products(findings.view)
    yield from groups.of_customers(findings.view)
    yield from groups.of_channels(findings.view)


def _subtitle(findings: Findings) -> Label:
    text = scope_text(findings.view)
    return Label(text, text)


# --- what is left out -----------------------------------------------------------------------------


def left_out(findings: Findings) -> Iterator[Text]:
    """Give what the data lack, a sentence for each thing that is missing."""
    view = findings.view
    yield from tables_left_out(view, ASKED)
    alone = findings.compared.yoy is None
    for figure, reason in findings.found.unasked:
        said = alone and figure.name == highlights.GROWTH
        if not said and lacks(figure.metric, view.scope, view.reader) is None:
            yield t("{figure}: {reason}", figure=figure.label, reason=reason)
    if alone and view.scope.compared():
        yield t("There is no year before in the data: nothing is compared with it.")
    if findings.lacks_target:
        yield t("No target is set for this period: attainment is left out.")
    yield from handling.silent_rules(view)
