"""What lies below a folder, and its names as people read them. Imports nothing of ours."""

from __future__ import annotations

import os
from pathlib import Path


def below(source: Path) -> tuple[list[Path], list[Path]]:
    """Return all that is no folder below a folder, in order, and the folders that refuse."""
    unread: list[Path] = []
    found: list[Path] = []
    for folder, folders, files in os.walk(
        source, onerror=lambda e: unread.append(Path(e.filename))
    ):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [Path(folder, name) for name in (*files, *links)]
    return sorted(path for path in found if not path.is_dir()), unread


def readable(path: Path, source: Path) -> str:
    """Return the name within a folder as people read it, also where it is no UTF-8."""
    raw = os.fsencode(path.relative_to(source).as_posix())
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")
