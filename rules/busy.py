"""What a seller has promised already: other deadlines on the day that accepting would add one to."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from rules.calendar import local
from rules.order import Order
from rules.words import Actor, State


class Promise(msgspec.Struct, frozen=True):
    """Another order that is to be delivered: its reference, and its deadline (UTC)."""

    ref: str
    due_at: datetime


def asks_for_a_day(order: Order, role: Actor) -> bool:
    """Whether this reader may be about to accept a date."""
    return role is Actor.SELLER and order.state in (State.PENDING, State.REVISION_REQUESTED)


def same_day(due_at: datetime, others: Iterable[Promise], zone: str) -> tuple[str, ...]:
    """The orders that are due on the same day of the marketplace's calendar, the earliest first."""
    day = local(due_at, zone).date()
    found = (one for one in others if local(one.due_at, zone).date() == day)
    return tuple(one.ref for one in sorted(found, key=lambda one: (one.due_at, one.ref)))


def ahead(now: datetime, others: Iterable[Promise], most: int) -> tuple[Promise, ...]:
    """The next deadlines, so that days which are added do not end on one of them."""
    return tuple(sorted((one for one in others if one.due_at > now), key=lambda one: (one.due_at, one.ref)))[
        :most
    ]
