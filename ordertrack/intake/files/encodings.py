"""Which characters a text file is written in, and the file as UTF-8. Imports errors and words.

Tried in this order, each strictly and over the whole file: UTF-8, UTF-16 by its byte order mark,
GB18030, then detection. GB18030 accepts nearly anything, so it must also look like Chinese.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from ordertrack.errors import BadFile
from ordertrack.intake.files import readings
from ordertrack.words import t

BLOCK = 4 << 20
SAMPLE = 256 << 10
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}
ODD = re.compile(rb"[\x80-\xa0]")
MANY_CHARACTERS = 2  # of three bytes each: by chance that is UTF-8 in no other encoding
RARER = 0xD8  # from this lead byte on: Cyrillic and Greek words look like these
CHINESE = 0.7  # share of the non-ASCII characters that everyday Chinese (GB 2312) must make up


def spoken(encoding: str) -> str:
    """Return the name that people know it by."""
    return NAMES.get(encoding, encoding.upper().replace("_", "-"))


def first_guess(path: Path) -> str | None:
    """Guess the encoding from the first bytes; None when the whole file must be looked at."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        return without_mark(path, head)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def without_mark(path: Path, head: bytes) -> str:
    """UTF-16 without its mark has every second byte zero; anything else with zeros is no text."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) / 8 and min(even, odd) < max(even, odd) / 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise BadFile(
        t("this is not a text file."), t("Send csv, xlsx, xls or parquet, or a zip of them.")
    )


def possible(path: Path) -> tuple[str, ...]:
    """Return the encodings that read a file as words, the likeliest first.

    Raises a BadFile that names the broken row where none reads all of it.
    """
    broken = broken_at(path, "utf-8")
    if broken is None:
        return ("utf-8",)
    around = _sample(path, broken)
    if nearly_utf8(around):
        raise _broken(path, broken, "UTF-8")
    chinese = _chinese(around)
    if chinese and (damaged := broken_at(path, "gb18030")) is not None:
        raise _broken(path, damaged, "GB18030")
    plausible = readings.plausible(_odd_part(around))
    first = ["gb18030"] if chinese else []
    names = dict.fromkeys((*first, *plausible, *_detected(around), "gb18030"))
    for encoding in sorted(names, key=lambda name: not _parts_evenly(around, name)):
        if broken_at(path, encoding) is None:
            check_mixed(path, encoding)
            others = [name for name in plausible if name != encoding]
            others = [name for name in others if broken_at(path, name) is None]
            return (encoding, *(name for name in others if _part_alike(path, encoding, name)))
    raise _broken(path, broken, "UTF-8")


def _parts_evenly(sample: bytes, encoding: str) -> bool:
    """Whether lines have one number of | in an encoding; in another it may be half a character."""
    lines = sample.decode(encoding, "replace").split("\n")
    return len({line.count("|") for line in lines if line.strip()}) == 1


def _part_alike(path: Path, one: str, other: str) -> bool:
    """Whether a | parts the cells of a file in two encodings alike; no cell is cut in two then."""
    with path.open("rb") as file:
        bars = (line for line in file if b"|" in line and not line.isascii())
        return all(line.decode(one).count("|") == line.decode(other).count("|") for line in bars)


def _detected(sample: bytes) -> list[str]:
    found = from_bytes(sample).best()
    return [found.encoding] if found else []


def _odd_part(sample: bytes) -> bytes:
    """The lines with bytes beyond ASCII; the others say nothing."""
    return b"\n".join(line for line in sample.split(b"\n") if not line.isascii())


def check_mixed(path: Path, encoding: str) -> None:
    """Refuse a file of which some rows are UTF-8: in another encoding they read as other words."""
    rows = [row for row, line in _odd_lines(path) if _is_utf8(line)]
    if rows:
        raise BadFile(
            t(
                "it is written in two encodings: {count} rows are UTF-8 (such as row {row}), others"
                " are {encoding}.",
                count=len(rows),
                row=rows[0],
                encoding=spoken(encoding),
            ),
            t("Export all rows again as UTF-8, or put them into two files."),
        )


def _odd_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines with bytes that Chinese in UTF-8 nearly always has, and Chinese in GB 2312 never."""
    done, before = 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            block, before = before + block, b""
            cut = block.rfind(b"\n") + 1 or len(block)
            block, before = block[:cut], block[cut:]
            if ODD.search(block):
                lines = enumerate(block.split(b"\n"), done + 1)
                yield from ((row, line) for row, line in lines if ODD.search(line))
            done += block.count(b"\n")
    if ODD.search(before):
        yield done + 1, before


def _is_utf8(line: bytes) -> bool:
    try:
        return sum(1 for char in line.decode("utf-8") if char > "\u07ff") >= MANY_CHARACTERS
    except UnicodeDecodeError:
        return False


def broken_at(path: Path, encoding: str) -> int | None:
    """Return the first byte that the encoding cannot explain."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            if not block:
                return None
            done += len(block)


def _sample(path: Path, at: int) -> bytes:
    """The lines around a byte, so that no character is cut in two."""
    start = max(0, at - SAMPLE // 2)
    with path.open("rb") as file:
        file.seek(start)
        lines = file.read(SAMPLE)
    first = lines.find(b"\n") + 1 if start else 0
    last = lines.rfind(b"\n") + 1
    return lines[first : last if last > at - start else None]


def nearly_utf8(sample: bytes) -> bool:
    """Return whether a few bytes are broken in what otherwise is UTF-8."""
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("�")
    good = sum(1 for char in text if ord(char) > 127) - broken
    return good >= 10 * broken


def _chinese(sample: bytes) -> bool:
    """Whether most characters are everyday Chinese, and of these most of the commoner half."""
    text = sample.decode("gb18030", errors="replace")
    counts = Counter(char for char in text if ord(char) > 127)
    leads = {char: _lead_in_gb2312(char) for char in counts}
    everyday = sum(n for char, n in counts.items() if leads[char])
    common = sum(n for char, n in counts.items() if 0xB0 <= leads[char] < RARER)
    rare = sum(n for char, n in counts.items() if leads[char] >= RARER)
    return everyday >= CHINESE * sum(counts.values()) and common >= rare


def _lead_in_gb2312(char: str) -> int:
    try:
        return char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0


def _broken(path: Path, at: int, encoding: str) -> BadFile:
    with path.open("rb") as file:
        before = file.read(at)
        seen = before.rpartition(b"\n")[2] + file.read(20).partition(b"\n")[0]
    return BadFile(
        t(
            'row {row} holds bytes that are no {encoding} text, near "{seen}".',
            row=before.count(b"\n") + 1,
            encoding=encoding,
            seen=seen.decode(encoding, errors="replace")[-40:],
        ),
        t("Export the file again as UTF-8, or mend that row."),
    )


def to_utf8(path: Path, encoding: str, target: Path) -> None:
    """Write the file as UTF-8 with plain newlines where it has only carriage returns."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    alone = only_returns(path, encoding)
    with path.open("rb") as file, target.open("wb") as out:
        while True:
            block = file.read(BLOCK)
            text = decoder.decode(block, final=not block)
            out.write((text.replace("\r", "\n") if alone else text).encode("utf-8"))
            if not block:
                return


def only_returns(path: Path, encoding: str) -> bool:
    """Return whether the lines end the old Macintosh way."""
    with path.open("rb") as file:
        head = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(SAMPLE))
    return "\r" in head and "\n" not in head
