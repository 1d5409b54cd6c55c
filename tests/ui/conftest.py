from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

# Each `AppTest` begins a runtime, and each runtime reads the metadata of everything that is
# installed to look for components: half a second, always with the same answer.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """What one test opened is not for the next."""
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
