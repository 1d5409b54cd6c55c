from __future__ import annotations

import polars as pl
import pytest
from valuing import BAD, form_of, understood

from ordertrack.intake.values.parsing import parse, reason
from ordertrack.intake.values.profiling import profile
from ordertrack.model import STATUS_WORDS, Kind

STATUS = dict(STATUS_WORDS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SO202406001", "SO202406001"),
        (" SO1 ", "SO1"),
        ("SO1\t", "SO1"),
        ("ＳＯ１", "SO1"),
        ("\u200bSO1\ufeff", "SO1"),
        ("\u00a0SO1\u3000", "SO1"),
        ("so1", "so1"),
        ("00123", "00123"),
        ("17850.0", "17850"),
        ("17850.00", "17850"),
        ("1.10", "1.10"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("123456789012345678", "123456789012345678"),
        ("1E10", "1E10"),
        ("北京（分）公司", "北京(分)公司"),
        ("无", "无"),
        ("NA", "NA"),
        ("A  B", "A  B"),
    ],
)
def test_an_id_is_kept_as_it_was_meant(written: str, meant: str) -> None:
    assert understood("id", written) == [meant]


@pytest.mark.parametrize("blank", [None, "", " ", "NULL", "nan", "None", "-", "—", "/", "N/A"])
def test_a_blank_id_is_no_id(blank: str | None) -> None:
    assert understood("id", "SO1", blank) == ["SO1", None]


def test_an_id_that_lost_its_digits_is_set_aside() -> None:
    assert understood("id", "1.2E+17", "1.23456789012346E+17", "SO1") == [BAD, BAD, "SO1"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" 按时交货", "按时交货"),
        ("Ａ级\u200b客户", "Ａ级客户"),
        ("line\nbreak", "line\nbreak"),
        ("无", "无"),
        ("None", "None"),
        ("NULL", None),
        ("-", None),
        ("  ", None),
    ],
)
def test_a_text_is_trimmed_and_else_left_alone(written: str, meant: str | None) -> None:
    assert understood("text", written, "x") == [meant, "x"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4", 4), ("4.0", 4), ("４", 4), ("4分", 4), ("5星", 5), ("四星", 4), ("4/5", 4),
        ("5 stars", 5), ("★★★★☆", 4), ("很满意", 5), ("满意", 4), ("一般", 3), ("不满意", 2),
        ("很不满意", 1), ("Very satisfied", 5), ("NULL", None), ("", None), ("6", BAD), ("0", BAD),
        ("4.5", BAD), ("10分", BAD), ("好评如潮", BAD),
    ],
)  # fmt: skip
def test_a_score_is_from_one_to_five(written: str, meant: object) -> None:
    assert understood("score", written) == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("是", True), ("否", False), ("有", True), ("无", False), ("Y", True), ("no", False),
        ("TRUE", True), ("1", True), ("0.0", False), ("√", True), ("", None), ("-", None),
        ("maybe", BAD),
    ],
)  # fmt: skip
def test_a_flag_is_yes_or_no(written: str, meant: object) -> None:
    assert understood("flag", written) == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("已完成", "completed"),
        (" Completed ", "completed"),
        ("in  TRANSIT", "shipped"),
        ("in_production", "in_production"),
        ("买家已付款,等待卖家发货", "placed"),
        ("partly-delivered", "partly_delivered"),
        ("", None),
        ("未知", None),
        ("飞走了", BAD),
    ],
)
def test_a_choice_is_one_of_the_words(written: str, meant: object) -> None:
    assert understood("choice", written, allowed=STATUS) == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-06", "2024-06"), ("2024/6", "2024-06"), ("202406", "2024-06"),
        ("2024.06", "2024-06"),
        ("2024年6月", "2024-06"), ("2024年06月份", "2024-06"), ("Jun 2024", "2024-06"),
        ("June-24", "2024-06"), ("2024M06", "2024-06"), ("2024-06-01 00:00:00", "2024-06"),
        ("2024-06-01", "2024-06"), ("2024Q2", "2024-Q2"), ("2024-Q2", "2024-Q2"),
        ("2024年第二季度", "2024-Q2"), ("2024年2季度", "2024-Q2"), ("Q2 2024", "2024-Q2"),
        ("2024", "2024"), ("2024年", "2024"), ("2024年度", "2024"), ("2024.0", "2024"),
        ("2024-13", BAD), ("2024-06-15", BAD), ("2024Q5", BAD), ("去年", BAD), ("", None),
    ],
)  # fmt: skip
def test_a_period_is_a_month_a_quarter_or_a_year(written: str, meant: object) -> None:
    assert understood("period", written) == [meant]


# --- the column as a whole ---


def test_columns_of_many_kinds_are_looked_over_together() -> None:
    frame = pl.DataFrame(
        {
            "c0": ["SO1", "SO2"],
            "c1": ["2024/6/1", "2024/6/2"],
            "c2": ["5万", "-"],
            "c3": [None, None],
        },
        schema=dict.fromkeys(("c0", "c1", "c2", "c3"), pl.String),
    )
    kinds: dict[str, Kind] = {"c0": "id", "c1": "day", "c2": "money", "c3": "time"}
    forms = profile(frame.lazy(), kinds)
    assert {column: form.filled for column, form in forms.items()} == {
        "c0": 2, "c1": 2, "c2": 1, "c3": 0,
    }  # fmt: skip
    values = {c: parse(c, kind, forms[c]).value for c, kind in kinds.items()}
    read = frame.lazy().select(**values).collect()
    assert read.schema == {
        "c0": pl.String, "c1": pl.Date, "c2": pl.Decimal(18, 4), "c3": pl.Datetime("us"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["id", "text", "day", "time", "money", "qty", "share", "count", "score", "flag"]
)
def test_a_column_without_rows_has_its_type(kind: Kind) -> None:
    assert understood(kind) == []
    assert form_of(kind).filled == 0


def test_many_spellings_read_the_same_as_few() -> None:
    amounts = [f"{n:,}元" for n in range(8_000)]
    assert form_of("money", *amounts).spellings == ()
    assert form_of("money", *amounts[:100]).spellings != ()
    assert understood("money", *amounts)[:100] == understood("money", *amounts[:100])


def test_the_reason_names_what_is_allowed_in_both_languages() -> None:
    form = form_of("day", "x")
    assert str(reason("day", form)) == "is not a date. Use 2024-06-30."
    assert reason("day", form).to("zh") == "不是日期。请写作 2024-06-30。"
    words = {"high": ("高", "high"), "low": ("低", "low")}
    assert str(reason("choice", form, words)).endswith("Use one of: high, low.")
    assert "高, 低" in reason("choice", form, words).to("zh")
