from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ordertrack.metrics.catalog import CATALOG
from ordertrack.views.offered import FITS, Place, fitting, offered
from ordertrack.warehouse import Reader
from tests.views.making import view

PLACES: tuple[Place, ...] = ("ranking", "movers", "bars", "line")


def test_the_cards_stand_in_order_of_importance() -> None:
    names = [metric.name for metric in fitting("cards")]
    assert names[:4] == ["revenue", "orders", "average_order_value", "customers"]
    assert names[9:] == ["backlog_past_due", "delay_days", "on_time_rate_delivered", "units"]


def test_every_metric_can_be_ranked_by_and_all_but_shares_have_a_trend() -> None:
    ranked = {metric.name for metric in fitting("ranking")}
    assert ranked == {metric.name for metric in fitting("movers")}
    drawn = {metric.name for place in PLACES[2:] for metric in fitting(place)}
    assert ranked == set(CATALOG)
    assert drawn == {name for name, metric in CATALOG.items() if not metric.share}


@pytest.mark.parametrize("place", PLACES)
def test_what_the_data_cannot_answer_is_not_offered(home: Path, place: Place) -> None:
    assert "otif_rate" not in offered(place, view(home))  # the shop delivers without quantities


def test_a_page_asks_the_data_once_what_it_can_tell(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, asked, run = view(home), 0, Reader.run

    def counted(*given: Any) -> pl.DataFrame:
        nonlocal asked
        asked += 1
        return run(*given)

    monkeypatch.setattr(Reader, "run", counted)
    first = offered("ranking", shop)
    assert asked, "no metric needs to look at the rows"
    before = asked
    assert offered("ranking", shop) == first
    assert asked == before


def test_where_the_data_answers_nothing_the_first_is_there_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FITS, "line", lambda metric: metric.name == "otif_rate")
    assert list(offered("line", view(home))) == ["otif_rate"]


def test_the_parts_of_additive_metrics_add_up_to_the_whole(home: Path) -> None:
    shop = view(home, "2024")
    names = tuple(name for name, metric in offered("movers", shop).items() if metric.additive)
    whole = shop.evaluate(names, (), shop.scope).row(0, named=True)
    parts = shop.evaluate(names, ("team",), shop.scope)
    assert {name: parts[name].sum() for name in names} == {name: whole[name] for name in names}
