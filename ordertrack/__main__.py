"""`python -m ordertrack`: the command line."""

from __future__ import annotations

import signal
import sys


def start() -> int:
    """Run the command; an interruption is heard from when there are words for it until the end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    from ordertrack import interrupts

    interrupts.listen()
    from ordertrack.cli import main

    code = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


if __name__ == "__main__":
    sys.exit(start())
