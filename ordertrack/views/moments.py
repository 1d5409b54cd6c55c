"""Times as people read them: by the business's clock, and as days where they only say a day."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import polars as pl

from ordertrack.settings import settings


def local_time(moment: datetime) -> datetime:
    """Return a moment as the business's clock showed it, without a zone mark."""
    return moment.astimezone(ZoneInfo(settings().time_zone)).replace(tzinfo=None)


def whole_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn columns of times that are all midnight into days."""
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    days = [name for name in moments if (frame[name].drop_nulls().dt.time() == time()).all()]
    return frame.with_columns(pl.col(days).dt.date())


def days_and_times(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame for reading: midnight beside other times is a day whose time is unknown.

    Such a column becomes text, in which days and times still stand in their order.
    """
    found = whole_days(frame)
    mixed = [
        name
        for name, kind in found.schema.items()
        if isinstance(kind, pl.Datetime) and (found[name].dt.time() == time()).any()
    ]
    return found.with_columns(
        pl.col(name).dt.to_string("%Y-%m-%d %H:%M").str.strip_suffix(" 00:00") for name in mixed
    )
