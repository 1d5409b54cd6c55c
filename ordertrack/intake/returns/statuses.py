"""A second column that says that an order is off: a payment status, a flag for what came back.

Imports model, words and its siblings.
"""

from __future__ import annotations

from ordertrack.intake.column_names import ORDER_DATE, OTHER_STATUS, RETURNED, STATUS
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.returns.looking import (
    CAME_BACK,
    ENDED,
    SENT_BACK,
    Settling,
    flag_of,
    folded_headers,
    free_headers,
    position_of,
    with_column,
    words_at,
)
from ordertrack.model import TABLES
from ordertrack.model.columns import spellings
from ordertrack.words import t

_OF_ORDERS = TABLES["orders"].column("status")
OTHERS = (
    *_OF_ORDERS.synonyms,
    *_OF_ORDERS.hints,
    *spellings("""
        payment status, paid status, order state, cancellation status, cancel status, 付款状态,
        支付状态, 收款状态, 交易状态, 取消状态, 订单取消状态
    """),
)
CANCELLED = spellings("""
    cancelled, canceled, is cancelled, is canceled, cancelled?, order cancelled, voided, is void,
    是否取消, 是否作废, 已取消, 已作废, 作废标志, 取消标志
""")


def settle_statuses(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Read a second status beside the status, and ask about a flag for returned orders."""
    if "orders" not in mapping.tables:
        return mapping
    if STATUS in mapping.names and OTHER_STATUS not in mapping.names:
        mapping = _second_status(mapping, settling)
    if RETURNED not in mapping.names and ORDER_DATE in mapping.names:
        mapping = _returned_flag(mapping, settling)
    return mapping


def _second_status(mapping: TableMapping, settling: Settling) -> TableMapping:
    for m in free_headers(mapping, folded_headers(OTHERS)):
        ended = words_at(mapping, m, ENDED)
        if not ended:
            continue
        status = position_of(mapping, STATUS)
        text = t(
            '{count} rows of {file} are cancelled, refunded or voided by "{header}": their orders'
            ' count as cancelled, whatever "{status}" says.',
            count=(count := sum(ended.values())),
            file=mapping.key,
            header=m.header,
            status=mapping.to_read.headers[status] if status is not None else "",
        )
        settling.found.findings.append(Finding("status-combined", "info", text, count))
        return with_column(mapping, m, "other_status")
    return mapping


def _returned_flag(mapping: TableMapping, settling: Settling) -> TableMapping:
    m = flag_of(mapping, CANCELLED)
    if m is not None:
        settling.found.findings.append(_told(mapping, m))
        return with_column(mapping, m, "returned")
    m = flag_of(mapping, CAME_BACK)
    if m is None:
        return mapping
    returned = words_at(mapping, m, SENT_BACK)
    question = settling.decisions.answer(_question(mapping, m, sum(returned.values())))
    settling.found.questions.append(question)
    return with_column(mapping, m, "returned") if question.answer == "yes" else mapping


def _told(mapping: TableMapping, m: Mapped) -> Finding:
    text = t(
        '{count} rows of {file} are cancelled by "{header}": their orders do not count.',
        count=(count := sum(words_at(mapping, m, SENT_BACK).values())),
        file=mapping.key,
        header=m.header,
    )
    return Finding("status-combined", "info", text, count)


def _question(mapping: TableMapping, m: Mapped, rows: int) -> Question:
    text = t(
        'In {count} rows of {file}, "{header}" says that they came back. Leave these orders out?'
        " Yes: they count as cancelled.",
        count=rows,
        file=mapping.key,
        header=m.header,
    )
    choices = (Choice("yes", YES), Choice("no", NO))
    name = question_id("returned-orders", mapping.key, m.header)
    samples = tuple(words_at(mapping, m, SENT_BACK))[:3]
    return Question(
        name, "returned-orders", mapping.key, text, choices, suggested="yes", samples=samples,
        rows=rows,
    )  # fmt: skip
