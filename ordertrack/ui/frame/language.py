"""The language of the session. Imports `words`, `settings`, `errors` and streamlit."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.settings import settings
from ordertrack.ui.frame import url_state
from ordertrack.views.markup import Markdown, markdown
from ordertrack.words import LANGUAGES, Label, Text, fill, translate


def language() -> str:
    """`zh` or `en`: what the viewer chose, else the setting, else what the browser speaks."""
    chosen = url_state.chosen().get("lang")
    if chosen in LANGUAGES:
        return chosen
    configured = settings().language
    return configured if configured in LANGUAGES else from_browser(st.context.locale)


def from_browser(locale: str | None) -> str:
    """The nearest of our languages to a browser locale such as `zh-CN`."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def tr(template: str, **values: Any) -> Markdown:
    """A sentence in the language of the session, as Markdown; English is the message id.

    Values are shown letter by letter, but for Markdown that was made here.
    """
    lang = language()
    return Markdown(fill(translate(template, lang), values, lang, markdown))


def tr_plain(template: str, **values: Any) -> str:
    """A sentence for a place that reads no markup: placeholder, choice of a list, heading, name."""
    lang = language()
    return fill(translate(template, lang), values, lang)


def localize(thing: Label | Text | OrdertrackError | str) -> Markdown:
    """A label, sentence or error in the language of the session, as Markdown."""
    if isinstance(thing, Label):
        return Markdown(thing.to(language()))
    if isinstance(thing, OrdertrackError):
        return Markdown(thing.message(language(), markdown))
    return markdown(thing) if isinstance(thing, str) else Markdown(thing.to(language(), markdown))


def localize_plain(thing: Label | Text) -> str:
    """A label or sentence for a place that reads no markup."""
    return thing.to(language())
