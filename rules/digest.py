"""A seller's morning, out of all their orders: what is late, what is due today, who waits for whom, which days collide."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count

import msgspec

from rules.calendar import QuietHours, local, on_day, send_at
from rules.order import Order
from rules.words import Actor, RequestKind, State

AHEAD = timedelta(days=7)
"""How far collisions are looked for."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One order, or one thing about it. `waits`: a key of labels.toml's [waits]; `at`: by when, where there is one (UTC)."""

    ref: str
    title: str
    buyer: str
    at: datetime | None = None
    waits: str | None = None


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """`yours` waits for the seller, `theirs` for somebody else; `collisions`: orders that are due on one and the same day."""

    late: tuple[Line, ...]
    due_today: tuple[Line, ...]
    yours: tuple[Line, ...]
    theirs: tuple[Line, ...]
    collisions: tuple[tuple[Line, ...], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Everything once more, the most urgent first."""
        return (*self.late, *self.due_today, *self.yours, *self.theirs)


def digest(orders: Sequence[Order], now: datetime, zone: str) -> Digest | None:
    """The digest of the orders that a person sells; None on a day with nothing to do. Days are those of the zone."""
    today = local(now, zone).date()
    working = sorted((one for one in orders if one.state is State.IN_PROGRESS), key=due)
    late = tuple(line(one, at=one.due_at) for one in working if one.is_late(now))
    due_today = tuple(
        line(one, at=one.due_at)
        for one in working
        if not one.is_late(now) and local(due(one), zone).date() == today
    )
    yours = tuple(found for one in orders for found in for_seller(one))
    collisions = tuple(colliding(working, now, zone))
    soon = any(local(day[0].at or now, zone).date() <= today + timedelta(days=1) for day in collisions)
    if not (late or due_today or yours or soon):
        return None
    theirs = tuple(found for one in orders for found in for_others(one))
    return Digest(late=late, due_today=due_today, yours=yours, theirs=theirs, collisions=collisions)


def line(order: Order, waits: str | None = None, at: datetime | None = None) -> Line:
    return Line(ref=order.ref, title=order.title, buyer=order.buyer, at=at, waits=waits)


def due(order: Order) -> datetime:
    """The deadline of an order in progress."""
    assert order.due_at is not None
    return order.due_at


def colliding(working: Sequence[Order], now: datetime, zone: str) -> Iterator[tuple[Line, ...]]:
    """Days of the next week on which several orders are due."""
    days: dict[date, list[Line]] = {}
    for order in working:
        if now <= due(order) <= now + AHEAD:
            days.setdefault(local(due(order), zone).date(), []).append(line(order, at=order.due_at))
    return (tuple(lines) for lines in days.values() if len(lines) > 1)


def for_seller(order: Order) -> Iterator[Line]:
    """What only the seller can do now, and by when."""
    if order.state is State.PENDING and not order.missing:
        yield line(order, "accept", order.accept_by)
    if order.state is State.REVISION_REQUESTED:
        yield line(order, "answer_revision", order.answer_by)
    cancellation, refund = order.request(RequestKind.CANCELLATION), order.request(RequestKind.PARTIAL_REFUND)
    if cancellation is not None:
        yield line(order, "answer_cancellation", cancellation.answer_by)
    if refund is not None and refund.by is Actor.BUYER:
        yield line(order, "answer_refund", refund.answer_by)
    if any(question.to is Actor.SELLER for question in order.questions):
        yield line(order, "answer_mediator")


def for_others(order: Order) -> Iterator[Line]:
    """What waits for the buyer, or for a mediator."""
    match order.state:
        case State.PENDING if order.missing:
            yield line(order, "brief", order.accept_by)
        case State.DELIVERED:
            yield line(order, "check", order.check_by)
        case State.REVISION_REFUSED:
            yield line(order, "choose", order.check_by)
        case State.DISPUTED:
            yield line(order, "decide")
    for request in order.requests:
        if request.by is Actor.SELLER and request.kind in ASKED:
            yield line(order, ASKED[request.kind], request.answer_by)


ASKED: dict[RequestKind, str] = {
    RequestKind.SUPPLEMENT: "supplement",
    RequestKind.LATER_DATE: "later_date",
    RequestKind.MISSING_ELEMENTS: "elements",
    RequestKind.REVISION_DETAILS: "elements",
    RequestKind.PARTIAL_REFUND: "refund",
}
"""What a seller asked, by what it waits for."""


class Morning(msgspec.Struct, frozen=True):
    """When somebody gets their digest: a time on their wall clock, after their quiet hours. `last`: their last one's day."""

    at: time
    zone: str
    quiet: QuietHours | None
    last: date | None

    def of(self, day: date) -> datetime:
        """The moment of a day's digest; UTC."""
        return send_at(on_day(day, self.at, self.zone), self.quiet, self.zone, None)

    def due(self, now: datetime) -> date | None:
        """The day whose digest is due now and was not given. A day that is over gets none any more (rule 14)."""
        today = local(now, self.zone).date()
        given = self.last is not None and self.last >= today
        return None if given or now < self.of(today) else today

    def next(self, now: datetime) -> datetime:
        """The next digest after now, never one for a day that had one, whatever zones and clocks do; UTC."""
        today = local(now, self.zone).date()
        first = today if self.last is None else max(today, self.last + timedelta(days=1))
        return next(at for days in count() if (at := self.of(first + timedelta(days=days))) > now)


def end_of(day: date, zone: str) -> datetime:
    """The end of a day, after which its digest makes no sense; UTC."""
    return on_day(day + timedelta(days=1), time(0), zone)
