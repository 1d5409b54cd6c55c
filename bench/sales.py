"""The export that the benchmark imports: one row per order line, the order's facts repeated.

Made by DuckDB from hashes of the row number, so that every run and every size gives the same file:
five years of orders up to 30 June 2025, 2.5 lines per order, 60 salespeople in 6 teams, 500
products in 8 lines, one customer per eight orders (a few buy most). Three in a hundred lines
come short, one in a hundred has no promise or is a return, two in a hundred orders are cancelled.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb

FIRST_DAY = date(2020, 7, 1)
LAST_DAY = date(2025, 6, 30)
AS_OF = datetime(2025, 6, 30, 23, 59, 59, 999999)

DICE = "CREATE MACRO dice(seed, salt) AS (hash(seed, salt) % 1000000) / 1000000.0"

# Lines come in the order of their orders: 3, 2, 3, 2, … lines each.
ORDERS = """
CREATE VIEW lines AS
SELECT number, number * 2 // 5 AS order_index,
       number - (number * 2 // 5 * 5 + 1) // 2 + 1 AS line_no
FROM range($lines) AS _(number)
"""

DRAWN = """
CREATE VIEW drawn AS
SELECT order_index, line_no, number,
       CAST($first AS TIMESTAMP) + to_seconds(
           order_index * (date_diff('day', $first, $last) + 1) // ($lines * 2 // 5 + 1) * 86400
           + CAST(dice(order_index, 1) * 36000 + 28800 AS BIGINT)) AS ordered_at,
       CAST(floor(greatest($lines // 20, 40) * dice(order_index, 2) ** 2) AS BIGINT) AS customer,
       CAST(floor(60 * dice(order_index, 3)) AS BIGINT) AS rep,
       dice(order_index, 4) < 0.02 AS cancelled,
       CAST(floor(500 * dice(number, 5) ** 1.5) AS BIGINT) AS product,
       CASE WHEN dice(number, 6) < 0.01 THEN -1 ELSE 1 END
           * (1 + CAST(floor(20 * dice(number, 7)) AS INTEGER)) AS quantity,
       CASE WHEN dice(number, 8) >= 0.01
            THEN 5 + CAST(floor(40 * dice(number, 9)) AS INTEGER) END AS promised_after,
       CAST(floor(4 + 40 * dice(number, 9) + 14 * dice(number, 10) ** 3 - 6) AS INTEGER) + 2
           AS delivered_after,
       dice(number, 11) < 0.03 AS short
FROM lines
"""

EXPORT = """
SELECT printf('SO%09d', order_index) AS "订单号",
       line_no AS "行号",
       printf('C%07d', customer) AS "客户编号",
       printf('客户%07d有限公司', customer) AS "客户名称",
       strftime(ordered_at, '%Y-%m-%d %H:%M:%S') AS "下单时间",
       CASE WHEN cancelled THEN '已取消' ELSE '已下单' END AS "当前状态",
       printf('销售%02d', rep) AS "销售负责人",
       printf('第%d团队', rep // 10 + 1) AS "团队",
       ['华东', '华南', '华北', '西南'][customer % 4 + 1] AS "区域",
       ['展会', '官网', '转介绍', '电话', '代理'][customer % 5 + 1] AS "获客渠道",
       printf('P%04d', product) AS "产品",
       printf('产品线%d', product % 8 + 1) AS "产品线",
       quantity AS "数量",
       CAST(10 + product * 3 + product % 7 / 10.0 AS DECIMAL(12, 2)) AS "单价",
       CAST(quantity * CAST(10 + product * 3 + product % 7 / 10.0 AS DECIMAL(12, 2))
            AS DECIMAL(14, 2)) AS "金额",
       CAST(quantity * (6 + product * 2) AS DECIMAL(14, 2)) AS "成本",
       strftime(CAST(ordered_at AS DATE) + promised_after, '%Y-%m-%d') AS "预计交付时间",
       CASE WHEN NOT cancelled AND CAST(ordered_at AS DATE) + delivered_after <= $last
            THEN strftime(CAST(ordered_at AS DATE) + delivered_after, '%Y-%m-%d') END
           AS "实际交付时间",
       CASE WHEN NOT cancelled AND CAST(ordered_at AS DATE) + delivered_after <= $last
            THEN CASE WHEN short THEN quantity // 2 ELSE quantity END END AS "已交付数量"
FROM drawn
"""


def write_export(path: Path, lines: int) -> None:
    """Write the csv with this many order lines."""
    con = duckdb.connect()
    con.execute(DICE)
    values = {"lines": str(lines), "first": f"DATE '{FIRST_DAY}'", "last": f"DATE '{LAST_DAY}'"}
    for statement in (ORDERS, DRAWN):
        con.execute(fill(statement, values))
    con.execute(f"COPY ({fill(EXPORT, values)}) TO '{path}' (FORMAT csv, HEADER)")


def fill(statement: str, values: dict[str, str]) -> str:
    """Write the values into the text: views and COPY take no parameters."""
    for name, value in values.items():
        statement = statement.replace(f"${name}", value)
    return statement
