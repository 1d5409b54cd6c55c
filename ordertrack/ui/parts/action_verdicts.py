"""Whether actions worked, asked once and kept: for the Actions page and for a person's."""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.errors import OrdertrackError
from ordertrack.metrics.analysis.effect import Effect
from ordertrack.records.journal.reading import Row
from ordertrack.ui.frame import cached_figures
from ordertrack.ui.frame.language import localize
from ordertrack.views.tracking import effects, review
from ordertrack.views.view import View
from ordertrack.words import Text

Judged = dict[str, Effect | Text]


def verdicts(view: View, rows: Sequence[Row]) -> Judged:
    """Return of every action whether it worked, or why nobody can say."""
    found: Judged = {}
    for row in rows:
        try:
            items = tuple(sorted(row.items()))
            found[row["subject"]] = cached_figures.kept(view, effects.judged_items, items)
        except OrdertrackError as error:
            found[row["subject"]] = error.text
    return found


def said(found: Effect | Text) -> str:
    """Return a verdict in one or two words, or why there is none."""
    return localize(review.said(found))
