"""Section 7: what is told, when, once, and until when; and what a snooze, a switch and a long absence do to it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from rules.agenda import agenda, holds, nudges, wake_at
from rules.calendar import Span
from rules.clock import owed
from rules.events import Nudged, PolicySwitched
from rules.evolve import evolve
from rules.words import Action, Actor, Nudge, Reason, RequestKind, State
from tests.rules.play import BUYER, CLAIM, COMEUP, MEDIATOR, SELLER, T0, Play, later

SECOND = timedelta(seconds=1)
Kind = RequestKind


def told(play: Play, to: Actor) -> list[str]:
    return [notice.id for notice in play.told if notice.to is to]


def sent(play: Play) -> list[tuple[str, str]]:
    return [(event.nudge, event.to) for event in play.events if isinstance(event, Nudged) and event.sent]


def test_a_stage_is_explained_at_acceptance_at_once() -> None:
    assert "stage_guide" in told(Play().accepted(), Actor.SELLER)


def test_both_are_told_one_second_after_the_deadline() -> None:
    play = Play().accepted()
    assert play.order.due_at is not None
    play.until(play.order.due_at)
    assert "now_late_seller" not in told(play, Actor.SELLER)
    play.until(play.order.due_at + SECOND)
    assert ("now_late_seller" in told(play, Actor.SELLER)) and ("now_late_buyer" in told(play, Actor.BUYER))


def test_an_order_that_is_late_from_the_start_of_its_stage_tells_both_at_once() -> None:
    play = Play(duration_days=1).asked().wait(days=4)
    play.told.clear()
    play.do(SELLER, Action.ACCEPT_REVISION)
    assert told(play, Actor.SELLER) == ["now_late_seller", "stage_guide"]
    assert "now_late_buyer" in told(play, Actor.BUYER)


def test_a_nudge_longer_than_the_time_that_is_left_is_dropped() -> None:
    play = Play(duration_days=1).accepted()
    times = [one.at for one in nudges(play.order, COMEUP) if one.nudge is Nudge.DUE_SOON]
    due_at = play.order.due_at
    assert due_at is not None
    assert times == [due_at - timedelta(hours=24), due_at - timedelta(hours=3)]


def test_a_missed_nudge_is_sent_once_and_only_the_newest_of_its_id() -> None:
    play = Play(duration_days=5).accepted()
    due_at = play.order.due_at
    assert due_at is not None
    found = [
        event for event in owed(play.order, due_at - timedelta(hours=2), COMEUP) if isinstance(event, Nudged)
    ]
    soon = [event.sent for event in found if event.nudge is Nudge.DUE_SOON]
    assert soon == [False, False, True]


def test_after_its_end_a_nudge_is_never_sent() -> None:
    play = Play(duration_days=5).accepted()
    found = [event for event in owed(play.order, later(days=9), COMEUP) if isinstance(event, Nudged)]
    assert all(not event.sent for event in found if event.nudge is Nudge.DUE_SOON)
    assert [event.sent for event in found if event.nudge is Nudge.NOW_LATE_BUYER] == [True]


def test_still_late_is_said_five_times() -> None:
    play = Play().late().wait(days=20)
    assert sent(play).count((Nudge.STILL_LATE, Actor.SELLER)) == 5


def test_news_keep_the_half_way_reminder_away() -> None:
    play = Play(duration_days=9).accepted()
    assert any(one.nudge is Nudge.KEEP_INFORMED for one in nudges(play.order, COMEUP))
    play.wait(hours=1).do(SELLER, Action.PROGRESS, text="half done")
    assert not any(one.nudge is Nudge.KEEP_INFORMED for one in nudges(play.order, COMEUP))


def test_a_new_deadline_starts_its_nudges_anew_and_an_old_one_holds_no_more() -> None:
    play = Play().accepted()
    old = next(one.key for one in nudges(play.order, COMEUP) if one.nudge is Nudge.DUE_SOON)
    assert holds(play.order, COMEUP, old)
    play.do(SELLER, Action.REQUEST, kind=Kind.SUPPLEMENT, description="poster", price=1, extra_days=10)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.SUPPLEMENT)
    assert not holds(play.order, COMEUP, old)


def test_a_promise_is_recalled_the_day_before_and_at_the_date() -> None:
    play = (
        Play()
        .late()
        .do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=later(days=8))
        .until(later(days=9))
    )
    assert sent(play).count((Nudge.PROMISE_DUE, Actor.SELLER)) == 2


def test_a_promise_within_a_day_is_recalled_at_its_date_only() -> None:
    play = Play().late()
    play.do(BUYER, Action.REQUEST, kind=Kind.LATER_DATE, until=play.now + timedelta(hours=5)).wait(days=1)
    assert sent(play).count((Nudge.PROMISE_DUE, Actor.SELLER)) == 1


def test_a_reminder_put_off_comes_at_the_new_time_and_the_ones_before_it_do_not() -> None:
    play = Play(duration_days=9).accepted()
    due_at = play.order.due_at
    assert due_at is not None
    play.until(due_at - timedelta(hours=48))
    until = due_at - timedelta(hours=10)
    play.do(SELLER, Action.SNOOZE, until=until)
    play.told.clear()
    play.until(until - SECOND)
    assert "due_soon" not in told(play, Actor.SELLER)
    assert "due_soon" in told(play.until(until), Actor.SELLER)
    assert "due_soon" in told(play.until(due_at - timedelta(hours=3)), Actor.SELLER)


def test_a_snooze_never_goes_past_what_the_reminder_announces() -> None:
    play = Play(duration_days=9).accepted()
    due_at = play.order.due_at
    assert due_at is not None
    play.until(due_at - timedelta(hours=48))
    refusal = play.no(SELLER, Action.SNOOZE, until=due_at + SECOND)
    assert (refusal.reason, refusal.facts["date"]) == (Reason.DATE_AFTER_ANNOUNCED, due_at)
    assert play.no(SELLER, Action.SNOOZE, until=play.now).reason is Reason.DATE_PAST
    assert play.no(BUYER, Action.SNOOZE, until=due_at).reason is Reason.NOTHING_TO_SNOOZE


def test_rights_are_never_put_off() -> None:
    play = Play().late()
    until = play.now + timedelta(hours=1)
    assert (
        play.no(BUYER, Action.SNOOZE, until=until, nudge=Nudge.NOW_LATE_BUYER).reason
        is Reason.NOTHING_TO_SNOOZE
    )


def test_mediators_put_off_their_own_reminders() -> None:
    play = Play().disputed().wait(hours=25)
    play.do(MEDIATOR, Action.SNOOZE, until=play.now + timedelta(hours=1))
    assert (
        play.no(SELLER, Action.SNOOZE, until=play.now + timedelta(hours=1)).reason is Reason.NOTHING_TO_SNOOZE
    )


def test_nudges_before_a_switch_of_policy_are_not_sent() -> None:
    play = Play(duration_days=9).accepted()
    switched = evolve(play.order, PolicySwitched(at=later(days=8), actor=Actor.CLOCK))
    keys = [event.nudge for event in owed(switched, later(days=8), COMEUP) if isinstance(event, Nudged)]
    assert keys == []


def test_a_house_where_silence_cancels() -> None:
    house = replace(COMEUP, house="fiverr_like", cancellation_silence="cancels")
    play = Play(house, duration_days=9).accepted().with_request(BUYER, Kind.CANCELLATION, reason="no need")
    play.told.clear()
    play.wait(hours=48)
    assert (play.order.state, play.order.to_buyer) == (State.CANCELLED, 5000)
    assert "dispute_door" not in told(play, Actor.BUYER)
    assert "cancellation_silence" in told(play, Actor.SELLER)


def test_the_door_to_a_dispute_is_told_when_it_opens() -> None:
    play = Play().asked().wait(hours=48)
    assert "dispute_door" in told(play, Actor.BUYER)
    door = next(notice for notice in play.told if notice.id == "dispute_door")
    assert (door.buttons, door.reminder) == (("open_dispute",), False)
    claims = Play(CLAIM).asked().wait(hours=48)
    assert next(one for one in claims.told if one.id == "dispute_door").buttons == ("request:claim",)


@pytest.mark.parametrize(
    ("kind", "who", "carries", "nudge"),
    [
        (Kind.PARTIAL_REFUND, SELLER, {"amount": 9, "reason": "x"}, (Nudge.REFUND_OPEN, Actor.BUYER)),
        (Kind.PARTIAL_REFUND, BUYER, {"amount": 9, "reason": "x"}, (Nudge.REFUND_OPEN, Actor.SELLER)),
        (Kind.MISSING_ELEMENTS, SELLER, {"items": ("font",)}, (Nudge.ELEMENTS_MISSING, Actor.BUYER)),
    ],
)
def test_open_requests_are_recalled_to_the_one_who_answers(
    kind: Kind, who: object, carries: dict, nudge: tuple[str, str]
) -> None:
    play = Play(duration_days=20).accepted().with_request(who, kind, **carries).wait(hours=24)  # type: ignore[arg-type]
    assert nudge in sent(play)


def test_an_agreement_that_nobody_carries_out_is_announced_before_a_window_pays_in_full() -> None:
    play = Play().delivered().do(BUYER, Action.REQUEST, kind=Kind.PARTIAL_REFUND, amount=9, reason="x")
    play.do(SELLER, Action.ACCEPT_REQUEST, kind=Kind.PARTIAL_REFUND).wait(days=6, hours=23)
    assert sent(play).count((Nudge.REFUND_AGREED, Actor.BUYER)) == 2
    assert sent(play).count((Nudge.REFUND_AGREED, Actor.SELLER)) == 2


def test_a_final_order_is_woken_for_nothing_but_a_review() -> None:
    play = Play().delivered().do(BUYER, Action.CLOSE)
    assert {getattr(one, "nudge", None) for one in agenda(play.order, COMEUP)} == {Nudge.REVIEW_INVITE}
    play.do(BUYER, Action.REVIEW, stars=4)
    assert wake_at(play.order, COMEUP) is None


def test_a_frozen_order_expires_never() -> None:
    play = Play().disputed().wait(days=400)
    assert play.order.state is State.DISPUTED


def test_an_order_placed_late_is_told_what_it_missed_or_lapses() -> None:
    play = Play()
    assert play.until(T0 + timedelta(hours=100)).order.state is State.CANCELLED


def test_a_grace_counts_from_the_agreed_date_where_it_removes_the_right() -> None:
    house = replace(
        COMEUP, house="x", later_date_keeps_right=False, late_grace=Span(time=timedelta(hours=24))
    )
    play = Play(house).accepted().with_request(SELLER, Kind.LATER_DATE, until=later(days=6), reason="ill")
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=Kind.LATER_DATE).until(later(days=5))
    assert play.no(BUYER, Action.CANCEL_LATE).opens_at == later(days=7)
    play.until(later(days=7) + SECOND).do(BUYER, Action.CANCEL_LATE)
