"""Small predicates of the transitions: each returns None, or the Refusal that says why not and from when."""

from datetime import datetime, timedelta

from rules.blank import blank
from rules.calendar import after
from rules.commands import Command, DecideRestart, DecideSplit, Deliver, OpenDispute
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Refusal
from rules.words import Actor, Reason, RequestKind, State


def cancel_alone_from(order: Order, policy: Policy) -> datetime | None:
    """The moment after which the buyer may cancel alone: the contractual deadline, never the announced delay (rule 2).

    A house whose `later_date_keeps_right` is off counts from the agreed date instead.
    """
    if order.due_at is None:
        return None
    start = order.due_at
    if not policy.later_date_keeps_right and order.agreed_until is not None:
        start = max(start, order.agreed_until)
    return after(start, policy.late_grace, policy.zone)


def can_cancel_alone(order: Order, now: datetime, policy: Policy) -> bool:
    """The buyer's right to cancel a late order without anybody's agreement holds now."""
    opens_at = cancel_alone_from(order, policy)
    return order.state is State.IN_PROGRESS and opens_at is not None and now > opens_at


def is_late(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The buyer may cancel alone once the order is late; a later date that they agreed to changes nothing (rule 1)."""
    if can_cancel_alone(order, now, policy):
        return None
    return Refusal(Reason.NOT_LATE_YET, opens_at=cancel_alone_from(order, policy))


def brief_is_complete(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Content for every item of the brief: accepting confirms them, and the clock never waits for them (rule 6)."""
    return Refusal(Reason.BRIEF_INCOMPLETE, facts={"missing": order.missing}) if order.missing else None


def has_work(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """At least one piece of work: a file, a link or a text."""
    assert isinstance(command, Deliver)
    return None if any(not blank(piece) for piece in command.work) else Refusal(Reason.NO_WORK, field="work")


def checklist_is_done(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The checklist, where one is given, names all items."""
    assert isinstance(command, Deliver)
    if command.checklist is None:
        return None
    items = order.checklist()
    unknown = [number for number in command.checklist if not 1 <= number <= len(items)]
    if unknown:
        return Refusal(Reason.UNKNOWN_ITEM, field="checklist", facts={"item": str(unknown[0])})
    missing = tuple(words for number, (_, words) in enumerate(items, 1) if number not in command.checklist)
    return (
        Refusal(Reason.CHECKLIST_INCOMPLETE, field="checklist", facts={"missing": missing})
        if missing
        else None
    )


def is_stated_complete(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """An incomplete delivery, to be finished later, is forbidden: the seller states that all of it is there."""
    assert isinstance(command, Deliver)
    return None if command.complete else Refusal(Reason.INCOMPLETE_DELIVERY, field="complete")


def unanswered_since(order: Order) -> datetime | None:
    """When the answer to a cancellation or revision request was due; none when no answer is awaited."""
    cancellation = order.request(RequestKind.CANCELLATION)
    if cancellation is not None:
        return cancellation.answer_by
    return order.answer_by if order.state is State.REVISION_REQUESTED else None


def has_dispute_door(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The doors of section 4: a refused revision, an answer overdue, an agreed refund to carry out."""
    assert isinstance(command, OpenDispute)
    if policy.dispute_entry == "claim":
        return Refusal(Reason.CLAIM_FIRST)
    if order.agreement is not None and order.state is not State.PENDING:
        return None
    if command.by.id != order.buyer:
        return Refusal(Reason.NO_DISPUTE_DOOR)
    if order.state is State.REVISION_REFUSED:
        return None
    answer_by = unanswered_since(order)
    if answer_by is None:
        return Refusal(Reason.NO_DISPUTE_DOOR)
    return None if now >= answer_by else Refusal(Reason.STILL_TIME_TO_ANSWER, opens_at=answer_by)


def below_held(amount: int | None, order: Order) -> Refusal | None:
    """0 < amount < what is still held (section 5)."""
    if amount is None or amount <= 0:
        return Refusal(Reason.AMOUNT_NOT_POSITIVE, field="amount")
    if amount >= order.held:
        return Refusal(Reason.AMOUNT_NOT_BELOW_HELD, field="amount", facts={"held": order.held})
    return None


FURTHEST = timedelta(days=3650)


def split_is_partial(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A split leaves something to each side."""
    assert isinstance(command, DecideSplit)
    return below_held(command.amount, order)


def in_future(until: datetime, now: datetime, field: str) -> Refusal | None:
    """A date that has not passed yet, and that somebody may live to see."""
    if until <= now:
        return Refusal(Reason.DATE_PAST, field=field, facts={"date": until})
    furthest = now + FURTHEST
    return Refusal(Reason.DATE_TOO_FAR, field=field, facts={"date": furthest}) if until > furthest else None


def restart_is_future(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A restarted order gets a deadline in the future."""
    assert isinstance(command, DecideRestart)
    return in_future(command.due_at, now, "due_at")


def case_is_free(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """One mediator leads a case; the others may still decide it."""
    return Refusal(Reason.CASE_TAKEN, facts={"by": order.mediator}) if order.mediator is not None else None


def has_case(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A dispute, or a claim that waits for its answer."""
    return None if order.frozen or order.request(RequestKind.CLAIM) is not None else Refusal(Reason.NO_CASE)


def has_question(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A mediator's question to this very party waits for its answer."""
    asked = any(order.person(question.to) == command.by.id for question in order.questions)
    return None if asked else Refusal(Reason.NO_QUESTION)


def has_claim(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """There is a claim to admit or to reject."""
    return None if order.request(RequestKind.CLAIM) is not None else Refusal(Reason.NO_CLAIM)


def role_of(order: Order, person: str) -> Actor | None:
    """Which party a person is."""
    if person == order.seller:
        return Actor.SELLER
    return Actor.BUYER if person == order.buyer else None
