"""What checking a raw table needs and gives: its cells, the rules, the checked rows.

Imports model, words and its siblings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ordertrack.intake.mapping.choices import Choices, Names
from ordertrack.intake.raw_table import RawTable
from ordertrack.intake.values.form import Form
from ordertrack.model import Column
from ordertrack.words import Text

ROWS_AT_ONCE = 500_000  # that one pass reads


@dataclass(frozen=True, slots=True)
class Cell:
    """One column that is read.

    `times` is what its header says all amounts are counted in; `guessed` says that its form was
    taken from samples; `lenient` that a value which does not fit is unknown, and no reason to
    reject its row.
    """

    name: str
    position: int
    column: Column
    form: Form
    allowed: Mapping[str, tuple[str, ...]] | None = None
    names: Names = ()
    times: int = 1
    guessed: bool = False
    lenient: bool = False

    @property
    def certain(self) -> bool:
        """Whether the profile left no doubt, so that looking for bad values would be wasted.

        A plain amount in 万 may still be too large once it is counted out.
        """
        return self.column.kind == "text" or (self.form.plain and self.times == 1)

    @property
    def raw(self) -> str:
        return f"c{self.position}"


@dataclass(frozen=True, slots=True)
class CheckRules:
    """Everything that decides how a raw table is read.

    `required`: column → code of the reason when it is blank. `will_do`: of these, what a row may
    have in its place.
    """

    tables: tuple[str, ...]
    cells: tuple[Cell, ...]
    required: Mapping[str, str]
    choices: Choices = field(default_factory=Choices)
    by_line: bool = False
    will_do: Mapping[str, str] = field(default_factory=dict)

    def is_blank(self, name: str) -> pl.Expr:
        """Return whether a row lacks a required column, and what would do in its place."""
        blank = pl.col(name).is_null()
        return blank & pl.col(self.will_do[name]).is_null() if name in self.will_do else blank


@dataclass(frozen=True, slots=True)
class Checked:
    """A raw table whose cells are read: files with `_src`, `_row`, `_bad` and a column per name.

    Short tables that are read alike share their files: the rows of this one have its `src`.
    Rows with `_bad` stay in the file, for they hold their place among the lines of an order.
    `problems` are files that tell why: `_src`, `row`, `position`, `value`, `code`, a line per cell.
    Both paths are patterns of file names.
    `misread` says that a column is not in the form that its samples had: profile it whole.
    """

    src: int
    raw_table: RawTable
    tables: tuple[str, ...]
    headers: tuple[str, ...]
    path: Path
    columns: tuple[str, ...]
    rows: int
    bad: int
    cells: tuple[Cell, ...]
    by_line: bool = False
    problems: Path | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    misread: bool = False


def bad_code(src: int, name: str) -> str:
    """Return the name of the reason "this cell was not understood"."""
    return f"bad:{src}:{name}"


def bad_codes(name: str) -> pl.Expr:
    """Return `bad_code` of each row's own raw table."""
    return pl.concat_str(pl.lit("bad:"), pl.col("_src"), pl.lit(f":{name}"))
