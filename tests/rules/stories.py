"""Every situation that an order can be in, each by the shortest way to it, under each policy."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from rules.agenda import agenda
from rules.order import Order
from rules.policy import Policy
from rules.words import Action, Actor, RequestKind
from tests.rules.play import (
    BUYER,
    CLAIM,
    COMEUP,
    CONFIRMED,
    DIRECT,
    EXACT,
    MEDIATOR,
    OPERATOR,
    SELLER,
    Play,
    later,
)

Kind = RequestKind
Story = Callable[[Policy], Play]

STORIES: dict[str, Story] = {
    "pending, brief missing": lambda p: Play(p),
    "pending, brief given": lambda p: Play(p).do(BUYER, Action.SUPPLY, item="logo", content="x"),
    "pending, item confirmed": lambda p: (
        Play(p)
        .do(BUYER, Action.SUPPLY, item="logo", content="x")
        .do(SELLER, Action.CONFIRM_ITEM, item="logo")
    ),
    "in progress": lambda p: Play(p).accepted(hours=1),
    "in progress, chased": lambda p: Play(p).accepted(hours=1).do(SELLER, Action.CHASE),
    "late": lambda p: Play(p).late(),
    "late by days": lambda p: Play(p).late().wait(days=3),
    "cancellation asked": lambda p: (
        Play(p, duration_days=5).accepted().with_request(BUYER, Kind.CANCELLATION, reason="changed my mind")
    ),
    "cancellation refused once": lambda p: (
        Play(p, duration_days=5)
        .accepted()
        .with_request(BUYER, Kind.CANCELLATION, reason="changed my mind")
        .do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="half done")
    ),
    "later date proposed": lambda p: (
        Play(p).accepted().with_request(SELLER, Kind.LATER_DATE, until=later(days=6), reason="ill")
    ),
    "later date agreed": lambda p: (
        Play(p)
        .accepted()
        .with_request(SELLER, Kind.LATER_DATE, until=later(days=6), reason="ill")
        .do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)
    ),
    "supplement proposed": lambda p: (
        Play(p, duration_days=9)
        .accepted()
        .with_request(SELLER, Kind.SUPPLEMENT, description="more", price=900, extra_days=2)
    ),
    "supplement accepted": lambda p: (
        Play(p)
        .accepted()
        .with_request(SELLER, Kind.SUPPLEMENT, description="more", price=900, extra_days=2)
        .do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    ),
    "elements missing": lambda p: (
        Play(p).accepted().with_request(SELLER, Kind.MISSING_ELEMENTS, items=("font", "colour"))
    ),
    "refund proposed": lambda p: (
        Play(p).accepted().with_request(BUYER, Kind.PARTIAL_REFUND, amount=1000, reason="half is missing")
    ),
    "refund agreed": lambda p: (
        Play(p)
        .accepted()
        .with_request(SELLER, Kind.PARTIAL_REFUND, amount=1000, reason="half is missing")
        .do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    ),
    "refund agreed, delivered": lambda p: (
        Play(p)
        .accepted()
        .with_request(SELLER, Kind.PARTIAL_REFUND, amount=1000, reason="half is missing")
        .do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
        .do(SELLER, Action.DELIVER, work=("x",), complete=True)
    ),
    "delivered": lambda p: Play(p).delivered(),
    "revision asked": lambda p: Play(p).asked(),
    "revision asked, details asked": lambda p: (
        Play(p).asked().with_request(SELLER, Kind.REVISION_DETAILS, items=("which blue",))
    ),
    "revision accepted": lambda p: Play(p).asked().do(SELLER, Action.ACCEPT_REVISION),
    "revision accepted, late at once": lambda p: (
        Play(p, duration_days=1).asked().wait(days=4).do(SELLER, Action.ACCEPT_REVISION)
    ),
    "revision refused": lambda p: Play(p).refused_revision(),
    "completed": lambda p: Play(p).delivered().do(BUYER, Action.CLOSE),
    "completed by silence": lambda p: Play(p).delivered().wait(days=8),
    "reviewed": lambda p: Play(p).delivered().do(BUYER, Action.CLOSE).do(BUYER, Action.REVIEW, stars=5),
    "cancelled": lambda p: Play(p).do(BUYER, Action.WITHDRAW),
    "lapsed": lambda p: Play(p).wait(days=2),
    "expired": lambda p: Play(p).accepted().wait(days=200),
    "voided": lambda p: Play(p).do(OPERATOR, Action.VOID, reason="test order"),
}

DISPUTES: dict[str, Story] = {
    "disputed": lambda p: Play(p).disputed(),
    "disputed by two refusals": lambda p: (
        STORIES["cancellation refused once"](p)
        .with_request(BUYER, Kind.CANCELLATION, reason="really")
        .do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="no")
    ),
    "case taken": lambda p: DISPUTES["disputed by two refusals"](p).do(MEDIATOR, Action.TAKE_CASE),
    "party asked": lambda p: DISPUTES["case taken"](p).do(
        MEDIATOR, Action.ASK_PARTY, to=Actor.BUYER, text="why"
    ),
    "restarted": lambda p: DISPUTES["case taken"](p).do(
        MEDIATOR, Action.DECIDE_RESTART, reason="go on", due_at=later(days=30)
    ),
}

CLAIMS: dict[str, Story] = {
    "claim open": lambda p: Play(p).delivered().with_request(BUYER, Kind.CLAIM, reason="broken"),
    "claim taken": lambda p: CLAIMS["claim open"](p).do(MEDIATOR, Action.TAKE_CASE),
    "claim rejected": lambda p: CLAIMS["claim open"](p).do(MEDIATOR, Action.REJECT_CLAIM, reason="no ground"),
    "claim admitted": lambda p: CLAIMS["claim open"](p).do(MEDIATOR, Action.ADMIT_CLAIM, reason="let us see"),
}


def situations() -> Iterator[tuple[str, Play]]:
    """Every story under every policy in which it can happen."""
    for policy in (COMEUP, DIRECT, CLAIM, CONFIRMED, EXACT):
        stories = dict(STORIES)
        stories |= CLAIMS if policy is CLAIM else {}
        for name, story in stories.items():
            yield f"{policy.name}: {name}", story(policy)
        if policy is CLAIM:
            yield "comeup_claim: disputed by two refusals", DISPUTES["disputed by two refusals"](policy)
            continue
        for name, story in DISPUTES.items():
            yield f"{policy.name}: {name}", story(policy)


def boundaries(order: Order, now: datetime, policy: Policy) -> tuple[datetime, ...]:
    """One second before, at and after each moment that concerns the order from now on, and now itself."""
    dates = {one.at for one in agenda(order, policy)}
    ends = (order.due_at, order.chat_until, order.review_by, order.answer_by)
    dates |= {at for at in ends if at is not None}
    if order.chased_at is not None:
        dates.add(order.chased_at + timedelta(days=1))
    second = timedelta(seconds=1)
    around = {date + step for date in dates for step in (-second, timedelta(0), second)}
    return tuple(sorted({now, *(date for date in around if date >= now)}))
