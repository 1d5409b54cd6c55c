"""Whether the amounts of a look at the data are in one currency. Imports metrics."""

from __future__ import annotations

from ordertrack.metrics.notes import mixed_currencies
from ordertrack.views.view import View
from ordertrack.words import Text


def currency_note(view: View) -> Text | None:
    """Say that amounts in several currencies are added up in the view's scope, if they are."""
    if "currency" not in view.dimensions:
        return None
    orders = view.evaluate(("orders",), ("currency",), view.scope)
    return mixed_currencies(orders.get_column("currency").drop_nulls().to_list())
