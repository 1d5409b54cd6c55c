from __future__ import annotations

from pathlib import Path

import pytest
from making import fate, kinds, mapping, one_file, raw_table, staged, understood

from ordertrack.errors import BadMapping
from ordertrack.intake.mapping.match import match
from ordertrack.intake.publish import publish, refuse
from ordertrack.intake.spellings import fold, signature, strength
from ordertrack.model import TABLES
from ordertrack.warehouse import Warehouse

FLAT = "订单编号|客户ID|客户名称|客户编号|下单日期|产品名称|金额"
ROW = "SO1|29955|广东公司|10-4020|2024-06-01|自行车|100"


@pytest.mark.parametrize(
    "header",
    [
        "订单号",
        " 订单号 ",
        "订单 号",
        "OrderNo",
        "order_no",
        "ORDER NO.",
        "Order-ID",
        "ＯｒｄｅｒＩＤ",
    ],
)
def test_case_width_spaces_and_punctuation_do_not_matter(header: str) -> None:
    assert strength(header, "orders", "order_no") > 0.9


@pytest.mark.parametrize("header", ["金额（万元）", "金额(元)", "Amount [CNY]", "Amount (USD) "])
def test_a_unit_in_brackets_does_not_matter(header: str) -> None:
    assert strength(header, "order_lines", "amount") > 0.9


@pytest.mark.parametrize("table", TABLES)
def test_every_label_is_a_spelling_of_its_column(table: str) -> None:
    for column in TABLES[table].columns:
        if not column.ours:
            assert strength(column.label.en, table, column.name), column.name
            assert strength(column.label.zh, table, column.name), column.name


def test_the_order_of_columns_does_not_change_a_layout() -> None:
    assert signature(["订单号", "金额"]) == signature(["金额 ", "订单号"])
    assert signature(["订单号", "金额"]) != signature(["订单号", "数量"])


def test_an_order_number_feeds_orders_and_lines(tmp_path: Path) -> None:
    found = mapping(one_file(tmp_path, FLAT, ROW))
    assert sorted(found["订单编号"]) == ["order_lines.order_no", "orders.order_no"]


def test_the_better_of_two_headers_wins_and_the_other_says_so(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, ROW)
    assert mapping(plan)["客户ID"] == ["orders.customer_id"]
    (source,) = plan.sources
    assert source.unused == ("客户编号",)
    loser = next(m for m in source.mapped if m.header == "客户编号")
    assert str(loser.note) == "客户ID is read as Customer no. instead."


def test_where_there_are_only_names_the_name_is_the_id(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path, "订单号|客户名称|产品名称|下单时间|金额", "SO1| Ａ公司 |软件|2024-06-01|5"
    )
    assert staged(plan, "orders", "customer_id") == [("A公司",)]
    assert staged(plan, "order_lines", "product", "product_name") == [("软件", "软件")]


def test_a_likely_column_is_only_suggested(tmp_path: Path) -> None:
    rows = ("SO1|A|软件|2024-06-01|5|2024-06-30", "SO2|A|软件|2024-06-02|5|2024-06-30")
    plan = one_file(tmp_path, "订单号|客户|产品|下单时间|金额|预完工日期", *rows)
    (question,) = [q for q in plan.questions if q.kind == "mapping"]
    assert question.suggested == "order_lines.promised_date"
    assert "预完工日期" not in mapping(plan)
    assert not plan.open_questions
    yes = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|金额|预完工日期",
        *rows,
        answers={question.id: "order_lines.promised_date"},
    )
    assert mapping(yes)["预完工日期"] == ["order_lines.promised_date"]


def test_an_accepted_suggestion_is_told(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|金额|预完工日期",
        "SO1|A|软件|2024-06-01|5|2024-06-30",
        accept_suggestions=True,
    )
    assert mapping(plan)["预完工日期"] == ["order_lines.promised_date"]
    assert "suggestion-accepted" in kinds(plan)


def test_a_suggestion_whose_values_do_not_fit_is_not_made(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|金额|货品用户反馈",
        "SO1|A|软件|2024-06-01|5|质量合格",
        "SO2|A|软件|2024-06-01|5|返修",
    )
    assert [q for q in plan.questions if q.kind == "mapping"] == []
    assert fate(plan) == (2, 0, 0)


def test_a_header_whose_values_are_something_else_is_left_unused(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|金额|预计交付时间",
        "SO1|A|软件|2024-06-01|5|尽快",
        "SO2|A|软件|2024-06-01|5|月底前",
    )
    (m,) = [m for m in plan.sources[0].mapped if m.header == "预计交付时间"]
    assert not m.used
    assert "do not fit" in str(m.note)
    assert fate(plan) == (2, 0, 0)


def test_what_a_person_says_wins(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, ROW, maps={"客户编号": "customer_id"})
    assert mapping(plan)["客户编号"] == ["orders.customer_id"]
    assert staged(plan, "orders", "customer_id") == [("10-4020",)]
    kind = {m.header: m.kind for m in plan.sources[0].mapped if m.used}
    assert kind["客户编号"] == "manual"


def test_a_map_may_name_the_table_or_nothing(tmp_path: Path) -> None:
    plan = one_file(tmp_path, FLAT, ROW, maps={"客户名称": "", "产品名称": "order_lines.product"})
    found = mapping(plan)
    assert "客户名称" not in found
    assert found["产品名称"] == ["order_lines.product"]


def test_a_header_can_feed_two_columns_when_a_person_says_so(tmp_path: Path) -> None:
    plan = one_file(
        tmp_path,
        "订单号|客户|产品|下单时间|金额|发货日期",
        "SO1|A|软件|2024-06-01|5|2024-06-30",
        maps={"发货日期": "shipped_at,delivered_date"},
    )
    assert sorted(mapping(plan)["发货日期"]) == ["order_lines.delivered_date", "orders.shipped_at"]


@pytest.mark.parametrize(
    ("maps", "near"),
    [
        ({"客户编好": "customer_id"}, "客户编号"),
        ({"客户编号": "customer_ids"}, "customer_id"),
        ({"客户编号": "orders.product"}, "orders."),
    ],
)
def test_a_bad_map_names_what_is_close(tmp_path: Path, maps: dict[str, str], near: str) -> None:
    with pytest.raises(BadMapping) as failed:
        one_file(tmp_path, FLAT, ROW, maps=maps)
    assert near in failed.value.message()


def test_a_map_that_no_table_of_the_file_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="cannot be lost_reason"):
        one_file(tmp_path, FLAT, ROW, maps={"客户编号": "lost_reason"})


def test_a_confirmed_mapping_is_remembered_for_the_layout(tmp_path: Path, home: Path) -> None:
    warehouse = Warehouse.open()
    headers = "单|客户|产品|下单时间|金额"
    first = one_file(tmp_path / "1", headers, "SO1|A|软件|2024-06-01|5", maps={"单": "order_no"})
    assert publish(first, warehouse, "tester") is not None
    again = one_file(tmp_path / "2", headers, "SO2|A|软件|2024-06-02|7", records=warehouse.records)
    assert {m.kind for m in again.sources[0].mapped if m.header == "单"} == {"remembered"}
    assert staged(again, "orders", "order_no") == [("SO2",)]
    warehouse.close()


def test_a_header_that_a_person_left_unused_stays_unused(tmp_path: Path, home: Path) -> None:
    warehouse = Warehouse.open()
    publish(one_file(tmp_path / "1", FLAT, ROW, maps={"客户ID": ""}), warehouse, "tester")
    again = one_file(tmp_path / "2", FLAT, ROW, records=warehouse.records)
    assert "客户ID" not in mapping(again)
    assert "客户编号" in mapping(again)
    warehouse.close()


def test_a_missing_column_is_named_with_the_likely_header(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "订单号|客户|产品|签约的日子|金额", "SO1|A|软件|2024-06-01|5")
    with pytest.raises(BadMapping) as failed:
        refuse(plan)
    assert "Order date" in failed.value.message()
    assert '--map "签约的日子=order_date"' in failed.value.message()


def test_extra_columns_of_our_own_downloads_are_ignored() -> None:
    found = match(["订单号", "ordertrack: 原因", "ordertrack: line"], ("orders", "order_lines"))
    used = {m.header: m.column for m in found if m.used}
    assert used == {"订单号": "order_no", "ordertrack: line": "line_no"}


@pytest.mark.parametrize(
    ("file", "headers", "table"),
    [
        ("customers.csv", "customer_id|company_name|region", "customers"),
        ("客户.xlsx", "名称|客户编号|行业", "customers"),
        ("p.csv", "product_id|product_name|category", "products"),
        ("employees.csv", "EmployeeID|LastName|FirstName|HireDate", "people"),
        ("x.csv", "线索编号|创建时间|渠道|负责人|跟进结果", "leads"),
        ("x.csv", "投诉编号|订单号|反馈时间|问题描述", "complaints"),
        ("x.csv", "发生日期|费用类别|费用金额", "expenses"),
        ("x.csv", "月份|销售员|目标销售额", "targets"),
        ("x.csv", "指标|基准值|来源|年份", "benchmarks"),
        ("x.csv", "订单号|销售员|业绩占比", "credits"),
    ],
)
def test_the_table_is_recognised(tmp_path: Path, file: str, headers: str, table: str) -> None:
    cells = "|".join("1" for _ in headers.split("|"))
    plan = understood(tmp_path, raw_table(tmp_path, file, headers, cells))
    assert plan.sources[0].tables == (table,)


@pytest.mark.parametrize(
    ("headers", "row", "tables"),
    [
        ("订单号|客户|产品|下单时间|金额", "1|A|P|2024-06-01|5", ("orders", "order_lines")),
        ("order_id|product_id|unit_price|quantity", "1|2|3|4", ("order_lines",)),
        ("order_id|customer_id|order_date|required_date", "1|A|2024-06-01|", ("orders",)),
        ("订单号|客户|下单时间|金额", "1|A|2024-06-01|5", ("orders",)),
        ("order_id|review_score", "1|5", ("orders",)),
        ("order_no|line_no|delivered_date", "1|1|2024-06-01", ("order_lines",)),
    ],
)
def test_orders_lines_or_both(
    tmp_path: Path, headers: str, row: str, tables: tuple[str, ...]
) -> None:
    assert one_file(tmp_path, headers, row).sources[0].tables == tables


SYSTEMS = {
    "日期=order_date 单据编号=order_no 单据状态=status 客户=customer_id 销售部门=team",
    "单据编号=order_no 销售员=sales_rep 物料名称=product 销售数量=quantity 价税合计=amount",
    "单据编号=order_no 要货日期=promised_date 总成本=cost 存货名称=product 部门=team",
    "订单号=order_no 订单日期=order_date 业务员=sales_rep 预发货日期=promised_date",
    "订单编号=order_no 买家会员名=customer_id 总金额=amount 订单创建时间=order_date",
    "订单编号=order_no 宝贝标题=product 买家实际支付金额=paid_amount 订单付款时间=paid_at",
    "合同编号=order_no 合同金额=amount 线索来源=channel 客户满意度=satisfaction",
    "Order_ID=order_no Customer_Name=customer_id Ship_Date=shipped_at Sales=amount",
    "销售订单编号=order_no 客户名称=customer_id 销售订单金额(元)=amount 生命状态=status",
    "Sales_Document=order_no Sold-to_party=customer_id Document_Date=order_date Material=product",
    "Sales_Document=order_no Material=product Net_value=amount Doc._Currency=currency",
    "Sales_Document=order_no Material=product Req._dlv.dt=promised_date",
    "InvoiceNo=order_no StockCode=product InvoiceDate=order_date UnitPrice=unit_price",
    "VBELN=order_no AUDAT=order_date KUNNR=customer_id POSNR=line_no MATNR=product NETWR=amount",
    "SD_Document=order_no Sold-to_pt=customer_id Doc._Date=order_date Net_value=amount",
    "主订单编号=order_no 子订单编号=line_no 选购商品=product 订单提交时间=order_date",
    "线上订单号=order_no 店铺=channel 买家账号=customer_id 付款日期=paid_at 商品编码=product",
    "单据编号=order_no 往来单位=customer_id 经手人=sales_rep 商品全名=product 折后金额=amount",
    "订单号=order_no 商品数量(件)=quantity 订单成交时间=order_date 确认收货时间=accepted_at",
    "订单编号=order_no 客户网名=customer_id 货品编号=product 货品数量=quantity 店铺名称=channel",
    "Order_ID=order_no Order_Creation_Date=order_date Deal_Price=unit_price Seller_SKU=product",
    "Order_ID=order_no Buyer_Username=customer_id SKU_Subtotal_After_Discount=amount",
    "increment_id=order_no qty_ordered=quantity row_total=amount Purchase_Point=channel",
    "Sales_order=order_no Customer_account=customer_id Item_number=product Net_amount=amount",
    "Order_Reference=order_no Order_Lines/Product=product Order_Lines/Subtotal=amount",
    "Order_Id=order_no Category_Id=_ Category_Name=product_line",
    "Order_Id=order_no Customer_State=_ Market=_ Order_Region=region",
    "amazon-order-id=order_no purchase-date=order_date order-status=status quantity=quantity",
    "Sales_Doc.=order_no Doc._Date=order_date Sold-to_pt=customer_id Order_Qty=quantity",
    "Sales_Doc.=order_no Net_value=amount Curr.=currency",
    "Order_ID=order_no Sale_Date=order_date Item_Total=amount Date_Shipped=shipped_at",
    "InvoiceNumber=order_no ContactName=customer_id InventoryItemCode=product",
    "InvoiceNumber=order_no UnitAmount=unit_price LineAmount=amount",
    "订单号=order_no 下单帐号=customer_id 订购数量=quantity 京东价=unit_price",
    "订单编号=order_no 订单所有人=sales_rep 所属部门=team",
    "单据编号=order_no 单据日期=order_date 往来单位=customer_id 折后金额=amount",
    "单据编号=order_no 结算币别=currency 价税合计=amount",
    "订单编号=order_no 买家公司名=customer_id 货品标题=product 单价(元)=unit_price",
    "订单号=order_no 买家昵称=customer_id 订单创建时间=order_date",
    "订单编号=order_no 标题=product 价格=unit_price 购买数量=quantity",
    "SalesOrder_Number=order_no Expected_Shipment_Date=promised_date Item_Total=amount",
}


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_headers_of_common_systems_are_known(system: str) -> None:
    pairs = dict(pair.split("=") for pair in system.split())
    found = match(list(pairs), ("orders", "order_lines"))
    for header, column in pairs.items():
        column = None if column == "_" else column
        assert column in {m.column for m in found if m.header == header}


def test_a_likely_order_number_is_asked_for_not_guessed(tmp_path: Path) -> None:
    headers = "Opportunity Owner|Account Name|Opportunity Name|Stage|Amount|Close Date"
    row = "Lee|Company A|A - 2024|Closed Won|500|2024-06-01"
    plan = one_file(tmp_path / "a", headers, row)
    assert plan.sources[0].tables == ("orders",)
    with pytest.raises(BadMapping, match="Order no"):
        refuse(plan)
    told = one_file(tmp_path / "b", headers, row, accept_suggestions=True)
    assert staged(told, "orders", "order_no", "status", "amount") == [("A - 2024", "placed", 500)]


def test_an_unrecognised_file_beside_a_recognised_one_is_skipped_whole(tmp_path: Path) -> None:
    orders = raw_table(tmp_path, "orders.csv", "订单号|客户|下单时间", "SO1|A|2024-06-01")
    other = raw_table(tmp_path, "region.csv", "region_id|region_description", "1|East", "2|West")
    plan = understood(tmp_path, orders, other)
    assert plan.reports()[1]["skipped"] == {"not recognised": 2}
    assert plan.publishable


def test_when_nothing_is_recognised_the_import_is_refused(tmp_path: Path) -> None:
    plan = one_file(tmp_path, "region_id|region_description", "1|East")
    with pytest.raises(BadMapping, match=r"orders\.csv"):
        refuse(plan)


def test_a_file_of_which_little_is_understood_is_asked_for(tmp_path: Path) -> None:
    headers = "负责人|团队|电话|邮箱|生日|工位|车牌"
    row = "张三|华东|139|a@b.c|5月|A1|沪A"
    plan = one_file(tmp_path / "a", headers, row)
    assert [question.id for question in plan.open_questions] == ["table:orders.csv"]
    for wish in ({"answers": {"table:orders.csv": "people"}}, {"table": "people"}):
        assert one_file(tmp_path / str(len(str(wish))), headers, row, **wish).publishable
    assert one_file(tmp_path / "d", headers, row, accept_suggestions=True).publishable
    assert understood(tmp_path / "e", raw_table(tmp_path, "员工.csv", headers, row)).publishable


def test_a_person_may_say_what_a_file_holds(tmp_path: Path) -> None:
    headers, row = "名字|所在地区", "A公司|华东"
    plan = one_file(tmp_path, headers, row, table="customers", maps={"名字": "customer_id"})
    assert plan.sources[0].tables == ("customers",)
    left_out = one_file(tmp_path, FLAT, ROW, answers={"table:orders.csv": "none"})
    assert left_out.sources[0].tables == ()


def test_folding_keeps_what_tells_headers_apart() -> None:
    assert fold("客户反馈(满意度1-5分)") == "客户反馈满意度15分"
    assert fold("Order Date") != fold("Order Data")
