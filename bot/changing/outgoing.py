"""What goes out after a change, to whom and from when on: the rows of the outbox, before they are written. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.changing.change import Change
from bot.ports import Ids
from rules.calendar import QuietHours, send_at
from rules.events import (
    Event,
    FileCarried,
    FileLost,
    ItemConfirmed,
    MessageSent,
    Nudged,
    PartyChanged,
    PartyLeft,
    PolicySwitched,
)
from rules.notices import HANDED_OVER, Notice
from rules.order import Order, other
from rules.words import AT_ONCE, PARTIES, Actor

QUIET = PolicySwitched | FileCarried | FileLost | PartyLeft
"""What changes nothing that a card shows."""

MEDIATORS = "mediators"
"""Stands for the mediators' channel wherever a recipient is named."""


MISSED = timedelta(minutes=5)
"""A reminder that is said so long after its moment was held by quiet hours, or missed while we were away."""


class Hours(msgspec.Struct, frozen=True):
    """When a person may be reminded: their quiet hours, on the wall clock of their zone."""

    quiet: QuietHours | None
    zone: str


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox. `seq`: the event that it tells of, 0 for cards; moments are UTC, in the orders' own time.

    `joins`: a reminder that was held or missed, so that it may be said in one message with others of its reader.
    """

    id: str
    seq: int
    kind: str
    notice: str | None = None
    key: str | None = None
    to_role: Actor
    recipient: str
    urgent: bool = False
    state: str = "waiting"
    reason: str | None = None
    not_before: datetime
    valid_until: datetime | None = None
    body: str | None = None
    joins: bool = False


def outgoing(
    change: Change, hours: Mapping[str, Hours], ids: Ids, operators: Sequence[str] = ()
) -> Iterator[Outgoing]:
    """Cards first, so that there is a thread to reply in; then what happened, in its order. `operators`: our ids."""
    yield from cards(change, ids)
    for seq, event, order, notice in change.told():
        for recipient in recipients(order, notice.to, operators):
            yield told(change, seq, event, notice, recipient, hours.get(recipient), ids)
    yield from handed_over(change, ids)
    yield from files(change, ids)
    yield from tidying(change, ids)


def told(
    change: Change, seq: int, event: Event, notice: Notice, recipient: str, hours: Hours | None, ids: Ids
) -> Outgoing:
    """One notice to one reader."""
    moved_on = notice.key is not None and notice.key not in change.nudge_keys
    return Outgoing(
        id=ids.new("msg"),
        seq=seq,
        kind="notice",
        notice=notice.id,
        key=notice.key,
        to_role=notice.to,
        recipient=recipient,
        urgent=not notice.reminder,
        state="stale" if moved_on else "waiting",
        reason="moved_on" if moved_on else None,
        not_before=(not_before := from_when(notice, max(event.at, change.now), hours)),
        joins=notice.reminder and recipient != MEDIATORS and not_before - event.at >= MISSED,
        valid_until=notice.ends_at,
        body=msgspec.json.encode(notice).decode(),
    )


def recipients(order: Order, role: Actor, operators: Sequence[str]) -> tuple[str, ...]:
    """Who is told as a role: each operator who is no party, else the one who holds it."""
    if role is Actor.OPERATOR:
        return tuple(person for person in operators if person not in (order.seller, order.buyer))
    return (recipient_of(order, role),)


def cards(change: Change, ids: Ids) -> Iterator[Outgoing]:
    """Each party's card, and the mediators' case where there is or was one; a new policy or a file alone redraws nothing."""
    if all(isinstance(event, QUIET) for event in change.events):
        return
    order, before = change.order, change.before
    for role in PARTIES:
        yield drawn("card", role, order, change.now, ids)
        if before is not None and before.person(role) != order.person(role):
            yield drawn("card", role, before, change.now, ids)
    if order.case_opened_at is not None or (before is not None and before.case_opened_at is not None):
        yield drawn("case", Actor.MEDIATOR, order, change.now, ids)


def handed_over(change: Change, ids: Ids) -> Iterator[Outgoing]:
    """Whoever is replaced is told so, once, and nothing after it."""
    before = change.before
    for event, order in change.taken:
        former = before and isinstance(event, PartyChanged) and before.person(event.role)
        if former and isinstance(event, PartyChanged):
            notice = Notice(to=event.role, id=HANDED_OVER)
            yield told(change, order.version, event, notice, former, None, ids)
        before = order


def files(change: Change, ids: Ids) -> Iterator[Outgoing]:
    """What a party shared, for the other: a file in one person's thread cannot be read by the other."""
    for event, order in change.taken:
        for file in getattr(event, "files", ()):
            role = other(event.actor)
            yield Outgoing(
                id=ids.new("msg"),
                seq=order.version,
                kind="file",
                to_role=role,
                recipient=recipient_of(order, role),
                urgent=True,
                not_before=max(event.at, change.now),
                body=msgspec.json.encode(file).decode(),
            )


def tidying(change: Change, ids: Ids) -> Iterator[Outgoing]:
    """Older messages are looked through, of whoever had one: buttons that lead nowhere any more go."""
    if change.before is None or all(moves_nothing(event) for event in change.events):
        return
    for role in (*PARTIES, Actor.MEDIATOR):
        for recipient in dict.fromkeys((recipient_of(change.before, role), recipient_of(change.order, role))):
            yield Outgoing(
                id=ids.new("msg"),
                seq=0,
                kind="tidy",
                to_role=role,
                recipient=recipient,
                not_before=change.now,
            )


def moves_nothing(event: Event) -> bool:
    """Whether everything that was open stays open, and what was asked still is."""
    if isinstance(event, Nudged):
        return event.nudge not in AT_ONCE
    return isinstance(event, QUIET | MessageSent | ItemConfirmed)


def drawn(kind: str, role: Actor, order: Order, now: datetime, ids: Ids) -> Outgoing:
    """Something to be drawn anew, as the order stands when it is sent."""
    recipient = recipient_of(order, role)
    return Outgoing(id=ids.new("msg"), seq=0, kind=kind, to_role=role, recipient=recipient, not_before=now)


def recipient_of(order: Order, role: Actor) -> str:
    """Our id of who holds the role; mediators are told together."""
    return MEDIATORS if role is Actor.MEDIATOR else order.person(role) or MEDIATORS


def from_when(notice: Notice, at: datetime, hours: Hours | None) -> datetime:
    """Reminders wait for the end of quiet hours; events and rights are told at once (section 7)."""
    if not notice.reminder or hours is None:
        return at
    return send_at(at, hours.quiet, hours.zone, notice.announces)
