"""How fast Slack lets us go: a short burst, then a steady pace. One moment in the database is all that is kept."""

from datetime import datetime, timedelta

import msgspec

from bot.ports import Random
from bot.slack.api import CARRY, WRITE


class Pace(msgspec.Struct, frozen=True):
    """`burst` calls at once, then one every so many seconds."""

    every: float
    burst: int

    @property
    def tolerance(self) -> timedelta:
        return timedelta(seconds=self.every * (self.burst - 1))


CHANNEL = Pace(every=1.0, burst=4)
"""`chat.postMessage` in one channel: about one a second, bursts tolerated."""

METHODS = {
    "chat.postMessage": Pace(every=0.2, burst=250),
    "chat.update": Pace(every=1.2, burst=45),
    "conversations.open": Pace(every=1.2, burst=45),
    "conversations.replies": Pace(every=1.2, burst=45),
    "conversations.history": Pace(every=1.2, burst=45),
    CARRY: Pace(every=1.2, burst=20),
    WRITE: Pace(every=1.2, burst=20),
    "files.completeUploadExternal": Pace(every=0.6, burst=90),
    "files.info": Pace(every=1.2, burst=20),
    "users.info": Pace(every=0.6, burst=90),
    "views.publish": Pace(every=0.6, burst=60),
}
"""A workspace's calls of a method: its tier, a little less at once than Slack allows (others call it too)."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds that a lane waits after a call that did not get through: the double each time. Within a lease."""

JITTER = 0.25
"""At most this much of a pause is added, and never taken away: what Slack asks for is obeyed."""


def spent(pace: Pace, free_at: datetime | None, now: datetime) -> datetime:
    """From when on the next call is allowed, one being made now (both real time, UTC).

    The moment kept lies `tolerance` before the one at which a steady caller would go on, so that a burst fits in.
    """
    steady = now if free_at is None else max(now, free_at + pace.tolerance)
    return steady + timedelta(seconds=pace.every) - pace.tolerance


def pause(failures: int) -> float:
    """Seconds to wait after so many failures in a row, the first being 1."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (min(failures, 10) - 1)))


def later(now: datetime, seconds: float, random: Random) -> datetime:
    """That many seconds from now, and a little more, so that not everybody comes back at once."""
    return now + timedelta(seconds=seconds + random.uniform(0.0, JITTER * max(seconds, 1.0)))
