"""Amounts as people write them: `￥50,000.00`, `11,50万元`, `(1,200)`, `1.234,56`, `12%`.

Decimals come from the digits as text, never through a float. Imports form.
"""

from __future__ import annotations

import polars as pl

from ordertrack.intake.values.form import (
    Form,
    clean,
    looked_up,
    once,
    swift,
    trimmed,
    unwrapped,
)
from ordertrack.model import Kind

NUMBER_KINDS = ("money", "aim", "qty", "share", "count")
SCALES: dict[str, tuple[int, int]] = {
    "money": (18, 4),
    "aim": (18, 4),
    "qty": (18, 3),
    "share": (9, 6),
}
WORK = pl.Decimal(38, 18)
SMALL = pl.Decimal(26, 18)  # times the largest unit this still fits the work type

CURRENCY = (
    r"(?:(?:US|HK|NT|AU|CA|NZ|SG|MX|[RACS])?\$|¥|€|£|₹|₩|₽|₺|₫|₱|₪|฿|₦|₴|人民[币幣]|美元|美金|港[币幣]|港元"
    r"|新?[台臺][币幣]|[欧歐]元|英[镑鎊]|日元|日[圆圓]|[韩韓]元|[卢盧]布|泰[铢銖]|RMB|CNY|USD|EUR|GBP|HKD|TWD|NTD|JPY|KRW|INR|IDR"
    r"|BRL|AUD|CAD|NZD|SGD|MYR|THB|VND|PHP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|RUB|TRY|ILS|AED|SAR|ZAR"
    r"|MXN|Rs\.?|Rp\.?|RM|SFr\.?|Fr\.?|kr\.?|zł|Kč|Ft|lei|руб\.?|원|円|圓整|圓|圆|元整|元|块钱|块|塊)"
)
# Behind digits an R would be the end of "kr".
CURRENCY_BEFORE = rf"(?:{CURRENCY}|S/\.?|R)"
UNITS = {
    "万亿": 10**12,
    "萬億": 10**12,
    "亿": 10**8,
    "億": 10**8,
    "千万": 10**7,
    "千萬": 10**7,
    "百万": 10**6,
    "百萬": 10**6,
    "十万": 10**5,
    "十萬": 10**5,
    "万": 10**4,
    "萬": 10**4,
    "千": 10**3,
    "百": 10**2,
    "k": 10**3,
    "w": 10**4,
    "m": 10**6,
}
UNIT_WORDS, UNIT_FACTORS = pl.Series(list(UNITS)), pl.Series(list(UNITS.values()))
UNIT = "(?:万亿|萬億|[千百十][万萬]|[亿億万萬千百]|[kKwWM])"
PIECES = (
    "(?:件|[个個]|[台臺]|套|箱|[只隻]|[条條]|盒|包|[吨噸]|公斤|千克|斤|米|平方米|[辆輛]|瓶|份|次|人|天|[单單]|[张張]|支|[双雙]|把"
    "|[块塊]|片|卷|桶|[组組]|批|pcs?|pieces?|units?|kg)"
)
# What a target may be counted in beside money and pieces: 12天, 4.5分, 8家.
COUNTED = r"(?:工作日|[天日倍分家位名户戶]|days?|points?|stars?|times|customers?|orders?|x)"
# A cell that names its unit itself: 5万, 3k.
OWN_UNIT = r"[百千万亿萬億]|[0-9]\s*[kKwWM]\b"
# What is left to pay: 9折 and 90折 are 90%.
KEPT = r"折$|^(?:原价|全价|半价)$"
KEPT_WORDS_ALL, KEPT_WORDS_HALF = r"^(?:不打折|无折扣|无折|原价|全价)$", r"^(?:对折|半价)$"
KEPT_BARE = r"^[1-9]\d*(?:\.\d+)?$"  # beside 9折, 8 is 8折
# Ledgers mark credits and debits instead of a sign; 2.5 Cr of rupees are crores.
CREDIT, DEBIT = r"(?i)^\s*(?:cr\.?\s*(.*\d)|(.*\d)\s*cr\.?)\s*$", r"(?i)^\s*dr\b\.?|dr\.?\s*$"
LEDGER, CRORES = r"(?i)^\s*[cd]r\b|\d\s*[cd]r\.?\s*$", r"(?i)₹|INR|\brs\b|\blakh|\blac\b"
EXPONENT = r"[eE][+-]?\d{1,2}"
BARE = swift(r"^[-+]?\d[\d.,]*$")

# The digits with their groups of three (in India, twos before the last three).
POINT_GROUPS = swift(
    r"^[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.\d*)?$"
)
POINT = swift(r"^[-+]?(?:\d+\.?\d*|\.\d+)$")
COMMA = swift(r"^[-+]?(?:\d{1,3}(?:\.\d{3})+(?:,\d*)?|\d{1,3}(?:[ ']\d{3})+(?:,\d*)?|\d*,?\d+)$")
ONE_POINT = swift(r"^[-+]?\d*\.\d+$")  # among decimal commas still a decimal point


def cheap(column: str, form: Form) -> pl.Expr:
    """Return the amount where the text is nothing but digits, a point and a sign."""
    return trimmed(column, form).cast(WORK, strict=False)


def number_value(column: str, form: Form) -> pl.Expr:
    """Read the amount in the kind's type, rounded half to even; null where not understood."""
    if form.kind == "count" and form.plain:
        return cheap(column, form).cast(pl.Int64, strict=False)
    if form.kind == "count":
        whole = exact_value(column, form).cast(pl.String).str.extract(r"^(-?[0-9]+)(?:\.0*)?$")
        return whole.cast(pl.Int64, strict=False)
    stored = pl.Decimal(*SCALES[form.kind])
    if form.plain and form.kind != "share":
        return trimmed(column, form).cast(stored, strict=False)
    return exact_value(column, form).cast(stored, strict=False)


def exact_value(column: str, form: Form) -> pl.Expr:
    """Return the amount before rounding, as a wide decimal."""
    if form.plain:
        return _fraction(cheap(column, form), form.percent, form)
    text = unwrapped(clean(column, form))
    if "bare" in form.styles:
        return once(text, lambda t: plain_digits(t, form.decimal_comma)).cast(WORK, strict=False)
    signs = text.str.replace_all("[−–—]", "-").str.replace_all("[’‘´ʼ]", "'")
    signs = _kept_in_digits(signs) if form.kind == "share" else signs
    signs = _signed(signs) if "ledger" in form.styles else signs
    taken = signs.str.replace(_pattern(form.kind), TAKEN)
    pieces = taken.str.split_exact("|", 3)
    return pieces.struct.with_fields(_amount(form).alias("amount")).struct.field("amount")


def _kept_in_digits(text: pl.Expr) -> pl.Expr:
    """Write what is left to pay in digits: 八五折 is 85折, 原价 is all of it."""
    digits = text.str.replace(KEPT_WORDS_ALL, "100%").str.replace(KEPT_WORDS_HALF, "50%")
    many = digits.str.replace_many(list("一二三四五六七八九"), list("123456789"))
    return pl.when(digits.str.contains("折")).then(many).otherwise(digits)


def _signed(text: pl.Expr) -> pl.Expr:
    """Write credits with a minus and debits without a mark."""
    return text.str.replace(CREDIT, "${1}${2}-").str.replace(DEBIT, "").str.strip_chars()


def unlike(raw: pl.Expr, value: pl.Expr, form: Form) -> pl.Expr:
    """Return whether a value shows that the column is not plain, or counts in percent."""
    if form.kind == "count":
        return raw.str.contains("[.eE]")
    if form.kind == "share" and not form.percent:
        return value.abs() > 1
    return pl.lit(False)


# What an amount is taken apart into; a text that is none has no second piece.
TAKEN = (
    "N${before}${behind}${open}${sign1}${sign2}|${digits1}${digits2}"
    "|${exponent1}${exponent2}|${unit1}${unit2}"
)


def _pattern(kind: Kind) -> str:
    """An amount with sign or brackets, currency or pieces, and a unit behind its digits."""
    piece = PIECES if kind in ("qty", "count") else CURRENCY
    piece = f"{CURRENCY}|{PIECES}|{COUNTED}" if kind == "aim" else piece
    unit = {"share": f"{UNIT}|%|折", "aim": f"{UNIT}|%"}.get(kind, UNIT)

    def core(at: int) -> str:
        return (
            rf"(?i:{CURRENCY_BEFORE})?\s*(?<sign{at}>[-+])?\s*(?<digits{at}>\d[\d., ']*|[.,]\d+)"
            rf"(?<exponent{at}>{EXPONENT})?\s*(?<unit{at}>{unit})?\s*(?i:{CURRENCY}|{piece})?"
        )

    plain = rf"(?<before>[-+])?\s*{core(1)}\s*(?<behind>-)?"
    bracketed = rf"(?i:{CURRENCY})?\s*(?<open>\()\s*{core(2)}\s*\)\s*(?i:{CURRENCY})?"
    return swift(f"^(?:{plain}|{bracketed})$")


def _amount(form: Form) -> pl.Expr:
    """The amount from its four pieces; two signs or improper groups make it null."""
    sign, digits, exponent, unit = (pl.field(f"field_{at}") for at in range(4))
    sign = sign.str.slice(1).str.replace("(", "-", literal=True)
    digits = plain_digits(digits.str.strip_chars(), form.decimal_comma)
    amount = pl.concat_str(sign, digits, exponent).cast(WORK, strict=False)
    factor = looked_up(unit.str.to_lowercase(), UNIT_WORDS, UNIT_FACTORS)
    scaled = amount.cast(SMALL, strict=False).cast(WORK) * factor
    amount = pl.when(unit.is_in(["", "%", "折"])).then(amount).otherwise(scaled)
    if "kept" in form.styles:
        unit = pl.when((unit == "") & (amount > 1)).then(pl.lit("折")).otherwise(unit)
    kept = pl.when(amount <= 10).then(amount * 10).otherwise(amount)
    amount = pl.when(unit == "折").then(kept).otherwise(amount)
    return _fraction(amount, pl.lit(form.percent) | unit.is_in(["%", "折"]), form)


def plain_digits(body: pl.Expr, decimal_comma: bool) -> pl.Expr:
    """`1,234.50` or `1.234,50` → `1234.50`; null where the groups are no groups."""
    if decimal_comma:
        turned = body.str.replace_all("[. ']", "").str.replace(",", ".", literal=True)
        fits = body.str.contains(COMMA)
        return pl.when(fits).then(turned).when(body.str.contains(ONE_POINT)).then(body)
    closed = body.str.replace_all("[, ']", "")
    grouped = body.str.contains(POINT_GROUPS)
    return pl.when(grouped).then(closed).when(body.str.contains(POINT)).then(body)


def _fraction(amount: pl.Expr, percent: pl.Expr | bool, form: Form) -> pl.Expr:
    if form.kind not in ("share", "aim"):
        return amount
    hundredth = amount * pl.lit("0.01").cast(WORK)
    return pl.when(percent).then(hundredth).otherwise(amount)
