"""The questions that an import raises, and what their answers do.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from ordertrack.intake.checking.check import Checked, bad_code
from ordertrack.intake.mapping_types import Mapped, Target
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.values.form import Form
from ordertrack.model import TABLES
from ordertrack.words import Label, Text, t

UNUSED = ""
NO_TABLE = "none"
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
LEAVE_OUT = "leave-out"
_MOST_WORDS = 20


def which_table(key: str, tables: tuple[str, ...], sure: bool = True) -> Question:
    """What the file holds: settled by its headers, open to a person's better knowledge.

    Where the headers say too little it is asked, and what they do say is only suggested.
    """
    found = _as_choice(tables)
    choices = [Choice("orders", t("Orders, with or without their lines"))]
    choices += [Choice(n, table.label) for n, table in TABLES.items() if n != "orders"]
    choices.append(Choice(NO_TABLE, t("Nothing of this: leave it out")))
    text = t("What does {file} hold?", file=key)
    name, offered = question_id("table", key), tuple(choices)
    if sure:
        return Question(name, "table", key, text, offered, default=found)
    text = t("Few columns of {file} are understood. What does it hold?", file=key)
    return Question(name, "table", key, text, offered, suggested=found)


def _as_choice(tables: tuple[str, ...]) -> str:
    if "orders" in tables:
        return "orders"
    return tables[0] if tables else NO_TABLE


def suggestions(key: str, mapping: Iterable[Mapped]) -> list[Question]:
    """Headers that probably mean a column, one question each."""
    return [_suggestion(key, m) for m in mapping if m.kind == "suggested"]


def _suggestion(key: str, m: Mapped) -> Question:
    targets = [m.target, *m.options]
    choices = [Choice(f"{table}.{column}", _label(table, column)) for table, column in targets]
    return Question(
        question_id("mapping", key, m.header),
        "mapping",
        key,
        t(
            'Does "{header}" in {file} mean {column}?',
            header=m.header,
            file=key,
            column=_label(*m.target),
        ),
        (*choices, Choice(UNUSED, t("Do not use it"))),
        default=UNUSED,
        suggested=choices[0].value,
        confidence=m.confidence,
    )


def _label(table: str, column: str) -> Label:
    return TABLES[table].column(column).label


def targets_said(answer: str) -> tuple[Target, ...]:
    """What an answer to a suggestion maps the header to; nothing when it stays unused."""
    table, _, column = answer.partition(".")
    return ((table, column),) if column else ()


# --- the order of day and month ---


def day_orders(
    key: str, headers: Sequence[str], forms: Mapping[int, Form], settled: bool | None
) -> list[Question]:
    """A question per date column that reads both ways; `settled` is how its neighbours read."""
    likely = {True: DAY_FIRST, False: MONTH_FIRST}.get(settled) if settled is not None else None
    return [
        _day_order(key, headers[position], form, likely)
        for position, form in forms.items()
        if form.ambiguous
    ]


def _day_order(key: str, header: str, form: Form, likely: str | None) -> Question:
    example = form.examples[0] if form.examples else ""
    return Question(
        question_id("day-order", key, header),
        "day-order",
        key,
        t(
            'In {file}, "{header}": is {example} written day first or month first?',
            file=key,
            header=header,
            example=example,
        ),
        (
            Choice(DAY_FIRST, t("Day first (31/12/2024)")),
            Choice(MONTH_FIRST, t("Month first (12/31/2024)")),
        ),
        suggested=likely,
    )


# --- shipped or delivered ---


def ship_as_delivery(key: str, likely: bool) -> Question:
    """Asked where nothing says when goods arrived; not suggested where other exports do say it."""
    text = t("{file} has no delivery date but a ship date: count shipping as delivery?", file=key)
    return Question(
        question_id("ship-as-delivery", key),
        "ship-as-delivery",
        key,
        text,
        (Choice("no", NO), Choice("yes", YES)),
        default="no",
        suggested="yes" if likely else None,
    )


# --- one order number for two orders ---


def conflict(key: str, orders: int) -> Question:
    text = t(
        "{count} order numbers in {file} stand for several customers or days. What to do?",
        count=orders,
        file=key,
    )
    return Question(
        question_id("conflict", key),
        "conflict",
        key,
        text,
        (
            Choice(LEAVE_OUT, t("Set their rows aside")),
            Choice("append-day", t("Add the day to the order number")),
            Choice("append-customer", t("Add the customer to the order number")),
        ),
        default=LEAVE_OUT,
    )


# --- words that are not known ---


def unknown_words(key: str, checked: Checked) -> list[Question]:
    """A question per unknown word of a column with allowed words: what does it mean here?"""
    found: list[Question] = []
    if checked.problems is None:
        return found
    problems = pl.scan_parquet(checked.problems)
    for cell in checked.cells:
        if not cell.allowed:
            continue
        code = bad_code(checked.src, cell.spot)
        words = (
            problems.filter(pl.col("code") == code)
            .group_by(pl.col("value").str.strip_chars())
            .len()
            .sort("len", "value", descending=[True, False])
            .head(_MOST_WORDS)
            .collect()
        )
        for word, rows in words.iter_rows():
            found.append(_word(key, cell.spot, cell.column.label, word, rows, cell.allowed))
    return found


def _word(
    key: str, spot: str, label: Label, word: str, rows: int, allowed: Iterable[str]
) -> Question:
    text: Text = t(
        'What does "{word}" mean as {column} ({count} rows of {file})?',
        word=word,
        column=label,
        count=rows,
        file=key,
    )
    choices = [Choice(stored, _stored(stored)) for stored in allowed]
    return Question(
        question_id("word", key, spot, word),
        "word",
        key,
        text,
        (*choices, Choice(LEAVE_OUT, t("Set their rows aside"))),
        default=LEAVE_OUT,
    )


def _stored(word: str) -> Label:
    from ordertrack.model import STATUSES

    return STATUSES.get(word, Label(word, word))


def words_said(key: str, answers: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Spot → word → what a person says it means, from the answers given so far."""
    start = question_id("word", key) + ":"
    found: dict[str, dict[str, str]] = {}
    for name, answer in answers.items():
        if name.startswith(start) and answer != LEAVE_OUT:
            spot, _, word = name.removeprefix(start).partition(":")
            found.setdefault(spot, {})[word] = answer
    return found
