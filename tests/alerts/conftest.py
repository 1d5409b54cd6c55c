"""`release(orders=[…])`: a reader over tables written down in the test, as for metrics."""

from tests.metrics.conftest import release

__all__ = ["release"]
