"""Rows of a table that are no bookings, targets or people of it, by a column that nothing reads.

A budget beside what was spent, a refund written positive, an actual beside a target: added up as
they stand they would make a figure wrong. Imports words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.altered import altered
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.returns.looking import cell_text, values_at
from ordertrack.intake.spellings import strength
from ordertrack.words import t

Settled = tuple[TableMapping, list[Finding]]

# A value that is one of these says what its row is; a text that merely has such a word does not.
_PLANNED = "预算|预测|计划|規劃|预计|budget(?:ed)?|forecast(?:ed)?|plan(?:ned)?"
_VOID = (
    "作废|作廢|驳回|駁回|未通过|审批不通过|撤销|撤回|取消|草稿|void(?:ed)?|rejected|declined"
    "|cancell?ed|withdrawn|draft"
)
_EARLIER = "去年(?:同期)?|上年(?:同期)?|同期|prior year|previous year|last year"
_ACTUAL = "实际|實際|实绩|完成|达成|actuals?|achieved"
# What is worked out from the two: added to either it would count something twice.
_COMPARED = (
    "差异|差額|差额|偏差|差距|差值|同比|环比|增幅|增速|占比"
    "|(?:目标|预算|任务|同比|环比)?(?:完成|达成|执行|使用|增长|差异|偏差|节约)率"
    "|variances?|var\\.?|differences?|diff|growth(?: rate)?|yoy|mom"
    "|achievement(?: rate)?|attainment"
)
_BACK = (
    "退款|退回|退费|退費|冲销|沖銷|冲回|红冲|紅沖|冲红|冲减|收回|refund(?:ed|s)?|reversal|reversed"
    "|credit(?: ?(?:note|memo))?"
)
_GONE = (
    "离职|離職|离岗|离司|辞职|退休|停用|left|resigned|terminated|inactive|former|dismissed|retired"
)
_LEFT_OUT = {
    "expenses": f"{_PLANNED}|{_COMPARED}|{_VOID}|{_EARLIER}",
    "targets": f"{_ACTUAL}|{_COMPARED}|{_VOID}|{_EARLIER}",
}
_AMOUNT = {"expenses": "amount", "targets": "value"}
OTHER = "other"  # what the count of rows left out is called
_GROUPS = ("who", "category", "channel", "team", "sales_rep")
_SUM = r"(?i)\S\s*(?:[小合总總共累][计計]|[汇匯彙][总總])$|\S[ -]+(?:sub-?)?totals?$"
_SHOWN = 5
_BEHIND = r"(?:数|數|额|額|金额|值|费用|版|单|\s*[(（]?[%％][)）]?)"
_MINUS = r"^\s*[-−–—(（△▲]|-\s*$"


def settle_other_rows(mappings: Sequence[TableMapping]) -> tuple[list[TableMapping], list[Finding]]:
    """Leave out rows that are something else, turn refunds round, and tell what was done."""
    settled, found = [], []
    for mapping in mappings:
        mapping, told = _without_sums(mapping)
        found += told
        for m in _unread(mapping):
            for step in (_without, _turned):
                mapping, told = step(mapping, m)
                found += told
            found += [*_without_leave_day(mapping, m), *_of_currencies(mapping, m)]
        settled.append(mapping)
    return settled, found


def _without_sums(mapping: TableMapping) -> Settled:
    """Leave out the sums of a group among its parts: 华东小计 is nobody who has a target."""
    if len(mapping.tables) != 1 or mapping.tables[0] not in _AMOUNT or "level" in mapping.names:
        return mapping, []
    named = {mapping.positions.get(name) for name in _GROUPS} | {0}
    which = pl.any_horizontal(
        cell_text(m.position).str.contains(_SUM).fill_null(False)
        for m in mapping.mapped
        if m.position in named
    )
    if not (count := _rows(mapping, which)):
        return mapping, []
    text = t(
        "{count} rows of {file} are sums of others by their name: they are left out, so that"
        " nothing counts twice. Rename them if they are no sums.",
        count=count,
        file=mapping.key,
    )
    raw = altered(
        mapping.to_read,
        "no-sums",
        sorted(at for at in named if at is not None),
        lambda: pl.scan_parquet(mapping.to_read.path).filter(~which),
    )
    return _fewer(mapping, raw, count), [Finding("other-rows-left-out", "warning", text, count)]


def _unread(mapping: TableMapping) -> Iterator[Mapped]:
    """Yield the headers that nothing reads; those that a person left unused stay so."""
    if len(mapping.tables) == 1 and mapping.tables[0] in (*_AMOUNT, "people"):
        yield from (
            m for m in mapping.mapped if not m.used and m.position not in mapping.said.headers
        )


def _meaning(mapping: TableMapping, m: Mapped, words: str) -> list[str]:
    """Return the values below a header that these words know."""
    known = re.compile(rf"(?:已|被)?(?:{words}){_BEHIND}?", re.IGNORECASE)
    return [value for value in values_at(mapping, m.position) if known.fullmatch(value)]


def _which(m: Mapped, values: Iterable[str]) -> pl.Expr:
    return cell_text(m.position).is_in(list(values)).fill_null(False)


def _rows(mapping: TableMapping, which: pl.Expr) -> int:
    rows = pl.scan_parquet(mapping.to_read.path).filter(which)
    return int(rows.select(pl.col("_row").n_unique()).collect().item())


def _without(mapping: TableMapping, m: Mapped) -> Settled:
    """Leave out budgets beside expenses, actuals beside targets, and what was rejected."""
    values = _meaning(mapping, m, words) if (words := _LEFT_OUT.get(mapping.tables[0])) else []
    if not values:
        return mapping, []
    which = _which(m, values)
    text = t(
        '{count} rows of {file} are {words} by "{header}": they are left out.'
        ' --map "{header}=" counts them.',
        count=(count := _rows(mapping, which)),
        file=mapping.key,
        words=", ".join(values),
        header=m.header,
    )
    raw = altered(
        mapping.to_read,
        "other-rows",
        (m.position, values),
        lambda: pl.scan_parquet(mapping.to_read.path).filter(~which),
    )
    return _fewer(mapping, raw, count), [Finding("other-rows-left-out", "warning", text, count)]


def _turned(mapping: TableMapping, m: Mapped) -> Settled:
    """Read refunds of expenses as negative, where their amounts are written without a minus."""
    at = mapping.positions.get("amount") if mapping.tables == ("expenses",) else None
    values = _meaning(mapping, m, _BACK) if at is not None else []
    if not values or at is None:
        return mapping, []
    which = _which(m, values) & ~cell_text(at).str.contains(_MINUS).fill_null(True)
    if not (count := _rows(mapping, which)):
        return mapping, []
    text = t(
        '{count} rows of {file} are {words} by "{header}": their amounts are read as negative.'
        ' --map "{header}=" counts them as written.',
        count=count,
        file=mapping.key,
        words=", ".join(values),
        header=m.header,
    )
    cell = pl.when(which).then(pl.concat_str(pl.lit("-"), cell_text(at))).otherwise(f"c{at}")
    raw = altered(
        mapping.to_read,
        "turned-rows",
        (m.position, at, values),
        lambda: pl.scan_parquet(mapping.to_read.path).with_columns(cell.alias(f"c{at}")),
    )
    return mapping.with_rows(raw), [Finding("refunds-negative", "warning", text, count)]


def _fewer(mapping: TableMapping, to_read: RawTable, gone: int) -> TableMapping:
    """Return the mapping with these rows, and the count of those that are gone."""
    before = mapping.raw_table.skipped
    skipped = {**before, OTHER: before.get(OTHER, 0) + gone}
    made = mapping.with_rows(replace(to_read, skipped=skipped))
    return replace(made, raw_table=replace(made.raw_table, skipped=skipped))


def _without_leave_day(mapping: TableMapping, m: Mapped) -> list[Finding]:
    """Tell of people who have left, nobody says when: each counts in the headcount for good."""
    values = _meaning(mapping, m, _GONE) if mapping.tables == ("people",) else []
    if not values:
        return []
    at, which = mapping.positions.get("active_to"), _which(m, values)
    if at is not None:
        which &= cell_text(at).fill_null("") == ""
    if not (count := _rows(mapping, which)):
        return []
    text = t(
        '{count} people of {file} have left by "{header}", but the file has no leave date for them:'
        " they count as employed. Fill in when they left.",
        count=count,
        file=mapping.key,
        header=m.header,
    )
    return [Finding("left-without-a-day", "warning", text, count)]


def _of_currencies(mapping: TableMapping, m: Mapped) -> list[Finding]:
    """Tell of currencies that nothing reads: the amounts are set beside revenue as they stand."""
    if mapping.tables[0] not in _AMOUNT or not strength(m.header, "orders", "currency"):
        return []
    if not (named := values_at(mapping, m.position)):
        return []
    text = t(
        '"{header}" in {file} is not read ({values}): its amounts are added up, and set beside'
        " revenue, as they stand. Convert them into the currency of the orders.",
        header=m.header,
        file=mapping.key,
        values=", ".join(list(named)[:_SHOWN]),
    )
    return [Finding("currency-not-read", "warning", text, 1)]
