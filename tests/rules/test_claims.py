"""A claim holds back what would pay or end the order, and every door leads to it (section 4)."""

from datetime import timedelta

from rules.notices import Notice
from rules.words import Action, RequestKind, State
from tests.rules.play import BUYER, CLAIM, MEDIATOR, SELLER, Play

SECOND = timedelta(seconds=1)
Kind = RequestKind


def test_a_withdrawn_claim_does_not_shorten_the_day_that_the_answer_before_it_gave() -> None:
    play = Play(CLAIM).delivered().with_request(BUYER, Kind.CLAIM, reason="broken").wait(days=10)
    play.do(MEDIATOR, Action.REJECT_CLAIM, reason="no ground")
    answered = play.now
    play.wait(hours=1).with_request(BUYER, Kind.CLAIM, reason="still broken")
    play.with_request(BUYER, Kind.CLAIM, reason="still broken, look")
    play.wait(hours=1).do(BUYER, Action.WITHDRAW_REQUEST, kind=Kind.CLAIM)
    assert play.until(answered + timedelta(hours=24) - SECOND).order.state is State.DELIVERED
    assert play.until(answered + timedelta(hours=24)).order.state is State.COMPLETED


def last(play: Play, id: str) -> Notice:
    return next(notice for notice in reversed(play.told) if notice.id == id)


def test_where_claims_come_first_no_message_leads_to_a_dispute() -> None:
    play = Play(CLAIM).refused_revision()
    assert last(play, "refuse_revision").buttons == ("close", "request:claim")
    play.with_request(SELLER, Kind.PARTIAL_REFUND, amount=9, reason="x")
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND)
    assert last(play, "accept_request:partial_refund").buttons == ("request:claim",)
    assert last(Play().refused_revision(), "refuse_revision").buttons == ("close", "open_dispute")
