"""Quantities and amounts of unlike sign: a return, a sale, or as written?

Imports words and its siblings.
"""

from __future__ import annotations

import polars as pl

from ordertrack.intake.column_names import (
    AMOUNT,
    ORDER_AMOUNT,
    ORDER_QUANTITY,
    QUANTITY,
    UNIT_PRICE,
)
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.returns.looking import (
    Settling,
    cell_text,
    position_of,
    rows_of_returns,
)
from ordertrack.intake.values.signs import RETURN, SALE, WRITTEN, contradictory
from ordertrack.words import t

_MINUS = r"[-−–—(（]"
_SAMPLES = 3


def settle_signs(mapping: TableMapping, settling: Settling) -> TableMapping:
    """Ask what lines stand for whose quantity and amount say opposite things."""
    pair = _pair(mapping)
    if pair is None:
        return mapping
    rows, samples = _unlike(mapping, pair, settling)
    if rows:
        question = settling.decisions.answer(_question(mapping, rows, samples))
        settling.found.questions.append(question)
        if question.answer in (RETURN, SALE):
            settling.found.choose(mapping.src, signs=question.answer)
    return mapping


def _pair(mapping: TableMapping) -> tuple[str, str] | None:
    pairs = ((QUANTITY, AMOUNT), (ORDER_QUANTITY, ORDER_AMOUNT))
    return next((pair for pair in pairs if set(pair) <= mapping.names), None)


def _unlike(
    mapping: TableMapping, pair: tuple[str, str], settling: Settling
) -> tuple[int, tuple[str, ...]]:
    """Count such rows and give some; only rows with one minus are looked at as numbers."""
    places = [position_of(mapping, name) for name in pair]
    texts = [cell_text(place) for place in places if place is not None]
    quantity, amount = (text.str.contains(_MINUS).fill_null(False) for text in texts)
    rows = (
        pl.scan_parquet(mapping.to_read.path)
        .filter((quantity != amount) & ~rows_of_returns(mapping, settling))
        .collect()
    )
    if not rows.height:
        return 0, ()
    figures = rows.select(
        quantity=settling.figure(mapping, pair[0]),
        amount=settling.figure(mapping, pair[1]),
        price=settling.figure(mapping, UNIT_PRICE),
        said=pl.concat_str(texts, separator=" → "),
    )
    unlike = contradictory(pl.col("quantity"), pl.col("amount"), pl.col("price"))
    said = figures.filter(unlike).get_column("said")
    return said.len(), tuple(said.unique(maintain_order=True).head(_SAMPLES))


def _question(mapping: TableMapping, rows: int, samples: tuple[str, ...]) -> Question:
    text = t(
        "In {count} rows of {file}, quantity and amount have unlike signs (such as {examples})."
        " What are they?",
        count=rows,
        file=mapping.key,
        examples=" | ".join(samples),
    )
    choices = (
        Choice(RETURN, t("Returns: both are negative")),
        Choice(SALE, t("Sales: both are positive")),
        Choice(WRITTEN, t("As written")),
    )
    name = question_id("signs", mapping.key)
    return Question(name, "signs", mapping.key, text, choices, samples=samples, rows=rows)
