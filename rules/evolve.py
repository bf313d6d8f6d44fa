"""A fact, and the order after it. Nothing else changes an order; no rule is asked here."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from rules import beside, stages
from rules import events as did
from rules.order import BriefItem, Order
from rules.stages import ending
from rules.words import Action, State


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
        service=event.service,
        options=event.options,
        paid_at=event.at,
        entered_at=event.at,
        brief=tuple(BriefItem(name=name) for name in event.brief),
        accept_by=event.accept_by,
        expires_at=event.expires_at,
        expires_set_at=event.at,
        woken_at=event.at,
        version=1,
    )


APPLY: dict[type[did.Event], Callable[[Order, Any], Order]] = {
    did.Accepted: stages.accepted,
    did.Declined: ending(State.CANCELLED, Action.DECLINE),
    did.Withdrawn: ending(State.CANCELLED, Action.WITHDRAW),
    did.Lapsed: ending(State.CANCELLED, Action.LAPSE),
    did.Delivered: stages.delivered,
    did.CancelledLate: ending(State.CANCELLED, Action.CANCEL_LATE),
    did.CancelledWithReason: ending(State.CANCELLED, Action.CANCEL_WITH_REASON),
    did.CancelledTogether: ending(State.CANCELLED, Action.ACCEPT_REQUEST),
    did.Closed: ending(State.COMPLETED, Action.CLOSE),
    did.AutoClosed: ending(State.COMPLETED, Action.AUTO_CLOSE),
    did.RevisionRequested: stages.revision_requested,
    did.RevisionAccepted: stages.revision_accepted,
    did.RevisionRefused: stages.revision_refused,
    did.DisputeOpened: stages.dispute_opened,
    did.RefundDecided: ending(State.CANCELLED, Action.DECIDE_REFUND),
    did.SplitDecided: ending(State.COMPLETED, Action.DECIDE_SPLIT),
    did.RestartDecided: stages.restarted,
    did.PayDecided: ending(State.COMPLETED, Action.DECIDE_PAY),
    did.Expired: ending(State.EXPIRED, Action.EXPIRE),
    did.Voided: ending(State.CANCELLED, Action.VOID),
    did.ItemSupplied: beside.item_supplied,
    did.ItemConfirmed: beside.item_confirmed,
    did.MessageSent: beside.said,
    did.FileCarried: beside.said,
    did.FileLost: beside.said,
    did.ProgressNoted: beside.progress_noted,
    did.BuyerChased: beside.chased,
    did.RequestOpened: beside.request_opened,
    did.RequestEnded: beside.request_ended,
    did.LaterDateAgreed: beside.later_date_agreed,
    did.SupplementAccepted: beside.supplement_accepted,
    did.SupplementCounted: beside.supplement_counted,
    did.RefundAgreed: beside.refund_agreed,
    did.RefundPaid: beside.refund_paid,
    did.CaseTaken: beside.case_taken,
    did.PartyAsked: beside.party_asked,
    did.MediatorAnswered: beside.mediator_answered,
    did.Reviewed: beside.reviewed,
    did.PartyChanged: beside.party_changed,
    did.PartyLeft: beside.party_left,
    did.PartyReturned: beside.party_returned,
    did.NudgeSnoozed: beside.snoozed,
    did.Nudged: beside.nudged,
    did.PolicySwitched: beside.policy_switched,
}

UNNOTICED = frozenset({
    did.ItemSupplied, did.ItemConfirmed, did.MessageSent, did.FileCarried, did.FileLost,
    did.ProgressNoted, did.BuyerChased, did.CaseTaken,
    did.PartyAsked, did.MediatorAnswered, did.Reviewed, did.NudgeSnoozed, did.Nudged, did.PolicySwitched,
    did.PartyLeft, did.PartyReturned,
})  # fmt: skip
"""Events that leave the stage as it is: they change neither state, nor a request, nor a date, nor money (section 5)."""
