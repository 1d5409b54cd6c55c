"""How wide the columns of a table on paper are: what is one word stays on one line."""

from __future__ import annotations

from ordertrack.reports.writers.table_layout import _least


def test_an_amount_with_capitals_fits_its_column() -> None:
    ems = 0.722 + 0.722 + 0.556 + 3 * 0.556 + 0.833  # C, N, ¥, three digits, M: widths of Arial
    room, padding = ems * 8.5 / 28.35, 0.3  # centimetres
    assert _least(["Value", "CN¥128M"], 8.5, is_number=True) > room + padding
