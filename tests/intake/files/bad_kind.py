"""A kind of bad file: how to make it, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEADERS = ("订单号", "客户名称", "产品/服务", "下单时间", "订单金额(元)")
ROWS = (("SO1", "甲公司", "软件", "2024-06-01", "50"), ("SO2", "乙公司", "硬件", "2024-06-02", "3"))
HEAD = ",".join(HEADERS) + "\n"
GOOD = HEAD + "".join(",".join(row) + "\n" for row in ROWS)

Content = bytes | str | Callable[[], bytes | str]


@dataclass(frozen=True)
class Kind:
    """What is imported under `file`: bytes, text, what gives them, or what `at` makes there.

    `says` stands in a problem, a finding, a note or a question; `rows` are read, without a problem.
    """

    name: str
    file: str
    content: Content = b""
    says: str = ""
    rows: int | None = None
    alone: bool = False  # heavy: nothing runs beside it
    nobody: bool = False  # as a user who may not read everything
    at: Callable[[Path], object] | None = None

    def make(self, folder: Path) -> Path:
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.at:
            self.at(path)
        else:
            content = self.content() if callable(self.content) else self.content
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
