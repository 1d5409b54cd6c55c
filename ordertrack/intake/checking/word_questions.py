"""Words that are not known where only certain words are allowed: what do they mean here?

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ordertrack.intake.checking.checked import Cell, Checked, bad_code
from ordertrack.intake.column_names import prefixed
from ordertrack.intake.decisions import no_answer
from ordertrack.intake.mapping.questions import LEAVE_OUT
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.model import STATUSES, TABLES
from ordertrack.words import Label, Text, t

MOST_WORDS = 20


def unknown_words(checked: Checked) -> list[Question]:
    """Ask what each unknown word means in a column with allowed words."""
    found: list[Question] = []
    if checked.problems is None:
        return found
    problems = pl.scan_parquet(checked.problems)
    for cell in checked.cells:
        if not cell.allowed:
            continue
        code = bad_code(checked.src, cell.name)
        words = (
            problems.filter(pl.col("code") == code)
            .group_by(pl.col("value").str.strip_chars())
            .len()
            .sort("len", "value", descending=[True, False])
            .head(MOST_WORDS)
            .collect()
        )
        for word, rows in words.iter_rows():
            found.append(word_question(checked.raw_table.key, cell, word, rows))
    return found


def word_question(key: str, cell: Cell, word: str, rows: int) -> Question:
    """Ask what the word stands for; by default the `rows` that have it are left out."""
    text: Text = t(
        'What does "{word}" mean as {column} ({count} rows of {file})?',
        word=word,
        column=cell.column.label,
        count=rows,
        file=key,
    )
    allowed = cell.allowed or ()
    choices = [Choice(stored, STATUSES.get(stored, Label(stored, stored))) for stored in allowed]
    return Question(
        question_id("word", key, cell.name, word),
        "word",
        key,
        text,
        (*choices, Choice(LEAVE_OUT, t("Set their rows aside"))),
        default=LEAVE_OUT,
    )


def answered_words(mapping: TableMapping, answers: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Column → word → what a person says it means, from the answers given so far.

    Raises BadMapping for a meaning that the column does not allow.
    """
    start = question_id("word", mapping.key) + ":"
    allowed = allowed_words(mapping)
    found: dict[str, dict[str, str]] = {}
    for question, answer in answers.items():
        name, _, word = question.removeprefix(start).partition(":")
        if not question.startswith(start) or answer == LEAVE_OUT or name not in allowed:
            continue
        if answer not in allowed[name]:
            raise no_answer(answer, question, (*allowed[name], LEAVE_OUT))
        found.setdefault(name, {})[word] = answer
    return found


def allowed_words(mapping: TableMapping) -> dict[str, tuple[str, ...]]:
    """Return the stored words of each column that allows certain words only."""
    columns = {
        prefixed(m.table, m.column): TABLES[m.table].column(m.column)
        for m in mapping.mapped
        if m.used and m.table and m.column
    }
    return {name: tuple(column.allowed) for name, column in columns.items() if column.allowed}
