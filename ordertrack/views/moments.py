"""Times that only say a day: an export without clocks is shown without clocks."""

from __future__ import annotations

from datetime import time

import polars as pl


def whole_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn columns of times that are all midnight into days."""
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    days = [name for name in moments if (frame[name].drop_nulls().dt.time() == time()).all()]
    return frame.with_columns(pl.col(days).dt.date())
