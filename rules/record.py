"""What orders that ended say about their seller, read from their histories for process.md section 9. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from rules import events as did
from rules.evolve import evolve
from rules.order import Order
from rules.stats import Advice, Delivery, Finished, Outcome, Rates
from rules.words import FINAL, Action, Actor, State

BEFORE_ACCEPTANCE: Mapping[Action, Outcome] = {
    Action.DECLINE: Outcome.DECLINED,
    Action.LAPSE: Outcome.LAPSED,
    Action.WITHDRAW: Outcome.WITHDRAWN,
}
NO_ANSWER = (did.NudgeSnoozed,)
"""What a seller does that is neither a message nor an action on the order."""


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer's review. `at` is UTC; `text` in its own words."""

    ref: str
    stars: int
    text: str | None
    at: datetime


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """`record`: the orders that it is made from; `reviews`: the newest first; `average` of all of them, in tenths of a star."""

    rates: Rates
    advice: tuple[Advice, ...]
    record: tuple[Finished, ...]
    reviews: tuple[Opinion, ...] = ()
    count: int = 0
    average: int | None = None


def finished(events: Iterable[did.Event]) -> Finished | None:
    """None while the order goes on. The events are all of one order, in their order."""
    order: Order | None = None
    deliveries: list[Delivery] = []
    responses: list[timedelta] = []
    waiting_since: datetime | None = None
    for event in events:
        if isinstance(event, did.Delivered):
            assert order is not None
            deliveries.append(delivery(order, event))
        if event.actor is Actor.SELLER and waiting_since is not None and not isinstance(event, NO_ANSWER):
            responses.append(event.at - waiting_since)
            waiting_since = None
        if isinstance(event, did.MessageSent) and event.actor is Actor.BUYER and waiting_since is None:
            waiting_since = event.at
        order = evolve(order, event)
    if order is None or order.state not in FINAL:
        return None
    return Finished(
        service=order.service or order.title,
        title=order.title,
        outcome=outcome(order),
        ended_at=order.entered_at,
        sold_days=order.duration_days,
        accepted_at=order.first_accepted_at,
        deliveries=tuple(deliveries),
        responses=tuple(responses),
    )


def delivery(order: Order, event: did.Delivered) -> Delivery:
    """A revision's clock counts from its request (rule 5), every other stage's from its beginning."""
    asked = order.revision_requested_at if order.entered_by is Action.ACCEPT_REVISION else None
    return Delivery(started_at=asked or order.entered_at, delivered_at=event.at, due_at=event.due_at)


def outcome(order: Order) -> Outcome:
    """How it ended; an order that an operator voided counts as cancelled."""
    if order.state is State.COMPLETED:
        return Outcome.COMPLETED
    if order.state is State.EXPIRED:
        return Outcome.EXPIRED
    assert order.entered_by is not None
    return BEFORE_ACCEPTANCE.get(order.entered_by, Outcome.CANCELLED)
