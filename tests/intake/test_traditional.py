from __future__ import annotations

from pathlib import Path

import pytest
from making import one_file, raw_table, staged
from making import understood as planned
from reading import cells, table
from valuing import BAD, understood

from ordertrack.intake.mapping.match import match
from ordertrack.intake.spellings import fold, signature, strength
from ordertrack.model import STATUS_WORDS

ROW = "S1|臺灣國際|水泵|2024/6/1|2|100|5萬|王小明|已出貨"
HEADERS = "訂單編號|客戶名稱|產品名稱|訂單日期|數量|單價|訂單金額|業務員|訂單狀態"


def test_headers_in_traditional_characters_are_known() -> None:
    pairs = {
        "訂單編號": "order_no",
        "客戶名稱": "customer_name",
        "金額": "amount",
        "數量": "quantity",
        "單價": "unit_price",
        "業務員": "sales_rep",
        "出貨日期": "shipped_at",
        "預計交貨日期": None,
        "訂購日期": "order_date",
        "品名": "product_name",
    }
    found = {m.header: m for m in match(list(pairs), ("orders", "order_lines")) if m.used}
    assert {header: getattr(found.get(header), "column", None) for header in pairs} == pairs


def test_an_order_in_traditional_characters_is_read(tmp_path: Path) -> None:
    plan = one_file(tmp_path, HEADERS, ROW)
    assert not plan.problems
    assert not [question for question in plan.questions if question.open]
    assert staged(plan, "orders", "status", "sales_rep") == [("shipped", "王小明")]
    assert staged(plan, "order_lines", "amount", "quantity") == [(50_000, 2)]


def test_names_stay_as_they_are_written(tmp_path: Path) -> None:
    plan = one_file(tmp_path, HEADERS, ROW)
    assert staged(plan, "orders", "customer_name") == [("臺灣國際",)]


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("已出貨", "shipped"),
        ("已發貨", "shipped"),
        ("處理中", "in_production"),
        ("已結案", "completed"),
        ("已取消", "cancelled"),
        ("部分交付", "partly_delivered"),
        ("不知道", BAD),
    ],
)
def test_states_in_traditional_characters_are_known(word: str, stage: str) -> None:
    assert understood("choice", word, allowed=dict(STATUS_WORDS)) == [stage]


def test_other_words_and_units_in_traditional_characters_are_known() -> None:
    assert understood("score", "很滿意", "四顆星") == [5, 4]
    assert understood("flag", "無", "有") == [False, True]
    assert [str(value) for value in understood("money", "3萬", "NT$1,200", "2億", "無")] == [
        "30000.0000",
        "1200.0000",
        "200000000.0000",
        "None",
    ]
    assert [str(value) for value in understood("time", "2024年6月1日 下午3點5分")] == [
        "2024-06-01 15:05:00"
    ]


def test_totals_and_notes_in_traditional_characters_are_no_rows(tmp_path: Path) -> None:
    text = "訂單編號,客戶名稱,金額\nS1,甲,1\n合計,,1\n製表人：王小明,,\n"
    raw = table(tmp_path, text)
    assert [row[0] for row in cells(raw)] == ["S1"]
    assert raw.skipped == {"total": 1, "footer": 1}


def test_simplified_words_and_remembered_layouts_are_what_they_were() -> None:
    assert fold("销售 着") == "销售着"
    assert strength("订单编号", "orders", "order_no") == strength("訂單編號", "orders", "order_no")
    assert signature(["訂單編號"]) != signature(["订单编号"])


def test_sheets_are_recognised_by_their_names_too(tmp_path: Path) -> None:
    raw = raw_table(tmp_path, "a.xlsx", "客戶編號|客戶名稱|行業", "C1|甲|製造業", sheet="客戶")
    assert planned(tmp_path, raw).sources[0].tables == ("customers",)
