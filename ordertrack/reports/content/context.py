"""What a report is made from: a view, and what people wrote up to a position of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from ordertrack.errors import OrdertrackError
from ordertrack.scope import Scope
from ordertrack.views.view import View
from ordertrack.warehouse import Release, Warehouse

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Context:
    """The view holds release, scope (with period and as-of) and language.

    `written` gives what people wrote of a kind of the journal about the company of the release, as
    it stood at `position`. `warehouse` is where episodes of alerts, earlier releases and earlier
    states of the journal are looked up.
    """

    view: View
    written: Callable[[str], Rows]
    position: int
    warehouse: Warehouse

    @property
    def lang(self) -> str:
        return self.view.lang

    @classmethod
    def of(
        cls, warehouse: Warehouse, release: Release, scope: Scope, lang: str, position: int
    ) -> Context:
        """Return what a report of a release is made from, as all stood at a position."""
        reader = warehouse.reader_at(release, position)
        written = partial(_rows, warehouse, release, position)
        return cls(View.fresh(reader, scope, lang), written, position, warehouse)

    def at(self, moment: datetime) -> Context:
        """Return the same looked at from another moment."""
        return replace(self, view=replace(self.view, scope=self.view.scope.with_as_of(moment)))

    def as_it_was(self, release: int, position: int, moment: datetime) -> Context:
        """Return what was looked at then; of a release that is gone, the present one."""
        scope = self.view.scope.with_as_of(moment)
        try:
            known = self.warehouse.release(release)
        except OrdertrackError:
            known = self.view.release
        return Context.of(self.warehouse, known, scope, self.lang, position)


def _rows(warehouse: Warehouse, release: Release, position: int, kind: str) -> Rows:
    return warehouse.rows_about(release, kind, position)
