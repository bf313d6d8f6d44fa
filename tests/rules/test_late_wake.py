"""What a worker that was away does: everything once, in order, and nothing that is untrue by now (section 2, rule 14)."""

from datetime import timedelta

from msgspec.structs import replace

from rules.agenda import agenda
from rules.clock import owed, switched
from rules.events import Nudged, PolicySwitched
from rules.evolve import evolve, fold
from rules.words import Action, Actor, Nudge, RequestKind, State
from tests.rules.play import BUYER, COMEUP, MEDIATOR, SELLER, Play

SECOND = timedelta(seconds=1)


def test_what_a_later_timeout_of_the_same_wake_makes_untrue_is_not_told() -> None:
    play = Play().delivered()
    assert play.order.check_by is not None
    play.until(play.order.check_by - timedelta(hours=30))
    play.with_request(BUYER, RequestKind.PARTIAL_REFUND, amount=500, reason="half")
    found = list(owed(play.order, play.now + timedelta(days=3), COMEUP))
    assert fold(play.order, found).state is State.COMPLETED
    recalled = [one.sent for one in found if isinstance(one, Nudged) and one.nudge is Nudge.REFUND_OPEN]
    assert recalled == [False]


def test_what_stays_true_after_a_timeout_of_the_same_wake_is_told() -> None:
    play = Play(duration_days=5).accepted()
    play.with_request(SELLER, RequestKind.SUPPLEMENT, description="more", price=1, extra_days=1)
    found = list(owed(play.order, play.now + timedelta(days=8), COMEUP))
    assert fold(play.order, found).requests == ()
    told = {one.nudge for one in found if isinstance(one, Nudged) and one.sent}
    assert {Nudge.NOW_LATE_SELLER, Nudge.NOW_LATE_BUYER, Nudge.STILL_LATE} == told


def test_a_reminder_that_came_due_during_a_freeze_does_not_come_after_it() -> None:
    play = Play(duration_days=9).accepted()
    play.with_request(SELLER, RequestKind.PARTIAL_REFUND, amount=500, reason="half")
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)
    play.do(BUYER, Action.OPEN_DISPUTE, reason="pay it").do(MEDIATOR, Action.TAKE_CASE).wait(hours=30)
    due_at = play.now + timedelta(days=9)
    play.told.clear()
    play.do(MEDIATOR, Action.DECIDE_RESTART, reason="go on", due_at=due_at)
    assert "refund_agreed" not in [notice.id for notice in play.told]
    assert [event.at for event in play.events] == sorted(event.at for event in play.events)


def test_a_switch_of_policy_says_nothing_twice() -> None:
    play = Play().late()
    assert play.order.woken_at == play.now
    for since in (play.now - SECOND, play.now):
        switched = evolve(play.order, PolicySwitched(at=since, actor=Actor.CLOCK))
        assert list(owed(switched, play.now, COMEUP)) == []


def test_a_switch_of_policy_first_does_what_was_due_before_it_in_its_order() -> None:
    play = Play(duration_days=5).accepted()
    play.with_request(SELLER, RequestKind.SUPPLEMENT, description="more", price=1, extra_days=1)
    since = play.now + timedelta(days=8)
    found = list(switched(play.order, since, COMEUP))
    assert [event.at for event in found] == sorted(event.at for event in found)
    assert isinstance(found[-1], PolicySwitched)
    after = fold(play.order, found)
    assert after.requests == ()
    assert {one.nudge for one in found if isinstance(one, Nudged)} == {
        Nudge.NOW_LATE_SELLER,
        Nudge.NOW_LATE_BUYER,
    }
    assert list(owed(after, since, COMEUP)) == []


def test_a_silence_from_before_a_switch_of_policy_cancels_nothing_and_opens_the_door() -> None:
    play = Play(duration_days=9).accepted().with_request(BUYER, RequestKind.CANCELLATION, reason="no need")
    house = replace(COMEUP, house="elsewhere", cancellation_silence="cancels")
    since = play.now + timedelta(hours=72)
    found = list(switched(play.order, since, house))
    assert [event.nudge for event in found if isinstance(event, Nudged)] == [Nudge.DISPUTE_DOOR]
    after = fold(play.order, found)
    assert list(owed(after, since, house)) == []
    assert after.state is State.IN_PROGRESS


def test_a_silence_that_decided_nothing_decides_nothing_after_a_switch_of_policy() -> None:
    play = Play(duration_days=9).accepted().with_request(BUYER, RequestKind.CANCELLATION, reason="no need")
    play.wait(hours=72)
    play.policy = replace(COMEUP, house="elsewhere", cancellation_silence="cancels")
    play.take([PolicySwitched(at=play.now, actor=Actor.CLOCK)])
    assert play.wait(hours=1).order.state is State.IN_PROGRESS
    assert [event.at for event in play.events] == sorted(event.at for event in play.events)
    play.do(BUYER, Action.OPEN_DISPUTE, reason="silence")


def test_an_agreement_of_the_last_day_is_not_announced_before_it_was_made() -> None:
    play = Play().delivered().wait(days=6, hours=12)
    play.with_request(BUYER, RequestKind.PARTIAL_REFUND, amount=500, reason="half")
    play.do(SELLER, Action.ACCEPT_REQUEST, kind=RequestKind.PARTIAL_REFUND)
    found = [one for one in agenda(play.order, COMEUP) if getattr(one, "nudge", None) is Nudge.REFUND_AGREED]
    assert {one.at for one in found} == {play.now + timedelta(hours=24)}
