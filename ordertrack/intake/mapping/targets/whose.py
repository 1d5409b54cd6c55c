"""Headers that say whose targets they are. Imports spellings."""

from __future__ import annotations

from ordertrack.intake.spellings import fold, strength

# A target is for somebody: a column of people, teams or products says for whom and at which level.
WHO_IS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("person", ("orders", "sales_rep")),
    ("team", ("orders", "team")),
    ("product", ("order_lines", "product")),
    ("product", ("order_lines", "product_name")),
)
# Words for people that elsewhere stand for somebody else, too: beside targets they say whose.
_PEOPLE_WORDS = """
    姓名 员工 员工姓名 业务员姓名 销售员姓名 销售人员姓名 销售姓名 人员 人员姓名 employee
    employeename fullname
"""
_PEOPLE = frozenset(_PEOPLE_WORDS.split())


def says_who(header: str) -> bool:
    """Return whether a column with this header says whose targets they are."""
    return known_level(header) is not None


def level_of(header: str) -> str:
    """Return the level of a table's targets, by its header that says for whom they are (or none).

    A person, a team, a product, the company.
    """
    return known_level(header) or "company"


def known_level(header: str) -> str | None:
    """Return the level of which the header is a word; None where it is of none."""
    named = "person" if fold(header) in _PEOPLE else None
    found = (level for level, (table, column) in WHO_IS if strength(header, table, column))
    return next(found, named)
