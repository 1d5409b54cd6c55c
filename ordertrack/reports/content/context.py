"""What a report is made from: a view, and what people wrote up to a position of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ordertrack.views.view import View

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Context:
    """The view holds release, scope (with period and as-of) and language.

    `written` gives what people wrote of a kind of the journal about the company of the release, as
    it stood at `position`.
    """

    view: View
    written: Callable[[str], Rows]
    position: int

    @property
    def lang(self) -> str:
        return self.view.lang
