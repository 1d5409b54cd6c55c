"""Charts as pictures and as figures of plotly, without a browser; and the fonts they need."""
