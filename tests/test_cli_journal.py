"""Targets typed at the command line, and the journal that lists them."""

from __future__ import annotations

import json
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ordertrack.cli import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command line; its exit code, stdout and stderr."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)

    def typed(line: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(shlex.split(line))
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


def test_a_typed_target_stands_in_the_journal(run: Any) -> None:
    code, _, err = run("target 2026-03 revenue 1,200,000 --by 王敏 --why budget")
    assert (code, err) == (0, "2026-03/company//revenue: 1,200,000 (before: nothing).\n")
    run("target 2026-Q1 on_time_rate 90% --level team --name 华东/一部 --who 王敏")
    found = json.loads(run("journal --format json")[1])
    rate, revenue = found["entries"]
    assert found["position"] == 2
    assert (rate["subject"], rate["after"]) == ("2026-Q1/team/华东%2F一部/on_time_rate", "0.9")
    assert (revenue["who"], revenue["why"], revenue["before"]) == ("王敏", "budget", None)
    assert revenue["seen"] == {"release": 0, "position": 0}


def test_the_journal_is_listed_by_kind_subject_and_number(run: Any) -> None:
    for value in (1, 2, 3):
        run(f"target 2026 销售额 {value}")
    table = run("journal --limit 1")[1]
    assert "2026/company//revenue" in table
    assert "tester" in table
    assert len(json.loads(run("journal --limit 2 --format json")[1])["entries"]) == 2
    assert json.loads(run("journal --kind match --format json")[1])["entries"] == []
    by_subject = run("journal --subject 2026/company//revenue --format json")[1]
    assert len(json.loads(by_subject)["entries"]) == 3
    code, _, err = run("journal --kind weather")
    assert code == 2
    assert "Choose one of: target, benchmark, interview" in err


def test_a_target_is_removed_and_ones_own_change_taken_back(run: Any) -> None:
    run("target 2026 revenue 5")
    assert "nothing (before: 5)" in run("target 2026 revenue ''")[2]
    code, table, err = run("journal --undo")
    assert (code, err) == (0, "Taken back:\n")
    assert "takes back 2" in table
    assert "already" in run("target 2026 revenue 5")[2]
    code, _, err = run("journal --undo --by nobody-else")
    assert (code, "no change of 'nobody-else'" in err) == (2, True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2026-13 revenue 5", "'2026-13' is no month, quarter or year. Write 2024-06"),
        ("2026-03 revenu 5", "Did you mean revenue?"),
        ("2026-03 revenue much", "'much' is not a number"),
        ("2026-03 revenue 5 --level person", "the company's has none"),
        ("2026-03 revenue 5 --level firm", "Choose one of: company, team, person, product"),
        ("2026-03 revenue 5 --by ' '", "Nobody is named"),
    ],
)
def test_a_target_that_cannot_be_kept_is_refused(run: Any, line: str, told: str) -> None:
    code, out, err = run(f"target {line}")
    assert (code, out) == (2, "")
    assert told in err
    assert json.loads(run("journal --format json")[1])["position"] == 0


def test_the_journal_of_a_home_that_is_not_there_is_empty_and_makes_nothing(
    run: Any, home: Path
) -> None:
    assert json.loads(run("journal --format json")[1]) == {"position": 0, "entries": []}
    assert not home.exists()


def test_check_compares_the_tables_with_the_journal(run: Any, home: Path) -> None:
    run("target 2026 revenue 5")
    assert run("check")[0] == 0
    with closing(sqlite3.connect(home / "records.sqlite")) as store:
        store.execute("UPDATE typed_targets SET value = '6'")
        store.commit()
    code, _, err = run("check")
    assert code == 2
    assert "The table of target is not what the journal tells" in err
