"""What the program asks of the world: time, rest, ids and chance. Passed in, so that a test can stand in for the world."""

import random
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, twice: aware, in UTC. A rehearsal holds the two apart."""

    def now(self) -> datetime:
        """The moment that orders live in: what rules see, `wake_at`, `not_before`."""

    def real(self) -> datetime:
        """The world's own time, never shifted: leases, pauses, receipts, signatures."""


class Sleep(Protocol):
    """Waiting."""

    def __call__(self, seconds: float, /) -> None:
        """Return after that many seconds of real time."""


class Ids(Protocol):
    """Names for new things."""

    def new(self, prefix: str) -> str:
        """An id that nobody can guess, such as `order_…`; those of one kind sort by the millisecond they were made in."""

    def secret(self) -> str:
        """Text that nobody can guess and that tells nothing: salts, keys, one-time tokens."""


class Random(Protocol):
    """Chance."""

    def uniform(self, low: float, high: float, /) -> float:
        """A number between the two."""


class SystemClock:
    """The machine's clock. `offset` is how far from it a rehearsal lives; it may be moved while we run."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return self.real() + self.offset

    def real(self) -> datetime:
        return datetime.now(UTC)


class SystemIds:
    """48 bits of the world's time, as UUID version 7 has them, then 80 bits from the system's generator."""

    def new(self, prefix: str) -> str:
        return f"{prefix}_{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"

    def secret(self) -> str:
        return token()


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
