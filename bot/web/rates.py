"""How much one person, one workspace or one key may ask for: bursts pass, floods are told once and then cost nothing.

Each process counts for itself, in bounded memory; forgetting somebody gives them a fresh start, nothing more.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from enum import Enum, auto

MINUTE = timedelta(minutes=1)
TOLD_EVERY = timedelta(seconds=10)
MOST = 10_000
"""Names that are remembered at once, the last ones."""


class Rate:
    """So many a minute for each name, of which half may come at once (the generic cell rate algorithm)."""

    def __init__(self, a_minute: int) -> None:
        self.each = MINUTE / a_minute
        self.ahead = self.each * max(a_minute // 2 - 1, 0)
        self._free_at: OrderedDict[Hashable, datetime] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: Hashable, now: datetime) -> bool:
        """Whether one more is within the rate; only then it counts. A clock that was set back starts anew."""
        with self._lock:
            free_at = max(self._free_at.get(name, now), now)
            if free_at - now > self.ahead + self.each:
                free_at = now
            if free_at - now > self.ahead:
                return False
            self._free_at[name] = free_at + self.each
            self._free_at.move_to_end(name)
            if len(self._free_at) > MOST:
                self._free_at.popitem(last=False)
            return True

    def __len__(self) -> int:
        return len(self._free_at)


class Admitted(Enum):
    """`TELL`: too much, and it is time to say so; `SILENT`: too much, and it was said a moment ago."""

    YES = auto()
    TELL = auto()
    SILENT = auto()


class Rates:
    """Of people and of their workspaces: a flood of one uses up nothing of the others'."""

    def __init__(self, person: int, workspace: int) -> None:
        self.person = Rate(person)
        self.workspace = Rate(workspace)
        self.told = Rate(int(MINUTE / TOLD_EVERY))
        self.told.ahead = timedelta(0)

    def admit(self, workspace: str, person: str, now: datetime) -> Admitted:
        """One request of somebody in a workspace."""
        who = (workspace, person)
        if self.person.take(who, now) and self.workspace.take(workspace, now):
            return Admitted.YES
        return Admitted.TELL if self.told.take(who, now) else Admitted.SILENT
