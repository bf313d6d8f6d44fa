"""What happens beside the state: requests, extra work, refunds, the case, reminders."""

from datetime import datetime

from msgspec.structs import replace

from rules import events as did
from rules.order import Agreement, BriefItem, Element, Order, Question, Request, Snooze, Supplement, Told
from rules.stages import CASE_CLOSED, enter
from rules.words import (
    REMINDS_OF,
    REMINDS_OF_DEADLINE,
    REMINDS_OF_PROMISE,
    Action,
    Nudge,
    RequestEnd,
    RequestKind,
    State,
)


def item_supplied(order: Order, event: did.ItemSupplied) -> Order:
    if event.request is None:
        given = BriefItem(name=event.item, content=event.content)
        return replace(order, brief=tuple(given if item.name == event.item else item for item in order.brief))
    given_element = Element(name=event.item, content=event.content)

    def filled(request: Request) -> Request:
        elements = tuple(given_element if one.name == event.item else one for one in request.elements)
        return replace(request, elements=elements)

    return replace(
        order, requests=tuple(filled(one) if one.kind == event.request else one for one in order.requests)
    )


def item_confirmed(order: Order, event: did.ItemConfirmed) -> Order:
    return replace(
        order,
        brief=tuple(
            replace(item, confirmed=item.confirmed or item.name == event.item) for item in order.brief
        ),
    )


def said(order: Order, event: did.MessageSent | did.FileCarried | did.FileLost) -> Order:
    """What people say and share changes no order; the history alone holds it."""
    return order


def progress_noted(order: Order, event: did.ProgressNoted) -> Order:
    return replace(order, progress_at=event.at)


def chased(order: Order, event: did.BuyerChased) -> Order:
    return replace(order, chased_at=event.at)


def request_opened(order: Order, event: did.RequestOpened) -> Order:
    request = Request(
        kind=event.about,
        by=event.actor,
        at=event.at,
        answer_by=event.answer_by,
        reason=event.reason,
        until=event.until,
        amount=event.amount,
        price=event.price,
        extra_days=event.extra_days,
        description=event.description,
        option=event.option,
        elements=tuple(Element(name=name) for name in event.items),
    )
    order = replace(order, requests=(*order.requests, request))
    if request.kind == RequestKind.CLAIM:
        return replace(order, case_opened_at=event.at, case_step_at=event.at)
    return order


def request_ended(order: Order, event: did.RequestEnded) -> Order:
    standing = order.request(event.about)
    assert standing is not None
    over = replace(standing, end=event.end, ended_at=event.at)
    refused = event.about == RequestKind.CANCELLATION and event.end is RequestEnd.REFUSED
    order = replace(
        without(order, REMINDS_OF[event.about]),
        requests=tuple(one for one in order.requests if one.kind != event.about),
        ended=(*(one for one in order.ended if one.kind != event.about), over),
        refused_cancellations=order.refused_cancellations + refused,
    )
    if event.about == RequestKind.CLAIM and event.end is not RequestEnd.ACCEPTED and not order.frozen:
        return replace(order, hold_until=event.hold_until or order.hold_until, **CASE_CLOSED)
    return order


def without(order: Order, reminders: frozenset[Nudge]) -> Order:
    """What these reminders were about is over: they cannot be put off any more, and nothing new waits for a snooze."""
    return replace(
        order,
        told=tuple(one for one in order.told if one.nudge not in reminders),
        snoozes=tuple(one for one in order.snoozes if one.nudge not in reminders),
    )


def later_date_agreed(order: Order, event: did.LaterDateAgreed) -> Order:
    """Drives reminders only: the contractual deadline stays (rule 1)."""
    return replace(without(order, REMINDS_OF_PROMISE), agreed_until=event.until, agreed_at=event.at)


def supplement_accepted(order: Order, event: did.SupplementAccepted) -> Order:
    extra = Supplement(
        description=event.description, price=event.price, extra_days=event.extra_days, accepted_at=event.at
    )
    return replace(order, supplements=(*order.supplements, extra))


def supplement_counted(order: Order, event: did.SupplementCounted) -> Order:
    extra = Supplement(
        description=event.description,
        price=event.price,
        extra_days=event.extra_days,
        accepted_at=event.accepted_at,
        counted=True,
    )
    waiting = list(order.supplements)
    if replace(extra, counted=False) in waiting:
        waiting.remove(replace(extra, counted=False))
    order = replace(
        order, supplements=(*waiting, extra), duration_days=order.duration_days + event.extra_days
    )
    if event.resumed:
        return enter(
            order,
            State.IN_PROGRESS,
            event,
            Action.ACCEPT_REQUEST,
            due_at=event.due_at,
            due_set_at=event.at,
        )
    return new_deadline(order, event.due_at, event.at)


def new_deadline(order: Order, due_at: datetime | None, at: datetime) -> Order:
    """A promise ends when a new contractual deadline reaches it; an unchanged deadline starts nothing anew."""
    if due_at is None or due_at == order.due_at:
        return order
    kept = order.agreed_until if order.agreed_until is not None and order.agreed_until > due_at else None
    anew = without(order, REMINDS_OF_DEADLINE)
    return replace(anew, due_at=due_at, due_set_at=at, agreed_until=kept)


def refund_agreed(order: Order, event: did.RefundAgreed) -> Order:
    agreement = Agreement(
        amount=event.amount, proposed_by=event.proposed_by, proposed_at=event.proposed_at, agreed_at=event.at
    )
    return replace(order, agreement=agreement)


def refund_paid(order: Order, event: did.RefundPaid) -> Order:
    """What both agreed on last is carried out: an older agreement has nothing left to say."""
    return replace(order, to_buyer=order.to_buyer + event.amount, agreement=None)


def case_taken(order: Order, event: did.CaseTaken) -> Order:
    taken = tuple(
        replace(one, taken=True) if one.kind == RequestKind.CLAIM else one for one in order.requests
    )
    return replace(order, mediator=event.person, case_step_at=event.at, requests=taken)


def party_asked(order: Order, event: did.PartyAsked) -> Order:
    question = Question(to=event.to, at=event.at, text=event.text)
    open_ones = tuple(one for one in order.questions if one.to is not event.to)
    return replace(order, questions=(*open_ones, question), case_step_at=event.at)


def mediator_answered(order: Order, event: did.MediatorAnswered) -> Order:
    left = tuple(one for one in order.questions if one.to is not event.actor)
    return replace(order, questions=left, case_step_at=event.at)


def reviewed(order: Order, event: did.Reviewed) -> Order:
    return replace(order, reviewed_at=event.at)


def party_changed(order: Order, event: did.PartyChanged) -> Order:
    changed = {str(event.role): event.new}
    told = tuple(one for one in order.told if one.to is not event.role)
    snoozes = tuple(one for one in order.snoozes if one.to is not event.role)
    away = tuple(role for role in order.away if role is not event.role)
    return replace(order, told=told, snoozes=snoozes, away=away, **changed)


def party_left(order: Order, event: did.PartyLeft) -> Order:
    return replace(order, away=(*order.away, event.role))


def party_returned(order: Order, event: did.PartyReturned) -> Order:
    return replace(order, away=tuple(role for role in order.away if role is not event.role))


def snoozed(order: Order, event: did.NudgeSnoozed) -> Order:
    to = event.actor
    snooze = Snooze(nudge=event.nudge, to=to, until=event.until)
    others = tuple(one for one in order.snoozes if (one.nudge, one.to) != (event.nudge, to))
    told = tuple(one for one in order.told if (one.nudge, one.to) != (event.nudge, to))
    return replace(order, snoozes=(*others, snooze), told=told)


def nudged(order: Order, event: did.Nudged) -> Order:
    """Moments up to here are done; of this very moment, those that are named.

    A snooze that ends here stays until the next of its id: without it the agenda would no longer hold this moment.
    """
    same_moment = order.woken if order.woken_at == event.at else ()
    order = replace(
        order,
        woken_at=event.at,
        woken=(*same_moment, event.key),
        snoozes=tuple(
            one
            for one in order.snoozes
            if (one.nudge, one.to) != (event.nudge, event.to) or one.until >= event.at
        ),
    )
    if not event.sent:
        return order
    told = Told(nudge=event.nudge, to=event.to, at=event.at, announces=event.announces)
    others = tuple(one for one in order.told if (one.nudge, one.to) != (event.nudge, event.to))
    return replace(order, told=(*others, told))


def policy_switched(order: Order, event: did.PolicySwitched) -> Order:
    """Reminders from before the switch are not sent; what an order that was woken later was told is not told again."""
    return order if event.at <= order.woken_at else replace(order, woken_at=event.at, woken=())
