"""What a viewer may see: which rows, and which columns not. Imports `filters`.

An `Access` is part of every `Scope` and of every query, and has no default: code that means
everything says `Access.everything()` out loud.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ordertrack.filters import Filters, filters_of


@dataclass(frozen=True, slots=True)
class Access:
    """Rows that meet one of the alternatives, without the columns that are hidden.

    An alternative is a set of filters that must all hold; the empty one lets every row through.
    `hidden` are names of columns, of whatever table, that read as if they had never been recorded.
    """

    any_of: tuple[Filters, ...]
    hidden: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        given = (filters_of(alternative, keep_empty=True) for alternative in self.any_of)
        possible = {one for one in given if all(values for _, values in one)}
        kept = ((),) if () in possible else tuple(sorted(possible))
        object.__setattr__(self, "any_of", kept)
        object.__setattr__(self, "hidden", frozenset(self.hidden))

    @classmethod
    def everything(cls, *, hidden: Iterable[str] = ()) -> Access:
        """Return an access to every row."""
        return cls(((),), frozenset(hidden))

    @classmethod
    def nothing(cls) -> Access:
        """Return an access to no row at all."""
        return cls(())

    @classmethod
    def only(cls, *, hidden: Iterable[str] = (), **filters: Iterable[str | None]) -> Access:
        """Return an access to the rows that meet all these filters: `only(team=["North"])`.

        Raises:
            BadScope: a name that is no dimension to filter by.
            ValueError: no filter at all, which would let everything through.
        """
        if not filters:
            raise ValueError("name what may be seen, or say Access.everything()")
        return cls((filters_of(filters, keep_empty=True),), frozenset(hidden))

    def __or__(self, other: Access) -> Access:
        """Return the access of somebody who has both: only what both hide stays hidden."""
        return Access(self.any_of + other.any_of, self.hidden & other.hidden)

    @property
    def sees_every_row(self) -> bool:
        """Whether no row is kept back."""
        return self.any_of == ((),)

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions that decide which rows are seen."""
        return frozenset(name for alternative in self.any_of for name, _ in alternative)

    def without(self, dimension: str) -> Access:
        """Return the access as if it did not depend on this dimension."""
        kept = (
            tuple((name, values) for name, values in alternative if name != dimension)
            for alternative in self.any_of
        )
        return replace(self, any_of=tuple(kept))

    def hides(self, column: str) -> bool:
        """Return whether "table.column", or a bare column name, is hidden."""
        return column.rpartition(".")[2] in self.hidden
