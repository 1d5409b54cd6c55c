"""Quantities and amounts of unlike sign: a return, a sale, or as written?

Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

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
from ordertrack.intake.raw_rows import rows_of
from ordertrack.intake.returns.looking import (
    Settling,
    cell_text,
    rows_of_returns,
)
from ordertrack.intake.values.signs import RETURN, SALE, WRITTEN, contradictory
from ordertrack.words import t

_MINUS = r"[-−–—(（]"
_SAMPLES = 3


def with_unlike_minus(mappings: Sequence[TableMapping]) -> set[int]:
    """The tables in which a minus stands in one of a pair of cells, in one pass per layout."""
    layouts: dict[tuple[tuple[str, ...], tuple[int, ...]], dict[int, Path]] = {}
    for mapping in mappings:
        if (pair := _pair(mapping)) is not None:
            places = tuple(mapping.positions[name] for name in pair)
            alike = layouts.setdefault((mapping.to_read.headers, places), {})
            alike[mapping.src] = mapping.to_read.path
    found: set[int] = set()
    for (_, places), paths in layouts.items():
        rows = rows_of(paths).filter(_one_minus(places)).select(pl.col("_src").unique())
        found |= set(rows.collect().to_series())
    return found


def _one_minus(places: Iterable[int]) -> pl.Expr:
    quantity, amount = (cell_text(at).str.contains(_MINUS).fill_null(False) for at in places)
    return quantity != amount


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
    places = [mapping.positions[name] for name in pair]
    texts = [cell_text(place) for place in places]
    rows = (
        pl.scan_parquet(mapping.to_read.path)
        .filter(_one_minus(places) & ~rows_of_returns(mapping, settling))
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
