"""Filters: dimensions and the values that they are narrowed to. Imports `words` and `errors`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ordertrack.errors import BadScope
from ordertrack.words import t

Filters = tuple[tuple[str, tuple[str, ...]], ...]

# The dimensions that a scope can be narrowed by.
FILTERS = (
    "team",
    "sales_rep",
    "product_line",
    "product",
    "region",
    "channel",
    "customer",
    "tier",
    "status",
    "currency",
    "delay_reason",
)
ALIASES = {"person": "sales_rep", "rep": "sales_rep", "line": "product_line"}
NOT_RECORDED = ""  # as a filter value: rows where the dimension is empty


def filters_of(
    given: Filters | Mapping[str, Iterable[str | None]], *, keep_empty: bool = False
) -> Filters:
    """Filters in one fixed form: sorted, without repeats, None as `NOT_RECORDED`.

    A filter without values is left out, unless `keep_empty`: who may see no team sees nothing.
    """
    pairs = given.items() if isinstance(given, Mapping) else given
    kept: dict[str, set[str]] = {}
    for given_name, values in pairs:
        name = ALIASES.get(given_name, given_name)
        if name not in FILTERS:
            raise BadScope(
                t("{name} is not a filter.", name=repr(name)),
                t("Filters are {names}.", names=", ".join(FILTERS)),
            )
        kept.setdefault(name, set()).update(
            NOT_RECORDED if value is None else value for value in values
        )
    return tuple(
        (name, tuple(sorted(kept[name]))) for name in sorted(kept) if kept[name] or keep_empty
    )
