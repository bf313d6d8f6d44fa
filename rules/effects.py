"""What each transition makes happen, once nothing speaks against it: the events, with every date and sum worked out."""

from datetime import datetime
from typing import TypedDict

from rules import events as did
from rules.blank import blank
from rules.calendar import after, end_of_day
from rules.commands import (
    CancelWithReason,
    Command,
    DecidePay,
    DecideRefund,
    DecideRestart,
    DecideSplit,
    Decline,
    Deliver,
    OpenDispute,
    RefuseRevision,
    RequestRevision,
    Void,
)
from rules.guards import role_of
from rules.order import Order
from rules.policy import Policy
from rules.words import Action, Actor

Events = tuple[did.Event, ...]


class Who(TypedDict):
    """When, in which role and by whom: what every event begins with."""

    at: datetime
    actor: Actor
    person: str | None


class Sums(TypedDict):
    """An ending's settlement (minor units) and how long the chat stays open."""

    buyer: int
    seller: int
    chat_until: datetime | None


def stamp(order: Order, command: Command, now: datetime) -> Who:
    """Who acts, in the role that they have on this order."""
    if command.by.clock:
        return Who(at=now, actor=Actor.CLOCK, person=None)
    if command.action in OPERATORS:
        return Who(at=now, actor=Actor.OPERATOR, person=command.by.id)
    return Who(at=now, actor=role_of(order, command.by.id) or Actor.MEDIATOR, person=command.by.id)


OPERATORS = frozenset({Action.VOID, Action.CHANGE_PARTY, Action.CONFIRM_PAYMENT})


def refund(order: Order, now: datetime, policy: Policy) -> Sums:
    """All that is held goes back to the buyer."""
    return Sums(buyer=order.to_buyer + order.held, seller=order.to_seller, chat_until=chat_end(now, policy))


def payout(order: Order, now: datetime, policy: Policy, *, less: int = 0) -> Sums:
    """What is held goes to the seller, but for `less`, which goes back to the buyer."""
    return Sums(
        buyer=order.to_buyer + less,
        seller=order.to_seller + order.held - less,
        chat_until=chat_end(now, policy),
    )


def chat_end(now: datetime, policy: Policy) -> datetime:
    """The chat stays open for a while after the end."""
    return after(now, policy.after_chat, policy.zone)


def review_end(now: datetime, policy: Policy) -> datetime:
    """How long the buyer may review."""
    return after(now, policy.review_window, policy.zone)


def deadline(start: datetime, days: int, policy: Policy) -> datetime:
    """The contractual deadline: day-based, in the marketplace's zone (rule 8)."""
    return end_of_day(start, days, policy.zone, policy.deadline_ends)


def accept(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """The clock starts only now."""
    due_at = deadline(now, order.duration_days, policy)
    return (did.Accepted(**stamp(order, command, now), due_at=due_at),)


def decline(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Decline)
    return (did.Declined(**stamp(order, command, now), **refund(order, now, policy), reason=command.reason),)


def withdraw(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    return (did.Withdrawn(**stamp(order, command, now), **refund(order, now, policy)),)


def lapse(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    return (did.Lapsed(**stamp(order, command, now), **refund(order, now, policy)),)


def deliver(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """Hands over the finished work: ends the buyer's right to cancel alone and opens the check window."""
    assert isinstance(command, Deliver)
    assert order.due_at is not None
    pieces = tuple(piece for piece in command.work if not blank(piece))
    check_by = after(now, policy.check_window, policy.zone)
    return (
        did.Delivered(
            **stamp(order, command, now),
            work=pieces,
            checklist=command.checklist,
            check_by=check_by,
            due_at=order.due_at,
            files=command.files or (),
        ),
    )


def cancel_late(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    return (did.CancelledLate(**stamp(order, command, now), **refund(order, now, policy)),)


def cancel_with_reason(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, CancelWithReason)
    return (
        did.CancelledWithReason(
            **stamp(order, command, now), **refund(order, now, policy), reason=command.reason
        ),
    )


def close(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    ended = payout(order, now, policy)
    return (did.Closed(**stamp(order, command, now), **ended, review_by=review_end(now, policy)),)


def auto_close(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """Silence on a delivery pays the seller (rule 4)."""
    ended = payout(order, now, policy)
    return (did.AutoClosed(**stamp(order, command, now), **ended, review_by=review_end(now, policy)),)


def request_revision(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, RequestRevision)
    answer_by = after(now, policy.answer_window, policy.zone)
    return (
        did.RevisionRequested(**stamp(order, command, now), changes=command.changes, answer_by=answer_by),
    )


def accept_revision(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """The full duration counts from the request, however late the answer comes (rule 5)."""
    assert order.revision_requested_at is not None
    due_at = deadline(order.revision_requested_at, order.duration_days, policy)
    return (did.RevisionAccepted(**stamp(order, command, now), due_at=due_at),)


def refuse_revision(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, RefuseRevision)
    check_by = after(now, policy.check_window, policy.zone)
    return (did.RevisionRefused(**stamp(order, command, now), reason=command.reason, check_by=check_by),)


def open_dispute(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, OpenDispute)
    return (did.DisputeOpened(**stamp(order, command, now), via=command.action, reason=command.reason),)


def taking(order: Order, command: Command, now: datetime) -> Events:
    """Deciding takes the case, if nobody had."""
    return () if order.mediator is not None else (did.CaseTaken(**stamp(order, command, now), deciding=True),)


def decide_refund(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, DecideRefund)
    ended = did.RefundDecided(
        **stamp(order, command, now), **refund(order, now, policy), reason=command.reason
    )
    return (*taking(order, command, now), ended)


def decide_split(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, DecideSplit)
    ended = did.SplitDecided(
        **stamp(order, command, now),
        **payout(order, now, policy, less=command.amount),
        reason=command.reason,
        amount=command.amount,
        review_by=review_end(now, policy),
    )
    return (*taking(order, command, now), ended)


def decide_restart(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """The expiry moves by the dispute's length, and leaves some weeks after the new deadline (rule 9)."""
    assert isinstance(command, DecideRestart)
    moved = order.expires_at + (now - (order.disputed_at or now))
    at_least = after(command.due_at, policy.restart_life, policy.zone)
    restarted = did.RestartDecided(
        **stamp(order, command, now),
        reason=command.reason,
        due_at=command.due_at,
        expires_at=max(moved, at_least),
    )
    return (*taking(order, command, now), restarted)


def decide_pay(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, DecidePay)
    ended = did.PayDecided(
        **stamp(order, command, now),
        **payout(order, now, policy),
        reason=command.reason,
        review_by=review_end(now, policy),
    )
    return (*taking(order, command, now), ended)


def expire(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    """The money leaves both sides: it is the platform's (section 5). The chat closes at once."""
    return (did.Expired(**stamp(order, command, now), buyer=order.to_buyer, seller=order.to_seller),)


def void(order: Order, command: Command, now: datetime, policy: Policy) -> Events:
    assert isinstance(command, Void)
    return (did.Voided(**stamp(order, command, now), **refund(order, now, policy), reason=command.reason),)
