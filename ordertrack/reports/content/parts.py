"""What reports are put together from: key figures, tables, charts, sections. Imports `basis`.

Nothing here returns an empty figure, table or chart: it returns None, and `blocks` leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.model.metric import Metric
from ordertrack.metrics.notes import lacks, why_empty
from ordertrack.reports.content import basis, telling_columns
from ordertrack.reports.content.aims import Aim, aims
from ordertrack.reports.content.context import Context
from ordertrack.reports.content.document import (
    NUMBERED,
    Block,
    Chart,
    Document,
    Figure,
    Figures,
    Section,
    Series,
    Shape,
    Source,
    Table,
    Verdict,
)
from ordertrack.reports.content.told_once import told_once
from ordertrack.scope import Comparison, Scope
from ordertrack.views import changes, currencies, figures, formats
from ordertrack.views.changes import Change
from ordertrack.views.evaluation.sheet import Sheet
from ordertrack.views.figures import Compared
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Label, Text, listed, t

LAST_YEAR = Label("Against last year", "同比")
MOST_ROWS = 15
MOST_CATEGORIES = 24
FEWEST = 2  # categories that make a chart
MONTHS = 12
Name = Text | Label


@dataclass(frozen=True)
class Part:
    """A part of a report: its section, if the data have one, and what they lack for it."""

    section: Section | None
    left_out: tuple[Text, ...] = ()


def document(
    context: Context, kind: str, title: Name, subtitle: Name, parts: Sequence[Part]
) -> Document:
    """Return a report of the parts that have something to say; what is left out is said once."""
    lang = context.lang
    left_out = [text.to(lang) for part in parts for text in part.left_out]
    made = Document(
        kind=kind,
        title=title.to(lang),
        subtitle=subtitle.to(lang),
        lang=lang,
        basis=basis.basis(context),
        sections=tuple(part.section for part in parts if part.section),
        left_out=tuple(dict.fromkeys(left_out)),
    )
    return told_once(made)


def section(
    key: str,
    title: Name,
    blocks: Iterable[Block | None],
    lang: str,
    source: Source | None = None,
) -> Section | None:
    """Return a section of the blocks that there are; None where there is none.

    Args:
        source: what all its figures, tables and charts rest on, so that it is told once.
    """
    kept = tuple(_resting_on(block, source) for block in blocks if block is not None)
    return Section(key, title.to(lang), kept) if kept else None


def _resting_on(block: Block, source: Source | None) -> Block:
    if source and isinstance(block, NUMBERED):
        return replace(block, source=source)
    return block


def lacking(view: View, names: Sequence[str]) -> tuple[Text, ...]:
    """Say which of these metrics the data cannot tell, a sentence for all that lack the same."""
    alike: dict[str, tuple[Text, list[Label]]] = {}
    for name in names:
        if reason := lacks(name, view.scope, view.reader):
            alike.setdefault(str(reason), (reason, []))[1].append(CATALOG[name].label)
    return tuple(
        t(
            "Left out: {figures}. The data lack {columns}.",
            figures=listed(labels),
            columns=reason,
        )
        for reason, labels in alike.values()
    )


# --- key figures ----------------------------------------------------------------------------------


def key_figures(view: View, names: Sequence[str], caption: Name) -> Figures | None:
    """Return the metrics that the data can tell, each beside its target and the year before."""
    metrics = [CATALOG[name] for name in names if can_tell(view, name)]
    if not metrics:
        return None
    names = [metric.name for metric in metrics]
    found = figures.compared(view, names, ("yoy",))
    wanted = aims(view, names, found.now)
    told = tuple(figure(view, one, found, wanted.get(one.name)) for one in metrics)
    title = caption.to(view.lang)
    against = LAST_YEAR.to(view.lang) if any(one.change for one in told) else ""
    return Figures(told, title, basis.source(view, title, names), against)


def figure(view: View, metric: Metric, found: Compared, aim: Aim | None) -> Figure:
    """Return a metric as a key figure; where it has no number, the note says why."""
    name, unit, lang = metric.name, currencies.unit(view, metric), view.lang
    now = found.now[name]
    change = year_before(view, metric, found)
    reason = why_empty(name, view.scope, view.reader, found.now) if now is None else None
    several = currencies.short_note(currencies.currencies_of(view, metric))
    notes = [note.to(lang) for note in (reason, several) if note]
    return Figure(
        label=metric.label.to(lang),
        text=formats.value(now, unit, lang),
        number=now,
        unit=unit,
        target=aim.target(lang) if aim else "",
        attainment=aim.attainment if aim else "",
        change=change.text if change else "",
        verdict=_verdict(change, aim),
        of_target=aim is not None and aim.reached is not None,
        note=" ".join(notes),
    )


def year_before(view: View, metric: Metric, found: Compared) -> Change | None:
    """Return the change against the year before; None where there is nothing to compare with."""
    return _compared(view, metric, found, "yoy")


def period_before(view: View, metric: Metric, found: Compared) -> Change | None:
    """Return the change against the period before; None where there is nothing to compare with."""
    return _compared(view, metric, found, "prior")


def _compared(view: View, metric: Metric, found: Compared, kind: Comparison) -> Change | None:
    if kind not in changes.comparisons(view.scope):
        return None
    unit = currencies.unit(view, metric)
    change = changes.against(view, metric, found, kind, unit, fine=True)
    return None if change == changes.UNKNOWN else change


def _verdict(change: Change | None, aim: Aim | None) -> Verdict:
    if aim and aim.reached is not None:
        return "good" if aim.reached else "bad"
    if change is None or change.judged is None:
        return ""
    return "good" if change.judged == "better" else "bad"


# --- tables ---------------------------------------------------------------------------------------


def table(
    view: View,
    sheet: Sheet,
    caption: Name,
    metrics: Sequence[str] = (),
    most: int = MOST_ROWS,
    alerts: Sequence[str] = (),
) -> Table | None:
    """Return a sheet as a table without columns in which nothing stands; None of an empty one.

    Args:
        metrics: what its columns are, for the source.
        most: rows that are shown; 0: all.
        alerts: rules that its rows are about, for the source.
    """
    if sheet.is_empty:
        return None
    title = caption.to(view.lang)
    source = basis.source(view, title, metrics, alerts)
    return Table.of(telling_columns.without_empty(sheet), title, source, view.lang, most)


# --- charts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A column of a frame as a series of a chart."""

    column: str
    label: Name
    unit: str = "count"
    is_line: bool = False


def chart(
    shape: Shape, frame: pl.DataFrame, names: str, lines: Sequence[Line], source: Source, lang: str
) -> Chart | None:
    """Return a chart of the first rows of a frame; None where there is nothing to compare.

    `names` is the column of the categories; the caption is the name of the source.
    """
    shown = frame.head(MOST_CATEGORIES)
    series = [
        Series(line.label.to(lang), _numbers(shown[line.column]), line.unit, line.is_line)
        for line in lines
    ]
    seen = tuple(one for one in series if any(value is not None for value in one.values))
    drawn = [one for one in seen if any(one.values) or one.is_line]
    if shown.height < FEWEST or not drawn or (shape != "lines" and all(x.is_line for x in drawn)):
        return None
    categories = tuple(str(name) for name in shown[names])
    return Chart(shape, categories, seen, source.name, source)


def _numbers(values: pl.Series) -> tuple[float | None, ...]:
    return tuple(values.cast(pl.Float64).to_list())


def over_months(
    view: View, names: Sequence[str], caption: Name, shape: Shape = "columns"
) -> Chart | None:
    """Return twelve months of metrics up to the period's end, of those that the data can tell.

    Rates, scores and days are lines; what grows with the length of a month stands as columns.
    """
    told = [name for name in names if can_tell(view, name)]
    scope = figures.trailing(view, MONTHS)
    over = replace(view, scope=scope)
    if not told:
        return None
    frame = by_month(view, told, scope)
    lines = [_line(over, CATALOG[name]) for name in told]
    if scope.is_cut:
        caption = t("{caption}, the last month to {day}", caption=caption, day=scope.as_of.date())
    source = basis.source(over, caption, told)
    if all(line.is_line for line in lines):
        shape = "lines"
    return chart(shape, frame, "name", lines, source, view.lang)


def by_month(view: View, names: Sequence[str], scope: Scope) -> pl.DataFrame:
    """Return metrics by the months of a scope, with their names; none from before the data."""
    found = figures.over_time(view, names, scope, "month").with_columns(
        name=pl.col("month").dt.strftime("%Y-%m")
    )
    begins = view.release.data_from
    return found.filter(pl.col("month") >= begins.replace(day=1)) if begins else found


def _line(view: View, metric: Metric) -> Line:
    unit = currencies.unit(view, metric)
    return Line(metric.name, metric.label, unit, not metric.accumulates)


# --- sentences  -------------------------------------------------------------


def said(view: View, name: str, number: Any) -> str:
    """Return a number of a metric as it stands in a sentence."""
    return formats.value(number, currencies.unit(view, CATALOG[name]), view.lang)


def orders(count: int) -> Text:
    """Return a number of orders as it stands in a sentence."""
    return t("1 order") if count == 1 else t("{count} orders", count=count)


def not_alike(view: View, kinds: Sequence[Comparison]) -> Iterator[Text]:
    """Say within which of the periods that are compared with the data begin."""
    for kind in kinds:
        base = replace(view.scope, comparison=kind).compared()
        if first := figures.begins_within(view, base):
            yield _not_alike(kind, formats.day(first))


def _not_alike(kind: Comparison, day: str) -> Text:
    if kind == "yoy":
        return t(
            "The data begin on {day}, within the period of the year before: the comparison with it "
            "is not like for like.",
            day=day,
        )
    return t(
        "The data begin on {day}, within the period before: the comparison with it is not like for "
        "like.",
        day=day,
    )


def sentences(told: Iterable[Text], lang: str) -> str:
    """Return sentences as one text; Chinese ones follow each other without a space."""
    return ("" if lang == "zh" else " ").join(one.to(lang) for one in told)
