"""What only a script in the browser can set: the language of Streamlit's own words, Enter, history.

Streamlit speaks English in its upload field, calendar, table tools and skip link, and has no
setting for it; the document says that it is English, too. `browser.js` sees to that.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from ordertrack.ui.frame.language import language
from ordertrack.words import Text, t

SCRIPT = Path(__file__).with_name("browser.js").read_text(encoding="utf-8")

# Streamlit's words, letter by letter, and the parts of the page in which they stand.
WORDS: dict[str, tuple[Text, ...]] = {
    "[data-testid=stSkipToContent]": (t("Skip to main content"),),
    "[data-testid=stFileUploader]": (
        *(t("Upload"), t("file upload"), t("{size} per file"), t("Drag and drop files here")),
        *(t("Drag and drop a file here"), t("Remove {file}")),
    ),
    "[data-testid^=stDateInput]": (
        *(t("Choose date"), t("Previous month"), t("Next month"), t("Clear date")),
        *(t("Clear dates"),),
        t("Use arrow keys to navigate dates. Enter to select. Escape to close."),
    ),
    "[data-testid^=stSelectbox], [data-testid^=stMultiSelect]": (
        *(t("Open"), t("Choose an option"), t("Choose options"), t("Dismiss"), t("Clear all")),
        *(t("No results"), t("Clear value"), t("Remove")),
    ),
    "[data-testid=stDataFrame], [data-testid=stDataFrameResizable], [data-testid=stElementToolbar],"
    " [data-testid=stTooltipContent], #portal": (
        *(t("Search"), t("Fullscreen"), t("Close fullscreen"), t("Show/hide columns")),
        *(t("Type to search"), t("Previous Result"), t("Next Result"), t("Close Search")),
        *(t("Clear selection"), t("Select all"), t("Download as CSV")),
        *(t("Search: {table}"), t("Fullscreen: {table}"), t("Show/hide columns: {table}")),
        *(t("Close fullscreen: {table}"), t("Download as CSV: {table}")),
    ),
    "[data-testid=stDataFrameColumnMenu]": (
        *(t("Sort ascending"), t("Sort descending"), t("Autosize"), t("Pin column")),
        *(t("Unpin column"), t("Hide column"), t("Copy column name"), t("Format")),
        *(t("Statistics"),),
    ),
    "[data-testid^=stPagination]": (
        *(t("Pagination"), t("Previous page"), t("Next page"), t("Page {number}")),
    ),
    "[data-testid^=stSidebar], [data-testid^=stBaseButton-header], [data-testid=stExpandSidebar"
    "Button]": (*(t("Sidebar"), t("Collapse sidebar"), t("Expand sidebar"), t("App pages")),),
    "[data-testid=stDialog]": (t("Close"),),
    "[data-testid=stTooltipIcon], [data-testid=stTooltipHoverTarget]": (
        t("Help"),
        t("Help for {name}"),
    ),
    "[data-testid^=stHeading], [data-testid=stMarkdown]": (t("Link to heading"),),
    "[data-testid=stMetricChart]": (t("Vega visualization"),),
    "[data-live-announcer]": (t("{count} options available."), t("Selected Date: {day}")),
}
# Buttons that are an icon: Streamlit names them after the picture.
ICONS: dict[str, tuple[str, Text]] = {
    ".st-key-scope_back": ("chevron_left icon", t("Earlier")),
    ".st-key-scope_on": ("chevron_right icon", t("Later")),
}


def install_script() -> None:
    """Let the browser speak the language of the session; drawn anew it goes on with another."""
    lang = language()
    texts = [(where, text) for where, several in WORDS.items() for text in several]
    texts += [(where, text) for where, (_, text) in ICONS.items()]
    words = [(where, text.to(other_than(lang)), text.to(lang)) for where, text in texts]
    words += [(where, icon, text.to(lang)) for where, (icon, text) in ICONS.items()]
    given = json.dumps({"lang": lang, "words": words}, ensure_ascii=False).replace("<", "\\u003c")
    # In a block, because a constant of the document can be named only once.
    script = f"<script>{{ const ORDERTRACK = {given};\n{SCRIPT} }}</script>"
    with st.container(key=f"browser_{lang}"):  # in another place a script runs again
        st.html(script, unsafe_allow_javascript=True)


def other_than(lang: str) -> str:
    """What the words are in before: English, or what this script has made of it."""
    return "en" if lang == "zh" else "zh"
