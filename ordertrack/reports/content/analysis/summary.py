"""The summary that opens the analysis report: a draft in a few sentences, true for any data."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.reports.content import parts
from ordertrack.reports.content.analysis.core import reserves
from ordertrack.reports.content.analysis.findings import Findings
from ordertrack.reports.content.analysis.plan import standing
from ordertrack.reports.content.analysis.problems import red_orders
from ordertrack.reports.content.document import Paragraph
from ordertrack.views import changes, formats
from ordertrack.views.alerts import exceptions
from ordertrack.views.highlights import Standout
from ordertrack.words import Label, Text, t

SALES = ("revenue", "orders", "follow_up_conversion")  # the first that can be told opens it
OTHERS = (
    ("on_time_rate", "otif_rate"),
    ("new_customers", "repurchase_rate", "gross_margin", "expense_ratio", "collection_rate"),
)


def summary(findings: Findings) -> Paragraph:
    """Return the draft of the summary."""
    sentences = [
        *_sales(findings),
        *_figures(findings),
        *reserves(findings),
        *_problems(findings),
        *_standouts(findings),
        standing(findings),
    ]
    return Paragraph(parts.sentences(sentences, findings.lang), key="summary")


def _sales(findings: Findings) -> Iterator[Text]:
    """Say what was sold, against last year and the target."""
    name = next((one for one in SALES if findings.number(one) is not None), None)
    if name is None:
        return
    period = findings.view.scope.period
    where = period.name if period else t("All time")
    told = t("{period}: {figure}", period=where, figure=_figure(name, findings))
    aim = findings.aims.get(name)
    if aim is None or not aim.attainment:
        yield t("{sentence}.", sentence=told)
        return
    yield t(
        "{sentence}; {share} of the target of {target}{running}.",
        sentence=told,
        share=aim.attainment,
        target=aim.target(findings.lang),
        running=t(", with the period not over") if aim.running else "",
    )


def _figure(name: str, findings: Findings, *, inside: bool = False) -> Text:
    """Say a figure with its change on the year before, where there is one."""
    label, change = CATALOG[name].label, findings.change(name)
    label = formats.within(label) if inside else label
    if change is None:
        return t("{name} {value}", name=label, value=findings.said(name))
    return t(
        "{name} {value} ({change} {yoy})",
        name=label,
        value=findings.said(name),
        change=change.text,
        yoy=changes.KINDS["yoy"],
    )


def _figures(findings: Findings) -> Iterator[Text]:
    """Say the other core figures, those of a subject in one sentence."""
    for names in OTHERS:
        told = [name for name in names if findings.number(name) is not None]
        if told:
            texts = [_figure(name, findings, inside=name != told[0]) for name in told]
            yield t("{figures}.", figures=_in_one(texts))


def _in_one(texts: list[Text]) -> Label:
    en, zh = ([one.to(lang) for one in texts] for lang in ("en", "zh"))
    return Label(", ".join(en), "，".join(zh))


def _problems(findings: Findings) -> Iterator[Text]:
    """Say how many orders went wrong, and the most frequent reason."""
    share, causes = findings.number(exceptions.RATE), findings.causes
    red = red_orders(findings) if share is not None else None
    if causes is None:
        if red is not None:
            yield t("{sentence}.", sentence=red)
        return
    row = causes.frame.filter(pl.col("key") != "").row(0, named=True)
    why = t(
        "the most frequent reason for delay is {name} ({part} of {total} late orders)",
        name=row["name"],
        part=formats.percent(row["share"]),
        total=causes.total,
    )
    if red is None:
        why = t(
            "The most frequent reason for delay is {name} ({part} of {total} late orders)",
            **dict(why.values),
        )
        yield t("{sentence}.", sentence=why)
        return
    yield t("{one}; {other}.", one=red, other=why)


def _standouts(findings: Findings) -> Iterator[Text]:
    """Name the surest highlight and the surest shortfall; say it where nothing stands out."""
    best, worst = (findings.found.of(good=good)[:1] for good in (True, False))
    for one in best:
        yield t("Stands out: {one}.", one=_shortly(one))
    for one in worst:
        yield t("Falls short: {one}.", one=_shortly(one))
    if not best and not worst:
        yield findings.found.summary()


def _shortly(one: Standout) -> Text:
    return t(
        "{dimension} {name} with {figure} of {value} (all others {rest})",
        dimension=formats.within(DIMENSIONS[one.dimension].label),
        name=one.name,
        figure=formats.within(one.figure.label),
        value=formats.percent(one.group.value),
        rest=formats.percent(one.group.rest),
    )
