"""Cells become typed values; rows that cannot be understood are rejected with a reason."""
