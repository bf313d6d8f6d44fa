"""What a case file tells apart: what each side asks for, what came late, which papers there are."""

from rules import events as did
from rules.casework import asked_for, chosen, evidence, late_deliveries, overdue, was_case
from rules.words import Action, Actor, RequestKind
from tests.rules.play import BUYER, CLAIM, SELLER, Play

Kind = RequestKind


def overdue_now(play: Play) -> bool:
    return overdue(play.events, play.order.due_at, play.now)


def test_each_sides_last_word_is_what_it_asks_for() -> None:
    play = Play(duration_days=9).accepted()
    for reason, answer in (("changed my mind", "half done"), ("really", "nearly done")):
        play.do(BUYER, Action.REQUEST, kind=Kind.CANCELLATION, reason=reason)
        play.do(SELLER, Action.REFUSE_REQUEST, kind=Kind.CANCELLATION, reason=answer)
    asked, refused, opened = asked_for(play.events)
    assert isinstance(asked, did.RequestOpened) and asked.reason == "really"
    assert isinstance(refused, did.RequestEnded) and refused.reason == "nearly done"
    assert isinstance(opened, did.DisputeOpened) and opened.actor is Actor.CLOCK


def test_a_refused_revision_is_asked_for_by_one_and_refused_by_the_other() -> None:
    play = Play().refused_revision().do(BUYER, Action.OPEN_DISPUTE, reason="It was agreed")
    kinds = [type(event) for event in asked_for(play.events)]
    assert kinds == [did.RevisionRequested, did.RevisionRefused, did.DisputeOpened]


def test_what_is_no_wish_is_not_among_them() -> None:
    play = Play(duration_days=9).accepted().with_request(SELLER, Kind.MISSING_ELEMENTS, items=("a logo",))
    assert asked_for(play.events) == []


def test_a_claim_that_was_withdrawn_is_asked_for_by_its_filer_alone() -> None:
    play = Play(CLAIM).accepted().with_request(BUYER, Kind.CLAIM, reason="no news")
    play.do(BUYER, Action.WITHDRAW_REQUEST, kind=Kind.CLAIM)
    assert [event.actor for event in asked_for(play.events)] == [Actor.BUYER]


def test_it_was_a_case_once_a_dispute_or_a_claim_was_opened() -> None:
    assert not was_case(Play().delivered().events)
    assert was_case(Play().disputed().events)
    assert was_case(Play(CLAIM).accepted().with_request(BUYER, Kind.CLAIM, reason="no news").events)


def test_a_delivery_after_the_contractual_deadline_came_late() -> None:
    assert late_deliveries(Play().delivered().events) == 0
    play = Play().late()
    assert overdue_now(play)
    play.do(SELLER, Action.DELIVER, work=("all of it",), complete=True)
    assert late_deliveries(play.events) == 1
    assert not overdue_now(play)


def test_work_that_began_again_may_be_overdue_again() -> None:
    play = Play().asked()
    assert not overdue_now(play)
    play.do(SELLER, Action.ACCEPT_REVISION)
    assert not overdue_now(play)
    play.wait(days=30)
    assert overdue_now(play)


def test_extra_work_after_a_refused_revision_may_be_overdue_too() -> None:
    play = Play().refused_revision()
    play.with_request(SELLER, Kind.SUPPLEMENT, description="more", price=900, extra_days=2)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert not overdue_now(play)
    play.wait(days=30)
    assert overdue_now(play)


def test_an_order_that_was_never_accepted_is_not_overdue() -> None:
    assert not overdue_now(Play())
    assert chosen(Play().events, (did.Delivered,)) == []
    assert evidence(Play().events) == []
