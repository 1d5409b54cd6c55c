"""What the theme's settings cannot say: colours of words in charts, and a few rules of style.

Imports streamlit only.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

# The chart theme's own grey stands out from white by 3.7 to 1 only; words need 4.5.
INK_ON_LIGHT = "#5B6B7B"


def ink() -> str | None:
    """The colour of words in charts; None where the theme's own can be read."""
    return INK_ON_LIGHT if st.context.theme.type == "light" else None


# Quiet tones that also those tell apart who see no red or green, which are left to alerts.
TONES: Mapping[str | None, str] = {"better": "blue", "worse": "violet", None: "gray"}

# In tables, which know no names of colours: the theme's blue and violet.
TONES_ON_LIGHT = {"better": "#2F5D8A", "worse": "#7A4E73"}
TONES_ON_DARK = {"better": "#7FB2E0", "worse": "#C9A3C4"}


def tone(judged: str | None) -> str:
    """Return the style of a table's cell that is better or worse than before."""
    tones = TONES_ON_DARK if st.context.theme.type == "dark" else TONES_ON_LIGHT
    return f"color: {tones[judged]}" if judged else ""


# Streamlit's margins take a sixth of a notebook's screen.
MARGINS = """
@media (max-width: 1500px) {
  [data-testid=stMainBlockContainer] { padding-left: 2rem; padding-right: 2rem; }
}
"""
# A name of two lines begins where the number below it does.
LEFT = """
[class*=st-key-card_] button :is(div, p) { text-align: left; }
"""
# A status of two words stands on two lines: in a tile it is the only place that says it large.
WRAP = """
[class*=st-key-headline] [data-testid=stMetricValue] :is(div, p) { white-space: normal; }
[class*=st-key-headline] [data-testid=stMetricValue] { line-height: 1.3; }
"""
# A meeting looks at a large screen from afar: figures and their changes grow with it.
LARGE = """
@media (min-width: 1800px) {
  [class*=st-key-card_] [data-testid=stMarkdownContainer] :is(p, p *) { font-size: 1.5rem; }
  [class*=st-key-card_] [data-testid=stMarkdownContainer] p { line-height: 1.4; }
  [class*=st-key-card_] [data-testid=stMetricValue] :is(p, p *) { font-size: 3rem; }
}
"""
# White stands out from the accent of the dark theme by 3.3 to 1 only; words need 4.5. The accent
# itself must stay as light as it is, because it is the colour of words, too; pressed, it is not.
DARK = """
[data-testid^=stBaseButton-primary] { background-color: #376A9E; border-color: #376A9E; }
[data-testid^=stBaseButton-primary]:hover { background-color: #2F5D8A; border-color: #2F5D8A; }
[data-testid^=stBaseButton-tertiary]:is(:active, [aria-expanded=true]),
[data-testid=stPopover] button[aria-expanded=true] { color: #8FBCE6; }
"""


# A meeting fills the screen and is read from the back of the room.
MEETING = """
[data-testid=stSidebar], [data-testid=stSidebarCollapsedControl],
[data-testid=stExpandSidebarButton] { display: none; }
[class*=st-key-meeting] [data-testid=stMarkdownContainer] :is(p, li) { font-size: 1.35rem; }
[class*=st-key-meeting] [data-testid=stTable] { font-size: 1.25rem; }
[class*=st-key-meeting] [data-testid=stCaptionContainer] p { font-size: 1rem; }
"""


def show_large() -> None:
    """Lay the rules of a meeting over the page: no menu, large words."""
    st.html(f"<style>{MEETING}</style>")


def show_style() -> None:
    """Lay these rules over the page."""
    dark = DARK if st.context.theme.type == "dark" else ""
    st.html(f"<style>{MARGINS}{LEFT}{WRAP}{LARGE}{dark}</style>")
