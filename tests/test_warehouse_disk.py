"""A failure of the disk is told from a mistake of ours."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from shelves import line, open_warehouse, order, publish

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


def test_every_file_of_a_release_and_its_folder_is_on_disk_before_the_release_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = open_warehouse(home)
    synced: dict[int, int] = {}  # when a file had last been written, by its inode
    sync = os.fsync

    def noted(descriptor: int) -> None:
        found = os.fstat(descriptor)
        synced[found.st_ino] = found.st_mtime_ns
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    for day in ("2024-06-01", "2023-06-01"):
        publish(warehouse, {"orders": [order(day, day)], "order_lines": [line(day)]})
        lasting = [home, home / "tables", *(home / "tables").rglob("*")]
        found = {path: path.stat() for path in lasting}
        assert not [path for path, one in found.items() if one.st_ino not in synced]
        del found[home]  # the lock and the record store come after
        assert not [path for path, one in found.items() if one.st_mtime_ns > synced[one.st_ino]]
    warehouse.close()


def test_a_new_home_is_private_and_an_old_one_is_left_as_it_is(tmp_path: Path) -> None:
    storage = Storage(tmp_path / "deep" / "home")
    storage.make()
    assert stat.S_IMODE(storage.home.stat().st_mode) == 0o700
    storage.home.chmod(0o750)
    storage.make()
    assert stat.S_IMODE(storage.home.stat().st_mode) == 0o750
