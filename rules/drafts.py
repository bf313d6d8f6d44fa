"""Ready words for the hard moments: which there are, whose they are, and the request that belongs to each."""

from enum import StrEnum

import msgspec

from rules.guidance import Topic
from rules.order import Order
from rules.words import OPEN, PARTIES, Action, Actor, Nudge, RequestKind, State


class Draft(StrEnum):
    """A message that is hard to write, ready to be changed and sent by whoever it speaks for."""

    LATE_NOTICE = "late_notice"
    ASKING_ELEMENTS = "asking_elements"
    EXTRA_WORK = "extra_work"
    PARTIAL_REFUND = "partial_refund"
    PRECISION = "precision"
    REFUSING_REVISION = "refusing_revision"
    CANCELLING = "cancelling"
    ANSWERING_CANCELLATION = "answering_cancellation"
    PROGRESS = "progress"


class With(msgspec.Struct, frozen=True):
    """The action that a draft goes with, and the field of its form that takes the words."""

    action: str
    field: str


ALONE = With("message", "text")
"""Any draft may go as a plain message."""

GOES_WITH: dict[Draft, With] = {
    Draft.LATE_NOTICE: With(f"{Action.REQUEST}:{RequestKind.LATER_DATE}", "reason"),
    Draft.ASKING_ELEMENTS: With(f"{Action.REQUEST}:{RequestKind.MISSING_ELEMENTS}", "reason"),
    Draft.EXTRA_WORK: With(f"{Action.REQUEST}:{RequestKind.SUPPLEMENT}", "description"),
    Draft.PARTIAL_REFUND: With(f"{Action.REQUEST}:{RequestKind.PARTIAL_REFUND}", "reason"),
    Draft.PRECISION: With(f"{Action.REQUEST}:{RequestKind.REVISION_DETAILS}", "reason"),
    Draft.REFUSING_REVISION: With(Action.REFUSE_REVISION, "reason"),
    Draft.CANCELLING: With(Action.CANCEL_WITH_REASON, "reason"),
    Draft.ANSWERING_CANCELLATION: With(f"{Action.REFUSE_REQUEST}:{RequestKind.CANCELLATION}", "reason"),
    Draft.PROGRESS: With(Action.PROGRESS, "text"),
}
"""What is sent together with the words: one request, one transaction."""

OF_ACTION: dict[str, Draft] = {goes.action: draft for draft, goes in GOES_WITH.items()}
"""The ready words for a form."""

SPEAKS_FOR: dict[Draft, tuple[Actor, ...]] = {
    draft: PARTIES if draft is Draft.PARTIAL_REFUND else (Actor.SELLER,) for draft in Draft
}

UNDER_TOPIC: dict[Topic, tuple[Draft, ...]] = {
    Topic.IN_PROGRESS: (Draft.PROGRESS,),
    Topic.EXTRA_WORK: (Draft.EXTRA_WORK, Draft.CANCELLING),
    Topic.PARTIAL_REFUND: (Draft.PARTIAL_REFUND,),
    Topic.MISSING_DETAILS: (Draft.PRECISION, Draft.ASKING_ELEMENTS),
    Topic.RUNNING_LATE: (Draft.LATE_NOTICE,),
    Topic.PENDING: (Draft.ASKING_ELEMENTS,),
    Topic.BUYER_SILENT: (Draft.ASKING_ELEMENTS,),
    Topic.LATE_BECAUSE_OF_BUYER: (Draft.LATE_NOTICE,),
    Topic.CANCELLATION_REQUEST: (Draft.ANSWERING_CANCELLATION,),
    Topic.REVISION_ACCEPT_OR_REFUSE: (Draft.PRECISION, Draft.REFUSING_REVISION),
    Topic.REVISION_REFUSED: (Draft.EXTRA_WORK, Draft.CANCELLING),
    Topic.CUSTOM_OFFER: (Draft.EXTRA_WORK,),
    Topic.REFUND: (Draft.PARTIAL_REFUND,),
}
"""Found under the answers."""

UNDER_NOTICE: dict[str, Draft] = {
    Nudge.KEEP_INFORMED: Draft.PROGRESS,
    Nudge.DUE_SOON: Draft.LATE_NOTICE,
    Nudge.NOW_LATE_SELLER: Draft.LATE_NOTICE,
    Nudge.STILL_LATE: Draft.LATE_NOTICE,
    Nudge.PROMISE_DUE: Draft.LATE_NOTICE,
    Nudge.ANSWER_CANCELLATION: Draft.ANSWERING_CANCELLATION,
    Nudge.ANSWER_REVISION: Draft.REFUSING_REVISION,
    "request:cancellation": Draft.ANSWERING_CANCELLATION,
    "request_revision": Draft.PRECISION,
    "refuse_request:supplement": Draft.CANCELLING,
    "lapse_request:supplement": Draft.EXTRA_WORK,
}
"""Found under what somebody is told."""

IN_ANSWER = frozenset({Draft.ANSWERING_CANCELLATION, Draft.REFUSING_REVISION, Draft.PRECISION})
"""Words that answer something: without it they would speak of nothing."""


UNFROZEN = OPEN - {State.DISPUTED}
AT_WORK = frozenset({State.IN_PROGRESS, State.REVISION_REFUSED})
SAID_IN: dict[Draft, frozenset[State]] = {
    Draft.ASKING_ELEMENTS: frozenset({State.PENDING, State.IN_PROGRESS}),
    Draft.EXTRA_WORK: AT_WORK | {State.REVISION_REQUESTED},
    Draft.PARTIAL_REFUND: UNFROZEN - {State.PENDING},
    Draft.CANCELLING: AT_WORK,
}
"""Where an order must stand for the words to be true."""


def fits(draft: Draft, order: Order, role: Actor) -> bool:
    """Whether the words would be true of this order, said by this role. Whether they may be sent, the law says."""
    if role not in SPEAKS_FOR[draft]:
        return False
    if draft is Draft.ANSWERING_CANCELLATION:
        return order.request(RequestKind.CANCELLATION) is not None
    if draft in IN_ANSWER:
        return order.state is State.REVISION_REQUESTED
    if draft in (Draft.LATE_NOTICE, Draft.PROGRESS):
        return order.state is State.IN_PROGRESS
    return order.state in SAID_IN.get(draft, UNFROZEN)
