"""Channels: what is shown of an address, and what a service answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from ordertrack import settings as settings_module
from ordertrack.errors import BadEntry, BadSetting
from ordertrack.notify import problems
from ordertrack.notify.channels import channel, channels, cut, without_secrets
from ordertrack.notify.queue import enqueue
from ordertrack.records import Records
from ordertrack.settings import settings

ADDRESSES = (
    "wecombot://SECRETkey1",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=SECRETkey1",
    "dingtalk://SECRETsign@SECRETtoken/13800138000",
    "feishu://SECRETtoken",
    "slack://SECRET3L2/SECRETYJD/SECRETdnlazkcOXrIdevi7FQ",
    "workflows://hook.example.com/SECRETid/SECRETsignature",
    "mailtos://SECRETuser:SECRETword@example.com?to=SECRET@example.cn",
    "json://SECRETuser:SECRETword@example.com/SECRET/path?+Authorization=SECRET",
    "ntfy://SECRETtopic",
    "nonsense://SECRETkey1",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_shows_service_scheme_and_host_at_most(address: str) -> None:
    found = channel("", address)
    assert "secret" not in f"{found!r}{found.name}{found.id}".lower()
    assert found.is_readable == ("nonsense" not in address)
    if "example.com" in found.name:
        assert found.name.endswith("example.com")


def test_what_is_said_of_an_address_has_no_part_of_it() -> None:
    address = "jsons://bob:p%40ss@host.cn:8443/hook/T0KEN?key=k3y&to=a@b.cn"
    said = "bob p@ss p%40ss T0KEN /hook k3y a@b.cn Ym9i host.cn refused"
    assert without_secrets(said, address).replace("…", "").split() == ["/", "refused"]


def test_a_text_is_cut_by_bytes_and_never_within_a_letter() -> None:
    assert cut("价格", 6) == "价格"
    assert cut("价格价格", 10) == "价格…"
    assert len(cut("价格价格", 11).encode()) <= 11


class Answer:
    status_code = 200

    def __init__(self, **told: Any) -> None:
        self.content = json.dumps(told).encode()


@pytest.mark.parametrize("address", ["wecombot://SECRETkey1", "dingtalk://SECRETtoken"])
def test_a_service_that_answers_200_and_an_error_has_not_taken_the_message(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    answers = [Answer(errcode=93000, errmsg="invalid SECRETkey1"), Answer(errcode=0)]
    monkeypatch.setattr(requests, "post", lambda *_, **__: answers.pop(0))
    error = channel("", address).send("title", "body")
    assert error and "93000: invalid" in error
    if "key1" in address:
        assert "SECRET" not in error
    assert channel("", address).send("title", "body") is None


def test_a_file_that_is_gone_and_an_address_of_no_service_are_said() -> None:
    gone = channel("", "json://127.0.0.1:9").send("t", "b", ["/no/report.pdf"])
    assert gone and "report.pdf" in problems.said(gone).to("en")
    odd = channel("", "nonsense://SECRETkey1").send("t", "b")
    assert odd and problems.said(odd).to("zh") == "地址对应的服务无法识别。"


def test_who_has_no_channel_is_said_before_anything_is_queued(home: Path) -> None:
    home.mkdir()
    records = Records.open(settings())
    with pytest.raises(BadSetting, match="ORDERTRACK_NOTIFY_URLS"):
        enqueue(records, "key", "", "title", "body")
    with pytest.raises(BadEntry, match="Rui has no address"):
        enqueue(records, "key", "Rui", "title", "body")
    records.close()


# --- the environment ------------------------------------------------------------------------------


def test_addresses_are_given_in_the_environment_in_several_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = "wecombot://abcdef,mailto://x.cn?to=a@x.cn,b@x.cn\n feishu://ghijkl wecombot://abcdef"
    monkeypatch.setenv("ORDERTRACK_NOTIFY_URLS", several)
    monkeypatch.setenv("ORDERTRACK_NOTIFY_OWNERS", '{"王敏": ["json://a", "json://b"]}')
    settings.cache_clear()
    known = [(one.recipient, one.address) for one in channels()]
    assert known[1] == ("", "mailto://x.cn?to=a@x.cn,b@x.cn")
    assert [to for to, _ in known] == ["", "", "", "王敏", "王敏"]
    assert "json" not in repr(settings()) and "wecom" not in repr(settings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notify_urls", "SECRETkey"),
        ("notify_owners", "SECRETkey"),
        ("notify_owners", '["json://SECRET"]'),
        ("notify_owners", '{"王敏": {"url": "SECRET"}}'),
        ("notify_owners", '{"王敏": ""}'),
    ],
)
def test_a_bad_address_is_refused_without_being_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ORDERTRACK_{name.upper()}", value)
    with pytest.raises(BadSetting, match=f"ORDERTRACK_{name.upper()}") as caught:
        settings()
    assert "SECRET" not in str(caught.value) + str(caught.value.__context__)


def test_an_address_in_the_file_is_refused() -> None:
    settings_module.FILE.write_text('notify_urls = "json://SECRET"', encoding="utf-8")
    with pytest.raises(BadSetting, match="ORDERTRACK_NOTIFY_URLS") as caught:
        settings()
    assert "SECRET" not in str(caught.value)
