"""How releases are said: when they were published, of what kind, what they brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from ordertrack.settings import settings
from ordertrack.views import formats
from ordertrack.warehouse import Release
from ordertrack.words import Label

KINDS: Mapping[str, Label] = {
    "import": Label("Import", "导入"),
    "undo": Label("Undo", "撤销"),
    "demo": Label("Demo", "演示"),
}


def local(moment: datetime) -> datetime:
    """A moment as the business's clock showed it, without a zone mark."""
    return moment.astimezone(ZoneInfo(settings().time_zone)).replace(tzinfo=None)


def published(release: Release) -> str:
    """`2024-06-15 17:30` by the business's clock."""
    return formats.when(local(release.created_at))


def name(release: Release) -> str:
    """`#12 · 2024-06-15 17:30 · 王敏`."""
    return " · ".join(
        part for part in (f"#{release.number}", published(release), release.who) if part
    )
