"""The settings of scan and notification that are in force: of the environment, the page, defaults.

The environment wins, as everywhere; the page says so. Imports records, settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from ordertrack.records import Records
from ordertrack.records.journal.setting_kinds import NAMES
from ordertrack.settings import place_of, settings
from ordertrack.words import LANGUAGES, system_language


@dataclass(frozen=True)
class InForce:
    """What is in force; `places` names the variable or file of what cannot be set on the page."""

    scan: bool
    scan_at: time
    notify: bool
    language: str
    public_url: str
    places: Mapping[str, str] = field(default_factory=dict)

    def is_fixed(self, name: str) -> bool:
        """Return whether a setting stands in the environment."""
        return name in self.places


def in_force(records: Records) -> InForce:
    """Return the settings that are in force now."""
    typed = {row["name"]: row["value"] for row in records.journal.rows("setting")}
    places = {name: place for name in NAMES if (place := place_of(name))}

    def value(name: str) -> str:
        return typed[name] if name in typed and name not in places else getattr(settings(), name)

    return InForce(
        scan=value("scan") == "on",
        scan_at=time.fromisoformat(value("scan_at")),
        notify=value("notify") == "on",
        language=_spoken(value("notify_language"), settings().language),
        public_url=value("public_url").rstrip("/"),
        places=places,
    )


def _spoken(*wanted: str) -> str:
    """Return the first language that is named, else that of this machine."""
    return next((one for one in wanted if one in LANGUAGES), system_language())
