"""Accept or refuse? A short walk through the grounds of process.md section 8, ending in one button and why.

Stateless: the answers given so far are the walk. Each answer is one word; the order's own facts answer what they can.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from rules.guards import can_cancel_alone
from rules.order import Order
from rules.policy import Policy
from rules.words import RequestKind, State


class Walk(StrEnum):
    """What is to be decided."""

    REVISION = "revision"
    CANCELLATION = "cancellation"


class Ask(StrEnum):
    """A question that only the person can answer."""

    PRECISE = "precise"  # is it clear what is to be changed?
    AGREED = "agreed"  # does it correct what was agreed, or is it new?
    FAULT = "fault"  # own mistake, or something missing in the delivery?
    POSSIBLE = "possible"  # can the work be delivered as agreed?
    STARTED = "started"  # is it well advanced, or a misunderstanding?


class Why(StrEnum):
    """Why a button is recommended; each has its words."""

    ASK_FIRST = "ask_first"
    STILL_VAGUE = "still_vague"
    OWN_FAULT = "own_fault"
    INCLUDED = "included"
    NO_LIMIT = "no_limit"
    USED_UP = "used_up"
    EXTRA = "extra"
    CANNOT_DELIVER = "cannot_deliver"
    NOTHING_DONE = "nothing_done"
    FINISH = "finish"
    FINISH_DISPUTE = "finish_dispute"
    LATE_ANYWAY = "late_anyway"


class Question(msgspec.Struct, frozen=True):
    """The next step: its words go by `ask`, its answers in their order."""

    ask: Ask
    answers: tuple[str, ...]


class Advice(msgspec.Struct, frozen=True):
    """The end: the button, why, and what else may be done."""

    action: str
    why: Why
    others: tuple[str, ...] = ()


ANSWERS: dict[Ask, tuple[str, ...]] = {
    Ask.PRECISE: ("clear", "vague"),
    Ask.FAULT: ("mine", "none"),
    Ask.AGREED: ("correction", "extra"),
    Ask.POSSIBLE: ("can", "cannot"),
    Ask.STARTED: ("advanced", "nothing"),
}
"""Every word that a walk is made of."""

ACCEPT, REFUSE, DETAILS, WRITE = "accept_revision", "refuse_revision", "request:revision_details", "message"
AGREE, DECLINE, PART = "accept_request:cancellation", "refuse_request:cancellation", "request:partial_refund"


def open_walks(order: Order) -> tuple[Walk, ...]:
    """What there is to decide for the seller of this order now."""
    revision = (Walk.REVISION,) if order.state is State.REVISION_REQUESTED else ()
    asked = order.request(RequestKind.CANCELLATION) is not None
    return (*revision, *((Walk.CANCELLATION,) if asked else ()))


def step(
    walk: Walk, answers: tuple[str, ...], order: Order, now: datetime, policy: Policy
) -> Question | Advice:
    """Where these answers lead. ValueError for an answer that the question does not have."""
    asked = revision if walk is Walk.REVISION else cancellation
    path: Fork | Advice = asked(order, now, policy)
    given = list(answers)
    while isinstance(path, Fork):
        if not given:
            return Question(path.ask, ANSWERS[path.ask])
        word = given.pop(0)
        if word not in ANSWERS[path.ask]:
            raise ValueError(f"{word} is no answer to {path.ask}")
        path = path.first if word == ANSWERS[path.ask][0] else path.second
    return path


class Fork(msgspec.Struct, frozen=True):
    """A question, and where each of its two answers leads."""

    ask: Ask
    first: "Fork | Advice"
    second: "Fork | Advice"


def revision(order: Order, now: datetime, policy: Policy) -> Fork:
    """Vague: ask. Own fault: accept. New work: refuse and offer. Else what the order includes decides."""
    asked = order.last_ended(RequestKind.REVISION_DETAILS) or order.request(RequestKind.REVISION_DETAILS)
    this_time = asked is not None and asked.at >= order.entered_at
    vague = (
        Advice(REFUSE, Why.STILL_VAGUE, (WRITE, ACCEPT))
        if this_time
        else Advice(DETAILS, Why.ASK_FIRST, (WRITE, REFUSE))
    )
    extra = Advice(REFUSE, Why.EXTRA, (WRITE, ACCEPT))
    correction = Fork(Ask.AGREED, included(order), extra)
    mine = Advice(ACCEPT, Why.OWN_FAULT, (WRITE, REFUSE))
    return Fork(Ask.PRECISE, Fork(Ask.FAULT, mine, correction), vague)


def included(order: Order) -> Advice:
    """Rule 7: no number means no limit; used up, the seller may refuse for that reason."""
    if order.revisions_included is None:
        return Advice(ACCEPT, Why.NO_LIMIT, (WRITE, REFUSE))
    if order.revisions < order.revisions_included:
        return Advice(ACCEPT, Why.INCLUDED, (WRITE, REFUSE))
    return Advice(REFUSE, Why.USED_UP, (WRITE, ACCEPT))


def cancellation(order: Order, now: datetime, policy: Policy) -> Fork:
    """What cannot be delivered, or rests on a misunderstanding, is let go; else it is finished, with a way between."""
    cannot = Advice(AGREE, Why.CANNOT_DELIVER, (WRITE, PART, DECLINE))
    nothing = Advice(AGREE, Why.NOTHING_DONE, (WRITE, DECLINE))
    return Fork(Ask.POSSIBLE, Fork(Ask.STARTED, finish(order, now, policy), nothing), cannot)


def finish(order: Order, now: datetime, policy: Policy) -> Advice:
    """Finishing is right; refusing is no use where the buyer may cancel anyway, and has a price where a dispute follows."""
    if can_cancel_alone(order, now, policy):
        return Advice(WRITE, Why.LATE_ANYWAY, ("deliver", AGREE, DECLINE))
    last = order.refused_cancellations + 1 >= policy.refusals_before_dispute
    return Advice(DECLINE, Why.FINISH_DISPUTE if last else Why.FINISH, (WRITE, PART, AGREE))
