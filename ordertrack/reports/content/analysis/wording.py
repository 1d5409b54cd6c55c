"""How names are put together in a sentence. Imports `words`."""

from __future__ import annotations

from collections.abc import Iterable

from ordertrack.views import formats
from ordertrack.words import Label, Text


def listed(names: Iterable[Label | Text]) -> Label:
    """Return names as one, `a, b` or `a、b`."""
    kept = list(names)
    return Label(*(formats.listed([one.to(lang) for one in kept], lang) for lang in ("en", "zh")))
