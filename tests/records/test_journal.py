"""One journal for all that people write: nothing is overwritten in silence, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from ordertrack.errors import BadEntry, NoData
from ordertrack.records import Change, ChangedMeanwhile, Records, Seen
from ordertrack.records.journal import JOURNAL, KINDS, Journal, Saved

MARCH = "2026-03/person/王强/revenue"
TARGET, INTERVIEW, MATCH = KINDS["target"], KINDS["interview"], KINDS["match"]
SAME = {"column": "team", "found": "a", "use": "b", "verdict": "same"}


@pytest.fixture
def journal(records: Records) -> Iterator[Journal]:
    """A journal whose table agrees with its entries at the end of every test."""
    yield records.journal
    assert [str(one) for one in records.journal.differences()] == []


@pytest.fixture
def in_memory() -> Iterator[Journal]:
    """A journal for what does not depend on the database."""
    records = Records("sqlite://")
    yield records.journal
    assert (records.journal.position(), records.journal.rows("target")) == (0, [])
    records.close()


def aim(value: Any, subject: str = MARCH) -> list[Change]:
    return [Change("target", subject, "value", value)]


def save(journal: Journal, changes: list[Change], who: str = "Wang Min", **more: Any) -> Saved:
    seen = more.pop("seen", None) or Seen(0, journal.position())
    return journal.save(changes, who, more.pop("why", ""), seen, **more)


def visit(**more: Any) -> dict[str, Any]:
    return {
        "customer": "C1", "day": "2026-03-04", "interviewer": "李娜", "factor": "delivery",
        "outcome": "lost", **more,
    }  # fmt: skip


def values(journal: Journal, kind: str = "target", **at: Any) -> dict[str, Any]:
    return {row["subject"]: row["value"] for row in journal.rows(kind, **at)}


# --- saving -------------------------------------------------------------------------------------


def test_an_entry_tells_who_when_why_before_after_and_what_was_seen(journal: Journal) -> None:
    save(journal, aim("1,200,000"), why="budget")
    before = datetime.now(UTC)
    saved = journal.save(aim(1300000), " Li Na ", "new market ", Seen(7, 1))
    newest = journal.history("target", MARCH)[0]
    assert saved.entries == (newest,)
    assert (newest.position, newest.before, newest.after) == (2, 1200000, 1300000)
    assert (newest.who, newest.why, newest.seen) == ("Li Na", "new market", Seen(7, 1))
    assert before - timedelta(seconds=1) < newest.written_at < datetime.now(UTC)
    assert newest.written_at.utcoffset() == timedelta(0)


def test_the_present_state_stands_in_a_plain_typed_table(journal: Journal) -> None:
    save(journal, aim("0.9"))
    with journal.database.reading() as connection:
        row = connection.execute(sa.select(TARGET.table)).one()
    assert (row.period, row.level, row.name, row.measure) == (
        "2026-03",
        "person",
        "王强",
        "revenue",
    )
    assert row.value == Decimal("0.9")
    assert (row.changed_by, row.changed_position) == ("Wang Min", 1)


def test_a_batch_is_written_whole_or_not_at_all(journal: Journal) -> None:
    good = aim(5, "2026-Q1/company//revenue")
    with pytest.raises(BadEntry, match="is not a number"):
        save(journal, [*good, *aim("plenty")])
    with pytest.raises(BadEntry, match="Outcome is missing"):
        save(journal, [*good, *INTERVIEW.changes(visit(outcome=""))])
    assert (journal.position(), journal.rows("target")) == (0, [])


def test_what_already_holds_the_value_is_no_change(journal: Journal) -> None:
    save(journal, aim("1200000"))
    again = save(journal, aim(Decimal("1200000.00")), who="Li Na", seen=Seen(0, 0))
    assert (again.position, again.entries) == (1, ())
    assert save(journal, []).position == 1


def test_a_subject_whose_fields_are_all_emptied_is_gone_and_can_come_back(
    journal: Journal,
) -> None:
    new = INTERVIEW.changes(visit(note="too late twice"))
    save(journal, new)
    subject = new[0].subject
    save(journal, INTERVIEW.removal(subject))
    assert journal.rows("interview") == []
    assert journal.rows("interview", at=6)[0]["note"] == "too late twice"
    save(journal, INTERVIEW.changes(visit(), subject))
    assert journal.rows("interview")[0]["day"] == date(2026, 3, 4)
    assert len(journal.history("interview", subject)) == 6 + 6 + 5


def test_who_has_no_name_may_not_write(in_memory: Journal) -> None:
    with pytest.raises(BadEntry, match="Nobody is named"):
        save(in_memory, aim(1), who="  ")


@pytest.mark.parametrize(
    ("subject", "value", "told"),
    [
        ("2026-13/company//revenue", 1, "2026-13.* is no month, quarter or year"),
        ("2026-3/company//revenue", 1, "names no target. Name it as Period/Level/Name/Measure"),
        ("2026-03-01/company//revenue", 1, "no month, quarter or year"),
        ("2026-03/firm//revenue", 1, "'firm' is not known. Choose one of: company, team"),
        ("2026-03/company/王强/revenue", 1, "the company's has none"),
        ("2026-03/person//revenue", 1, "the company's has none"),
        ("2026-03/company//", 1, "Measure is missing"),
        ("2026-03/company/revenue", 1, "names no target"),
        (f"2026-03/team/{'x' * 201}/revenue", 1, "Shorten it to 200"),
        (MARCH, "1.23456", "more than 4 decimals"),
        (MARCH, "1e14", "is not a number"),
        (MARCH, "nan", "is not a number"),
    ],
)
def test_what_cannot_be_kept_is_said_with_the_way_out(
    in_memory: Journal, subject: str, value: Any, told: str
) -> None:
    with pytest.raises(BadEntry, match=told):
        save(in_memory, aim(value, subject))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": "yesterday"}, "is not a day"),
        ({"factor": "weather"}, "Choose one of: quality, price"),
        ({"note": "x" * 10_001}, "10,001 characters"),
        ({"note": "half \x00 text"}, "no text"),
        ({"note": "half \ud800 text"}, "no text"),
        ({"colour": "red"}, "has no field 'colour'"),
    ],
)
def test_a_value_of_another_type_is_refused(
    in_memory: Journal, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadEntry, match=told):
        save(in_memory, INTERVIEW.changes(visit(**changed)))


def test_a_benchmark_without_source_year_or_scope_is_none(journal: Journal) -> None:
    whole = {"metric": "revenue_per_head", "dimension": "company", "scope": "company"}
    whole |= {"value": "1,200,000", "source": "行业协会年报", "year": "2025"}
    for name in ("source", "year", "scope", "dimension"):
        with pytest.raises(BadEntry, match="is missing"):
            save(journal, KINDS["benchmark"].changes({**whole, name: None}))
    save(journal, KINDS["benchmark"].changes(whole))
    assert journal.rows("benchmark")[0]["year"] == 2025


@pytest.mark.parametrize("name", ["A/B", "50%", "%2F", "a%b/c", "GTX Pro", "王强(华东)"])
def test_a_name_with_any_letters_is_a_subject(journal: Journal, name: str) -> None:
    same = {"column": "product", "found": name, "use": "GTXPro", "verdict": "same"}
    save(journal, MATCH.changes(same))
    assert journal.rows("match")[0]["found"] == name


# --- two writers --------------------------------------------------------------------------------


def test_a_field_that_was_changed_since_is_a_conflict_with_both_values(journal: Journal) -> None:
    save(journal, aim(100))
    seen = Seen(0, journal.position())
    save(journal, aim(120), who="Li Na")
    with pytest.raises(ChangedMeanwhile, match="Li Na has written 120, you 110") as refused:
        save(journal, aim(110), seen=seen)
    conflict = refused.value.conflicts[0]
    assert (conflict.mine, conflict.theirs, conflict.who) == (110, 120, "Li Na")
    assert (values(journal), journal.position()) == ({MARCH: 120}, 2)


def test_all_conflicts_are_told_and_nothing_is_written_besides(journal: Journal) -> None:
    new = INTERVIEW.changes(visit(note="a"))
    subject = new[0].subject
    seen = Seen(0, save(journal, new).position)
    save(journal, INTERVIEW.changes({"note": "b", "factor": "price"}, subject), who="Li Na")
    mine = INTERVIEW.changes({"note": "c", "factor": "quality", "outcome": "open"}, subject)
    with pytest.raises(ChangedMeanwhile, match="And 1 more") as refused:
        save(journal, mine, seen=seen)
    assert {one.field for one in refused.value.conflicts} == {"note", "factor"}
    assert journal.rows("interview")[0]["outcome"] == "lost"


def test_chosen_fields_are_overwritten_when_the_writer_decides(journal: Journal) -> None:
    new = INTERVIEW.changes(visit(note="a"))
    subject = new[0].subject
    seen = Seen(0, save(journal, new).position)
    save(journal, INTERVIEW.changes({"note": "b", "factor": "price"}, subject), who="Li Na")
    mine = INTERVIEW.changes({"note": "c", "factor": "quality"}, subject)
    with pytest.raises(ChangedMeanwhile) as refused:
        save(journal, mine, seen=seen)
    note = [one for one in refused.value.conflicts if one.field == "note"]
    with pytest.raises(ChangedMeanwhile):  # the other one is still undecided
        save(journal, mine, seen=seen, force=note)
    save(journal, [one for one in mine if one.field == "note"], seen=seen, force=note)
    row = journal.rows("interview")[0]
    assert (row["note"], row["factor"]) == ("c", "price")


def test_what_was_changed_yet_again_is_a_conflict_again(journal: Journal) -> None:
    save(journal, aim(120), who="Li Na")
    with pytest.raises(ChangedMeanwhile) as refused:
        save(journal, aim(110), seen=Seen(0, 0))
    save(journal, aim(130), who="Li Na")
    with pytest.raises(ChangedMeanwhile, match="130"):
        save(journal, aim(110), seen=Seen(0, 0), force=refused.value.conflicts)


def test_what_was_changed_and_changed_back_is_as_the_writer_saw_it(journal: Journal) -> None:
    seen = Seen(0, save(journal, aim(100)).position)
    save(journal, aim(120), who="Li Na")
    save(journal, aim(100), who="Li Na")
    save(journal, aim(110), seen=seen)
    assert values(journal) == {MARCH: 110}


def test_other_fields_of_a_subject_do_not_stand_in_the_way(journal: Journal) -> None:
    new = INTERVIEW.changes(visit())
    seen = Seen(0, save(journal, new).position)
    subject = new[0].subject
    save(journal, INTERVIEW.changes({"factor": "price"}, subject), who="Li Na")
    save(journal, INTERVIEW.changes({"outcome": "open"}, subject), seen=seen)
    row = journal.rows("interview")[0]
    assert (row["factor"], row["outcome"]) == ("price", "open")


def test_a_field_of_a_subject_that_was_removed_since_is_a_conflict(journal: Journal) -> None:
    new = INTERVIEW.changes(visit())
    seen = Seen(0, save(journal, new).position)
    subject = new[0].subject
    save(journal, INTERVIEW.removal(subject), who="Li Na")
    with pytest.raises(ChangedMeanwhile, match="Li Na has written nothing, you typed"):
        save(journal, INTERVIEW.changes({"note": "typed"}, subject), seen=seen)


def test_who_looked_at_a_store_before_its_restore_is_asked_to_look_again(journal: Journal) -> None:
    with pytest.raises(BadEntry, match="restored"):
        save(journal, aim(1), seen=Seen(0, 99))


def test_concurrent_writers_find_conflicts_and_lose_no_update(records: Records, url: str) -> None:
    """Each adds a word to one note, many times, and looks again where another one was quicker."""
    writers, times, conflicts = 4, 8, []
    subject = "0001"

    def add_words(number: int) -> None:
        own = Records(url)
        for word in (f"w{number}-{time}" for time in range(times)):
            while True:
                seen = Seen(0, own.journal.position())
                note = own.journal.rows("interview", at=seen.position)[0]["note"]
                changes = INTERVIEW.changes({"note": f"{note} {word}"}, subject)
                try:
                    own.journal.save(changes, f"w{number}", "", seen)
                    break
                except ChangedMeanwhile as refused:
                    conflicts.extend(refused.conflicts)
        own.close()

    save(records.journal, INTERVIEW.changes(visit(note="start"), subject))
    threads = [threading.Thread(target=add_words, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    note = records.journal.rows("interview")[0]["note"]
    words = {f"w{number}-{time}" for number in range(writers) for time in range(times)}
    assert len(note.split()) == 1 + writers * times
    assert set(note.split()) == {"start", *words}
    assert conflicts
    assert not list(records.journal.differences())


# --- history, as it was, undo -------------------------------------------------------------------


def test_any_position_and_any_moment_can_be_looked_at(journal: Journal) -> None:
    save(journal, aim(100))
    save(journal, aim(120))
    between = journal.entries()[0].written_at - timedelta(microseconds=1)
    save(journal, TARGET.removal(MARCH))
    assert values(journal, at=0) == {}
    assert values(journal, at=1) == {MARCH: 100}
    assert values(journal, at=2) == {MARCH: 120}
    assert values(journal) == values(journal, at=3) == {}
    assert values(journal, at=between) == {MARCH: 100}
    assert values(journal, at=datetime.now(UTC)) == {}
    assert journal.position_at(between) == 1


def test_moments_never_run_backwards_whatever_the_clock_does(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ordertrack.records.journal import saving

    class Slow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2020, 1, 1, tzinfo=tz)

    save(journal, aim(100))
    monkeypatch.setattr(saving, "datetime", Slow)
    save(journal, aim(120))
    newest, first = journal.entries()
    assert newest.written_at == first.written_at


def test_entries_are_listed_by_kind_subject_and_page(journal: Journal) -> None:
    for value in (1, 2, 3):
        save(journal, aim(value))
    save(journal, MATCH.changes(SAME))
    assert [entry.position for entry in journal.entries(limit=2)] == [4, 3]
    assert [entry.position for entry in journal.entries(before=3)] == [2, 1]
    assert [entry.kind for entry in journal.entries("match")] == ["match"]
    assert (journal.position(), journal.position("target"), journal.position("case")) == (4, 3, 0)
    newest = journal.entries(limit=1)[0]
    assert journal.version() == journal.version("match") == (4, newest.written_at)
    assert journal.version("case") == (0, None)


def test_ones_own_last_change_is_taken_back_whole_and_again_the_one_before(
    journal: Journal,
) -> None:
    save(journal, aim(100))
    save(journal, [*aim(120), *aim(7, "2026-04/person/王强/revenue")], why="typo")
    save(journal, aim(1, "2026-04/team/A/revenue"), who="Li Na")
    back = journal.undo("Wang Min", Seen(3, 4))
    assert [entry.undoes for entry in back.entries] == [2, 2]
    assert values(journal) == {MARCH: 100, "2026-04/team/A/revenue": 1}
    journal.undo("Wang Min", Seen(3, 6))
    assert values(journal) == {"2026-04/team/A/revenue": 1}
    with pytest.raises(NoData, match="no change of 'Wang Min'"):
        journal.undo("Wang Min", Seen(3, 7))
    assert len(journal.entries()) == 7  # nothing of it is forgotten


def test_what_somebody_else_changed_since_is_not_undone_in_silence(journal: Journal) -> None:
    save(journal, aim(100))
    save(journal, aim(120), who="Li Na")
    with pytest.raises(ChangedMeanwhile, match="Li Na has written 120, you nothing"):
        journal.undo("Wang Min", Seen(0, 2))
    assert values(journal) == {MARCH: 120}


def test_an_undo_of_what_is_no_longer_the_last_change_is_refused(journal: Journal) -> None:
    first, second = save(journal, aim(1)), save(journal, aim(2))
    with pytest.raises(NoData):
        journal.undo("Wang Min", Seen(0, 2), only=first.entries[0].batch)
    back = journal.undo("Wang Min", Seen(0, 2), only=second.entries[0].batch)
    assert [entry.after for entry in back.entries] == [1]


def test_an_undo_can_be_asked_of_one_kind(journal: Journal) -> None:
    save(journal, aim(100))
    save(journal, MATCH.changes(SAME))
    journal.undo("Wang Min", Seen(0, 2), kind="target")
    assert values(journal) == {}
    assert len(journal.rows("match")) == 1


# --- frames -------------------------------------------------------------------------------------


def test_a_frame_has_typed_columns_also_without_a_row(journal: Journal) -> None:
    empty = journal.frame("target")
    save(journal, aim("0.9"))
    full = journal.frame("target")
    assert empty.schema == full.schema == journal.frame("target", at=0).schema
    assert full.schema["value"] == pl.Decimal(18, 4)
    assert full.equals(journal.frame("target", at=1))
    assert journal.frame("interview").schema["day"] == pl.Date
    assert journal.frame("benchmark").schema["year"] == pl.Int64
    with pytest.raises(BadEntry, match="no kind of entry 'weather'"):
        journal.frame("weather")


def test_a_table_that_differs_from_the_journal_is_found(records: Records) -> None:
    save(records.journal, aim(100))
    assert not list(records.journal.differences())
    with records.database.writing() as connection:
        connection.execute(TARGET.table.update().values(value=Decimal(101)))
    assert [str(one) for one in records.journal.differences()] == [
        "The table of target is not what the journal tells."
    ]


def test_a_store_that_is_only_read_may_be_older_than_the_journal() -> None:
    records = Records("sqlite://")
    with records.database.writing() as connection:
        for table in (JOURNAL, *(kind.table for kind in KINDS.values())):
            table.drop(connection)
    old = Journal(records.database)
    assert (old.position(), old.entries(), old.rows("target")) == (0, [], [])
    assert list(old.differences()) == []
    records.close()
