"""`rows`: what stands behind a number, at its own grain; the values of the rows add up to it."""
