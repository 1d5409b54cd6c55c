from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from valuing import BAD, day_only, form_of, understood

from tests.examples import examples

JUNE = datetime(2024, 6, 1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-06-01", JUNE),
        ("2024-6-1", JUNE),
        (" 2024-06-01 ", JUNE),
        ("2024/6/1", JUNE),
        ("2024.06.01", JUNE),
        ("2024年6月1日", JUNE),
        ("2024年06月01日", JUNE),
        ("２０２４年６月１日", JUNE),
        ("20240601", JUNE),
        ("45444", JUNE),
        ("45444.5", JUNE + timedelta(hours=12)),
        ("45444.0", JUNE),
        ("Jun 1, 2024", JUNE),
        ("June 1 2024", JUNE),
        ("1-Jun-24", JUNE),
        ("01-JUN-2024", JUNE),
        ("1st June 2024", JUNE),
        ("2024-Jun-01", JUNE),
        ("Saturday, 1 June 2024", JUNE),
        ("1-Sept-98", datetime(1998, 9, 1)),
        ("2024-06-01 08:30", datetime(2024, 6, 1, 8, 30)),
        ("2024-06-01 08:30:15", datetime(2024, 6, 1, 8, 30, 15)),
        ("1996-07-04 00:00:00.000", datetime(1996, 7, 4)),
        ("2024-06-01 08:30:15.25", datetime(2024, 6, 1, 8, 30, 15, 250_000)),
        ("2024-06-01T08:30:15", datetime(2024, 6, 1, 8, 30, 15)),
        ("2024/6/1 8:05", datetime(2024, 6, 1, 8, 5)),
        ("20240601 083015", datetime(2024, 6, 1, 8, 30, 15)),
        ("20240601083015", datetime(2024, 6, 1, 8, 30, 15)),
        ("2024年6月1日 9时30分", datetime(2024, 6, 1, 9, 30)),
        ("2024年6月1日9点30分15秒", datetime(2024, 6, 1, 9, 30, 15)),
        ("2024-06-01 9点", datetime(2024, 6, 1, 9)),
        ("2024-06-01 上午9:30", datetime(2024, 6, 1, 9, 30)),
        ("2024-06-01 下午3:05", datetime(2024, 6, 1, 15, 5)),
        ("2024-06-01 下午15:05", datetime(2024, 6, 1, 15, 5)),
        ("2024-06-01 中午12:05", datetime(2024, 6, 1, 12, 5)),
        ("2024-06-01 12:30 AM", datetime(2024, 6, 1, 0, 30)),
        ("2024-06-01 12:30 p.m.", datetime(2024, 6, 1, 12, 30)),
        ("2024-06-01 3:30:10 PM", datetime(2024, 6, 1, 15, 30, 10)),
        ("2024年6月1日 星期六 9:05", datetime(2024, 6, 1, 9, 5)),
        ("2024-06-01（周六）", JUNE),
        ("2024-06-01T08:00:00Z", datetime(2024, 6, 1, 16)),
        ("2024-06-01T08:00:00.000Z", datetime(2024, 6, 1, 16)),
        ("2024-06-01 08:00:00 UTC", datetime(2024, 6, 1, 16)),
        ("2024-06-01 08:00 GMT", datetime(2024, 6, 1, 16)),
        ("2024-06-01 08:00:00 GMT+8", datetime(2024, 6, 1, 8)),
        ("2024-06-01T08:00:00+08:00", datetime(2024, 6, 1, 8)),
        ("2024-06-01 08:00:00 -0500", datetime(2024, 6, 1, 21)),
        ("2024-06-01T22:00Z", datetime(2024, 6, 2, 6)),
        ("Sat Jun 01 2024 08:00:00 GMT+0800", datetime(2024, 6, 1, 8)),
        ("13/06/2024", datetime(2024, 6, 13)),
        ("06/13/2024", datetime(2024, 6, 13)),
        ("13-06-2024 13:40", datetime(2024, 6, 13, 13, 40)),
        ("9999-12-29", datetime(9999, 12, 29)),
        ('="2024-06-01"', JUNE),
        ("'2024-06-01", JUNE),
    ],
)
def test_a_moment_is_read(written: str, meant: datetime) -> None:
    assert understood("time", written) == [meant]
    assert understood("day", written) == [meant.date()]


@pytest.mark.parametrize(
    "blank",
    [None, "", " ", "NULL", "-", "—", "N/A", "无", "0000-00-00", "0001-01-01", "/"],
)
def test_a_blank_is_neither_a_date_nor_bad(blank: str | None) -> None:
    assert understood("day", "2024-06-01", blank) == [date(2024, 6, 1), None]
    assert understood("time", "1/13/2024", blank) == [datetime(2024, 1, 13), None]
    assert understood("time", "2024-06-01", blank) == [JUNE, None]


@pytest.mark.parametrize(
    "none",
    [
        "1753-01-01",
        "1753-01-01 00:00:00.000",
        "1899-12-30",
        "30.12.1899",
        "1899-12-31 00:00:00",
        "1899-12-31T15:54:17.000Z",
        "1/0/1900",
        "0-Jan-00",
        "1900-01-01",
        "1900-01-01T00:00:00Z",
        "1900-01-01 08:05:43",
        "1900/1/1 0:00",
        "1900年1月1日 星期一",
        "１９００/１/１",
        "Jan 1, 1900 12:00 AM",
        '="1900-01-01"',
        "1970-01-01",
        "1970-01-01 08:00",
        "1970-01-01T08:00:00+08:00",
        "1969-12-31T16:00:00Z",
        "1970年1月1日 上午8:00:00",
        "01-JAN-70",
        "19700101000000",
        "9999-12-30",
        "12/31/9999",
        "9999-12-31 23:59:59.997",
        "99991231",
        "1/1/0001 12:00:00 AM",
        "0001-01-01T00:00:00",
        "0000-00-00T00:00:00",
        "00000000",
    ],
)
def test_a_day_that_systems_write_for_none_is_blank(none: str) -> None:
    morning = JUNE.replace(hour=8, minute=30)
    assert understood("day", "2024-06-01", none) == [JUNE.date(), None]
    assert understood("time", "2024-06-01 08:30:00", none) == [morning, None]
    assert understood("time", "2024年6月1日", none) == [JUNE, None]
    assert form_of("time", "2024-06-01", none, none).no_date_cells == 2
    assert day_only("2024-06-01 00:00:00", none) == [True, None]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1900-01-02", datetime(1900, 1, 2)),
        ("1900-05-01", datetime(1900, 5, 1)),
        ("1969-12-31", datetime(1969, 12, 31)),
        ("1970-01-01 09:15:00", datetime(1970, 1, 1, 9, 15)),
        ("1970-01-01T08:00:00Z", datetime(1970, 1, 1, 16)),
        ("1970-01-02", datetime(1970, 1, 2)),
        ("1/1/2000", datetime(2000, 1, 1)),
        ("9999-12-29", datetime(9999, 12, 29)),
    ],
)
def test_a_day_beside_those_is_a_day(written: str, meant: datetime) -> None:
    assert understood("time", written, "1900-01-01", "2024-06-01") == [meant, None, JUNE]
    assert not form_of("time", written, "2024-06-01").no_dates


def test_the_zero_of_clocks_is_that_of_the_zone_of_the_business() -> None:
    here = ("1969-12-31 19:00:00", "2024-06-01 08:00:00")
    assert form_of("time", *here, zone="America/New_York").no_dates == here[:1]
    assert not form_of("time", *here).no_dates


@pytest.mark.parametrize("zero", ["0", "0.0", "1", "25569", "2958465"])
def test_a_day_number_means_no_date_beside_day_numbers_only(zero: str) -> None:
    assert understood("day", "45444", zero) == [JUNE.date(), None]
    assert understood("day", "2024-06-01", zero)[1] is not None


def test_a_zero_beside_days_in_eight_digits_means_no_date() -> None:
    assert understood("day", "20240601", "0", "1") == [JUNE.date(), None, BAD]


def test_a_day_that_means_none_still_tells_the_order() -> None:
    assert understood("day", "03/04/2024", "31/12/9999") == [date(2024, 4, 3), None]
    assert understood("day", "03/04/2024", "12/31/9999") == [date(2024, 3, 4), None]
    assert form_of("day", "03/04/2024", "1/0/1900", "01/01/1900").examples == ("03/04/2024",)


@pytest.mark.parametrize(
    "wrong",
    [
        "2024-13-40",
        "2024-02-30",
        "2024-06",
        "2024年6月",
        "soon",
        "99999",
        "2024-06-01 25:00",
        "0024-06-01",
        "1899-12-31 09:30:00",
        "2024-06-011",
        "12",
        "20241301",
        "1.5",
    ],
)
def test_what_is_no_date_is_set_aside(wrong: str) -> None:
    assert understood("time", wrong, "2024-06-01") == [BAD, JUNE]
    assert understood("day", wrong, "2024/6/1") == [BAD, JUNE.date()]


def test_all_ways_of_writing_may_stand_in_one_column() -> None:
    column = ["2024-06-01", "2024/6/1", "2024年6月1日", "20240601", "45444", "Jun 1, 2024", "x"]
    assert understood("day", *column) == [date(2024, 6, 1)] * 6 + [BAD]


# --- day or month first ---


def test_one_day_beyond_the_twelfth_settles_the_column() -> None:
    assert understood("day", "7/27/2008", "1/2/2008") == [date(2008, 7, 27), date(2008, 1, 2)]
    assert understood("day", "27-7-2008", "1-2-2008") == [date(2008, 7, 27), date(2008, 2, 1)]


def test_an_unsettled_column_is_asked_and_the_answer_read() -> None:
    column = ("1/2/2008", "3/4/2008", "5/5/2008")
    form = form_of("day", *column)
    assert form.ambiguous
    assert form.day_first is None
    assert form.examples == ("1/2/2008", "3/4/2008")
    assert understood("day", *column) == [BAD, BAD, date(2008, 5, 5)]
    answered = form_of("day", *column, day_first={"c0": True})
    assert (answered.ambiguous, answered.day_first) == (False, True)
    days = understood("day", *column, day_first={"c0": False})
    assert days == [date(2008, 1, 2), date(2008, 3, 4), date(2008, 5, 5)]


def test_equal_day_and_month_ask_nothing() -> None:
    assert not form_of("day", "5/5/2008", "6/6/2008").ambiguous
    assert not form_of("day", "2024-06-01", "2024年6月2日").ambiguous


def test_a_column_in_both_orders_is_asked_and_only_sure_values_are_read() -> None:
    column = ("13/1/2020", "1/13/2020", "1/2/2020")
    assert form_of("day", *column).ambiguous
    assert understood("day", *column) == [date(2020, 1, 13), date(2020, 1, 13), BAD]


def test_one_slip_among_many_does_not_unsettle_the_column() -> None:
    column = [f"{day}/1/2020" for day in range(1, 32)] * 2 + ["1/13/2020"]
    form = form_of("day", *column)
    assert (form.day_first, form.ambiguous) == (True, False)
    assert understood("day", *column)[-1] == BAD


def test_two_digit_years_are_read_where_their_place_is_clear() -> None:
    assert understood("day", "7/27/08", "7/1/08") == [date(2008, 7, 27), date(2008, 7, 1)]
    assert understood("day", "24/6/1", "24/6/15", "24/7/3") == [
        date(2024, 6, 1),
        date(2024, 6, 15),
        date(2024, 7, 3),
    ]
    assert understood("day", "24/6/1") == [BAD]


# --- time of day ---


def test_a_day_is_told_from_its_midnight() -> None:
    assert day_only("2024-06-01", "2024-06-02 08:30:00", None) == [True, False, None]
    assert day_only("2024/6/1", "2024/6/2 0:00", "2024/6/2 9:00") == [True, False, False]
    assert day_only("2024- 06- 01", "+2024-06-01", "2024-06-02 8:30:00") == [True, True, False]


def test_a_column_of_midnights_holds_days() -> None:
    assert day_only("2024-06-01 00:00:00", "2024-06-02 00:00:00") == [True, True]
    assert day_only("2024/6/1 0:00", "2024/6/2", "") == [True, True, None]
    assert form_of("time", "45444", "45445").day_only


def test_moments_are_in_the_zone_asked_for() -> None:
    assert understood("time", "2024-06-01T08:00:00Z", zone="Europe/Berlin") == [
        datetime(2024, 6, 1, 10)
    ]


# --- written in any way and read back ---

DAYS = st.dates(date(1970, 1, 2), date(2069, 12, 31))
WAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%b %d, %Y", "%d-%b-%Y")


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(WAYS))
@examples(80)
def test_days_come_back(days: list[date], way: str) -> None:
    assert understood("day", *(day.strftime(way) for day in days)) == days


@given(st.lists(DAYS, min_size=1, max_size=20), st.booleans(), st.booleans())
@examples(60)
def test_days_in_either_order_come_back_or_are_asked(
    days: list[date], day_first: bool, padded: bool
) -> None:
    way = "{:02}/{:02}/{}" if padded else "{}/{}/{}"
    order = (lambda d: (d.day, d.month)) if day_first else (lambda d: (d.month, d.day))
    written = [way.format(*order(day), day.year) for day in days]
    form = form_of("day", *written)
    if form.ambiguous:
        assert all(day.day <= 12 for day in days)
    elif form.day_first is not None:
        assert form.day_first is day_first
    assert understood("day", *written, day_first={"c0": day_first}) == days


@given(
    st.lists(
        st.datetimes(datetime(1971, 1, 1), datetime(2069, 12, 30)).map(
            lambda moment: moment.replace(microsecond=0)
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(["iso", "slash", "chinese", "zone", "compact", "serial", "half"]),
)
@examples(100)
def test_moments_come_back(moments: list[datetime], way: str) -> None:
    assert understood("time", *(_spelled(moment, way) for moment in moments)) == moments


def _spelled(moment: datetime, way: str) -> str:
    if way == "zone":
        local = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        return local.astimezone(timezone(timedelta(hours=-5))).isoformat()
    if way == "serial":
        return str((moment - datetime(1899, 12, 30)) / timedelta(days=1))
    if way == "half":
        half = "上午" if moment.hour < 12 else "下午"
        return f"{moment:%Y/%m/%d} {half}{moment.hour % 12 or 12}:{moment:%M:%S}"
    ways = {
        "iso": "%Y-%m-%d %H:%M:%S",
        "slash": "%Y/%m/%d %H:%M:%S",
        "chinese": "%Y年%m月%d日 %H时%M分%S秒",
        "compact": "%Y%m%d%H%M%S",
    }
    return moment.strftime(ways[way])
