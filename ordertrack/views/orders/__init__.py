"""What the Orders page and one order say. Imports `views`; imports no streamlit."""
