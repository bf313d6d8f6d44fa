"""Slack's rate limits, in real time: tiers a method and workspace, about one message a second a channel."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

# Calls a minute of a tier, and how many at once before the pace counts.
TIERS = {1: (1, 5), 2: (20, 20), 3: (50, 50), 4: (100, 100)}
POSTS_IN_A_ROW = 5
POSTS_A_MINUTE = 300


@dataclass
class Bucket:
    """Holds `size` calls and gets `pace` back a second."""

    size: float
    pace: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until the next call is allowed; 0 when it is now, and then it is counted."""
        self.left = min(self.size, self.left + (now - self.at) * self.pace)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.pace


@dataclass
class RateLimits:
    """All buckets of one workspace."""

    now: Callable[[], float]
    on: bool = True
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def _take(self, name: str, a_minute: float, at_once: float) -> float:
        bucket = self._buckets.setdefault(name, Bucket(at_once, a_minute / 60, at_once, self.now()))
        return bucket.wait(self.now())

    def retry_after(self, method: str, tier: int, channel: str = "") -> int:
        """0 when the call may go on, else the whole seconds to wait."""
        if not self.on:
            return 0
        if method == "chat.postMessage":
            wait = self._take(f"{method} {channel}", 60, POSTS_IN_A_ROW)
            wait = wait or self._take(method, POSTS_A_MINUTE, POSTS_A_MINUTE)
        else:
            wait = self._take(method, *TIERS[tier])
        return math.ceil(wait)
