"""What a case file is made of: which of the things that happened belong together. Pure."""

from collections.abc import Sequence

import msgspec

from rules import events as did
from rules.words import RequestKind

Kinds = tuple[type[did.Event], ...]

ASKED_FOR: Kinds = (did.DisputeOpened,)
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
    """What happened of these kinds; a claim asks for something as a dispute does."""
    claims = kinds is ASKED_FOR
    return [event for event in history if isinstance(event, kinds) or (claims and is_claim(event))]


def is_claim(event: did.Event) -> bool:
    return isinstance(event, did.RequestOpened) and event.about == RequestKind.CLAIM


def was_case(history: Sequence[did.Event]) -> bool:
    """Whether mediators ever had to do with it."""
    return bool(chosen(history, ASKED_FOR))


def evidence(history: Sequence[did.Event]) -> list[Evidence]:
    """The files that were handed on, in their order."""
    return [
        Evidence(seq, event) for seq, event in enumerate(history, 1) if isinstance(event, did.FileCarried)
    ]
