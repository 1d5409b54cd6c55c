"""The core figures of the analysis report: against target and last year, by month, team, person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from ordertrack.metrics.analysis import variance
from ordertrack.metrics.analysis.variance import Against, Part, Variance
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.reports.content import basis, parts
from ordertrack.reports.content.analysis import last_year
from ordertrack.reports.content.analysis.findings import Findings
from ordertrack.reports.content.document import Block, Chart, Paragraph, Series
from ordertrack.reports.content.parts import Line
from ordertrack.views import currencies, figures, formats
from ordertrack.views.evaluation import people, targets
from ordertrack.views.offered import can_tell
from ordertrack.views.tracking import review
from ordertrack.views.view import View
from ordertrack.words import Label, Text, t

REVENUE, ATTAINMENT = "revenue", "revenue_attainment"
NOW = Label("Actual", "实际")
OTHERS = Label("Others", "其他")
PEOPLE = 15
BARS = 20
OFF_SCALE = 3.0  # so that one with hardly a target does not flatten all others
# What the table of attainment shows, and what makes the table of all figures too wide.
ELSEWHERE = (ATTAINMENT, "follow_up_conversion", "follow_up_conversion__n")
STEPS = 8  # of a waterfall between its totals
NAMED: dict[Against, Label] = {"target": Label("target", "目标"), "yoy": Label("last year", "去年")}


def blocks(findings: Findings) -> Iterator[Block | None]:
    """Give the figures, their twelve months, who reached what, and where the difference lies."""
    view = findings.view
    yield last_year.key_figures(view, review.CORE, t("Core figures"))
    if text := parts.sentences(to_know(findings), view.lang):
        yield Paragraph(text)
    yield revenue_by_month(view)
    yield parts.over_months(view, ("on_time_rate", "otif_rate"), t("Delivery by month"))
    for level in ("team", "sales_rep"):
        yield from attained(view, level)
    yield _beside_each_other(view)
    if REVENUE in findings.aims and not findings.mixes_currencies:
        yield from gap(view, "target")
    if findings.compared.yoy and not (findings.begins_within or findings.mixes_currencies):
        yield from gap(view, "yoy")


def to_know(findings: Findings) -> Iterator[Text]:
    """Say what a reader of the figures must know: how far the period is, how short the history."""
    view = findings.view
    pace = targets.pace(view) if view.scope.is_cut else None
    if view.scope.period and view.scope.period.start > view.scope.as_of.date():
        yield t("The period has not begun as of {day}.", day=formats.when(view.scope.as_of))
    elif pace is not None:
        yield pace.sentence(currencies.unit(view, CATALOG[REVENUE]), view.lang)
    elif view.scope.is_cut:
        yield t("The period is not over; all is as of {day}.", day=formats.when(view.scope.as_of))
    yield from reserves(findings)


def reserves(findings: Findings) -> Iterator[Text]:
    """Say which currencies are added up, and where the data begin within the year before."""
    if note := findings.mixes_currencies:
        yield note
    yield from parts.not_alike(findings.view, ("yoy",))


# --- by month -------------------------------------------------------------------------------------


def revenue_by_month(view: View) -> Chart | None:
    """Return twelve months of revenue, with their targets where there are some."""
    if not can_tell(view, REVENUE):
        return None
    scope = figures.trailing(view, parts.MONTHS)
    over = replace(view, scope=scope)
    asked = [name for name in (REVENUE, ATTAINMENT) if can_tell(view, name)]
    frame = parts.by_month(view, asked, scope)
    unit = currencies.unit(over, CATALOG[REVENUE])
    lines = [Line(REVENUE, CATALOG[REVENUE].label, unit)]
    title = t("Revenue by month")
    if ATTAINMENT in asked and frame[f"{ATTAINMENT}__denominator"].count():
        lines.append(Line(f"{ATTAINMENT}__denominator", targets.TARGET, unit, is_line=True))
        title = t("Revenue and target by month")
    if scope.is_cut:
        title = t("{caption}, the last month to {day}", caption=title, day=scope.as_of.date())
    source = basis.source(over, title, (REVENUE,))
    return parts.chart("columns", frame, "name", lines, source, view.lang)


# --- who reached what -----------------------------------------------------------------------------


def attained(view: View, level: str) -> Iterator[Block | None]:
    """Give the attainment of everyone on a level that has a target, as table and as chart."""
    if len(view.scope.values(level)) == 1 or level not in targets.levels(view, ATTAINMENT):
        return
    sheet = targets.attained(view, ATTAINMENT, level).rows
    with_target = replace(sheet, frame=sheet.frame.filter(pl.col("target").is_not_null()))
    title = t("Attainment by {level}", level=formats.within(DIMENSIONS[level].label))
    if with_target.frame.height > 1:
        yield _attained_chart(with_target.frame, title, view)
    yield parts.table(view, with_target, title, (ATTAINMENT,), PEOPLE)


def _attained_chart(found: pl.DataFrame, title: Text, view: View) -> Chart | None:
    """Return the shares that were reached; of many those at both ends."""
    far = found.filter(pl.col("rate") > OFF_SCALE)["name"].to_list()
    near = found.filter(pl.col("rate") <= OFF_SCALE)
    ranked = near.sort("rate", "key", descending=[True, False])
    if ranked.height > BARS:
        ranked = pl.concat([ranked.head(BARS // 2), ranked.tail(BARS // 2)])
        title = t("{title}: the {count} highest and lowest", title=title, count=BARS // 2)
    if far:
        names, limit = formats.listed(far, view.lang), formats.percent(OFF_SCALE, 0)
        title = t(
            "{title} (beyond {limit}: {names})",
            title=title,
            limit=limit,
            names=names,
        )
    source = basis.source(view, title, (ATTAINMENT,))
    line = Line("rate", CATALOG[ATTAINMENT].label, "ratio")
    return parts.chart("bars", ranked, "name", [line], source, view.lang)


def _beside_each_other(view: View) -> Block | None:
    """Return all measures of teams beside each other; of people where there are no teams."""
    level = next(iter([one for one in ("team", "sales_rep") if one in view.dimensions]), None)
    if level is None or level in (name for name, _ in view.scope.filters):
        return None
    sheet = people.everyone(view, level)
    if sheet.frame.filter(pl.col("key") != "").height < 2:
        return None
    kept = replace(sheet, columns=tuple(one for one in sheet.columns if one.name not in ELSEWHERE))
    offered = [one.name for one in kept.columns if one.name in CATALOG]
    if len(offered) < 2:
        return None
    title = t("Figures by {level}", level=formats.within(DIMENSIONS[level].label))
    return parts.table(view, kept, title, offered, PEOPLE)


# --- where the difference lies --------------------------------------------------------------------


def gap(view: View, against: Against) -> Iterator[Block]:
    """Give the difference of revenue to its target or to last year, in a sentence and in steps."""
    found = targets.explained(view, against)
    if isinstance(found, Text) or not found.parts or not found.before:
        return
    said = [targets.headline(found, view, against), *_largest(found, view)]
    yield Paragraph(parts.sentences(said, view.lang), key=f"gap_{against}")
    yield waterfall(found, view, against)


def _largest(found: Variance, view: View) -> Iterator[Text]:
    """Name the part that adds the most and the one that takes the most."""
    money = currencies.unit(view, CATALOG[REVENUE])
    most, least = (pick(found.parts, key=lambda part: part.value) for pick in (max, min))
    if most.value > 0:
        yield t("Adds most: {name} ({amount}).", **_named(most, money, view.lang))
    if least.value < 0:
        yield t("Takes most: {name} ({amount}).", **_named(least, money, view.lang))


def _named(part: Part, money: str, lang: str) -> dict[str, str]:
    amount = formats.signed(part.value, lang, money)
    return {"name": part.name.to(lang), "amount": amount}


def waterfall(found: Variance, view: View, against: Against) -> Chart:
    """Return the steps from the target or from last year to what was reached."""
    lang = view.lang
    ranked = sorted(found.parts, key=lambda part: (-abs(part.value), part.name.en))
    shown, rest = ranked[:STEPS], ranked[STEPS:]
    names = [part.name.to(lang) for part in shown]
    values = [float(part.value) for part in shown]
    if rest:
        names.append(OTHERS.to(lang))
        values.append(float(sum(part.value for part in rest)))
    title = t("From {what} to actual revenue", what=NAMED[against])
    rested = basis.source(view, title, (REVENUE,))
    method = (t("Method").to(lang), variance.METHODS[found.method].to(lang))
    source = replace(rested, facts=(*rested.facts, method))
    series = Series(
        CATALOG[REVENUE].label.to(lang),
        (float(found.before), *values, float(found.now)),
        currencies.unit(view, CATALOG[REVENUE]),
    )
    categories = (targets.AGAINST[against].to(lang), *names, NOW.to(lang))
    return Chart("waterfall", categories, (series,), source.name, source)
