"""Bad workbooks: xlsx, xls, xlsb, ods."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from bad_kind import GOOD, HEADERS, ROWS, Content, Kind

NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
XLS = Path(__file__).with_name("orders.xls")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MIB = 1 << 20


def cell(ref: str, value: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{value}</t></is></c>'


def row(number: int, values: tuple[str, ...]) -> str:
    cells = "".join(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(values))
    return f'<row r="{number}">{cells}</row>'


TABLE = row(1, HEADERS) + row(2, ROWS[0]) + row(3, ROWS[1])


def sheet(rows: str = TABLE, behind: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{NS}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'


def relations(*targets: str) -> str:
    kinds = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        for n, target in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{kinds}</Relationships>'


def workbook(*names: str, extra: str = "") -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{NS}" xmlns:r="{OFFICE}">{extra}<sheets>{sheets}</sheets></workbook>'


def parts(sheet_xml: str | bytes = "", **more: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations().replace(
            "</Rel",
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Rel',
        ),
        "xl/workbook.xml": workbook("订单"),
        "xl/_rels/workbook.xml.rels": relations("worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet_xml or sheet(),
        **more,
    }


def packed(members: Mapping[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def book(name: str, sheet_xml: Content = "", says: str = "", rows: int | None = None) -> Kind:
    def made() -> bytes:
        return packed(parts(sheet_xml() if callable(sheet_xml) else sheet_xml))

    return Kind(name, "orders.xlsx", made, says, rows)


def raw(
    name: str, content: Content, says: str = "", rows: int | None = None, end: str = "xlsx"
) -> Kind:
    return Kind(name, f"orders.{end}", content, says, rows)


def lying(data: bytes, part: str, size: int) -> bytes:
    """Write another unpacked size of a part into the zip's directory and before the part."""
    changed = bytearray(data)
    name = part.encode()
    for mark, at_size, at_name in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = data.find(mark)
        while at >= 0:
            if data[at + at_name : at + at_name + len(name)] == name:
                changed[at + at_size : at + at_size + 4] = struct.pack("<I", size)
            at = data.find(mark, at + 4)
    return bytes(changed)


def broken_inside(data: bytes) -> bytes:
    middle = data.find(b"sheet1.xml") + 60
    return data[:middle] + bytes(40) + data[middle + 40 :]


def stray(ref: str) -> str:
    digits = ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return sheet(TABLE + f'<row r="{digits}">{cell(ref, "x")}</row>')


SHARED = f'<sst xmlns="{NS}" count="4000000000" uniqueCount="4000000000"><si><t>a</t></si></sst>'
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
DEEP = "<a>" * 200_000 + "</a>" * 200_000
BLANK_ROWS = "".join(f'<row r="{n}" hidden="1"/>' for n in range(4, 60_000))
GOOD_BOOK = packed(parts())
ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet><table:table table:name='x'>"
)


def ods(rows: str, before: str = "") -> bytes:
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": before + ODS_HEAD + rows + end,
        }
    )


def ods_row(values: tuple[str, ...], repeated: str = "", cell_repeated: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" {cell_repeated}>'
        f"<text:p>{value}</text:p></table:table-cell>"
        for value in values
    )
    return f"<table:table-row {repeated}>{cells}</table:table-row>"


ODS_TABLE = "".join(ods_row(values) for values in (HEADERS, *ROWS))
ROW_TIMES = 'table:number-rows-repeated="{0}"'
CELL_TIMES = 'table:number-columns-repeated="{0}"'

BLANKS = (
    f"<table:table-row {ROW_TIMES.format(1_048_000)}>"
    f"<table:table-cell {CELL_TIMES.format(16_384)}/></table:table-row>"
)

BOOKS = [
    raw("a good workbook", GOOD_BOOK, rows=2),
    book("a stray cell in XFD1048576", stray("XFD1048576"), "XFD1048576"),
    book("a stray cell in AZ1048576", stray("AZ1048576"), "AZ1048576"),
    book("a stray cell in E1048576", stray("E1048576")),
    book("a stray cell in XFD9", stray("XFD9")),
    book("a stray cell in XFD60000", stray("XFD60000")),
    book("a reference beyond all bounds", stray("ZZZZZZ99999999999")),
    book("a reference of letters only", sheet(TABLE + f'<row r="9">{cell("ABC", "x")}</row>')),
    book("a reference of digits only", sheet(TABLE + f'<row r="9">{cell("12", "x")}</row>')),
    book("a reference in row 0", sheet(TABLE + f'<row r="0">{cell("A0", "x")}</row>')),
    book("a negative reference", sheet(TABLE + f'<row r="-4">{cell("A-4", "x")}</row>')),
    book("no references", sheet(TABLE).replace(' r="', ' q="')),
    book(
        "two stray cells, the farther one first",
        sheet(f'<row r="1048576">{cell("XFD1048576", "x")}</row>' + TABLE),
    ),
    book("a dimension that lies", sheet(before='<dimension ref="A1:XFD1048576"/>'), rows=2),
    book("a dimension that is broken", sheet(before='<dimension ref="A1:ZZZ0-"/>')),
    book("rows twice", sheet(TABLE + TABLE)),
    book(
        "a merge over everything",
        sheet(behind='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    ),
    book(
        "a merge that is broken",
        sheet(
            behind='<mergeCells><mergeCell ref="A9:B1"/>'
            '<mergeCell ref="ZZZZZZZZ1:A99999999999999999999"/></mergeCells>'
        ),
    ),
    book(
        "100,000 merges",
        lambda: sheet(
            behind="<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:B{n + 1}"/>' for n in range(10, 100_010))
            + "</mergeCells>"
        ),
    ),
    book("60,000 hidden rows", lambda: sheet(TABLE + BLANK_ROWS)),
    book("a style beyond the list", sheet().replace("<c ", '<c s="99999" ')),
    book(
        "a shared string beyond the list",
        sheet(TABLE + '<row r="4"><c r="A4" t="s"><v>99999</v></c></row>'),
    ),
    book(
        "a shared string below zero",
        sheet(TABLE + '<row r="4"><c r="A4" t="s"><v>-1</v></c></row>'),
    ),
    raw(
        "four billion shared strings announced",
        lambda: packed(parts() | {"xl/sharedStrings.xml": SHARED}),
    ),
    book(
        "a cell of 50 MB",
        lambda: sheet(TABLE + row(4, ("x" * (50 * MIB), "a", "b", "2024-06-01", "1"))),
    ),
    book("rows of a million blanks", lambda: sheet(TABLE + " " * (40 * MIB))),
    book(
        "a number beyond all bounds", sheet(TABLE + '<row r="4"><c r="E4"><v>1e999</v></c></row>')
    ),
    book("a number that is none", sheet(TABLE + '<row r="4"><c r="E4"><v>abc</v></c></row>')),
    book(
        "an unknown type of cell", sheet(TABLE + '<row r="4"><c r="E4" t="zz"><v>1</v></c></row>')
    ),
    book(
        "an error of an unknown kind",
        sheet(TABLE + '<row r="4"><c r="E4" t="e"><v>#BOOM!</v></c></row>'),
    ),
    book(
        "16,384 columns",
        lambda: sheet(
            '<row r="1">'
            + "".join(
                f'<c t="inlineStr"><is><t>{(HEADERS[n] if n < 5 else f"x{n}")}</t></is></c>'
                for n in range(16_384)
            )
            + "</row>"
            + row(2, ROWS[0])
        ),
    ),
    book(
        "20,000 columns",
        lambda: sheet(
            '<row r="1">'
            + "".join(
                f'<c t="inlineStr"><is><t>{(HEADERS[n] if n < 5 else f"x{n}")}</t></is></c>'
                for n in range(20_000)
            )
            + "</row>"
            + row(2, ROWS[0])
        ),
    ),
    book("an entity bomb", ENTITIES + sheet().replace("SO1", "&a11;")),
    book("an outer document", XXE + sheet().replace("SO1", "&e;")),
    book("200,000 elements deep", lambda: sheet(TABLE + DEEP)),
    book("an element that never closes", sheet()[:-40]),
    book("no xml at all", "this is no xml"),
    book("an empty sheet part", b"\n"),
    book("UTF-16 inside", sheet().encode("utf-16")),
    book("GB18030 inside", f'<?xml version="1.0" encoding="gb18030"?>{sheet()}'.encode("gb18030")),
    book("bytes that are no UTF-8 inside", sheet().encode().replace("甲".encode(), b"\xff\xfe")),
    book("an illegal character inside", sheet().replace("甲", "&#0;&#x1F;")),
    book("a bomb of blanks", lambda: sheet(TABLE + " " * (300 * MIB))),
    raw(
        "a size that lies: small",
        lambda: lying(
            packed(parts(sheet(TABLE + " " * (300 * MIB)))), "xl/worksheets/sheet1.xml", 2_000
        ),
    ),
    raw("a size that lies: huge", lying(GOOD_BOOK, "xl/worksheets/sheet1.xml", 0xFFFFFFF0)),
    raw("a size that lies: nothing", lying(GOOD_BOOK, "xl/worksheets/sheet1.xml", 0)),
    raw(
        "a bomb in its shared strings",
        lambda: packed(
            parts() | {"xl/sharedStrings.xml": "<sst>" + "<si><t>x</t></si>" * 15_000_000}
        ),
    ),
    raw(
        "a bomb beside the sheets",
        lambda: packed(parts() | {"xl/media/a.bin": b"\0" * (100 * MIB)}),
    ),
    raw("no sheet", packed({k: v for k, v in parts().items() if "sheet1" not in k})),
    raw("no list of sheets", packed({k: v for k, v in parts().items() if k != "xl/workbook.xml"})),
    raw("no relations", packed({k: v for k, v in parts().items() if "rels" not in k})),
    raw("a list of sheets without sheets", packed(parts() | {"xl/workbook.xml": workbook()})),
    raw(
        "a relation to itself",
        packed(parts() | {"xl/_rels/workbook.xml.rels": relations("workbook.xml")}),
    ),
    raw(
        "a relation that leads out",
        packed(parts() | {"xl/_rels/workbook.xml.rels": relations("../../../etc/passwd")}),
    ),
    raw(
        "a relation to the network",
        packed(parts() | {"xl/_rels/workbook.xml.rels": relations("http://127.0.0.1:9/x.xml")}),
    ),
    raw(
        "an entity bomb in the list of sheets",
        packed(parts() | {"xl/workbook.xml": ENTITIES + workbook("&a11;")}),
    ),
    raw(
        "an outer document in the list of sheets",
        packed(parts() | {"xl/workbook.xml": XXE + workbook("&e;")}),
    ),
    raw(
        "5,000 sheets",
        lambda: packed(
            parts()
            | {
                "xl/workbook.xml": workbook(*(f"s{n}" for n in range(5_000))),
                "xl/_rels/workbook.xml.rels": relations(*["worksheets/sheet1.xml"] * 5_000),
            }
        ),
    ),
    raw(
        "two sheets of one name",
        packed(
            parts()
            | {
                "xl/workbook.xml": workbook("a", "a"),
                "xl/_rels/workbook.xml.rels": relations(
                    "worksheets/sheet1.xml", "worksheets/sheet1.xml"
                ),
            }
        ),
    ),
    raw("a sheet without a name", packed(parts() | {"xl/workbook.xml": workbook("")})),
    raw(
        "a sheet with an odd name",
        packed(parts() | {"xl/workbook.xml": workbook("../{0}%s\u202e")}),
        rows=2,
    ),
    raw("cut off in the middle", GOOD_BOOK[: len(GOOD_BOOK) // 2]),
    raw("cut off at the end", GOOD_BOOK[:-10]),
    raw("four bytes of a workbook", b"PK\x03\x04"),
    raw("bytes broken inside", broken_inside(GOOD_BOOK)),
    raw("packed with LZMA", packed(parts(), zipfile.ZIP_LZMA)),
    raw("packed with bzip2", packed(parts(), zipfile.ZIP_BZIP2)),
    raw("not packed", packed(parts(), zipfile.ZIP_STORED), rows=2),
    raw("a text behind it", lambda: GOOD_BOOK + b"x" * 1_000, ""),
    raw("a text before it", b"x" * 100 + GOOD_BOOK),
    raw(
        "with macros",
        lambda: packed(parts() | {"xl/vbaProject.bin": OLE + bytes(2_000)}),
        rows=2,
        end="xlsm",
    ),
    raw("a Word document", packed({"[Content_Types].xml": TYPES, "word/document.xml": "<w/>"})),
    raw(
        "protected by a password",
        OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
        "password",
    ),
    raw("an old workbook", XLS.read_bytes(), rows=5, end="xls"),
    raw("an old workbook called xlsx", XLS.read_bytes(), "cannot be opened"),
    raw("an old workbook cut off", lambda: XLS.read_bytes()[:3_000], end="xls"),
    raw("an old workbook of noise", lambda: OLE + bytes(range(256)) * 40, end="xls"),
    raw(
        "an old workbook with a loop of sectors",
        XLS.read_bytes()[:512] + struct.pack("<I", 0) * 128 + XLS.read_bytes()[1024:],
        end="xls",
    ),
    raw("an old workbook of NULs", lambda: OLE + bytes(20_000), end="xls"),
    raw(
        "an old workbook with changed bytes",
        bytes(
            b ^ 0x55 if at > 600 and at % 97 == 0 else b for at, b in enumerate(XLS.read_bytes())
        ),
        end="xls",
    ),
    raw("a new workbook called xls", GOOD_BOOK, "cannot be opened", end="xls"),
    raw("a new workbook called csv", GOOD_BOOK, rows=2, end="csv"),
    raw(
        "a binary workbook of noise",
        lambda: packed(
            {
                "xl/workbook.bin": bytes(range(256)),
                "xl/_rels/workbook.bin.rels": relations("worksheets/sheet1.bin"),
                "xl/worksheets/sheet1.bin": bytes(5_000),
            }
        ),
        end="xlsb",
    ),
    raw(
        "a binary workbook with huge records",
        packed(
            {
                "xl/workbook.bin": b"\x9c\x01\xff\xff\xff\x7f" * 50,
                "xl/_rels/workbook.bin.rels": relations("worksheets/sheet1.bin"),
            }
        ),
        end="xlsb",
    ),
    raw("an ods without a manifest", ods(ODS_TABLE), "cannot be opened", end="ods"),
    raw(
        "an ods with a million rows repeated",
        ods(ODS_TABLE + ods_row(ROWS[0], ROW_TIMES.format(1_048_576))),
        end="ods",
    ),
    raw(
        "an ods with blank rows repeated behind",
        lambda: ods(ODS_TABLE + BLANKS),
        "cannot be opened",
        end="ods",
    ),
    raw(
        "an ods with blank rows repeated before the last",
        lambda: ods(ODS_TABLE + BLANKS + ods_row(ROWS[0])),
        end="ods",
    ),
    raw(
        "an ods with four billion cells repeated",
        lambda: ods(ODS_TABLE + ods_row(ROWS[0], cell_repeated=CELL_TIMES.format(4_000_000_000))),
        end="ods",
    ),
    raw(
        "an ods with all cells repeated",
        ods(ODS_TABLE + ods_row(("x",), ROW_TIMES.format(1_048_576), CELL_TIMES.format(16_384))),
        end="ods",
    ),
    raw("an ods with an entity bomb", ods(ODS_TABLE.replace("SO1", "&a11;"), ENTITIES), end="ods"),
    raw(
        "an ods without content",
        packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        end="ods",
    ),
    raw("an ods cut off", ods(ODS_TABLE)[:300], end="ods"),
    raw("a good workbook with a csv in it", packed(parts() | {"orders.csv": GOOD}), rows=2),
]
