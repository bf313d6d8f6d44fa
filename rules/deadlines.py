"""The dates of an order that belong into a calendar, and whose they are."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from rules.order import Order
from rules.words import Actor, RequestKind, State


class Deadline(msgspec.Struct, frozen=True):
    """`what`: a key of labels.toml's [deadlines], and with the order's id its name for ever; `at` is UTC; `of`: who acts."""

    what: str
    at: datetime
    of: Actor


def deadlines(order: Order) -> Iterator[Deadline]:
    """What is ahead of an order that goes on; a frozen one waits for nobody's date."""
    if order.state is State.PENDING and order.accept_by is not None:
        yield Deadline("accept", order.accept_by, Actor.SELLER)
    if order.state is State.IN_PROGRESS and order.due_at is not None:
        yield Deadline("due", order.due_at, Actor.SELLER)
        if order.agreed_until is not None:
            yield Deadline("agreed", order.agreed_until, Actor.SELLER)
    if order.state is State.REVISION_REQUESTED and order.answer_by is not None:
        yield Deadline("answer_revision", order.answer_by, Actor.SELLER)
    if order.state in (State.DELIVERED, State.REVISION_REFUSED) and order.check_by is not None:
        yield Deadline("check", order.check_by, Actor.BUYER)
    for kind, what, of in REQUESTS:
        request = order.request(kind)
        if request is not None and request.answer_by is not None and not order.frozen:
            yield Deadline(what, request.answer_by, of)


REQUESTS = (
    (RequestKind.CANCELLATION, "answer_cancellation", Actor.SELLER),
    (RequestKind.SUPPLEMENT, "answer_supplement", Actor.BUYER),
)
