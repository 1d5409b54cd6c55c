"""What metrics need of a reader of one release, whoever provides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import polars as pl


class Reader(Protocol):
    """Answers SQL over the tables of one release."""

    @property
    def release(self) -> Any: ...

    def sql(
        self,
        query: str,
        params: Mapping[str, Any] | None = None,
        tables: Mapping[str, pl.DataFrame] | None = None,
    ) -> pl.DataFrame: ...

    def covers(self, column: str) -> int: ...
