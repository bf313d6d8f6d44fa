"""Which topics fit an order now, most urgent first, and the buttons that act on each answer (section 8)."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from rules.order import Order
from rules.words import Action, Actor, RequestKind, State


class Topic(StrEnum):
    """The hard questions that are answered in chat."""

    IN_PROGRESS = "in_progress"
    EXTRA_WORK = "extra_work"
    PARTIAL_REFUND = "partial_refund"
    MISSING_DETAILS = "missing_details"
    RUNNING_LATE = "running_late"


BUTTONS: dict[Topic, tuple[str, ...]] = {
    Topic.IN_PROGRESS: ("progress", "deliver", "request:later_date"),
    Topic.EXTRA_WORK: ("message", "request:supplement", "cancel_with_reason"),
    Topic.PARTIAL_REFUND: ("message", "request:partial_refund", "open_dispute"),
    Topic.MISSING_DETAILS: ("chase", "request:missing_elements", "request:revision_details"),
    Topic.RUNNING_LATE: ("message", "request:later_date", "deliver"),
}

OFFERED: dict[str, Topic] = {
    "stage_guide": Topic.IN_PROGRESS,
    "keep_informed": Topic.IN_PROGRESS,
    "due_soon": Topic.RUNNING_LATE,
    "now_late_seller": Topic.RUNNING_LATE,
    "still_late": Topic.RUNNING_LATE,
    "promise_due": Topic.RUNNING_LATE,
    "request_revision": Topic.MISSING_DETAILS,
    "answer_revision": Topic.MISSING_DETAILS,
    "answer_cancellation": Topic.PARTIAL_REFUND,
    "request:cancellation": Topic.PARTIAL_REFUND,
    "request:partial_refund": Topic.PARTIAL_REFUND,
    "refund_agreed": Topic.PARTIAL_REFUND,
    "refuse_request:supplement": Topic.EXTRA_WORK,
}
"""The topic that a notice offers to the seller (and, for refunds, to whoever gets it)."""


def offered(notice: str, to: Actor) -> Topic | None:
    """The topic that belongs to a notice."""
    topic = OFFERED.get(notice)
    return topic if to is Actor.SELLER or topic is Topic.PARTIAL_REFUND else None


def topics(order: Order, now: datetime) -> tuple[Topic, ...]:
    """All topics, those that fit the order now first, the most urgent at the top."""
    fitting = tuple(dict.fromkeys(fits(order, now)))
    return (*fitting, *(topic for topic in Topic if topic not in fitting))


def fits(order: Order, now: datetime) -> Iterator[Topic]:
    """The topics that fit, most urgent first."""
    if order.is_late(now):
        yield Topic.RUNNING_LATE
    if order.request(RequestKind.PARTIAL_REFUND) is not None or order.agreement is not None:
        yield Topic.PARTIAL_REFUND
    if any(request.missing for request in order.requests) or order.state is State.REVISION_REQUESTED:
        yield Topic.MISSING_DETAILS
    if order.request(RequestKind.SUPPLEMENT) is not None:
        yield Topic.EXTRA_WORK
    if order.state is State.IN_PROGRESS:
        yield Topic.IN_PROGRESS
        if order.entered_by is Action.ACCEPT_REVISION:
            yield Topic.MISSING_DETAILS
        yield Topic.RUNNING_LATE


def applies(topic: Topic, order: Order, now: datetime) -> bool:
    """Whether a topic is about the order as it stands."""
    return topic in fits(order, now)
