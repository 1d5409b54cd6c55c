"""From what people call a value of a dimension to its keys. Imports `source`."""

from __future__ import annotations

from ordertrack.facts.tables import ORDER_LINES
from ordertrack.metrics.model.dimensions import Dimension
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope


def keys_named(dim: Dimension, value: str, scope: Scope, reader: Reader) -> list[str]:
    """Return the value where it is a key, else the keys of those who bear it as their name.

    Nothing where it does not occur in what the viewer may see.
    """
    column = ORDER_LINES.column(dim.name)
    for known_as in filter(None, (column.key, column.label)):
        keys = Source(scope, reader).plain("line_facts", f"DISTINCT {column.key} AS value_key")
        found = reader.run(keys.filtered(f"{known_as} = $value", value=value))
        if values := found["value_key"].drop_nulls().to_list():
            return values
    return []
