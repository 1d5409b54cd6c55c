"""Why a revenue differs: from last year, from the period before, from its target.

The parts add up to the difference exactly, and change their signs when the periods are swapped.
Imports `evaluate`, `query` and `notes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any, Literal

from ordertrack.errors import BadScope, NoData
from ordertrack.metrics.catalog import CATALOG
from ordertrack.metrics.definitions.sales import LINES_WITHOUT_QUANTITY, REVENUE, UNITS
from ordertrack.metrics.evaluate import evaluate
from ordertrack.metrics.model.dimensions import DIMENSIONS
from ordertrack.metrics.notes import answerable, why_empty
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.scan import count
from ordertrack.scope import Scope
from ordertrack.words import Label, Text, t

Against = Literal["yoy", "prior", "target"]
Method = Literal["price_volume_mix", "customers", "contribution"]
UNIT = Decimal("0.0001")
ZERO = Fraction(0)
METHODS: Mapping[Method, Label] = {
    "price_volume_mix": Label("Price, volume and mix of products", "价格—销量—结构分解"),
    "customers": Label(
        "Customers × orders per customer × revenue per order", "客户数 × 人均订单数 × 单均金额"
    ),
    "contribution": Label("What each adds to the gap", "各部分对差距的贡献"),
}
PRICE = Label("Price", "价格")
VOLUME = Label("Volume", "销量")
MIX = Label("Mix of products", "产品结构")
NEW = Label("New products", "新增产品")
LOST = Label("Products no longer sold", "不再销售的产品")
UNMEASURED = Label("Without quantities", "没有数量的产品")
CUSTOMERS = Label("Number of customers", "客户数")
FREQUENCY = Label("Orders per customer", "人均订单数")
ORDER_VALUE = Label("Revenue per order", "单均金额")
GUESTS = Label("Orders without a customer", "没有客户的订单")


@dataclass(frozen=True, slots=True)
class Part:
    """One reason, with the money that it accounts for."""

    name: Label
    value: Decimal


@dataclass(frozen=True, slots=True)
class Variance:
    """A difference (now − before, or actual − target) and the parts that it is made of."""

    change: Decimal
    before: Decimal
    now: Decimal
    method: Method
    parts: tuple[Part, ...]
    notes: tuple[Text, ...] = ()


def explain(against: Against, scope: Scope, reader: Reader) -> Variance:
    """Return why the revenue of a scope differs from what it is held against.

    Raises:
        BadScope: a scope without a period, or with nothing to compare with.
        NoData: no amounts in the data, or no targets.
    """
    if against == "target":
        return _against_target(scope, reader)
    if reason := why_empty("revenue", scope, reader):
        raise NoData(reason)
    base = replace(scope, comparison=against).compared()
    if base is None:
        raise BadScope(
            t("There is nothing to compare with: the scope has no period."),
            t("Choose a month, a quarter or a year."),
        )
    before, now = (_by_product(side, reader) for side in (base, scope))
    if any(product.measured for product in (before | now).values()):
        return _of_products(before, now)
    return _of_customers(_tree(base, reader), _tree(scope, reader))


# --- price, volume, mix ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sold:
    """Of one product: revenue, units, and whether every line of it has a quantity."""

    revenue: Fraction
    units: Fraction
    measured: bool


def _by_product(scope: Scope, reader: Reader) -> dict[str | None, Sold]:
    """Return what was sold of each product: of revenue and units no more than is needed here."""
    by_key = replace(DIMENSIONS["product"], named=False)
    has_units = answerable(CATALOG["units"], [by_key], scope, reader)
    measures = [REVENUE, *((UNITS, LINES_WITHOUT_QUANTITY) if has_units else ())]
    frame = count(measures, [by_key], scope, reader)
    if not has_units:
        frame = frame.with_columns(units=None, lines_without_quantity=None)
    columns = ("product", "revenue", "units", "lines_without_quantity")
    return {
        product: Sold(
            Fraction(revenue or 0),
            Fraction(units or 0),
            bool(units) and units > 0 and not unmeasured,
        )
        for product, revenue, units, unmeasured in frame.select(columns).iter_rows()
    }


def _of_products(before: Mapping[str | None, Sold], now: Mapping[str | None, Sold]) -> Variance:
    """Split a change over products that were sold both times; the others stand apart."""
    parts = dict.fromkeys((PRICE, VOLUME, MIX, NEW, LOST, UNMEASURED), ZERO)
    both: list[tuple[Sold, Sold]] = []
    for product in before.keys() | now.keys():
        old, new = before.get(product), now.get(product)
        if old is None or new is None:
            side = NEW if old is None else LOST
            parts[side] += (new.revenue if new else ZERO) - (old.revenue if old else ZERO)
        elif old.measured and new.measured:
            both.append((old, new))
        else:
            parts[UNMEASURED] += new.revenue - old.revenue
    for name, value in price_volume_mix(both).items():
        parts[name] += value
    sums = [_sum(one.revenue for one in side.values()) for side in (before, now)]
    return _variance(sums[0], sums[1], "price_volume_mix", parts)


def price_volume_mix(sold: Sequence[tuple[Sold, Sold]]) -> dict[Label, Fraction]:
    """Return what prices, the number of units and their mix account for, of products sold twice.

    Each effect is the mean of the two orders in which one thing changes before the other: the price
    effect is Δp × (q₀ + q₁) / 2, that of units Δq × (p₀ + p₁) / 2. Of the latter, volume is what
    the same mix of products would have brought, and mix is the rest.
    """
    if not sold:
        return {PRICE: ZERO, VOLUME: ZERO, MIX: ZERO}
    # p₁q₀ and p₀q₁ say all: the two effects are (p₁q₀ − p₀q₁ ± Δr) / 2 of each product.
    crossed = _total(_crossed(new, old) for old, new in sold)
    crossed -= _total(_crossed(old, new) for old, new in sold)
    total = [_sum(pair[side].units for pair in sold) for side in (0, 1)]
    money = [_sum(pair[side].revenue for pair in sold) for side in (0, 1)]
    price = (crossed + money[1] - money[0]) / 2
    units = money[1] - money[0] - price
    volume = (total[1] - total[0]) * (money[0] / total[0] + money[1] / total[1]) / 2
    return {PRICE: price, VOLUME: volume, MIX: units - volume}


def _crossed(priced: Sold, counted: Sold) -> tuple[int, int]:
    """Return the units of one side at the price of the other, as numerator and denominator."""
    money, units, base = priced.revenue, counted.units, priced.units
    top = money.numerator * units.numerator * base.denominator
    return top, money.denominator * units.denominator * base.numerator


def _sum(values: Iterable[Fraction]) -> Fraction:
    return _total((value.numerator, value.denominator) for value in values)


def _total(terms: Iterable[tuple[int, int]]) -> Fraction:
    """Add up fractions exactly: first those of one denominator, then by halves.

    One after the other they would be added to a number with thousands of digits, time and again.
    """
    tops: dict[int, int] = {}
    for top, base in terms:
        tops[base] = tops.get(base, 0) + top
    left = [(top, base) for base, top in tops.items()]
    while len(left) > 1:
        pairs = zip(left[::2], left[1::2], strict=False)
        odd = left[len(left) - len(left) % 2 :]
        left = [(a * d + c * b, b * d) for (a, b), (c, d) in pairs] + odd
    return Fraction(*left[0]) if left else ZERO


# --- customers, frequency, order value ------------------------------------------------------------


def _tree(scope: Scope, reader: Reader) -> dict[str, Fraction]:
    """Return customers, orders and revenue of known customers, and the revenue of guests."""
    names = ["customers", "orders", "revenue"]
    whole = evaluate(names, [], scope, reader).row(0, named=True)
    guests = evaluate(names, [], scope.with_filter("customer", [None]), reader).row(0, named=True)
    return {
        "customers": Fraction(whole["customers"] or 0),
        "orders": Fraction((whole["orders"] or 0) - (guests["orders"] or 0)),
        "revenue": Fraction((whole["revenue"] or 0) - (guests["revenue"] or 0)),
        "guests": Fraction(guests["revenue"] or 0),
    }


def _of_customers(before: Mapping[str, Fraction], now: Mapping[str, Fraction]) -> Variance:
    factors = [
        (
            side["customers"],
            _over(side["orders"], side["customers"]),
            _over(side["revenue"], side["orders"]),
        )
        for side in (before, now)
    ]
    effects = shares_of_factors(factors[0], factors[1])
    parts = dict(zip((CUSTOMERS, FREQUENCY, ORDER_VALUE), effects, strict=True))
    parts[GUESTS] = now["guests"] - before["guests"]
    sums = [side["revenue"] + side["guests"] for side in (before, now)]
    return _variance(sums[0], sums[1], "customers", parts)


def _over(top: Fraction, base: Fraction) -> Fraction:
    return top / base if base else ZERO


def shares_of_factors(before: Sequence[Fraction], now: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return what each factor of a product accounts for: its mean effect over all orders."""
    effects = [ZERO] * len(before)
    orders = list(permutations(range(len(before))))
    for order in orders:
        state = list(before)
        for place in order:
            old = _product(state)
            state[place] = now[place]
            effects[place] += _product(state) - old
    return tuple(effect / len(orders) for effect in effects)


def _product(factors: Iterable[Fraction]) -> Fraction:
    whole = Fraction(1)
    for factor in factors:
        whole *= factor
    return whole


# --- against a target -----------------------------------------------------------------------------

LEVELS = ("team", "sales_rep", "product_line", "product")
WITHOUT_TARGET = Label("Without a target", "无目标部分")
NOT_RECORDED = Label("Not recorded", "未记录")


def _against_target(scope: Scope, reader: Reader) -> Variance:
    """Split the gap over the first level that has targets: each one's actual − its target."""
    name = "revenue_attainment"
    if reason := why_empty(name, scope, reader):
        raise NoData(reason)
    whole = evaluate([name], [], scope, reader).row(0, named=True)
    target, actual = whole[f"{name}__denominator"], whole[f"{name}__numerator"] or Decimal(0)
    if target is None:
        raise NoData(why_empty(name, scope, reader, whole) or t("No target is set for this."))
    parts: dict[Label, Fraction] = {}
    others = Fraction(actual - target)
    for row in _of_level(scope, reader):
        if row[f"{name}__denominator"] is None:
            continue
        gap = Fraction((row[f"{name}__numerator"] or 0) - row[f"{name}__denominator"])
        parts[_who(row)] = gap
        others -= gap
    parts[WITHOUT_TARGET] = others
    return _variance(Fraction(target), Fraction(actual), "contribution", parts)


def _of_level(scope: Scope, reader: Reader) -> list[dict[str, Any]]:
    name = "revenue_attainment"
    for level in LEVELS:
        if why_empty(name, scope, reader, by=[level]):
            continue
        frame = evaluate([name], [level], scope, reader)
        rows = [row | {"_level": level} for row in frame.iter_rows(named=True)]
        if sum(row[f"{name}__denominator"] is not None for row in rows) > 1:
            return rows
    return []


def _who(row: Mapping[str, Any]) -> Label:
    key = row[row["_level"]]
    label = row.get(f"{row['_level']}__label") or key
    return Label(label, label) if label else NOT_RECORDED


# --- exactly --------------------------------------------------------------------------------------


def _variance(
    before: Fraction, now: Fraction, method: Method, parts: Mapping[Label, Fraction]
) -> Variance:
    """Round the parts so that they still add up: the largest one takes what rounding leaves."""
    change = _money(now) - _money(before)
    rounded = {name: _money(value) for name, value in parts.items() if value}
    left = change - sum(rounded.values(), Decimal(0))
    if left and rounded:
        largest = max(rounded, key=lambda name: (abs(rounded[name]), name.en))
        rounded[largest] += left
    listed = tuple(Part(name, value) for name, value in rounded.items() if value)
    return Variance(change, _money(before), _money(now), method, listed)


def _money(value: Fraction) -> Decimal:
    """Return an amount with 4 decimals, rounded alike on both sides of zero."""
    scaled = value * 10_000
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    rounded = whole + (2 * rest >= scaled.denominator)
    return Decimal(rounded if scaled >= 0 else -rounded).scaleb(-4)
