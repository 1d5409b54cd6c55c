"""Axes and names of the evaluation charts."""

from __future__ import annotations

import pytest

from ordertrack.views.evaluation.plots import Look, Series, shortened, stacked

LOOK = Look("en", None)


def axis(*values: float) -> tuple[float, ...]:
    keys = [str(place) for place in range(len(values))]
    figure = stacked(keys, keys, [Series("", values, keys)], LOOK)
    return figure.layout.yaxis.tickvals


def test_an_axis_of_few_orders_has_no_quarters_of_one() -> None:
    assert axis(1, 1) == (0, 1)
    assert axis(0.5, 1) == (0, 0.25, 0.5, 0.75, 1, 1.25)
    assert axis(40, 100) == (0, 25, 50, 75, 100, 125)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("More than 30 days overdue", "More than 30 days overdue"),
        ("85fc447d336637ba1df43e793199fbc8", "85fc447d336637ba1df43e793…"),
        ("现场安装条件未就绪", "现场安装条件未就绪"),
        ("湖北11000自行车销售有限公司孝感分公司", "湖北11000自行车销售有限公…"),
    ],
)
def test_a_name_is_cut_where_it_takes_too_much_room(name: str, shown: str) -> None:
    assert shortened(name) == shown
