"""Until when each stage of an order is to be reached, and by how much it is over.

The clock of a stage starts when the stage before it is reached, of those that the data follow, and
ends when the stage itself or a later one is. How many days are allowed is a setting by product line
(of several the shortest counts) that is in force from a day; a day that somebody typed on the order
takes its place. Everything is looked at from the as-of moment of the scope.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from ordertrack.facts.select import Select, union
from ordertrack.metrics.model.stages import AT_LEAST, DATED_BY
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.workday_numbers import numbers
from ordertrack.model import STAGES
from ordertrack.scope import Scope

AHEAD = timedelta(days=800)  # in which a limit counted in working days is looked for
# Columns of what `clocks` asks for.
COLUMNS = (
    *("order_no", "stage", "owner", "started", "ended", "due", "allowed", "clock"),
    *("elapsed", "over", "stale_since", "running"),
)
EVERY_LINE = ""  # a limit of every product line that has none of its own


@dataclass(frozen=True)
class Limits:
    """The time limits in force at as-of: by product line, typed on orders, and when people wrote.

    `touched` is when somebody last wrote about an order, by the business's clock.
    """

    by_line: pl.DataFrame
    on_orders: pl.DataFrame
    touched: pl.DataFrame

    @property
    def stages(self) -> list[str]:
        """The stages that have a limit anywhere."""
        found = {*self.by_line["limit_stage"], *self.on_orders["due_stage"]}
        return [stage for stage in STAGES if stage in found]

    def of(self, stage: str) -> tuple[int | None, pl.DataFrame]:
        """Return the limit of a stage for every product line, and those of single ones, in codes.

        A code is twice the days, and one more where they are working days: the smallest is the
        shortest limit.
        """
        coded = self.by_line.filter(limit_stage=stage).select(
            "limit_line", code=pl.col("days") * 2 + (pl.col("clock") == "working").cast(pl.Int64)
        )
        every = coded.filter(limit_line=EVERY_LINE)["code"]
        return every[0] if len(every) else None, coded.filter(pl.col("limit_line") != EVERY_LINE)


def limits_in_force(typed: Callable[[str], pl.DataFrame], as_of_day: date, zone: str) -> Limits:
    """Return the limits of a day: of each product line and stage the newest that has begun.

    Args:
        typed: gives what people wrote of a kind, as `Reader.typed` and `Journal.frame` do.
    """
    begun = typed("stage_limit").filter(pl.col("from_day") <= as_of_day).sort("from_day")
    newest = begun.unique(["product_line", "stage"], keep="last", maintain_order=True)
    touched = pl.col("changed_at").dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return Limits(
        newest.select(limit_line="product_line", limit_stage="stage", days="days", clock="clock"),
        typed("stage_due").select(due_order="order_no", due_stage="stage", due_day="due"),
        typed("order_edit").select(touched_order="order_no", touched_at=touched),
    )


# --- the question ---------------------------------------------------------------------------------


def can_tell(typed: Callable[[str], pl.DataFrame], day: date, reader: Reader) -> bool:
    """Return whether a limit is in force on a day for a stage whose clock the data follow."""
    if typed("stage_limit").is_empty() and typed("stage_due").is_empty():
        return False
    stages = limits_in_force(typed, day, "UTC").stages  # when somebody wrote does not matter here
    return bool(_timed(stages, _followed(reader)))


def clocks(
    limits: Limits, rows: Select, scope: Scope, reader: Reader, prefix: str = ""
) -> Select | None:
    """Return the clocks of all stages with a limit, as a question; None where there is no limit.

    One row per order and stage whose clock has started, with `COLUMNS`: it is `running` until the
    stage is reached, on the day `ended`, which may not be recorded. `elapsed` and `over` count in
    the unit of `clock` (`working` or `calendar`): a stage is at its limit where `over` is 0 and
    past it above. `due` is the last day in time; `stale_since` the first day on which nobody had
    written and nothing had happened for longer than the stage allows.

    Args:
        rows: of orders, as the scope lets them through.
        prefix: of the tables of an earlier release that is read beside the reader's own.
    """
    followed = _followed(reader)
    timed = _timed(limits.stages, followed)
    if not timed:
        return None
    frames = _small_tables(limits, scope, reader)
    parts = [_with_days(_clock(stage, followed, rows), stage, limits, prefix) for stage in timed]
    found = union(parts, "clocks").of(*COLUMNS)
    return replace(found, frames={**found.frames, **frames})


def _followed(reader: Reader) -> list[str]:
    """Return the stages that the data date."""
    return [stage for stage in STAGES if reader.covers(f"order_facts.{DATED_BY[stage][0]}")]


def _timed(stages: Sequence[str], followed: Sequence[str]) -> list[str]:
    """Return the stages whose clock can start: one before them is dated, too."""
    return [stage for stage in stages if stage in followed[1:]]


def _small_tables(limits: Limits, scope: Scope, reader: Reader) -> dict[str, pl.DataFrame]:
    counted = numbers(scope.conventions.workdays, _first_day(reader), scope.as_of.date() + AHEAD)
    return {
        "stage_dues_now": limits.on_orders,
        "stage_touched_now": limits.touched,
        "work_numbers": counted,
        "work_ends": _ends(counted),
    }


def _clock(stage: str, followed: Sequence[str], rows: Select) -> Select:
    """Return when the clock of a stage started and ended, of each order that got so far."""
    before = followed[followed.index(stage) - 1]
    started, own = DATED_BY[before][0], happened(DATED_BY[stage][0])
    later = followed[followed.index(stage) + 1 :]
    dates = [DATED_BY[one][0] for one in followed]
    # The status speaks of the newest moment only: not where anything is dated after as-of.
    behind = ", ".join(f"'{word}'" for word in _says_passed(stage))
    looks_back = " OR ".join(f"COALESCE({name} > $as_of, FALSE)" for name in dates)
    passed = [f"{happened(DATED_BY[one][0])} IS NOT NULL" for one in later]
    passed.append(f"(COALESCE(status IN ({behind}), FALSE) AND NOT ({looks_back}))")
    return rows.filtered(f"{started} <= $as_of").of(
        "order_no",
        f"'{stage}' AS stage",
        f"{DATED_BY[stage][1]} AS owner",
        f"{started} AS started",
        f"{own} AS ended",
        f"{own} IS NULL AND NOT ({' OR '.join(passed)}) AS running",
    )


def happened(column: str) -> str:
    """Return a date, where it is not after as-of."""
    return f"CASE WHEN {column} <= $as_of THEN {column} END"


def _says_passed(stage: str) -> list[str]:
    """Return the statuses of orders that have reached a stage."""
    reached = list(STAGES)[list(STAGES).index(stage) :]
    return [*reached, *(word for word, least in AT_LEAST.items() if least in reached)]


def _with_days(clock: Select, stage: str, limits: Limits, prefix: str) -> Select:
    """Return a clock with its limit, in days of its kind."""
    every, own = limits.of(stage)
    inner = clock.nested("c")
    limit = str(every) if every is not None else "NULL"
    if own.height:
        frame = f"limits_of_{stage}"
        inner = replace(inner, frames={**clock.frames, frame: own})
        of_lines = (
            f"(SELECT l.order_no, MIN(COALESCE(own.code, {limit})) AS code "
            f"FROM {prefix}line_facts AS l LEFT JOIN {frame} AS own "
            "ON own.limit_line = l.product_line GROUP BY l.order_no)"
        )
        inner = inner.joined(f"LEFT JOIN {of_lines} AS b ON b.order_no = c.order_no")
        limit = "b.code"
    coded = f"(SELECT CAST({limit} AS BIGINT) AS code)"
    halves = "m.code // 2 AS days, CASE WHEN m.code % 2 = 1 THEN 'working' ELSE 'calendar' END"
    inner = inner.joined(f"CROSS JOIN LATERAL {coded} AS m").of(
        "c.order_no",
        "c.stage",
        "c.owner",
        "c.started",
        "c.ended",
        "c.running",
        f"{halves} AS clock",
    )
    named = (
        inner.nested("c")
        .joined(
            "LEFT JOIN stage_dues_now AS d ON d.due_order = c.order_no AND d.due_stage = c.stage"
        )
        .joined("LEFT JOIN stage_touched_now AS e ON e.touched_order = c.order_no")
        .filtered("(d.due_day IS NOT NULL OR c.days IS NOT NULL)")
    )
    return _counted(named)


def _counted(clock: Select) -> Select:
    """Return a clock with what has elapsed and the last day in time."""
    until = "CAST(COALESCE(c.ended, $as_of) AS DATE)"
    typed, working = "d.due_day IS NOT NULL", "c.clock = 'working'"
    touched = "GREATEST(c.started, COALESCE(e.touched_at, c.started))"
    counted = (
        clock.joined("LEFT JOIN work_numbers AS ws ON ws.workday = CAST(c.started AS DATE)")
        .joined(f"LEFT JOIN work_numbers AS wu ON wu.workday = {until}")
        .joined(f"LEFT JOIN work_numbers AS wt ON wt.workday = CAST({touched} AS DATE)")
        .joined("LEFT JOIN work_ends AS we ON we.number = ws.number + c.days")
        .joined("LEFT JOIN work_ends AS wn ON wn.number = wt.number + c.days + 1")
    )
    due = (
        f"CASE WHEN {typed} THEN d.due_day WHEN {working} THEN we.first_day "
        "ELSE CAST(c.started AS DATE) + CAST(c.days AS INTEGER) END"
    )
    in_days = f"DATE_DIFF('day', CAST(c.started AS DATE), {until})"
    elapsed = f"CASE WHEN {typed} OR NOT {working} THEN {in_days} ELSE wu.number - ws.number END"
    over = (
        f"CASE WHEN {typed} THEN DATE_DIFF('day', d.due_day, {until}) WHEN {working} "
        "THEN wu.number - ws.number - c.days "
        f"ELSE {in_days} - c.days END"
    )
    still = (
        f"CASE WHEN {typed} THEN GREATEST(d.due_day, CAST({touched} AS DATE)) + 1 WHEN {working} "
        f"THEN wn.first_day ELSE CAST({touched} AS DATE) + CAST(c.days AS INTEGER) + 1 END"
    )
    stale = f"CASE WHEN c.running AND {still} <= $as_of_day THEN {still} END"
    known = "c.running OR c.ended IS NOT NULL"  # else it was reached on a day that nobody recorded
    return counted.of(
        *("c.order_no", "c.stage", "c.owner", "c.started", "c.ended", f"{due} AS due"),
        f"CASE WHEN NOT {typed} THEN c.days END AS allowed",
        f"CASE WHEN {typed} THEN 'calendar' ELSE c.clock END AS clock",
        f"CASE WHEN {known} THEN {elapsed} END AS elapsed",
        f"CASE WHEN {known} THEN {over} END AS over",
        f"{stale} AS stale_since",
        "c.running",
    )


# --- working days ---------------------------------------------------------------------------------


def _ends(numbers: pl.DataFrame) -> pl.DataFrame:
    """Return the first day that has each number."""
    return numbers.group_by("number").agg(first_day=pl.col("workday").min())


def _first_day(reader: Reader) -> date:
    """Return a day before all orders; one that is typed may be older than those of an export."""
    return (reader.release.data_from or date(2000, 1, 1)) - AHEAD
