"""What customers are worth: tiers do not hang on the order of rows, what is kept is at most all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ordertrack.access import Access
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.query.tiers import tiers
from ordertrack.period import Period, shift_months
from ordertrack.scope import Scope, moment
from tests.examples import examples
from tests.metrics.literal import LiteralReader, connect, order

CONNECTION = connect()
DECEMBER = Scope(moment("2024-12-31"), Period.month(2024, 12), access=Access.everything())
FIRST = date(2023, 1, 5)
# Few amounts, so that customers meet at the same revenue; a return now and then.
BOUGHT = st.tuples(
    st.sampled_from("ABCDEF"), st.integers(0, 23), st.sampled_from([-40, 5, 10, 10, 40, 300])
)


def company(bought: list[tuple[str, int, int]]) -> LiteralReader:
    orders = [
        order(str(place), shift_months(FIRST, month).isoformat(), customer_id=who, amount=amount)
        for place, (who, month, amount) in enumerate(bought)
    ]
    return LiteralReader(CONNECTION, {"orders": orders}, covered=True)


@examples(12)
@given(bought=st.lists(BOUGHT, min_size=1, max_size=14), shuffled=st.randoms(use_true_random=False))
def test_tiers_do_not_hang_on_the_order_of_rows(bought: list, shuffled: Any) -> None:
    found = tiers(DECEMBER, company(bought)).drop("customer_name").sort("customer_id")
    shuffled.shuffle(bought)
    again = tiers(DECEMBER, company(bought)).drop("customer_name").sort("customer_id")
    assert again.equals(found)
    for _, equal in found.group_by("revenue"):
        assert equal["tier"].n_unique() == 1


@examples(12)
@given(bought=st.lists(BOUGHT, min_size=1, max_size=14))
def test_of_revenue_no_more_than_all_is_kept_and_with_more_of_them_as_much(bought: list) -> None:
    found = evaluate(["grr", "nrr"], [], DECEMBER, company(bought)).row(0, named=True)
    assert found["grr__denominator"] == found["nrr__denominator"]
    kept, now = found["grr__numerator"], found["nrr__numerator"]
    assert 0 <= kept <= found["grr__denominator"]
    assert found["grr"] is None or 0 <= found["grr"] <= 1
    # What a customer took back on balance lowers NRR alone: of nothing less than nothing is kept.
    taken_back = sum(min(sum(now_of(who, bought)), 0) for who in bought_before(bought))
    assert kept + taken_back <= now


def bought_before(bought: list) -> set[str]:
    """The customers with a purchase, on balance, in the year before the last."""
    sums = {
        who: sum(sold for one, month, sold in bought if one == who and month < 12)
        for who, _, _ in bought
    }
    return {who for who, amount in sums.items() if amount > 0}


def now_of(who: str, bought: list) -> list[Decimal]:
    return [Decimal(sold) for one, month, sold in bought if one == who and month >= 12]
