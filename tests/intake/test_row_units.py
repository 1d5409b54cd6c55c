"""What amounts are counted in, where no header says it: a column beside them, a title line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from making import kinds, one_file, raw_table, staged, understood

from ordertrack.intake.files.header_row import find_header
from ordertrack.model.header_units import pieces_in

TARGETS = "月份|层级|对象|指标|目标值|单位"


def test_a_target_is_counted_in_what_stands_beside_it(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        TARGETS,
        "2024-01|个人|张三|销售额|15.5|万元",
        "2024-01|个人|李四|销售额|180000|元",
        "2024-01|个人|王五|销售额|20万|万元",
    )
    found = dict(staged(plan, "targets", "who", "value"))
    assert found == {"张三": Decimal(155000), "李四": Decimal(180000), "王五": Decimal(200000)}
    assert "unit" in kinds(plan)


def test_targets_of_months_side_by_side_too(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "销售负责人|单位|2024-01|2024-02|2024-03",
        "张三|万元|15|5|8",
        "李四|元|50000|60000|70000",
    )
    found = {
        (who, period): value for who, period, value in staged(plan, "targets", "who, period, value")
    }
    assert found["张三", "2024-01"] == 150_000
    assert found["李四", "2024-01"] == 50_000


@pytest.mark.parametrize(
    ("cell", "unit", "amount"),
    [
        ("1.2", "万元", "12000"),
        ("(1.2)", "万元", "-12000"),
        ("3", "K USD", "3000"),
        ("3", "元", "3"),
        ("3", "千克", "3"),
        ("3", "M", "3"),
    ],
)
def test_the_amount_of_an_order_line_too(tmp_path: Path, cell: str, unit: str, amount: str) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|单价|金额|单位",
        f"S1|甲|水|2024-01-10|0.5|{cell}|{unit}",
    )
    assert staged(plan, "order_lines", "amount, unit_price") == [(Decimal(amount), Decimal("0.5"))]


def test_quantities_in_boxes_and_bottles_are_told(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|数量|单位|金额",
        "S1|甲|水|2024-01-10|2|箱|120",
        "S2|甲|水|2024-01-11|24|瓶|60",
    )
    assert "mixed-units" in kinds(plan)


def test_tonnes_by_a_price_per_kilogram_are_told(tmp_path: Path) -> None:
    heads = "订单号|客户|产品|下单时间|数量(吨)|单价(元/{})"
    rows = "S1|甲|钢|2024-01-10|2|6.25"
    assert "unlike-units" in kinds(one_file(tmp_path / "kg", heads.format("千克"), rows))
    assert "unlike-units" not in kinds(one_file(tmp_path / "t", heads.format("吨"), rows))


@pytest.mark.parametrize(
    ("header", "count"),
    [
        ("数量(万件)", 10**4),
        ("数量（千台）", 10**3),
        ("Qty (000)", 10**3),
        ("数量(万)", 10**4),
        ("数量(千克)", 1),
        ("数量(千米)", 1),
        ("数量(件)", 1),
        ("Quantity (M)", 1),
    ],
)
def test_a_header_says_how_many_pieces_a_quantity_counts(header: str, count: int) -> None:
    assert pieces_in(header) == count


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("单位：万元", ("万元",)),
        ("2024年销售订单（金额单位:万元）", ("万元",)),
        ("Sales (in thousands of USD)", ("thousands",)),
        ("客户单位：万科", ("万科",)),
        ("2024年销售目标（万元）", ("万元",)),
        ("Sales targets 2024 ($ '000)", ("$ '000",)),
        ("万元", ("万元",)),
        ("金额单位 千元", ("千元",)),
        ("销售订单（华东）", ()),
        ("大于50（万元）的订单", ()),
        ("销售订单（2024）", ()),
        ("销售订单明细", ()),
    ],
)
def test_a_line_above_the_header_names_a_unit(title: str, units: tuple[str, ...]) -> None:
    rows = [[title, None, None], ["订单号", "客户", "订单金额"], ["S1", "甲公司", "10"]]
    header = find_header(rows)
    assert header is not None
    assert (header.names, header.units) == (("订单号", "客户", "订单金额"), units)


@pytest.mark.parametrize(
    ("header", "units", "amount"),
    [
        ("订单金额", ("万元",), 100_000),
        ("订单金额", ("销售部", "万元"), 100_000),
        ("订单金额(元)", ("万元",), 10),
        ("订单金额(千元)", ("万元",), 10_000),
        ("订单金额", ("万科",), 10),
        ("订单金额", ("万元", "千元"), 10),
    ],
)
def test_amounts_are_read_as_the_line_above_says(
    tmp_path: Path, header: str, units: tuple[str, ...], amount: int
) -> None:
    table = raw_table(
        tmp_path, "o.csv", f"订单号|客户|产品|下单时间|{header}", "S1|甲|水|2024-01-10|10"
    )
    object.__setattr__(table, "units", units)
    assert staged(understood(tmp_path, table), "order_lines", "amount") == [(Decimal(amount),)]


def test_targets_of_counts_are_counted_in_no_thousands(tmp_path: Path) -> None:
    table = raw_table(
        tmp_path,
        "销售目标.csv",
        "期间|负责人|指标|目标值",
        "2024-01|张三|销售额|15",
        "2024-01|张三|新客户数|3",
    )
    object.__setattr__(table, "units", ("万元",))
    found = staged(understood(tmp_path, table), "targets", "value")
    assert sorted(value for (value,) in found) == [Decimal(3), Decimal(150_000)]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("RMB 15", 150_000), ("15元", 150_000), ("15 万", 150_000), ("(15)", -150_000)],
)
def test_an_amount_with_its_currency_is_counted_in_the_unit_above(
    tmp_path: Path, cell: str, amount: int
) -> None:
    table = raw_table(
        tmp_path, "o.csv", "订单号|客户|产品|下单时间|订单金额", f"S1|甲|水|2024-01-10|{cell}"
    )
    object.__setattr__(table, "units", ("万元",))
    assert staged(understood(tmp_path, table), "order_lines", "amount") == [(Decimal(amount),)]


def test_words_of_a_unit_column_that_are_not_known_are_told(tmp_path: Path) -> None:
    table = raw_table(
        tmp_path,
        "o.csv",
        "订单号|客户|产品|下单时间|订单金额|金额单位",
        "S1|甲|水|2024-01-10|15|万元",
        "S2|甲|水|2024-01-10|15|billion",
    )
    found = understood(tmp_path, table)
    assert sorted(staged(found, "order_lines", "amount")) == [(Decimal(15),), (Decimal(150_000),)]
    assert any("billion" in str(one.text) for one in found.findings)


def test_units_in_a_row_below_the_header_belong_to_it(tmp_path: Path) -> None:
    rows = [
        ["期间", "团队", "销售额目标", "新客户目标"],
        ["", "", "万元", "个"],
        ["2024-01", "华东", "5", "3"],
    ]
    header = find_header(rows)
    assert header is not None
    assert (header.names, header.row) == (
        ("期间", "团队", "销售额目标 (万元)", "新客户目标 (个)"),
        2,
    )
    table = raw_table(tmp_path, "目标.csv", "|".join(header.names), "|".join(rows[2]))
    found = staged(understood(tmp_path, table), "targets", "measure", "value")
    assert dict(found) == {"revenue": 50_000, "new_customers": 3}


def test_what_is_no_amount_is_named_as_it_stands(tmp_path: Path) -> None:
    table = raw_table(
        tmp_path, "目标.csv", "期间|团队|目标值", "2024-01|华东|8月", "2024-01|华北|8元"
    )
    object.__setattr__(table, "units", ("万元",))
    plan = understood(tmp_path, table)
    assert '"8月"' in " ".join(plan.rejected.frame("en")["reason"])
    assert staged(plan, "targets", "value") == [(80_000,)]


def test_a_unit_is_read_where_more_stands_behind_it() -> None:
    rows = [["单位：万元 币种：人民币", "", ""], ["订单号", "客户", "订单金额"], ["S1", "甲", "10"]]
    header = find_header(rows)
    assert header is not None
    assert "万元" in header.units


def test_a_total_is_held_against_rows_in_its_own_unit(tmp_path: Path) -> None:
    heads = "订单号|客户|产品|下单时间|金额"
    table = raw_table(
        tmp_path, "o.csv", heads, "S1|甲|水|2024-01-05|1.5", "S2|乙|水|2024-01-06|2.5"
    )
    object.__setattr__(table, "units", ("万元",))
    for said, differs in (("4", False), ("5", True)):
        object.__setattr__(table, "total", ("合计", None, None, None, said))
        assert ("total-differs" in kinds(understood(tmp_path, table))) == differs
