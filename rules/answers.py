"""What opening, answering and ending a request makes happen (section 4)."""

from datetime import datetime

from rules import events as did
from rules.calendar import add_days, after
from rules.commands import (
    AdmitClaim,
    Answer,
    Command,
    ConfirmPayment,
    Counter,
    OpenRequest,
    RejectClaim,
    Supply,
)
from rules.effects import Events, deadline, refund, stamp, taking
from rules.order import Order, Request, Supplement
from rules.policy import Policy
from rules.requests import REQUESTS
from rules.words import Action, Actor, RequestEnd, RequestKind, State


def open_request(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """Opens it, with what its kind carries and no more.

    But a date that the buyer names holds at once, and the filer's new claim replaces the old one.
    """
    assert isinstance(command, OpenRequest)
    who = stamp(order, command, now)
    standing = order.request(command.kind)
    replaced = (ended(order, command, now, standing, RequestEnd.SUPERSEDED),) if standing else ()
    if command.kind == RequestKind.LATER_DATE and command.by.id == order.buyer:
        assert command.until is not None
        return (*replaced, did.LaterDateAgreed(**who, until=command.until, reason=command.reason))
    carried = {name: getattr(command, name) for name in REQUESTS[command.kind].carries}
    if command.items is not None and "items" in carried:
        carried["items"] = tuple(item.strip() for item in command.items)
    opened = did.RequestOpened(
        **who,
        about=command.kind,
        answer_by=answer_by(command.kind, now, policy),
        reason=command.reason,
        **carried,
    )
    return (*replaced, opened)


def answer_by(kind: RequestKind, now: datetime, policy: Policy) -> datetime | None:
    """Until when an answer is awaited, where silence means something."""
    if kind == RequestKind.CANCELLATION:
        return after(now, policy.answer_window, policy.zone)
    return after(now, policy.supplement_window, policy.zone) if kind == RequestKind.SUPPLEMENT else None


def ended(
    order: Order,
    command: Command,
    now: datetime,
    standing: Request,
    end: RequestEnd,
    reason: str | None = None,
) -> did.RequestEnded:
    """The end of a request. A withdrawn claim holds nothing back, but for what the answer before it gave."""
    withdrawn = standing.kind == RequestKind.CLAIM and end is RequestEnd.WITHDRAWN
    hold_until = max(now, order.hold_until or now) if withdrawn else None
    return did.RequestEnded(
        **stamp(order, command, now),
        about=standing.kind,
        end=end,
        opener=standing.by,
        reason=reason,
        hold_until=hold_until,
    )


def accept_request(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """What was asked for comes true."""
    assert isinstance(command, Answer)
    standing = order.request(command.kind)
    assert standing is not None
    accepted = ended(order, command, now, standing, RequestEnd.ACCEPTED, command.reason)
    return (accepted, *granted(order, command, standing, now, policy))


def granted(order: Order, command: Command, standing: Request, now: datetime, policy: Policy) -> Events:
    """The consequence of an acceptance, by kind."""
    who = stamp(order, command, now)
    match standing.kind:
        case RequestKind.CANCELLATION:
            return (did.CancelledTogether(**who, **refund(order, now, policy)),)
        case RequestKind.LATER_DATE:
            assert standing.until is not None
            return (did.LaterDateAgreed(**who, until=standing.until, proposed=True),)
        case RequestKind.SUPPLEMENT:
            return (extra_work(order, command, standing, now, policy),)
        case _:
            assert standing.amount is not None
            if policy.partial_refund == "direct":
                return (did.RefundPaid(**who, amount=standing.amount),)
            agreed = did.RefundAgreed(
                **who, amount=standing.amount, proposed_by=standing.by, proposed_at=standing.at
            )
            return (agreed,)


def extra_work(
    order: Order, command: Command, standing: Request, now: datetime, policy: Policy
) -> did.SupplementAccepted | did.SupplementCounted:
    """Counts at once where payment is trusted, else when the platform confirms it."""
    who = stamp(order, command, now)
    assert standing.description is not None and standing.price is not None and standing.extra_days is not None
    if policy.supplement_payment == "confirmed":
        return did.SupplementAccepted(
            **who, description=standing.description, price=standing.price, extra_days=standing.extra_days
        )
    extra = Supplement(
        description=standing.description,
        price=standing.price,
        extra_days=standing.extra_days,
        accepted_at=now,
    )
    return counted(order, command, extra, now, policy)


def counted(
    order: Order,
    command: Command,
    extra: Supplement,
    now: datetime,
    policy: Policy,
    reason: str | None = None,
) -> did.SupplementCounted:
    """Days are added to the contractual date; a refused revision goes back to work, with one day at least."""
    resumed = order.state is State.REVISION_REFUSED
    if resumed:
        due_at: datetime | None = deadline(now, max(1, extra.extra_days), policy)
    else:
        due_at = None if order.due_at is None else add_days(order.due_at, extra.extra_days, policy.zone)
    return did.SupplementCounted(
        **stamp(order, command, now),
        description=extra.description,
        price=extra.price,
        extra_days=extra.extra_days,
        due_at=due_at,
        resumed=resumed,
        accepted_at=extra.accepted_at,
        reason=reason,
    )


def refuse_request(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """A refusal ends the request; the second refused cancellation opens a dispute by itself."""
    assert isinstance(command, Answer)
    standing = order.request(command.kind)
    assert standing is not None
    refused = ended(order, command, now, standing, RequestEnd.REFUSED, command.reason)
    if standing.kind != RequestKind.CANCELLATION:
        return (refused,)
    if order.refused_cancellations + 1 < policy.refusals_before_dispute:
        return (refused,)
    return (refused, did.DisputeOpened(at=now, actor=Actor.CLOCK, via=Action.REFUSE_REQUEST))


def withdraw_request(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Answer)
    standing = order.request(command.kind)
    assert standing is not None
    return (ended(order, command, now, standing, RequestEnd.WITHDRAWN, command.reason),)


def counter(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """A counter is the new open request, from the other side."""
    assert isinstance(command, Counter)
    standing = order.request(RequestKind.PARTIAL_REFUND)
    assert standing is not None
    opened = did.RequestOpened(
        **stamp(order, command, now),
        about=standing.kind,
        amount=command.amount,
        reason=command.reason,
        counters=standing.amount,
    )
    return (ended(order, command, now, standing, RequestEnd.SUPERSEDED), opened)


def supply(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """An item of the brief, or of an open list; the last one of a list ends it."""
    assert isinstance(command, Supply)
    who = stamp(order, command, now)
    asking = asked_for(order, command.item)
    supplied = did.ItemSupplied(
        **who,
        item=command.item,
        content=command.content,
        request=None if asking is None else asking.kind,
        files=command.files or (),
    )
    if asking is None:
        return (supplied,)
    if set(asking.missing) - {command.item}:
        return (supplied,)
    return (supplied, ended(order, command, now, asking, RequestEnd.ACCEPTED))


def asked_for(order: Order, item: str) -> Request | None:
    """The open list that asks for this element."""
    return next(
        (one for one in order.requests if any(element.name == item for element in one.elements)), None
    )


def admit_claim(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """A claim becomes a dispute: from here on the order is frozen."""
    assert isinstance(command, AdmitClaim)
    claim = order.request(RequestKind.CLAIM)
    assert claim is not None
    return (
        *taking(order, command, now),
        ended(order, command, now, claim, RequestEnd.ACCEPTED),
        did.DisputeOpened(**stamp(order, command, now), via=command.action, reason=command.reason),
    )


def reject_claim(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """`auto_close` and `expire` are held back a while longer, so that nobody is surprised by the answer."""
    assert isinstance(command, RejectClaim)
    claim = order.request(RequestKind.CLAIM)
    assert claim is not None
    rejected = did.RequestEnded(
        **stamp(order, command, now),
        about=claim.kind,
        end=RequestEnd.REFUSED,
        opener=claim.by,
        reason=command.reason,
        hold_until=after(now, policy.claim_hold, policy.zone),
    )
    return (*taking(order, command, now), rejected)


def unpaid(order: Order) -> Supplement | None:
    """The first accepted supplement whose payment is still to be confirmed."""
    return next((extra for extra in order.supplements if not extra.counted), None)


def confirm_payment(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """The platform has the money: the supplement counts from now on."""
    assert isinstance(command, ConfirmPayment)
    extra = unpaid(order)
    assert extra is not None
    return (counted(order, command, extra, now, policy, command.reason),)
