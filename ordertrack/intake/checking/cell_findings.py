"""What is worth knowing about the cells of a table. Imports model, words and its siblings."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ordertrack.intake.checking.cells import unit_of
from ordertrack.intake.checking.checked import Checked
from ordertrack.intake.column_names import PRODUCT
from ordertrack.intake.finding import Finding
from ordertrack.intake.mapping_types import TableMapping
from ordertrack.intake.values.form import Profiles
from ordertrack.intake.values.parsing import parse
from ordertrack.model import TABLES
from ordertrack.words import t

# What a spreadsheet makes of a number such as 3-12 or MAR4: a day, or a day and a month.
_AS_DATE = (
    r"^\s*(?:\d{4}-\d{2}-\d{2}(?:[ T]00:00:00(?:\.0+)?)?"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2}"
    r"|\d{1,2}月\d{1,2}日)\s*$"
)
_NUMBERS = ("order_no", PRODUCT)


def unit_findings(mapping: TableMapping) -> list[Finding]:
    """Amounts that a header counts in 万 or thousands: the figures differ from the file's."""
    units = {
        m.header: unit_of(m.header, TABLES[m.table].column(m.column))
        for m in mapping.mapped
        if m.used and m.table and m.column
    }
    return [
        Finding(
            "unit",
            "info",
            t('"{header}" in {file} is counted in {unit}.', header=h, file=mapping.key, unit=unit),
            1,
        )
        for h, unit in units.items()
        if unit > 1
    ]


def no_date_findings(mapping: TableMapping, profiles: Profiles) -> list[Finding]:
    """Cells that hold a day which their system writes where it has none."""
    found = {at: form for at, form in sorted(profiles.dates.items()) if form.no_dates}
    if not found:
        return []
    text = t(
        "{count} cells of {columns} in {file} hold a value that means no date (such as {example}):"
        " they are read as blank.",
        count=(count := sum(form.no_date_cells for form in found.values())),
        columns=", ".join(f'"{mapping.to_read.headers[at]}"' for at in found),
        file=mapping.key,
        example=next(iter(found.values())).no_dates[0],
    )
    return [Finding("no-date-values", "info", text, count)]


def unfit_findings(mapping: TableMapping, checked: Checked) -> list[Finding]:
    """Cells of optional columns that do not fit their column, and are read as unknown."""
    found, raw = [], pl.scan_parquet(mapping.to_read.path)
    for cell in checked.cells:
        if not cell.lenient or (cell.column.by_values and cell.column.kind == "choice"):
            continue  # of most words of such a column nothing follows
        bad = (
            raw.filter(parse(cell.raw, cell.column.kind, cell.form, cell.allowed).bad)
            .select(pl.col(cell.raw).str.strip_chars())
            .collect()
        )
        if bad.is_empty():
            continue
        text = t(
            '{count} values of "{header}" in {file} are not read as {column} (such as {values}):'
            " they do not fit and count as unknown.",
            count=bad.height,
            header=mapping.to_read.headers[cell.position],
            file=mapping.key,
            column=cell.column.label,
            values=" | ".join(bad.to_series().unique(maintain_order=True).head(3)),
        )
        found.append(Finding("values-unknown", "warning", text, bad.height))
    return found


def date_number_findings(
    mappings: Sequence[TableMapping], all_checked: Sequence[Checked]
) -> list[Finding]:
    """Order and product numbers that a spreadsheet turned into dates: what they were is lost."""
    by_position: dict[int, list[TableMapping]] = {}
    for mapping, checked in zip(mappings, all_checked, strict=True):
        for cell in checked.cells:
            if cell.name in _NUMBERS:
                by_position.setdefault(cell.position, []).append(mapping)
    return [
        found
        for position, group in by_position.items()
        if _some_are_dates(position, group)
        for mapping in group
        for found in _dated_numbers(position, mapping)
    ]


def _some_are_dates(position: int, mappings: Sequence[TableMapping]) -> bool:
    """Look over all files at once: nearly always there are none."""
    parts = [
        pl.scan_parquet(mapping.to_read.path).select(pl.col(f"c{position}").alias("cell"))
        for mapping in mappings
    ]
    found = pl.concat(parts).select(pl.col("cell").str.contains(_AS_DATE).any()).collect()
    return bool(found.item())


def _dated_numbers(position: int, mapping: TableMapping) -> list[Finding]:
    raw = pl.scan_parquet(mapping.to_read.path).select(cell=f"c{position}")
    values = raw.filter(pl.col("cell").str.contains(_AS_DATE)).collect().to_series()
    if values.is_empty():
        return []
    text = t(
        '{count} values of "{header}" in {file} look like dates (such as {values}): a'
        " spreadsheet may have turned numbers such as 3-12 into days. Export it as text.",
        count=values.len(),
        header=mapping.to_read.headers[position],
        file=mapping.key,
        values=" | ".join(values.unique(maintain_order=True).head(3)),
    )
    return [Finding("numbers-as-dates", "warning", text, values.len())]
