"""What a publish keeps of the rows that stand aside, and which earlier ones it brings at last.

Imports its siblings and records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import polars as pl

from ordertrack.intake.result import Plan, SourceReport
from ordertrack.intake.rows.set_aside import KEPT
from ordertrack.intake.spellings import OUR_ID, is_ours
from ordertrack.records import Aside, AsideRow

LANGUAGES = ("en", "zh")


def aside_of(plan: Plan, waiting: Sequence[AsideRow]) -> Aside:
    """Return what a publish of this plan changes of the rows that stand aside."""
    open_keys = {row.key for row in waiting}
    rejected = [row for place in range(len(plan.sources)) for row in _rejected(plan, place)]
    still = {row.key for row in rejected}
    new = [row for row in rejected if row.key not in open_keys]
    if not waiting:
        return Aside(new)
    gone = {key for place in range(len(plan.sources)) for key in _brought(plan, place, waiting)}
    return Aside(new, sorted((gone & open_keys) - still))


def _rejected(plan: Plan, place: int) -> Iterator[AsideRow]:
    """The rows of a raw table that the plan sets aside; one that came back keeps its key."""
    source = plan.sources[place]
    if not source.rejected or not source.tables:
        return
    en, zh = (plan.rejected.to_mend(place, lang, KEPT) for lang in LANGUAGES)
    headers = source.raw_table.headers
    own = [at for at, header in enumerate(headers) if not is_ours(header)]
    for row, other in zip(en.iter_rows(named=True), zh.iter_rows(named=True), strict=True):
        yield AsideRow(
            key=row["key"],
            file=source.file,
            sheet=source.sheet,
            row=row["row"],
            headers=tuple(headers[at] for at in own),
            cells=tuple(row[f"c{at}"] for at in own),
            bad=tuple(at for at in row["bad"] if at in own),
            reasons={"en": row["reason"], "zh": other["reason"]},
            line_no=row["line_no"],
        )


# --- rows that come at last ---


def _brought(plan: Plan, place: int, waiting: Sequence[AsideRow]) -> Iterator[str]:
    """The keys of waiting rows that an accepted row of this raw table stands for.

    It says so itself (our own download), or it agrees in every cell that had no fault.
    """
    source = plan.sources[place]
    if not source.accepted or not source.tables:
        return
    headers = source.raw_table.headers
    accepted = _accepted(plan, place)
    for at, header in enumerate(headers):
        if header.strip() == OUR_ID:
            yield from accepted.select(f"c{at}").collect().to_series().drop_nulls()
    alike: dict[tuple[int, ...], list[AsideRow]] = defaultdict(list)
    for row in waiting:
        if row.headers == headers and row.bad and len(row.bad) < len(headers):
            alike[row.bad].append(row)
    for bad, rows in alike.items():
        yield from _agreeing(accepted, rows, [at for at in range(len(headers)) if at not in bad])


def _accepted(plan: Plan, place: int) -> pl.LazyFrame:
    source: SourceReport = plan.sources[place]
    frame = pl.scan_parquet(source.raw_table.path)
    if plan.rejected.path is None:
        return frame
    mine = pl.scan_parquet(plan.rejected.path).filter(pl.col("src") == place)
    return frame.join(mine.select(_row=pl.col("row")).unique(), on="_row", how="anti")


def _agreeing(
    accepted: pl.LazyFrame, rows: Sequence[AsideRow], good: Sequence[int]
) -> Iterator[str]:
    names = [f"c{at}" for at in good]
    known = pl.DataFrame(
        [{"key": row.key, **{f"c{at}": row.cells[at] or "" for at in good}} for row in rows],
        schema={"key": pl.String, **dict.fromkeys(names, pl.String)},
    )
    filled = accepted.select(pl.col(names).fill_null(""))
    yield from known.lazy().join(filled, on=names, how="semi").collect().get_column("key")
