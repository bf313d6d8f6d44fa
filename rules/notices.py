"""A fact, and who is told of it: with which text, and with which buttons."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from rules import events as did
from rules.order import Order, other
from rules.policy import Policy
from rules.words import AT_ONCE, PARTIES, Actor, Nudge, RequestEnd, RequestKind

BOTH = PARTIES
SENT = "sent"
"""Begins the id of what tells its own author that it was sent; the action's id follows."""

SUPPLY_MISSING = "supply:*"
"""Stands for one button for each element that is missing."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a role is told. `id` names its text: a nudge's id, or the action that it reports.

    `reports`: every action that this one message reports. `key`, `announces` and `ends_at` (UTC) belong to nudges;
    a `reminder` respects quiet hours. `buttons`: ids of actions, shown where they are open.
    """

    to: Actor
    id: str
    buttons: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    reminder: bool = False
    key: str | None = None
    announces: datetime | None = None
    ends_at: datetime | None = None


HANDED_OVER = "handed_over"
"""To who had a part in the order and has none any more; no role of the order's is theirs."""

Told = tuple[Notice, ...]
Tell = Callable[[Any, Order], Told]


def notices(event: did.Event, order: Order, policy: Policy) -> Told:
    """Who is told of an event, the order being as it left it."""
    tell = TELLS.get(type(event))
    told = tell(event, order) if tell else ()
    return tuple(map(claim_first, told)) if policy.dispute_entry == "claim" else told


def claim_first(notice: Notice) -> Notice:
    """Where claims come first, every door leads to one."""
    door = "open_dispute"
    return replace(
        notice, buttons=tuple("request:claim" if button == door else button for button in notice.buttons)
    )


def nudge(event: did.Nudged, order: Order) -> Told:
    """A moment of the agenda, with the buttons that answer it, unless it came too late."""
    if not event.sent:
        return ()
    notice = Notice(
        to=event.to,
        id=event.nudge,
        buttons=NUDGE_BUTTONS.get(event.nudge, ()),
        reminder=event.nudge not in AT_ONCE,
        key=event.key,
        announces=event.announces,
        ends_at=event.ends_at,
    )
    return (notice,)


NUDGE_BUTTONS: dict[Nudge, tuple[str, ...]] = {
    Nudge.ACCEPT_SOON: ("accept", "message", "decline"),
    Nudge.BRIEF_MISSING: (SUPPLY_MISSING,),
    Nudge.STAGE_GUIDE: ("progress", "request:missing_elements", "request:supplement"),
    Nudge.KEEP_INFORMED: ("progress",),
    Nudge.DUE_SOON: ("deliver", "request:later_date", "progress"),
    Nudge.NOW_LATE_SELLER: ("request:later_date", "deliver", "message"),
    Nudge.NOW_LATE_BUYER: ("message", "request:later_date", "cancel_late"),
    Nudge.STILL_LATE: ("request:later_date", "deliver", "message"),
    Nudge.PROMISE_DUE: ("deliver", "request:later_date", "message"),
    Nudge.ANSWER_CANCELLATION: ("accept_request:cancellation", "refuse_request:cancellation"),
    Nudge.DISPUTE_DOOR: ("open_dispute",),
    Nudge.CHECK_DELIVERY: ("close", "request_revision"),
    Nudge.ANSWER_REVISION: ("accept_revision", "refuse_revision", "request:revision_details"),
    Nudge.ELEMENTS_MISSING: (SUPPLY_MISSING,),
    Nudge.REFUSAL_CHOICE: ("close", "open_dispute"),
    Nudge.SUPPLEMENT_OPEN: ("accept_request:supplement", "refuse_request:supplement"),
    Nudge.REFUND_OPEN: ("accept_request:partial_refund", "refuse_request:partial_refund", "counter"),
    Nudge.REFUND_AGREED: ("open_dispute",),
    Nudge.REVIEW_INVITE: ("review",),
    Nudge.CASE_UNCLAIMED: ("take_case",),
    Nudge.CASE_IDLE: ("ask_party:seller", "ask_party:buyer"),
    Nudge.EXPIRING: ("deliver", "close", "message"),
}

DECISIONS = ("take_case", "ask_party:seller", "ask_party:buyer", "decide_refund", "decide_split", "decide_restart",
             "decide_pay")  # fmt: skip
CLAIMS = ("take_case", "admit_claim", "reject_claim")
ANSWERS: dict[RequestKind, tuple[str, ...]] = {
    RequestKind.CANCELLATION: ("accept_request:cancellation", "refuse_request:cancellation"),
    RequestKind.LATER_DATE: ("accept_request:later_date", "refuse_request:later_date"),
    RequestKind.SUPPLEMENT: ("accept_request:supplement", "refuse_request:supplement"),
    RequestKind.PARTIAL_REFUND: ("accept_request:partial_refund", "refuse_request:partial_refund", "counter"),
    RequestKind.MISSING_ELEMENTS: (SUPPLY_MISSING,),
    RequestKind.REVISION_DETAILS: (SUPPLY_MISSING,),
    RequestKind.CLAIM: CLAIMS,
}


def tells(id: str, **buttons: tuple[str, ...]) -> Tell:
    """A fixed text to the roles that are named, each with its buttons."""

    def tell(event: did.Event, order: Order) -> Told:
        return tuple(Notice(to=Actor(role), id=id, buttons=own) for role, own in buttons.items())

    return tell


def dispute(event: did.DisputeOpened, order: Order) -> Told:
    """Both parties learn of the freeze; the mediators get the case."""
    reports = ("open_dispute", str(event.via))
    parties = tuple(Notice(to=role, id="open_dispute", reports=reports) for role in BOTH)
    return (*parties, Notice(to=Actor.MEDIATOR, id="open_dispute", buttons=DECISIONS, reports=reports))


def together(event: did.CancelledTogether, order: Order) -> Told:
    """Agreed, or, in a house where silence cancels, by silence."""
    id = "cancellation_silence" if event.actor is Actor.CLOCK else "accept_request:cancellation"
    return tuple(Notice(to=role, id=id) for role in BOTH)


def echo(event: did.Event, action_id: str) -> Told:
    """Who sent something from a form or by a command sees it in their own thread too: what, and to whom."""
    asks = isinstance(event, did.PartyAsked)
    return (Notice(to=event.actor, id=f"{SENT}:{action_id}"),) if event.actor in PARTIES or asks else ()


def echoed(tell: Tell, action_id: str) -> Tell:
    """What the others are told, and to who did it that it was sent."""
    return lambda event, order: (*tell(event, order), *echo(event, action_id))


def request_opened(event: did.RequestOpened, order: Order) -> Told:
    """The one who answers is asked; a claim goes to the mediators alone."""
    if event.about == RequestKind.CLAIM:
        return (Notice(to=Actor.MEDIATOR, id="request:claim", buttons=CLAIMS), *echo(event, "request:claim"))
    id = "counter" if event.counters is not None else f"request:{event.about}"
    return (Notice(to=other(event.actor), id=id, buttons=ANSWERS[event.about]), *echo(event, id))


def request_ended(event: did.RequestEnded, order: Order) -> Told:
    """What was accepted is told with its consequence, and what was superseded with what took its place."""
    claim = event.about == RequestKind.CLAIM
    match event.end:
        case RequestEnd.REFUSED if claim:
            return (Notice(to=event.opener, id="reject_claim"),)
        case RequestEnd.REFUSED:
            declined = ("cancel_with_reason",) if event.about == RequestKind.SUPPLEMENT else ()
            id = f"refuse_request:{event.about}"
            return (Notice(to=event.opener, id=id, buttons=declined), *echo(event, id))
        case RequestEnd.WITHDRAWN:
            to = Actor.MEDIATOR if claim else other(event.opener)
            id = f"withdraw_request:{event.about}"
            return (Notice(to=to, id=id), *echo(event, id))
        case RequestEnd.LAPSED if event.about == RequestKind.SUPPLEMENT:
            return tuple(Notice(to=role, id=f"lapse_request:{event.about}") for role in BOTH)
        case _:
            return ()


def later_date(event: did.LaterDateAgreed, order: Order) -> Told:
    """Both are told, in the same message, that the right to cancel stays (section 4)."""
    id = "accept_request:later_date" if event.proposed else "request:later_date"
    return tuple(Notice(to=role, id=f"{id}:agreed", reports=(id,)) for role in BOTH)


def extra_work(event: did.SupplementCounted, order: Order) -> Told:
    id = "confirm_payment" if event.actor is Actor.OPERATOR else "accept_request:supplement"
    return tuple(Notice(to=role, id=id) for role in BOTH)


def supplied(event: did.ItemSupplied, order: Order) -> Told:
    if event.request is not None:
        return (Notice(to=Actor.SELLER, id="supply"), *echo(event, "supply"))
    buttons = (*(() if order.missing else ("accept",)), "message", f"confirm_item:{event.item}")
    return (Notice(to=Actor.SELLER, id="supply", buttons=buttons), *echo(event, "supply"))


def case_taken(event: did.CaseTaken, order: Order) -> Told:
    """A decision tells of itself; a claim is nobody's business but the filer's."""
    claim = order.request(RequestKind.CLAIM)
    if event.deciding:
        return ()
    parties = (claim.by,) if claim is not None else BOTH
    return tuple(Notice(to=role, id="take_case") for role in (*parties, Actor.MEDIATOR))


def asked(event: did.PartyAsked, order: Order) -> Told:
    return (
        Notice(to=event.to, id="ask_party", buttons=("answer_mediator",)),
        *echo(event, f"ask_party:{event.to}"),
    )


WAYS_ON: dict[Actor, tuple[str, ...]] = {
    Actor.SELLER: ("accept", "decline", "deliver", "open_dispute", "cancel_with_reason"),
    Actor.BUYER: ("withdraw", "cancel_late", "request:cancellation", "close", "open_dispute"),
}
"""What a party can still do when the other cannot be reached, each where it is open."""

SET_RIGHT = ("change_party", "void")


def party_left(event: did.PartyLeft, order: Order) -> Told:
    """The other party learns which ways remain; the operators can name somebody else."""
    here = other(event.role)
    return (
        Notice(to=here, id="party_left", buttons=WAYS_ON[here]),
        Notice(to=Actor.OPERATOR, id="party_left", buttons=SET_RIGHT),
    )


def message(event: did.MessageSent, order: Order) -> Told:
    told = Notice(to=other(event.actor), id="message", buttons=("message",))
    return (told,) if event.in_thread else (told, *echo(event, "message"))


def file_lost(event: did.FileLost, order: Order) -> Told:
    """Who shared it is asked for a link."""
    return (Notice(to=event.sharer, id="file_lost", buttons=("message",)),)


TELLS: dict[type[did.Event], Tell] = {
    did.Nudged: nudge,
    did.OrderPlaced: tells("order_placed", seller=("accept", "decline"), buyer=(SUPPLY_MISSING, "withdraw")),
    did.Accepted: tells("accept", buyer=("message",)),
    did.Declined: tells("decline", seller=(), buyer=()),
    did.Withdrawn: tells("withdraw", seller=(), buyer=()),
    did.Lapsed: tells("lapse", seller=(), buyer=()),
    did.Delivered: tells("deliver", seller=(), buyer=("close", "request_revision")),
    did.CancelledLate: tells("cancel_late", seller=(), buyer=()),
    did.CancelledWithReason: tells("cancel_with_reason", seller=(), buyer=()),
    did.CancelledTogether: together,
    did.Closed: tells("close", seller=(), buyer=("review",)),
    did.AutoClosed: tells("auto_close", seller=(), buyer=("review",)),
    did.RevisionRequested: tells(
        "request_revision",
        seller=("accept_revision", "refuse_revision", "request:revision_details"),
        buyer=(),
    ),
    did.RevisionAccepted: tells("accept_revision", buyer=("message",)),
    did.RevisionRefused: tells("refuse_revision", seller=(), buyer=("close", "open_dispute")),
    did.DisputeOpened: dispute,
    did.RefundDecided: tells("decide_refund", seller=(), buyer=(), mediator=()),
    did.SplitDecided: tells("decide_split", seller=(), buyer=("review",), mediator=()),
    did.RestartDecided: tells(
        "decide_restart", seller=("progress", "message"), buyer=("message",), mediator=()
    ),
    did.PayDecided: tells("decide_pay", seller=(), buyer=("review",), mediator=()),
    did.Expired: tells("expire", seller=(), buyer=()),
    did.Voided: tells("void", seller=(), buyer=()),
    did.ItemSupplied: supplied,
    did.MessageSent: message,
    did.FileLost: file_lost,
    did.ProgressNoted: echoed(tells("progress", buyer=("message",)), "progress"),
    did.BuyerChased: echoed(tells("chase", buyer=(SUPPLY_MISSING, "message")), "chase"),
    did.RequestOpened: request_opened,
    did.RequestEnded: request_ended,
    did.LaterDateAgreed: later_date,
    did.SupplementAccepted: tells("accept_request:supplement:unpaid", seller=(), buyer=()),
    did.SupplementCounted: extra_work,
    did.RefundAgreed: tells(
        "accept_request:partial_refund", seller=("open_dispute",), buyer=("open_dispute",)
    ),
    did.RefundPaid: tells("accept_request:partial_refund:paid", seller=(), buyer=()),
    did.CaseTaken: case_taken,
    did.PartyAsked: asked,
    did.MediatorAnswered: echoed(tells("answer_mediator", mediator=DECISIONS[1:]), "answer_mediator"),
    did.Reviewed: echoed(tells("review", seller=()), "review"),
    did.PartyChanged: tells("change_party", seller=(), buyer=()),
    did.PartyLeft: party_left,
    did.PartyReturned: tells("party_returned", seller=(), buyer=(), operator=()),
}


def reported(notice: Notice) -> frozenset[str]:
    """The ids by which a message may be looked for: its own, the actions that it reports, with and without detail."""
    ids = {notice.id, *notice.reports}
    return frozenset(ids | {id.split(":")[0] for id in ids} | {":".join(id.split(":")[:2]) for id in ids})
