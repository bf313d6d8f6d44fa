"""What the transitions make of an order: each begins a new stage, or ends it."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from rules import events as did
from rules.order import Order
from rules.words import Action, State


def enter(order: Order, state: State, event: did.Event, action: Action, **changes: Any) -> Order:
    """A new stage: the windows, reminders and promises of the old one are over."""
    fresh: dict[str, Any] = {
        "agreed_until": None,
        "accept_by": None,
        "check_by": None,
        "answer_by": None,
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
    """What came due while the order was frozen does not come after it."""
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
        woken_at=event.at,
        woken=(),
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
