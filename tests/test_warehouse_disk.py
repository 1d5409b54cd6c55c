"""A failure of the disk is told from a mistake of ours."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

from ordertrack.warehouse.storage import Storage
from ordertrack.warehouse.storage_errors import explain


def test_a_damaged_file_is_said_also_where_the_home_is_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    missing = FileNotFoundError(errno.ENOENT, "No such file", str(real / "tables" / "part.parquet"))
    said = explain(missing, link)
    assert said and "part.parquet" in said.message("en")


def test_a_missing_file_elsewhere_is_not_the_warehouses_fault(tmp_path: Path) -> None:
    assert explain(FileNotFoundError(errno.ENOENT, "No such file", "/elsewhere"), tmp_path) is None


def test_a_new_home_is_private_and_an_old_one_is_left_as_it_is(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "deep" / "home")
    storage.make()
    assert stat.S_IMODE(storage.home.stat().st_mode) == 0o700
    storage.home.chmod(0o750)
    storage.make()
    assert stat.S_IMODE(storage.home.stat().st_mode) == 0o750
