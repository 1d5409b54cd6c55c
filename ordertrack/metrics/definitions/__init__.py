"""The measures and metrics of METRICS, one module per group."""
