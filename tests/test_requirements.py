"""What is pinned is what is installed: each package with the checksums of all its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z]+\])?==([^\s;\\]+)", re.MULTILINE)
CHECKSUM = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def pins(name: str) -> dict[str, str]:
    found = PIN.findall((ROOT / name).read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_the_lock_has_what_the_requirements_pin(kind: str) -> None:
    wanted, locked = pins("requirements.txt"), pins(f"{kind}.lock")
    wanted |= pins(f"{kind}.txt")
    differing = {name for name, version in wanted.items() if locked.get(name) != version}
    assert not differing, f"`make lock` writes them: {differing}"


def test_the_tests_run_with_what_the_dashboard_runs_with() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_every_package_of_the_lock_has_checksums(kind: str) -> None:
    text = (ROOT / f"{kind}.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[A-Za-z])", text.strip())
    assert len(packages) == len(pins(f"{kind}.lock"))
    assert all(CHECKSUM.search(package) for package in packages)


def test_the_two_commands_install_from_the_locks_alone() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [
        line for line in text.splitlines() if "pip install" in line or "(INSTALL) -r" in line
    ]
    assert [line.split()[-1] for line in installs] == [
        "--require-hashes",
        "requirements.lock",
        "requirements-dev.lock",
        "uv",
    ]
