"""What becomes of a table with periods in columns. Imports siblings of the folder above."""

from __future__ import annotations

from dataclasses import dataclass

from ordertrack.intake.question import Question
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import Text

TARGETS, EXPENSES = "targets", "expenses"


@dataclass(frozen=True, slots=True)
class Planned:
    """Targets with a row for each period, and what a person says of their year.

    `wide` has them as the file has, in the units of its headers. `told` is what stands around the
    table and was taken for granted. `doubt` asks whether they are targets at all; without it they
    are. `holds` is the table that it is: expenses are drawn like targets.
    """

    table: RawTable
    year: Question | None = None
    wide: RawTable | None = None
    told: tuple[Text, ...] = ()
    doubt: Text | None = None
    holds: str = TARGETS
