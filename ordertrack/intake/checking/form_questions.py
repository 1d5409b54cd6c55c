"""Columns of numbers whose point may set thousands apart, or decimals.

The rest of the file may tell; where it does not, a person is asked. Imports words and its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import polars as pl

from ordertrack.intake.column_names import AMOUNT, QUANTITY, UNIT_PRICE
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.question import Choice, Question, question_id
from ordertrack.intake.values.form import Form, Forms, Profiles, Wanted
from ordertrack.intake.values.numbers import number_value
from ordertrack.model import Kind
from ordertrack.words import t

THOUSANDS, DECIMALS = "dot-thousands", "dot-decimals"
COMMA_THOUSANDS, COMMA_DECIMALS = "comma-thousands", "comma-decimals"
MOSTLY, HARDLY = 0.8, 0.2  # shares of rows that settle a question, and that contradict it
LEAST_ROWS = 2

Answer = Callable[[Question], Question]


@dataclass
class Settled:
    """The forms of a table after all that reads two ways is settled, and what was asked."""

    profiles: Profiles
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def use(self, forms: Mapping[Wanted, Form]) -> None:
        self.profiles = replace(self.profiles, forms={**self.profiles.forms, **forms})


def points_by_header(
    usable: Sequence[TableMapping], profiles: Mapping[int, Profiles]
) -> dict[str, str]:
    """Return what the point is below the same header in a file of this import where it is clear."""
    return {
        mapping.to_read.headers[position]: THOUSANDS if form.decimal_comma else DECIMALS
        for mapping in usable
        for (position, _), form in profiles[mapping.src].forms.items()
        if form.decimal_comma or form.decimals
    }


def settle_points(
    mapping: TableMapping, settled: Settled, same_header: Mapping[str, str], answer: Answer
) -> None:
    """Settle whether points set thousands apart."""
    profiles = settled.profiles
    open_still = {at: f for at, f in profiles.forms.items() if f.points and _as_text(mapping, at)}
    if not open_still:
        return
    known = _elsewhere(mapping, profiles) or _by_arithmetic(mapping, profiles, open_still)
    for (position, kind), form in open_still.items():
        way = known or same_header.get(mapping.to_read.headers[position])
        if way is None:
            question = answer(_points(mapping, position, form))
            settled.questions.append(question)
            way = question.answer
        elif way == THOUSANDS:
            settled.findings.append(_thousands(mapping, position, form))
        if way == THOUSANDS:
            settled.use({(position, kind): with_groups(form)})


def settle_commas(mapping: TableMapping, settled: Settled, answer: Answer) -> None:
    """Ask about 1,234 where the rest of the file has decimal commas only."""
    found = {at: form for at, form in settled.profiles.forms.items() if form.commas}
    if not found or _elsewhere(mapping, settled.profiles) != THOUSANDS:
        return
    for (position, kind), form in found.items():
        question = answer(_commas(mapping, position, form))
        settled.questions.append(question)
        if question.answer == COMMA_DECIMALS:
            settled.use({(position, kind): replace(form, decimal_comma=True, commas=0)})


def with_groups(form: Form) -> Form:
    """Return the form of a column whose points set thousands apart."""
    styles = ("bare",) if form.plain else form.styles
    return replace(form, plain=False, decimal_comma=True, points=0, styles=styles)


def _as_text(mapping: TableMapping, wanted: Wanted) -> bool:
    """Whether the column was written as text: a number cell has no point before thousands.

    Of a number cell no zero at the end is left.
    """
    raw_table = mapping.to_read
    if PurePath(raw_table.file).suffix.casefold() == ".parquet":
        return False
    if raw_table.sheet is None:
        return True
    zero = pl.col(f"c{wanted[0]}").str.contains(r"\.[0-9]{2}0\b").any()
    return bool(pl.scan_parquet(raw_table.path).select(zero).collect().item())


# --- what the rest of the file tells ---


def _elsewhere(mapping: TableMapping, profiles: Profiles) -> str | None:
    """What other columns of the file have as their decimal mark; cells of a workbook have none."""
    if mapping.to_read.sheet is not None:
        return None
    commas = any(form.decimal_comma for form in profiles.forms.values())
    points = any(form.decimals for form in profiles.forms.values())
    if commas == points:
        return None
    return THOUSANDS if commas else DECIMALS


def _by_arithmetic(mapping: TableMapping, profiles: Profiles, open_still: Forms) -> str | None:
    """Which reading makes quantity × price come near the amount, whatever discount or tax."""
    found = {name: profiles.forms.get(at) for name, at in _wanted(mapping).items()}
    forms = {name: form for name, form in found.items() if form is not None}
    if len(forms) < 3 or not any(form.points for form in forms.values()):
        return None
    positions = {name: at[0] for name, at in _wanted(mapping).items()}
    groups = {name: with_groups(form) if form.points else form for name, form in forms.items()}
    ratios = [_ratio(positions, way) for way in (forms, groups)]
    rows = pl.scan_parquet(mapping.to_read.path).select(
        points=ratios[0].cast(pl.Float64), groups=ratios[1].cast(pl.Float64)
    )
    # Only rows that the readings tell apart have something to say.
    telling = (pl.col("points") / pl.col("groups")).log10().abs() > 1
    near = [pl.col(name).is_between(0.2, 2) for name in ("points", "groups")]
    looked = rows.filter(telling).select(pl.len(), *(way.mean() for way in near)).collect()
    count, decimals, thousands = looked.row(0)
    if count < LEAST_ROWS:
        return None
    if decimals >= MOSTLY and thousands <= HARDLY:
        return DECIMALS
    return THOUSANDS if thousands >= MOSTLY and decimals <= HARDLY else None


def _wanted(mapping: TableMapping) -> dict[str, Wanted]:
    kinds: dict[str, Kind] = {QUANTITY: "qty", UNIT_PRICE: "money", AMOUNT: "money"}
    return {name: (at, kinds[name]) for name, at in mapping.positions.items() if name in kinds}


def _ratio(positions: Mapping[str, int], forms: Mapping[str, Form]) -> pl.Expr:
    """The amount by quantity × price, as understood."""
    figures = {
        name: number_value(f"c{positions[name]}", form).cast(pl.Float64)
        for name, form in forms.items()
    }
    return figures[AMOUNT] / (figures[QUANTITY] * figures[UNIT_PRICE])


# --- questions ---


def _points(mapping: TableMapping, position: int, form: Form) -> Question:
    header = mapping.to_read.headers[position]
    groups = form.filled > form.points or form.kind == "money"
    return Question(
        question_id("number-form", mapping.key, header),
        "number-form",
        mapping.key,
        t(
            'In {file}, "{header}": does the point in {example} set thousands apart, or decimals?',
            file=mapping.key,
            header=header,
            example=form.examples[0],
        ),
        (
            Choice(THOUSANDS, t("Thousands (1.234 is one thousand two hundred thirty-four)")),
            Choice(DECIMALS, t("Decimals (1.234 is a little more than one)")),
        ),
        suggested=THOUSANDS if groups else DECIMALS,
        samples=form.examples,
        rows=form.points,
    )


def _commas(mapping: TableMapping, position: int, form: Form) -> Question:
    header = mapping.to_read.headers[position]
    return Question(
        question_id("number-form", mapping.key, header),
        "number-form",
        mapping.key,
        t(
            'In {file}, "{header}": does the comma in {example} set thousands apart, or decimals,'
            " as elsewhere in the file?",
            file=mapping.key,
            header=header,
            example=form.examples[0],
        ),
        (
            Choice(COMMA_THOUSANDS, t("Thousands (1,234 is one thousand two hundred thirty-four)")),
            Choice(COMMA_DECIMALS, t("Decimals (1,234 is a little more than one)")),
        ),
        suggested=COMMA_DECIMALS,
        samples=form.examples,
        rows=form.commas,
    )


def _thousands(mapping: TableMapping, position: int, form: Form) -> Finding:
    text = t(
        'The point in {count} values of "{header}" in {file}, such as {example}, sets thousands'
        " apart, as the rest of the file shows.",
        count=form.points,
        header=mapping.to_read.headers[position],
        file=mapping.key,
        example=form.examples[0],
    )
    return Finding("point-thousands", "info", text, form.points)
