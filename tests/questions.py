"""Questions that a test writes out in SQL, as somebody who may see everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from ordertrack.access import Access
from ordertrack.facts.select import Select


def everything(
    sql: str,
    params: Mapping[str, Any] | None = None,
    frames: Mapping[str, pl.DataFrame] | None = None,
) -> Select:
    """The question, with its parameters and the small tables that it names."""
    return replace(Select.text(sql, Access.everything(), params), frames=frames or {})
