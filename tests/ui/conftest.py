from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """What one test opened is not for the next."""
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
