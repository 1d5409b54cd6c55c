"""Bad zips, folders and files that are no files."""

from __future__ import annotations

import io
import os
import socket
import struct
import zipfile
from pathlib import Path

from bad_books import GOOD_BOOK, XLS, lying, packed
from bad_kind import GOOD, HEAD, Content, Kind

MIB = 1 << 20


def zipped(name: str, content: Content, says: str = "", rows: int | None = None) -> Kind:
    return Kind(name, "orders.zip", content, says, rows)


def one(name: str, content: bytes | str = GOOD, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    return packed({name: content}, how)


def broken(how: int) -> bytes:
    """A packed stream with changed bytes, as a bad download leaves it."""
    data = bytearray(packed({"a.csv": GOOD * 200, "b.csv": GOOD}, how))
    data[60:100] = bytes(b ^ 0x5A for b in data[60:100])
    return bytes(data)


def flagged(data: bytes, flag: int, method: int | None = None) -> bytes:
    changed = bytearray(data)
    for mark, at_flag in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            changed[at + at_flag] |= flag
            if method is not None:
                changed[at + at_flag + 2] = method
            at = data.find(mark, at + 4)
    return bytes(changed)


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", GOOD)
        archive.writestr("b.csv", GOOD.replace("SO", "SP"))
    return out.getvalue().replace(b"b.csv", b"a.csv")


def overlapping() -> bytes:
    """Every name of the directory leads to the same packed bytes."""
    with zipfile.ZipFile(io.BytesIO(one("a.csv", b"0" * (40 * MIB)))) as archive:
        info = archive.infolist()[0]
    data = one("a.csv", b"0" * (40 * MIB))
    directory = data.find(b"PK\x01\x02")
    entry = data[directory : data.find(b"PK\x05\x06")]
    entries = b"".join(entry.replace(b"a.csv", b"%05d.csv" % n)[:0] or entry for n in range(500))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 500, 500, len(entries), directory, 0)
    assert info.header_offset == 0
    return data[:directory] + entries + end


def link(name: str, target: str, inside: bytes = GOOD.encode()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, target)
        archive.writestr("good.csv", inside)
    return out.getvalue()


def nested(depth: int) -> bytes:
    data = one("a.csv")
    for _ in range(depth):
        data = one("inner.zip", data)
    return data


ZIPS = [
    zipped("a good zip", one("a.csv"), rows=2),
    zipped("an empty zip", packed({}), "no table inside"),
    zipped("a zip of empty folders", packed({"a/": b"", "b/": b""}), "no table inside"),
    zipped("a zip of no bytes", b"", "damaged"),
    zipped("a zip cut off", one("a.csv")[:-30], "damaged"),
    zipped("a zip without its beginning", one("a.csv")[20:]),
    zipped("a zip of noise", bytes(range(256)) * 50, "damaged"),
    zipped("an end of a zip only", b"PK\x05\x06" + bytes(18), "no table inside"),
    zipped("a directory that lies far away", b"PK\x05\x06" + b"\xff" * 18),
    zipped("corrupt deflate", broken(zipfile.ZIP_DEFLATED), "damaged"),
    zipped("corrupt LZMA", broken(zipfile.ZIP_LZMA), "damaged"),
    zipped("corrupt bzip2", broken(zipfile.ZIP_BZIP2), "damaged"),
    zipped("corrupt, not packed", broken(zipfile.ZIP_STORED), "damaged"),
    zipped("packed with LZMA", one("a.csv", how=zipfile.ZIP_LZMA), rows=2),
    zipped("packed with bzip2", one("a.csv", how=zipfile.ZIP_BZIP2), rows=2),
    zipped("packed in an unknown way", flagged(one("a.csv"), 0, 99), "damaged"),
    zipped("protected by a password", flagged(one("a.csv"), 1), "password"),
    zipped("strongly protected", flagged(one("a.csv"), 0x41), "password"),
    zipped("patched data", flagged(one("a.csv"), 0x20), "damaged"),
    zipped("a bomb", lambda: one("a.csv", b"0" * (300 * MIB)), "unpacks to far more"),
    zipped(
        "a bomb in LZMA",
        lambda: one("a.csv", b"0" * (300 * MIB), zipfile.ZIP_LZMA),
        "unpacks to far more",
    ),
    zipped(
        "a bomb in bzip2",
        lambda: one("a.csv", b"0" * (300 * MIB), zipfile.ZIP_BZIP2),
        "unpacks to far more",
    ),
    zipped("a bomb that lies", lambda: lying(one("a.csv", b"0" * (300 * MIB)), "a.csv", 5)),
    zipped(
        "many small bombs", lambda: packed({f"{n}.csv": HEAD + "0" * (40 * MIB) for n in range(12)})
    ),
    zipped("names over one stream", overlapping),
    zipped("a zip in a zip", nested(1), "a zip inside a zip"),
    zipped("a zip 30 deep", nested(30), "a zip inside a zip"),
    zipped("a zip that holds itself in name", one("orders.zip"), "a zip inside a zip"),
    zipped("a name twice", twice()),
    zipped("a name in both cases", packed({"a.csv": GOOD, "A.csv": GOOD}), rows=4),
    zipped("a name that leads out", one("../../../../evil.csv"), rows=2),
    zipped("a name that leads out, with backslashes", one("..\\..\\evil.csv"), rows=2),
    zipped("an absolute name", one("/etc/cron.d/evil.csv"), rows=2),
    zipped("a name with a drive", one("C:\\evil.csv"), rows=2),
    zipped("a name of dots", one("...csv")),
    zipped("no name", one("a.csv").replace(b"a.csv", b"/////")),
    zipped("a name with a NUL", one("a0b.csv").replace(b"a0b", b"a\0b")),
    zipped("a name with an escape", one("\x1b[2J.csv"), rows=2),
    zipped("a name of 60,000 characters", one("x" * 60_000 + ".csv"), rows=2),
    zipped("a path of 2,000 folders", one("a/" * 2_000 + "a.csv"), rows=2),
    zipped("names of a device", packed({"CON.csv": GOOD, "nul.csv": GOOD}), rows=4),
    zipped("names in an unknown encoding", one("ab.csv").replace(b"ab", b"\xff\x81")),
    zipped("names that turn the text around", one("\u202evsc.exe.csv"), rows=2),
    zipped("composed and decomposed names", packed({"é.csv": GOOD, "e\u0301.csv": GOOD}), rows=4),
    zipped("a link", link("a.csv", "/etc/passwd"), "a.csv"),
    zipped("a folder named like a file", packed({"a.csv/": b"", "a.csv/b.csv": GOOD}), rows=2),
    zipped("a file and a folder of one name", packed({"a.csv": GOOD, "a.csv/b.csv": GOOD}), rows=4),
    zipped("2,001 tables", lambda: packed({f"{n}.csv": GOOD for n in range(2_001)}), "at most"),
    zipped(
        "70,000 files that are none",
        lambda: packed({f"{n}.x": b"" for n in range(70_000)}),
        "no table inside",
    ),
    zipped(
        "300 small tables",
        lambda: packed({f"{n}.csv": GOOD.replace("SO", f"S{n}-") for n in range(300)}),
        rows=600,
    ),
    zipped(
        "files that are no tables",
        packed({"a.csv": GOOD, "b.exe": b"MZ", "c.json": b"{}"}),
        "b.exe",
        2,
    ),
    zipped("an empty table among others", packed({"a.csv": GOOD, "b.csv": b""}), "b.csv", 2),
    zipped("a broken table among others", packed({"a.csv": GOOD, "b.csv": HEAD + '"'}), "b.csv"),
    zipped("a workbook in a zip", packed({"a.xlsx": GOOD_BOOK}), rows=2),
    zipped(
        "a bomb of a workbook in a zip",
        lambda: one("a.xlsx", packed({"xl/workbook.xml": b"0" * (80 * MIB)})),
    ),
    zipped("a comment of 60 KB", lambda: _commented()),
    Kind("a workbook called zip", "orders.zip", GOOD_BOOK),
    Kind("a zip called csv", "orders.csv", one("a.csv")),
    Kind("a zip called xlsx", "orders.xlsx", one("a.csv")),
    Kind("gzip", "orders.csv", b"\x1f\x8b\x08" + bytes(range(256)) * 10),
    Kind("a 7z", "orders.7z", b"7z\xbc\xaf\x27\x1c" + bytes(200), "files of this kind"),
    Kind("a rar called zip", "orders.zip", b"Rar!\x1a\x07\x00" + bytes(200), "damaged"),
]


def _commented() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", GOOD)
        archive.comment = b"PK\x05\x06" * 15_000
    return out.getvalue()


def folder(
    name: str, at: object, says: str = "", rows: int | None = None, *, nobody: bool = False
) -> Kind:
    return Kind(name, "folder", says=says, rows=rows, nobody=nobody, at=at)  # ty: ignore[invalid-argument-type]


def _filled(path: Path, **files: bytes | str) -> Path:
    path.mkdir()
    for name, content in {"good.csv": GOOD, **files}.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _locked_folder(path: Path) -> None:
    _filled(path, **{"sub/more.csv": GOOD.replace("SO", "SP")})
    (path / "sub").chmod(0)


def _locked_file(path: Path) -> None:
    _filled(path, **{"more.csv": GOOD.replace("SO", "SP")})
    (path / "more.csv").chmod(0)


def _no_utf8(path: Path) -> None:
    _filled(path)
    with open(os.fsencode(path) + b"/\xb6\xa9\xb5\xa5.csv", "wb") as file:
        file.write(GOOD.replace("SO", "SP").encode())


def _socket(path: Path) -> None:
    _filled(path)
    with socket.socket(socket.AF_UNIX) as end:
        here = Path.cwd()
        os.chdir(path)
        end.bind("s.csv")
        os.chdir(here)


def _deep(path: Path) -> None:
    _filled(path)
    here = Path.cwd()
    os.chdir(path)
    for _ in range(300):
        os.mkdir("a")
        os.chdir("a")
    Path("deep.csv").write_text(GOOD.replace("SO", "SP"))
    os.chdir(here)


FOLDERS = [
    folder("a good folder", _filled, rows=2),
    folder("an empty folder", Path.mkdir, "no table inside"),
    folder("a folder that may not be read", _locked_folder, "sub", nobody=True),
    folder("a file that may not be read", _locked_file, "more.csv", nobody=True),
    folder(
        "a folder named like a file", lambda path: _filled(path, **{"x.csv/y.csv": GOOD}), rows=4
    ),
    folder("a link to itself", lambda path: (_filled(path) / "loop").symlink_to("."), rows=2),
    folder("a link to its parent", lambda path: (_filled(path) / "up").symlink_to(".."), rows=2),
    folder(
        "a file that links to itself",
        lambda path: (_filled(path) / "l.csv").symlink_to("l.csv"),
        "l.csv",
    ),
    folder("a link to nowhere", lambda path: (_filled(path) / "l.csv").symlink_to("none"), "l.csv"),
    folder(
        "a link to a device",
        lambda path: (_filled(path) / "l.csv").symlink_to("/dev/zero"),
        "l.csv",
    ),
    folder("a pipe in a folder", lambda path: os.mkfifo(_filled(path) / "p.csv"), "p.csv"),
    folder("a socket in a folder", _socket, "s.csv"),
    folder("a name that is not UTF-8", _no_utf8, rows=4),
    folder("folders 300 deep", _deep, rows=4),
    folder("files that are no tables", lambda path: _filled(path, **{"b.exe": b"MZ"}), "b.exe", 2),
    folder(
        "an old workbook and a new one",
        lambda path: _filled(path, **{"a.xls": XLS.read_bytes(), "b.xlsx": GOOD_BOOK}),
        rows=9,
    ),
    Kind("a pipe", "p.csv", says="pipe", at=os.mkfifo),
    Kind("a device", "zero.csv", says="device", at=lambda path: path.symlink_to("/dev/zero")),
    Kind(
        "a link to nowhere by name",
        "l.csv",
        says="no such file",
        at=lambda path: path.symlink_to("none"),
    ),
    Kind(
        "a link to itself by name",
        "l.csv",
        says="no such file",
        at=lambda path: path.symlink_to("l.csv"),
    ),
    Kind("a missing file", "none.csv", says="no such file", at=lambda path: None),
]
