"""What the Alerts page says, without streamlit."""
