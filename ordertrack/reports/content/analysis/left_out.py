"""What a report leaves out because the data lack it, a sentence for each table. Imports `notes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import filled_by, never_recorded, uncovered
from ordertrack.views import formats
from ordertrack.views.view import View
from ordertrack.words import Label, Text, listed, t

Needs = dict[Label, None]  # in the order in which they were found


def left_out(view: View, names: Sequence[str]) -> Iterator[Text]:
    """Say which of these figures the data cannot tell: those that lack one table together."""
    tables: dict[Label, tuple[Needs, Needs]] = {}
    for name in dict.fromkeys(names):
        places = _places(name, view)
        if places:
            home = places[0][0]
            columns, figures = tables.setdefault(home, ({}, {}))
            columns |= dict.fromkeys(column for table, column in places if table == home)
            figures[CATALOG[name].label] = None
    for table, (columns, figures) in tables.items():
        yield t(
            "Not in {table}: {columns}. Left out: {figures}.",
            table=table,
            columns=listed(columns),
            figures=listed(formats.within(one) for one in figures),
        )
    yield from _never_recorded(view, names)


def _places(name: str, view: View) -> list[tuple[Label, Label]]:
    """Return table and column of what a metric needs and the data lack."""
    missing = uncovered(CATALOG[name], view.scope, view.reader)
    return [filled_by(need.split("|")[0]) for need in missing]


def _never_recorded(view: View, names: Sequence[str]) -> Iterator[Text]:
    """Say of which rows the data have none at all, so that their zero would say nothing."""
    rows: dict[Text, Needs] = {}
    for name in dict.fromkeys(names):
        metric = CATALOG[name]
        if uncovered(metric, view.scope, view.reader):
            continue
        if never := never_recorded(metric, view.scope, view.reader):
            rows.setdefault(never.sentence, {})[metric.label] = None
    for sentence, figures in rows.items():
        labels = listed(figures)
        yield t("Left out: {figures}. The data lack {columns}.", figures=labels, columns=sentence)
