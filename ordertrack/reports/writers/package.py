"""Files of Office as archives that are the same for the same content: no clock, one order."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest that an archive can name


def without_clock(content: bytes) -> bytes:
    """Return an archive whose members do not tell when they were written."""
    memory = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(memory, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = ZipInfo(name, FIRST_DAY)
            member.compress_type = ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return memory.getvalue()
