"""Every kind of bad file is imported right or refused with a word, in bounded memory and time."""

from __future__ import annotations

import fcntl
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


# Every twelfth kind takes twenty seconds; the others stand beside one of their sort, and are tried
# with ALL_BAD_FILES=1.
ALL = bool(os.environ.get("ALL_BAD_FILES"))
CHOSEN = [*KINDS] if ALL else [*KINDS][::12]


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each kind; one of the processes that share these tests finds it out."""
    mine = tmp_path_factory.getbasetemp()
    shared = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "bad-files.jsonl"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            found_out = shared.with_suffix(".part")
            with found_out.open("wb") as file:
                environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parents[3])}
                command = [sys.executable, str(PROGRAM), *CHOSEN]
                nothing = subprocess.DEVNULL
                subprocess.run(command, stdout=file, stderr=nothing, check=True, env=environment)
            found_out.rename(shared)
    found = [json.loads(line) for line in shared.read_text().splitlines()]
    return {outcome["name"]: outcome for outcome in found}


def test_there_are_many_kinds() -> None:
    assert len(KINDS) >= 160


@pytest.mark.parametrize("name", CHOSEN)
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
