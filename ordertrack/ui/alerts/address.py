"""What the URL says of the Alerts page beyond the scope: rule, level, state, one case."""

from __future__ import annotations

import streamlit as st

from ordertrack.alerts.wording import LEVELS
from ordertrack.records.journal.alert_kinds import RULES
from ordertrack.ui.frame import odd_address, url_state
from ordertrack.views.alerts.board import BETWEEN, CHOICES, NEW, Filters, address_of

ROWS = 25  # of the table before its pages begin


def filters() -> Filters:
    """Return which alerts the URL asks for; what it does not know is said and left out."""
    known = {"rule": set(RULES), "level": set(LEVELS), "state": set(CHOICES), "new": set(NEW)}
    for name, values in known.items():
        odd_address.check(name, values)
    url = st.query_params
    return Filters(
        rule=url.get("rule"),
        level=url.get("level"),
        state=url.get("state", "open"),
        new=url.get("new"),
    )


def change(**values: str | None) -> None:
    """Change parameters. Meant for callbacks."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def opened() -> tuple[str, str] | None:
    """Return rule and subject of the case that the URL names."""
    rule, found, subject = st.query_params.get("case", "").partition(BETWEEN)
    return (rule, subject) if found else None


def open_case(rule: str, subject: str) -> None:
    """Open a case. Meant for callbacks."""
    st.query_params["case"] = address_of(rule, subject)


def page_key(chosen: Filters) -> str:
    """Return under which name the session keeps the page of the table."""
    return f"alerts_page_{place(chosen)}"


def place(chosen: Filters) -> str:
    """Name what was chosen: an as-of or a release that nobody chose moves on by itself."""
    looked_at = url_state.NOT_SCOPE - {"release"}
    query = {name: value for name, value in url_state.chosen().items() if name not in looked_at}
    parts = (chosen.rule, chosen.level, chosen.state, chosen.new, sorted(query.items()))
    return f"{abs(hash(str(parts))):x}"
