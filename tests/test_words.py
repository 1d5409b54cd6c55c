from __future__ import annotations

import re
from decimal import Decimal

import pytest

from ordertrack.ui.frame import menu
from ordertrack.words import NAMING, catalogue, t

PAGE = re.compile(r"“([^”]+)”页")
AFTER_A_NUMBER_SIGN = re.compile(r"#\{(\w+)\}")


def test_counts_in_a_sentence_are_written_with_separators() -> None:
    text = t("{count} rows have a {date} before 1990.", count=20123, date="ship date")
    assert text.to("en") == "20,123 rows have a ship date before 1990."
    assert "20,123" in text.to("zh")


def test_amounts_in_a_sentence_keep_every_digit() -> None:
    text = t("The orders add up to {orders}.", orders=Decimal("1234567.80"))
    assert text.to("en") == "The orders add up to 1,234,567.80."


@pytest.mark.parametrize(
    ("template", "place"),
    [
        ("{file} row {row}", "row"),
        ("Release #{number}", "number"),
        ("release #{release}", "release"),
    ],
)
def test_rows_of_files_and_releases_are_named_without_separators(template: str, place: str) -> None:
    text = t(template, **{"file": "orders.csv", place: 20123})
    assert text.to("en").endswith("20123")
    assert "20123" in text.to("zh")


def test_what_stands_behind_a_number_sign_is_a_name_in_every_sentence() -> None:
    places = {place for text in catalogue() for place in AFTER_A_NUMBER_SIGN.findall(text)}
    assert places and places <= NAMING


def test_a_page_is_called_as_in_the_menu() -> None:
    named = {name for said in catalogue().values() for name in PAGE.findall(said)}
    assert named and named <= {entry.title.zh for _, entries in menu.GROUPS for entry in entries}
