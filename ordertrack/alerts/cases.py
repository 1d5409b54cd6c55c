"""Cases: who handles an alert, and how it stands. Imports `records`.

A case belongs to a rule, a subject and an episode. Only what people touch is in the journal; every
other alert is new and belongs to the order's salesperson.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from ordertrack.records import Change, Records
from ordertrack.records.journal.alert_kinds import CASE, STATES
from ordertrack.words import Label

CLEARED = "cleared"
SHOWN_STATES: Mapping[str, Label] = {**STATES, CLEARED: Label("cleared", "已解除")}
# What needs somebody; a case that people put aside or ended does not, while it lasts.
OPEN = ("new", "in_progress")
FIELDS = tuple(one.name for one in CASE.fields)
WRITTEN = [name for name in FIELDS if name not in ("state", "owner")]
KEY = ("rule", "subject", "episode")
# What `with_cases` adds to an alert.
ADDED = (*FIELDS, "changed_by", "changed_at", "episode", "opened_at", "seller_name", "owner_name")


def with_cases(
    found: pl.DataFrame, written: pl.DataFrame, records: Records, as_of: datetime
) -> pl.DataFrame:
    """Return alerts with their episode, the state that is shown, and what people wrote of them.

    `written` are the rows of the journal's kind `case`, about this company, as they stood then.
    `owner_name` is who handles it: whom people named, else the order's salesperson, who stands in
    `seller_name` in any case.
    """
    return _with_written(with_episodes(found, records, as_of), written, as_of)


def ended_since(earlier: pl.DataFrame, written: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Return alerts of an earlier moment that are over, with what people have written since.

    `earlier` are alerts with their cases as they were; each keeps its episode.
    """
    bare = without_cases(earlier).with_columns(earlier.select("episode", "opened_at"))
    over = bare.with_columns(ended=pl.coalesce("ended", pl.lit(as_of).cast(pl.Datetime("us"))))
    return _with_written(over, written, as_of)


def _with_written(numbered: pl.DataFrame, written: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Add the cases of alerts whose episode is known."""
    kept = written.select(
        *FIELDS,
        "changed_by",
        "changed_at",
        rule="rule",
        subject="about",
        episode=pl.col("episode").cast(pl.Int64, strict=False),
    )
    joined = numbered.join(
        kept.rename({"owner": "handled_by"}), on=KEY, how="left", maintain_order="left"
    )
    return joined.with_columns(
        state=shown_state(as_of.date()),
        seller_name="owner_name",
        owner_name=pl.coalesce("handled_by", "owner_name"),
    ).drop("handled_by")


def without_cases(found: pl.DataFrame) -> pl.DataFrame:
    """Return alerts as they were before `with_cases`."""
    names = [name for name in ADDED if name != "seller_name"]
    return found.drop(names, strict=False).rename({"seller_name": "owner_name"})


def shown_state(today: date) -> pl.Expr:
    """Return the state as it is shown: what ended by itself is cleared unless people ended it."""
    woken = (pl.col("state") == "snoozed") & (pl.col("snoozed_until") <= today)
    kept = pl.when(woken).then(pl.lit("in_progress")).otherwise(pl.col("state").fill_null("new"))
    over = pl.col("ended").is_not_null() & kept.is_in(["new", "in_progress", "snoozed"])
    return pl.when(over).then(pl.lit(CLEARED)).otherwise(kept)


def with_episodes(found: pl.DataFrame, records: Records, as_of: datetime) -> pl.DataFrame:
    """Return alerts with the number of their episode, and when a scan first saw it.

    One that no scan saw yet has the number that the next scan will give it.
    """
    known = records.episodes.numbers(as_of)
    joined = found.join(known, on=("rule", "subject"), how="left", maintain_order="left")
    number = pl.coalesce("open", pl.col("newest") + 1, pl.lit(1, pl.Int64()))
    return joined.with_columns(episode=number).drop("newest", "open")


def changes(keys: Iterable[Mapping[str, Any]], values: Mapping[str, Any]) -> list[Change]:
    """Return what the journal has to keep where several cases get the same values."""
    return [change for key in keys for change in CASE.changes({**_named(key), **values})]


def subject_of(key: Mapping[str, Any]) -> str:
    """Return the journal's subject of a case."""
    return CASE.subject(_named(key))


def _named(key: Mapping[str, Any]) -> dict[str, str]:
    return {"rule": key["rule"], "about": key["subject"], "episode": str(key["episode"])}


def only(found: pl.DataFrame, states: Sequence[str]) -> pl.DataFrame:
    """Return the alerts in these states."""
    return found.filter(pl.col("state").is_in(list(states)))
