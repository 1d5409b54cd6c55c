"""How a discount is written: the share taken off, the share that is paid (9折), or an amount.

It matters where a file has no amount, so that it is worked out from quantity and unit price.
Imports model, words and its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from ordertrack.intake.column_names import AMOUNT, QUANTITY, UNIT_PRICE
from ordertrack.intake.decisions import Decisions
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping.order_discounts import with_order_discount
from ordertrack.intake.mapping.settled import Discounts
from ordertrack.intake.mapping_types import Mapped, TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.values.form import clean, unwrapped
from ordertrack.intake.values.numbers import CURRENCY, KEPT, exact_value
from ordertrack.intake.values.profiling import profile
from ordertrack.model import TABLES, Kind
from ordertrack.words import t

OFF, PAID, MONEY, PERCENT = "off", "paid", "amount", "percent"
COLUMNS = {OFF: "discount", PAID: "discount_kept", MONEY: "discount_amount", PERCENT: "discount"}
_SETTLED = {("order_lines", COLUMNS[way]) for way in (OFF, PAID)}
_PERCENT = re.compile(r"%|pct|percent|rate|率|比例", re.IGNORECASE)
_IN_HUNDREDTHS = re.compile(r"%|％|pct|percent|百分", re.IGNORECASE)
_SAMPLES = 3
_TAKEN = re.compile(r"disc|rebate|saving|折扣|折让|优惠|让利|立减|减免", re.IGNORECASE)
LEAST, MOSTLY, HARDLY = 2, 0.8, 0.2  # rows that tell, the shares of them that fit and do not
CENT = 0.011


class Seen(NamedTuple):
    """What the values of a discount are; a bare number as it stands, whatever its sign."""

    marked: int  # 9折
    signed: int  # $5
    zeros: int
    ones: int
    above_one: int
    bare: int  # of all but zeros: without % or a word
    least: float | None  # of all but zeros
    most: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a discount is read; `sure` where its values leave no doubt."""

    way: str
    sure: bool = True


def settle_discounts(mappings: Sequence[TableMapping], decisions: Decisions) -> Discounts:
    """Settle how each discount is read from which an amount is worked out; ask where it is open."""
    found = Discounts()
    for mapping in mappings:
        names = mapping.names
        if UNIT_PRICE in names and AMOUNT not in names:
            mapping, told = with_order_discount(mapping)
            found.findings += told
        on = [m for m in mapping.mapped if m.used and m.target in _SETTLED]
        if on and UNIT_PRICE in names and AMOUNT not in names:
            mapping = _settled(mapping, on[0], decisions, found)
        found.mappings.append(mapping)
    return found


def _settled(
    mapping: TableMapping, m: Mapped, decisions: Decisions, found: Discounts
) -> TableMapping:
    seen, samples = values_of(mapping, m)
    reading = Reading(PAID) if m.column == COLUMNS[PAID] else read_as(seen, m.header)
    asked = _question(mapping, m, reading.way, samples, is_share_or_percent(seen, m.header))
    if not reading.sure and asked.id not in decisions.all_answers:
        fitting = fitting_reading(mapping, m)
        reading = Reading(fitting) if fitting else reading
        found.decided += [replace(asked, answer=fitting)] if fitting == OFF else []
    way = reading.way
    known = decisions.all_answers.get(asked.id)
    # A share below a half says little about what a person said of shares above.
    if not reading.sure or (way == OFF and samples and known in (PAID, MONEY)):
        question = decisions.answer(asked)
        found.questions.append(question)
        way = question.answer or OFF
    elif way != OFF:
        if m.position not in mapping.said.headers:
            found.decided.append(replace(asked, answer=way))
        found.findings.append(_told(mapping, m, way))
    if way == PERCENT:
        found.in_percent.add(mapping.src)
    if way == PAID and seen.above_one and (_in_tenths(seen) or not _PERCENT.search(m.header)):
        found.in_tenths.add(mapping.src)
    return _retargeted(mapping, m, way)


def _in_tenths(seen: Seen) -> bool:
    return (seen.most or 0) <= 10


def _retargeted(mapping: TableMapping, m: Mapped, way: str) -> TableMapping:
    changed = replace(m, column=COLUMNS[way])
    return replace(
        mapping, mapped=tuple(changed if other is m else other for other in mapping.mapped)
    )


def values_of(mapping: TableMapping, m: Mapped) -> tuple[Seen, tuple[str, ...]]:
    """Look at all values of a discount; some of them are given to show."""
    column, frame = f"c{m.position}", pl.scan_parquet(mapping.to_read.path)
    form = replace(profile(frame, {column: "share"})[column], percent=False)
    text = unwrapped(clean(column, form))
    looked = frame.select(
        value=exact_value(column, form).cast(pl.Float64).abs(),
        bare=~text.str.contains("[%折价]"),
        marked=text.str.contains(KEPT),
        signed=text.str.contains(f"(?i:{CURRENCY})"),
        text=text,
    )
    value, some = pl.col("value"), pl.col("value") != 0
    seen = looked.select(
        pl.col("marked").sum(),
        (pl.col("signed") & ~pl.col("marked")).sum(),
        (value == 0).sum().alias("zeros"),
        (value == 1).sum().alias("ones"),
        ((value > 1) & pl.col("bare")).sum().alias("above_one"),
        (some & pl.col("bare")).sum().alias("bare"),
        value.filter(some).min().alias("least"),
        value.filter(some).max().alias("most"),
    )
    samples = looked.filter(some).select(pl.col("text").unique(maintain_order=True).head(_SAMPLES))
    return Seen(*seen.collect().row(0)), tuple(samples.collect().to_series())


def read_as(seen: Seen, header: str) -> Reading:
    """Return how a discount is read, from its values and from what its header says."""
    least, most = seen.least, seen.most
    if seen.marked:
        return Reading(PAID)
    if least is None or most is None:
        return Reading(OFF)
    if seen.signed or most > 100:
        return Reading(MONEY)
    if is_share_or_percent(seen, header):
        return Reading(PERCENT if seen.ones else OFF, sure=False)
    if not seen.above_one:
        return _share(seen, least, most)
    if _PERCENT.search(header):
        return _share(seen._replace(ones=0), least / 100, most / 100)
    return Reading(PAID if "折" in header else MONEY, sure=False)


def is_share_or_percent(seen: Seen, header: str) -> bool:
    """Whether 0.25 below "Disc %" may be a share, as spreadsheets keep 25%, or 0.25%."""
    bare = bool(seen.bare) and not (seen.above_one or seen.marked or seen.signed)
    return bare and bool(_IN_HUNDREDTHS.search(header))


def _share(seen: Seen, least: float, most: float) -> Reading:
    """A share of 0.5 and more is rarely taken off; 1 can hardly be: it stands for no discount."""
    if least >= 0.5 and (most > 0.5 or not seen.zeros):
        return Reading(PAID, sure=False)
    return Reading(PAID, sure=False) if seen.ones else Reading(OFF)


# --- what the other columns tell ---


def fitting_reading(mapping: TableMapping, m: Mapped) -> str | None:
    """Return the one reading with which another column holds what is left, or what is taken off."""
    others = [other for other in mapping.mapped if _may_tell(mapping, m, other)]
    if not others:
        return None
    figures = _figures(mapping, m, [other.position for other in others])
    found = {_fitting(figures, other) for other in others} - {None}
    return found.pop() if len(found) == 1 else None


def _fitting(figures: pl.DataFrame, other: Mapped) -> str | None:
    fits = _fits(figures, f"c{other.position}", taken=bool(_TAKEN.search(other.header)))
    likely = [way for way, share in fits.items() if share >= MOSTLY]
    clear = all(share <= HARDLY for way, share in fits.items() if way not in likely)
    return likely[0] if len(likely) == 1 and clear else None


def _may_tell(mapping: TableMapping, m: Mapped, other: Mapped) -> bool:
    known = (m.position, mapping.positions[UNIT_PRICE], mapping.positions.get(QUANTITY))
    money = TABLES["order_lines"].column("amount")
    return other.position not in known and mapping.fits(other.position, money, guessed=True)


def _figures(mapping: TableMapping, m: Mapped, others: Sequence[int]) -> pl.DataFrame:
    """What would be paid without a discount, the discount as it stands, and the other figures."""
    frame, at = pl.scan_parquet(mapping.to_read.path), mapping.positions
    kinds: dict[str, Kind] = {f"c{place}": "money" for place in (at[UNIT_PRICE], *others)}
    kinds[f"c{m.position}"] = "share"
    if QUANTITY in at:
        kinds[f"c{at[QUANTITY]}"] = "qty"
    forms = profile(frame, kinds)
    forms[f"c{m.position}"] = replace(forms[f"c{m.position}"], percent=False)
    read = {name: exact_value(name, form).cast(pl.Float64) for name, form in forms.items()}
    quantity = read[f"c{at[QUANTITY]}"] if QUANTITY in at else pl.lit(1.0)
    return frame.select(
        whole=read[f"c{at[UNIT_PRICE]}"] * quantity,
        discount=read[f"c{m.position}"].abs(),
        **{f"c{place}": read[f"c{place}"] for place in others},
    ).collect()


def _fits(figures: pl.DataFrame, column: str, *, taken: bool) -> dict[str, float]:
    """The shares of rows in which a column is what each reading makes of the discount."""
    whole, discount = pl.col("whole"), pl.col("discount")
    off = {
        OFF: whole * discount,
        PERCENT: whole * discount / 100,
        PAID: whole * (1 - discount),
        MONEY: discount,
    }
    rows = figures.filter((discount != 0) & pl.col(column).is_not_null())
    if rows.height < LEAST:
        return {}
    right = {way: each if taken else whole - each for way, each in off.items()}
    # What is so little that it may be rounding fits nothing.
    near = {
        way: ((pl.col(column) - each).abs() <= CENT) & (off[way].abs() > 2 * CENT)
        for way, each in right.items()
    }
    return rows.select(**{way: each.mean() for way, each in near.items()}).row(0, named=True)


def _question(
    mapping: TableMapping, m: Mapped, likely: str, samples: tuple[str, ...], percent: bool
) -> Question:
    as_written = Choice(PERCENT, t("Percent taken off, as written (0.25: 0.25% less, not 25%)"))
    return Question(
        question_id("discount", mapping.key, m.header),
        "discount",
        mapping.key,
        t(
            'What is "{header}" in {file} (such as {examples})?',
            header=m.header,
            file=mapping.key,
            examples=", ".join(samples),
        ),
        (
            Choice(OFF, t("The share that is taken off (0.1 or 10: 10% less)")),
            Choice(PAID, t("The share that is paid (0.9, 9 or 90: 10% less)")),
            Choice(MONEY, t("An amount of money that is taken off the line")),
            *((as_written,) if percent else ()),
        ),
        suggested=likely,
        samples=samples,
    )


def _told(mapping: TableMapping, m: Mapped, way: str) -> Finding:
    values: dict[str, str] = {"header": m.header, "file": mapping.key}
    text = t('"{header}" in {file} is read as the share that is paid (9折: 90%).', **values)
    if way == MONEY:
        text = t('"{header}" in {file} is read as an amount taken off each line.', **values)
    if way == PERCENT:
        text = t('"{header}" in {file} is read as percent, as written (0.25: 0.25%).', **values)
    return Finding("discount-read", "info", text, 1)
