"""An expected "no" is a value: why, from when it opens, and which field is wrong."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from rules.commands import Command
from rules.order import Order
from rules.policy import Policy
from rules.words import FINAL, Reason, State

Facts = dict[str, str | int | datetime | tuple[str, ...] | None]


class Refusal(msgspec.Struct, frozen=True):
    """Why a command is refused. `opens_at` (UTC) when it opens later; `field` is the input at fault; `facts` fill the text."""

    reason: Reason
    opens_at: datetime | None = None
    field: str | None = None
    facts: Facts = {}


Guard = Callable[[Order, Command, datetime, Policy], Refusal | None]

ELSEWHERE: dict[State, Reason] = {
    State.PENDING: Reason.ORDER_PENDING,
    State.IN_PROGRESS: Reason.ORDER_IN_PROGRESS,
    State.DELIVERED: Reason.ORDER_DELIVERED,
    State.REVISION_REQUESTED: Reason.ORDER_REVISION_REQUESTED,
    State.REVISION_REFUSED: Reason.ORDER_REVISION_REFUSED,
    State.DISPUTED: Reason.FROZEN,
    State.COMPLETED: Reason.ORDER_COMPLETED,
    State.CANCELLED: Reason.ORDER_CANCELLED,
    State.EXPIRED: Reason.ORDER_EXPIRED,
}
"""The order stands somewhere else than where the action belongs: the reason says where."""


ENDS: dict[State, str] = {
    State.PENDING: "accept_by",
    State.DELIVERED: "check_by",
    State.REVISION_REQUESTED: "answer_by",
    State.REVISION_REFUSED: "check_by",
}
"""Which moment of an order ends its state."""


def elsewhere(order: Order, now: datetime) -> Refusal:
    """The action does not belong to this state; `since` is when the order came here and `how` by which action.

    `until`: when what the reader is told to do is over; of a final state, its chat, if that is still open.
    """
    until = getattr(order, ENDS[order.state]) if order.state in ENDS else None
    if order.state in FINAL and order.chat_open(now):
        until = order.chat_until
    facts: Facts = {"since": order.entered_at, "how": order.entered_by, "until": until}
    return Refusal(ELSEWHERE[order.state], facts=facts)
