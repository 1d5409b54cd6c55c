"""What became of actions, by owner and by department: on the Actions page and on People."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ordertrack.metrics.analysis.effect import Effect
from ordertrack.records.journal.reading import Row
from ordertrack.ui.frame.language import language, localize
from ordertrack.ui.parts.action_verdicts import Judged
from ordertrack.ui.parts.panel import choose_one, panel, show_sheet
from ordertrack.views.tracking import actions
from ordertrack.views.view import View
from ordertrack.words import t


def show_record(
    view: View,
    rows: Sequence[Row],
    judged: Judged,
    open_owner: Callable[[str], None] | None = None,
) -> None:
    """Show the record of each owner or department; a click on an owner may open him."""
    with panel(
        t("What became of actions"),
        "record",
        t("Done by the due day, late, or not; and whether those with a metric worked."),
    ):
        names = {name: localize(actions.LABELS[name]) for name in ("owner", "department")}
        of = choose_one(list(names), names, "record_of")
        found = {subject: one.verdict for subject, one in judged.items() if isinstance(one, Effect)}
        sheet = actions.record(rows, of, view.scope.as_of.date(), found, language())
        alt = t("What became of actions, by {field}", field=names[of])
        show_sheet(sheet, f"record_{of}", alt, open_owner if of == "owner" else None)
