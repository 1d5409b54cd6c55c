"""Settings that people change on the page, where the environment leaves them. Imports kind, fields.

Each has the name and the values of its variable; addresses of channels are secrets and not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ordertrack.errors import BadEntry
from ordertrack.records.journal.alert_kinds import SWITCH
from ordertrack.records.journal.fields import Field
from ordertrack.records.journal.kind import Kind, Row
from ordertrack.words import Label, Text, t

NAMES = {
    "scan": Label("Daily scan", "每日扫描"),
    "scan_at": Label("Time of the daily scan", "每日扫描时间"),
    "notify": Label("Notification", "消息通知"),
    "notify_language": Label("Language of messages", "消息语言"),
    "public_url": Label("Public address", "对外访问地址"),
}
SPOKEN = {"zh": Label("Chinese", "中文"), "en": Label("English", "英文")}
WORDS: Mapping[str, Mapping[str, Label]] = {
    "scan": SWITCH,
    "notify": SWITCH,
    "notify_language": SPOKEN,
}
FORMS: Mapping[str, tuple[str, Text]] = {
    "scan_at": (r"([01]\d|2[0-3]):[0-5]\d", t("Write a time of day such as 06:00.")),
    "public_url": (r"https?://[^\s/]+\S*", t("Write it like https://sales.example.com.")),
}


def _fits(row: Row) -> Iterator[BadEntry]:
    """Give a value that the setting cannot have."""
    name, value = row["name"], row.get("value")
    if value is None:
        return
    words = WORDS.get(name, {})
    form, fix = FORMS.get(name, ("|".join(words), t("Choose one of: {codes}.", codes=_all(words))))
    if not re.fullmatch(form, value):
        yield BadEntry(
            t("{setting} cannot be {value}.", setting=NAMES[name], value=repr(value)), fix
        )


def _all(words: Mapping[str, Label]) -> str:
    return ", ".join(words)


SETTING = Kind(
    name="setting",
    label=Label("setting", "设置"),
    table_name="settings",
    key=(Field("name", Label("Setting", "设置"), "code", required=True, codes=NAMES),),
    fields=(Field("value", Label("Value", "取值"), longest=500),),
    check=_fits,
)
