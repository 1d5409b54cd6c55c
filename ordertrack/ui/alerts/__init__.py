"""The Alerts page: what is red, who handles it, and the thresholds."""
