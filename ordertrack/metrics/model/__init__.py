"""What a measure, a metric and a dimension are."""
