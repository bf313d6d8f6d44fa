"""Section 4, kind by kind: who opens a request, where it lives, how it ends, what its answer does."""

from datetime import timedelta

import pytest

from rules.policy import Policy
from rules.words import Action, Actor, Reason, RequestKind, State
from tests.rules.play import (
    BUYER,
    CLAIM,
    COMEUP,
    CONFIRMED,
    DIRECT,
    MEDIATOR,
    OPERATOR,
    SELLER,
    Play,
    later,
)

Kind = RequestKind
SECOND = timedelta(seconds=1)
SUPPLEMENT = {"kind": Kind.SUPPLEMENT, "description": "poster", "price": 900, "extra_days": 2}
REFUND = {"kind": Kind.PARTIAL_REFUND, "amount": 1000, "reason": "half is missing"}


def open_kinds(play: Play) -> set[str]:
    return {request.kind for request in play.order.requests}


def test_an_accepted_cancellation_refunds_everything() -> None:
    play = Play().accepted().with_request(BUYER, Kind.CANCELLATION, reason="no need any more")
    play.do(SELLER, Action.ACCEPT_REQUEST, kind=Kind.CANCELLATION)
    assert (play.order.state, play.order.to_buyer) == (State.CANCELLED, 5000)


def test_a_refused_cancellation_needs_a_reason_and_the_second_opens_a_dispute() -> None:
    play = Play().accepted().with_request(BUYER, Kind.CANCELLATION, reason="no need")
    refused = play.no(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION)
    assert (refused.reason, refused.field) == (Reason.EMPTY_TEXT, "reason")
    play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="half done")
    assert play.order.state is State.IN_PROGRESS
    play.with_request(BUYER, Kind.CANCELLATION, reason="really")
    play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="still no")
    assert (play.order.state, play.events[-1].actor) == (State.DISPUTED, Actor.CLOCK)


def test_refused_cancellations_count_over_the_whole_life_of_an_order() -> None:
    play = Play().accepted().with_request(BUYER, Kind.CANCELLATION, reason="no need")
    play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="half done")
    play.do(SELLER, Action.DELIVER, work=("x",), complete=True)
    play.do(BUYER, Action.REQUEST_REVISION, changes=("bluer",)).do(SELLER, Action.ACCEPT_REVISION)
    play.with_request(BUYER, Kind.CANCELLATION, reason="really")
    play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="no")
    assert play.order.state is State.DISPUTED


def test_the_second_refusal_disputes_also_where_claims_come_first() -> None:
    play = Play(CLAIM).accepted()
    for _ in range(2):
        play.with_request(BUYER, Kind.CANCELLATION, reason="no need")
        play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="no")
    assert play.order.state is State.DISPUTED


def test_silence_on_a_cancellation_opens_the_buyers_door_after_48_hours() -> None:
    play = Play(duration_days=9).accepted().with_request(BUYER, Kind.CANCELLATION, reason="no need")
    opens_at = play.now + timedelta(hours=48)
    refusal = play.until(opens_at - SECOND).no(BUYER, Action.OPEN_DISPUTE, reason="silence")
    assert (refusal.reason, refusal.opens_at) == (Reason.STILL_TIME_TO_ANSWER, opens_at)
    play.until(opens_at)
    assert play.no(SELLER, Action.OPEN_DISPUTE, reason="me too").reason is Reason.NO_DISPUTE_DOOR
    play.do(BUYER, Action.OPEN_DISPUTE, reason="silence")
    assert play.order.state is State.DISPUTED


def test_a_late_answer_shuts_that_door() -> None:
    play = (
        Play(duration_days=9)
        .accepted()
        .with_request(BUYER, Kind.CANCELLATION, reason="no need")
        .wait(hours=49)
    )
    play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason="half done")
    assert play.no(BUYER, Action.OPEN_DISPUTE, reason="x").reason is Reason.NO_DISPUTE_DOOR


def test_a_late_order_is_cancelled_not_asked_for() -> None:
    play = Play().late()
    assert (
        play.no(BUYER, Action.REQUEST, kind=Kind.CANCELLATION, reason="late").reason
        is Reason.LATE_CANCEL_ALONE
    )


def test_a_cancellation_asked_in_time_may_be_answered_when_late_and_does_not_bar_cancelling_alone() -> None:
    play = (
        Play(duration_days=1).accepted().with_request(BUYER, Kind.CANCELLATION, reason="no need").wait(days=2)
    )
    assert open_kinds(play) == {"cancellation"}
    play.do(BUYER, Action.CANCEL_LATE)
    assert play.order.state is State.CANCELLED


def test_a_later_date_leaves_deadline_and_right_alone() -> None:
    play = Play().accepted()
    due_at, until = play.order.due_at, later(days=8)
    play.with_request(SELLER, Kind.LATER_DATE, until=until, reason="ill")
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)
    assert (play.order.due_at, play.order.agreed_until) == (due_at, until)
    play.until(later(days=5)).do(BUYER, Action.CANCEL_LATE)


@pytest.mark.parametrize(
    ("days", "reason"), [(-1, Reason.DATE_NOT_AFTER_DUE), (1, Reason.DATE_NOT_AFTER_DUE)]
)
def test_a_later_date_lies_after_the_deadline(days: int, reason: Reason) -> None:
    refusal = (
        Play()
        .accepted()
        .no(SELLER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=days), reason="ill")
    )
    assert (refusal.reason, refusal.field) == (reason, "until")


def test_a_later_date_lies_in_the_future_also_when_it_is_accepted() -> None:
    play = (
        Play()
        .accepted()
        .with_request(SELLER, Kind.LATER_DATE, until=later(days=5), reason="ill")
        .wait(days=6)
    )
    assert play.no(SELLER, Action.REQUEST, kind=Kind.LATER_DATE, until=play.now, reason="x").reason in (
        Reason.REQUEST_OPEN,
        Reason.DATE_PAST,
    )
    assert play.no(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE).reason is Reason.DATE_PAST


def test_the_seller_says_why_and_the_buyer_need_not() -> None:
    play = Play().accepted()
    assert play.no(SELLER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=8)).field == "reason"
    refusal = play.no(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=8))
    assert (refusal.reason, refusal.opens_at) == (Reason.NOT_LATE_YET, play.order.due_at)
    play = Play().late().do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=8))
    assert play.order.agreed_until == later(days=8)


def test_the_buyers_own_date_answers_the_sellers_proposal() -> None:
    play = Play().late().with_request(SELLER, Kind.LATER_DATE, until=later(days=9), reason="ill")
    play.do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=7))
    assert (open_kinds(play), play.order.agreed_until) == (set(), later(days=7))


def test_a_promise_ends_with_its_stage() -> None:
    play = Play().late().do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=8))
    assert play.do(SELLER, Action.DELIVER, work=("x",), complete=True).order.agreed_until is None


def test_a_promise_ends_when_a_new_deadline_reaches_it() -> None:
    play = Play().accepted().with_request(SELLER, Kind.LATER_DATE, until=later(days=5), reason="ill")
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE)
    play.do(SELLER, Action.REQUEST, **{**SUPPLEMENT, "extra_days": 9})
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert play.order.agreed_until is None


def test_an_accepted_supplement_grows_price_deadline_and_duration() -> None:
    play = Play().accepted()
    due_at = play.order.due_at
    assert due_at is not None
    play.do(SELLER, Action.REQUEST, **SUPPLEMENT).do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    order = play.order
    assert (order.total, order.held, order.duration_days) == (5900, 5900, 5)
    assert order.due_at == due_at + timedelta(days=2)


def test_a_supplement_brings_a_refused_revision_back_to_work_with_a_day_at_least() -> None:
    play = Play().refused_revision().do(SELLER, Action.REQUEST, **{**SUPPLEMENT, "extra_days": 0})
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert play.order.state is State.IN_PROGRESS
    assert play.order.due_at is not None
    assert timedelta(hours=24) < play.order.due_at - play.now < timedelta(hours=48)


def test_a_supplement_lapses_after_a_week_and_the_seller_may_withdraw_it() -> None:
    play = Play(duration_days=20).accepted().do(SELLER, Action.REQUEST, **SUPPLEMENT)
    assert open_kinds(play.wait(days=7)) == set()
    play.do(SELLER, Action.REQUEST, **SUPPLEMENT)
    assert play.no(BUYER, Action.WITHDRAW_REQUEST, kind=Kind.SUPPLEMENT).reason is Reason.OPENER_WITHDRAWS
    assert open_kinds(play.do(SELLER, Action.WITHDRAW_REQUEST, kind=Kind.SUPPLEMENT)) == set()


@pytest.mark.parametrize(
    ("wrong", "field"), [({"price": 0}, "price"), ({"price": -5}, "price"), ({"extra_days": -1}, "extra_days"),
                         ({"extra_days": 10_000}, "extra_days"), ({"description": " "}, "description"),
                         ({"description": None}, "description"), ({"price": None}, "price")],
)  # fmt: skip
def test_a_supplement_costs_something_and_takes_no_time_away(wrong: dict, field: str) -> None:
    assert Play().accepted().no(SELLER, Action.REQUEST, **{**SUPPLEMENT, **wrong}).field == field


def test_where_payment_is_confirmed_a_supplement_counts_only_then() -> None:
    play = Play(CONFIRMED).accepted().do(SELLER, Action.REQUEST, **SUPPLEMENT)
    due_at = play.order.due_at
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert (play.order.total, play.order.due_at) == (5000, due_at)
    play.do(OPERATOR, Action.CONFIRM_PAYMENT, reason="paid")
    assert (play.order.total, play.order.duration_days) == (5900, 5)
    assert play.no(OPERATOR, Action.CONFIRM_PAYMENT, reason="paid").reason is Reason.NO_PAYMENT_DUE


def test_missing_elements_stop_no_clock_and_end_when_all_are_there() -> None:
    play = Play().accepted()
    due_at = play.order.due_at
    play.with_request(SELLER, Kind.MISSING_ELEMENTS, items=("font", "colour"))
    play.do(BUYER, Action.SUPPLY, item="font", content="Arial")
    assert play.order.request(Kind.MISSING_ELEMENTS).missing == ("colour",)  # type: ignore[union-attr]
    assert play.do(BUYER, Action.SUPPLY, item="colour", content="blue").order.requests == ()
    assert play.order.due_at == due_at


def test_a_complete_delivery_ends_the_list_of_missing_elements() -> None:
    play = Play().accepted().with_request(SELLER, Kind.MISSING_ELEMENTS, items=("font",))
    assert open_kinds(play.do(SELLER, Action.DELIVER, work=("x",), complete=True)) == set()


@pytest.mark.parametrize(
    ("items", "reason"),
    [((), Reason.EMPTY_LIST), (("a", "a "), Reason.REPEATED_ITEM), (("x" * 151,), Reason.ITEM_TOO_LONG),
     (tuple(f"{n}" for n in range(200)), Reason.TOO_MANY_ITEMS), (("a", ""), Reason.EMPTY_TEXT)],
)  # fmt: skip
def test_elements_are_named_once_each_and_shortly(items: tuple[str, ...], reason: Reason) -> None:
    assert (
        Play().accepted().no(SELLER, Action.REQUEST, kind=Kind.MISSING_ELEMENTS, items=items).reason is reason
    )


def test_asking_for_details_is_no_answer_and_ends_with_one() -> None:
    play = Play().asked()
    answer_by = play.order.answer_by
    play.with_request(SELLER, Kind.REVISION_DETAILS, items=("which blue",))
    assert play.order.answer_by == answer_by
    assert open_kinds(play.do(SELLER, Action.ACCEPT_REVISION)) == set()


@pytest.mark.parametrize("policy", [COMEUP, DIRECT])
def test_a_partial_refund_is_agreed_or_paid_as_the_policy_says(policy: Policy) -> None:
    play = Play(policy).delivered().do(BUYER, Action.REQUEST, **REFUND)
    play.do(SELLER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    direct = policy is DIRECT
    assert play.order.to_buyer == (1000 if direct else 0)
    assert (play.order.agreement is None) == direct
    play.do(BUYER, Action.CLOSE)
    assert play.order.to_seller == (4000 if direct else 5000)


@pytest.mark.parametrize("who", [SELLER, BUYER])
def test_an_agreed_refund_lets_either_party_open_the_dispute_that_pays_it(who: object) -> None:
    play = Play().delivered().do(BUYER, Action.REQUEST, **REFUND)
    play.do(SELLER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    play.do(who, Action.OPEN_DISPUTE, reason="to pay it out")  # type: ignore[arg-type]
    assert play.order.agreement is not None
    assert play.order.agreement.amount == 1000
    play.do(MEDIATOR, Action.DECIDE_SPLIT, amount=1000, reason="as agreed")
    assert (play.order.to_buyer, play.order.to_seller) == (1000, 4000)


def test_a_counter_is_the_new_request_from_the_other_side() -> None:
    play = Play().delivered().do(BUYER, Action.REQUEST, **REFUND)
    play.do(SELLER, Action.COUNTER, amount=500, reason="less")
    request = play.order.request(Kind.PARTIAL_REFUND)
    assert request is not None
    assert (request.by, request.amount) == (Actor.SELLER, 500)
    assert (
        play.no(SELLER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND).reason is Reason.OTHER_PARTY_ANSWERS
    )
    assert play.no(BUYER, Action.WITHDRAW_REQUEST, kind=Kind.PARTIAL_REFUND).reason is Reason.OPENER_WITHDRAWS
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    assert play.order.agreement is not None
    assert play.order.agreement.amount == 500


@pytest.mark.parametrize("amount", [0, -1, 5000, 5001])
def test_a_partial_refund_is_less_than_what_is_held(amount: int) -> None:
    assert Play().accepted().no(BUYER, Action.REQUEST, **{**REFUND, "amount": amount}).field == "amount"


def test_a_claim_freezes_nothing_and_becomes_a_dispute_when_admitted() -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, Kind.CLAIM, reason="broken")
    assert play.order.state is State.DELIVERED
    play.do(MEDIATOR, Action.ADMIT_CLAIM, reason="let us see")
    assert (play.order.state, play.order.mediator) == (State.DISPUTED, "mediator")


def test_where_claims_come_first_no_dispute_is_opened_by_hand() -> None:
    play = Play(CLAIM).refused_revision()
    assert play.no(BUYER, Action.OPEN_DISPUTE, reason="x").reason is Reason.CLAIM_FIRST
    assert (
        Play().accepted().no(BUYER, Action.REQUEST, kind=Kind.CLAIM, reason="x").reason
        is Reason.NO_CLAIMS_HERE
    )


def test_an_open_claim_holds_back_payment_and_expiry_until_a_day_after_its_answer() -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, Kind.CLAIM, reason="broken").wait(days=10)
    assert play.order.state is State.DELIVERED
    play.do(MEDIATOR, Action.REJECT_CLAIM, reason="no ground")
    answered = play.now
    assert play.until(answered + timedelta(hours=24) - SECOND).order.state is State.DELIVERED
    assert play.until(answered + timedelta(hours=24)).order.state is State.COMPLETED


def test_a_withdrawn_claim_holds_nothing_back() -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, Kind.CLAIM, reason="broken").wait(days=10)
    play.do(BUYER, Action.WITHDRAW_REQUEST, kind=Kind.CLAIM)
    assert play.order.state is State.COMPLETED


def test_a_filer_replaces_their_claim_until_a_mediator_takes_it() -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, Kind.CLAIM, reason="broken")
    play.with_request(BUYER, Kind.CLAIM, reason="broken, and late")
    assert play.no(SELLER, Action.REQUEST, kind=Kind.CLAIM, reason="me").reason is Reason.MEDIATOR_FIRST
    play.do(MEDIATOR, Action.TAKE_CASE)
    assert play.no(BUYER, Action.REQUEST, kind=Kind.CLAIM, reason="again").reason is Reason.CLAIM_TAKEN
    assert play.no(BUYER, Action.WITHDRAW_REQUEST, kind=Kind.CLAIM).reason is Reason.CLAIM_TAKEN


def test_a_rejected_claim_is_told_to_its_filer_alone() -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, Kind.CLAIM, reason="broken")
    play.told.clear()
    play.do(MEDIATOR, Action.REJECT_CLAIM, reason="no ground")
    assert [(notice.to, notice.id) for notice in play.told] == [(Actor.BUYER, "reject_claim")]


def test_a_dispute_ends_every_request_but_the_agreement() -> None:
    play = Play().delivered().do(BUYER, Action.REQUEST, **REFUND)
    play.do(SELLER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND).do(BUYER, Action.REQUEST, **REFUND)
    play.do(BUYER, Action.OPEN_DISPUTE, reason="pay")
    assert (play.order.requests, play.order.agreement is not None) == ((), True)


def test_an_answer_after_the_end_says_how_it_ended() -> None:
    play = Play().accepted().do(SELLER, Action.REQUEST, **SUPPLEMENT)
    play.do(SELLER, Action.WITHDRAW_REQUEST, kind=Kind.SUPPLEMENT)
    refusal = play.no(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert (refusal.reason, refusal.facts["end"]) == (Reason.NO_OPEN_REQUEST, "withdrawn")
