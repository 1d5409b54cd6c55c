"""What the Settings page shows: channels without their addresses, the queue, who set what.

Imports channels, in_force, problems, views.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from ordertrack.notify import problems
from ordertrack.notify.channels import COMPANY, Channel
from ordertrack.notify.in_force import InForce
from ordertrack.records.journal import Entry
from ordertrack.records.journal.setting_kinds import NAMES, WORDS
from ordertrack.records.outbox import Message
from ordertrack.settings import SECRET, Settings, place_of, settings, variable_of
from ordertrack.views import formats
from ordertrack.views.evaluation.sheet import Column, Sheet
from ordertrack.views.moments import local_time
from ordertrack.words import Label, Text, t

WHOLE = Label("the company", "公司")
HIDDEN = "•••"
# How the addresses of the usual services are written; capitals stand for what is one's own.
EXAMPLES: tuple[tuple[Label, str], ...] = (
    (Label("WeCom", "企业微信"), "wecombot://KEY"),
    (Label("DingTalk", "钉钉"), "dingtalk://SECRET@TOKEN"),
    (Label("Feishu", "飞书"), "feishu://TOKEN"),
    (Label("Slack", "Slack"), "slack://TOKEN_A/TOKEN_B/TOKEN_C"),
    (Label("Teams", "Teams"), "workflows://HOST/WORKFLOW/SIGNATURE"),
    (Label("E-mail", "邮件"), "mailtos://USER:PASSWORD@example.com?to=sales@example.com"),
    (Label("Any program", "自有程序"), "jsons://HOST/PATH"),
)


def values_of(chosen: InForce) -> dict[str, str]:
    """Return what is in force as the journal keeps it."""
    return {
        "scan": "on" if chosen.scan else "off",
        "scan_at": f"{chosen.scan_at:%H:%M}",
        "notify": "on" if chosen.notify else "off",
        "notify_language": chosen.language,
        "public_url": chosen.public_url,
    }


def fixed(chosen: InForce, names: Sequence[str]) -> list[Text]:
    """Say which of these stand in the environment, and where, so that nobody sets them here."""
    return [
        t(
            "{setting}: set by {place}, cannot be changed here.",
            setting=NAMES[name],
            place=chosen.places[name],
        )
        for name in names
        if chosen.is_fixed(name)
    ]


def recipient_of(name: str, lang: str) -> str:
    """Return who a message is for."""
    return WHOLE.to(lang) if name == COMPANY else name


def channel_label(one: Channel, lang: str) -> str:
    """Return what a channel is called where one is chosen."""
    return f"{recipient_of(one.recipient, lang)}: {one.name}"


def channel_sheet(known: Sequence[Channel], lang: str) -> Sheet:
    """Return the channels with whom they reach; of an address, service and host at most."""
    rows = [
        {
            "recipient": recipient_of(one.recipient, lang),
            "name": one.name,
            "state": _state(one).to(lang),
            "place": variable_of("notify_owners" if one.recipient else "notify_urls"),
        }
        for one in known
    ]
    columns = (
        Column("recipient", Label("For", "接收对象")),
        Column("name", Label("Channel", "渠道")),
        Column("state", Label("State", "状态")),
        Column("place", Label("Set by", "来源")),
    )
    return _sheet(rows, columns)


def _state(one: Channel) -> Text:
    return t("ready") if one.is_readable else problems.SAID[problems.NO_SERVICE]


def of_demo() -> Text:
    """Say that a demo company alarms nobody."""
    return t("The server sends no messages about the demo company.")


def untold(known: Sequence[Channel]) -> Text | None:
    """Say that what no owner of an address handles reaches nobody."""
    if not known or any(one.recipient == COMPANY for one in known):
        return None
    return t(
        "Red alerts of everybody else reach nobody: {variable} names no channel of the company.",
        variable=variable_of("notify_urls"),
    )


# --- the queue ------------------------------------------------------------------------------------


def queue_sheet(messages: Sequence[Message], lang: str, now: datetime | None = None) -> Sheet:
    """Return messages that were not sent: how they stand, when they are tried again, and why."""
    moment = now or datetime.now(UTC)
    rows = [
        {
            "title": one.title,
            **_whereto(one, lang),
            "state": _standing(one, moment).to(lang),
            "attempts": one.attempts,
            "next_try": _when(one.next_try),
            "error": problems.said(one.last_error).to(lang) if one.last_error else None,
        }
        for one in messages
    ]
    columns = (
        Column("title", Label("Message", "消息")),
        *WHERETO,
        Column("state", Label("State", "状态")),
        Column("attempts", Label("Attempts", "尝试次数"), "count"),
        Column("next_try", Label("Next try", "下次尝试")),
        Column("error", Label("Last error", "最近错误")),
    )
    return _sheet(rows, columns)


def sent_sheet(messages: Sequence[Message], lang: str) -> Sheet:
    """Return messages that were sent."""
    rows = [
        {
            "title": one.title,
            **_whereto(one, lang),
            "sent": _when(one.sent_at),
            "attempts": one.attempts,
        }
        for one in messages
    ]
    columns = (
        Column("title", Label("Message", "消息")),
        *WHERETO,
        Column("sent", Label("Sent", "发送时间")),
        Column("attempts", Label("Attempts", "尝试次数"), "count"),
    )
    return _sheet(rows, columns)


WHERETO = (
    Column("recipient", Label("For", "接收对象")),
    Column("channel", Label("Channel", "渠道")),
)


def _whereto(one: Message, lang: str) -> dict[str, str]:
    return {"recipient": recipient_of(one.recipient, lang), "channel": one.channel_name}


def _standing(one: Message, now: datetime) -> Text:
    if one.is_being_sent(now):
        return t("being sent")
    if one.is_in_doubt(now):
        return t("may have been sent")
    if one.next_try is None:
        return t("given up")
    return t("will be tried again") if one.attempts else t("waiting")


def doubt(messages: Sequence[Message], now: datetime | None = None) -> Text | None:
    """Say that somebody has to decide about messages that may have been sent."""
    moment = now or datetime.now(UTC)
    if not any(one.is_in_doubt(moment) for one in messages):
        return None
    return t(
        "The server was stopped while it was sending a message: it may have arrived. It is not "
        "sent again unless you say so."
    )


def story(one: Message) -> Text:
    """Say since when a message waits, and in full why it was not taken."""
    if one.last_error is None:
        return t("Queued {time}.", time=_when(one.queued_at))
    reason = problems.said(one.last_error)
    return t("Queued {time}. Last error: {reason}", time=_when(one.queued_at), reason=reason)


def message_label(one: Message, lang: str) -> str:
    """Return what a message is called where one is chosen."""
    return f"{one.title} · {recipient_of(one.recipient, lang)} · {one.channel_name}"


def _when(moment: datetime | None) -> str | None:
    return formats.when(local_time(moment)) if moment else None


# --- who set what ---------------------------------------------------------------------------------


def history(entries: Sequence[Entry], lang: str) -> Sheet:
    """Return journal entries about settings, the newest first."""
    rows = [
        {
            "when": _when(one.written_at),
            "who": one.who,
            "setting": NAMES[one.subject].to(lang) if one.subject in NAMES else one.subject,
            "before": _said(one.subject, one.before, lang),
            "after": _said(one.subject, one.after, lang),
            "why": one.why,
        }
        for one in entries
    ]
    columns = (
        Column("when", Label("When", "时间")),
        Column("who", Label("Who", "操作人")),
        Column("setting", Label("Setting", "设置")),
        Column("before", Label("Before", "之前")),
        Column("after", Label("After", "之后")),
        Column("why", Label("Why", "原因")),
    )
    return _sheet(rows, columns)


def _said(name: str, value: str | None, lang: str) -> str | None:
    words = WORDS.get(name, {})
    return words[value].to(lang) if value in words else value


def all_settings(lang: str) -> Sheet:
    """Return every setting of the environment with its value and where it comes from."""
    usual = t("default").to(lang)
    rows = [
        {
            "setting": name,
            "value": _value(name),
            "place": place_of(name) or usual,
            "variable": variable_of(name),
        }
        for name in Settings.model_fields
    ]
    columns = (
        Column("setting", Label("Setting", "设置")),
        Column("value", Label("Value", "取值")),
        Column("place", Label("Set by", "来源")),
        Column("variable", Label("Variable", "环境变量")),
    )
    return _sheet(rows, columns)


def _value(name: str) -> str | None:
    value: Any = getattr(settings(), name)
    if name in SECRET:
        value = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        return HIDDEN if value else None
    return str(value) if isinstance(value, Path) or value not in (None, "") else None


def _sheet(rows: Sequence[dict[str, Any]], columns: tuple[Column, ...]) -> Sheet:
    kinds = {
        column.name: pl.Int64() if column.unit == "count" else pl.String() for column in columns
    }
    return Sheet(pl.DataFrame(list(rows), kinds), columns)
