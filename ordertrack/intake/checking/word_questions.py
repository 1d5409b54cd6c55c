"""Words that are not known where only certain words are allowed: what do they mean here?

Imports model, words and its siblings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from ordertrack.intake.checking.checked import Cell, Checked, bad_code
from ordertrack.intake.column_names import prefixed
from ordertrack.intake.decisions import LEAVE_OUT, Decisions, no_answer
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.values.form import clean, fold, words_of
from ordertrack.intake.values.text import folded, lookup
from ordertrack.model import DOCUMENT_TYPES, STATUSES, TABLES
from ordertrack.words import Label, Text, t

MOST_WORDS = 20
_APART = re.compile(r"[^\w]+|_+")
_DENIED = re.compile(
    r"[未不没沒非无無待]|\b(?:not|no|non|un\w+|in\w+|pre\w*|partial\w*|awaiting|pending)\b"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+$")


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
    """Ask what a word stands for that this many rows have."""
    text: Text = t(
        'What does "{word}" mean as {column} in {file}?',
        word=word,
        column=cell.column.label,
        file=key,
    )
    allowed = cell.allowed or ()
    labels = {**STATUSES, **DOCUMENT_TYPES}
    choices = [Choice(stored, labels.get(stored, Label(stored, stored))) for stored in allowed]
    return Question(
        question_id("word", key, cell.name, word),
        "word",
        key,
        text,
        (*choices, Choice(LEAVE_OUT, t("Set their rows aside"))),
        suggested=likely_meaning(cell, word),
        rows=rows,
    )


def likely_meaning(cell: Cell, word: str) -> str | None:
    """Return what the known words inside an unknown one mean: wc-completed, 已完成（自提）.

    None where they disagree, or where one of them may be denied.
    """
    known = lookup(words_of(cell.form.kind, cell.allowed))
    plain = unicodedata.normalize("NFKC", word).lower()
    if _DENIED.search(plain):
        return None
    tokens = [token for token in _APART.split(plain) if token]
    runs = {
        "".join(tokens[start:end])
        for start in range(len(tokens))
        for end in range(start + 1, len(tokens) + 1)
    }
    there = {
        spelling
        for spelling in known
        if spelling in runs or (_HAN.match(spelling) and len(spelling) > 1 and spelling in plain)
    }
    # "Closed Won" says neither "closed" nor "won".
    inside = {
        known[spelling]
        for spelling in there
        if not any(spelling != longer and spelling in longer for longer in there)
    }
    return inside.pop() if len(inside) == 1 else None


def applied_words(checked: Checked, path: Path, answers: Mapping[str, str]) -> list[Question]:
    """Return the questions whose answers were followed: a word that is understood fails no more.

    `path` is the raw table that was read. An answer about a word that no cell holds is left out.
    """
    key, cells = checked.raw_table.key, {cell.name: cell for cell in checked.cells}
    found: list[Question] = []
    for name, word, answer in _about_words(key, answers):
        cell = cells.get(name)
        if cell is None or not cell.allowed or _meaning(cell, word) != answer:
            continue
        if rows := _count(path, cell, word):
            found.append(word_question(key, cell, word, rows))
    return found


def _meaning(cell: Cell, word: str) -> str:
    return lookup(words_of(cell.form.kind, cell.allowed)).get(fold(word), LEAVE_OUT)


def _count(path: Path, cell: Cell, word: str) -> int:
    held = folded(clean(cell.raw, cell.form)) == fold(word)
    return int(pl.scan_parquet(path).select(held.sum()).collect().item())


def answered_words(mapping: TableMapping, decisions: Decisions) -> dict[str, dict[str, str]]:
    """Column → word → what a person says it means, from the answers given so far.

    Raises BadMapping for a meaning that the column does not allow.
    """
    allowed = allowed_words(mapping)
    found: dict[str, dict[str, str]] = {}
    for name, word, answer in _about_words(mapping.key, decisions.all_answers):
        if answer == LEAVE_OUT or name not in allowed:
            continue
        question = question_id("word", mapping.key, name, word)
        if answer not in allowed[name]:
            if question not in decisions.answers:
                continue
            raise no_answer(answer, question, (*allowed[name], LEAVE_OUT))
        found.setdefault(name, {})[word] = answer
    return found


def _about_words(key: str, answers: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The column, the word and the answer of every answer about a word of this raw table."""
    start = question_id("word", key) + ":"
    for question, answer in answers.items():
        if question.startswith(start):
            name, _, word = question.removeprefix(start).partition(":")
            yield name, word, answer


def allowed_words(mapping: TableMapping) -> dict[str, tuple[str, ...]]:
    """Return the stored words of each column that allows certain words only."""
    columns = {
        prefixed(m.table, m.column): TABLES[m.table].column(m.column)
        for m in mapping.mapped
        if m.used and m.table and m.column
    }
    return {name: tuple(column.allowed) for name, column in columns.items() if column.allowed}
