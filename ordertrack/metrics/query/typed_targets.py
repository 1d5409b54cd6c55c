"""Targets that people typed, laid over those that were imported. Imports access, polars.

A typed target wins over an imported one for the same period, level, name and measure; the imported
value stays in sight beside it (`replaced`). Where a typed one is removed, the imported one counts
again. Of two typed names of one person (an id, and what it is called) the later one counts.

Who reads targets does three steps: `describe` gives the typed rows the names and groups that the
fact table of targets has, `seen_by` keeps those that the viewer may see, `effective_targets` lays
them over what the reader answered. All three depend on the release and on `Journal.version(
"target")` alone, which together are the key under which an answer may be kept.
"""

from __future__ import annotations

import polars as pl

from ordertrack.access import Access

KEY = ("period", "level", "who", "measure")
IMPORTED, TYPED = "imported", "typed"
# The dimensions of targets, each with the column that holds its key.
DIMENSIONS = {name: name for name in ("team", "sales_rep", "product", "product_line")}
MONEY = pl.Decimal(18, 4)


def effective_targets(imported: pl.DataFrame, typed: pl.DataFrame) -> pl.DataFrame:
    """Return the targets that count: imported ones, and typed ones in the place of their like.

    Args:
        imported: `period`, `level`, `who` (null for the company), `measure`, `value`, and any other
            columns, such as names; one row per key.
        typed: the same columns, `subject` and `changed_position`, as `describe` gives them.

    Returns:
        The columns of `imported` (`value` as decimal(18, 4)), and behind them `origin` (imported or
        typed), `replaced` (the imported value that a typed one stands for; null where there is
        none) and `subject` (of the journal; null where imported). Sorted by key.
    """
    columns = imported.columns
    said = imported.with_columns(pl.col("value").cast(MONEY))
    over = typed.sort("changed_position").unique(KEY, keep="last")
    before = said.select(*KEY, replaced="value")
    standing = said.join(over, on=KEY, how="anti", nulls_equal=True).with_columns(
        origin=pl.lit(IMPORTED), replaced=pl.lit(None, MONEY), subject=pl.lit(None, pl.String)
    )
    laid = over.join(before, on=KEY, how="left", nulls_equal=True).with_columns(
        pl.col("value").cast(MONEY), origin=pl.lit(TYPED)
    )
    wanted = (*columns, "origin", "replaced", "subject")
    return pl.concat([standing.select(wanted), laid.select(wanted)]).sort(KEY)


def describe(typed: pl.DataFrame, people: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    """Return typed targets with the columns that the fact table of targets has.

    A person or product may have been typed by id or by name; a name that only one has becomes the
    id by which the imported targets go.

    Args:
        typed: as `Journal.frame("target")` gives them.
        people: `sales_rep`, `name`, `team` of the release.
        products: `product`, `name`, `product_line` of the release.
    """
    named = typed.with_columns(who=pl.when(pl.col("name") != "").then("name")).drop("name")
    named = _by_id(named, "person", people.rename({"sales_rep": "id"}))
    named = _by_id(named, "product", products.rename({"product": "id"}))
    team = pl.when(pl.col("level") == "team").then("who").when(_is("person")).then("team")
    return named.with_columns(
        team=team,
        sales_rep=pl.when(_is("person")).then("who"),
        sales_rep_name=pl.when(_is("person")).then(pl.coalesce("person_name", "who")),
        product=pl.when(_is("product")).then("who"),
        product_name=pl.when(_is("product")).then(pl.coalesce("product_name", "who")),
        product_line=pl.when(_is("product")).then("product_line"),
    ).drop("person_name")


def _is(level: str) -> pl.Expr:
    return pl.col("level") == level


def _by_id(typed: pl.DataFrame, level: str, known: pl.DataFrame) -> pl.DataFrame:
    """Return targets with the id of whom they name, and what is known of him or it."""
    ids = known.select(found="id", known_id="id").unique()
    names = known.select(found="name", known_id="id").unique().drop_nulls()
    names = names.filter(pl.len().over("found") == 1).join(ids, on="found", how="anti")
    found = typed.join(pl.concat([ids, names]), left_on="who", right_on="found", how="left")
    found = found.with_columns(
        who=pl.when(_is(level)).then(pl.coalesce("known_id", "who")).otherwise("who")
    ).drop("known_id")
    rest = known.unique("id").rename({"name": f"{level}_name"})
    return found.join(rest, left_on="who", right_on="id", how="left")


def seen_by(access: Access, described: pl.DataFrame) -> pl.DataFrame:
    """Return the described targets that somebody may see: by the same rule as the imported ones.

    A row that does not have a dimension that decides is kept back.
    """
    if access.sees_every_row:
        return described
    allowed = pl.lit(False)
    for alternative in access.any_of:
        parts = pl.lit(True)
        for name, values in alternative:
            column = DIMENSIONS.get(name)
            kept = pl.col(column).fill_null("").is_in(list(values)) if column else pl.lit(False)
            parts = parts & kept
        allowed = allowed | parts
    return described.filter(allowed)
