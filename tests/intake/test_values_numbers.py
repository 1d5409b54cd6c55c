from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from valuing import BAD, form_of, understood

from tests.examples import examples


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("50,000", "50000"),
        ("￥50,000.00", "50000"),
        ("¥ 50,000", "50000"),
        ("5万", "50000"),
        ("5万元", "50000"),
        ("1.2亿", "120000000"),
        ("3百万", "3000000"),
        ("2千", "2000"),
        ("12k", "12000"),
        ("1.5w", "15000"),
        ("11,50万元", "115000"),
        ("1052,75元", "1052.75"),
        ("(1,200)", "-1200"),
        ("（1,200.50）", "-1200.50"),
        ("($5)", "-5"),
        ("$(5)", "-5"),
        ("－35", "-35"),
        ("−35", "-35"),
        ("35-", "-35"),
        ("-¥3.5", "-3.5"),
        ("¥-3.5", "-3.5"),
        ("+7", "7"),
        ("１２３", "123"),
        ("１，２３４．５", "1234.5"),
        ("$1,234.50", "1234.50"),
        ("US$ 1,234.50", "1234.50"),
        ("RMB 12", "12"),
        ("₹ 1,234.50", "1234.50"),
        ("Rp 1.500.000", "1500000"),
        ("￦12,000", "12000"),
        ("CHF 1’234.50", "1234.50"),
        ("1’234’567.80", "1234567.80"),
        ("R$ 1.234,56", "1234.56"),
        ("R 1\u00a0234.50", "1234.50"),
        ("1\u202f234\u202f567,89 €", "1234567.89"),
        ("3 kr", "3"),
        ("12,50 zł", "12.50"),
        ("฿99", "99"),
        ("A$12", "12"),
        ("12.50 EUR-", "-12.50"),
        ("12.5 CNY", "12.5"),
        ("人民币5万元整", "50000"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1 234,56", "1234.56"),
        ("1 234 567.89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("12,34,567.50", "1234567.50"),
        ("1e5", "100000"),
        ("1.2E+3", "1200"),
        (" 12.50\t", "12.50"),
        (".5", "0.5"),
        ("5.", "5"),
        ("'12", "12"),
        ('="12.5"', "12.5"),
        ("99999999999999.9999", "99999999999999.9999"),
        ("0", "0"),
        ("-0.00", "0"),
    ],
)
def test_an_amount_is_read(written: str, meant: str) -> None:
    assert understood("money", written) == [Decimal(meant)]


@pytest.mark.parametrize(
    "wrong",
    ["abc", "12%", "1,23", "1 23", "(5", "5)", "-(5)", "--5", "1.2.3", "5元3", "1,2345", "12:30",
     "100000000000000", "100000000亿", "1e40", "２０２４年", "5件", "∞"],
)  # fmt: skip
def test_what_is_no_amount_is_set_aside(wrong: str) -> None:
    assert understood("money", wrong, "1,234", "2,345", "3,456.7") == [
        BAD,
        Decimal(1234),
        Decimal(2345),
        Decimal("3456.7"),
    ]


@pytest.mark.parametrize(
    "blank", [None, "", "  ", "NULL", "null", "N/A", "#N/A", "-", "--", "—", "无", "nan", "\\N"]
)
def test_a_blank_is_neither_an_amount_nor_bad(blank: str | None) -> None:
    assert understood("money", "1", blank) == [Decimal(1), None]
    assert understood("money", "￥1", blank) == [Decimal(1), None]


# --- the decimal mark is settled by the column ---


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        (["1,234"], ["1234"]),
        (["1,234", "12,50"], ["1.234", "12.50"]),
        (["1,234", "2,345", "12,50"], ["1234", "2345", BAD]),
        (["1,234,567", "1,234"], ["1234567", "1234"]),
        (["1.234", "1.234.567"], ["1234", "1234567"]),
        (["1.234", "12,5"], ["1234", "12.5"]),
        (["1052,75元", "50000元", "12.5万元"], ["1052.75", "50000", "125000"]),
        (["0,500", "1,250"], ["0.500", "1.250"]),
        (["1.5", "1.234"], ["1.5", "1.234"]),
    ],
)
def test_the_column_settles_the_decimal_mark(column: list[str], meant: list[str]) -> None:
    expected = [BAD if value == BAD else Decimal(value) for value in meant]
    assert understood("money", *column) == expected


def test_a_doubtful_comma_is_noted() -> None:
    notes = [str(note) for note in form_of("money", "1,234", "12,50").notes]
    assert notes == [
        'The comma in 1 values such as "1,234" was read as a decimal comma,'
        " like in the rest of the column."
    ]


def test_mixed_currencies_are_noted() -> None:
    notes = [str(note) for note in form_of("money", "￥5", "$5").notes]
    assert notes == ["The column mixes currencies; the amounts were taken as they stand."]


# --- decimals are exact ---


def test_too_many_decimals_round_half_to_even_and_are_noted() -> None:
    column = ["1.00005", "1.00015", "2.5", "0.30000000000000004"]
    assert understood("money", *column) == [
        Decimal("1.0000"),
        Decimal("1.0002"),
        Decimal("2.5"),
        Decimal("0.3"),
    ]
    assert [str(note) for note in form_of("money", *column).notes] == [
        "2 values have more than 4 decimals and were rounded."  # and dust is not worth a word
    ]
    assert form_of("money", "1.5000000", "￥2.50").notes == ()


AMOUNTS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False)


@given(st.lists(AMOUNTS, min_size=1, max_size=20))
@examples(60)
def test_plain_amounts_come_back_exactly(amounts: list[Decimal]) -> None:
    assert understood("money", *(f"{amount:f}" for amount in amounts)) == amounts


@given(
    st.lists(AMOUNTS, min_size=1, max_size=20),
    st.sampled_from(["¥{:,.4f}", "{:,.4f}元", "{:,.4f}", "€ {:,.4f}", "{:,.4f} USD"]),
)
@examples(60)
def test_grouped_amounts_come_back_exactly(amounts: list[Decimal], way: str) -> None:
    assert understood("money", *(way.format(amount) for amount in amounts)) == amounts


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.booleans())
@examples(60)
def test_european_amounts_come_back_exactly(amounts: list[Decimal], brackets: bool) -> None:
    def european(amount: Decimal) -> str:
        text = f"{abs(amount):,.4f}".translate(str.maketrans(",.", ".,"))
        sign = amount < 0
        return f"({text})" if sign and brackets else f"-{text}" if sign else text

    assert understood("money", *map(european, amounts)) == amounts


@given(st.lists(st.decimals(-(10**8), 10**8, places=9), min_size=1, max_size=20))
@examples(60)
def test_rounding_is_that_of_decimals(amounts: list[Decimal]) -> None:
    rounded = [amount.quantize(Decimal("0.0001"), ROUND_HALF_EVEN) for amount in amounts]
    assert understood("money", *(f"{amount:f}" for amount in amounts)) == rounded


@given(st.lists(st.decimals(0, 99_999, places=2), min_size=1, max_size=20))
@examples(40)
def test_amounts_in_wan_come_back_exactly(amounts: list[Decimal]) -> None:
    expected = [amount * 10_000 for amount in amounts]
    assert understood("money", *(f"{amount}万元" for amount in amounts)) == expected


# --- quantities, shares, counts ---


def test_quantities_may_carry_their_piece() -> None:
    assert understood("qty", "3件", "1,200 pcs", "2.5 kg", "-4", "5台", "7天") == [
        Decimal(value) for value in ("3", "1200", "2.5", "-4", "5", "7")
    ]


def test_quantities_keep_three_decimals() -> None:
    assert understood("qty", "1.2345", "0.0005") == [Decimal("1.234"), Decimal("0.000")]


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        (["15%", "0.15"], ["0.15", "0.15"]),
        (["15", "0.5"], ["0.15", "0.005"]),
        (["0.15", "1"], ["0.15", "1"]),
        (["15％", "7.5%"], ["0.15", "0.075"]),
        (["120%", "15"], ["1.2", "0.15"]),
        (["-5%", "NULL"], ["-0.05", None]),
    ],
)
def test_the_column_settles_whether_shares_are_percent(
    column: list[str], meant: list[str | None]
) -> None:
    expected = [None if value is None else Decimal(value) for value in meant]
    assert understood("share", *column) == expected


def test_counts_are_whole() -> None:
    assert understood("count", "3", "3.0", "1,234", "4次", "3.5", "1.2万", "x") == [
        3, 3, 1234, 4, BAD, 12000, BAD,
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["-", "+"])
@pytest.mark.parametrize(
    ("written", "meant"),
    [("1,23,456.00", "123456"), ("12,34,567", "1234567"), ("1 234.50", "1234.50")],
)
def test_a_sign_stands_before_every_way_to_group_digits(
    sign: str, written: str, meant: str
) -> None:
    for others in (("5.00",), ("₹ 5.00",), ()):
        read = understood("money", sign + written, written, *others)
        assert read[:2] == [Decimal(sign + meant), Decimal(meant)]


def test_a_sign_stands_before_digits_grouped_by_spaces_beside_decimal_commas() -> None:
    assert understood("money", "-1 234,50", "7,25") == [Decimal("-1234.50"), Decimal("7.25")]
