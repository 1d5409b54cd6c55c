"""The encoding of a text is asked where two of them read it as words.

Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.intake.decisions import Decisions
from ordertrack.intake.files.encodings import spoken
from ordertrack.intake.files.guessed import ODD, read_again, reread
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import t

SAMPLES = 3


def settle_encodings(
    raw_tables: Sequence[RawTable], decisions: Decisions
) -> tuple[list[RawTable], list[Question]]:
    """Return the raw tables in the encodings that were answered, and what is asked about them."""
    settled: list[RawTable] = []
    asked: list[Question] = []
    for raw_table in raw_tables:
        if raw_table.encodings:
            asked.append(decisions.answer(_question(raw_table)))
            raw_table = reread(raw_table, asked[-1].answer or raw_table.encodings[0])
        settled.append(raw_table)
    return settled, asked


def _question(raw_table: RawTable) -> Question:
    frame = pl.read_parquet(raw_table.path).select(pl.col(pl.String))
    odd = [column.filter(column.str.contains(ODD)) for column in frame]
    seen = dict.fromkeys(value for column in odd for value in column.head(SAMPLES))
    names = [header for header in raw_table.headers if not header.isascii()]
    samples = (*seen, *names)[:SAMPLES]
    rows = frame.select(pl.any_horizontal(pl.all().str.contains(ODD)).sum()).item()
    text = t(
        "{file} does not say how it is encoded, and its texts read in several ways. Which one is"
        " right?",
        file=raw_table.key,
    )
    return Question(
        question_id("encoding", raw_table.key),
        "encoding",
        raw_table.key,
        text,
        tuple(_choice(raw_table, encoding, samples) for encoding in raw_table.encodings),
        suggested=raw_table.encodings[0],
        samples=samples,
        rows=rows or None,
    )


def _choice(raw_table: RawTable, encoding: str, samples: Sequence[str]) -> Choice:
    """The encoding, with the samples as it reads them."""
    read = [read_again(sample, raw_table.encodings[0], encoding) for sample in samples]
    values = {"encoding": spoken(encoding), "texts": ", ".join(read)}
    return Choice(encoding, t("{encoding}: {texts}", **values))
