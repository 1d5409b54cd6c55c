"""What can be set, from the environment (ORDERTRACK_…) or ordertrack.toml.

Imports words, errors, workdays.

Everything is read once, at start; a setting that is unknown or out of range stops the start and
says which one, what was seen, what is allowed and where to mend it.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import DirectoryPath, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ordertrack.errors import BadSetting
from ordertrack.words import Text, t
from ordertrack.workdays import COUNTRIES

PREFIX = "ORDERTRACK_"
FILE = Path("ordertrack.toml")
NOT_SETTINGS = frozenset({"ORDERTRACK_REAL_DATA"})  # read by the tests only
# Addresses of channels are keys to them; a file would lie about, and be handed on with others.
ENVIRONMENT_ONLY = frozenset({"notify_urls", "notify_owners"})
SECRET = ENVIRONMENT_ONLY | {"records_url"}  # never repeated in a message
ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://\S+$")


class Settings(BaseSettings):
    """All settings with their defaults; make it with `settings()`, which explains mistakes."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    home: Path = Path("data/warehouse")
    records_url: str | None = Field(default=None, pattern=r"^(sqlite|postgresql)(\+\w+)?://")
    time_zone: str = "Asia/Shanghai"
    language: Literal["auto", "en", "zh"] = "auto"
    promise_basis: Literal["first", "latest"] = "first"
    repurchase_months: int = Field(default=12, ge=1, le=120)
    repurchase_by: Literal["days", "orders"] = "days"
    fresh_days: int = Field(default=7, ge=0, le=366)
    payment_days: int = Field(default=30, ge=0, le=3650)
    country: str = "CN"
    channel_lag_months: int = Field(default=0, ge=0, le=36)
    cost_per_complaint: Decimal = Field(default=Decimal(0), ge=0, max_digits=12, decimal_places=4)
    scan_at: str = Field(default="06:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    scan: Literal["on", "off"] = "on"
    notify: Literal["on", "off"] = "on"
    notify_urls: SecretStr = SecretStr("")
    notify_owners: SecretStr = SecretStr("")
    notify_language: Literal["auto", "en", "zh"] = "auto"
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+\S*)?$")
    reports_kept: int = Field(default=200, ge=1, le=10_000)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    memory_limit: str = Field(default="1500MB", pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$")
    threads: int | None = Field(default=None, ge=1, le=1024)
    fonts: DirectoryPath | None = None
    who: str = ""

    @field_validator("home")
    @classmethod
    def make_absolute(cls, home: Path) -> Path:
        """Refuse a path that readers of files take for a pattern or an escape."""
        absolute = home.expanduser().absolute()
        if re.search(r"[*?\[\]]|%[0-9A-Fa-f]{2}", str(absolute)):
            raise ValueError(absolute)
        return absolute

    @field_validator("fonts")
    @classmethod
    def find_fonts(cls, folder: Path | None) -> Path | None:
        """Name the folder by its whole path: writers of pictures know no other."""
        return folder.absolute() if folder else None

    @field_validator("memory_limit")
    @classmethod
    def check_memory(cls, limit: str) -> str:
        """Refuse what nothing can be computed with, and more than there can be."""
        number, unit = re.findall(r"^([\d.]+) ?([KMGT])", limit)[0]
        if not 100 <= float(number) * 1000 ** ("KMGT".index(unit) - 1) <= 1e9:
            raise ValueError(limit)
        return limit

    @field_validator("country")
    @classmethod
    def check_country(cls, code: str) -> str:
        """Refuse a country whose holidays are not known."""
        if code not in COUNTRIES:
            raise ValueError(code)
        return code

    @field_validator("notify_urls")
    @classmethod
    def check_addresses(cls, given: SecretStr) -> SecretStr:
        """Refuse what is no list of addresses."""
        addresses_in(given)
        return given

    @field_validator("notify_owners")
    @classmethod
    def check_owners(cls, given: SecretStr) -> SecretStr:
        """Refuse what gives no owner an address."""
        addresses_of_owners(given)
        return given

    @field_validator("time_zone")
    @classmethod
    def check_time_zone(cls, name: str) -> str:
        """Refuse a name that is no time zone."""
        try:
            ZoneInfo(name)
        except (LookupError, OSError, ValueError) as error:
            raise ValueError(name) from error
        return name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, FILE)


def addresses_in(given: SecretStr) -> tuple[str, ...]:
    """Return the addresses of a text, with spaces, line ends or commas between them."""
    found = re.split(r"\s+|,(?=[A-Za-z][A-Za-z0-9+.-]*://)", given.get_secret_value().strip())
    addresses = tuple(one.strip(",") for one in found if one.strip(","))
    if not all(map(ADDRESS.match, addresses)):
        raise ValueError("no address")
    return addresses


def addresses_of_owners(given: SecretStr) -> dict[str, tuple[str, ...]]:
    """Return the addresses of each owner from JSON: an address, or several, by name."""
    told = json.loads(given.get_secret_value() or "{}")
    if not isinstance(told, dict):
        raise ValueError("no owners")
    return {name.strip(): addresses_in(SecretStr(_joined(one))) for name, one in told.items()}


def _joined(given: Any) -> str:
    several = given if isinstance(given, list) else [given]
    if not several or not all(isinstance(one, str) and one.strip() for one in several):
        raise ValueError("no address")
    return "\n".join(several)


ALLOWED: dict[str, Text] = {
    "home": t("a folder in whose whole path none of * ? [ ] %20 stands"),
    "records_url": t("sqlite:///file or postgresql://user:password@host/database"),
    "time_zone": t("a time zone such as Asia/Shanghai or Europe/Berlin"),
    "language": t("auto, en or zh"),
    "promise_basis": t("first or latest"),
    "repurchase_months": t("a whole number of months from 1 to 120"),
    "repurchase_by": t("days or orders"),
    "fresh_days": t("a whole number of days from 0 to 366"),
    "payment_days": t("a whole number of days from 0 to 3650"),
    "country": t("the code of a country whose holidays are known, such as CN or DE"),
    "channel_lag_months": t("a whole number of months from 0 to 36"),
    "cost_per_complaint": t("an amount of money from 0, with at most 4 decimals"),
    "scan_at": t("a time of day such as 06:00"),
    "scan": t("on or off"),
    "notify": t("on or off"),
    "notify_urls": t("addresses such as wecombot://KEY or mailtos://…, a space between them"),
    "notify_owners": t(
        "JSON with an address, or a list of them, for each owner, such as {example}",
        example='{"王敏": "mailtos://…"}',
    ),
    "notify_language": t("auto, en or zh"),
    "public_url": t("the address under which people open the pages, such as https://sales.example"),
    "reports_kept": t("a whole number from 1 to 10000"),
    "currency": t("the three letters of a currency, such as CNY or USD"),
    "memory_limit": t("a size from 100MB to 1000TB, such as 1500MB or 4GB"),
    "threads": t("a whole number from 1 to 1024"),
    "fonts": t("a folder that is there, with fonts (.ttf, .otf, .ttc) in it"),
    "who": t("a name"),
}


@cache
def settings() -> Settings:
    """Return the settings in force. `settings.cache_clear()` has them read again.

    Raises BadSetting for the first setting that is unknown or out of range.
    """
    refuse_unknown_variables()
    try:
        refuse_secrets_in_file()
        return Settings()
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(
            t("{file} is not valid TOML: {error}.", file=str(FILE.absolute()), error=error),
            t('Write one setting per line, such as language = "zh".'),
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise explain_mistake(str(first["loc"][0]), first["type"], first["input"]) from None


def refuse_unknown_variables() -> None:
    """Raise BadSetting for a variable of ours that names no setting."""
    for variable in sorted(os.environ):
        name = variable.upper()
        if name.startswith(PREFIX) and name not in NOT_SETTINGS:
            setting = name.removeprefix(PREFIX).lower()
            if setting not in Settings.model_fields:
                raise unknown_setting(setting, variable)


def refuse_secrets_in_file() -> None:
    """Raise BadSetting for the address of a channel that stands in the file."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    for setting in sorted(ENVIRONMENT_ONLY & told.keys()):
        raise BadSetting(
            t(
                "The setting {setting} is secret; it may not stand in {file}.",
                setting=setting,
                file=str(FILE),
            ),
            t("Give it as {variable} in the environment.", variable=variable_of(setting)),
        )


def variable_of(setting: str) -> str:
    """Return the name of the variable that sets a setting."""
    return PREFIX + setting.upper()


def place_of(setting: str) -> str | None:
    """Return the variable or the file that sets a setting; None where it has its default."""
    variable = variable_of(setting)
    if any(name.upper() == variable and value for name, value in os.environ.items()):
        return variable
    return str(FILE) if setting in settings().model_fields_set else None


def explain_mistake(setting: str, kind: str, value: Any) -> BadSetting:
    """Return what is wrong with a setting; `kind` is pydantic's word for the mistake."""
    if kind == "extra_forbidden":
        return unknown_setting(setting, str(FILE))
    variable = variable_of(setting)
    here = next((name for name in os.environ if name.upper() == variable), None)
    return BadSetting(
        t(
            "The setting {setting} is {value}; allowed is {allowed}.",
            setting=setting,
            value="…" if setting in SECRET else repr(value),
            allowed=ALLOWED[setting],
        ),
        t("Mend or remove it in {place}.", place=here or str(FILE)),
    )


def unknown_setting(setting: str, place: str) -> BadSetting:
    """Return that there is no such setting, and the nearest one that there is."""
    known = sorted(Settings.model_fields)
    near = difflib.get_close_matches(setting, known, n=1)
    return BadSetting(
        t("There is no setting {setting} (seen in {place}).", setting=setting, place=place),
        t("Did you mean {near}?", near=near[0])
        if near
        else t("Known settings are: {known}.", known=", ".join(known)),
    )
