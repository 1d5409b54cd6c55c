"""Two files that differ in the same rows: each column is told, in the order of the model."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import raw_table, understood

from ordertrack.model import TABLES

ORDERS = "Order no|Customer|Order date|Status|Salesperson|Team|Region|Channel"
FIRST = "S1|Alpha|2024-06-01|shipped|Kim|North|East|Web"
LABELS = [column.label.en for column in TABLES["orders"].columns]


def told(folder: Path, later: str, headers: str = f"{ORDERS}|Remarks") -> list[str]:
    tables = [
        raw_table(folder, "old.csv", ORDERS, FIRST),
        raw_table(folder, "new.csv", headers, f"{later}|x"),
    ]
    plan = understood(folder, *tables)
    return [str(f.text) for f in plan.findings if f.kind == "files-differ"]


def columns(found: list[str]) -> list[str]:
    return [text.partition(" differ in ")[2].partition(" for ")[0] for text in found]


@pytest.mark.parametrize(
    "later",
    [
        "S1|Alpha|2024-06-02|shipped|Lee|South|West|Shop",
        "S1|Alpha|2024-06-01|cancelled|Lee|North|West|Web",
        "S1|Beta|2024-06-01|shipped|Kim|South|East|Shop",
    ],
)
def test_columns_are_told_in_the_order_of_the_model(tmp_path: Path, later: str) -> None:
    found = columns(told(tmp_path, later))
    assert len(found) >= 3
    assert found == sorted(found, key=LABELS.index)


def test_files_that_agree_need_no_word(tmp_path: Path) -> None:
    assert told(tmp_path, FIRST) == []
