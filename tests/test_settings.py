from __future__ import annotations

from pathlib import Path

import pytest

from ordertrack import settings as settings_module
from ordertrack.errors import BadSetting
from ordertrack.settings import ALLOWED, Settings, settings


def write(toml: str) -> None:
    settings_module.FILE.write_text(toml, encoding="utf-8")


def test_defaults_are_those_of_the_definitions() -> None:
    chosen = settings()
    assert chosen.promise_basis == "first"
    assert (chosen.repurchase_months, chosen.repurchase_by) == (12, "days")
    assert (chosen.fresh_days, chosen.time_zone) == (7, "Asia/Shanghai")


def test_file_sets_and_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    write('language = "zh"\nfresh_days = 3')
    monkeypatch.setenv("ORDERTRACK_FRESH_DAYS", "5")
    assert (settings().language, settings().fresh_days) == ("zh", 5)


def test_home_is_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_HOME", "some/where")
    assert settings().home == Path.cwd() / "some/where"


def test_home_may_have_spaces_ideographs_and_a_percent_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ORDERTRACK_HOME", "/数据 50%/销售 (1)")
    assert settings().home == Path("/数据 50%/销售 (1)")


def test_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_THREADS", "")
    assert settings().threads is None


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("threads", "two", "a whole number from 1 to 1024"),
        ("threads", "0", "a whole number from 1 to 1024"),
        ("language", "fr", "auto, en or zh"),
        ("promise_basis", "best", "first or latest"),
        ("repurchase_months", "0", "1 to 120"),
        ("time_zone", "Mars/Olympus", "Asia/Shanghai"),
        ("time_zone", "../../etc/passwd", "Asia/Shanghai"),
        ("memory_limit", "lots", "1500MB"),
        ("home", "/data/sales [2026]", "a folder in whose whole path none of * ? [ ]"),
        ("home", "/data/sales%202026", "a folder in whose whole path none of * ? [ ]"),
    ],
)
def test_bad_value_names_setting_value_allowed_and_place(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    variable = f"ORDERTRACK_{name.upper()}"
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSetting) as caught:
        settings()
    for part in (name, repr(value), allowed, variable):
        assert part in str(caught.value)


def test_bad_value_in_the_file_names_the_file() -> None:
    write('language = "fr"')
    with pytest.raises(BadSetting, match=r"'fr'.*ordertrack\.toml"):
        settings()


def test_unknown_setting_in_the_file_suggests_the_near_one() -> None:
    write('langage = "zh"')
    with pytest.raises(BadSetting, match=r"no setting langage.*Did you mean language\?"):
        settings()


def test_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_HOMME", "/srv")
    with pytest.raises(BadSetting, match=r"ORDERTRACK_HOMME.*Did you mean home\?"):
        settings()


def test_broken_file_is_refused_and_named() -> None:
    write("language = zh")
    with pytest.raises(BadSetting, match=r"ordertrack\.toml is not valid TOML"):
        settings()


def test_passwords_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERTRACK_RECORDS_URL", "mysql://me:hunter2@db/orders")
    with pytest.raises(BadSetting) as caught:
        settings()
    assert "hunter2" not in str(caught.value)


def test_every_setting_says_what_is_allowed_in_both_languages() -> None:
    assert set(ALLOWED) == set(Settings.model_fields)
    assert all(text.to("zh") != text.to("en") for text in ALLOWED.values())
