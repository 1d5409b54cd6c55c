"""A few values of each column of a dropped file, as they are written there."""

from __future__ import annotations

import polars as pl
import streamlit as st

from ordertrack.intake.plan import SourceReport

SAMPLES = 3
ROWS_LOOKED_AT = 200


def samples(source: SourceReport) -> dict[str, str]:
    """Header → a few different values."""
    return _sampled(str(source.raw_table.path), source.raw_table.headers)


@st.cache_data(max_entries=64, show_spinner=False)
def _sampled(path: str, headers: tuple[str, ...]) -> dict[str, str]:
    head = pl.scan_parquet(path).head(ROWS_LOOKED_AT).collect()
    found: dict[str, str] = {}
    for position, header in enumerate(headers):
        values = head.get_column(f"c{position}").drop_nulls().str.strip_chars()
        some = values.filter(values != "").unique(maintain_order=True).head(SAMPLES)
        found.setdefault(header, " | ".join(some))
    return found
