"""The demo company's exports, imported like any other: every row accounted for, nothing asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ordertrack.access import Access
from ordertrack.demo import company as about
from ordertrack.demo import dirt, known, loading, sharing, story
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.query.tiers import tiers
from ordertrack.scope import Conventions, Period, Scope
from ordertrack.views import highlights
from ordertrack.views.view import View
from ordertrack.warehouse import Reader, Release, Warehouse
from tests.demo_home import TODAY
from tests.questions import everything
from tests.shelves import open_warehouse


@pytest.fixture(scope="module")
def warehouse(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(demo_home, home)
    warehouse = open_warehouse(home)
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def releases(warehouse: Warehouse) -> list[Release]:
    return warehouse.releases()[::-1]


@pytest.fixture(scope="module")
def reader(warehouse: Warehouse, releases: list[Release]) -> Reader:
    return warehouse.reader(releases[-1])


@pytest.fixture(scope="module")
def company() -> story.Company:
    return story.generate(TODAY)


@pytest.fixture(scope="module")
def year() -> Scope:
    morning = known.exports(TODAY)[-1].moment
    return Scope(
        as_of=morning, period=Period(date(2025, 6, 1), date(2026, 6, 1)), access=Access.everything()
    )


def rate(metric: str, by: str, scope: Scope, reader: Reader) -> dict[str, float]:
    return dict(evaluate([metric], [by], scope, reader).select(by, metric).rows())


def test_three_exports_become_three_releases(releases: list[Release]) -> None:
    assert [release.kind for release in releases] == ["demo"] * 3
    assert releases[-1].newest_event > datetime.combine(TODAY, datetime.min.time())


def test_every_row_is_accounted_for_and_nearly_all_are_accepted(releases: list[Release]) -> None:
    files = [report for release in releases for report in release.files]
    for report in files:
        skipped = sum(report["skipped"].values())
        assert report["read"] == report["accepted"] + report["set_aside"] + skipped, report
    read, accepted = (sum(r[key] for r in files) for key in ("read", "accepted"))
    assert accepted > 0.99 * read


def test_only_the_dirt_is_set_aside(releases: list[Release]) -> None:
    aside = {r["file"]: r["set_aside"] for r in releases[0].files if r["set_aside"]}
    assert sorted(aside.values()) == sorted(
        [dirt.IN_THE_ERP, dirt.IN_THE_BOOKINGS, dirt.IN_THE_TICKETS]
    )
    assert not any(r["set_aside"] for release in releases[1:] for r in release.files)


def test_what_arrives_is_what_the_company_knows(reader: Reader, company: story.Company) -> None:
    now = known.exports(TODAY)[-1]
    orders, lines = known.orders(company, now), known.lines(company, now)
    kept = reader.run(
        everything(
            "SELECT order_no, status, customer_id, CAST(shipped_at AS DATE) AS shipped,"
            " CAST(paid_at AS DATE) AS paid, satisfaction FROM orders ORDER BY order_no"
        )
    )
    told = orders.sort("order_no").select(
        "order_no",
        "status",
        "customer_id",
        shipped=pl.col("shipped_at").dt.date(),
        paid="paid_at",
        satisfaction="satisfaction",
    )
    assert kept.equals(told.cast(dict(kept.schema)))
    revenue = reader.run(everything("SELECT SUM(amount) AS amount FROM order_lines"))[
        "amount"
    ].item()
    assert revenue == Decimal(lines["amount"].sum()) / 100


def test_moved_promises_are_counted_and_the_first_is_kept(
    reader: Reader, company: story.Company
) -> None:
    moved = reader.run(
        everything(
            "SELECT order_no, CAST(line_no AS BIGINT) AS line_no, promised_first, promised_date,"
            " promise_changes FROM order_lines WHERE promise_changes > 0"
        )
    )
    truth = company.lines.select("order_no", "line_no", first="promised_first")
    both = moved.join(truth, on=["order_no", "line_no"])
    assert both.height == moved.height > 1_500
    assert (both["promised_first"] == both["first"]).all()
    assert set(moved["promise_changes"]) == {1, 2}


def test_the_late_line_shows_in_the_metrics(reader: Reader, year: Scope) -> None:
    rates = rate("on_time_rate", "product_line", year, reader)
    assert rates.pop(about.LATE_LINE) < 0.62
    assert min(rates.values()) > 0.75


def test_the_moved_promises_show_when_the_convention_changes(reader: Reader, year: Scope) -> None:
    latest = replace(year, conventions=Conventions(promise_basis="latest"))
    first, last = (rate("on_time_rate", "team", s, reader) for s in (year, latest))
    assert first[about.MOVING_TEAM] == min(first.values()) < 0.65
    assert last[about.MOVING_TEAM] == max(last.values()) > 0.88


def test_shared_orders_arrive_with_the_shares_that_their_cells_name(
    reader: Reader, company: story.Company, year: Scope
) -> None:
    query = everything("SELECT order_no, sales_rep, share FROM credits")
    told = sharing.credits(known.orders(company, known.exports(TODAY)[-1]))
    hundredths = (pl.col("share") * 100).round().cast(pl.Int64)
    found, wanted = (
        set(frame.select("order_no", "sales_rep", hundredths).rows())
        for frame in (reader.run(query), told)
    )
    assert found == wanted
    mine = rate("revenue", "sales_rep", year, reader)
    (whole,) = evaluate(["revenue"], [], year, reader)["revenue"]
    assert sum(mine.values()) == whole


def test_what_customers_said_is_in_the_journal_and_only_about_the_demo(
    warehouse: Warehouse, releases: list[Release], company: story.Company
) -> None:
    told = warehouse.rows_about(releases[-1], "interview")
    assert {row["customer"] for row in told} == set(company.interviews["customer"])
    assert {row["changed_by"] for row in told} == {loading.INVENTOR}
    again = warehouse.records.journal.position()
    loading.write_interviews(company, warehouse, releases[-1])
    assert warehouse.records.journal.position() == again


def test_the_stories_are_among_the_highlights_and_shortfalls(reader: Reader, year: Scope) -> None:
    found = highlights.found(View.fresh(reader, year, "en"))
    bad = {(one.figure.name, one.name) for one in found.standouts if not one.good}
    assert ("on_time_rate", about.LATE_LINE) in bad
    assert ("on_time_rate", about.MOVING_TEAM) in bad
    assert ("gross_margin", about.SLIDING_LINE) in bad
    assert ("follow_up_conversion_closed", about.COSTLY_CHANNEL) in bad


def test_the_star_wins_most_new_customers(reader: Reader, year: Scope) -> None:
    won = rate("new_customers", "sales_rep", year, reader)
    assert max(won, key=won.__getitem__) == about.STAR_REP


def test_the_silent_customer_is_in_tier_a(reader: Reader, year: Scope) -> None:
    customer = tiers(year, reader).filter(customer_name=about.SILENT_CUSTOMER)
    assert customer["tier"].item() == "A"
    newest = reader.run(
        everything(
            "SELECT MAX(order_day) AS day FROM order_facts WHERE customer_name = $name",
            {"name": about.SILENT_CUSTOMER},
        )
    )["day"].item()
    assert newest < TODAY - timedelta(days=115)
