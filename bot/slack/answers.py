"""What an answer of Slack's means for the row that asked: taken, to be held back, unknown, or never to be taken."""

from typing import Any

import msgspec


class Taken(msgspec.Struct, frozen=True):
    """Slack did it."""

    body: dict[str, Any]


class Held(msgspec.Struct, frozen=True):
    """429: not done; not again before that many seconds."""

    seconds: float


class Unreached(msgspec.Struct, frozen=True):
    """Surely not done, and not our fault: no connection, or Slack has no time for anybody."""

    reason: str


class Unknown(msgspec.Struct, frozen=True):
    """Asked, and the answer was lost or is none: it may have been done."""

    reason: str


class Refused(msgspec.Struct, frozen=True):
    """Slack will never do it; its own word for why."""

    reason: str


Answer = Taken | Held | Unreached | Unknown | Refused
