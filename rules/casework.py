"""What a case file is made of: which of the things that happened belong together. Pure."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from rules import events as did
from rules.words import RequestEnd, RequestKind

Kinds = tuple[type[did.Event], ...]

WISHES = frozenset({RequestKind.CLAIM, RequestKind.CANCELLATION, RequestKind.PARTIAL_REFUND})
"""Requests that say how somebody wants to part, or that somebody else should decide."""

WORK_BEGINS: Kinds = (did.Accepted, did.RevisionAccepted, did.RestartDecided)
AGREEMENTS: Kinds = (
    did.RefundAgreed,
    did.RefundPaid,
    did.LaterDateAgreed,
    did.SupplementAccepted,
    did.SupplementCounted,
)
DELIVERIES: Kinds = (
    did.Accepted,
    did.Delivered,
    did.RevisionRequested,
    did.RevisionAccepted,
    did.RevisionRefused,
)
REQUESTS: Kinds = (did.RequestOpened, did.RequestEnded)
QUESTIONS: Kinds = (did.PartyAsked, did.MediatorAnswered)


class Evidence(msgspec.Struct, frozen=True):
    """A file that reached the other party; `seq`: the number of its event in the order's history."""

    seq: int
    carried: did.FileCarried


def chosen(history: Sequence[did.Event], kinds: Kinds) -> list[did.Event]:
    """What happened of these kinds."""
    return [event for event in history if isinstance(event, kinds)]


def asked_for(history: Sequence[did.Event]) -> list[did.Event]:
    """What each side asks for: its last word on the dispute, the revision, and each way to part."""
    last = {subject: event for event in history if (subject := subject_of(event)) is not None}
    return [event for event in history if event in last.values()]


def subject_of(event: did.Event) -> tuple[str, str] | None:
    """Who says what they want, and about what; None where nobody does."""
    match event:
        case did.DisputeOpened():
            return "", "dispute"
        case did.RevisionRequested() | did.RevisionRefused():
            return event.actor, "revision"
        case did.RequestOpened() if event.about in WISHES:
            return event.actor, event.about
        case did.RequestEnded() if (
            event.about in WISHES - {RequestKind.CLAIM} and event.end is RequestEnd.REFUSED
        ):
            return event.actor, event.about
    return None


def late_deliveries(history: Sequence[did.Event]) -> int:
    """How many deliveries came after the contractual deadline that they are measured against."""
    return sum(isinstance(event, did.Delivered) and event.at > event.due_at for event in history)


def overdue(history: Sequence[did.Event], due_at: datetime | None, at: datetime) -> bool:
    """Whether at that moment the work was under way and its deadline past."""
    working = False
    for event in history:
        if isinstance(event, did.Delivered):
            working = False
        elif isinstance(event, WORK_BEGINS) or (isinstance(event, did.SupplementCounted) and event.resumed):
            working = True
    return working and due_at is not None and at > due_at


def is_case(event: did.Event) -> bool:
    opened = isinstance(event, did.RequestOpened) and event.about == RequestKind.CLAIM
    return opened or isinstance(event, did.DisputeOpened)


def was_case(history: Sequence[did.Event]) -> bool:
    """Whether mediators ever had to do with it."""
    return any(map(is_case, history))


def evidence(history: Sequence[did.Event]) -> list[Evidence]:
    """The files that were handed on, in their order."""
    return [
        Evidence(seq, event) for seq, event in enumerate(history, 1) if isinstance(event, did.FileCarried)
    ]
