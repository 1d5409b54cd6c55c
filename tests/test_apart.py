from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from ordertrack import apart

LIMITS = apart.Limits(1 << 30, 20)


def ask(name: str, *args: object, limits: apart.Limits = LIMITS) -> object:
    return apart.run(f"tests.apart_work:{name}", args, limits, lambda _done: None)


def test_work_is_done_elsewhere_and_its_progress_is_heard() -> None:
    heard: list[float] = []
    half, process = apart.run("tests.apart_work:halves", (8,), LIMITS, heard.append)
    assert (half, heard) == (4, [0.5])
    again = apart.run("tests.apart_work:halves", (8,), LIMITS, heard.append)
    assert again == (4, process)


def test_an_error_comes_back_and_what_is_printed_is_no_answer() -> None:
    with pytest.raises(ValueError, match="in words"):
        ask("fails")
    assert ask("takes", 5) == 5


def test_what_brings_the_process_down_leaves_this_one_alone() -> None:
    with pytest.raises(apart.Died):
        ask("dies")
    assert ask("takes", 5) == 5


def test_memory_and_time_are_limited() -> None:
    with pytest.raises((apart.Died, MemoryError)):
        ask("takes", 2 << 30)
    with pytest.raises(apart.Died) as death:
        ask("never_ends", limits=apart.Limits(1 << 30, 1))
    assert death.value.late


def test_who_stops_waiting_leaves_no_process_behind() -> None:
    def interrupted(_done: float) -> None:
        raise KeyboardInterrupt

    apart._end_idle()
    with pytest.raises(KeyboardInterrupt):
        apart.run("tests.apart_work:takes", (5,), LIMITS, interrupted)
    assert not apart._idle


def test_what_took_much_memory_is_not_used_again() -> None:
    apart._end_idle()
    ask("takes", 700 << 20)
    assert not apart._idle


def test_a_plain_workbook_needs_little_of_what_a_file_may_take(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Order No", "Customer", "Order Date", "Amount"])
    book.active.append(["1", "A", "2024-06-01", 5])
    book.save(tmp_path / "a.xlsx")
    args = ("a.xlsx", tmp_path / "a.xlsx", "book", tmp_path / "raw.parquet")
    limits = apart.Limits(500 << 20, 20)
    (table,) = apart.run("ordertrack.intake.files.parsers:parse", args, limits, lambda _done: None)
    assert table.headers == ("Order No", "Customer", "Order Date", "Amount")


def test_what_this_process_holds_does_not_count_for_the_other() -> None:
    apart._end_idle()
    large = bytearray(b"1") * (700 << 20)
    ask("takes", 5)
    assert len(apart._idle) == 1
    assert large[-1] == large[0]


def test_a_process_that_ends_by_itself_is_not_left_as_a_zombie() -> None:
    apart._end_idle()
    ask("takes", 5)
    ((_, process),) = apart._idle
    os.kill(process.popen.pid, 9)
    for _ in range(100):
        if not Path(f"/proc/{process.popen.pid}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{process.popen.pid}").exists()
    assert ask("takes", 5) == 5


def imported(module: str, light: bool) -> set[str]:
    """The modules that are there after one was imported, as the other process does or as we do."""
    code = "from ordertrack.apart import _light; _light('ordertrack.intake')\n" if light else ""
    code += f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=apart.ROOT
    )
    return set(done.stdout.split())


def test_the_process_that_parses_holds_no_warehouse() -> None:
    there = imported("ordertrack.intake.files.parsers", light=True)
    assert {"fastexcel", "lxml", "polars"} <= there
    heavy = ("ordertrack.warehouse", "ordertrack.records", "duckdb", "deltalake", "sqlalchemy")
    assert not there.intersection(heavy)


def test_the_process_that_imports_holds_no_parser() -> None:
    there = imported("ordertrack.intake", light=False)
    assert "ordertrack.warehouse" in there
    assert not there.intersection(("lxml", "fastexcel"))
