"""Targets of any figure in a file: read, held against the value, and never stated twice unseen."""

from __future__ import annotations

import polars as pl
import pytest
from releasing import Shop, kinds

from ordertrack.intake.mapping.targets.figure_words import measure_of
from ordertrack.metrics.catalog import CATALOG
from ordertrack.model.measure_words import IN_MONEY, MEASURE_WORDS, PERCENT_ABOVE, TIMES
from ordertrack.views.evaluation.metric_targets import can_have_target, reached
from tests.ui.shop import open_shop
from tests.views.making import view_of

HEAD = "期间,层级,对象,指标,目标值"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(open_shop(tmp_path_factory.mktemp("shop") / "home"))


def test_every_figure_that_can_have_a_target_can_be_named_in_a_file() -> None:
    figures = {name for name, one in CATALOG.items() if can_have_target(one)}
    assert set(MEASURE_WORDS) == figures
    words = [word.casefold() for words in MEASURE_WORDS.values() for word in words]
    assert len(words) == len(set(words))  # none of them means two figures
    for name in figures:
        label = CATALOG[name].label
        assert {label.zh.casefold(), label.en.casefold()} <= {
            word.casefold() for word in MEASURE_WORDS[name]
        }
    rates = {name for name in figures if CATALOG[name].unit == "ratio"}
    assert rates == set(PERCENT_ABOVE) | TIMES
    assert {name for name in figures if CATALOG[name].unit == "money"} == IN_MONEY


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("回款目标", "collected"),
        ("人效目标", "revenue_per_head"),
        ("交期目标", "order_cycle_days"),
        ("新客目标", "new_customers"),
        ("客户数量目标", "new_customers"),
        ("数量目标", "units"),
        ("销售目标", "revenue"),
        ("目标", "revenue"),
    ],
)
def test_a_header_says_which_figure_its_targets_are_of(header: str, measure: str) -> None:
    assert measure_of(header) == measure


def test_targets_of_rates_and_days_stand_beside_their_values(shop: Shop) -> None:
    shop.imports(
        HEAD,
        "2024,公司,全公司,交付及时率,70%",
        "2024-11,团队,North,订单交付周期,12天",
        "2024-11,个人,Bob,及时率,90",
        "2024-11,产品,Valve,on time rate,0.6",
        "2024-11,公司,,客单价,130",
    )
    sheet = reached(view_of(shop.warehouse, "2024-11")).frame
    told = {(row["name"], row["who"]): row for row in sheet.to_dicts()}
    # 8 of 12 orders are on time; North's cycle is the median of 14 11 13 10 and 7 4 6 8; Bob's are
    # all on time; each order has one line of 122; of the six with valves every third is late.
    expected = {
        ("On-time delivery", "Whole company"): ("66.7%", "70.0%", "−3.3pp", "missed"),
        ("Order cycle time", "North"): ("9.0 days", "12.0 days", "−3.0 days", "reached"),
        ("On-time delivery", "Bob"): ("100.0%", "90.0%", "+10pp", "reached"),
        ("On-time delivery", "Valve"): ("66.7%", "60.0%", "+6.7pp", "reached"),
        ("Average order value", "Whole company"): ("122", "130", "−8", "missed"),
    }
    found = {
        key: (row["now"], row["target"], row["distance"], row["verdict"])
        for key, row in told.items()
    }
    assert found == expected


@pytest.mark.parametrize(
    ("written", "measure", "value"),
    [
        ("90%", "on_time_rate", 0.9),
        ("９０％", "on_time_rate", 0.9),
        ("90", "on_time_rate", 0.9),
        ("0.9", "on_time_rate", 0.9),
        ("1", "on_time_rate", 1),
        ("1.1", "nrr", 1.1),
        ("110", "nrr", 1.1),
        ("15", "channel_roas", 15),
        ("12 days", "order_cycle_days", 12),
        ("4.5分", "satisfaction", 4.5),
        ("1.2万", "revenue", 12000),
    ],
)
def test_a_target_is_read_as_its_figure_is_counted(
    shop: Shop, written: str, measure: str, value: float
) -> None:
    plan = shop.plan(HEAD, f"2031-01,公司,,{measure},{written}")
    (staged,) = plan.staged
    frame = shop.warehouse.differences([staged])["targets"]
    assert (frame.new, kinds(plan)[:1]) == (1, ["targets-of-rates"] if value < 2 else [])
    rows = pl.read_parquet(staged.path)
    assert float(rows["value"][0]) == value


def test_a_unit_of_money_in_the_header_is_not_that_of_a_rate(shop: Shop) -> None:
    head = HEAD.replace("目标值", "目标值(万元)")
    rows = ("2032-01,公司,,销售额,12", "2032-01,公司,,及时率,90%", "2032-01,公司,,交付周期,9")
    (staged,) = shop.plan(head, *rows).staged
    found = pl.read_parquet(staged.path)
    values = dict(zip(found["measure"], map(float, found["value"]), strict=True))
    assert values == {"revenue": 120000, "on_time_rate": 0.9, "order_cycle_days": 9}


def test_two_tables_that_state_one_target_differently_are_told(shop: Shop) -> None:
    shop.plan(HEAD, "2033-01,公司,全公司,及时率,90%", "2033-02,公司,,及时率,91%")
    wide = "指标,2033-01,2033-02,2033-03\non-time delivery,95%,91%,92%\n"
    shop.importing.read([("b.csv", wide.encode())])
    plan = shop.importing.prepare(shop.importing.decisions)
    (told,) = [one for one in plan.findings if one.kind == "files-differ"]
    assert str(told.text) == "a.csv and b.csv differ in Target for 1 rows: b.csv counts."
    (staged,) = plan.staged
    assert staged.rows == 3  # however the company is called, a period has one target of it


def test_one_table_that_states_a_target_twice_has_both_set_aside(shop: Shop) -> None:
    rows = ("2033-01,公司,总公司,及时率,90%", "2033-01,公司,,OTD,95%", "2033-02,公司,,OTD,95%")
    (source,) = shop.plan(HEAD, *rows).sources
    assert (source.accepted, source.rejected) == (1, 2)


def test_a_target_that_is_stated_otherwise_than_before_is_told(shop: Shop) -> None:
    shop.imports(HEAD, "2034-01,公司,总公司,及时率,90%")
    plan = shop.plan(HEAD, "2034-01,公司,,及时率,92%")
    (told,) = [one for one in plan.findings if one.kind == "targets-restated"]
    assert "2034-01 on_time_rate 0.9 → 0.92" in str(told.text)
