"""The order as a value: what its history has made of it. Frozen; only `evolve` makes the next one."""

from datetime import datetime
from typing import Annotated

import msgspec

from rules.words import FINAL, Action, Actor, Nudge, RequestEnd, RequestKind, State

Text = Annotated[str, msgspec.Meta(extra={"personal": True})]
"""What a person wrote. The store keeps it apart and puts an id in its place; the law only asks whether it is empty."""


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the values of the law have in common: frozen, named fields, small JSON."""


class Attached(Value, frozen=True, kw_only=True):
    """A file that somebody shared: Slack's id of it, what it is called, and its size in bytes."""

    id: str
    name: Text
    size: int


class BriefItem(Value, frozen=True, kw_only=True):
    """One thing that the buyer must supply before the seller accepts."""

    name: str
    content: Text | None = None
    confirmed: bool = False


class Element(Value, frozen=True, kw_only=True):
    """One thing that an open `missing_elements` or `revision_details` asks for."""

    name: str
    content: Text | None = None


class ServiceOption(Value, frozen=True, kw_only=True):
    """Extra work at a fixed price that a service offers beside itself. `price`: minor units; `days`: added to the time."""

    title: str
    price: int
    days: int = 0


class Request(Value, frozen=True, kw_only=True):
    """A question that one party put to the other (section 4), open or ended. Amounts in minor units.

    `option`: the service's option that a supplement is; without one it is a custom offer.
    """

    kind: RequestKind
    by: Actor
    at: datetime
    answer_by: datetime | None = None
    reason: Text | None = None
    until: datetime | None = None
    amount: int | None = None
    price: int | None = None
    extra_days: int | None = None
    description: Text | None = None
    option: str | None = None
    elements: tuple[Element, ...] = ()
    taken: bool = False
    end: RequestEnd | None = None
    ended_at: datetime | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the elements that are still to come."""
        return tuple(element.name for element in self.elements if element.content is None)


class Supplement(Value, frozen=True, kw_only=True):
    """Extra work that the buyer accepted. It counts once paid (policy `supplement_payment`)."""

    description: Text
    price: int
    extra_days: int
    accepted_at: datetime
    counted: bool = False


class Agreement(Value, frozen=True, kw_only=True):
    """A partial refund that both agreed to and that a mediator pays out (policy `partial_refund = mediator`)."""

    amount: int
    proposed_by: Actor
    proposed_at: datetime
    agreed_at: datetime


class Question(Value, frozen=True, kw_only=True):
    """What a mediator asked a party and that has no answer yet."""

    to: Actor
    at: datetime
    text: Text


class Told(Value, frozen=True, kw_only=True):
    """The last nudge that a person got: what a snooze puts off."""

    nudge: Nudge
    to: Actor
    at: datetime
    announces: datetime | None = None


class Snooze(Value, frozen=True, kw_only=True):
    """A reminder put off by the person who got it."""

    nudge: Nudge
    to: Actor
    until: datetime


class Order(Value, frozen=True, kw_only=True):
    """One purchase of one service. Times are aware UTC, amounts minor units, people our own ids.

    `service`: our id of what it was bought from, if it was; `options`: what that offered then.
    """

    ref: str
    title: str
    seller: str
    buyer: str
    price: int
    currency: str
    duration_days: int
    revisions_included: int | None = None
    service: str | None = None
    options: tuple[ServiceOption, ...] = ()
    paid_at: datetime
    state: State = State.PENDING
    entered_at: datetime
    entered_by: Action | None = None
    stage: int = 0
    version: int = 0

    brief: tuple[BriefItem, ...] = ()
    first_accepted_at: datetime | None = None
    due_at: datetime | None = None
    due_set_at: datetime | None = None
    agreed_until: datetime | None = None
    agreed_at: datetime | None = None
    accept_by: datetime | None = None
    check_by: datetime | None = None
    answer_by: datetime | None = None
    expires_at: datetime
    expires_set_at: datetime
    chat_until: datetime | None = None
    review_by: datetime | None = None

    requests: tuple[Request, ...] = ()
    ended: tuple[Request, ...] = ()
    refused_cancellations: int = 0
    supplements: tuple[Supplement, ...] = ()
    agreement: Agreement | None = None
    hold_until: datetime | None = None

    deliveries: int = 0
    work: tuple[Text, ...] = ()
    changes: tuple[Text, ...] = ()
    revision_requested_at: datetime | None = None
    revisions: int = 0
    progress_at: datetime | None = None
    chased_at: datetime | None = None
    reviewed_at: datetime | None = None

    away: tuple[Actor, ...] = ()
    mediator: str | None = None
    case_opened_at: datetime | None = None
    case_step_at: datetime | None = None
    disputed_at: datetime | None = None
    questions: tuple[Question, ...] = ()

    to_buyer: int = 0
    to_seller: int = 0

    woken_at: datetime
    woken: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    snoozes: tuple[Snooze, ...] = ()

    @property
    def total(self) -> int:
        """Price and the supplements that count, in minor units."""
        return self.price + sum(extra.price for extra in self.supplements if extra.counted)

    @property
    def held(self) -> int:
        """What is neither paid out nor refunded yet; nothing in final states (section 5)."""
        return 0 if self.state in FINAL else self.total - self.to_buyer - self.to_seller

    @property
    def frozen(self) -> bool:
        """A disputed order: no change and no relayed message, on any path (rule 10)."""
        return self.state is State.DISPUTED

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the brief's items without content."""
        return tuple(item.name for item in self.brief if item.content is None)

    def is_late(self, now: datetime) -> bool:
        """Lateness is no state: in progress and past the contractual deadline (section 2)."""
        return self.state is State.IN_PROGRESS and self.due_at is not None and now > self.due_at

    def chat_open(self, now: datetime) -> bool:
        """Rule 11: open in every open state but `delivered` and `disputed`, and for a while after the end."""
        if self.state in FINAL:
            return self.chat_until is not None and now < self.chat_until
        return self.state not in (State.DELIVERED, State.DISPUTED)

    def request(self, kind: RequestKind) -> Request | None:
        """The open request of a kind: at most one (section 4)."""
        return next((request for request in self.requests if request.kind == kind), None)

    def last_ended(self, kind: RequestKind) -> Request | None:
        """The last request of a kind that has ended: what an old button is answered with."""
        return next((request for request in self.ended if request.kind == kind), None)

    def person(self, role: Actor) -> str | None:
        """Who holds a role now; none for the clock, the operator and a case that nobody took."""
        return {Actor.SELLER: self.seller, Actor.BUYER: self.buyer, Actor.MEDIATOR: self.mediator}.get(role)

    def option(self, title: str) -> ServiceOption | None:
        """An option of the service that the order was bought with."""
        return next((option for option in self.options if option.title == title), None)

    def checklist(self) -> tuple[tuple[str, Text], ...]:
        """What a delivery is held against (section 10): pairs of kind and words, in the order of their numbers from 1.

        Kinds: `title`, `supplement`, `change` (of the accepted revision), `item` (of the brief, as "used").
        """
        return (
            ("title", self.title),
            *(("supplement", extra.description) for extra in self.supplements if extra.counted),
            *(("change", change) for change in self.changes),
            *(("item", item.name) for item in self.brief),
        )


def other(role: Actor) -> Actor:
    """The other party."""
    return Actor.BUYER if role is Actor.SELLER else Actor.SELLER
