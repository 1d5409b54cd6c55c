"""A few values of each column of a dropped file, as they are written there."""

from __future__ import annotations

import streamlit as st

from ordertrack.intake.layouts import sampled_values
from ordertrack.intake.plan import SourceReport


def samples(source: SourceReport) -> dict[str, str]:
    """Header → a few different values."""
    return _sampled(str(source.raw_table.path), source.raw_table.headers)


@st.cache_data(max_entries=64, show_spinner=False)
def _sampled(path: str, headers: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, some in zip(headers, sampled_values(path, len(headers)), strict=True):
        found.setdefault(header, " | ".join(some))
    return found
