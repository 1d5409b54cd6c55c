"""What leaves as a csv or a workbook runs nothing in a spreadsheet, and comes back as it was."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from ordertrack.intake.files.read import read
from ordertrack.model.protection import JOINER, MARK, inert, pasted, protected, unprotected
from ordertrack.views import table_files
from ordertrack.views.moments import days_and_times

RUN = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "＝1", "+cmd|' /C calc'!A0", "-")
LEFT = ("-5", "+5", "-1,234.50", "-5%", "'=x", "'", "a=b", " =x", "", "SO-1")
FRAME = pl.DataFrame(
    {
        "=text": [*RUN, *LEFT],
        "note": "plain",
        "amount": [-place for place in range(len(RUN) + len(LEFT))],
    }
)


def test_text_that_would_be_run_is_marked_and_numbers_are_not() -> None:
    marked = protected(FRAME)
    assert marked.columns == [f"{MARK}=text", "note", "amount"]
    texts = marked.to_series(0).to_list()
    assert all(text.startswith("'") for text in texts[: len(RUN)])
    assert texts[len(RUN) :] == list(LEFT)
    assert marked["amount"].equals(FRAME["amount"])
    assert unprotected(marked).rows() == FRAME.rows()


def test_what_was_divided_by_nothing_is_an_empty_cell() -> None:
    frame = pl.DataFrame({"each": [1.5, float("nan"), float("inf"), None]})
    assert table_files.csv(frame, "en").decode("utf-8-sig").split("\n")[1:] == ["1.5", *[""] * 4]
    book = openpyxl.load_workbook(BytesIO(table_files.excel(frame, "en")))
    assert [cell.value for cell in book.active["A"]][1:] == [1.5, None, None, None]


def test_a_spreadsheet_that_saves_marks_in_its_countrys_encoding_loses_none(
    tmp_path: Path,
) -> None:
    frame = FRAME.with_columns(note=pl.lit("'?")).drop("amount")
    saved = table_files.csv(frame, "en").decode("utf-8-sig").replace(JOINER, "?").encode("gbk")
    [table], _ = read([("a.csv", saved)], tmp_path / "staging")
    assert table.headers == ("=text", "note")
    cells = pl.read_parquet(table.path)
    assert [text.strip() for text in cells["c0"].to_list()[: len(RUN)]] == [
        text.strip() for text in RUN
    ]
    assert set(cells["c1"]) == {"'?"}


def test_what_is_copied_from_a_table_on_the_screen_is_text_and_comes_back() -> None:
    shown = inert(FRAME)
    assert shown.columns == FRAME.columns
    texts = shown.to_series(0).to_list()
    assert all(text.startswith(JOINER) for text in texts[: len(RUN)])
    assert texts[len(RUN) :] == list(LEFT)
    assert unprotected(shown).rows() == FRAME.rows()
    assert [pasted(f" {text} ").strip() for text in texts] == [
        text.strip() for text in FRAME["=text"]
    ]


def test_a_frame_without_marks_is_taken_as_it_is() -> None:
    assert unprotected(FRAME) is FRAME


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_leaves_comes_back_unchanged(tmp_path: Path, kind: str) -> None:
    body = table_files.csv(FRAME, "en") if kind == "csv" else table_files.excel(FRAME, "en")
    tables, problems = read([(f"a.{kind}", body)], tmp_path / "staging")
    [table] = tables
    assert not problems and table.headers[:2] == ("=text", "note")
    cells = pl.read_parquet(table.path)
    kept = [text for text in (*RUN, *LEFT) if text]
    came = [text for text in cells["c0"].to_list() if text]
    assert [text.strip() for text in came] == [text.strip() for text in kept]


def test_a_workbook_holds_texts_and_no_formula_or_address() -> None:
    body = table_files.excel(FRAME.with_columns(note=pl.lit("http://x.example")), "en")
    with zipfile.ZipFile(BytesIO(body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet
        assert 'quotePrefix="1"' in book.read("xl/styles.xml").decode()


def test_a_day_among_times_is_read_without_a_clock() -> None:
    moments = [datetime(2024, 6, 1), datetime(2024, 6, 1, 14, 30), None]
    frame = pl.DataFrame({"mixed": moments, "times": [moments[1]] * 3, "days": [moments[0]] * 3})
    found = days_and_times(frame)
    assert found["mixed"].to_list() == ["2024-06-01", "2024-06-01 14:30", None]
    assert found["times"].dtype == pl.Datetime("us") and found["days"].dtype == pl.Date
