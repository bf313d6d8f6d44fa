"""`python -m tests.processes.askew MINUTES WORD`: `relance WORD` on a machine whose clock is wrong by so many minutes.

Every clock of Python's is, but the monotonic one, which nobody can set.
"""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from bot.cli import main

if __name__ == "__main__":
    wrong = timedelta(minutes=float(sys.argv.pop(1)))
    with time_machine.travel(datetime.now(UTC) + wrong):  # from there on it runs
        main()
