"""Which topics fit an order now, most urgent first, and the buttons that act on each answer (section 8)."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from rules.guards import unanswered_since
from rules.notices import SUPPLY_MISSING
from rules.order import Order
from rules.words import FINAL, OPEN, Action, Actor, RequestKind, State


class Topic(StrEnum):
    """The hard questions that are answered in chat. One word may stand for a question of each side."""

    IN_PROGRESS = "in_progress"
    EXTRA_WORK = "extra_work"
    PARTIAL_REFUND = "partial_refund"
    MISSING_DETAILS = "missing_details"
    RUNNING_LATE = "running_late"
    PENDING = "pending"
    BUYER_SILENT = "buyer_silent"
    LATE_BECAUSE_OF_BUYER = "late_because_of_buyer"
    CANCELLATION_REQUEST = "cancellation_request"
    AFTER_DELIVERY = "after_delivery"
    REVISION_ACCEPT_OR_REFUSE = "revision_accept_or_refuse"
    REVISION_REFUSED = "revision_refused"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    EXPIRED = "expired"
    DISPUTE = "dispute"
    CUSTOM_OFFER = "custom_offer"
    STATISTICS = "statistics"
    GIVING_BRIEF = "giving_brief"
    SELLER_LATE = "seller_late"
    SELLER_SILENT = "seller_silent"
    ASKING_CANCELLATION = "asking_cancellation"
    CHECKING_DELIVERY = "checking_delivery"
    ASKING_REVISION = "asking_revision"
    REFUSED_REVISION = "refused_revision"
    REFUND = "refund"


SELLER, BUYER = Actor.SELLER, Actor.BUYER
SHARED = (Topic.IN_PROGRESS, Topic.DISPUTE, Topic.EXPIRED)
BUYERS = tuple(Topic)[tuple(Topic).index(Topic.GIVING_BRIEF) :]

TOPICS: dict[Actor, tuple[Topic, ...]] = {
    SELLER: tuple(topic for topic in Topic if topic not in BUYERS),
    BUYER: tuple(topic for topic in Topic if topic in (*BUYERS, *SHARED)),
}
"""The questions of each side."""

TWINS: dict[Topic, Topic] = {
    Topic.EXTRA_WORK: Topic.IN_PROGRESS,
    Topic.PARTIAL_REFUND: Topic.REFUND,
    Topic.MISSING_DETAILS: Topic.GIVING_BRIEF,
    Topic.RUNNING_LATE: Topic.SELLER_LATE,
    Topic.PENDING: Topic.GIVING_BRIEF,
    Topic.BUYER_SILENT: Topic.GIVING_BRIEF,
    Topic.LATE_BECAUSE_OF_BUYER: Topic.GIVING_BRIEF,
    Topic.CANCELLATION_REQUEST: Topic.ASKING_CANCELLATION,
    Topic.AFTER_DELIVERY: Topic.CHECKING_DELIVERY,
    Topic.REVISION_ACCEPT_OR_REFUSE: Topic.ASKING_REVISION,
    Topic.REVISION_REFUSED: Topic.REFUSED_REVISION,
    Topic.CANCELLED: Topic.REFUND,
    Topic.COMPLETED: Topic.CHECKING_DELIVERY,
    Topic.CUSTOM_OFFER: Topic.IN_PROGRESS,
    Topic.STATISTICS: Topic.IN_PROGRESS,
    Topic.GIVING_BRIEF: Topic.PENDING,
    Topic.SELLER_LATE: Topic.RUNNING_LATE,
    Topic.SELLER_SILENT: Topic.IN_PROGRESS,
    Topic.ASKING_CANCELLATION: Topic.CANCELLATION_REQUEST,
    Topic.CHECKING_DELIVERY: Topic.AFTER_DELIVERY,
    Topic.ASKING_REVISION: Topic.REVISION_ACCEPT_OR_REFUSE,
    Topic.REFUSED_REVISION: Topic.REVISION_REFUSED,
    Topic.REFUND: Topic.PARTIAL_REFUND,
}
"""The other side of the same matter: who asks the other's question gets their own answer to it."""

WORK = (Topic.IN_PROGRESS, Topic.RUNNING_LATE, Topic.EXTRA_WORK, Topic.MISSING_DETAILS, Topic.PARTIAL_REFUND,
        Topic.CUSTOM_OFFER)  # fmt: skip

OF_STATE: dict[Actor, dict[State, tuple[Topic, ...]]] = {
    SELLER: {
        State.PENDING: (Topic.PENDING,),
        State.IN_PROGRESS: WORK,
        State.DELIVERED: (Topic.AFTER_DELIVERY, Topic.PARTIAL_REFUND),
        State.REVISION_REQUESTED: (
            Topic.REVISION_ACCEPT_OR_REFUSE, Topic.MISSING_DETAILS, Topic.EXTRA_WORK, Topic.PARTIAL_REFUND,
        ),
        State.REVISION_REFUSED: (
            Topic.REVISION_REFUSED, Topic.EXTRA_WORK, Topic.CUSTOM_OFFER, Topic.PARTIAL_REFUND,
        ),
        State.DISPUTED: (Topic.DISPUTE,),
        State.COMPLETED: (Topic.COMPLETED, Topic.STATISTICS),
        State.CANCELLED: (Topic.CANCELLED, Topic.STATISTICS),
        State.EXPIRED: (Topic.EXPIRED, Topic.STATISTICS),
    },
    BUYER: {
        State.PENDING: (Topic.GIVING_BRIEF, Topic.SELLER_SILENT, Topic.ASKING_CANCELLATION),
        State.IN_PROGRESS: (Topic.IN_PROGRESS, Topic.SELLER_SILENT, Topic.ASKING_CANCELLATION, Topic.REFUND),
        State.DELIVERED: (Topic.CHECKING_DELIVERY, Topic.ASKING_REVISION, Topic.REFUND),
        State.REVISION_REQUESTED: (Topic.ASKING_REVISION, Topic.SELLER_SILENT, Topic.REFUND),
        State.REVISION_REFUSED: (Topic.REFUSED_REVISION, Topic.DISPUTE, Topic.REFUND),
        State.DISPUTED: (Topic.DISPUTE, Topic.REFUND),
        State.COMPLETED: (Topic.REFUND,),
        State.CANCELLED: (Topic.REFUND,),
        State.EXPIRED: (Topic.EXPIRED, Topic.REFUND),
    },
}  # fmt: skip
"""What each stage makes people ask, when nothing presses."""


def side(role: Actor) -> Actor:
    """Whose answers somebody reads: the buyer's own, and for everybody else those that the seller gets."""
    return BUYER if role is BUYER else SELLER


def own(topic: Topic, role: Actor) -> Topic:
    """A question as the one of this role: itself, or the same matter from their side."""
    return topic if topic in TOPICS[side(role)] else TWINS[topic]


def topics(order: Order, role: Actor, now: datetime) -> tuple[Topic, ...]:
    """All topics of a role, those that fit the order now first, the most urgent at the top."""
    fitting = fits(order, role, now)
    return (*fitting, *(topic for topic in TOPICS[side(role)] if topic not in fitting))


def fits(order: Order, role: Actor, now: datetime) -> tuple[Topic, ...]:
    """The topics that fit, most urgent first."""
    who = side(role)
    frozen = (Topic.DISPUTE,) if order.frozen else ()
    pressing = (pressing_buyer if who is BUYER else pressing_seller)(order, now)
    return tuple(dict.fromkeys((*frozen, *pressing, *OF_STATE[who][order.state])))


def applies(topic: Topic, order: Order, role: Actor, now: datetime) -> bool:
    """Whether a topic is about the order as it stands."""
    return topic in fits(order, role, now)


def pressing_seller(order: Order, now: datetime) -> Iterator[Topic]:
    """What waits for the seller, most urgent first."""
    if order.is_late(now):
        yield Topic.RUNNING_LATE
    if order.request(RequestKind.CANCELLATION) is not None:
        yield Topic.CANCELLATION_REQUEST
    if order.state is State.REVISION_REQUESTED:
        yield Topic.REVISION_ACCEPT_OR_REFUSE
    if about_refund(order):
        yield Topic.PARTIAL_REFUND
    if order.state is State.PENDING:
        yield Topic.PENDING
    if waits_for_buyer(order):
        yield from (Topic.MISSING_DETAILS, *silent(order))
    if order.request(RequestKind.SUPPLEMENT) is not None:
        yield from (Topic.EXTRA_WORK, Topic.CUSTOM_OFFER)
    if claimed(order, SELLER):
        yield Topic.DISPUTE
    if order.state is State.IN_PROGRESS and order.entered_by is Action.ACCEPT_REVISION:
        yield from (Topic.IN_PROGRESS, Topic.MISSING_DETAILS)


def silent(order: Order) -> tuple[Topic, ...]:
    """What a seller asks who waits for the buyer: at work, the lateness that it brings too."""
    late = (Topic.LATE_BECAUSE_OF_BUYER,) if order.state is State.IN_PROGRESS else ()
    return (Topic.BUYER_SILENT, *late)


def pressing_buyer(order: Order, now: datetime) -> Iterator[Topic]:
    """What the buyer has to decide or to wait for, most urgent first."""
    if order.is_late(now):
        yield from (Topic.SELLER_LATE, Topic.SELLER_SILENT, Topic.ASKING_CANCELLATION)
    if is_unanswered(order, now):
        yield from (Topic.SELLER_SILENT, Topic.DISPUTE)
    if waits_for_buyer(order):
        yield Topic.GIVING_BRIEF
    if about_refund(order):
        yield Topic.REFUND
    if order.request(RequestKind.CANCELLATION) is not None:
        yield Topic.ASKING_CANCELLATION
    if claimed(order, BUYER):
        yield Topic.DISPUTE


def claimed(order: Order, role: Actor) -> bool:
    """Whether this party filed a claim: the other one is not told, by no order of questions either (rule 15)."""
    claim = order.request(RequestKind.CLAIM)
    return claim is not None and claim.by is role


def about_refund(order: Order) -> bool:
    """A partial refund is proposed, or agreed and not yet paid."""
    proposed = order.request(RequestKind.PARTIAL_REFUND) is not None
    return order.state not in FINAL and (proposed or order.agreement is not None)


def waits_for_buyer(order: Order) -> bool:
    """Something that the buyer has to supply is missing."""
    brief = order.state is State.PENDING and bool(order.missing)
    return order.state in OPEN and (brief or any(request.missing for request in order.requests))


def is_unanswered(order: Order, now: datetime) -> bool:
    """The seller let the time for an answer pass (section 4's door for the buyer)."""
    answer_by = unanswered_since(order)
    return answer_by is not None and now >= answer_by


PLANNED = frozenset({Topic.RUNNING_LATE, Topic.STATISTICS})
"""Answers that hold planning advice from the seller's own deliveries (section 9)."""

DISPUTE_DOORS = ("open_dispute", "request:claim")
"""Where claims come first, the door leads to one: only one of the two is ever open."""

BUTTONS: dict[Actor, dict[Topic, tuple[str, ...]]] = {
    SELLER: {
        Topic.IN_PROGRESS: ("deliver", "progress", "request:later_date"),
        Topic.EXTRA_WORK: ("message", "request:supplement", "cancel_with_reason"),
        Topic.PARTIAL_REFUND: (
            "message", "accept_request:partial_refund", "counter", "request:partial_refund", *DISPUTE_DOORS,
        ),
        Topic.MISSING_DETAILS: ("chase", "request:missing_elements", "request:revision_details", "message"),
        Topic.RUNNING_LATE: ("message", "request:later_date", "deliver"),
        Topic.PENDING: ("accept", "chase", "message", "decline"),
        Topic.BUYER_SILENT: ("chase", "message", "request:missing_elements", "request:later_date"),
        Topic.LATE_BECAUSE_OF_BUYER: ("request:later_date", "chase", "message", "request:missing_elements"),
        Topic.CANCELLATION_REQUEST: (
            "message", "refuse_request:cancellation", "accept_request:cancellation", "request:partial_refund",
            "cancel_with_reason",
        ),
        Topic.AFTER_DELIVERY: ("request:partial_refund", *DISPUTE_DOORS),
        Topic.REVISION_ACCEPT_OR_REFUSE: (
            "accept_revision", "refuse_revision", "request:revision_details", "message",
        ),
        Topic.REVISION_REFUSED: (
            "message", "request:supplement", "request:partial_refund", "cancel_with_reason",
        ),
        Topic.CANCELLED: ("message",),
        Topic.COMPLETED: ("message",),
        Topic.EXPIRED: ("deliver", "message"),
        Topic.DISPUTE: ("answer_mediator", *DISPUTE_DOORS, "request:partial_refund"),
        Topic.CUSTOM_OFFER: ("request:supplement", "withdraw_request:supplement", "message"),
        Topic.STATISTICS: (),
    },
    BUYER: {
        Topic.IN_PROGRESS: (
            "message", "accept_request:supplement", "refuse_request:supplement", "request:later_date", "cancel_late",
        ),
        Topic.GIVING_BRIEF: (SUPPLY_MISSING, "message"),
        Topic.SELLER_LATE: ("message", "accept_request:later_date", "request:later_date", "cancel_late"),
        Topic.SELLER_SILENT: ("message", "cancel_late", *DISPUTE_DOORS, "withdraw"),
        Topic.ASKING_CANCELLATION: (
            "message", "request:cancellation", "cancel_late", "withdraw", *DISPUTE_DOORS,
            "withdraw_request:cancellation",
        ),
        Topic.CHECKING_DELIVERY: ("close", "request_revision"),
        Topic.ASKING_REVISION: ("request_revision", SUPPLY_MISSING, "message", *DISPUTE_DOORS),
        Topic.REFUSED_REVISION: ("message", "accept_request:supplement", "close", *DISPUTE_DOORS),
        Topic.EXPIRED: ("close", "request_revision", "cancel_late", "message"),
        Topic.DISPUTE: ("answer_mediator", *DISPUTE_DOORS, "message"),
        Topic.REFUND: (
            "accept_request:partial_refund", "counter", "cancel_late", "request:partial_refund", "withdraw",
            *DISPUTE_DOORS, "message",
        ),
    },
}  # fmt: skip
"""What acts on an answer; shown where it is open."""
