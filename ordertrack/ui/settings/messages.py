"""Whom messages reach, a test of a channel, what waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from ordertrack.errors import OrdertrackError
from ordertrack.notify import shown
from ordertrack.notify.channels import Channel, channels
from ordertrack.notify.in_force import in_force
from ordertrack.notify.problems import said
from ordertrack.notify.queue import Attempt, send_due
from ordertrack.records.outbox import Message
from ordertrack.settings import variable_of
from ordertrack.ui.frame import data_source, demo_mark
from ordertrack.ui.frame.language import language, localize, tr
from ordertrack.ui.parts.panel import panel, show_sheet
from ordertrack.views import formats
from ordertrack.views.markup import Markdown
from ordertrack.words import t

SENT = 50  # messages that are listed of those that were sent
TRIED = "settings_tried"


def show_channels() -> None:
    """Show the channels without their addresses, and the way to try one."""
    known = channels()
    with panel(
        t("Channels"),
        "settings_channels",
        t("Addresses are secrets: they stand in the environment of the server and nowhere else."),
    ):
        if known:
            show_sheet(shown.channel_sheet(known, language()), "settings_to", t("Channels"))
            if told := shown.untold(known):
                st.warning(localize(told), icon=":material/notifications_off:")
            if demo_mark.shows_demo():
                st.caption(localize(shown.of_demo()))
            _show_test(known)
        else:
            st.info(
                tr("No channel is configured, so that nothing is sent."),
                icon=":material/notifications_off:",
            )
        _show_how(is_open=not known)


def _show_how(*, is_open: bool) -> None:
    """Show how addresses are given."""
    with st.expander(tr("How to configure channels"), expanded=is_open):
        st.markdown(
            tr(
                "Set {urls} to the company's addresses, with spaces between them, and {owners} to "
                "those of single owners, by the name that stands in the data. Then start the "
                "dashboard again.",
                urls=variable_of("notify_urls"),
                owners=variable_of("notify_owners"),
            )
        )
        lines = [f"{address:<60}# {name.to(language())}" for name, address in shown.EXAMPLES]
        first, owner = shown.EXAMPLES[0][1], '{"王敏": "dingtalk://SECRET@TOKEN"}'
        sets = [
            f"{variable_of('notify_urls')}='{first}'",
            f"{variable_of('notify_owners')}='{owner}'",
        ]
        # its colours of a language are too pale for some eyes
        st.code("\n".join((*sets, "", *lines)), language=None)


def _show_test(known: Sequence[Channel]) -> None:
    names = [shown.channel_label(one, language()) for one in known]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            tr("Channel"),
            range(len(known)),
            format_func=names.__getitem__,
            key="settings_test_channel",
            width=420,
        )
        pressed = st.button(
            tr("Send a test message"), key="settings_test", icon=":material/outgoing_mail:"
        )
    if pressed:
        _test(known[place])


def _test(channel: Channel) -> None:
    lang = in_force(data_source.warehouse().records).language
    at = formats.when(data_source.now())
    title, body = t("Test message of ordertrack"), t("Messages arrive here. {time}", time=at)
    with st.spinner(tr("Sending …")):
        error = channel.send(title.to(lang), body.to(lang))
    if error is None:
        st.success(tr("{channel} has taken the test message.", channel=channel.name))
    else:
        st.error(_refused(channel.name, error))


# --- the queue ------------------------------------------------------------------------------------


def show_queue() -> None:
    """Show what waits, what failed and why, what was sent."""
    outbox = data_source.warehouse().records.outbox
    waiting, sent = outbox.unsent(), outbox.last_sent(SENT)
    with panel(
        t("Messages"),
        "settings_queue",
        t("A message that was not taken is tried again: after 1, 5, 15 minutes, up to a day."),
    ):
        if not waiting and not sent:
            st.caption(tr("Nothing was sent yet, and nothing waits."))
        if waiting:
            if doubt := shown.doubt(waiting):
                st.warning(localize(doubt), icon=":material/question_mark:")
            sheet = shown.queue_sheet(waiting, language())
            show_sheet(sheet, "settings_waiting", t("Messages that were not sent"))
            _show_decisions(waiting)
        _show_tried()
        if sent:
            with st.expander(tr("Sent: the last {count}", count=len(sent))):
                sheet = shown.sent_sheet(sent, language())
                show_sheet(sheet, "settings_sent", t("Messages that were sent"))


def _show_decisions(waiting: Sequence[Message]) -> None:
    by_id = {one.id: shown.message_label(one, language()) for one in waiting}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            tr("Message"),
            list(by_id),
            format_func=by_id.__getitem__,
            key="settings_message",
            width=420,
        )
        message = next(one for one in waiting if one.id == chosen)
        st.button(
            tr("Try again now"),
            key="settings_again",
            icon=":material/refresh:",
            on_click=_try_again,
            args=(chosen,),
        )
        if message.is_in_doubt(datetime.now(UTC)):
            st.button(
                tr("It arrived"),
                key="settings_arrived",
                icon=":material/check:",
                on_click=_arrived,
                args=(chosen,),
            )
        st.button(
            tr("Do not send"),
            key="settings_drop",
            type="tertiary",
            icon=":material/delete:",
            on_click=_drop,
            args=(chosen,),
        )
    st.caption(localize(shown.story(message)))


def _try_again(number: int) -> None:
    """Send a message now, with all else that is due. Meant for a callback."""
    records = data_source.warehouse().records
    try:
        records.outbox.try_again(number)
        st.session_state[TRIED] = list(send_due(records))
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")


def _arrived(number: int) -> None:
    """Write down that a message arrived. Meant for a callback."""
    try:
        data_source.warehouse().records.outbox.arrived(number)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")


def _drop(number: int) -> None:
    """Remove a message for good. Meant for a callback."""
    try:
        data_source.warehouse().records.outbox.drop(number)
    except OrdertrackError as error:
        st.toast(localize(error), icon=":material/error:")


def _show_tried() -> None:
    """Say once what came of trying again."""
    tried: list[Attempt] = st.session_state.pop(TRIED, [])
    for one in tried:
        channel, title = one.message.channel_name, one.message.title
        if one.error is None:
            st.success(tr("Sent: {title} ({channel})", title=title, channel=channel))
        else:
            st.error(_refused(channel, one.error))


def _refused(channel: str, error: str) -> Markdown:
    """Say that a channel did not take a message, and why."""
    return tr("{channel} did not accept the message: {reason}", channel=channel, reason=said(error))
