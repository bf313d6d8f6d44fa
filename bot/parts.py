"""The pieces of the program, as `bot.app` builds them once and hands them on."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.db.home_tabs import HomeTabs
from bot.db.orders import Orders
from bot.db.people import People
from bot.db.services import Services
from bot.people.homes import Homes
from bot.people.presence import Presence
from bot.ports import Clock, Ids
from bot.render import Renderer
from bot.sending.replies import Replies
from bot.service import Service
from bot.settings import Settings
from bot.slack.calls import Slack
from bot.slack.threads import Threads
from rules.policy import Policy


class Remembered:
    """The last things that this process saw, by name. Forgetting one costs a repeated question, nothing more."""

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def again(self, name: str) -> bool:
        """Whether it was seen before; it is from now on."""
        with self._lock:
            known = name in self._seen
            self._seen[name] = None
            self._seen.move_to_end(name)
            if len(self._seen) > self.most:
                self._seen.popitem(last=False)
        return known


class Lately:
    """What Slack said of somebody within the last minute; this process's own."""

    age = timedelta(seconds=60)

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self._said: OrderedDict[tuple[str, str], tuple[bool, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, whom: tuple[str, str], *, said: bool, at: datetime) -> None:
        """Slack said it at this moment (the world's time)."""
        with self._lock:
            self._said[whom] = said, at
            self._said.move_to_end(whom)
            if len(self._said) > self.most:
                self._said.popitem(last=False)

    def of(self, whom: tuple[str, str], now: datetime) -> bool | None:
        """None where Slack has to be asked again."""
        with self._lock:
            said, at = self._said.get(whom, (False, now - self.age))
        return said if timedelta(0) <= now - at < self.age else None


@dataclass(frozen=True)
class Parts:
    """Handed to whoever needs some of it. `channel`: the mediators' one; `signing_secret`: None over Socket Mode alone."""

    settings: Settings
    engine: Engine
    clock: Clock
    ids: Ids
    policy: Policy
    renderer: Renderer
    service: Service
    orders: Orders
    people: People
    services: Services
    home_tabs: HomeTabs
    presence: Presence
    threads: Threads
    homes: Homes
    slack: Slack
    replies: Replies
    channel: str | None
    signing_secret: str | None
    echoes: Remembered = field(default_factory=Remembered)
    admins: Lately = field(default_factory=Lately)
