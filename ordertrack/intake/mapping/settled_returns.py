"""What was settled about returns and refunds before cells are read. Imports its siblings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Question


@dataclass
class Returns:
    """The mappings with all that tells of returns; by `src` the choices that follow from it."""

    mappings: list[TableMapping] = field(default_factory=list)
    choices: dict[int, dict[str, Any]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def choose(self, src: int, **choices: Any) -> None:
        """Add choices about a raw table."""
        self.choices.setdefault(src, {}).update(choices)
