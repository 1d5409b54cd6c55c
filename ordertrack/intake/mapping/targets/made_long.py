"""What becomes of a table with periods in columns. Imports siblings of the folder above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import Text

TARGETS, EXPENSES = "targets", "expenses"


@dataclass(frozen=True, slots=True)
class Planned:
    """Targets with a row for each period, and what a person says of their year.

    `sums` are columns that add up others, `told` is what stands around the table and was taken for
    granted. `doubt` asks whether they are targets at all; without it they are. `holds` is the table
    that it is: expenses are drawn like targets.
    """

    table: RawTable
    year: Question | None = None
    sums: Mapping[int, Sequence[int]] = field(default_factory=dict)
    told: tuple[Text, ...] = ()
    doubt: Text | None = None
    holds: str = TARGETS
