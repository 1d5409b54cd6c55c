"""A column that says what kind of document a row is: invoice or credit note, 销售出库单 or 退货单.

Its header alone ("Type") says too little: it is read where its values speak of returns or quotes.
Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.column_names import DOCUMENT_TYPE
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.returns.looking import (
    Settling,
    amount_of,
    asked_word,
    cell_text,
    document_meanings,
    folded_headers,
    free_headers,
    meaning_of,
    position_of,
    values_at,
    with_column,
    written,
)
from ordertrack.model import DOCUMENT_WORDS
from ordertrack.model.columns import spellings
from ordertrack.words import t

HEADERS = spellings("""
    单据类型, 单据类别, 单据种类, 单据名称, 单据类型名称, 订单类型, 订单类别, 订单种类, 业务类型,
    业务类别, 业务类型名称, 票据类型, 发票类型, 红蓝字, 红蓝标识, 红蓝标志, 红蓝单, 出入库类型,
    出入库类别, 收发类别, 交易类型, 销售类型, 凭证类型, 销售凭证类型, 开票类型, 类型,
    document type, doc type, doc. type, document category, doc category, voucher type,
    transaction type, trans type, txn type, order type, sales type, type, sale type,
    order category, invoice type, record type, sales document type, sales doc type,
    sales doc. type, sales order type, billing type, billing document type, bill type, auart,
    fkart, move type
""")
_LIKE = re.compile(
    r"退|红[字票冲]|紅[字票沖]|冲红|沖紅|报价|報價|credit[ _-]?(?:note|memo)|refund|rma\b"
    r"|return(?:s|ed)?(?![a-z])|quotation|pro ?forma",
    re.IGNORECASE,
)
_SHORT = 2  # codes of so few letters mean something only beside the code of a sale


def settle_document_types(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Read the column of document types, if there is one; leave out the rows of payments."""
    position = position_of(mapping, DOCUMENT_TYPE)
    if position is None:
        for m in free_headers(mapping, folded_headers(HEADERS)):
            values = values_at(mapping, m.position)
            if speaks_of_returns(values) or _answered(mapping, values, settling.decisions):
                mapping, position = with_column(mapping, m, "document_type"), m.position
                break
    if position is None:
        return mapping
    mapping = _on_all_lines(mapping, position)
    meanings = document_meanings(mapping, position, settling.decisions)
    mapping = _without_payments(mapping, position, meanings, settling)
    _tell(mapping, position, meanings, settling)
    return mapping


def _answered(mapping: TableMapping, values: Collection[str], decisions: Decisions) -> bool:
    """Return whether a person said what one of the values means."""
    known = decisions.all_answers
    return any(asked_word(mapping, value) in known for value in values)


def speaks_of_returns(values: Collection[str]) -> bool:
    """Return whether some value means a return or a quote, or payments stand beside sales.

    A word that only looks like one of these will do: it is asked what it means.
    """
    if any(_LIKE.search(value) for value in values):
        return True
    known = {value: meaning_of(value, DOCUMENT_WORDS) for value in values}
    if "sale" not in known.values():
        known = {value: word for value, word in known.items() if not _is_code(value)}
        return bool({"return", "quote"} & set(known.values()))
    return bool({"return", "quote", "payment"} & set(known.values()))


def _is_code(value: str) -> bool:
    return value.isascii() and len(value) <= _SHORT


def _on_all_lines(mapping: TableMapping, position: int) -> TableMapping:
    """Return the mapping with a type that stands on the first line of an order on all of them."""
    number, name = position_of(mapping, "order_no"), f"c{position}"
    text = cell_text(position).replace("", None)
    raw_table = mapping.to_read
    blanks = pl.scan_parquet(raw_table.path).select(text.null_count()).collect().item()
    if number is None or not blanks:
        return mapping
    first = text.drop_nulls().first().over(cell_text(number))
    raw_table = altered(
        raw_table,
        "types",
        (number, position),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(
            text.fill_null(first).alias(name)
        ),
    )
    return mapping.with_rows(raw_table)


def _rows_of(kind: str, position: int, meanings: Mapping[str, str]) -> pl.Expr:
    values = [value for value, meaning in meanings.items() if meaning == kind]
    return cell_text(position).is_in(values).fill_null(False)


def _without_payments(
    mapping: TableMapping, position: int, meanings: Mapping[str, str], settling: Settling
) -> TableMapping:
    if "payment" not in meanings.values():
        return mapping
    raw_table, paid = mapping.to_read, _rows_of("payment", position, meanings)
    rows, amount = _sum(mapping, paid, settling)
    raw_table = altered(
        raw_table,
        "no-payments",
        (position, sorted(meanings.items())),
        lambda: pl.scan_parquet(mapping.to_read.path).filter(~paid),
    )
    text = t(
        "{count} rows of {file} are payments ({amount}), no sales: they are left out.",
        count=rows,
        file=mapping.key,
        amount=written(amount),
    )
    settling.found.findings.append(Finding("payments-left-out", "warning", text, rows))
    skipped = {**raw_table.skipped, "payment": rows}
    raw_table = replace(raw_table, skipped=skipped)
    return mapping.with_rows(raw_table)


def _tell(
    mapping: TableMapping, position: int, meanings: Mapping[str, str], settling: Settling
) -> None:
    header = mapping.to_read.headers[position]
    rows, amount = _sum(mapping, _rows_of("return", position, meanings), settling)
    if rows:
        text = t(
            '{count} rows of {file} are returns by "{header}": their amounts ({amount}) are read as'
            " negative.",
            count=rows,
            file=mapping.key,
            header=header,
            amount=written(amount),
        )
        settling.found.findings.append(Finding("returns-negative", "info", text, rows))
    rows, amount = _sum(mapping, _rows_of("quote", position, meanings), settling)
    if rows:
        settling.found.choose(mapping.src, quotes=True)
        text = t(
            '{count} rows of {file} are quotes by "{header}" ({amount}): they are drafts and do not'
            " count.",
            count=rows,
            file=mapping.key,
            header=header,
            amount=written(amount),
        )
        settling.found.findings.append(Finding("quotes-are-drafts", "info", text, rows))


def _sum(mapping: TableMapping, which: pl.Expr, settling: Settling) -> tuple[int, float]:
    """How many rows these are, and what their amounts add up to, whatever their signs."""
    amount = amount_of(mapping, settling).abs()
    frame = pl.scan_parquet(mapping.to_read.path).select(which=which, amount=amount)
    found = frame.filter("which").select(pl.len(), pl.col("amount").sum()).collect()
    rows, total = found.row(0)
    return rows, total or 0.0
