"""Texts become values: numbers, dates, periods, words; and which form a column has."""
