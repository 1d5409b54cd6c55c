"""Values that people type over orders and complaints, read as an import reads its cells.

They become changes for the journal, each beside the value of the release that it replaces. Imports
warehouse, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl

from ordertrack.access import Access
from ordertrack.errors import BadEntry
from ordertrack.facts.laid_edits import complaint_texts, grouped, is_same, order_texts
from ordertrack.facts.select import Select
from ordertrack.intake.checking.cells import known_words
from ordertrack.intake.rows.names_to_ids import CUSTOMERS, PEOPLE, PRODUCTS, Naming
from ordertrack.intake.spellings import fold
from ordertrack.intake.values.form import Form
from ordertrack.intake.values.parsing import parse, reason
from ordertrack.intake.values.profiling import profile
from ordertrack.model import LEDGER_LAYOUT, TABLES, Column
from ordertrack.model.laid import (
    COMPLAINT_COLUMNS,
    DAY_ONLY,
    ORDER_COLUMNS,
    ORDER_EDITS,
    text_of,
)
from ordertrack.records.journal import KINDS, Change
from ordertrack.warehouse import Reader
from ordertrack.words import t

Given = Mapping[str, str | None]
Texts = dict[str, str | None]
NAMED: Mapping[str, Naming] = {
    "customer_id": CUSTOMERS,
    "customer_name": CUSTOMERS,
    "sales_rep": PEOPLE,
    "product": PRODUCTS,
}
# The template's columns, without which there is no order.
NEW_ORDER = tuple(name for _, _, name in LEDGER_LAYOUT)
# What an edit replaces is what the export says of the whole order, whoever sees only some lines.
EVERYTHING = Access.everything()
NEEDED = ("order_date", "customer_name", "amount")


# --- reading ------------------------------------------------------------------------------------


def read_cells(columns: Mapping[str, Column], given: Given, zone: str) -> Texts:
    """Return what was typed as texts of one form; None for what is blank.

    Raises BadEntry for a value that an import would set aside, in the words of the import.
    """
    typed = {name: pl.Series([text], dtype=pl.String) for name, text in given.items()}
    if not typed:
        return {}
    frame = pl.DataFrame(typed)
    forms = profile(frame.lazy(), {name: columns[name].kind for name in typed}, zone=zone)
    return {name: read_cell(frame, columns[name], forms[name], name) for name in typed}


def read_cell(frame: pl.DataFrame, column: Column, form: Form, name: str) -> str | None:
    """Return one cell as its text. Raises BadEntry where it is none of its kind."""
    allowed = known_words(column, {})
    parsed = parse(name, column.kind, form, allowed)
    only = pl.lit(None) if parsed.day_only is None else parsed.day_only
    cell = frame.lazy().select(value=parsed.value, only=only, bad=parsed.bad).collect()
    value, day_only, bad = cell.row(0)
    if bad:
        raise BadEntry(
            t(
                '{column}: "{value}" {reason}',
                column=column.label,
                value=frame[name][0],
                reason=reason(column.kind, form, allowed),
            )
        )
    return text_of(column, {column.name: value, column.name + DAY_ONLY: day_only})


def column_called(columns: Mapping[str, Column], called: str) -> str:
    """Return the name of a column that is called by its name, its label or a header word.

    Raises BadEntry where there is none.
    """
    wanted = fold(called)
    for name, column in columns.items():
        words = (name, column.label.en, column.label.zh, *column.synonyms)
        if wanted in map(fold, words):
            return name
    raise BadEntry(
        t("{column} is no column that can be edited.", column=repr(called)),
        t("Choose one of: {columns}.", columns=", ".join(columns)),
    )


# --- orders -------------------------------------------------------------------------------------


def order_changes(typed: Mapping[str, Given], reader: Reader, zone: str) -> list[Change]:
    """Return the changes that write these values over orders, by order number and column.

    Args:
        reader: of the release as it was imported. Raises BadEntry for a value that is none and for
            an order that is neither there nor typed before.
    """
    found: list[Change] = []
    known = order_texts_of(list(typed), reader, EVERYTHING)
    for number, given in typed.items():
        refuse_columns(given, ORDER_EDITS)
        if number not in known:
            raise no_order(number, reader)
        with naming_order(number):
            texts = with_ids(read_cells(ORDER_COLUMNS, given, zone), reader)
        found += changes("order_edit", number, texts, known[number])
    return found


@contextmanager
def naming_order(number: str) -> Generator[None]:
    """Have a value that is refused name the order where it stands."""
    try:
        yield
    except BadEntry as error:
        named = t("Order {order}, {problem}", order=number, problem=error.text)
        raise BadEntry(named, error.fix) from error


def new_order_changes(number: str, given: Given, reader: Reader, zone: str) -> list[Change]:
    """Return the changes that add an order in the columns of the template.

    Raises BadEntry for a value that is none, a blank one that an order must have, and a number that
    the release has already.
    """
    refuse_columns(given, NEW_ORDER)
    column = TABLES["orders"].column("order_no")
    key = read_cells({"order_no": column}, {"order_no": number}, zone)["order_no"]
    texts = read_cells(ORDER_COLUMNS, {n: v for n, v in given.items() if n != "order_no"}, zone)
    missing = [ORDER_COLUMNS[name].label for name in NEEDED if texts.get(name) is None]
    if key is None:
        missing.insert(0, column.label)
    if key is None or missing:
        raise BadEntry(
            t("{column}: blank, and every order needs one.", column=missing[0]),
            t("Nothing was written. Fill it in."),
        )
    if key in order_texts_of([key], reader, EVERYTHING):
        raise BadEntry(
            t("There is an order {number} already.", number=key),
            t("Open it to edit it, or choose another number."),
        )
    filled: Texts = {name: text for name, text in texts.items() if text is not None}
    customer = {"customer_id": id_of("customer_id", filled["customer_name"] or "", reader)}
    return changes("order_edit", key, with_ids(filled, reader) | customer, {})


def changes(kind: str, key: str, texts: Given, exported: Given) -> list[Change]:
    """Return the changes that lay these values over what the export says; the same is no edit."""
    subject = KINDS[kind].subject({KINDS[kind].key[0].name: key})
    return [
        Change(kind, subject, name, laid(text, exported.get(name))) for name, text in texts.items()
    ]


def laid(value: str | None, replaced: str | None) -> dict[str, str | None] | None:
    """Return an edit as the journal keeps it; None where it is what the export says."""
    return None if is_same(value, replaced) else {"value": value, "replaced": replaced}


def order_texts_of(numbers: Sequence[str], reader: Reader, access: Access) -> dict[str, Texts]:
    """Return what is said of these orders, by column; not of those that the release lacks."""
    orders = rows_of("orders", numbers, reader, access)
    lines = grouped(rows_of("order_lines", numbers, reader, access), "order_no")
    return {row["order_no"]: order_texts(row, lines.get(row["order_no"], [])) for row in orders}


def rows_of(
    table: str, wanted: Sequence[str], reader: Reader, access: Access
) -> list[dict[str, Any]]:
    """Return the rows of a table with these order numbers, or numbers of complaints."""
    params = {f"key_{place}": value for place, value in enumerate(wanted)}
    if not params:
        return []
    key = "complaint_id" if table == "complaints" else "order_no"
    places = ", ".join(f"${name}" for name in params)
    query = f"SELECT * FROM {table} WHERE {key} IN ({places})"
    return reader.run(Select.text(query, access, params)).to_dicts()


def refuse_columns(given: Given, allowed: Sequence[str]) -> None:
    """Raise BadEntry for a column that cannot be typed here."""
    for name in given:
        if name not in allowed:
            raise BadEntry(
                t("{column} is no column that can be edited.", column=repr(name)),
                t("Choose one of: {columns}.", columns=", ".join(allowed)),
            )


def no_order(number: str, reader: Reader) -> BadEntry:
    """Return that an order is not in the release."""
    return BadEntry(
        t(
            "There is no order {number} in release {release}.",
            number=repr(number),
            release=reader.release.number,
        ),
        t("Look for it on the Orders page, or add it there."),
    )


# --- names --------------------------------------------------------------------------------------


def with_ids(texts: Texts, reader: Reader) -> Texts:
    """Return the values with ids in the place of names that only one has."""
    ids = {
        name: id_of(name, text, reader)
        for name, text in texts.items()
        if text is not None and name in NAMED and name != "customer_name"
    }
    return {**texts, **ids}


def id_of(name: str, text: str, reader: Reader) -> str:
    """Return the id that goes with a name, as an import finds it; else the name itself."""
    naming = NAMED[name]
    called = naming.names(reader).filter(pl.col("name") == text)
    if called.is_empty():
        return text
    ids = naming.known(called, reader)
    single = ids.filter(pl.col("many") == 1)
    return single["id"][0] if single.height else text


# --- complaints ---------------------------------------------------------------------------------


def complaint_changes(number: str, given: Given, reader: Reader, zone: str) -> list[Change]:
    """Return the changes that write these values over a complaint, or add one of this number."""
    refuse_columns(given, tuple(COMPLAINT_COLUMNS))
    texts = read_cells(COMPLAINT_COLUMNS, given, zone)
    exported = complaint_texts_of(number, reader, EVERYTHING)
    return changes("complaint_edit", number, texts, exported)


def complaint_texts_of(number: str, reader: Reader, access: Access) -> Texts:
    """Return what is said of a complaint, by column; nothing where there is none."""
    rows = rows_of("complaints", [number], reader, access)
    return complaint_texts(rows[0]) if rows else {}
