"""The requests that live beside the state (section 4): who opens them, where they live, what they need."""

from datetime import datetime

import msgspec

from rules.commands import Answer, Command, Counter, OpenRequest
from rules.guards import below_held, can_cancel_alone, in_future, role_of
from rules.order import Order
from rules.policy import Policy
from rules.refusal import Facts, Guard, Refusal
from rules.words import OPEN, PARTIES, Actor, Reason, RequestKind, State

MAX_ITEM = 150
MAX_ITEMS = 100
MAX_EXTRA_DAYS = 3650
MAX_DURATION = 36_500
"""Days sold in all: extra days that come again and again end before the calendar does."""


def required(*fields: str) -> Guard:
    """The fields that this kind of request cannot do without."""

    def guard(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
        missing = next((field for field in fields if getattr(command, field) is None), None)
        return None if missing is None else Refusal(Reason.EMPTY_TEXT, field=missing)

    return guard


def not_late(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Asking is for an order that is on time; a late one the buyer cancels alone."""
    return Refusal(Reason.LATE_CANCEL_ALONE) if can_cancel_alone(order, now, policy) else None


def named_by_buyer_when_late(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The seller proposes at any time; the buyer names a date once the order is late ("wait until")."""
    if command.by.id != order.buyer or order.is_late(now):
        return None
    return Refusal(Reason.NOT_LATE_YET, opens_at=order.due_at)


def date_is_later(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A maximum date lies after the contractual deadline and in the future."""
    assert isinstance(command, OpenRequest)
    return later(order, command.until, now)


def later(order: Order, until: datetime | None, now: datetime) -> Refusal | None:
    """The same test for a date that is proposed and for one that is accepted."""
    if until is None:
        return Refusal(Reason.EMPTY_TEXT, field="until")
    if order.due_at is not None and until <= order.due_at:
        return Refusal(
            Reason.DATE_NOT_AFTER_DUE, field="until", facts={"date": until, "due_at": order.due_at}
        )
    return in_future(until, now, "until")


def reason_from_seller(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Who is late says why; who waits need not."""
    assert isinstance(command, OpenRequest)
    if command.by.id == order.seller and command.reason is None:
        return Refusal(Reason.EMPTY_TEXT, field="reason")
    return None


def price_and_days(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A supplement costs something and never shortens the time."""
    assert isinstance(command, OpenRequest)
    if command.price is None or command.price <= 0:
        return Refusal(Reason.AMOUNT_NOT_POSITIVE, field="price")
    if command.extra_days is None or command.extra_days < 0:
        return Refusal(Reason.DAYS_NEGATIVE, field="extra_days")
    unpaid = sum(extra.extra_days for extra in order.supplements if not extra.counted)
    most = min(MAX_EXTRA_DAYS, MAX_DURATION - order.duration_days - unpaid)
    if command.extra_days > most:
        return Refusal(Reason.DAYS_TOO_MANY, field="extra_days", facts={"most": most})
    return None


def option_is_sold(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """An option is one of those that the service had when it was bought."""
    assert isinstance(command, OpenRequest)
    if command.option is None or order.option(command.option) is not None:
        return None
    return Refusal(Reason.UNKNOWN_ITEM, field="option", facts={"item": command.option})


def items_are_named(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A list of names, each once and short enough for a button."""
    assert isinstance(command, OpenRequest)
    items = command.items or ()
    if not items:
        return Refusal(Reason.EMPTY_LIST, field="items")
    if len(items) > MAX_ITEMS:
        return Refusal(Reason.TOO_MANY_ITEMS, field="items", facts={"most": MAX_ITEMS})
    for item in items:
        if len(item.strip()) > MAX_ITEM:
            return Refusal(
                Reason.ITEM_TOO_LONG, field="items", facts={"item": item[:MAX_ITEM], "most": MAX_ITEM}
            )
    repeated = next(
        (item for item in items if [name.strip() for name in items].count(item.strip()) > 1), None
    )
    return (
        None if repeated is None else Refusal(Reason.REPEATED_ITEM, field="items", facts={"item": repeated})
    )


def amount_below_held(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """A partial refund leaves something to each side."""
    assert isinstance(command, OpenRequest | Counter)
    return below_held(command.amount, order)


def claims_are_used(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Policy `dispute_entry`: with `immediate` there is no claim step."""
    return None if policy.dispute_entry == "claim" else Refusal(Reason.NO_CLAIMS_HERE)


class RequestRule(msgspec.Struct, frozen=True):
    """A kind of request. `carries`: what it needs beside a reason; `answerable`: the other party accepts or refuses it."""

    kind: RequestKind
    openers: tuple[Actor, ...]
    lives_in: frozenset[State]
    guards: tuple[Guard, ...] = ()
    wants: tuple[Guard, ...] = ()
    carries: tuple[str, ...] = ()
    answerable: bool = True


AT_WORK = frozenset({State.IN_PROGRESS})
UNFROZEN = OPEN - {State.DISPUTED}

REQUESTS: dict[RequestKind, RequestRule] = {
    rule.kind: rule
    for rule in (
        RequestRule(RequestKind.CANCELLATION, (Actor.BUYER,), AT_WORK, (not_late,), (required("reason"),)),
        RequestRule(RequestKind.LATER_DATE, PARTIES, AT_WORK, (named_by_buyer_when_late,),
                    (date_is_later, reason_from_seller), ("until",)),
        RequestRule(RequestKind.SUPPLEMENT, (Actor.SELLER,), AT_WORK | {State.REVISION_REFUSED},
                    wants=(option_is_sold, required("description"), price_and_days),
                    carries=("description", "price", "extra_days", "option")),
        RequestRule(RequestKind.MISSING_ELEMENTS, (Actor.SELLER,), AT_WORK, wants=(items_are_named,),
                    carries=("items",), answerable=False),
        RequestRule(RequestKind.REVISION_DETAILS, (Actor.SELLER,), frozenset({State.REVISION_REQUESTED}),
                    wants=(items_are_named,), carries=("items",), answerable=False),
        RequestRule(RequestKind.PARTIAL_REFUND, PARTIES, UNFROZEN - {State.PENDING},
                    wants=(amount_below_held, required("reason")), carries=("amount",)),
        RequestRule(RequestKind.CLAIM, PARTIES, UNFROZEN, (claims_are_used,), (required("reason"),),
                    answerable=False),
    )
}  # fmt: skip


def may_open(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """At most one open request of a kind; but the filer's new claim replaces the old, and the buyer's date answers."""
    assert isinstance(command, OpenRequest)
    standing = order.request(command.kind)
    if standing is None:
        return None
    mine = standing.by is role_of(order, command.by.id)
    if command.kind == RequestKind.CLAIM and not mine:
        return Refusal(Reason.MEDIATOR_FIRST)  # the other party is not told of a claim
    if command.kind == RequestKind.CLAIM:
        return Refusal(Reason.CLAIM_TAKEN) if standing.taken else None
    if command.kind == RequestKind.LATER_DATE and command.by.id == order.buyer:
        return None
    return Refusal(Reason.REQUEST_OPEN, facts={"kind": command.kind, "by": standing.by, "since": standing.at})


def no_request(order: Order, kind: RequestKind, asker: Actor | None) -> Refusal:
    """There is nothing to answer: the facts say how the last one of this kind ended, but not the other party's claim."""
    last = order.last_ended(kind)
    if last is not None and kind == RequestKind.CLAIM and last.by is not asker:
        last = None
    facts: Facts = {
        "kind": str(kind),
        "end": last.end if last else None,
        "ended_at": last.ended_at if last else None,
    }
    return Refusal(Reason.NO_OPEN_REQUEST, facts=facts)


def may_answer(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """The other party answers, once, what is still open."""
    kind = command.kind if isinstance(command, Answer) else RequestKind.PARTIAL_REFUND
    if kind == RequestKind.CLAIM:
        return Refusal(Reason.ANSWERED_BY_MEDIATOR)
    if not REQUESTS[kind].answerable:
        return Refusal(Reason.ANSWERED_BY_SUPPLYING)
    standing = order.request(kind)
    asker = role_of(order, command.by.id)
    if standing is None:
        return no_request(order, kind, asker)
    if standing.by is asker:
        return Refusal(Reason.OTHER_PARTY_ANSWERS)
    return None


def still_acceptable(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """What was proposed must still hold when it is accepted: the date ahead, the amount below what is held."""
    assert isinstance(command, Answer)
    standing = order.request(command.kind)
    assert standing is not None
    if standing.kind == RequestKind.LATER_DATE:
        return later(order, standing.until, now)
    return below_held(standing.amount, order) if standing.kind == RequestKind.PARTIAL_REFUND else None


def reason_for_refusal(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Who refuses a cancellation says why."""
    assert isinstance(command, Answer)
    needs = command.kind == RequestKind.CANCELLATION and command.reason is None
    return Refusal(Reason.EMPTY_TEXT, field="reason") if needs else None


def may_withdraw(order: Order, command: Command, now: datetime, policy: Policy) -> Refusal | None:
    """Who opened a request may withdraw it; a claim only until a mediator takes it."""
    assert isinstance(command, Answer)
    standing, asker = order.request(command.kind), role_of(order, command.by.id)
    if standing is None or (standing.kind == RequestKind.CLAIM and standing.by is not asker):
        return no_request(order, command.kind, asker)
    if standing.by is not asker:
        return Refusal(Reason.OPENER_WITHDRAWS)
    return Refusal(Reason.CLAIM_TAKEN) if standing.taken else None
