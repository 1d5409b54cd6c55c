"""Dates that cannot be as they stand: day and month exchanged, years of another era.

Imports words and its siblings.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ordertrack.intake.checking.form_questions import Answer, Settled
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.values.dates import DATE_KINDS, day_value
from ordertrack.intake.values.form import EARLIEST_AHEAD, LATEST_AHEAD, Form, Forms
from ordertrack.words import t

SWAPPED, AS_THEY_STAND = "swapped", "as-they-stand"
BUDDHIST = 543  # years ahead
# How a workbook's date cells come out as text, and dates that stayed text.
_CELL = r"^[0-9]{4}-([0-9]{2})-([0-9]{2})(?: [0-9:.]+)?$"
_TEXT = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.][0-9]{2,4}"
_FEW = 2_000  # rows whose years tell whether it is worth looking at all of them


def settle_dates(mapping: TableMapping, settled: Settled, answer: Answer) -> None:
    """Settle what the dates of a table count from, and ask where day and month are exchanged."""
    if mapping.to_read.from_1904:
        found = _dates(settled).items()
        settled.use({at: replace(form, from_1904=True) for at, form in found if form.excel_serial})
    _settle_years(mapping, settled)
    if mapping.to_read.sheet is not None:
        _settle_cells(mapping, settled, answer)


def _dates(settled: Settled) -> Forms:
    forms = settled.profiles.forms
    return {at: form for at, form in forms.items() if at[1] in DATE_KINDS and form.filled}


# --- years of another era ---


def _settle_years(mapping: TableMapping, settled: Settled) -> None:
    if settled.profiles.our_era:
        return
    for (position, kind), form in _dates(settled).items():
        if _ahead(mapping, position, form):
            settled.use({(position, kind): replace(form, years_ahead=BUDDHIST, spellings=())})
            settled.findings.append(_era(mapping, position, form))


def _ahead(mapping: TableMapping, position: int, form: Form) -> bool:
    """Whether all years of the column are some 543 ahead of ours."""
    frame, name = pl.scan_parquet(mapping.to_read.path), f"c{position}"
    return _all_ahead(frame.head(_FEW), name, form) and _all_ahead(frame, name, form)


def _all_ahead(frame: pl.LazyFrame, name: str, form: Form) -> bool:
    years = frame.select(year=day_value(name, form).dt.year()).select(
        pl.col("year").min().alias("least"), pl.col("year").max().alias("most")
    )
    least, most = years.collect().row(0)
    return least is not None and least >= EARLIEST_AHEAD and most <= LATEST_AHEAD


def _era(mapping: TableMapping, position: int, form: Form) -> Finding:
    text = t(
        'The years of "{header}" in {file} are of the Buddhist era: 2567 is read as 2024.',
        header=mapping.to_read.headers[position],
        file=mapping.key,
    )
    return Finding("buddhist-years", "info", text, form.filled)


# --- day and month exchanged when a file was opened ---


def _settle_cells(mapping: TableMapping, settled: Settled, answer: Answer) -> None:
    for (position, kind), form in _dates(settled).items():
        if not {"ymd", "parts"} <= set(form.styles) and not _known(mapping, position, answer):
            continue
        cells, samples = _exchanged(mapping, position)
        if not cells:
            continue
        question = answer(_cells(mapping, position, cells, samples))
        if len(samples) < 2 and not question.remembered:
            continue
        settled.questions.append(question)
        if question.answer == SWAPPED:
            exchanged = replace(form, swapped=True)
            if form.plain:  # date cells alone are read the short way otherwise
                exchanged = replace(exchanged, plain=False, styles=("ymd", "timed"))
            settled.use({(position, kind): exchanged})


def _known(mapping: TableMapping, position: int, answer: Answer) -> bool:
    """Return whether it was answered for these headers before.

    Date cells alone, of the first days of a month, say nothing of their own.
    """
    return answer(_cells(mapping, position, 0, ("2024-01-02",))).remembered


def _exchanged(mapping: TableMapping, position: int) -> tuple[int, tuple[str, ...]]:
    """Count the date cells whose day and month were exchanged when a text was opened.

    A program that expects the other order makes dates of all days up to 12 and leaves the others
    text. It gives 0 where one date cell or text contradicts that, and one sample only where there
    is no such text.
    """
    cell = pl.col(f"c{position}").str.strip_chars()
    cells, texts = (cell.str.extract_groups(pattern) for pattern in (_CELL, _TEXT))
    parts = [
        cells.struct.field(at).cast(pl.Int8, strict=False).alias(f"cell{at}") for at in ("1", "2")
    ] + [texts.struct.field(at).cast(pl.Int8, strict=False).alias(f"text{at}") for at in ("1", "2")]
    looked = pl.scan_parquet(mapping.to_read.path).select(cell.alias("cell"), *parts)
    month, day = pl.col("cell1"), pl.col("cell2")
    latest = pl.max_horizontal("text1", "text2")
    counts = looked.select(
        (month != day).sum().alias("cells"),
        (day > 12).sum().alias("late"),
        (latest > 12).sum().alias("texts"),
        (latest <= 12).sum().alias("early"),
        pl.col("cell").filter(month != day).head(1).implode().alias("cell"),
        pl.col("cell").filter(latest > 12).head(1).implode().alias("text"),
    )
    found = counts.collect().row(0, named=True)
    if found["late"] or found["early"]:
        return 0, ()
    return found["cells"], (*found["cell"], *found["text"])


def _cells(mapping: TableMapping, position: int, cells: int, samples: tuple[str, ...]) -> Question:
    header = mapping.to_read.headers[position]
    example = samples[0][:10]
    year, month, day = example.split("-")
    values = {"file": mapping.key, "header": header, "count": cells}
    text = t(
        'In {file}, "{header}" has {count} date cells, none after the 12th of a month: were day'
        " and month exchanged when the file was opened?",
        **values,
    )
    if len(samples) > 1:
        text = t(
            'In {file}, "{header}" has {count} date cells, none after the 12th of a month, beside'
            " texts such as {text}: were day and month exchanged when the file was opened?",
            **values,
            text=samples[1],
        )
    return Question(
        question_id("date-cells", mapping.key, header),
        "date-cells",
        mapping.key,
        text,
        (
            Choice(
                SWAPPED,
                t("Yes: {cell} means {meant}", cell=example, meant=f"{year}-{day}-{month}"),
            ),
            Choice(AS_THEY_STAND, t("No: the date cells are right as they stand")),
        ),
        suggested=SWAPPED,
        samples=samples,
        rows=cells,
    )
