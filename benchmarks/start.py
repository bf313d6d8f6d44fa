"""Processor time and memory until the program is built, beside a process that only builds a Bolt app and a scheduler."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.row import Row

AT_MOST = 1.5

TOLD = """
import resource, psutil
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, psutil.Process().memory_info().rss / 1024 ** 2)
"""
"""Not `ru_maxrss`: Linux counts into it what the process that started this one held (getrusage(2), execve)."""

BARE = """
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App
app = App(token="xoxb-1", signing_secret="secret", token_verification_enabled=False)
scheduler = BackgroundScheduler()
"""

OURS = """
from bot.app import build
from bot.settings import Settings
from bot.worker import Worker
web = build(Settings()).web()
"""


def rows(*, quick: bool = False) -> Iterator[Row]:
    """The least of several starts: what else the machine does only adds."""
    with tempfile.TemporaryDirectory() as folder:
        measured(OURS, Path(folder))  # the database is migrated
        times = 2 if quick else 7
        ours, bare = ([measured(code, Path(folder)) for _ in range(times)] for code in (OURS, BARE))
    for name, at, unit, factor in (("start, processor time", 0, "ms", 1000), ("start, memory", 1, "MB", 1)):
        mine, theirs = (min(one[at] for one in taken) * factor for taken in (ours, bare))
        yield Row(name, mine, AT_MOST, theirs, unit)


def measured(code: str, folder: Path) -> tuple[float, float]:
    """Seconds of processor time, and megabytes held."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "RELANCE_"))}
    made = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", code + TOLD],
        env=own | {"DATABASE_URL": f"sqlite:///{folder}/start.db"},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = made.stdout.split()[-2:]
    return float(seconds), float(megabytes)
