"""One event of each kind, with every detail that changes its text, filled with words of a given length."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.check.orders import Size
from rules import events as did
from rules.words import PARTIES, Action, Actor, Nudge, RequestEnd, RequestKind

EVENTS: tuple[type[did.Event], ...] = get_args(did.AnyEvent)


def events(size: Size, now: datetime) -> Iterator[did.Event]:
    """Every event, by whoever may bring it about, with each kind and end."""
    for kind in EVENTS:
        if kind is did.Nudged:
            yield from nudges(now)
            continue
        for actor in (*PARTIES, Actor.MEDIATOR, Actor.OPERATOR, Actor.CLOCK):
            for detail in details(kind):
                yield filled(kind, size, now, actor=actor, person=str(actor), **detail)


def nudges(now: datetime) -> Iterator[did.Event]:
    """Every nudge, to everybody who may get it, with what it announces, and without where nothing lies ahead."""
    for nudge in Nudge:
        for to in (Actor.MEDIATOR,) if nudge in CASES else PARTIES:
            for announces in (now + timedelta(hours=30), None):
                if announces is not None or nudge in UNANNOUNCED:
                    yield did.Nudged(
                        at=now, actor=Actor.CLOCK, nudge=nudge, to=to, key="k", sent=True, announces=announces
                    )


UNANNOUNCED = frozenset({
    Nudge.STAGE_GUIDE, Nudge.NOW_LATE_SELLER, Nudge.NOW_LATE_BUYER, Nudge.STILL_LATE, Nudge.PROMISE_DUE,
    Nudge.DISPUTE_DOOR, Nudge.ELEMENTS_MISSING, Nudge.REFUND_OPEN, Nudge.REFUND_AGREED, Nudge.CASE_UNCLAIMED,
    Nudge.CASE_IDLE,
})  # fmt: skip
"""Nudges that count from what began, so that nothing may lie ahead of them (`rules.agenda`)."""

CASES = frozenset({Nudge.CASE_UNCLAIMED, Nudge.CASE_IDLE})
ANY_TIME = frozenset({
    did.OrderPlaced, did.Declined, did.Withdrawn, did.Lapsed, did.ItemSupplied, did.ItemConfirmed, did.MessageSent,
    did.FileCarried, did.FileLost, did.PartyLeft, did.PartyReturned,
    did.BuyerChased, did.DisputeOpened, did.Expired, did.Voided, did.CaseTaken, did.PartyAsked, did.MediatorAnswered,
    did.PartyChanged, did.NudgeSnoozed,
})  # fmt: skip
EARLY = frozenset({
    Nudge.ACCEPT_SOON, Nudge.BRIEF_MISSING, Nudge.EXPIRING, Nudge.CASE_UNCLAIMED, Nudge.CASE_IDLE, Nudge.DISPUTE_DOOR,
})  # fmt: skip


def before_acceptance(event: did.Event) -> bool:
    """Whether it may happen to an order that was never accepted, and so has no deadline."""
    if isinstance(event, did.Nudged):
        return event.nudge in EARLY
    if isinstance(event, did.RequestOpened | did.RequestEnded):
        return event.about is RequestKind.CLAIM
    return type(event) in ANY_TIME


def details(kind: type[did.Event]) -> Iterator[dict[str, Any]]:
    """What changes the text of an event beside its words."""
    if kind is did.RequestOpened:
        yield from ({"about": about, "counters": None} for about in RequestKind)
        yield {"about": RequestKind.PARTIAL_REFUND, "counters": 500}
    elif kind is did.RequestEnded:
        yield from ({"about": about, "end": end} for about in RequestKind for end in RequestEnd)
    elif kind is did.LaterDateAgreed:
        yield from ({"proposed": proposed} for proposed in (True, False))
    elif kind is did.SupplementCounted:
        yield from ({"resumed": resumed} for resumed in (True, False))
    elif kind in (did.PartyChanged, did.PartyLeft, did.PartyReturned):
        yield from ({"role": role} for role in PARTIES)
    else:
        yield {}


def filled(kind: type[did.Event], size: Size, now: datetime, **given: Any) -> did.Event:
    """An event with something in every field."""
    hints = get_type_hints(kind)
    values = {
        name: value(hints[name], name, size, now) for name in kind.__struct_fields__ if name not in given
    }
    return kind(**values, **{name: one for name, one in given.items() if name in kind.__struct_fields__})


def value(hint: Any, name: str, size: Size, now: datetime) -> Any:
    """Something of a type, as long as the size says."""
    if get_origin(hint) in (UnionType, Union):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if name in ("person", "new"):
        return str(Actor.SELLER)
    if get_origin(hint) is tuple:
        return size.items if name in ("items", "missing") else (size.text, size.text)
    simple: dict[Any, Any] = {
        datetime: now + size.ahead,
        int: 5 if name == "stars" else size.amount,
        bool: False,
        Actor: Actor.BUYER,
        RequestKind: RequestKind.SUPPLEMENT,
        RequestEnd: RequestEnd.ACCEPTED,
        Action: Action.OPEN_DISPUTE,
        Nudge: Nudge.DUE_SOON,
    }
    if hint in simple:
        return simple[hint]
    return size.item if name in ("item", "currency", "ref", "title") else size.text


def tag(kind: type[did.Event]) -> str:
    """The word for an event's kind in labels.toml."""
    return str(kind.__struct_config__.tag)
