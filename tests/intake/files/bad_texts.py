"""Bad csv and txt files."""

from __future__ import annotations

import codecs
from pathlib import Path

from bad_kind import GOOD, HEAD, HEADERS, Content, Kind

ROW = "SO{0},甲公司,软件,2024-06-01,{0}\n"
MANY = HEAD + "".join(ROW.format(n) for n in range(1, 20_001))
MIB = 1 << 20


def text(name: str, content: Content, says: str = "", rows: int | None = None) -> Kind:
    return Kind(name, "orders.csv", content, says, rows)


def wide(columns: int, rows: int) -> str:
    names = ",".join((*HEADERS, *(f"x{at}" for at in range(columns - 5))))
    row = "SO1,甲公司,软件,2024-06-01,5" + ",1" * (columns - 5)
    return f"{names}\n" + f"{row}\n" * rows


def large(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for n in range(400_000):
            file.write(ROW.format(n))


def mixed(first: str, second: str) -> bytes:
    return MANY.encode(first) + "".join(
        f"SO{n},重庆长江销售公司,软件服务,2024-06-01,{n}\n" for n in range(30_000, 50_000)
    ).encode(second)


TEXTS = [
    text("empty", "", "the file is empty"),
    text("a byte order mark only", codecs.BOM_UTF8, "no columns"),
    text("blanks only", " \n\t\n" * 500, "empty"),
    text("newlines only", lambda: "\n" * 100_000, "empty"),
    text("NUL only", b"\0" * 5_000, "not a text file"),
    text("0xff only", lambda: b"\xff" * 5_000),
    text("noise", bytes(range(256)) * 100, "not a text file"),
    text("header only", HEAD, "no rows of data"),
    text("one word", "hello", "no columns"),
    text("a NUL in the first row", GOOD.replace("SO1", "SO\0001")),
    text("a NUL late", lambda: MANY + "SO9\0,甲,乙,2024-06-01,5\n" + MANY[len(HEAD) :]),
    text("a block of NULs at the end", lambda: MANY.encode() + b"\0" * 4096),
    text(
        "a page of NULs in the middle", lambda: MANY.encode() + b"\0" * 4096 + b"\n" + GOOD.encode()
    ),
    text("control characters", GOOD.replace("甲", "\x01\x02\x1a甲"), rows=2),
    text("end-of-file mark of DOS", GOOD + "\x1a", ""),
    text("GB18030", GOOD.encode("gb18030"), rows=2),
    text(
        "Big5",
        GOOD.replace("硬件", "硬體")
        .replace("软件", "軟體")
        .replace("单", "單")
        .replace("户", "戶")
        .replace("产", "產")
        .replace("务", "務")
        .replace("时间", "時間")
        .replace("额", "額")
        .replace("号", "號")
        .replace("订", "訂")
        .replace("名称", "名稱")
        .encode("big5"),
    ),
    text(
        "Latin-1",
        "order no,customer,product,order date,amount\nS1,Müller Söhne,Tür,2024-06-01,5\n".encode(
            "latin-1"
        ),
    ),
    text(
        "Shift-JIS",
        "order no,customer,product,day,amount\nS1,カタカナ商店,ひらがな,2024-06-01,5\n".encode(
            "shift_jis"
        ),
        "read as",
    ),
    text(
        "Windows-1251",
        "order no,customer,product,order date,amount\nS1,Иванов,Товар,2024-06-01,5\n".encode(
            "cp1251"
        ),
        "read as CP1251",
        rows=1,
    ),
    text("UTF-16 with mark", GOOD.encode("utf-16"), rows=2),
    text("UTF-16 without mark", GOOD.encode("utf-16-le")),
    text("UTF-16 cut off in a character", GOOD.encode("utf-16")[:-1]),
    text("UTF-32", GOOD.encode("utf-32"), rows=2),
    text("UTF-7", GOOD.encode("utf-7")),
    text("EBCDIC", "order no,customer,amount\nS1,A,5\n".encode("cp500")),
    text("UTF-8 then GB18030", lambda: mixed("utf-8", "gb18030")),
    text("GB18030 then UTF-8", lambda: mixed("gb18030", "utf-8")),
    text(
        "UTF-8 then GB18030 in one row",
        lambda: MANY.encode() + "SO9,重庆,乙,2024-06-01,5\n".encode("gb18030"),
    ),
    text("UTF-8 then UTF-16", lambda: MANY.encode() + GOOD.encode("utf-16-le")),
    text(
        "UTF-8 then Latin-1",
        lambda: MANY.encode() + "SO9,Müller,b,2024-06-01,5\n".encode("latin-1"),
    ),
    text("a mark in the middle", GOOD + "\ufeff" + GOOD.replace("SO", "SP")),
    text("surrogates in UTF-8", GOOD.encode() + b"SO9,\xed\xa0\x80,b,2024-06-01,5\n"),
    text("overlong UTF-8", GOOD.encode() + b"SO9,\xc0\xaf,b,2024-06-01,5\n"),
    text("a cut character at the end", GOOD.encode() + "SO9,甲".encode()[:-1]),
    text("mojibake", GOOD.encode().decode("latin-1")),
    text("a cell of 50 MB", lambda: HEAD + "SO1," + "x" * (50 * MIB) + ",软件,2024-06-01,5\n"),
    text(
        "a cell of 50 MB of Chinese",
        lambda: HEAD + "SO1," + "长" * (17 * MIB) + ",软件,2024-06-01,5\n",
    ),
    text(
        "a quoted cell of 50 MB",
        lambda: HEAD + 'SO1,"' + "x\n" * (25 * MIB) + '",软件,2024-06-01,5\n',
    ),
    text("a line of 50 MB without separators", lambda: "x" * (50 * MIB)),
    text("a line of 50 MB of separators", lambda: HEAD + "," * (50 * MIB) + "\n"),
    text("a header of 50 MB", lambda: "x," * (25 * MIB) + "\n1,2\n"),
    text("a late row of 5 million cells", lambda: MANY + "," * 5_000_000 + "\n"),
    text("a late row of 50,000 cells", lambda: MANY + "a," * 50_000 + "\n"),
    text("16,384 columns", lambda: wide(16_384, 20)),
    text("100,000 columns", lambda: wide(100_000, 3)),
    text(
        "a quotation mark never closed",
        lambda: HEAD + 'SO1,"甲,软件,2024-06-01,5\n' + MANY[len(HEAD) :],
        "quotation mark",
    ),
    text(
        "a quotation mark never closed, late",
        lambda: MANY + 'SO1,"甲,软件,2024-06-01,5\n',
        "quotation mark",
    ),
    text("quotation marks only", '"' * 10_001),
    text("a million quotation marks", lambda: HEAD + '"' * 1_000_000 + ",a,b,2024-06-01,5\n"),
    text("commas only", lambda: "," * 1_000 + "\n"),
    text("commas only, many lines", lambda: (",,,,\n") * 10_000),
    text("rows cut off", GOOD + "SO3,甲"),
    text("one row too wide", lambda: MANY + "SO9,甲,a,2024-06-01,5,6,7,8\n"),
    text(
        "rows of all widths", lambda: HEAD + "".join("a," * (n % 40) + "b\n" for n in range(3_000))
    ),
    text("returns only", GOOD.replace("\n", "\r"), rows=2),
    text("returns and newlines mixed", GOOD + GOOD[len(HEAD) :].replace("\n", "\r\n"), rows=4),
    text("double returns", GOOD.replace("\n", "\r\r\n")),
    text(
        "names of columns twice",
        "订单号,客户名称,客户名称,下单时间,订单金额(元)\nSO1,甲,乙,2024-06-01,5\n",
    ),
    text("no names of columns", ",,,,\nSO1,甲,乙,2024-06-01,5\n"),
    text("a name of a column of 1 MB", lambda: GOOD.replace("产品", "产" * 400_000)),
    text("data without header", GOOD[len(HEAD) :], "no header"),
    text("dates of year 0", GOOD.replace("2024", "0000")),
    text("dates beyond 9999", GOOD.replace("2024", "99999")),
    text(
        "numbers beyond all bounds",
        GOOD.replace(",50\n", ",1e400\n").replace(",3\n", "," + "9" * 500 + "\n"),
    ),
    text("not a number, infinity", GOOD.replace(",50\n", ",NaN\n").replace(",3\n", ",-inf\n")),
    text("formulas", GOOD.replace("甲公司", "=cmd|' /C calc'!A0"), rows=2),
    text("markup in cells", GOOD.replace("甲公司", "<script>alert(1)</script>"), rows=2),
    text(
        "names that turn the text around",
        GOOD.replace("甲公司", "\u202egnp.exe\u202c\u200b\u2066"),
        rows=2,
    ),
    text("marks piled up", lambda: GOOD.replace("甲公司", "a" + "\u0301" * 100_000), rows=2),
    text("a separator that is told and wrong", "sep=;\n" + GOOD),
    text("a separator that is told and odd", "sep=\0\n" + GOOD),
    text("a quotation mark as separator", 'sep="\n' + GOOD),
    text("a newline as separator", "sep=\n\n" + GOOD),
    text("a ruled list without rows", "+---+---+\n| 订单号 | 客户 |\n+---+---+\n"),
    text("json", '[{"order no": "S1", "amount": 5}]' * 2),
    text("json, 100,000 deep", lambda: "[" * 100_000 + "]" * 100_000),
    text("a script", "#!/bin/sh\nrm -rf /\n"),
    text("a private key", "-----BEGIN RSA PRIVATE KEY-----\nabc,def\n-----END-----\n"),
    text("an SQL dump", "INSERT INTO orders VALUES (1,'a','b');\n" * 50),
    text("a log", "2024-06-01 08:00:00 INFO started, ok\n" * 500),
    Kind("a csv of 20 MB", "orders.csv", at=large, rows=400_000, alone=True),
    Kind("text called xlsx", "orders.xlsx", GOOD, rows=2),
    Kind("text called parquet", "orders.parquet", GOOD),
    Kind("text called zip", "orders.zip", GOOD, "damaged"),
    Kind("text without an ending", "orders", GOOD, "files of this kind"),
    Kind("a name of 250 characters", "订" * 80 + ".csv", GOOD, rows=2),
    Kind("a name with a newline", "or\nders.csv", GOOD, rows=2),
    Kind("a name with marks of direction", "\u202evsc.sredro.csv", GOOD, rows=2),
    Kind("a name with wildcards", "or*d[e]rs?{1}.csv", GOOD, rows=2),
    Kind("a name with braces", "{file}{0}.csv", "", "{file}{0}.csv: the file is empty"),
    Kind("a name like an option", "--full.csv", GOOD, rows=2),
    Kind("a name like a template", "$(reboot);'\".csv", GOOD, rows=2),
    Kind("a name that ends in a dot", "orders.csv.", GOOD),
]
