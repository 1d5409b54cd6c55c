"""From which attainment on a salesperson has which grade, set with a day. Imports kind, fields."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ordertrack.errors import BadEntry
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.words import Label, t

# The best first; what attains less than the last has none of them.
STEPS = {
    "excellent": Label("Excellent from", "优秀起点"),
    "good": Label("Good from", "良好起点"),
    "adequate": Label("Adequate from", "达标起点"),
}
MOST = 10  # 1,000%: more is a percentage that was typed as a share


def _in_order(row: Row) -> Iterator[BadEntry]:
    """Give steps that do not fall from the best grade to the least."""
    steps = [row.get(name) for name in STEPS]
    known = [value for value in steps if value is not None]
    if any(not 0 < value <= MOST for value in known):
        yield BadEntry(
            t("A grade begins above 0% and at 1000% at most."),
            t("Nothing was written. Write it as 120% or 1.2."),
        )
    elif any(better <= worse for better, worse in pairwise(known)):
        yield BadEntry(
            t("The grades are not in order: excellent begins above good, good above adequate."),
            t("Nothing was written. Set all three from the highest to the lowest."),
        )


GRADING = Kind(
    name="grading",
    label=Label("grades of people", "人员评级标准"),
    table_name="gradings",
    key=(Field("from_day", Label("In force from", "生效日期"), "day", required=True),),
    fields=tuple(Field(name, label, "number", required=True) for name, label in STEPS.items()),
    check=_in_order,
)
