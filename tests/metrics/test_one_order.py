from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

from ordertrack.access import Access
from ordertrack.metrics.orders.one_order import complaints, facts, lineage, lines, promise_changes
from ordertrack.metrics.orders.timeline import stages
from ordertrack.scope import Scope, moment
from tests.metrics.literal import Release, line, order, simple

AS_OF = Scope(moment("2024-06-20"), access=Access.everything())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def seen(order_facts: dict, as_of: str = "2024-06-20", **covers: int) -> dict[str, str]:
    covered = lambda column: covers.get(column.partition(".")[2], 1)  # noqa: E731
    found = stages(order_facts, moment(as_of), covered)
    return {stage.name: stage.state for stage in found}


def test_a_stage_behind_a_later_one_is_not_recorded_rather_than_failed() -> None:
    found = seen({"ordered_at": at("2024-06-01"), "delivered_at": at("2024-06-10")})
    assert found == {
        "placed": "reached",
        "in_production": "unrecorded",
        "shipped": "unrecorded",
        "awaiting_acceptance": "reached",
        "completed": "waiting",
        "paid": "waiting",
    }


def test_a_status_says_what_is_behind_without_a_date() -> None:
    found = seen({"ordered_at": at("2024-06-01"), "status": "shipped"})
    assert found["shipped"] == "unrecorded"
    assert found["awaiting_acceptance"] == "waiting"


def test_before_a_recorded_day_the_status_of_today_says_nothing() -> None:
    paid = {"ordered_at": at("2024-06-01"), "status": "paid", "paid_at": at("2024-07-01")}
    assert seen(paid, "2024-06-20")["shipped"] == "waiting"
    assert seen(paid, "2024-07-20")["shipped"] == "unrecorded"


def test_what_the_export_never_has_is_not_waited_for() -> None:
    found = seen({"ordered_at": at("2024-06-01")}, paid_at=0)
    assert found["paid"] == "unrecorded"
    assert found["completed"] == "waiting"


def test_days_run_from_the_nearest_earlier_day() -> None:
    found = stages(
        {
            "ordered_at": at("2024-06-01T18:00"),
            "shipped_at": at("2024-06-05T08:00"),
            "delivered_at": at("2024-06-08"),
        },
        moment("2024-06-20"),
    )
    assert [stage.days for stage in found] == [None, None, 4, 3, None, None]


def test_one_order_is_found_whatever_the_filters(release: Release) -> None:
    reader = release(orders=[simple("a", "2024-06-01", "2024-06-15", "2024-06-18")])
    found = facts("a", AS_OF.with_filter("team", "X"), reader)
    assert found and (found["verdict"], found["verdict_days"]) == ("late", 3)
    assert facts("nobody", AS_OF, reader) is None


def test_an_order_is_not_there_before_it_was_placed_nor_for_those_who_may_not_see_it(
    release: Release,
) -> None:
    reader = release(orders=[order("a", "2024-06-01", team="E")])
    assert facts("a", Scope(moment("2024-05-31"), access=Access.everything()), reader) is None
    assert facts("a", replace(AS_OF, access=Access.only(team=["W"])), reader) is None


def test_lines_come_in_their_own_order(release: Release) -> None:
    reader = release(
        orders=[order("a", "2024-06-01")],
        order_lines=[line("a", line_no="10"), line("a", line_no="2"), line("a", line_no="1")],
    )
    found = facts("a", AS_OF, reader)
    assert found and lines(found, AS_OF, reader)["line_no"].to_list() == ["1", "2", "10"]


def test_an_answer_after_as_of_is_not_known_yet(release: Release) -> None:
    reader = release(
        orders=[order("a", "2024-06-01")],
        complaints=[
            {
                "complaint_id": "c",
                "order_no": "a",
                "raised_at": at("2024-06-19T10:00"),
                "first_response_at": at("2024-06-21T10:00"),
            }
        ],
    )
    found = facts("a", AS_OF, reader)
    assert found and complaints(found, AS_OF, reader)["first_response_at"].to_list() == [None]


# --- how promises moved ---


def published(number: int, kind: str = "import", **more) -> SimpleNamespace:
    made = {"parent": number - 1 or None, "versions": {"order_lines": number}, "restores": None}
    made |= more
    created = datetime(2024, 6, number, tzinfo=UTC)
    return SimpleNamespace(number=number, kind=kind, created_at=created, **made)


def test_every_move_of_a_promise_is_listed_with_its_release(release: Release) -> None:
    def held(promised: str):
        made = line("a", promised_date=promised)
        return release(orders=[order("a", "2024-06-01")], order_lines=[made])

    readers = {1: held("2024-06-10"), 2: held("2024-06-10"), 3: held("2024-06-20")}
    found = promise_changes(
        "a", AS_OF, [published(n) for n in readers], lambda r: readers[r.number]
    )
    assert found.select("release", "before", "after").rows() == [
        (1, None, date(2024, 6, 10)),
        (3, date(2024, 6, 10), date(2024, 6, 20)),
    ]


def test_a_release_with_the_same_tables_is_not_read_again(release: Release) -> None:
    reader = release(orders=[simple("a", "2024-06-01", "2024-06-10")])
    same = [published(n, versions={"orders": 1}) for n in (1, 2, 3)]
    reader.asked.clear()
    promise_changes("a", AS_OF, same, lambda _: reader)
    assert len(reader.asked) == 1


def test_what_was_undone_is_no_part_of_the_history() -> None:
    releases = {n: published(n) for n in (1, 2)}
    releases[3] = published(3, "undo", parent=2)
    releases[4] = published(4, parent=3)
    found = lineage(releases[4], releases.__getitem__)
    assert [each.number for each in found] == [1, 4]


def test_what_was_brought_back_stands_where_it_stood() -> None:
    releases = {n: published(n) for n in (1, 2, 3)}
    releases[4] = published(4, "undo", parent=3, restores=1)
    releases[5] = published(5, "undo", parent=4, restores=3)
    releases[6] = published(6, parent=5)
    found = lineage(releases[6], releases.__getitem__)
    assert [each.number for each in found] == [1, 2, 3, 6]
