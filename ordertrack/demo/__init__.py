"""A seeded company whose messy exports go through intake like any other.

`write_exports` writes its files; `load` imports them. The company itself is in `story`.
"""

from ordertrack.demo.exports import write_exports
from ordertrack.demo.loading import load

__all__ = ["load", "write_exports"]
