"""One column of text, and what intake makes of it."""

from __future__ import annotations

from typing import Any

import polars as pl

from ordertrack.intake.values.form import Form
from ordertrack.intake.values.parsing import parse
from ordertrack.intake.values.profiling import profile
from ordertrack.model import Kind

Allowed = dict[str, tuple[str, ...]]
BAD = "not understood"


def form_of(kind: Kind, *values: str | None, **wishes: Any) -> Form:
    frame = pl.DataFrame({"c0": pl.Series(values, dtype=pl.String)})
    return profile(frame.lazy(), {"c0": kind}, **wishes)["c0"]


def understood(
    kind: Kind, *values: str | None, allowed: Allowed | None = None, **wishes: Any
) -> list[Any]:
    """Each value as it is stored; None where blank, BAD where not understood."""
    frame = pl.DataFrame({"c0": pl.Series(values, dtype=pl.String)})
    form = profile(frame.lazy(), {"c0": kind}, **wishes)["c0"]
    parsed = parse("c0", kind, form, allowed)
    read = frame.lazy().select(value=parsed.value, bad=parsed.bad, filled=parsed.filled).collect()
    assert read["bad"].null_count() == read["filled"].null_count() == 0
    assert read.filter(pl.col("bad") & pl.col("value").is_not_null()).is_empty()
    assert read.filter(pl.col("bad") & ~pl.col("filled")).is_empty()
    return [BAD if bad else value for value, bad, _ in read.iter_rows()]


def day_only(*values: str | None) -> list[bool | None]:
    frame = pl.DataFrame({"c0": pl.Series(values, dtype=pl.String)})
    form = profile(frame.lazy(), {"c0": "time"})["c0"]
    only = parse("c0", "time", form).day_only
    assert only is not None
    return frame.lazy().select(only.alias("only")).collect()["only"].to_list()
