"""What was settled about discounts and returns before cells are read. Imports its siblings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Question


@dataclass
class Discounts:
    """The mappings with each discount read as it is written, as far as that is known.

    `in_tenths` are the tables where a paid share of 9 stands for 9折, `in_percent` those where 0.25
    taken off stands for 0.25%; `decided` are questions that the values answered.
    """

    mappings: list[TableMapping] = field(default_factory=list)
    in_tenths: set[int] = field(default_factory=set)
    in_percent: set[int] = field(default_factory=set)
    decided: list[Question] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


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
