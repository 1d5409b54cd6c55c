"""A second column that says that an order is off: a payment status, a flag for what came back.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

from ordertrack.intake.column_names import ORDER_DATE, STATUS
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.returns.looking import (
    CAME_BACK,
    ENDED,
    SENT_BACK,
    Settling,
    Words,
    flags_of,
    folded_headers,
    free_headers,
    meaning_of,
    position_of,
    together,
    values_at,
    with_column,
    words_at,
)
from ordertrack.intake.spellings import fold as folded_header
from ordertrack.model import STATUS_WORDS, STATUSES, TABLES
from ordertrack.model.columns import spellings
from ordertrack.words import t

_OF_ORDERS = TABLES["orders"].column("status")
OTHERS = (
    *_OF_ORDERS.synonyms,
    *_OF_ORDERS.hints,
    *spellings("""
        payment status, paid status, order state, cancellation status, cancel status, 付款状态,
        支付状态, 收款状态, 交易状态, 取消状态, 订单取消状态, 作废状态,
        订单作废状态, void status
    """),
)
_OTHERS = folded_headers(OTHERS)
_CLOSED = folded_headers(spellings("closed, 已关闭, 已關閉"))
_MAY_BE_CLOSED = ("completed", "cancelled")
CANCELLED = spellings("""
    cancelled, canceled, is cancelled, is canceled, cancelled?, order cancelled, voided, is void,
    是否取消, 是否作废, 已取消, 已作废, 作废标志, 取消标志
""")


def settle_statuses(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Read what else says that an order ended: second statuses, flags that are told or asked."""
    if "orders" not in mapping.tables:
        return mapping
    if STATUS in mapping.names:
        statuses = [m for m in free_headers(mapping, _OTHERS) if words_at(mapping, m, ENDED)]
        settling.found.findings += [_combined(mapping, m) for m in statuses]
        mapping = _read(mapping, statuses, "other_status", ENDED)
        _ask_of_closed(mapping, settling)
    if ORDER_DATE in mapping.names:
        mapping = _read(mapping, _flags(mapping, settling), "returned", SENT_BACK)
    return mapping


def _read(
    mapping: TableMapping, headers: Sequence[Mapped], column: str, words: Words
) -> TableMapping:
    """Return the mapping with all of these headers read as one column, beside one that is."""
    there = [m for m in mapping.mapped if m.used and m.column == column]
    columns = sorted([*there, *headers], key=lambda m: m.position)
    for m in columns[1:]:
        mapping = together(mapping, columns[0], m, words)
    for m in headers:
        mapping = with_column(mapping, m, column)
    return mapping


def _ask_of_closed(mapping: TableMapping, settling: Settling) -> None:
    """Ask what closed orders are where others are called completed: shops close what is off."""
    position = position_of(mapping, STATUS)
    values = values_at(mapping, position) if position is not None else {}
    done = [value for value in values if meaning_of(value, STATUS_WORDS) == "completed"]
    closed = [value for value in done if folded_header(value) in _CLOSED]
    others = [value for value in done if value not in closed]
    for value in closed if others else ():
        question = settling.decisions.answer(_of_closed(mapping, value, others[0], values[value]))
        # Once it is answered it is a word like any other that a person explained.
        settling.found.questions += [question] if question.answer is None else []


def _of_closed(mapping: TableMapping, word: str, done: str, rows: int) -> Question:
    text = t(
        'Some orders in {file} are "{done}", others are "{word}": what does "{word}" mean?',
        file=mapping.key,
        done=done,
        word=word,
    )
    choices = tuple(
        Choice(stored, label) for stored, label in STATUSES.items() if stored in _MAY_BE_CLOSED
    )
    name = question_id("word", mapping.key, STATUS, word)
    return Question(name, "word", mapping.key, text, choices, rows=rows)


def _combined(mapping: TableMapping, m: Mapped) -> Finding:
    status = position_of(mapping, STATUS)
    text = t(
        '{count} rows of {file} are cancelled, refunded or voided by "{header}": their orders'
        ' count as cancelled, whatever "{status}" says.',
        count=(count := sum(words_at(mapping, m, ENDED).values())),
        file=mapping.key,
        header=m.header,
        status=mapping.to_read.headers[status] if status is not None else "",
    )
    return Finding("status-combined", "info", text, count)


def _flags(mapping: TableMapping, settling: Settling) -> list[Mapped]:
    """The flags for orders that ended: of cancelled ones, and of returned ones by an answer."""
    cancelled = list(flags_of(mapping, CANCELLED))
    settling.found.findings += [_told(mapping, m) for m in cancelled]
    found = [*cancelled]
    for m in flags_of(mapping, CAME_BACK):
        rows = sum(words_at(mapping, m, SENT_BACK).values())
        question = settling.decisions.answer(_question(mapping, m, rows))
        settling.found.questions.append(question)
        found += [m] if question.answer == "yes" else []
    return found


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
