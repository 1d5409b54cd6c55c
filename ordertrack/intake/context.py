"""Where and when an import takes place. Imports warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ordertrack.warehouse import Reader, Records


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all files of an import.

    `staging` is a folder for its files and must outlive the plan; `time_zone` is the business's,
    for times that name another one; dates after `today` lie in the future. `reader` reads the
    release that the import builds on, `records` remember confirmed mappings.
    """

    staging: Path
    time_zone: str
    today: date
    memory_limit: str
    threads: int | None = None
    reader: Reader | None = None
    records: Records | None = None
