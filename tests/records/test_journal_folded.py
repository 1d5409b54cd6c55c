"""Whatever people do, the journal folds to the tables; a killed writer loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bench.kills_of_saves import kill_savers
from ordertrack.errors import BadEntry, NoData
from ordertrack.records import ChangedMeanwhile, Records, Seen
from ordertrack.records.journal import KINDS, Journal
from tests.examples import examples
from tests.stores import empty

TARGET, CAUSE = KINDS["target"], KINDS["gap_cause"]
PEOPLE = ("Wang Min", "李娜")
MONEY = st.decimals("-1e9", "1e9", places=2)
CAUSES = st.fixed_dictionaries(
    {},
    optional={
        "metric": st.sampled_from(["revenue", "orders"]),
        "period": st.sampled_from(["2026-03", "2026-Q1", "2026-03-01..2026-03-09"]),
        "cause": st.sampled_from(["market", "delivery"]),
        "note": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    },
)
WHOLE = {"metric": "revenue", "period": "2026-03", "cause": "other"}


class Step(NamedTuple):
    """What somebody does, having looked some entries ago."""

    who: str
    do: str
    subject: int
    values: dict[str, Any]
    behind: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(PEOPLE),
        st.sampled_from(["cause", "target", "both", "remove", "undo"]),
        st.integers(0, 1),
        st.builds(lambda cause, value: {**cause, "value": value}, CAUSES, MONEY | st.none()),
        st.integers(0, 4),
    ),
    max_size=12,
)


def take(journal: Journal, step: Step) -> None:
    """Do a step; one that is refused must have changed nothing."""
    before = journal.position()
    seen = Seen(0, max(0, before - step.behind))
    of_target = TARGET.changes(
        {"value": step.values["value"]}, f"2026-0{step.subject + 1}/team/A/x"
    )
    cause = {name: value for name, value in step.values.items() if name != "value"}
    of_cause = CAUSE.changes({**WHOLE, **cause}, f"cause {step.subject}")
    what = {"cause": of_cause, "target": of_target, "both": [*of_cause, *of_target]}
    what["remove"] = CAUSE.removal(f"cause {step.subject}")
    try:
        if step.do == "undo":
            journal.undo(step.who, seen)
        else:
            journal.save(what[step.do], step.who, "", seen)
    except (ChangedMeanwhile, BadEntry, NoData):
        assert journal.position() == before


def tables(journal: Journal) -> dict[str, list[dict[str, Any]]]:
    return {name: journal.rows(name) for name in KINDS}


def folded_by_hand(journal: Journal) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in reversed(journal.entries()):
        row = found.setdefault((entry.kind, entry.subject), {})
        assert row.get(entry.field) == entry.before
        row[entry.field] = entry.after
    return {key: row for key, row in found.items() if any(v is not None for v in row.values())}


@given(steps=STEPS)
@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_journal_folds_to_the_tables(records: Records, steps: Sequence[Step]) -> None:
    empty(records)
    journal, known = records.journal, {}
    for step in steps:
        take(journal, step)
        known[journal.position()] = tables(journal)
    assert list(journal.differences()) == []
    for position, then in known.items():
        assert {name: journal.rows(name, position) for name in KINDS} == then
    by_hand = folded_by_hand(journal)
    there = {(name, row["subject"]): row for name, rows in tables(journal).items() for row in rows}
    assert by_hand.keys() == there.keys()
    assert all(there[key][name] == row[name] for key, row in by_hand.items() for name in row)


# --- killed -------------------------------------------------------------------------------------


def test_two_killed_clients_lose_nothing_that_they_acknowledged_and_leave_no_half(
    records: Records, url: str
) -> None:
    """A few of the kills of `python -m bench.kills_of_saves`."""
    tally = kill_savers(url, kills=3, seed=11)
    assert not tally.faults
    assert tally.acknowledged >= 6 and tally.looks
    assert len(records.journal.rows("order_edit")) == len(records.journal.rows("case")) > 1
