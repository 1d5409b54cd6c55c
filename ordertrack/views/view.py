"""One look at the data, as every function of `views` takes it. Imports `metrics`, `warehouse`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ordertrack.metrics.definitions.costs import EXPENSES
from ordertrack.metrics.evaluate import available_dimensions, evaluate
from ordertrack.metrics.query.booked import Booked, booked
from ordertrack.scope import Scope, end_of_day
from ordertrack.warehouse import Reader, Release

Evaluate = Callable[[tuple[str, ...], tuple[str, ...], Scope], pl.DataFrame]


@dataclass(frozen=True)
class View:
    """A release, the scope that is looked at in it, and the language that is spoken.

    `evaluate(metrics, by, scope)` gives frames that may be shared: read them, never change them.
    `default` is the scope that nobody had to choose.
    """

    release: Release
    reader: Reader
    scope: Scope
    default: Scope
    dimensions: tuple[str, ...]
    lang: str
    evaluate: Evaluate

    @cached_property
    def named_currencies(self) -> tuple[str | None, ...]:
        """What all orders up to the as-of day name; None is among it where some name nothing."""
        if "currency" not in self.dimensions:
            return (None,)
        everything = Scope(
            end_of_day(self.scope.as_of.date()), comparison=None, access=self.scope.access
        )
        return tuple(self.evaluate(("orders",), ("currency",), everything)["currency"])

    @cached_property
    def tells(self) -> dict[str, bool]:
        """Whether the data can tell a metric, as far as somebody has asked; a page asks often."""
        return {}

    @cached_property
    def booked(self) -> Booked | None:
        """From when to when the data have expenses; the cards of a page ask often."""
        return booked(EXPENSES, self.scope, self.reader)

    @classmethod
    def fresh(cls, reader: Reader, scope: Scope, lang: str) -> View:
        """Return a view that keeps no answers: for reports, the command line and tests."""

        def evaluated(metrics: tuple[str, ...], by: tuple[str, ...], scope: Scope) -> pl.DataFrame:
            return evaluate(metrics, by, scope, reader)

        dimensions = tuple(available_dimensions(reader))
        scope = reader.names.in_scope(scope)
        return cls(reader.release, reader, scope, scope, dimensions, lang, evaluated)
