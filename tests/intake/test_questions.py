"""A question is never answered by silence, is asked once, and its answer is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from making import fate, kinds, one_file, raw_table, reasons, staged, understood

from ordertrack.errors import PublishRefused
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.plan import Plan
from ordertrack.intake.publish import publish
from ordertrack.intake.question import YES as YES_LABEL
from ordertrack.intake.question import Choice, Question
from ordertrack.warehouse import Warehouse
from ordertrack.words import t

HEADERS = "订单号|客户|产品|下单时间|金额|状态"
ODD = ("SO1|A|P|2024-06-01|10|待审", "SO2|B|P|2024-06-02|20|待审", "SO3|C|P|2024-06-03|5|已完成")
ASKED = "word:orders.csv:o_status:待审"
YES: dict[str, Any] = {"answers_by_kind": {"set-aside": "yes"}}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    from ordertrack.settings import Settings

    return Warehouse.open(Settings(home=tmp_path / "home"))


def waiting(plan: Plan) -> dict[str, int | None]:
    return {question.id: question.rows for question in plan.open_questions}


# --- nothing is left out in silence ---------------------------------------------------------------


def test_an_unknown_word_stops_a_publish_until_somebody_says_what_it_means(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    plan = one_file(tmp_path / "a", HEADERS, *ODD)
    assert waiting(plan) == {ASKED: 2}
    with pytest.raises(PublishRefused, match="待审"):
        publish(plan, warehouse, "tester")
    told = one_file(tmp_path / "b", HEADERS, *ODD, answers={ASKED: "placed"})
    assert (waiting(told), fate(told)) == ({}, (3, 0, 0))


def test_a_column_of_unknown_words_alone_is_asked_word_by_word(tmp_path: Path) -> None:
    rows = ("1|A|P|2024-06-01|10|wc-open", "2|B|P|2024-06-02|20|wc-gone")
    plan = one_file(tmp_path, HEADERS, *rows)
    assert waiting(plan) == {
        "word:orders.csv:o_status:wc-gone": 1,
        "word:orders.csv:o_status:wc-open": 1,
    }


@pytest.mark.parametrize(
    ("word", "likely"),
    [
        ("wc-completed", "completed"),
        ("已完成（自提）", "completed"),
        ("Order Cancelled", "cancelled"),
        ("not completed", None),
        ("未完成", None),
        ("shipped / cancelled", None),
        ("待审", None),
    ],
)
def test_a_known_word_inside_an_unknown_one_is_suggested(
    tmp_path: Path, word: str, likely: str | None
) -> None:
    plan = one_file(tmp_path, HEADERS, f"1|A|P|2024-06-01|10|{word}", ODD[2])
    asked = {question.id: question.suggested for question in plan.open_questions}
    assert asked == {f"word:orders.csv:o_status:{word}": likely}


def test_a_column_with_a_different_text_in_each_row_is_no_status(tmp_path: Path) -> None:
    rows = (f"{n}|A|P|2024-06-01|10|called {n} times" for n in range(30))
    plan = one_file(tmp_path, HEADERS, *rows)
    assert (waiting(plan), fate(plan)) == ({}, (30, 0, 0))
    assert "column-not-read" in kinds(plan)


def test_values_that_do_not_fit_are_told_and_those_that_do_are_used(tmp_path: Path) -> None:
    rows = (
        "1|A|P|2024-06-01|10|2024-06-09",
        "2|B|P|2024-06-02|20|next week",
        "3|C|P|2024-06-03|5|after Easter",
    )
    plan = one_file(tmp_path, "订单号|客户|产品|下单时间|金额|实际交付时间", *rows)
    assert (waiting(plan), fate(plan)) == ({}, (3, 0, 0))
    days = [str(day)[:10] for (day,) in staged(plan, "order_lines", "delivered_date")]
    assert sorted(days) == ["2024-06-09", "None", "None"]
    (told,) = [finding for finding in plan.findings if finding.kind == "values-unknown"]
    assert (told.count, "after Easter" in str(told.text)) == (2, True)


def test_a_better_column_of_the_same_meaning_is_taken_without_a_word(tmp_path: Path) -> None:
    rows = ("1|A|P|2024-06-01|10|yes|2024-06-09", "2|B|P|2024-06-02|20|no|2024-06-10")
    plan = one_file(tmp_path, "订单号|客户|产品|下单时间|金额|交付日期|实际交付时间", *rows)
    assert waiting(plan) == {}
    days = [str(day)[:10] for (day,) in staged(plan, "order_lines", "delivered_date")]
    assert sorted(days) == ["2024-06-09", "2024-06-10"]


# --- rows set aside need a yes --------------------------------------------------------------------


def many(rows: int, bad: int, amount: str = "10") -> list[str]:
    good = [f"SO{n}|A|P|2024-06-01|10" for n in range(rows - bad)]
    return good + [f"XX{n}|A|P|one day|{amount}" for n in range(bad)]


def test_a_hundredth_of_the_rows_may_stand_aside_without_a_yes(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "订单号|客户|产品|下单时间|金额", *many(100, 1))
    assert (waiting(plan), fate(plan)) == ({}, (99, 1, 0))


@pytest.mark.parametrize(("bad", "amount"), [(2, "10"), (1, "30")])
def test_more_than_a_hundredth_of_rows_or_money_set_aside_needs_a_yes(
    tmp_path: Path, warehouse: Warehouse, bad: int, amount: str
) -> None:
    rows = many(100, bad, amount)
    plan = one_file(tmp_path / "a", "订单号|客户|产品|下单时间|金额", *rows)
    assert waiting(plan) == {"set-aside": bad}
    with pytest.raises(PublishRefused, match="set aside"):
        publish(plan, warehouse, "tester")
    accepted = one_file(tmp_path / "b", "订单号|客户|产品|下单时间|金额", *rows, **YES)
    assert publish(accepted, warehouse, "tester") is not None


def test_unknown_words_can_only_be_left_out_all_at_once(tmp_path: Path) -> None:
    plan = one_file(tmp_path, HEADERS, *ODD, answers_by_kind={"word": "placed"})
    assert waiting(plan) == {ASKED: 2}


def test_rows_left_out_by_an_answer_need_no_second_yes(tmp_path: Path) -> None:
    plan = one_file(tmp_path, HEADERS, *ODD, answers_by_kind={"word": "leave-out"})
    assert (waiting(plan), fate(plan)) == ({}, (1, 2, 0))


# --- asked once, remembered -----------------------------------------------------------------------


def months(folder: Path, *names: str) -> list[Any]:
    return [
        raw_table(folder / name, f"{name}.csv", HEADERS, f"{name}|A|P|2024-06-01|10|待审")
        for name in names
    ]


def test_files_with_the_same_headers_are_asked_about_once(tmp_path: Path) -> None:
    plan = understood(tmp_path, *months(tmp_path, "jan", "feb", "mar"))
    (question,) = plan.open_questions
    assert (question.about, question.alike) == ("jan.csv", ("feb.csv", "mar.csv"))
    assert question.rows == 3
    answers = {question.id: "shipped"}
    told = understood(tmp_path, *months(tmp_path / "b", "jan", "feb", "mar"), answers=answers)
    assert (waiting(told), fate(told)) == ({}, (3, 0, 0))


def test_files_with_other_headers_are_asked_about_apart(tmp_path: Path) -> None:
    other = raw_table(tmp_path / "o", "o.csv", f"{HEADERS}|备注", "9|A|P|2024-06-01|10|待审|x")
    plan = understood(tmp_path, *months(tmp_path, "jan"), other)
    assert sorted(waiting(plan)) == ["word:jan.csv:o_status:待审", "word:o.csv:o_status:待审"]


def test_an_answer_is_remembered_for_the_same_headers_until_it_is_forgotten(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    known: dict[str, Any] = {"records": warehouse.records}
    answers = {"word:jan.csv:o_status:待审": "shipped"}
    first = understood(tmp_path / "1", *months(tmp_path, "jan"), answers=answers, **known)
    publish(first, warehouse, "tester")
    again = understood(tmp_path / "2", *months(tmp_path, "feb"), **known)
    assert (waiting(again), fate(again)) == ({}, (1, 0, 0))
    assert "answer-remembered" in kinds(again)
    [kept] = warehouse.records.answers.all()
    assert (kept.answer, kept.who, "待审" in kept.question["zh"]) == ("shipped", "tester", True)
    assert warehouse.records.answers.forget(kept.id)
    forgotten = understood(tmp_path / "3", *months(tmp_path, "mar"), **known)
    assert waiting(forgotten) == {"word:mar.csv:o_status:待审": 1}


def test_what_is_said_now_counts_more_than_what_is_remembered(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    known: dict[str, Any] = {"records": warehouse.records}
    before = {"word:jan.csv:o_status:待审": "shipped"}
    first = understood(tmp_path / "1", *months(tmp_path, "jan"), answers=before, **known)
    publish(first, warehouse, "tester")
    answers = {"word:feb.csv:o_status:待审": "cancelled"}
    now = understood(tmp_path / "2", *months(tmp_path, "feb"), answers=answers, **known)
    assert staged(now, "orders", "status") == [("cancelled",)]


# --- order numbers of the release -----------------------------------------------------------------

SHOP = "订单号|客户|产品|下单时间|金额"
RELEASED = ("1|甲|P|2024-06-01|10", "2|乙|P|2024-06-02|20")


def after(warehouse: Warehouse, folder: Path, *rows: str, **wishes: Any) -> Plan:
    """The plan of an import after RELEASED was published."""
    if warehouse.latest() is None:
        publish(one_file(folder / "first", SHOP, *RELEASED), warehouse, "tester")
    known: dict[str, Any] = {"records": warehouse.records}
    place = folder / f"next{len(list(folder.iterdir()))}"
    return one_file(
        place, SHOP, *rows, reader=warehouse.reader(warehouse.latest()), **known, **wishes
    )


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ("1|丙|P|2024-07-01|30", True),
        ("1|丙|P|2024-06-01|30", False),
        ("1|甲|P|2024-07-01|30", False),
        ("1||P|2024-07-01|30", False),
        ("9|丙|P|2024-07-01|30", False),
    ],
)
def test_a_known_number_with_another_customer_and_day_is_asked_about(
    tmp_path: Path, warehouse: Warehouse, row: str, asked: bool
) -> None:
    plan = after(warehouse, tmp_path, row)
    assert waiting(plan) == ({"conflict:orders.csv:release": 1} if asked else {})


def test_another_shop_keeps_its_own_numbers_in_this_import_and_the_next(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    rows = ("1|丙|P|2024-07-01|30", "3|丁|P|2024-07-02|40")
    way: dict[str, Any] = {"answers_by_kind": {"conflict": "append-customer"}}
    publish(after(warehouse, tmp_path, *rows, **way), warehouse, "tester")
    again = after(warehouse, tmp_path, *rows)
    assert waiting(again) == {}
    assert staged(again, "orders", "order_no") == [("1-丙",), ("3",)]
    assert publish(again, warehouse, "tester") is None


def test_a_mended_rest_gets_the_number_that_it_has_in_a_whole_file(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    way: dict[str, Any] = {"conflict": "append-customer-day", "set-aside": "yes"}
    known: dict[str, Any] = {"answers_by_kind": way, "records": warehouse.records}
    rows = ["1|甲|P|2024-06-01|10", "1|乙|P|2024-06-01|20", "1|甲|P|2024-07-01|bad"]
    publish(one_file(tmp_path / "a", SHOP, *rows, **known), warehouse, "tester")
    rest = one_file(
        tmp_path / "b",
        SHOP,
        "1|甲|P|2024-07-01|40",
        reader=warehouse.reader(warehouse.latest()),
        records=warehouse.records,
    )
    assert staged(rest, "orders", "order_no") == [("1-甲-20240701",)]


def test_an_order_without_a_customer_is_told_apart_by_its_day(tmp_path: Path) -> None:
    rows = ("1||P|2024-06-01|10", "1|乙|P|2024-06-02|20", "1||P|2024-06-03|30")
    way = {"conflict": "append-customer-day"}
    plan = one_file(tmp_path, SHOP, *rows, answers_by_kind=way)
    numbers = [row[0] for row in staged(plan, "orders", "order_no")]
    assert (fate(plan), len(numbers)) == ((3, 0, 0), 3)


def test_equal_files_give_the_orders_of_one(tmp_path: Path) -> None:
    rows = ("1|甲|P|2024-06-01|10", "1|乙|P|2024-06-01|20")
    files = [raw_table(tmp_path / name, f"{name}.csv", SHOP, *rows) for name in ("a", "b")]
    plan = understood(tmp_path, *files, answers_by_kind={"conflict": "append-customer"})
    assert [row[0] for row in staged(plan, "orders", "order_no")] == ["1-乙", "1-甲"]


def test_a_corrected_order_replaces_what_the_release_has(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    way: dict[str, Any] = {"answers_by_kind": {"conflict": "replace"}}
    plan = after(warehouse, tmp_path, "1|丙|P|2024-07-01|30", **way)
    assert staged(plan, "orders", "order_no", "customer_id") == [("1", "丙")]


def test_orders_without_lines_are_told_apart_too(tmp_path: Path) -> None:
    rows = ("1|甲|2024-06-01|10", "1|乙|2024-06-01|20", "1|甲|2024-07-01|40", "2|甲|2024-07-01|80")
    headers = "订单号|客户|下单时间|金额"
    assert waiting(one_file(tmp_path / "a", headers, *rows)) == {"conflict:orders.csv": 3}
    way = {"conflict": "append-customer-day"}
    plan = one_file(tmp_path / "b", headers, *rows, answers_by_kind=way)
    assert [row[0] for row in staged(plan, "orders", "order_no")] == [
        "1-乙-20240601",
        "1-甲-20240601",
        "1-甲-20240701",
        "2",
    ]


# --- what the release knows better ----------------------------------------------------------------

STATUS_ROWS = ("1|甲|P|2024-06-01|10|已完成", "2|乙|P|2024-06-02|20|已发货")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1|甲|P|2024-06-01|10|生产中", True),
        ("2|乙|P|2024-06-02|20|已下单", True),
        ("2|乙|P|2024-06-02|20|已完成", False),
        ("1|甲|P|2024-06-01|10|已取消", False),
        ("3|丙|P|2024-06-01|10|已下单", False),
    ],
)
def test_an_older_export_does_not_send_orders_back_in_silence(
    tmp_path: Path, warehouse: Warehouse, row: str, told: bool
) -> None:
    publish(one_file(tmp_path / "1", HEADERS, *STATUS_ROWS), warehouse, "tester")
    plan = one_file(tmp_path / "2", HEADERS, row, reader=warehouse.reader(warehouse.latest()))
    assert ("earlier-state" in kinds(plan)) is told


@pytest.mark.parametrize(("currency", "told"), [("JPY", True), ("USD", False)])
def test_currencies_are_judged_over_the_release_that_results(
    tmp_path: Path, warehouse: Warehouse, currency: str, told: bool
) -> None:
    headers = "订单号|客户|产品|下单时间|金额|币种"
    first = one_file(tmp_path / "1", headers, "1|甲|P|2024-06-01|10|USD")
    publish(first, warehouse, "tester")
    row = f"2|乙|P|2024-06-01|1000|{currency}"
    plan = one_file(tmp_path / "2", headers, row, reader=warehouse.reader(warehouse.latest()))
    assert ("currencies" in kinds(plan)) is told
    whole = one_file(
        tmp_path / "3", headers, row, reader=warehouse.reader(warehouse.latest()), full=True
    )
    assert "currencies" not in kinds(whole)


def test_what_is_said_of_a_workbook_names_the_sheet(tmp_path: Path) -> None:
    tables = [
        raw_table(tmp_path / sheet, "book.xlsx", SHOP, f"{sheet}|甲|P|{day}|10", sheet=sheet)
        for sheet, day in (("May", "2024-05-01"), ("June", "someday"))
    ]
    plan = understood(tmp_path, *tables)
    assert reasons(plan)[0].startswith("book.xlsx › June row 2, 下单时间:")


def test_rows_that_an_earlier_answer_leaves_out_need_a_yes_of_their_own(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    known: dict[str, Any] = {"records": warehouse.records}
    first = one_file(tmp_path / "1", HEADERS, *ODD, answers_by_kind={"word": "leave-out"}, **known)
    publish(first, warehouse, "tester")
    again = one_file(tmp_path / "2", HEADERS, *ODD, **known)
    assert waiting(again) == {"set-aside": 2}
    (told,) = [finding for finding in again.findings if finding.kind == "answer-remembered"]
    assert told.severity == "warning"


def test_what_was_only_suggested_and_accepted_is_told_and_not_remembered(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    rows = ("1|A|P|2024-06-01|1.234", "2|A|P|2024-06-01|2.500")
    known: dict[str, Any] = {"records": warehouse.records}
    accepted = one_file(tmp_path / "1", SHOP, *rows, accept_suggestions=True, **known)
    suggested = [question for question in accepted.questions if question.given == "suggested"]
    assert [question.kind for question in suggested] == ["number-form"]
    assert "suggestion-accepted" in kinds(accepted)
    publish(accepted, warehouse, "tester")
    assert waiting(one_file(tmp_path / "2", SHOP, *rows, **known))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"alike": {"number-form:b.csv:金额": "dot-thousands"}}, None),
        ({"alike": {"number-form:b.csv:金额": "comma-decimals"}}, "comma-decimals"),
        ({"answers_by_kind": {"number-form": "dot-thousands"}}, None),
        ({"answers_by_kind": {"number-form": "comma-decimals"}}, "comma-decimals"),
        ({"remembered": {"number-form:b.csv:金额": "dot-thousands"}}, None),
    ],
)
def test_an_answer_about_another_file_binds_none_that_asks_otherwise(
    given: dict[str, Any], kept: str | None
) -> None:
    choices = (Choice("comma-thousands", YES_LABEL), Choice("comma-decimals", YES_LABEL))
    name = "number-form:b.csv:金额"
    question = Question(name, "number-form", "b.csv", t("?"), choices)
    assert Decisions(**given).answer(question).answer == kept


def test_a_likely_word_is_never_taken_without_somebody_saying_so(tmp_path: Path) -> None:
    row = "1|A|P|2024-06-01|10|wc-completed"
    plan = one_file(tmp_path, HEADERS, row, ODD[2], accept_suggestions=True)
    assert waiting(plan) == {"word:orders.csv:o_status:wc-completed": 1}


def test_one_answer_before_is_told_once_for_many_files(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    known: dict[str, Any] = {"records": warehouse.records}
    answers = {"word:jan.csv:o_status:待审": "shipped"}
    first = understood(tmp_path / "1", *months(tmp_path, "jan"), answers=answers, **known)
    publish(first, warehouse, "tester")
    again = understood(tmp_path / "2", *months(tmp_path, "feb", "mar"), **known)
    (told,) = [finding for finding in again.findings if finding.kind == "answer-remembered"]
    assert told.count == 2
