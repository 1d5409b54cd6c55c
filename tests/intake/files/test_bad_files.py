"""Every kind of bad file is imported right or refused with a word, in bounded memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from one_by_one import KINDS

PROGRAM = Path(__file__).with_name("one_by_one.py")
MEMORY = 1_500  # MB
SECONDS = 30


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, Any]]:
    run = subprocess.run(
        [sys.executable, str(PROGRAM)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parents[3])},
    )
    found = [json.loads(line) for line in run.stdout.splitlines()]
    return {outcome["name"]: outcome for outcome in found}


def test_there_are_many_kinds() -> None:
    assert len(KINDS) >= 160


@pytest.mark.parametrize("name", KINDS)
def test_a_bad_file_harms_nobody(outcomes: dict[str, dict[str, Any]], name: str) -> None:
    outcome, kind = outcomes[name], KINDS[name]
    assert "traceback" not in outcome, outcome["traceback"]
    assert outcome["status"] == 0
    assert outcome["seconds"] < SECONDS
    assert outcome["memory"] < MEMORY
    assert not outcome["left"]
    assert any(kind.says in said for said in outcome["said"]) or not kind.says
    if kind.rows is not None:
        assert (outcome["rows"], outcome["refused"]) == (kind.rows, False)
    assert outcome["refused"] or outcome["rows"] or outcome["open"]
