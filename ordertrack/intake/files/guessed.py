"""What had to be guessed to read a file: told, and asked where two guesses are as good.

A wrong guess changes names. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ordertrack.intake.decisions import Decisions
from ordertrack.intake.files.encodings import spoken
from ordertrack.intake.finding import Finding
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import t

CERTAIN = ("UTF-", "GB18030")  # told by every byte, or by whether it reads as Chinese
ODD = r"[^\x00-\x7f]"
SAMPLES = 3


def guessed_encoding(raw_table: RawTable) -> list[Finding]:
    """Tell of an encoding that nothing in the file confirms."""
    encoding = raw_table.encoding
    if encoding is None or (encoding.startswith(CERTAIN) and not raw_table.encodings):
        return []
    text = t(
        "{file} does not say how it is encoded: it is read as {encoding}. Look whether its names"
        " are right; if not, export it as UTF-8.",
        file=raw_table.file,
        encoding=encoding,
    )
    return [Finding("guessed-encoding", "warning", text, raw_table.read)]


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
    read = [_again(sample, raw_table.encodings[0], encoding) for sample in samples]
    values = {"encoding": spoken(encoding), "texts": ", ".join(read)}
    return Choice(encoding, t("{encoding}: {texts}", **values))


def reread(raw_table: RawTable, encoding: str) -> RawTable:
    """Return the raw table with its texts as another encoding reads the same bytes."""
    first = raw_table.encodings[0]
    if encoding == first:
        return raw_table
    path = raw_table.path.with_suffix(f".{encoding}.parquet")
    if not path.exists():
        frame = pl.read_parquet(raw_table.path)
        again = [
            _column_again(column, first, encoding) for column in frame.select(pl.col(pl.String))
        ]
        part = path.with_suffix(".part")
        frame.with_columns(again).write_parquet(part, compression="lz4")
        part.replace(path)
    headers = tuple(_again(header, first, encoding) for header in raw_table.headers)
    return replace(raw_table, path=path, headers=headers, encoding=spoken(encoding))


def _column_again(column: pl.Series, first: str, encoding: str) -> pl.Series:
    odd = column.filter(column.str.contains(ODD)).unique()
    again = [_again(value, first, encoding) for value in odd]
    return column.replace(odd, pl.Series(again, dtype=pl.String)) if again else column


def _again(text: str, first: str, encoding: str) -> str:
    """The text that was read in one encoding, read in another; both read the whole file."""
    return text.encode(first).decode(encoding)
