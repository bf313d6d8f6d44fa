"""Who was told what, as people would get it: reminders wait for the end of quiet hours, and may come to nothing."""

from datetime import datetime
from typing import NamedTuple

from bot.scenario.shape import OrderSpec
from rules.agenda import holds
from rules.calendar import send_at
from rules.notices import Notice, reported
from rules.order import Order
from rules.policy import Policy
from rules.words import Actor


class Held(NamedTuple):
    """A reminder that waits, and when it goes (UTC)."""

    goes_at: datetime
    notice: Notice


class Mailbox:
    """Everything told since it was last emptied, by role, as the ids by which it may be looked for."""

    def __init__(self, order: OrderSpec) -> None:
        self._people = {Actor.SELLER: order.seller, Actor.BUYER: order.buyer}
        self._held: list[Held] = []
        self._told: list[tuple[Actor, frozenset[str]]] = []

    def put(self, notice: Notice, at: datetime) -> None:
        """Tell it now, or hold it where it is a reminder and falls into the person's quiet hours."""
        person = self._people.get(notice.to)
        goes_at = at
        if notice.reminder and person is not None:
            goes_at = send_at(at, person.quiet_hours, person.zone, notice.announces)
        if goes_at > at:
            self._held.append(Held(goes_at, notice))
        else:
            self._told.append((notice.to, reported(notice)))

    def next_at(self) -> datetime | None:
        """When the next reminder that waits may go."""
        return min((held.goes_at for held in self._held), default=None)

    def let_go(self, now: datetime, order: Order, policy: Policy) -> None:
        """Tell what waited until now, unless its end came first or the order has moved on (rule 14)."""
        ripe = [held for held in self._held if held.goes_at <= now]
        self._held = [held for held in self._held if held.goes_at > now]
        for goes_at, notice in ripe:
            ended = notice.ends_at is not None and notice.ends_at <= goes_at
            if not ended and notice.key is not None and holds(order, policy, notice.key):
                self._told.append((notice.to, reported(notice)))

    def told(self, role: Actor) -> tuple[frozenset[str], ...]:
        """What this role was told, in time order."""
        return tuple(ids for to, ids in self._told if to is role)

    def empty(self) -> None:
        """Forget what was told; what waits goes on waiting."""
        self._told = []
