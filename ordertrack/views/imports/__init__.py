"""What the Imports page says of releases. Imports `views`; imports no streamlit."""
