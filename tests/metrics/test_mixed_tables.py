"""A metric may mix tables; one that cannot be split or filtered by a dimension has no number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from ordertrack.access import Access
from ordertrack.errors import NoData
from ordertrack.facts.tables import FACT_TABLES, DimensionColumn, FactTable
from ordertrack.metrics import catalog
from ordertrack.metrics.definitions.sales import REVENUE
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.measures import Measure
from ordertrack.metrics.model.metric import PARTS, Metric
from ordertrack.metrics.notes import why_empty
from ordertrack.metrics.query.conventions import parameters, resolved
from ordertrack.metrics.query.source import Source
from ordertrack.metrics.rows import rows
from ordertrack.period import Period
from ordertrack.scope import Conventions, Scope, moment
from ordertrack.words import Label, t
from tests.metrics.literal import LiteralReader, Release, day, simple

JUNE = Scope(moment("2024-07-10"), Period.month(2024, 6), access=Access.everything())
SPENT = FactTable(
    name="expenses",
    home="expenses",
    key=("day", "category"),
    base={"booked": "day <= $as_of_day"},
    dates=("day",),
    dimensions={"team": DimensionColumn("team")},
    columns={"day": "day", "category": "category", "amount": "amount"},
    newest="-day",
    customer=None,
)
EXPENSES = Measure(
    "spent", t("One order."), "expenses", "day", value="amount", agg="sum", unit="money"
)
SHARE = Metric(
    "spent_share",
    Label("Spent", "支出"),
    "sales",
    "ratio",
    "down",
    EXPENSES,
    Label("Spent / revenue", "支出 / 销售额"),
    denominator=REVENUE,
)


@pytest.mark.parametrize("table", FACT_TABLES.values(), ids=lambda table: table.name)
def test_a_fact_table_has_every_column_that_it_says_it_has(
    table: FactTable, release: Release
) -> None:
    columns = [column for held in table.dimensions.values() for column in (held.key, held.label)]
    wanted = [*filter(None, columns), *table.columns.values(), *table.extra.values(), *table.dates]
    names = [resolved(sql, Conventions()) for sql in (*wanted, *table.key)]
    select = Source(JUNE, release(orders=[simple("a", "2024-06-01")])).plain(table.name, *names)
    params = parameters(JUNE)
    assert release().run(select.filtered(*table.conditions(), **params)).height >= 0


def test_every_measure_places_its_rows_by_a_date_that_its_table_has() -> None:
    conventions = [Conventions(promise_basis=basis) for basis in ("first", "latest")]
    for metric in catalog.CATALOG.values():
        for part in PARTS:
            for measure in metric.measures(part):
                if measure.window in ("target", "employed"):
                    continue  # targets say their period themselves, people are there for days
                dates = {resolved(measure.date, one) for one in conventions}
                assert dates <= set(FACT_TABLES[measure.table].dates), measure.name


@pytest.fixture
def reader(release: Release, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiteralReader]:
    monkeypatch.setitem(FACT_TABLES, "expenses", SPENT)
    monkeypatch.setitem(catalog.CATALOG, SHARE.name, SHARE)  # type: ignore[arg-type]
    booked = {"day": day("2024-06-05"), "category": "fair", "amount": Decimal(30), "team": "N"}
    yield release(
        orders=[simple("a", "2024-06-01", team="N"), simple("b", "2024-06-02", team="S")],
        expenses=[booked],
    )


def test_numerator_and_denominator_may_come_from_different_tables(reader: LiteralReader) -> None:
    assert evaluate([SHARE.name], [], JUNE, reader)[SHARE.name].item() == 0.15
    teams = evaluate([SHARE.name, "orders"], ["team"], JUNE, reader)
    assert teams.select("team", SHARE.name, "orders").rows() == [("N", 0.3, 1), ("S", 0.0, 1)]
    assert rows(SHARE.name, "numerator", JUNE, reader)["value"].to_list() == [Decimal(30)]


@pytest.mark.parametrize("dimension", ["product", "tier", "region", "customer"])
def test_what_a_table_does_not_record_gives_no_number_and_the_reason(
    reader: LiteralReader, dimension: str
) -> None:
    split = evaluate([SHARE.name, "orders"], [dimension], JUNE, reader)
    assert split[SHARE.name].null_count() == split.height > 0
    assert split["orders"].sum() == 2
    filtered = JUNE.with_filter(dimension, "X")
    assert evaluate([SHARE.name], [], filtered, reader)[SHARE.name].item() is None
    reasons = {
        str(why_empty(SHARE.name, JUNE, reader, by=[dimension])),
        str(why_empty(SHARE.name, filtered, reader)),
    }
    assert len(reasons) == 1
    assert reasons.pop().startswith("Sales expenses do not record")
    with pytest.raises(NoData, match="cannot be split or filtered"):
        rows(SHARE.name, "denominator", filtered, reader)


@pytest.mark.parametrize(
    "access, spent",
    [
        (Access.only(team=["N"]), 30),
        (Access.only(team=["S"]), 0),
        (Access.only(product=["P"]), 0),  # nobody knows for which product it was spent
        (Access.only(team=["S"]) | Access.only(region=["west"]), 0),
        (Access.nothing(), 0),
    ],
)
def test_an_access_reaches_a_table_as_far_as_it_says_whose_its_rows_are(
    reader: LiteralReader, access: Access, spent: int
) -> None:
    seen = Scope(JUNE.as_of, JUNE.period, access=access)
    assert evaluate([SHARE.name], [], seen, reader)[f"{SHARE.name}__numerator"].item() == spent
