from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.views import movers
from ordertrack.views.movers import Change
from tests.views.making import view
from tests.views.test_ranking import shop as shop

ON_TIME = CATALOG["on_time_rate"]


def test_a_rate_is_explained_by_rate_and_mix_down_to_its_change(shop) -> None:
    change = movers.change(shop, ON_TIME)
    assert isinstance(change, Change)
    assert str(change.headline("en")) == (
        "On-time delivery 72.8%, −27pp against May 2024 (100.0%)."
    )
    part = movers.moved("team", ON_TIME, shop.scope, change.before, shop.evaluate)
    table = movers.table(part, ON_TIME, "en")
    assert table.columns == ["name", "then", "now", "n", "rate", "mix", "change"]
    assert table.row(-1) == ("All together", "", "", "", "", "", "−27pp")
    assert table["name"][0] == "A" and table["now"][0] == "90.0%"
    parts = part.groups["change"].sum() + (part.others["change"] or 0) + part.overlap
    assert parts == pytest.approx(part.change)


def test_what_moved_works_for_every_metric_that_the_data_answers(home: Path) -> None:
    there = view(home)
    for name, metric in CATALOG.items():
        change = movers.change(there, metric)
        if isinstance(change, Change):
            parts = {
                by: movers.moved(by, metric, there.scope, change.before, there.evaluate)
                for by in movers.split_by(there)
            }
            found = movers.largest(parts)
            if not found.is_empty():
                assert len(movers.chart(change, found, "zh", None).data) == 2, name
                assert found["change"].abs().min() > movers.NOISE, name
            assert all(movers.table(part, metric, "en").height for part in parts.values()), name
            assert str(movers.method(metric))


def test_a_part_is_written_with_its_sign_and_unit() -> None:
    assert movers.signed(0.031, "ratio", "en") == "+3.1pp"
    assert movers.signed(Decimal("-250000"), "money", "en") == "−250K"
    assert movers.signed(None, "ratio", "en") == ""
