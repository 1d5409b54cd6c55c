"""What a person sees of a table of targets that was reshaped. Imports model, words and siblings."""

from __future__ import annotations

from dataclasses import replace

from ordertrack.intake.mapping_types import Figure, Mapped, TableMapping
from ordertrack.model.measure_words import measure_label
from ordertrack.words import Text, t


def in_the_file(mapping: TableMapping) -> tuple[Mapped, ...]:
    """Return the headers by the file's own positions; -1 for a column that reshaping made."""
    headers = mapping.raw_table.headers
    if not mapping.reshaped:
        return mapping.mapped
    found = [
        replace(m, position=headers.index(m.header) if m.header in headers else -1)
        for m in mapping.mapped
    ]
    return tuple(sorted([*found, *map(_of_figure, mapping.figures)], key=lambda m: m.position))


def _of_figure(figure: Figure) -> Mapped:
    """A column that holds the targets of one figure, as the file has it."""
    if figure.measure is None:
        note = t("It is open of which figure these targets are.")
        return Mapped(figure.header, figure.position, note=note)
    note = t("Targets of: {figure}", figure=measure_label(figure.measure))
    kind = "exact" if figure.question.answer is None else "manual"
    return Mapped(figure.header, figure.position, "targets", "value", kind, note=note)


def how_reshaped(mapping: TableMapping) -> tuple[Text, ...]:
    """Return how the rows of the file were made into one per target."""
    if not mapping.reshaped or mapping.tables != ("targets",):
        return ()
    if mapping.figures:
        return (t("Read as one target per row and figure."),)
    return (t("Read as one target per row and period."),)
