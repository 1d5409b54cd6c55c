"""What metrics need of a reader of one release, whoever provides it."""

from __future__ import annotations

from typing import Any, Protocol, Self

import polars as pl

from ordertrack.facts.matched_names import Names
from ordertrack.facts.select import Select


class Reader(Protocol):
    """Answers questions over the tables of one release."""

    @property
    def release(self) -> Any: ...

    @property
    def names(self) -> Names: ...

    @property
    def named(self) -> Names: ...

    def run(self, select: Select, past: Self | None = None) -> pl.DataFrame: ...

    def covers(self, column: str) -> int: ...

    def typed(self, kind: str) -> pl.DataFrame: ...
