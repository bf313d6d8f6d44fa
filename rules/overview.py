"""All of somebody's orders at a glance: how many wait for whom, and what ends next."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from rules.order import Order
from rules.waiting import seen_by, waited_for
from rules.words import FINAL, Actor, State

MOST = 3
"""Moments that are named."""


class Ending(msgspec.Struct, frozen=True):
    """Something that ends. `what`: `accept`, `answer`, `check`, `due` or `agreed`, as in labels.toml's [endings]."""

    at: datetime
    ref: str
    what: str


class Overview(msgspec.Struct, frozen=True):
    """Of the open orders. `waits`: how many wait for each role, nobody's left out; `late`: how many are."""

    waits: tuple[tuple[Actor, int], ...]
    late: int
    ahead: tuple[Ending, ...]


def overview(orders: Sequence[Order], role: Actor, now: datetime) -> Overview:
    """One's orders in one role at `now` (UTC)."""
    going = [seen_by(order, role) for order in orders if order.state not in FINAL]
    counted = Counter(role for order in going for role in waited_for(order))
    ahead = sorted(
        (one for order in going for one in endings(order) if one.at > now), key=lambda one: (one.at, one.ref)
    )
    return Overview(
        waits=tuple((role, counted[role]) for role in Actor if counted[role]),
        late=sum(order.is_late(now) for order in going),
        ahead=tuple(ahead[:MOST]),
    )


def endings(order: Order) -> Iterator[Ending]:
    """What an order's stage ends with; nothing of a frozen one."""
    if order.frozen:
        return
    working = order.state is State.IN_PROGRESS
    for what, at in (
        ("accept", order.accept_by),
        ("answer", order.answer_by),
        ("check", order.check_by),
        ("due", order.due_at if working else None),
        ("agreed", order.agreed_until if working else None),
    ):
        if at is not None:
            yield Ending(at, order.ref, what)
