"""Which names are offered as one, and which never are."""

from __future__ import annotations

import pytest

from ordertrack.metrics.names import alike as alike_names
from ordertrack.metrics.names.alike import Name, alike

Told = list[tuple[str, str, str, bool]]


def sold(key: str, orders: int = 3, called: str | None = None) -> Name:
    return Name(key, called, {"orders": orders})


def aimed(key: str) -> Name:
    return Name(key, None, {"targets": 1})


def told(*names: Name) -> Told:
    return [(one.found.key, one.use.key, one.why, one.unsold) for one in alike(names)]


@pytest.mark.parametrize(
    ("found", "use", "why"),
    [
        ("GTX Pro", "GTXPro", "letters"),
        ("ｇｔｘ－ｐｒｏ", "GTXPro", "letters"),
        ("華東", "华东", "letters"),
        ("王强(华东)", "王强", "behind"),
        ("王强（华东）", "王强", "behind"),
        ("Beijing Huawei Ltd.", "Beijing Huawei", "behind"),
        ("Beijing Huawei Co., Ltd.", "Beijing Huawei Limited", "behind"),
        ("北京华为有限公司", "北京华为", "behind"),
        ("华东团队", "华东", "behind"),
        ("Anna Meyer-Schmidt", "Anna Meier-Schmidt", "typo"),
        ("Darcel", "Darcel Schlecht", "beginning"),
        ("华东大区", "华东", "beginning"),
    ],
)
def test_two_writings_of_one_name_are_offered(found: str, use: str, why: str) -> None:
    assert told(aimed(found), sold(use)) == [(found, use, why, True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A-100", "A-200"),
        ("Super Product A-100", "Super Product A-200"),
        ("华东一部", "华东二部"),
        ("Sales Team East A", "Sales Team East B"),
        ("Product Line II", "Product Line I"),
        ("王小明", "王小红"),
        ("王强(华东)", "王强(华北)"),
        ("Sales Region East", "Sales Region West"),
        ("GTX Plus Basic", "GTX Basic"),
        ("Web", "Fair"),
    ],
)
def test_names_that_may_well_be_two_are_not(one: str, other: str) -> None:
    assert told(aimed(one), sold(other)) == []


def test_a_beginning_is_offered_only_where_one_name_alone_begins_so() -> None:
    assert told(aimed("Darcel"), sold("Darcel Schlecht"), sold("Darcel Smith")) == []
    assert told(sold("Darcel"), sold("Darcel Schlecht")) == []  # both sell: they are two


def test_two_people_with_numbers_of_their_own_are_two() -> None:
    assert told(sold("E1", called="王强"), sold("E2", called="王强")) == []


def test_a_name_is_offered_for_the_number_that_goes_by_it() -> None:
    people = (sold("E1", called="王强"), sold("E2", called="王强(华东)"))
    assert told(*people, aimed("王强(华东)")) == [("王强(华东)", "E2", "letters", True)]


def test_the_name_with_more_orders_is_used() -> None:
    assert told(sold("Acme Inc", 9), sold("Acme", 2)) == [("Acme", "Acme Inc", "behind", False)]


def test_what_several_names_may_be_says_so() -> None:
    found = alike([sold("王强"), aimed("王强(华东)"), aimed("王强(华北)")])
    assert {one.found.key: one.others for one in found} == {"王强(华东)": 1, "王强(华北)": 1}


def test_an_answered_pair_is_not_asked_again() -> None:
    pair = [sold("GTXPro"), aimed("GTX Pro")]
    assert alike(pair, {frozenset(("GTXPro", "GTX Pro"))}) == []


def test_thousands_of_names_are_not_each_held_against_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held, begins = [], alike_names._begins

    def counting(one: str, other: str) -> bool:
        held.append((one, other))
        return begins(one, other)

    monkeypatch.setattr(alike_names, "_begins", counting)
    names = [sold(f"customer {place:04}") for place in range(1000)]
    names += [aimed(f"lead {place:04}") for place in range(1000)]
    names += [sold("華能 Valve"), aimed("华能 Valve Works")]
    found = [one for one in told(*names) if one[2] == "beginning"]
    assert found == [("华能 Valve Works", "華能 Valve", "beginning", True)]
    assert len(held) < 10
