"""What was settled about a raw table before its cells are read. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass

Names = tuple[tuple[str, str], ...]  # ids and the names that replace them (a lookup)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided, or the headers say, about a raw table as a whole.

    `signs`: what quantity and amount of unlike sign stand for. `returned`: its orders came back and
    do not count. `returns`: each row is a return of its own; `apart`: by
    the number of the order that it takes back. `quotes`:
    some documents are quotes.
    """

    ship_as_delivery: bool = False
    won: bool = False
    level: str | None = None
    measure: str | None = None
    discount_in_tenths: bool = False
    discount_in_percent: bool = False
    signs: str | None = None
    returned: bool = False
    returns: bool = False
    apart: bool = False
    quotes: bool = False
    no_amounts: bool = False
