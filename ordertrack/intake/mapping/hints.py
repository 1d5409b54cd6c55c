"""What a file may mean by a header that is not understood.

Imports model and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping

from ordertrack.intake.mapping.doubts.documents import says
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.spellings import likeness, spoken
from ordertrack.model import TABLES, Column


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONEY_ELSE = _words("""
    tax vat gst discount shipping freight fee refund refunded cost profit margin quantity qty price
    rate percent currency count balance weight deposit commission record number id no
    税 折 惠 费 退 利 数 率 单价 成本
    币 价格 售价
""")
# Words that say what a header is instead of the column that is looked for.
_ELSE: Mapping[str, frozenset[str]] = {
    "amount": _MONEY_ELSE,
    "value": _MONEY_ELSE,
    "unit_price": _words("""
        tax vat discount shipping fee total sum amount subtotal cost 税 折 费 总 合计 金额
    """),
    "order_no": _words("""
        product item sku customer client company user account date time name amount price quantity
        line phone email tracking country city state status 产品 商品 物料 客户 日期 时间 名称 金额
        数量 单价 行 物流 快递 电话
    """),
    "order_date": _words("""
        ship shipped shipping delivery delivered due birth payment paid required promised 发货 交
        付款 收款 到期 生
    """),
    "product": _words("order customer client date amount total 订单 客户 日期 金额"),
}
_PRICES = frozenset({"price", "each", "单价", "价格", "售价"})
_MONEY = _words("""
    amount total sum price prices cost fee tax vat revenue sales value charge paid payment net gross
    subtotal discount 额 价 费 款 税 合计
""")
# A sum of the whole order stands on each of its lines: as the line's amount it counts too often.
_WHOLE = ({"order", "total"}, {"invoice", "total"}, {"grand", "total"}, {"订单", "总"})


def likely_header(mapping: TableMapping, table: str, column: str) -> str | None:
    """Return the unused header most like the column, among those that can be it."""
    declared = TABLES[table].column(column)
    graded = [
        (likeness(m.header, table, column), shared_words(m.header, declared), m.header)
        for m in _free(mapping, declared)
        if not _is_else(m.header, column) and not (table == "order_lines" and _of_all(m.header))
    ]
    best = max(graded, default=(0.0, 0, ""))
    return best[2] if best[0] or best[1] else None


def likely_price(mapping: TableMapping) -> str | None:
    """Return the unused header that looks most like the price of a unit."""
    declared = TABLES["order_lines"].column("unit_price")
    graded = [
        (likeness(m.header, "order_lines", "unit_price"), -m.position, m.header)
        for m in _free(mapping, declared)
        if likeness(m.header, "order_lines", "unit_price")
        or (says(m.header, _PRICES) and not _is_else(m.header, "unit_price"))
    ]
    return max(graded)[2] if graded else None


def speaks_of_money(mapping: TableMapping) -> bool:
    """Return whether a header is about money: the file does not lack it altogether."""
    return any(
        TABLES[m.table].column(m.column).kind in ("money", "aim")
        if m.used and m.table and m.column
        else says(m.header, _MONEY)
        for m in mapping.mapped
    )


def _free(mapping: TableMapping, column: Column) -> list[Mapped]:
    return [m for m in mapping.mapped if not m.used and mapping.fits(m.position, column)]


def _is_else(header: str, column: str) -> bool:
    return says(header, _ELSE.get(column, frozenset()))


def _of_all(header: str) -> bool:
    return any(all(says(header, {word}) for word in words) for words in _WHOLE)


def shared_words(header: str, column: Column) -> int:
    """Return how many words or Chinese signs the header shares with the column's own names."""
    own = (column.label.en, column.label.zh, column.name, *column.synonyms)
    words = {word for name in own for word in spoken(name).split()}
    signs = {sign for name in own for sign in name if sign >= "一"}
    return len(words & set(spoken(header).split())) + len(signs & set(spoken(header)))
