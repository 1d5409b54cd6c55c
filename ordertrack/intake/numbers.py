"""Amounts as people write them: `￥50,000.00`, `11,50万元`, `(1,200)`, `1.234,56`, `12%`.

Decimals come from the digits as text, never through a float. Imports forms and texts.
"""

from __future__ import annotations

import polars as pl

from ordertrack.intake.forms import Form
from ordertrack.intake.texts import clean, swift, unwrapped
from ordertrack.model import Kind

SCALES: dict[str, tuple[int, int]] = {"money": (18, 4), "qty": (18, 3), "share": (9, 6)}
WORK = pl.Decimal(38, 18)
LARGEST = 10**8  # times the largest unit this still fits the work type

CURRENCY = (
    r"(?:US\$|HK\$|NT\$|R\$|¥|\$|€|£|人民币|美元|港币|欧元|RMB|CNY|USD|EUR|GBP|HKD"
    r"|圆|元整|元|块钱|块)"
)
UNITS = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
    "k": 10**3,
    "w": 10**4,
    "m": 10**6,
}
UNIT = "(?:万亿|千万|百万|十万|亿|万|千|百|[kKwWM])"
PIECES = (
    "(?:件|个|台|套|箱|只|条|盒|包|吨|公斤|千克|斤|米|平方米|辆|瓶|份|次|人|天|单|张|支|双|把"
    "|块|片|卷|桶|组|批|pcs?|pieces?|units?|kg)"
)
EXPONENT = r"[eE][+-]?\d{1,2}"
# Nothing but digits, marks and a sign in front: no need to take the amount apart.
BARE = r"^[-+]?\d[\d.,]*$"

SPACED = swift(r"^\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?$")
BY_THREES = swift(r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$")
INDIAN = swift(r"^[-+]?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d*)?$")
POINT = swift(r"^[-+]?\d+\.?\d*$|^\.\d+$")
BY_POINTS = swift(r"^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$")
COMMA = swift(r"^[-+]?\d+,?\d*$|^,\d+$")
ONE_POINT = swift(r"^[-+]?\d*\.\d+$")


def cheap(column: str) -> pl.Expr:
    """The amount where the text is nothing but digits, a point and a sign."""
    return pl.col(column).str.strip_chars().cast(WORK, strict=False)


def number_value(column: str, form: Form) -> pl.Expr:
    """The amount in the kind's stored type, rounded half to even; null where not understood."""
    if form.kind == "count":
        exact = exact_value(column, form)
        return pl.when(exact == exact.round(0)).then(exact).cast(pl.Int64, strict=False)
    stored = pl.Decimal(*SCALES[form.kind])
    if form.plain and form.kind != "share":
        return pl.col(column).str.strip_chars().cast(stored, strict=False)
    return exact_value(column, form).cast(stored, strict=False)


def exact_value(column: str, form: Form) -> pl.Expr:
    """The amount before rounding, as a wide decimal."""
    if form.plain:
        return _as_fraction(cheap(column), pl.lit(False), form)
    text = unwrapped(clean(column, form))
    if "bare" in form.styles:
        return plain_digits(text, form.decimal_comma).cast(WORK, strict=False)
    parts = text.str.replace_all("[−–—]", "-").str.extract_groups(_pattern(form.kind))
    digits = plain_digits(_spaces_closed(_part(parts, "body")), form.decimal_comma)
    exponent = _part(parts, "exponent").fill_null("")
    amount = pl.concat_str(digits, exponent).cast(WORK, strict=False)
    amount = _scaled(amount, _part(parts, "unit"))
    amount = pl.when(_negative(parts)).then(-amount).otherwise(amount)
    amount = pl.when(_balanced(parts)).then(amount)
    return _as_fraction(amount, _part(parts, "percent").is_not_null(), form)


def _pattern(kind: Kind) -> str:
    piece = PIECES if kind in ("qty", "count") else CURRENCY
    percent = "%" if kind == "share" else "$^"
    return swift(
        r"^(?<open>\()?\s*(?<sign>[-+])?\s*"
        rf"(?i:{CURRENCY})?\s*(?<opened>\()?\s*(?<inner>[-+])?\s*"
        rf"(?<body>\d[\d.,' ]*|[.,]\d+)(?<exponent>{EXPONENT})?\s*"
        rf"(?:(?<unit>{UNIT})|(?<percent>{percent}))?\s*"
        rf"(?i:{CURRENCY}|{piece})?\s*(?<behind>-)?\s*(?<close>\))?$"
    )


def _part(parts: pl.Expr, name: str) -> pl.Expr:
    return parts.struct.field(name)


def _spaces_closed(body: pl.Expr) -> pl.Expr:
    """`1 234 567` closed up, where the spaces part groups of three."""
    body = body.str.strip_chars()
    spaced = body.str.contains(SPACED)
    return pl.when(spaced).then(body.str.replace_all("[ ']", "")).otherwise(body)


def plain_digits(body: pl.Expr, decimal_comma: bool) -> pl.Expr:
    """`1,234.50` or `1.234,50` → `1234.50`; null where the groups are no groups.

    Among decimal commas `12.5` can only be a decimal point and is taken as one.
    """
    if decimal_comma:
        turned = body.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        grouped = body.str.contains(BY_POINTS) | body.str.contains(COMMA)
        return pl.when(grouped).then(turned).when(body.str.contains(ONE_POINT)).then(body)
    closed = body.str.replace_all(",", "", literal=True)
    grouped = body.str.contains(BY_THREES) | body.str.contains(INDIAN)
    return pl.when(grouped).then(closed).when(body.str.contains(POINT)).then(body)


def _scaled(amount: pl.Expr, unit: pl.Expr) -> pl.Expr:
    factor = unit.str.to_lowercase().replace_strict(UNITS, default=1, return_dtype=pl.Int64)
    return pl.when(unit.is_null() | (amount < LARGEST)).then(amount) * factor


def _negative(parts: pl.Expr) -> pl.Expr:
    """Whether the amount is below zero: a minus anywhere, or brackets as accountants write it."""
    minus = [_part(parts, name).fill_null("") == "-" for name in ("sign", "inner", "behind")]
    return pl.any_horizontal(*minus, _part(parts, "close").is_not_null())


def _balanced(parts: pl.Expr) -> pl.Expr:
    """Brackets come in pairs and only one thing says the sign."""

    def count(*names: str) -> pl.Expr:
        return pl.sum_horizontal(_part(parts, name).is_not_null().cast(pl.Int8) for name in names)

    paired = count("open", "opened") == count("close")
    return paired & (count("sign", "inner", "behind", "close") <= 1)


def _as_fraction(amount: pl.Expr, has_sign: pl.Expr, form: Form) -> pl.Expr:
    if form.kind != "share":
        return amount
    hundredth = pl.lit("0.01").cast(WORK)
    if form.percent:
        return amount * hundredth
    return pl.when(has_sign).then(amount * hundredth).otherwise(amount)
