"""A snooze puts off the reminder that its person got, and nothing else (sections 7 and 10)."""

from datetime import timedelta

from msgspec.structs import replace

from rules.agenda import nudges
from rules.events import NudgeSnoozed
from rules.order import Snooze
from rules.words import Action, Actor, Nudge, Reason, RequestKind
from tests.rules.play import BUYER, COMEUP, MEDIATOR, OPERATOR, SELLER, Play

Kind = RequestKind


def told(play: Play, to: Actor) -> list[str]:
    return [notice.id for notice in play.told if notice.to is to]


def test_a_snooze_does_not_carry_a_nearer_promise_past_its_date() -> None:
    play = Play().late()
    far, near = play.now + timedelta(days=6), play.now + timedelta(days=5, hours=12)
    play.do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=far)
    play.until(far - timedelta(hours=24))
    play.do(SELLER, Action.SNOOZE, nudge=Nudge.PROMISE_DUE, until=far)
    play.do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=near)
    play.told.clear()
    assert "promise_due" in told(play.until(near), Actor.SELLER)


def test_a_moment_is_never_moved_past_what_it_announces_itself() -> None:
    play = Play(duration_days=9).accepted()
    due_at = play.order.due_at
    assert due_at is not None
    late = Snooze(nudge=Nudge.DUE_SOON, to=Actor.SELLER, until=due_at + timedelta(hours=1))
    moments = nudges(replace(play.order, snoozes=(late,)), COMEUP)
    assert all(one.at <= one.announces for one in moments if one.announces is not None)


def test_a_new_deadline_waits_for_no_snooze_of_the_old_one() -> None:
    play = Play().late().wait(days=1)
    play.do(SELLER, Action.SNOOZE, nudge=Nudge.STILL_LATE, until=play.now + timedelta(days=60))
    play.with_request(SELLER, Kind.SUPPLEMENT, description="more", price=1, extra_days=5)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    due_at = play.order.due_at
    assert due_at is not None
    play.told.clear()
    assert "still_late" in told(play.until(due_at + timedelta(days=1)), Actor.SELLER)


def test_a_snooze_ends_with_the_request_that_it_was_about() -> None:
    play = Play(duration_days=30).accepted()
    offer = {"kind": Kind.PARTIAL_REFUND, "amount": 500, "reason": "half"}
    play.do(SELLER, Action.REQUEST, **offer).wait(hours=24)
    play.do(BUYER, Action.SNOOZE, nudge=Nudge.REFUND_OPEN, until=play.now + timedelta(days=9))
    play.do(BUYER, Action.REFUSE_REQUEST, kind=Kind.PARTIAL_REFUND)
    play.do(SELLER, Action.REQUEST, **offer)
    play.told.clear()
    assert "refund_open" in told(play.wait(hours=24), Actor.BUYER)


def test_a_reminder_of_an_answered_request_is_over_and_cannot_be_put_off() -> None:
    play = Play(duration_days=30).accepted()
    play.with_request(SELLER, Kind.PARTIAL_REFUND, amount=500, reason="half").wait(hours=24)
    play.do(BUYER, Action.REFUSE_REQUEST, kind=Kind.PARTIAL_REFUND)
    refusal = play.no(BUYER, Action.SNOOZE, until=play.now + timedelta(hours=1))
    assert refusal.reason is Reason.NOTHING_TO_SNOOZE


def test_who_takes_an_order_over_does_not_inherit_what_was_put_off() -> None:
    play = Play(duration_days=9).accepted()
    due_at = play.order.due_at
    assert due_at is not None
    play.until(due_at - timedelta(hours=48)).do(SELLER, Action.SNOOZE, until=due_at)
    play.do(OPERATOR, Action.CHANGE_PARTY, role=Actor.SELLER, person="heir", reason="sold")
    play.told.clear()
    assert "due_soon" in told(play.until(due_at - timedelta(hours=24)), Actor.SELLER)


def test_a_mediator_who_is_a_party_puts_off_only_their_own_reminders() -> None:
    play = Play().disputed().wait(hours=25)
    both = replace(SELLER, mediator=True)
    refusal = play.no(both, Action.SNOOZE, until=play.now + timedelta(hours=1))
    assert refusal.reason is Reason.NOTHING_TO_SNOOZE
    play.do(MEDIATOR, Action.SNOOZE, until=play.now + timedelta(hours=1))
    assert isinstance(play.events[-1], NudgeSnoozed)
