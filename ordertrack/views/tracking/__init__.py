"""What the pages of tracking say: actions and whether they worked. No streamlit."""
