"""Which business document a file lists: orders, or what comes before, beside and after them.

Headers and names only. Imports its siblings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ordertrack.intake.spellings import spoken, strength


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DEAL = _words("opportunity opportunities oppty deal deals pipeline 商机")
_DEAL_NUMBERS = _words("opportunity oppty deal record 商机")
_LEAD = _words(
    "lead leads enquiry enquiries inquiry inquiries mql converted conversion 线索 商机 询盘 跟进"
)
_NO_LEAD = _words("source time 来源")  # an order has a lead source, a delivery a lead time
_STAGES = _words("stage probability forecast pipeline 阶段 赢率 可能性")
_EXPECTED = _words("estimated expected 预计")
_EXPECTED_WHAT = _words("value revenue close closing amount 金额 收入 成交")

# The more special first: a purchase order is no order of a customer.
DOCUMENTS: Mapping[str, frozenset[str]] = {
    "purchase": _words("purchase po procurement 采购"),
    "quote": _words("quote quotes quotation quotations estimate estimates 报价"),
    "invoice": _words("invoice invoices billing 发票 开票"),
    "order": _words("order orders so 订单 销售单"),
}
_NUMBERED = _words("order orders sales sale invoice so 订单 单号 单据 销售单 合同")
_NUMBER = _words("id no number num nr code ref reference key 号")
_PERSON = _words("person rep man employee territory team channel office quota line item 人 员 行")
_DAY = _words("date day time datetime 日期 时间 日")
_OTHER_DAY = _words(
    "ship shipped shipping delivery delivered due birth payment review 发货 交 付款"
)
_CUSTOMER = _words("customer client account contact buyer company 客户 买家 顾客")
_MONEY = _words("amount total price revenue value subtotal net gross 金额 价 合计")
_GOODS = _words("product item sku article material 产品 商品 品名 物料")
_COUNT = _words("quantity qty units pieces 数量 件数")
_BESIDE = _words("""
    payment payments review reviews shipment shipments shipping return returns refund refunds
    delivery deliveries tracking visit visits target targets budget quota ticket tickets case cases
    log purchase stock inventory quote quotes opportunity deal lead leads
    付款 回款 收款 评价 退 物流 发货 采购 库存 报价 商机 线索 投诉 目标 预算
""")


def is_deals(headers: Sequence[str], name: str) -> bool:
    """Return whether a file lists deals at their stages, and no orders with numbers of their own.

    `name` is what its sheet or file is called.
    """
    if any(_own_order_number(header) for header in headers):
        return False
    about = any(says(header, _DEAL_NUMBERS - {"record"}) for header in headers)
    return (about or says(name, _DEAL)) and any(_staged(header) for header in headers)


def is_lead_list(headers: Sequence[str], name: str) -> bool:
    """Return whether headers or a file's name speak of leads, not of where orders come from."""
    return any(says(text, _LEAD) and not says(text, _NO_LEAD) for text in (*headers, name))


def stage_at(headers: Sequence[str]) -> int | None:
    """Return the position of the header that names the stage of a deal."""
    stages = [at for at, header in enumerate(headers) if says(header, {"stage", "阶段"})]
    return stages[0] if stages else None


def document_of(header: str, name: str) -> str | None:
    """Return the document whose number the header is, or whose list the file is called."""
    for document, words in DOCUMENTS.items():
        if says(name, words) or says(header, words):
            return document
    return None


def looks_like_orders(headers: Sequence[str], name: str) -> str | None:
    """Return "orders" or "order_lines" where headers speak of them, known words or not."""
    if lies_beside(name):
        return None
    number = any(is_number(header) for header in headers)
    day = any(_is_day(header) for header in headers)
    customer, money, goods, count = (
        any(says(header, words) for header in headers)
        for words in (_CUSTOMER, _MONEY, _GOODS, _COUNT)
    )
    if number and day and (customer or money):
        return "orders"
    return "order_lines" if number and goods and (count or money) else None


def is_number(header: str) -> bool:
    """Return whether a header speaks of the number of an order, known words or not."""
    called = says(header, _NUMBERED) and says(header, _NUMBER) and not says(header, _PERSON)
    return called or bool(strength(header, "orders", "order_no"))


def lies_beside(name: str) -> bool:
    """Return whether a file is called after what lies beside orders: payments, returns, …"""
    return says(name, _BESIDE)


def says(header: str, words: Collection[str]) -> bool:
    """Return whether a text has one of the words; Chinese has no spaces between its words."""
    said = spoken(header)
    parts = set(said.split())
    return any(word in parts if word.isascii() else word in said for word in words)


def _own_order_number(header: str) -> bool:
    return bool(strength(header, "orders", "order_no")) and not says(header, _DEAL_NUMBERS)


def _staged(header: str) -> bool:
    return says(header, _STAGES) or (says(header, _EXPECTED) and says(header, _EXPECTED_WHAT))


def _is_day(header: str) -> bool:
    called = says(header, _DAY) and not says(header, _OTHER_DAY)
    return called or bool(strength(header, "orders", "order_date"))
