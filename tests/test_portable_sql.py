"""The SQL of the facts means the same in Spark, ClickHouse and Trino: sqlglot translates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from ordertrack.access import Access
from ordertrack.facts import steps
from ordertrack.facts.sql_views import CREDITED, SQL_VIEWS
from ordertrack.metrics import rows
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.metric import PARTS
from ordertrack.period import Period
from ordertrack.scope import Scope
from ordertrack.warehouse.schema import credited
from tests.metrics.literal import LiteralReader
from tests.metrics.test_access import (
    AS_OF,
    BESIDE,
    CASES,
    CONNECTION,
    NAMES,
    READERS,
    Readers,
    company,
    readers,
)

ENGINES = ("spark", "clickhouse", "trino")


def untranslatable(sql: str) -> list[str]:
    """Return what would fail in another engine, or say something else there; empty when nothing.

    A function that sqlglot does not know is written out as it stands, without an error.
    """
    # Every engine's driver writes its parameters in its own way: values stand in for them here.
    query = sqlglot.parse_one(sql, read="duckdb").transform(valued)
    found = [f"unknown function {call.sql()}" for call in query.find_all(exp.Anonymous)]
    found += [
        "a hint" for named in query.find_all(exp.CTE) if named.args.get("materialized") is not None
    ]
    for engine in ENGINES:
        try:
            translated = query.sql(engine, unsupported_level=ErrorLevel.RAISE)
            found += (f"{engine}: {lost}" for lost in lost_in(query, translated, engine))
        except SqlglotError as error:
            found.append(f"{engine}: {error}")
    return found


def valued(node: exp.Expression) -> exp.Expression:
    """Return a value in place of a parameter."""
    return exp.Literal.string("x") if isinstance(node, exp.Parameter | exp.Placeholder) else node


def lost_in(query: exp.Expression, translated: str, engine: str) -> Iterator[str]:
    """Name what sqlglot drops without an error."""
    again = sqlglot.parse_one(translated, read=engine)
    if query.find(exp.TryCast) and not again.find(exp.TryCast):
        yield "TRY_CAST becomes CAST"


@pytest.mark.parametrize("name", [name for name, _ in steps.STEPS])
def test_a_step_of_the_facts_can_be_translated(name: str) -> None:
    assert untranslatable(dict(steps.STEPS)[name]) == []


@pytest.mark.parametrize("name", SQL_VIEWS)
def test_a_view_beside_orders_can_be_translated(name: str) -> None:
    assert untranslatable(SQL_VIEWS[name]) == []


@pytest.mark.parametrize("table", CREDITED)
def test_a_table_by_those_who_share_an_order_can_be_translated(table: str) -> None:
    assert untranslatable(credited(table)) == []


def test_the_lines_without_their_orders_can_be_translated() -> None:
    assert untranslatable(steps.LINES_ALONE) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT LIST_UNIQUE(LIST(product)) FROM lines",
        "SELECT TRY(CAST(cost * quantity AS DECIMAL(18, 4))) FROM lines",
        "SELECT TRY_CAST(cost AS DECIMAL(18, 4)) FROM lines",
    ],
)
def test_what_other_engines_lack_is_found(sql: str) -> None:
    assert untranslatable(sql)


# --- every question that metrics, the ledger and the order page ask -------------------------------


# Below some of the questions, what every kind of access puts there.
OF_A_PART = (Readers.searched, Readers.compared)


@pytest.mark.parametrize(
    "access, asking",
    [
        (Access.everything(), READERS.values()),
        (CASES["a team or a product"].access, OF_A_PART),
    ],
    ids=["everything", "a team or a product"],
)
def test_every_question_to_a_release_can_be_translated(access: Access, asking: Iterable) -> None:
    here = readers(company, access | Access.only(tier=["A"]), first=50)
    for ask in asking:
        for _ in ask(here):
            pass
    questions = {*here.before.asked, *here.after.asked}
    assert len(questions) > 20  # or nothing was recorded
    found = {sql: problems for sql in questions if (problems := untranslatable(sql))}
    assert not found


def test_every_question_beside_orders_can_be_translated() -> None:
    reader = LiteralReader(CONNECTION, {**company(), **BESIDE}, covered=True, number=60)
    scope = Scope(AS_OF, Period.month(2024, 6), access=Access.everything())
    beside = [name for name in CATALOG if name not in NAMES]
    for by in ([], ["team"], ["month"]):
        evaluate(beside, by, scope, reader)
    for name in beside:
        for part in PARTS:
            if CATALOG[name].measures(part):
                rows.rows(name, part, scope, reader)
    assert len(beside) > 10
    assert not {sql: found for sql in set(reader.asked) if (found := untranslatable(sql))}
