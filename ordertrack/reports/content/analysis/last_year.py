"""Key figures beside the year before, with what a reader of the comparison should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.notes import short_history
from ordertrack.reports.content import parts
from ordertrack.reports.content.document import Figure, Figures
from ordertrack.views import figures, formats
from ordertrack.views.offered import can_tell
from ordertrack.views.view import View
from ordertrack.words import Text, t


def key_figures(view: View, names: Sequence[str], caption: Text) -> Figures | None:
    """Return the metrics that the data can tell, with their reserves."""
    told = [name for name in names if can_tell(view, name)]
    block = parts.key_figures(view, told, caption)
    if block is None:
        return None
    shown = zip(block.figures, told, strict=True)
    return replace(block, figures=tuple(_with_notes(one, name, view) for one, name in shown))


def _with_notes(told: Figure, name: str, view: View) -> Figure:
    notes = [told.note, *(one.to(view.lang) for one in _reserves(told, name, view))]
    return replace(told, note=_joined(notes, view.lang))


def _joined(notes: Sequence[str], lang: str) -> str:
    return ("" if lang == "zh" else " ").join(note for note in notes if note)


def _reserves(told: Figure, name: str, view: View) -> Iterator[Text]:
    """Say how old the year before is, and where the history is too short for the figure itself."""
    before = replace(view.scope, comparison="yoy").compared()
    then = figures.as_old(view.scope, before) if before else None
    if CATALOG[name].ripens and told.change and then is not None:
        yield t("Year before as it was on {day}.", day=formats.day(then))
    if told.number is not None and not view.scope.is_cut:  # that it runs is said once
        yield from short_history(name, view.scope, view.reader)
