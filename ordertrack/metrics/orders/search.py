"""Searching the ledger: words in order numbers, customers and products, as SQL with parameters.

Products are few beside their lines: with their list at hand, no line has to be searched.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import polars as pl

from ordertrack.facts.matched_names import Names
from ordertrack.facts.select import one_of
from ordertrack.metrics.query.reader import Reader
from ordertrack.metrics.query.source import Source
from ordertrack.scope import Scope

MANY_PRODUCTS = 500
Products = tuple[tuple[str, ...], ...]  # the product keys that each word of the search fits


def words_of(search: str) -> list[str]:
    """Return the words of a search in half width and lower case; an order must have them all."""
    folded = unicodedata.normalize("NFKC", search).lower()
    return [word for word in re.split(r"[\s,，;；]+", folded) if word]


def products(scope: Scope, reader: Reader) -> pl.DataFrame:
    """Return all products that the viewer may see: product, name in lower case.

    They are few beside their lines, and worth keeping.
    """
    lines = Source(scope, reader).plain(
        "line_facts", "DISTINCT product", "LOWER(product_name) AS name"
    )
    return reader.run(lines.filtered("product IS NOT NULL").ordered("product", "name"))


def fitting(search: str, known: pl.DataFrame) -> Products | None:
    """Return the products that each word fits; None where a word fits too many to name them."""
    named = pl.col("name").fill_null("") + " " + pl.col("product").str.to_lowercase()
    found = [
        known.filter(named.str.contains(word, literal=True))["product"].unique().sort()
        for word in words_of(search)
    ]
    if any(len(keys) > MANY_PRODUCTS for keys in found):
        return None
    return tuple(tuple(keys) for keys in found)


def search_conditions(
    search: str, products: Products | None, names: Names
) -> tuple[list[str], dict[str, Any]]:
    """Return a condition per word of the search, with their parameters.

    A word of a name that another one replaced finds what goes by the name to use.
    """
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for place, word in enumerate(words_of(search)):
        name = f"word_{place}"
        values[name] = word
        either = [
            f"STRPOS(LOWER({column}), ${name}) > 0" for column in ("order_no", "customer_name")
        ]
        either += _with_product(None if products is None else products[place], name, values)
        either += _once_called(word, name, names, values)
        conditions.append(f"({' OR '.join(either)})")
    return conditions, values


def _with_product(known: tuple[str, ...] | None, name: str, values: dict[str, Any]) -> list[str]:
    """Orders with a product of that name: by its keys where they are known, else by looking."""
    where = f"STRPOS(LOWER(product_name), ${name}) > 0 OR STRPOS(LOWER(product), ${name}) > 0"
    if known is not None:
        keys = {f"{name}_product_{n}": key for n, key in enumerate(known)}
        if not keys:
            return []
        values |= keys
        where = f"product IN ({', '.join('$' + key for key in keys)})"
    return [f"order_no IN (SELECT order_no FROM line_facts WHERE {where})"]


def _once_called(word: str, name: str, names: Names, values: dict[str, Any]) -> list[str]:
    """Orders of customers and with products that files call otherwise than they go by now."""
    found = []
    for kind, column in (("customer", "customer_id"), ("product", "product")):
        if keys := names.once(kind, word):
            condition, wanted = one_of(column, keys, f"{name}_once_{kind}")
            values |= wanted
            lines = f"order_no IN (SELECT order_no FROM line_facts WHERE {condition})"
            found.append(lines if kind == "product" else condition)
    return found
