"""Red alerts: what is active, the cases that people keep of it, what another threshold would raise.

The rules are declared in `metrics.definitions.rules`, their SQL is built in `metrics.query.raised`.
"""
