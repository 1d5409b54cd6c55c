"""What a person should know about the data of an import. Imports words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ordertrack.words import Text

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Example:
    """One row that a finding speaks of."""

    file: str
    row: int
    order_no: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the data that a person should know; nothing was changed because of it.

    `kind` is stable ("delivery-before-order", …); `count` rows or orders; up to five examples.
    """

    kind: str
    severity: Severity
    text: Text
    count: int = 0
    examples: tuple[Example, ...] = ()
