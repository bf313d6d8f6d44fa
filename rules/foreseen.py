"""What would happen to an order by itself if nobody acted, and when its reader would be told: what the sweep then does."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from rules.agenda import Moment, Timeout, pending
from rules.calendar import QuietHours, send_at
from rules.order import Order
from rules.policy import Policy
from rules.words import AT_ONCE, Actor, RequestKind


class Coming(msgspec.Struct, frozen=True):
    """`at` (UTC): when it happens, or of a reminder, when it is told."""

    at: datetime
    what: Timeout | Moment


def foreseen(
    order: Order, role: Actor, now: datetime, policy: Policy, *, quiet: QuietHours | None, zone: str
) -> tuple[Coming, ...]:
    """Up to what ends the order or its stage: what ends or opens, for whomever, and the reminders of this role alone.

    `quiet` and `zone` are the reader's: a reminder that they hold beyond its end is never told (rule 14).
    """
    ahead = tuple(one for one in pending(order, policy) if one.at > now)
    end = next(
        (one for one in ahead if isinstance(one, Timeout) and one.about != RequestKind.SUPPLEMENT), None
    )
    coming = (one for one in told(ahead, role, quiet, zone) if end is None or one.at < end.at)
    last = () if end is None else (Coming(end.at, end),)
    return (*sorted(coming, key=lambda one: one.at), *last)


def told(
    ahead: tuple[Timeout | Moment, ...], role: Actor, quiet: QuietHours | None, zone: str
) -> Iterator[Coming]:
    for one in ahead:
        if isinstance(one, Timeout) or one.nudge in AT_ONCE:
            yield Coming(one.at, one)
        elif one.to is role:
            at = send_at(one.at, quiet, zone, one.announces)
            if one.ends_at is None or at < one.ends_at:
                yield Coming(at, one)
