"""The Renewals page."""
