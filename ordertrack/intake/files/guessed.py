"""What had to be guessed to read a file, told because a wrong guess changes names.

Imports words and its siblings.
"""

from __future__ import annotations

from ordertrack.intake.finding import Finding
from ordertrack.intake.raw_table import RawTable
from ordertrack.words import t

CERTAIN = ("UTF-", "GB18030")  # told by every byte, or by whether it reads as Chinese


def guessed_encoding(raw_table: RawTable) -> list[Finding]:
    """Tell of an encoding that nothing in the file confirms."""
    encoding = raw_table.encoding
    if encoding is None or encoding.startswith(CERTAIN):
        return []
    text = t(
        "{file} does not say how it is encoded: it is read as {encoding}. Look whether its names"
        " are right; if not, export it as UTF-8.",
        file=raw_table.file,
        encoding=encoding,
    )
    return [Finding("guessed-encoding", "warning", text, raw_table.read)]
