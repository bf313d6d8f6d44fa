"""Plays an order through the pure law: one T0, people by name, a clock that only goes forward."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from rules import commands as ask
from rules.agenda import wake_at
from rules.clock import owed
from rules.commands import Command, Person
from rules.decide import decide
from rules.events import Event
from rules.evolve import fold
from rules.notices import Notice, notices
from rules.order import Order
from rules.place import place
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Action, Actor, RequestKind

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
COMEUP = Policy(name="comeup", house="comeup")
DIRECT = replace(COMEUP, name="comeup_direct", partial_refund="direct")
CLAIM = replace(COMEUP, name="comeup_claim", dispute_entry="claim")
CONFIRMED = replace(COMEUP, name="confirmed", supplement_payment="confirmed")
EXACT = replace(COMEUP, name="exact", deadline_ends="exact")

SELLER, BUYER, STRANGER = Person("seller"), Person("buyer"), Person("stranger")
MEDIATOR, OPERATOR = Person("mediator", mediator=True), Person("operator", operator=True)
PEOPLE = {
    Actor.SELLER: SELLER,
    Actor.BUYER: BUYER,
    Actor.MEDIATOR: MEDIATOR,
    Actor.OPERATOR: OPERATOR,
}


def later(**span: float) -> datetime:
    """A moment after the payment."""
    return T0 + timedelta(**span)


class Play:
    """An order under way. Each action says who, what, and what it carries; `refused` holds the last no."""

    def __init__(self, policy: Policy = COMEUP, **order: Any) -> None:
        self.policy = policy
        self.now = T0
        given: dict[str, Any] = {
            "title": "Logo",
            "price": 5000,
            "currency": "EUR",
            "duration_days": 3,
            "brief": ("logo",),
        } | order
        placed = place(policy, ref="C-1", seller="seller", buyer="buyer", paid_at=T0, **given)
        self.events: list[Event] = [placed]
        self.order: Order = fold(None, self.events)
        self.told: list[Notice] = []
        self.refused: Refusal | None = None

    def take(self, events: list[Event]) -> None:
        for event in events:
            self.order = fold(self.order, [event])
            self.told += notices(event, self.order, self.policy)
        self.events += events

    def until(self, now: datetime) -> "Play":
        """The clock runs, and the order is woken at every moment on the way."""
        while (due := wake_at(self.order, self.policy)) is not None and due <= now:
            self.take(list(owed(self.order, due, self.policy)))
        self.now = max(self.now, now)
        return self

    def wait(self, **span: float) -> "Play":
        return self.until(self.now + timedelta(**span))

    def do(self, who: Person, action: Action, **carries: Any) -> "Play":
        """An action that must be done."""
        self.refused = None
        outcome = self.attempt(ask.COMMANDS[action](by=who, **carries))
        assert not isinstance(outcome, Refusal), outcome
        return self

    def no(self, who: Person, action: Action, **carries: Any) -> Refusal:
        """An action that must be refused; nothing changes."""
        before = self.until(self.now).order
        outcome = self.attempt(ask.COMMANDS[action](by=who, **carries))
        assert isinstance(outcome, Refusal), outcome
        assert self.order == before
        return outcome

    def attempt(self, command: Command) -> Refusal | tuple[Event, ...]:
        self.until(self.now)
        outcome = decide(self.order, command, self.now, self.policy)
        if isinstance(outcome, Refusal):
            self.refused = outcome
        else:
            self.take(list(outcome))
            self.until(self.now)
        return outcome

    # the steps that many stories share

    def accepted(self, **span: float) -> "Play":
        for item in self.order.missing:
            self.do(BUYER, Action.SUPPLY, item=item, content="https://example.org/logo.svg")
        return self.wait(**span).do(SELLER, Action.ACCEPT)

    def delivered(self) -> "Play":
        return self.accepted().wait(hours=5).do(SELLER, Action.DELIVER, work=("here",), complete=True)

    def asked(self) -> "Play":
        return self.delivered().wait(hours=5).do(BUYER, Action.REQUEST_REVISION, changes=("bluer",))

    def refused_revision(self) -> "Play":
        return self.asked().wait(hours=5).do(SELLER, Action.REFUSE_REVISION, reason="extra work")

    def disputed(self) -> "Play":
        return (
            self.refused_revision().wait(hours=5).do(BUYER, Action.OPEN_DISPUTE, reason="not what I ordered")
        )

    def late(self) -> "Play":
        self.accepted()
        assert self.order.due_at is not None
        return self.until(self.order.due_at + timedelta(seconds=1))

    def with_request(self, who: Person, kind: RequestKind, **carries: Any) -> "Play":
        return self.do(who, Action.REQUEST, kind=kind, **carries)
