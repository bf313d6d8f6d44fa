"""Odd but possible input: a refusal, never an exception, and nothing that a request's kind does not carry."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.options import as_role, options
from rules.words import Action, Actor, Nudge, Reason, RequestKind, State
from tests.rules.play import BUYER, COMEUP, CONFIRMED, DIRECT, MEDIATOR, OPERATOR, SELLER, Play

Kind = RequestKind
END_OF_TIME = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ROLES = (Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, Actor.OPERATOR)


def all_options(play: Play) -> None:
    for role in ROLES:
        options(play.order, as_role(play.order, role), play.now, play.policy)


def test_a_deadline_at_the_end_of_time_is_no_deadline() -> None:
    refusal = Play().disputed().no(MEDIATOR, Action.DECIDE_RESTART, due_at=END_OF_TIME, reason="rest")
    assert (refusal.reason, refusal.field) == (Reason.DATE_TOO_FAR, "due_at")


def test_a_promise_for_the_end_of_time_is_no_promise() -> None:
    refusal = (
        Play().accepted().no(SELLER, Action.REQUEST, kind=Kind.LATER_DATE, until=END_OF_TIME, reason="ill")
    )
    assert (refusal.reason, refusal.field) == (Reason.DATE_TOO_FAR, "until")


def test_a_reminder_that_announces_nothing_is_not_put_off_for_ever() -> None:
    play = Play().late().wait(days=1)
    refusal = play.no(SELLER, Action.SNOOZE, nudge=Nudge.STILL_LATE, until=END_OF_TIME)
    assert refusal.reason is Reason.DATE_TOO_FAR


def test_the_furthest_date_is_said_and_holds() -> None:
    play = Play().disputed()
    furthest = play.no(MEDIATOR, Action.DECIDE_RESTART, due_at=END_OF_TIME, reason="rest").facts["date"]
    assert isinstance(furthest, datetime)
    play.do(MEDIATOR, Action.DECIDE_RESTART, due_at=furthest, reason="rest")
    all_options(play)


@pytest.mark.parametrize("policy", [COMEUP, CONFIRMED])
def test_extra_days_that_come_again_and_again_end_before_the_calendar_does(policy: object) -> None:
    play = Play(policy).accepted()  # type: ignore[arg-type]
    offer = {"kind": Kind.SUPPLEMENT, "description": "more", "price": 1}
    for _ in range(9):
        play.do(SELLER, Action.REQUEST, extra_days=3650, **offer)
        play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    refusal = play.no(SELLER, Action.REQUEST, extra_days=3650, **offer)
    assert (refusal.reason, refusal.facts["most"]) == (Reason.DAYS_TOO_MANY, 3647)
    play.do(SELLER, Action.REQUEST, extra_days=3647, **offer)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert options(play.order, SELLER, play.now, play.policy)["request:supplement"].open
    all_options(play)


def test_a_request_holds_only_what_its_kind_carries() -> None:
    play = Play(duration_days=9).accepted()
    stray = {"items": ("font",), "amount": 1, "price": 1, "extra_days": 1, "until": END_OF_TIME}
    play.with_request(BUYER, Kind.CANCELLATION, reason="no need", **stray)
    request = play.order.request(Kind.CANCELLATION)
    assert request is not None
    assert (request.missing, request.amount, request.until) == ((), None, None)
    assert play.no(BUYER, Action.SUPPLY, item="font", content="x").reason is Reason.UNKNOWN_ITEM


def test_two_equal_supplements_accepted_at_one_instant_both_count() -> None:
    play = Play(CONFIRMED).accepted()
    for _ in range(2):
        play.with_request(SELLER, Kind.SUPPLEMENT, description="more", price=900, extra_days=0)
        play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    for _ in range(2):
        play.do(OPERATOR, Action.CONFIRM_PAYMENT, reason="seen")
    assert play.order.total == 6800


def test_the_seller_reminds_once_in_24_hours_also_across_stages() -> None:
    play = Play().do(SELLER, Action.CHASE)
    chased = play.now
    play.accepted(hours=1)
    assert play.no(SELLER, Action.CHASE).opens_at == chased + timedelta(hours=24)


def test_a_refund_that_is_paid_leaves_no_older_agreement_to_carry_out() -> None:
    refund = {"kind": Kind.PARTIAL_REFUND, "reason": "half"}
    play = Play().accepted().do(SELLER, Action.REQUEST, amount=4000, **refund)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    play.policy = DIRECT
    play.do(SELLER, Action.REQUEST, amount=2000, **refund)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    assert (play.order.to_buyer, play.order.agreement) == (2000, None)


def test_a_price_of_one_has_nothing_to_share() -> None:
    play = Play(price=1).disputed()
    assert not options(play.order, MEDIATOR, play.now, play.policy)["decide_split"].open
    play.do(MEDIATOR, Action.DECIDE_PAY, reason="fair")
    assert (play.order.state, play.order.to_seller) == (State.COMPLETED, 1)


def test_what_is_compulsory_is_not_left_out() -> None:
    for action, carries, field in (
        (Action.CANCEL_WITH_REASON, {"reason": None}, "reason"),
        (Action.DELIVER, {"work": None, "complete": True}, "work"),
        (Action.PROGRESS, {"text": None}, "text"),
    ):
        assert Play().accepted().no(SELLER, action, **carries).field == field
    refusal = Play().disputed().no(MEDIATOR, Action.DECIDE_RESTART, due_at=None, reason="rest")
    assert (refusal.reason, refusal.field) == (Reason.EMPTY_TEXT, "due_at")


def test_a_request_without_what_its_kind_needs_is_refused_in_its_field() -> None:
    play = Play().accepted()
    later_date = play.no(SELLER, Action.REQUEST, kind=Kind.LATER_DATE, reason="ill")
    assert (later_date.reason, later_date.field) == (Reason.EMPTY_TEXT, "until")
    elements = play.no(SELLER, Action.REQUEST, kind=Kind.MISSING_ELEMENTS)
    assert (elements.reason, elements.field) == (Reason.EMPTY_LIST, "items")


def test_missing_elements_are_answered_by_supplying_them() -> None:
    play = Play().accepted().with_request(SELLER, Kind.MISSING_ELEMENTS, items=("font",))
    refusal = play.no(BUYER, Action.ACCEPT_REQUEST, kind=Kind.MISSING_ELEMENTS)
    assert refusal.reason is Reason.ANSWERED_BY_SUPPLYING
