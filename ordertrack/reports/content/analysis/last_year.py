"""Key figures beside the year before, where the two can be compared.

What orders come to only in time is looked at as it was a year ago, of orders as old as these; what
rests on a window that the data of last year do not fill is held against nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import short_history
from ordertrack.period import shift_months
from ordertrack.reports.content import parts
from ordertrack.reports.content.aims import aims
from ordertrack.reports.content.document import Figure, Figures
from ordertrack.scope import Scope
from ordertrack.views import figures, formats
from ordertrack.views.figures import Compared
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Text, t

RIPENING = ("exception_rate", "collection_rate", "complaint_rate")
WINDOWS = {"trailing": 1, "years": 2}  # that a figure looks back on, by how it is placed
A_WEEK = timedelta(days=7)  # without an order, as around a new year, is no short history


def compared(view: View, names: Sequence[str]) -> Compared:
    """Return figures with those of the year before; None where one of them is not comparable."""
    if not names:
        return Compared({}, None, None)
    found, before = figures.compared(view, names), view.scope.compared()
    if found.yoy is None or before is None:
        return found
    short: dict[str, Any] = {name: None for name in names if _is_short(name, before, view)}
    return replace(found, yoy={**found.yoy, **_at_same_age(view, names, before), **short})


def _at_same_age(view: View, names: Sequence[str], before: Scope) -> dict[str, Any]:
    asked, then = [name for name in RIPENING if name in names], a_year_ago(view)
    if then is None or not asked:
        return {}
    return dict(figures.figures(view, asked, replace(before, comparison=None).with_as_of(then)))


def a_year_ago(view: View) -> datetime | None:
    """The moment a year before as-of; None where the comparison is of that moment anyway."""
    if view.scope.is_cut:
        return None
    at = view.scope.as_of
    return datetime.combine(shift_months(at.date(), -12), at.time())


def _is_short(name: str, before: Scope, view: View) -> bool:
    """Return whether the data begin within the window that the figure of last year looks back."""
    windows, first = WINDOWS.get(CATALOG[name].date), view.release.data_from
    if not windows or first is None or before.period is None:
        return False
    months = windows * view.scope.conventions.repurchase_months
    return shift_months(before.period.end, -months) + A_WEEK < first


def key_figures(view: View, names: Sequence[str], caption: Text) -> Figures | None:
    """Return the metrics that the data can tell, with their reserves."""
    told = [name for name in names if can_tell(view, name)]
    block = parts.key_figures(view, told, caption)
    if block is None:
        return None
    found, wanted = compared(view, told), aims(view, told)
    shown = [
        _with_notes(parts.figure(view, CATALOG[name], found, wanted.get(name)), name, view)
        for name in told
    ]
    return replace(block, figures=tuple(shown))


def _with_notes(told: Figure, name: str, view: View) -> Figure:
    notes = [told.note, *(one.to(view.lang) for one in _reserves(told, name, view))]
    return replace(told, note=_joined(notes, view.lang))


def _joined(notes: Sequence[str], lang: str) -> str:
    return ("" if lang == "zh" else " ").join(note for note in notes if note)


def _reserves(told: Figure, name: str, view: View) -> Iterator[Text]:
    """Say how old the year before is, and where the history is too short for the figure itself."""
    then = a_year_ago(view)
    if name in RIPENING and told.change and then is not None:
        yield t("Year before as it was on {day}.", day=formats.when(then))
    if told.number is not None and not view.scope.is_cut:  # that it runs is said once
        yield from short_history(name, view.scope, view.reader)
