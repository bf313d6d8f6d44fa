"""What the clock owes an order: carried out in time order before anything else is decided, however late it is woken."""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from rules import events as did
from rules.agenda import Moment, Timeout, first, next_timeout, nudges
from rules.decide import by_clock, swept
from rules.effects import Events, refund
from rules.evolve import fold
from rules.order import Order
from rules.policy import Policy
from rules.words import AT_ONCE, Actor, RequestEnd, RequestKind


def owed(order: Order, now: datetime, policy: Policy) -> Iterator[did.Event]:
    """Every event that is due by `now` (UTC), each `at` the moment when it was due."""
    final = run_out(order, now, policy)
    true = None if final is order else {moment.key for moment in nudges(final, policy)}
    moments = nudges(order, policy)
    while (due := first(order, moments, policy)) is not None and due.at <= now:
        if isinstance(due, Timeout):
            events = timed_out(order, due, policy)
        else:
            events = (nudged(due, now, moved_on=true is not None and due.key not in true),)
        order = fold(order, events)
        if isinstance(due, Timeout):  # a nudge leaves those after it as they are
            moments = nudges(order, policy)
        yield from events


def switched(order: Order, since: datetime, policy: Policy) -> Iterator[did.Event]:
    """Another policy is in force since then (UTC): first what the clock still owes from before it, however late it is.

    Rights are told; reminders are not, for they may belong to the new policy alone, and no more does a silence cancel.
    """
    for event in owed(order, since, replace(policy, cancellation_silence="nothing")):
        if not isinstance(event, did.Nudged) or event.nudge in AT_ONCE:
            yield event
    yield did.PolicySwitched(at=since, actor=Actor.CLOCK)


def run_out(order: Order, now: datetime, policy: Policy) -> Order:
    """The order after all timeouts up to now: what a late worker tells must still be true then."""
    while (due := next_timeout(order, policy)) is not None and due.at <= now:
        order = fold(order, timed_out(order, due, policy))
    return order


def nudged(moment: Moment, now: datetime, *, moved_on: bool) -> did.Nudged:
    """Sent, unless it makes no sense any more: a missed nudge is sent once before its end, after it never (rule 14)."""
    return did.Nudged(
        at=moment.at,
        actor=Actor.CLOCK,
        nudge=moment.nudge,
        to=moment.to,
        key=moment.key,
        sent=not moved_on and (moment.ends_at is None or now < moment.ends_at),
        announces=moment.announces,
        ends_at=moment.ends_at,
    )


def timed_out(order: Order, due: Timeout, policy: Policy) -> Events:
    """A transition of the clock, or a request that ends by itself."""
    if due.about is None:
        return by_clock(due.action, order, due.at, policy)
    request = order.request(due.about)
    assert request is not None
    over = did.RequestEnded(
        at=due.at, actor=Actor.CLOCK, about=request.kind, end=RequestEnd.LAPSED, opener=request.by
    )
    if due.about != RequestKind.CANCELLATION:
        return (over,)
    # A house where silence on a cancellation request cancels (policy `cancellation_silence`).
    cancelled = did.CancelledTogether(at=due.at, actor=Actor.CLOCK, **refund(order, due.at, policy))
    return swept(order, (over, cancelled))
