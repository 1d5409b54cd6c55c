"""What is counted, and what the numbers mean: measures, the catalogue, `evaluate` and `rows`."""
