"""How many random examples a property test tries, and whether they are the same in each run.

`make test` tries the same few everywhere, so that a change is judged by what it changes.
`EXAMPLES=30 make fuzz` tries others each time, thirty times as many; what it finds gets a test.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

TIMES = int(os.environ.get("EXAMPLES", "0"))


def examples(count: int, **more: Any) -> settings:
    """Return the settings of a test that tries `count` examples, or more when fuzzing."""
    # How long an example takes depends on who else uses the machine: no deadline.
    return settings(max_examples=count * (TIMES or 1), derandomize=not TIMES, deadline=None, **more)


def load_profile() -> None:
    """Let the property tests that say nothing of their number follow the same rule."""
    settings.register_profile("ours", examples(100))
    settings.load_profile("ours")
