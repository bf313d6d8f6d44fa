"""One order under change: what has happened to it in this transaction, and who is told of it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from rules import events as did
from rules.agenda import nudges
from rules.clock import owed, switched
from rules.commands import Command
from rules.decide import decide
from rules.evolve import evolve
from rules.notices import Notice, notices
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Actor


class Change:
    """Starts from the stored order, or from nothing; `taken` holds each event with the order as it left it."""

    def __init__(self, before: Order | None, now: datetime, policy: Policy) -> None:
        self.before = before
        self.now = now
        self.policy = policy
        self.taken: list[tuple[did.Event, Order]] = []

    @property
    def order(self) -> Order:
        """As it is by now."""
        order = self.taken[-1][1] if self.taken else self.before
        assert order is not None
        return order

    @property
    def events(self) -> tuple[did.Event, ...]:
        """All that happened, in its order."""
        return tuple(event for event, _ in self.taken)

    def take(self, event: did.Event) -> None:
        """One more event."""
        order = self.taken[-1][1] if self.taken else self.before
        self.taken.append((event, evolve(order, event)))

    def switch(self, since: datetime) -> None:
        """The policy is another one since then (UTC)."""
        for event in tuple(switched(self.order, since, self.policy)):
            self.take(event)

    def carry_out_what_is_owed(self) -> tuple[did.Event, ...]:
        """What the clock owes by now, before anything else is decided (section 2)."""
        events = tuple(owed(self.order, self.now, self.policy))
        for event in events:
            self.take(event)
        return events

    def decide(self, command: Command) -> tuple[did.Event, ...] | Refusal:
        """What somebody wants, with what it makes due at this very moment. A refusal leaves what the clock did."""
        self.carry_out_what_is_owed()
        outcome = decide(self.order, command, self.now, self.policy)
        if not isinstance(outcome, Refusal):
            for event in outcome:
                self.take(event)
            self.carry_out_what_is_owed()
        return outcome

    def number_of(self, event: did.Event) -> int:
        """The place of an event in the order's whole history, from 1."""
        return next(order.version for taken, order in self.taken if taken is event)

    def told(self) -> Iterator[tuple[int, did.Event, Order, Notice]]:
        """Every notice, with the number of its event and the order as that left it."""
        for event, order in self.taken:
            for notice in notices(event, order, self.policy):
                yield order.version, event, order, notice

    def tells(self, role: Actor) -> bool:
        """Whether somebody in this role is told of it."""
        return any(notice.to is role for *_, notice in self.told())

    def dropped_nudges(self) -> bool:
        """Whether a nudge that may already be on its way is untrue now (rule 14)."""
        if self.before is None:
            return False
        if any(isinstance(event, did.PolicySwitched | did.PartyChanged) for event in self.events):
            return True
        said = {moment.key for moment in nudges(self.before, self.policy) if moment.at <= self.now}
        return bool(said - self.nudge_keys)

    @cached_property
    def nudge_keys(self) -> frozenset[str]:
        """The nudges that the order still holds, once nothing more happens to it."""
        return frozenset(moment.key for moment in nudges(self.order, self.policy))
