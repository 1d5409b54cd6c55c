"""What a page or a report says, without streamlit: formats, charts, verdicts, titles."""
