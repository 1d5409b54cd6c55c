"""The stages of one order and how far it has come at a moment. Imports `model`.

A stage is *reached* (it has a day), *unrecorded* (a later stage or the status says that it lies
behind, but the export has no day for it), or *waiting*. Days are dated facts; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from ordertrack.metrics.model.stages import AT_LEAST, DATED_BY
from ordertrack.model import STAGES

State = Literal["reached", "unrecorded", "waiting"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `days` since the nearest earlier stage with a day, `due` where one is promised."""

    name: str
    state: State
    at: datetime | None = None
    owner: str | None = None
    days: int | None = None
    due: date | None = None


def stages(
    facts: Mapping[str, Any], as_of: datetime, covers: Callable[[str], int] = lambda _: 1
) -> list[Stage]:
    """The six stages of an order (a row of `order_facts`) as they stood at `as_of`.

    Args:
        covers: how many orders of the release have a fact; a stage whose day the export never has
            is unrecorded rather than waiting.
    """
    dates = {name: facts.get(column) for name, (column, _) in DATED_BY.items()}
    happened = {name: at for name, at in dates.items() if at is not None and at <= as_of}
    behind = _behind(facts.get("status"), dates, happened)
    found: list[Stage] = []
    previous: datetime | None = None
    for place, name in enumerate(STAGES):
        at, (column, owner) = happened.get(name), DATED_BY[name]
        passed = place <= behind or not covers(f"order_facts.{column}")
        state: State = "reached" if at else "unrecorded" if passed else "waiting"
        due = _due(name, facts) if state == "waiting" else None
        found.append(Stage(name, state, at, facts.get(owner), _days(previous, at), due))
        previous = at or previous
    return found


def _behind(
    status: str | None, dates: Mapping[str, datetime | None], happened: Mapping[str, datetime]
) -> int:
    """The last stage that is certainly behind; the status speaks only of the newest moment.

    A payment says nothing of the stages before it: it may have come in advance.
    """
    order = list(STAGES)
    reached = [order.index(name) for name in happened if name != "paid"]
    looks_back = any(at is not None and name not in happened for name, at in dates.items())
    status = AT_LEAST.get(status or "", status)
    if status in order and not looks_back:
        reached.append(order.index(status))
    return max(reached, default=0)


def _days(previous: datetime | None, at: datetime | None) -> int | None:
    return (at.date() - previous.date()).days if previous and at else None


def _due(name: str, facts: Mapping[str, Any]) -> date | None:
    column = {"awaiting_acceptance": "promised_latest", "paid": "payment_due"}.get(name)
    return facts.get(column) if column else None
