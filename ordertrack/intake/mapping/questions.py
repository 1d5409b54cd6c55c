"""The questions that an import raises, and what their answers do.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from ordertrack.intake.column_names import RELEASE
from ordertrack.intake.decisions import LEAVE_OUT
from ordertrack.intake.mapping_types import Mapped, Target
from ordertrack.intake.question import NO, YES, Choice, Question, question_id
from ordertrack.intake.values.form import Form
from ordertrack.model import TABLES
from ordertrack.words import Label, Text, t

UNUSED = ""
NO_TABLE = "none"
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"


def which_table(key: str, tables: tuple[str, ...], sure: bool = True) -> Question:
    """Return what the file holds: settled by its headers, open to a person's better knowledge.

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


def doubtful_table(asked: Question, likely: str, text: Text | None) -> Question:
    """Return the question again where other files speak against the headers alone.

    Without a text nobody is asked: what is likely is taken.
    """
    if text is None:
        return replace(asked, default=likely)
    return replace(asked, text=text, default=None, suggested=likely)


def _as_choice(tables: tuple[str, ...]) -> str:
    if "orders" in tables:
        return "orders"
    return tables[0] if tables else NO_TABLE


def suggestions(key: str, mapped: Iterable[Mapped]) -> list[Question]:
    """Headers that probably mean a column, one question each."""
    return [_suggestion(key, m) for m in mapped if m.kind == "suggested"]


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


def answered_targets(answer: str) -> tuple[Target, ...]:
    """Return what an answer to a suggestion maps the header to; nothing when it stays unused."""
    table, _, column = answer.partition(".")
    return ((table, column),) if column else ()


# --- the order of day and month ---


def day_order(key: str, header: str, form: Form, likely: bool | None) -> Question:
    """Ask about dates that read both ways; `likely`: its neighbours have the day first."""
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
        suggested=None if likely is None else DAY_FIRST if likely else MONTH_FIRST,
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


# --- no amounts ---


def no_amounts(key: str, rows: int) -> Question:
    """Ask whether lines without amounts are imported, to follow their orders alone."""
    text = t("{file} has no amounts: import it for tracking only?", file=key)
    choices = (Choice("yes", YES), Choice("no", NO))
    return Question(question_id("no-amounts", key), "no-amounts", key, text, choices, rows=rows)


# --- one order number for two orders ---


def conflict_choices(ways: Collection[str]) -> tuple[Choice, ...]:
    """Return what can be done: a number takes on only what tells all orders apart."""
    appended = (
        Choice("append-day", t("Add the day to the order number")),
        Choice("append-customer", t("Add the customer to the order number")),
        Choice("append-customer-day", t("Add the customer and the day to the order number")),
    )
    allowed = (choice for choice in appended if choice.value in ways)
    return (Choice(LEAVE_OUT, t("Set their rows aside")), *allowed)


def conflict(key: str, orders: int, ways: Collection[str]) -> Question:
    """Ask what to do with order numbers that stand for several orders in the files."""
    text = t(
        "Order numbers in {file} that stand for several customers or days: {count}. What to do?",
        count=orders,
        file=key,
    )
    return Question(question_id("conflict", key), "conflict", key, text, conflict_choices(ways))


def known_conflict(key: str, orders: int, ways: Collection[str]) -> Question:
    """Ask what to do with order numbers that the release has for other orders."""
    text = t(
        "Order numbers in {file} that stand for another customer and another day than in the"
        " current release: {count}. What to do?",
        count=orders,
        file=key,
    )
    same = Choice("replace", t("They are the same orders: take over what the file says"))
    choices = (*conflict_choices(ways), same)
    return Question(question_id("conflict", key, RELEASE), "conflict", key, text, choices)


# --- lines that an export no longer has ---


def whole_orders(key: str, lines: int, orders: int, samples: tuple[str, ...]) -> Question:
    """Ask whether lines that a file no longer has are gone."""
    text = t(
        "Does {file} hold whole orders? Lines of its orders that are no longer in it: {count}, in"
        " orders: {orders}. Yes: they are removed; no: they stay.",
        file=key,
        count=lines,
        orders=orders,
    )
    name, choices = question_id("whole-orders", key), (Choice("yes", YES), Choice("no", NO))
    return Question(name, "whole-orders", key, text, choices, samples=samples, rows=lines)
