"""A fact, and the order after it. Nothing else changes an order; no rule is asked here."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from rules import events as did
from rules.order import Agreement, BriefItem, Element, Order, Question, Request, Snooze, Supplement, Told
from rules.words import Action, Actor, RequestEnd, RequestKind, State


def evolve(order: Order | None, event: did.Event) -> Order:
    """The order after one event; only `OrderPlaced` starts from nothing."""
    if isinstance(event, did.OrderPlaced):
        return placed(event)
    assert order is not None
    after = APPLY[type(event)](order, event)
    raised = type(event) not in UNNOTICED
    return replace(after, version=order.version + 1, stage=order.stage + raised)


def fold(order: Order | None, events: Iterable[did.Event]) -> Order:
    """The order after all of them."""
    for event in events:
        order = evolve(order, event)
    assert order is not None
    return order


def placed(event: did.OrderPlaced) -> Order:
    return Order(
        ref=event.ref,
        title=event.title,
        seller=event.seller,
        buyer=event.buyer,
        price=event.price,
        currency=event.currency,
        duration_days=event.duration_days,
        revisions_included=event.revisions_included,
        paid_at=event.at,
        entered_at=event.at,
        brief=tuple(BriefItem(name=name) for name in event.brief),
        accept_by=event.accept_by,
        expires_at=event.expires_at,
        expires_set_at=event.at,
        woken_at=event.at,
        version=1,
    )


def enter(order: Order, state: State, event: did.Event, action: Action, **changes: Any) -> Order:
    """A new stage: the windows, reminders and promises of the old one are over."""
    fresh: dict[str, Any] = {
        "agreed_until": None,
        "accept_by": None,
        "check_by": None,
        "answer_by": None,
        "chased_at": None,
        "told": (),
        "snoozes": (),
    }
    return replace(order, state=state, entered_at=event.at, entered_by=action, **{**fresh, **changes})


def accepted(order: Order, event: did.Accepted) -> Order:
    return enter(
        order,
        State.IN_PROGRESS,
        event,
        Action.ACCEPT,
        first_accepted_at=event.at,
        brief=tuple(replace(item, confirmed=True) for item in order.brief),
        due_at=event.due_at,
        due_set_at=event.at,
    )


def delivered(order: Order, event: did.Delivered) -> Order:
    return enter(
        order,
        State.DELIVERED,
        event,
        Action.DELIVER,
        check_by=event.check_by,
        work=event.work,
        deliveries=order.deliveries + 1,
    )


def revision_requested(order: Order, event: did.RevisionRequested) -> Order:
    return enter(
        order,
        State.REVISION_REQUESTED,
        event,
        Action.REQUEST_REVISION,
        answer_by=event.answer_by,
        changes=event.changes,
        revision_requested_at=event.at,
    )


def revision_accepted(order: Order, event: did.RevisionAccepted) -> Order:
    return enter(
        order,
        State.IN_PROGRESS,
        event,
        Action.ACCEPT_REVISION,
        due_at=event.due_at,
        due_set_at=event.at,
        revisions=order.revisions + 1,
    )


def revision_refused(order: Order, event: did.RevisionRefused) -> Order:
    return enter(
        order, State.REVISION_REFUSED, event, Action.REFUSE_REVISION, check_by=event.check_by, changes=()
    )


def dispute_opened(order: Order, event: did.DisputeOpened) -> Order:
    """The agreed refund stays agreed; a mediator who admitted the claim keeps the case."""
    return enter(
        order,
        State.DISPUTED,
        event,
        event.via,
        changes=() if order.state is State.REVISION_REQUESTED else order.changes,
        disputed_at=event.at,
        case_opened_at=event.at,
        case_step_at=event.at,
    )


def restarted(order: Order, event: did.RestartDecided) -> Order:
    return enter(
        order,
        State.IN_PROGRESS,
        event,
        Action.DECIDE_RESTART,
        due_at=event.due_at,
        due_set_at=event.at,
        expires_at=event.expires_at,
        expires_set_at=event.at,
        disputed_at=None,
        **CASE_CLOSED,
    )


CASE_CLOSED: dict[str, Any] = {
    "mediator": None,
    "case_opened_at": None,
    "case_step_at": None,
    "questions": (),
}


def ending(state: State, action: Action) -> Callable[[Order, Any], Order]:
    """A final state, with its settlement: nothing is held any more."""

    def apply(order: Order, event: did.Ending) -> Order:
        return enter(
            order,
            state,
            event,
            action,
            to_buyer=event.buyer,
            to_seller=event.seller,
            chat_until=event.chat_until,
            review_by=getattr(event, "review_by", None),
            questions=(),
        )

    return apply


def item_supplied(order: Order, event: did.ItemSupplied) -> Order:
    if event.request is None:
        given = BriefItem(name=event.item, content=event.content)
        return replace(order, brief=tuple(given if item.name == event.item else item for item in order.brief))
    given_element = Element(name=event.item, content=event.content)

    def filled(request: Request) -> Request:
        elements = tuple(given_element if one.name == event.item else one for one in request.elements)
        return replace(request, elements=elements)

    return replace(
        order, requests=tuple(filled(one) if one.kind is event.request else one for one in order.requests)
    )


def item_confirmed(order: Order, event: did.ItemConfirmed) -> Order:
    return replace(
        order,
        brief=tuple(
            replace(item, confirmed=item.confirmed or item.name == event.item) for item in order.brief
        ),
    )


def message_sent(order: Order, event: did.MessageSent) -> Order:
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
        elements=tuple(Element(name=name) for name in event.items),
    )
    order = replace(order, requests=(*order.requests, request))
    if request.kind is RequestKind.CLAIM:
        return replace(order, case_opened_at=event.at, case_step_at=event.at, hold_until=None)
    return order


def request_ended(order: Order, event: did.RequestEnded) -> Order:
    standing = order.request(event.about)
    assert standing is not None
    over = replace(standing, end=event.end, ended_at=event.at)
    refused = event.about is RequestKind.CANCELLATION and event.end is RequestEnd.REFUSED
    order = replace(
        order,
        requests=tuple(one for one in order.requests if one.kind is not event.about),
        ended=(*(one for one in order.ended if one.kind is not event.about), over),
        refused_cancellations=order.refused_cancellations + refused,
    )
    if event.about is RequestKind.CLAIM and event.end is not RequestEnd.ACCEPTED and not order.frozen:
        return replace(order, hold_until=event.hold_until, **CASE_CLOSED)
    return order


def later_date_agreed(order: Order, event: did.LaterDateAgreed) -> Order:
    """Drives reminders only: the contractual deadline stays (rule 1)."""
    return replace(order, agreed_until=event.until, agreed_at=event.at)


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
    waiting = tuple(one for one in order.supplements if one != replace(extra, counted=False))
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
    return replace(order, due_at=due_at, due_set_at=at, agreed_until=kept)


def refund_agreed(order: Order, event: did.RefundAgreed) -> Order:
    agreement = Agreement(
        amount=event.amount, proposed_by=event.proposed_by, proposed_at=event.proposed_at, agreed_at=event.at
    )
    return replace(order, agreement=agreement)


def refund_paid(order: Order, event: did.RefundPaid) -> Order:
    return replace(order, to_buyer=order.to_buyer + event.amount)


def case_taken(order: Order, event: did.CaseTaken) -> Order:
    taken = tuple(
        replace(one, taken=True) if one.kind is RequestKind.CLAIM else one for one in order.requests
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
    return replace(order, told=told, **changed)


def snoozed(order: Order, event: did.NudgeSnoozed) -> Order:
    to = event.actor
    snooze = Snooze(nudge=event.nudge, to=to, until=event.until)
    others = tuple(one for one in order.snoozes if (one.nudge, one.to) != (event.nudge, to))
    told = tuple(one for one in order.told if (one.nudge, one.to) != (event.nudge, to))
    return replace(order, snoozes=(*others, snooze), told=told)


def nudged(order: Order, event: did.Nudged) -> Order:
    """Moments up to here are done; of this very moment, those that are named."""
    same_moment = order.woken if order.woken_at == event.at else ()
    order = replace(
        order,
        woken_at=event.at,
        woken=(*same_moment, event.key),
        snoozes=tuple(
            one
            for one in order.snoozes
            if (one.nudge, one.to) != (event.nudge, event.to) or one.until > event.at
        ),
    )
    if not event.sent:
        return order
    told = Told(nudge=event.nudge, to=event.to, at=event.at, announces=event.announces)
    others = tuple(one for one in order.told if (one.nudge, one.to) != (event.nudge, event.to))
    return replace(order, told=(*others, told))


def policy_switched(order: Order, event: did.PolicySwitched) -> Order:
    """Nudges before the switch are not sent."""
    return replace(order, woken_at=max(order.woken_at, event.at), woken=())


APPLY: dict[type[did.Event], Callable[[Order, Any], Order]] = {
    did.Accepted: accepted,
    did.Declined: ending(State.CANCELLED, Action.DECLINE),
    did.Withdrawn: ending(State.CANCELLED, Action.WITHDRAW),
    did.Lapsed: ending(State.CANCELLED, Action.LAPSE),
    did.Delivered: delivered,
    did.CancelledLate: ending(State.CANCELLED, Action.CANCEL_LATE),
    did.CancelledWithReason: ending(State.CANCELLED, Action.CANCEL_WITH_REASON),
    did.CancelledTogether: ending(State.CANCELLED, Action.ACCEPT_REQUEST),
    did.Closed: ending(State.COMPLETED, Action.CLOSE),
    did.AutoClosed: ending(State.COMPLETED, Action.AUTO_CLOSE),
    did.RevisionRequested: revision_requested,
    did.RevisionAccepted: revision_accepted,
    did.RevisionRefused: revision_refused,
    did.DisputeOpened: dispute_opened,
    did.RefundDecided: ending(State.CANCELLED, Action.DECIDE_REFUND),
    did.SplitDecided: ending(State.COMPLETED, Action.DECIDE_SPLIT),
    did.RestartDecided: restarted,
    did.PayDecided: ending(State.COMPLETED, Action.DECIDE_PAY),
    did.Expired: ending(State.EXPIRED, Action.EXPIRE),
    did.Voided: ending(State.CANCELLED, Action.VOID),
    did.ItemSupplied: item_supplied,
    did.ItemConfirmed: item_confirmed,
    did.MessageSent: message_sent,
    did.ProgressNoted: progress_noted,
    did.BuyerChased: chased,
    did.RequestOpened: request_opened,
    did.RequestEnded: request_ended,
    did.LaterDateAgreed: later_date_agreed,
    did.SupplementAccepted: supplement_accepted,
    did.SupplementCounted: supplement_counted,
    did.RefundAgreed: refund_agreed,
    did.RefundPaid: refund_paid,
    did.CaseTaken: case_taken,
    did.PartyAsked: party_asked,
    did.MediatorAnswered: mediator_answered,
    did.Reviewed: reviewed,
    did.PartyChanged: party_changed,
    did.NudgeSnoozed: snoozed,
    did.Nudged: nudged,
    did.PolicySwitched: policy_switched,
}

UNNOTICED = frozenset({
    did.ItemSupplied, did.ItemConfirmed, did.MessageSent, did.ProgressNoted, did.BuyerChased, did.CaseTaken,
    did.PartyAsked, did.MediatorAnswered, did.Reviewed, did.NudgeSnoozed, did.Nudged, did.PolicySwitched,
})  # fmt: skip
"""Events that leave the stage as it is: they change neither state, nor a request, nor a date, nor money (section 5)."""
