"""What the program asks of the world: time, rest, ids and chance. Passed in, so that a test can stand in for the world."""

import random
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Aware UTC."""


class Sleep(Protocol):
    """Waiting."""

    def __call__(self, seconds: float) -> None:
        """Return after that many seconds."""


class Ids(Protocol):
    """Names for new things."""

    def new(self, prefix: str) -> str:
        """An id that nobody can guess, such as `o_…`."""


class Random(Protocol):
    """Chance."""

    def uniform(self, low: float, high: float) -> float:
        """A number between the two."""


class SystemClock:
    """The machine's clock, shifted by `RELANCE_CLOCK_OFFSET` in rehearsals."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


class SystemIds:
    """128 bits from the system's generator."""

    def new(self, prefix: str) -> str:
        return f"{prefix}_{secrets.token_hex(16)}"


class SystemRandom:
    """Chance for jitter; nothing secret hangs on it."""

    def uniform(self, low: float, high: float) -> float:
        return random.uniform(low, high)  # noqa: S311


def sleep(seconds: float) -> None:
    """The real wait."""
    time.sleep(seconds)


def token() -> str:
    """A secret for one run."""
    return secrets.token_hex(24)
