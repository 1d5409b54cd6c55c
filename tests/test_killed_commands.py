"""A few of the kills of `python -m bench.kills`, one of each kind of command."""

from __future__ import annotations

from pathlib import Path

from bench.kills import kill_many


def test_a_killed_command_leaves_before_or_after_and_can_be_done_again(tmp_path: Path) -> None:
    tally = kill_many(tmp_path, count=4, seed=5, orders=300)
    assert not tally.faults
    assert set(tally.tried) == {"first import", "update", "undo", "pruning"}
    assert sum(tally.killed.values()) > 0
