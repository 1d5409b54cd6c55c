"""Master data: customers, products, people. Imports columns, order_lines, orders, words."""

from __future__ import annotations

from ordertrack.model.columns import Column, Table, spellings
from ordertrack.model.order_lines import ORDER_LINES
from ordertrack.model.orders import ORDERS
from ordertrack.model.words import INTENT_WORDS
from ordertrack.words import Label

CUSTOMERS = Table(
    name="customers",
    label=Label("Customers", "客户"),
    grain=Label("one row per customer", "每个客户一行"),
    key=("customer_id",),
    synonyms=spellings("""
        customers, customer, 客户, 客户档案, dim reseller, dimreseller, accounts
    """),
    columns=(
        Column(
            "customer_id",
            "id",
            Label("Customer no.", "客户编号"),
            required=True,
            example="C001",
            synonyms=(*ORDERS.column("customer_id").synonyms, "客户编号"),
            hints=("id", "编号"),
        ),
        Column(
            "name",
            "text",
            Label("Name", "客户名称"),
            example="A公司",
            synonyms=(*ORDERS.column("customer_name").synonyms, "reseller name", "contact company"),
        ),
        Column(
            "same_as",
            "id",
            Label("Same customer as", "归并到客户"),
            synonyms=spellings("""
                归并到客户, 主客户编号, 母公司编号, customer unique id, parent account id, same as
            """),
            note=Label(
                "The one customer behind several ids; orders count for it.",
                "多个编号背后的同一个客户；订单归到该客户。",
            ),
        ),
        Column(
            "industry",
            "text",
            Label("Industry", "行业"),
            example="制造业",
            synonyms=spellings("""
                行业, 所属行业, industry, business type, segment, business segment
            """),
        ),
        Column(
            "region",
            "text",
            Label("Region", "区域"),
            example="华东",
            synonyms=ORDERS.column("region").synonyms,
            hints=ORDERS.column("region").hints,
        ),
        Column(
            "owner",
            "id",
            Label("Owner", "负责人"),
            example="张三",
            synonyms=spellings("""
                负责人, 客户负责人, 客户经理, owner, account owner, customer owner
            """),
        ),
        Column(
            "acquisition_channel",
            "text",
            Label("Acquisition channel", "获客渠道"),
            example="展会",
            synonyms=spellings("""
                获客渠道, 客户来源, 线索来源, 来源, acquisition channel, lead source, source
            """),
        ),
        Column(
            "first_order_date",
            "day",
            Label("First order", "首次下单时间"),
            example="2023-03-01",
            synonyms=spellings("""
                首次下单时间, 首次下单日期, 首单日期, 首次成交日期, first order date,
                first purchase date, customer since, year opened
            """),
        ),
        Column(
            "contract_end",
            "day",
            Label("Contract end", "合同到期日"),
            example="2025-02-28",
            synonyms=spellings("""
                合同到期日, 合同结束时间, 合同到期时间, contract end, contract end date,
                renewal date
            """),
        ),
        Column(
            "renewal_intent",
            "choice",
            Label("Renewal intent", "续约意向"),
            allowed=INTENT_WORDS,
            example="高",
            synonyms=("续约意向", "续约意愿", "renewal intent", "renewal likelihood"),
        ),
    ),
)

PRODUCTS = Table(
    name="products",
    label=Label("Products", "产品"),
    grain=Label("one row per product", "每个产品一行"),
    key=("product",),
    synonyms=("products", "product", "产品", "物料", "商品", "dimproduct"),
    columns=(
        Column(
            "product",
            "id",
            Label("Product", "产品/服务"),
            required=True,
            example="软件",
            synonyms=ORDER_LINES.column("product").synonyms,
            hints=("id", "编号"),
        ),
        Column(
            "name",
            "text",
            Label("Name", "产品名称"),
            example="软件",
            synonyms=(
                *ORDER_LINES.column("product_name").synonyms,
                "english product name",
                "englishproductname",
            ),
            hints=("name", "名称"),
        ),
        Column(
            "product_line",
            "text",
            Label("Product line", "产品线"),
            example="软件",
            synonyms=ORDER_LINES.column("product_line").synonyms,
            hints=(*ORDER_LINES.column("product_line").hints, "product subcategory key"),
        ),
        Column(
            "is_key",
            "flag",
            Label("Key product", "重点产品"),
            example="是",
            synonyms=("重点产品", "是否重点", "是否重点产品", "is key", "key product"),
        ),
        Column(
            "unit_cost",
            "money",
            Label("Unit cost", "单位成本"),
            example="30000",
            synonyms=spellings("""
                单位成本, 成本单价, 标准成本, unit cost, standard cost, standardcost
            """),
        ),
    ),
)

PEOPLE = Table(
    name="people",
    label=Label("People", "销售人员"),
    grain=Label("one row per salesperson", "每位销售人员一行"),
    key=("sales_rep",),
    synonyms=spellings("""
        people, employees, employee, 销售人员, 员工, users, dimemployee, salespeople
    """),
    columns=(
        Column(
            "sales_rep",
            "id",
            Label("Salesperson", "销售负责人"),
            required=True,
            example="张三",
            synonyms=(*ORDERS.column("sales_rep").synonyms, "工号", "员工编号"),
            hints=("id", "编号"),
        ),
        Column(
            "name",
            "text",
            Label("Name", "姓名"),
            example="张三",
            synonyms=("姓名", "员工姓名", "name", "full name", "employee name", "display name"),
        ),
        Column(
            "first_name",
            "text",
            Label("First name", "名"),
            only_input=True,
            synonyms=("first name", "firstname", "名"),
        ),
        Column(
            "last_name",
            "text",
            Label("Last name", "姓"),
            only_input=True,
            synonyms=("last name", "lastname", "姓"),
        ),
        Column(
            "team",
            "text",
            Label("Team", "团队"),
            example="华东团队",
            synonyms=(*ORDERS.column("team").synonyms, "department name", "departmentname"),
        ),
        Column(
            "manager",
            "id",
            Label("Manager", "主管"),
            example="李四",
            synonyms=spellings("""
                主管, 上级, 直属上级, 经理, manager, reports to, reportsto, parent employee key,
                parentemployeekey
            """),
        ),
        Column(
            "active_from",
            "day",
            Label("Active from", "入职日期"),
            example="2023-01-01",
            synonyms=spellings("""
                入职日期, 入职时间, active from, hire date, hiredate, start date, startdate
            """),
        ),
        Column(
            "active_to",
            "day",
            Label("Active to", "离职日期"),
            synonyms=("离职日期", "离职时间", "active to", "end date", "enddate", "leave date"),
        ),
    ),
)
