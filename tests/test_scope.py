"""Periods, comparisons, as-of, filters, and how a scope travels in a URL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.access import Access
from ordertrack.errors import BadScope
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, default_as_of, default_period, end_of_day, moment


def span(first: str, end: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(end))


# --- periods --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "end", "kind"),
    [
        ("2024-06", "2024-06-01", "2024-07-01", "month"),
        ("2024-12", "2024-12-01", "2025-01-01", "month"),
        ("2024-Q2", "2024-04-01", "2024-07-01", "quarter"),
        ("2024q4", "2024-10-01", "2025-01-01", "quarter"),
        ("2024", "2024-01-01", "2025-01-01", "year"),
        ("2024-06-03..2024-06-10", "2024-06-03", "2024-06-10", "custom"),
        ("2024-06-01..2024-07-01", "2024-06-01", "2024-07-01", "month"),
        ("2024-06-18", "2024-06-18", "2024-06-19", "custom"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: str, end: str, kind: str) -> None:
    period = Period.parse(text)
    assert (period, period.kind) == (span(first, end), kind)


@pytest.mark.parametrize(
    "text", ["2024-13", "June", "2024-Q5", "2024-W23", "0001", "2024-06-10..2024-06-10", ""]
)
def test_what_is_no_period_says_how_to_write_one(text: str) -> None:
    with pytest.raises(BadScope):
        Period.parse(text)


days = st.dates(date(1999, 1, 1), date(2039, 12, 31))


@given(days, st.integers(1, 800))
def test_a_period_written_down_reads_the_same(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    ("period", "before", "year_before"),
    [
        ("2024-03", "2024-02", "2023-03"),
        ("2024-02", "2024-01", "2023-02"),
        ("2025-02", "2025-01", "2024-02"),
        ("2024-Q1", "2023-Q4", "2023-Q1"),
        ("2024", "2023", "2023"),
        ("2024-01-01..2024-03-01", "2023-11-01..2024-01-01", "2023-01-01..2023-03-01"),
        ("2024-06-03..2024-06-10", "2024-05-27..2024-06-03", "2023-06-03..2023-06-10"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
        ("2025-02-28", "2025-02-27", "2024-02-28"),
        ("2025-02-22..2025-03-01", "2025-02-15..2025-02-22", "2024-02-22..2024-02-29"),
        ("2024-02-20..2024-02-29", "2024-02-11..2024-02-20", "2023-02-20..2023-03-01"),
    ],
)
def test_the_period_before_and_the_year_before(period: str, before: str, year_before: str) -> None:
    found = Period.parse(period)
    assert found.previous() == Period.parse(before)
    assert found.year_before() == Period.parse(year_before)


def test_trailing_months_end_with_the_period() -> None:
    assert Period.month(2024, 6).trailing(12) == span("2023-07-01", "2024-07-01")


def test_a_period_splits_into_whole_weeks_from_monday() -> None:
    weeks = list(Period.month(2024, 6).split("week"))
    assert (weeks[0].start, weeks[-1].end) == (date(2024, 5, 27), date(2024, 7, 1))


def test_a_period_has_a_name_in_both_languages() -> None:
    assert Period.month(2024, 6).label("zh") == "2024年6月"
    assert Period.quarter(2024, 2).label("zh") == "2024年第二季度"
    assert Period.quarter(2024, 2).label("en") == "Q2 2024"
    assert span("2024-06-03", "2024-06-10").label("en") == "2024-06-03 – 2024-06-09"


# --- as-of and comparison -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "closed_before"),
    [
        ("2024-06-18", "2024-06-19"),
        ("2024-06-18T15:00", "2024-06-18"),
        ("2024-06-18T23:59:59", "2024-06-18"),
        ("2024-06-19T00:00", "2024-06-19"),
    ],
)
def test_a_day_is_closed_once_as_of_reached_its_end(as_of: str, closed_before: str) -> None:
    assert Scope(moment(as_of), access=Access.everything()).closed_before == date.fromisoformat(
        closed_before
    )


def test_half_a_month_is_compared_with_half_a_month() -> None:
    scope = Scope(moment("2024-06-18T15:00"), Period.month(2024, 6), access=Access.everything())
    yoy = scope.compared()
    assert yoy == replace(
        scope, period=span("2023-06-01", "2023-06-19"), as_of=moment("2023-06-18T15:00")
    )
    assert (yoy.closed_before, yoy.stock_moment) == (date(2023, 6, 18), moment("2023-06-18T15:00"))
    prior = replace(scope, comparison="prior").compared()
    assert prior and prior.period == span("2024-05-01", "2024-05-19")
    assert prior.as_of == moment("2024-05-18T15:00")


def test_a_short_month_is_compared_whole_with_most_of_a_long_one() -> None:
    scope = Scope(
        moment("2024-03-30T12:00"),
        Period.month(2024, 3),
        comparison="prior",
        access=Access.everything(),
    )
    compared = scope.compared()
    assert compared and compared.period == Period.month(2024, 2)
    assert compared.as_of == moment("2024-02-29")
    assert compared.stock_moment == moment("2024-02-29T12:00")


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 30)),
    st.sampled_from(["month", "quarter", "year"]),
    st.sampled_from(["yoy", "prior"]),
)
def test_a_running_period_is_compared_over_equally_many_closed_days(
    as_of: datetime, kind: str, comparison: str
) -> None:
    period = Period.around(as_of.date(), kind)
    scope = Scope(as_of, period, comparison=comparison, access=Access.everything())
    before = scope.compared()
    assert before and before.period
    closed = (scope.closed_before - period.start).days
    closed_then = (min(before.closed_before, before.period.end) - before.period.start).days
    assert closed_then == min(closed, before.period.days)
    assert before.stock_moment.time() == as_of.time()


def test_a_stock_of_a_past_month_is_that_of_its_end_and_of_as_of_by_a_switch() -> None:
    may = Scope(moment("2024-06-18T15:00"), Period.month(2024, 5), access=Access.everything())
    assert may.stock_moment == moment("2024-05-31")
    now = replace(may, stocks="now")
    before = now.compared()
    assert before and before.stock_moment == moment("2023-06-18T15:00")
    assert now.stock_moment == moment("2024-06-18T15:00")
    assert Scope.from_query(now.to_query(), may) == now
    assert may.with_period(Period.month(2024, 6)).stock_moment == may.as_of


def test_a_stock_of_neither_moment_is_refused() -> None:
    scope = Scope(moment("2024-06-18"), access=Access.everything())
    with pytest.raises(BadScope, match="end or now"):
        Scope.from_query({"stock": "later"}, scope)


def test_a_complete_month_is_compared_whole_as_known_now() -> None:
    scope = Scope(moment("2024-06-30"), Period.month(2024, 6), access=Access.everything())
    compared = scope.compared()
    assert compared and compared.period == Period.month(2023, 6)
    assert compared.as_of == scope.as_of
    assert compared.stock_moment == moment("2023-06-30")


def test_a_stock_at_the_end_of_a_month_is_compared_with_the_end_of_a_month() -> None:
    june = Scope(
        moment("2024-06-30"), Period.month(2024, 6), comparison="prior", access=Access.everything()
    ).compared()
    assert june and june.stock_moment == moment("2024-05-31")
    february = Scope(
        moment("2025-02-28"), Period.month(2025, 2), access=Access.everything()
    ).compared()
    assert february and february.stock_moment == moment("2024-02-29")


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "0001-01-01T12:00", "2024-W23", "?"])
def test_what_is_no_moment_says_how_to_write_one(text: str) -> None:
    with pytest.raises(BadScope, match="2024-06-18T15:00"):
        moment(text)


def test_a_moment_that_names_its_zone_is_moved_into_business_time() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert moment("2024-06-18T15:00Z", shanghai) == datetime(2024, 6, 18, 23)
    assert moment("2024-06-18T15:00", shanghai) == datetime(2024, 6, 18, 15)


def test_leap_day_is_compared_with_the_28th() -> None:
    scope = Scope(moment("2024-02-29"), Period.month(2024, 2), access=Access.everything())
    compared = scope.compared()
    assert compared and compared.period == Period.month(2023, 2)
    assert compared.stock_moment == moment("2023-02-28")


@pytest.mark.parametrize(
    "scope",
    [
        Scope(moment("2024-06-18"), access=Access.everything()),
        Scope(
            moment("2024-06-18"), Period.month(2024, 6), comparison=None, access=Access.everything()
        ),
        Scope(moment("2024-06-18"), Period.month(2024, 7), access=Access.everything()),
    ],
)
def test_all_time_no_comparison_and_the_future_compare_with_nothing(scope: Scope) -> None:
    assert scope.compared() is None


def released(newest: str, order: str = "2024-06-10") -> SimpleNamespace:
    return SimpleNamespace(
        newest_event=datetime.fromisoformat(newest), newest_order_day=date.fromisoformat(order)
    )


def test_fresh_data_is_looked_at_now_and_old_data_at_its_end() -> None:
    now = datetime(2024, 6, 20, 9)
    assert default_as_of(released("2024-06-14T10:00"), now) == (now, True)
    assert default_as_of(released("2024-06-10T10:00"), now) == (moment("2024-06-10"), False)
    assert default_as_of(None, now) == (now, False)


def test_the_first_period_shown_is_the_newest_month_with_orders() -> None:
    assert default_period(released("2024-07-02"), moment("2024-07-05")) == Period.month(2024, 6)
    assert default_period(released("2024-07-02"), moment("2024-04-05")) == Period.month(2024, 4)


# --- filters and URLs -----------------------------------------------------------------------------


def test_filters_have_one_form_however_they_were_set() -> None:
    scope = Scope(moment("2024-06-18"), access=Access.everything())
    one = scope.with_filter("team", ["b", "a", "b"]).with_filter("rep", None)
    other = scope.with_filter("sales_rep", "").with_filter("team", ("a", "b"))
    assert one == other and hash(one) == hash(other)
    assert one.filters == (("sales_rep", ("",)), ("team", ("a", "b")))
    assert one.without_filter("team").without_filter("sales_rep") == scope
    assert one.with_filter("team", []).values("team") == ()


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(BadScope, match="Filters are team"):
        Scope(moment("2024-06-18"), access=Access.everything()).with_filter("colour", "red")


def test_who_may_see_no_team_sees_nothing() -> None:
    assert Access.only(team=[]) == Access.nothing() != Access.everything()


scopes = st.builds(
    Scope,
    as_of=st.one_of(st.datetimes(datetime(2000, 1, 1), datetime(2039, 1, 1)), days.map(end_of_day)),
    period=st.one_of(
        st.none(),
        days.map(lambda day: Period.month(day.year, day.month)),
        st.builds(lambda a, n: Period(a, a + timedelta(days=n)), days, st.integers(1, 99)),
    ),
    comparison=st.sampled_from(["yoy", "prior", None]),
    filters=st.dictionaries(
        st.sampled_from(["team", "product", "customer"]),
        st.lists(st.text(alphabet="a,~\\ 华东=&", max_size=4), min_size=1, max_size=3).map(tuple),
    ).map(lambda held: tuple(held.items())),
    access=st.just(Access.everything()),
)


@given(scopes)
def test_a_scope_comes_back_from_its_url(scope: Scope) -> None:
    default = Scope(moment("2024-01-01"), Period.year(2023), access=Access.everything())
    assert Scope.from_query(scope.to_query(), default) == scope


def test_a_url_cannot_set_what_the_viewer_may_see() -> None:
    default = Scope(
        moment("2024-06-18"),
        access=Access.only(team=["North"]),
        conventions=Conventions(promise_basis="latest"),
    )
    query = {"team": "South", "access": "South", "promise_basis": "first", "utm": "x"}
    found = Scope.from_query(query, default)
    assert found == default.with_filter("team", "South")


@pytest.mark.parametrize("query", [{"as_of": "yesterday"}, {"period": "June"}, {"compare": "mom"}])
def test_a_url_that_makes_no_sense_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadScope):
        Scope.from_query(query, Scope(moment("2024-06-18"), access=Access.everything()))
