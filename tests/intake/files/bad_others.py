"""Bad Parquet files, web pages, XML spreadsheets and web archives."""

from __future__ import annotations

import io
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
from bad_books import ENTITIES, XXE
from bad_kind import GOOD, HEADERS, ROWS, Content, Kind

MIB = 1 << 20
DAY = 86_400_000


def parquet(**columns: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def columns(**more: object) -> dict[str, object]:
    return {name: [row[at] for row in ROWS] for at, name in enumerate(HEADERS)} | more


def of_days(*days: int) -> bytes:
    return parquet(**columns(下单时间=pa.array(days, pa.int32()).cast(pa.date32())))


def of_moments(*milliseconds: int) -> bytes:
    return parquet(**columns(下单时间=pa.array(milliseconds, pa.timestamp("ms"))))


def constant(rows: int) -> bytes:
    """Few bytes, many rows."""
    out = io.BytesIO()
    block = pa.table(
        {name: pa.array([row] * 1_000_000) for name, row in zip(HEADERS, ROWS[0], strict=True)}
    )
    with pq.ParquetWriter(out, block.schema, compression="zstd") as writer:
        for _ in range(rows // 1_000_000):
            writer.write_table(block, row_group_size=1_000_000)
    return out.getvalue()


def nested(depth: int) -> bytes:
    kind = pa.int32()
    for _ in range(depth):
        kind = pa.list_(kind)
    return parquet(**columns(deep=pa.nulls(2, kind)))


def kind(name: str, content: Content, says: str = "", rows: int | None = None) -> Kind:
    return Kind(name, "orders.parquet", content, says, rows)


GOOD_PARQUET = parquet(**columns())
PARQUETS = [
    kind("a good parquet", GOOD_PARQUET, rows=2),
    kind("a parquet cut off", GOOD_PARQUET[:-20], "damaged"),
    kind("a parquet without a middle", GOOD_PARQUET[:200] + GOOD_PARQUET[-400:], "damaged"),
    kind("a parquet of eight bytes", b"PAR1PAR1", "damaged"),
    kind(
        "a parquet with a footer that lies", GOOD_PARQUET[:-8] + b"\xff\xff\xff\x7fPAR1", "damaged"
    ),
    kind(
        "a parquet with changed bytes",
        bytes(b ^ 0x55 if 8 < at < 300 and at % 7 == 0 else b for at, b in enumerate(GOOD_PARQUET)),
        "damaged",
    ),
    kind(
        "a parquet with a broken footer",
        GOOD_PARQUET[:-300] + bytes(280) + GOOD_PARQUET[-20:],
        "damaged",
    ),
    kind("a protected parquet", b"PARE" + bytes(200) + b"PARE"),
    kind(
        "a parquet without rows",
        parquet(**{name: pa.array([], pa.string()) for name in HEADERS}),
        "no rows of data",
    ),
    kind("a parquet without columns", lambda: parquet(), "no columns"),
    kind("a parquet of one column", parquet(a=[1, 2]), "no columns"),
    kind("years beyond 9999", of_days(3_000_000, 19_000), "beyond"),
    kind("days at both ends of time", of_days(2**31 - 1, -(2**31)), "beyond"),
    kind("moments beyond 9999", of_moments(3_000_000 * DAY, 0), "beyond"),
    kind("moments at the end of time", of_moments(2**62, -(2**62)), "beyond"),
    kind("days before the year 1", of_days(-800_000, 19_000)),
    kind("lists and structs", parquet(**columns(a=[[1], [2]], b=[{"x": 1}, {"x": 2}])), rows=2),
    kind("lists 90 deep", lambda: nested(90)),
    kind("binary columns", parquet(**columns(photo=[b"\xff", b"\0"])), "holds no text", 2),
    kind(
        "text that is no UTF-8",
        parquet(**columns(客户名称=pa.array([b"\xff\xfe", b"a"], pa.binary()))),
        rows=2,
    ),
    kind("5,000 columns", lambda: parquet(**columns(**{f"x{n}": [1, 2] for n in range(5_000)}))),
    kind("a cell of 50 MB", lambda: parquet(**columns(客户名称=["x" * (50 * MIB), "b"]))),
    Kind(
        "40 million rows in few bytes", "orders.parquet", lambda: constant(40_000_000), alone=True
    ),
    kind("not a number", parquet(**columns(**{HEADERS[4]: [float("nan"), float("inf")]}))),
    kind(
        "the largest numbers", parquet(**columns(**{HEADERS[4]: pa.array([2**63 - 1, -(2**63)])}))
    ),
    kind(
        "durations and times",
        parquet(
            **columns(t=pa.array([1, 2], pa.duration("s")), u=pa.array([1, 2], pa.time32("s")))
        ),
    ),
    kind("names of columns with NUL", parquet(**columns(**{"a\0b": [1, 2]}))),
    kind("a good csv called parquet", GOOD, rows=2),
    Kind("a parquet called csv", "orders.csv", GOOD_PARQUET, rows=2),
    Kind(
        "days and moments",
        "orders.parquet",
        parquet(**columns(a=[date(2024, 1, 1)] * 2, b=[datetime(2024, 1, 1)] * 2)),
        rows=2,
    ),
]


def line(values: tuple[str, ...], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{value}</{tag}>" for value in values) + "</tr>"


TABLE = "<table>" + "".join(line(values) for values in (HEADERS, *ROWS)) + "</table>"
PAGE = f"<html><head><meta charset='utf-8'></head><body>{TABLE}</body></html>"
BOOK = "urn:schemas-microsoft-com:office:spreadsheet"


def xml_row(values: tuple[str, ...], more: str = "", cell: str = "") -> str:
    cells = "".join(
        f'<Cell {cell}><Data ss:Type="String">{value}</Data></Cell>' for value in values
    )
    return f"<Row {more}>{cells}</Row>"


def xml(rows: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<Workbook xmlns="{BOOK}" xmlns:ss="{BOOK}">'
        f'<Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet></Workbook>'
    )


XML_TABLE = "".join(xml_row(values) for values in (HEADERS, *ROWS))
MAIL = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"


def page(name: str, content: Content, says: str = "", rows: int | None = None) -> Kind:
    return Kind(name, "orders.html", content, says, rows)


def sheets(name: str, content: Content, says: str = "", rows: int | None = None) -> Kind:
    return Kind(name, "orders.xml", content, says, rows)


PAGES = [
    page("a good page", PAGE, rows=2),
    page("a page to log in", "<html><body><form>user <input></form></body></html>", "log in"),
    page("a page cut off", PAGE[:-60], "cut off"),
    page("a page with a script", PAGE.replace("甲公司", "甲公司<script>alert(1)</script>"), rows=2),
    page(
        "tables 5,000 deep",
        lambda: "<table><tr><td>" * 5_000 + TABLE + "</td></tr></table>" * 5_000,
    ),
    page(
        "elements 100,000 deep", lambda: "<html>" + "<div>" * 100_000 + TABLE + "</div>" * 100_000
    ),
    page("a cell over a million columns", PAGE.replace("<td>甲公司", "<td colspan=1000000>甲公司")),
    page("a cell over a million rows", PAGE.replace("<td>甲公司", "<td rowspan=1000000>甲公司")),
    page(
        "1,000 cells over 1,000 columns",
        lambda: PAGE.replace("<td>甲公司", "<td colspan=1000>x" * 1_000 + "<td>甲公司"),
    ),
    page(
        "a cell over a million rows and columns, often",
        lambda: (
            "<table>"
            + line(HEADERS)
            + "<tr>"
            + "<td rowspan=1000 colspan=1000>x</td>" * 16
            + "</tr>"
            + "<tr><td>a</td></tr>" * 3_000
            + "</table>"
        ),
    ),
    page("a cell of 50 MB", lambda: PAGE.replace("甲公司", "x" * (50 * MIB))),
    page(
        "20,000 columns",
        lambda: (
            "<table>"
            + line((*HEADERS, *(f"x{n}" for n in range(20_000))))
            + line(ROWS[0])
            + "</table>"
        ),
    ),
    page(
        "16,000 columns of 3,000 short rows",
        lambda: (
            "<table>"
            + line((*HEADERS, *(f"x{n}" for n in range(16_000))))
            + line(ROWS[0]) * 3_000
            + "</table>"
        ),
    ),
    page("200,000 rows", lambda: "<table>" + line(HEADERS) + line(ROWS[0]) * 200_000 + "</table>"),
    page("20,000 tables", lambda: f"<html>{TABLE * 20_000}</html>"),
    page("entities in a page", "<!DOCTYPE html" + ENTITIES[10:] + PAGE.replace("SO1", "&a11;")),
    page("an encoding that lies", PAGE.replace("utf-8", "utf-16"), rows=2),
    page("an encoding that is none", PAGE.replace("utf-8", "no-such-thing").encode("gb18030")),
    page("an encoding that runs code", PAGE.replace("utf-8", "unicode_escape").encode("gb18030")),
    page("an encoding that is no text", PAGE.replace("utf-8", "zlib_codec").encode("gb18030")),
    page("a page with NULs", PAGE.replace("甲", "\0甲")),
    page("a page with a late NUL", lambda: PAGE.replace("</body>", "x" * 10_000 + "\0</body>")),
    page(
        "an attribute of 20 MB",
        lambda: PAGE.replace("<table>", "<table class='" + "x" * (20 * MIB) + "'>"),
    ),
    sheets("a good XML spreadsheet", xml(XML_TABLE), rows=2),
    sheets("an XML spreadsheet cut off", xml(XML_TABLE)[:-60], "cut off"),
    sheets(
        "an XML spreadsheet with an entity bomb", xml(XML_TABLE.replace("SO1", "&a11;"), ENTITIES)
    ),
    sheets("an XML spreadsheet with an outer document", xml(XML_TABLE.replace("SO1", "&e;"), XXE)),
    sheets(
        "an XML row beyond all bounds",
        xml(XML_TABLE + xml_row(ROWS[0], 'ss:Index="99999999999"')),
        "more rows",
    ),
    sheets("an XML row at the end", xml(XML_TABLE + xml_row(ROWS[0], 'ss:Index="1048576"'))),
    sheets(
        "an XML cell beyond all bounds",
        xml(XML_TABLE + xml_row(ROWS[0], cell='ss:Index="999999"')),
        "more columns",
    ),
    sheets(
        "an XML cell at the far end",
        xml(XML_TABLE + xml_row(("x",), 'ss:Index="1048576"', 'ss:Index="16384"')),
    ),
    sheets(
        "XML merged beyond all bounds",
        xml(
            XML_TABLE.replace("<Cell >", '<Cell ss:MergeDown="99999999" ss:MergeAcross="16000">', 6)
        ),
    ),
    sheets(
        "XML numbers with 10,000 digits",
        xml(XML_TABLE.replace("String", "Number").replace("SO1", "9" * 10_000)),
    ),
    sheets("XML 100,000 deep", lambda: xml("<a>" * 100_000 + "</a>" * 100_000)),
    sheets("other XML", "<?xml version='1.0'?><orders><order id='1'/></orders>", "no spreadsheet"),
    Kind(
        "a web archive",
        "orders.mht",
        f"{MAIL}--B\nContent-Type: text/html; charset=utf-8\n\n{PAGE}\n--B--\n",
        rows=2,
    ),
    Kind("a web archive without pages", "orders.mht", MAIL + "--B--\n", "web page without"),
    Kind(
        "a web archive of archives",
        "orders.mht",
        lambda: MAIL + "--B\nContent-Type: message/rfc822\n\nContent-Type: text/html\n" * 3_000,
    ),
    Kind(
        "a web archive in bad base64",
        "orders.mht",
        f"{MAIL}--B\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!!\n--B--\n",
    ),
    Kind(
        "a web archive in a strange encoding",
        "orders.mht",
        MAIL + f"--B\nContent-Type: text/html; charset=zlib\n\n{PAGE}\n--B--\n",
    ),
    Kind("a page called xls", "orders.xls", PAGE, rows=2),
    Kind("a page called csv", "orders.csv", PAGE, rows=2),
    Kind("a picture", "orders.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "files of this kind"),
    Kind("a pdf called csv", "orders.csv", b"%PDF-1.7\n" + bytes(range(256)) * 20),
    Kind(
        "a program called csv", "orders.csv", b"\x7fELF" + bytes(range(256)) * 20, "not a text file"
    ),
    Kind("a rich text called csv", "orders.csv", "{\\rtf1\\ansi a\\par b}"),
]
