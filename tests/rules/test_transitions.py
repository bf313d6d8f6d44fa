"""The table of section 3, row by row: what each transition needs, and what it makes happen."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rules.calendar import Span, after
from rules.commands import Person
from rules.events import CaseTaken
from rules.options import options
from rules.order import Order
from rules.words import Action, Actor, Reason, RequestKind, State
from tests.rules.play import BUYER, COMEUP, EXACT, MEDIATOR, SELLER, T0, Play, later

SECOND = timedelta(seconds=1)


def settled(order: Order) -> tuple[State, int, int, int]:
    return order.state, order.to_buyer, order.to_seller, order.held


def test_accepting_needs_content_for_every_item_and_names_what_is_missing() -> None:
    play = Play(brief=("logo", "colours")).do(BUYER, Action.SUPPLY, item="logo", content="x")
    refusal = play.no(SELLER, Action.ACCEPT)
    assert (refusal.reason, refusal.facts["missing"]) == (Reason.BRIEF_INCOMPLETE, ("colours",))
    play.do(BUYER, Action.SUPPLY, item="colours", content="blue").do(SELLER, Action.ACCEPT)
    assert all(item.confirmed for item in play.order.brief)


def test_the_clock_starts_only_at_acceptance_and_ends_with_the_day() -> None:
    play = Play().accepted(hours=30)
    assert play.order.due_at == datetime(2026, 3, 6, 22, 59, 59, tzinfo=UTC)


def test_an_exact_deadline_keeps_the_wall_clock_time_of_acceptance() -> None:
    assert Play(EXACT).accepted(hours=2).order.due_at == later(days=3, hours=2)


def test_declining_and_withdrawing_give_everything_back() -> None:
    assert settled(Play().do(SELLER, Action.DECLINE, reason="too busy").order) == (
        State.CANCELLED,
        5000,
        0,
        0,
    )
    assert settled(Play().do(BUYER, Action.WITHDRAW).order) == (State.CANCELLED, 5000, 0, 0)


def test_an_order_that_nobody_accepts_lapses_exactly_at_the_end_of_its_window() -> None:
    assert Play().until(later(hours=48) - SECOND).order.state is State.PENDING
    assert settled(Play().until(later(hours=48)).order) == (State.CANCELLED, 5000, 0, 0)


@pytest.mark.parametrize(
    ("carries", "reason"),
    [
        ({"work": (), "complete": True}, Reason.NO_WORK),
        ({"work": (" ",), "complete": True}, Reason.NO_WORK),
        ({"work": ("x",), "complete": False}, Reason.INCOMPLETE_DELIVERY),
        ({"work": ("x",), "complete": True, "checklist": (1,)}, Reason.CHECKLIST_INCOMPLETE),
        ({"work": ("x",), "complete": True, "checklist": (1, 2, 9)}, Reason.UNKNOWN_ITEM),
        ({"work": ("x",), "complete": True, "checklist": ()}, Reason.CHECKLIST_INCOMPLETE),
    ],
)
def test_a_delivery_is_work_stated_complete_with_every_item_ticked(carries: dict, reason: Reason) -> None:
    assert Play().accepted().no(SELLER, Action.DELIVER, **carries).reason is reason


def test_the_checklist_names_title_supplements_changes_and_brief() -> None:
    play = Play().accepted()
    play.with_request(SELLER, RequestKind.SUPPLEMENT, description="poster", price=900, extra_days=1)
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)
    play.do(SELLER, Action.DELIVER, work=("x",), complete=True, checklist=(1, 2, 3))
    play.do(BUYER, Action.REQUEST_REVISION, changes=("bluer", "larger")).do(SELLER, Action.ACCEPT_REVISION)
    words = [words for _, words in play.order.checklist()]
    assert words == ["Logo", "poster", "bluer", "larger", "logo"]
    missing = play.no(SELLER, Action.DELIVER, work=("x",), complete=True, checklist=(1, 2, 3, 5)).facts[
        "missing"
    ]
    assert missing == ("larger",)


def test_delivering_opens_the_check_window_and_closes_the_chat() -> None:
    play = Play().delivered()
    assert play.order.check_by == play.now + timedelta(days=7)
    assert not play.order.chat_open(play.now)


def test_the_buyer_cancels_alone_one_second_after_the_deadline_and_not_before() -> None:
    play = Play().accepted()
    due_at = play.order.due_at
    assert due_at is not None
    refusal = play.until(due_at).no(BUYER, Action.CANCEL_LATE)
    assert (refusal.reason, refusal.opens_at) == (Reason.NOT_LATE_YET, due_at)
    play.until(due_at + SECOND).do(BUYER, Action.CANCEL_LATE)
    assert settled(play.order) == (State.CANCELLED, 5000, 0, 0)


def test_delivery_ends_the_right_to_cancel_alone() -> None:
    play = Play().late().do(SELLER, Action.DELIVER, work=("x",), complete=True)
    assert play.no(BUYER, Action.CANCEL_LATE).reason is Reason.ORDER_DELIVERED


def test_a_grace_moves_the_right_but_not_the_lateness() -> None:
    from msgspec.structs import replace

    generous = replace(COMEUP, house="elsewhere", late_grace=Span(time=timedelta(hours=24)))
    play = Play(generous).late()
    assert play.order.is_late(play.now)
    assert play.no(BUYER, Action.CANCEL_LATE).opens_at == play.now - SECOND + timedelta(hours=24)


@pytest.mark.parametrize("state", ["accepted", "refused_revision"])
def test_the_seller_cancels_with_a_reason_that_costs_them_the_order(state: str) -> None:
    play = getattr(Play(), state)()
    assert play.no(SELLER, Action.CANCEL_WITH_REASON, reason=" ").field == "reason"
    play.do(SELLER, Action.CANCEL_WITH_REASON, reason="I cannot do it")
    assert settled(play.order) == (State.CANCELLED, 5000, 0, 0)


def test_closing_pays_the_seller_and_silence_does_the_same() -> None:
    assert settled(Play().delivered().do(BUYER, Action.CLOSE).order) == (State.COMPLETED, 0, 5000, 0)
    play = Play().delivered()
    end = play.now + timedelta(days=7)
    assert play.until(end - SECOND).order.state is State.DELIVERED
    assert settled(play.until(end).order) == (State.COMPLETED, 0, 5000, 0)


def test_an_empty_list_of_changes_is_no_revision() -> None:
    play = Play().delivered()
    assert play.no(BUYER, Action.REQUEST_REVISION, changes=()).reason is Reason.EMPTY_LIST
    assert play.no(BUYER, Action.REQUEST_REVISION, changes=("bluer", " ")).reason is Reason.EMPTY_TEXT


def test_the_revision_clock_counts_from_the_request() -> None:
    play = Play(duration_days=1).asked()
    asked_at = play.now
    play.wait(days=4).do(SELLER, Action.ACCEPT_REVISION)
    assert play.order.due_at == datetime(2026, 3, 3, 22, 59, 59, tzinfo=UTC)
    assert asked_at < play.now
    assert play.order.is_late(play.now)


def test_silence_on_a_revision_request_decides_nothing() -> None:
    play = Play().asked()
    assert play.wait(days=30).order.state is State.REVISION_REQUESTED


def test_a_refused_revision_waits_a_week_and_pays() -> None:
    play = Play().refused_revision()
    assert play.order.check_by == play.now + timedelta(days=7)
    assert settled(play.wait(days=7).order) == (State.COMPLETED, 0, 5000, 0)


DECISIONS = [
    (Action.DECIDE_REFUND, {}, (State.CANCELLED, 5000, 0, 0)),
    (Action.DECIDE_SPLIT, {"amount": 1500}, (State.COMPLETED, 1500, 3500, 0)),
    (Action.DECIDE_RESTART, {"due_at": later(days=20)}, (State.IN_PROGRESS, 0, 0, 5000)),
    (Action.DECIDE_PAY, {}, (State.COMPLETED, 0, 5000, 0)),
]


@pytest.mark.parametrize(("action", "carries", "outcome"), DECISIONS)
def test_each_decision_settles_the_order_takes_the_case_and_needs_a_reason(
    action: Action, carries: dict, outcome: tuple
) -> None:
    play = Play().disputed()
    assert play.no(MEDIATOR, action, reason="", **carries).field == "reason"
    play.do(MEDIATOR, action, reason="fair", **carries)
    assert settled(play.order) == outcome
    assert any(isinstance(event, CaseTaken) for event in play.events)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [(0, Reason.AMOUNT_NOT_POSITIVE), (-1, Reason.AMOUNT_NOT_POSITIVE), (5000, Reason.AMOUNT_NOT_BELOW_HELD)],
)
def test_a_split_leaves_something_to_each(amount: int, reason: Reason) -> None:
    assert Play().disputed().no(MEDIATOR, Action.DECIDE_SPLIT, amount=amount, reason="fair").reason is reason
    Play().disputed().do(MEDIATOR, Action.DECIDE_SPLIT, amount=4999, reason="fair")


def test_a_restart_lies_in_the_future() -> None:
    play = Play().disputed()
    refusal = play.no(MEDIATOR, Action.DECIDE_RESTART, due_at=play.now, reason="fair")
    assert (refusal.reason, refusal.field) == (Reason.DATE_PAST, "due_at")


def test_a_dispute_moves_the_expiry_by_its_length_and_a_restart_leaves_a_month() -> None:
    play = Play().disputed()
    before = play.order.expires_at
    play.wait(days=10).do(MEDIATOR, Action.DECIDE_RESTART, due_at=later(days=20), reason="fair")
    assert play.order.expires_at == before + timedelta(days=10)
    play = Play().disputed().wait(days=300)
    assert play.order.state is State.DISPUTED
    due_at = play.now + timedelta(days=170)
    play.do(MEDIATOR, Action.DECIDE_RESTART, due_at=due_at, reason="fair")
    assert play.order.expires_at == max(due_at + timedelta(days=30), before + timedelta(days=300))


def test_an_order_expires_five_months_after_payment_and_belongs_to_nobody() -> None:
    play = Play().accepted()
    end = after(T0, Span(months=5), "Europe/Paris")
    assert play.until(end - SECOND).order.state is State.IN_PROGRESS
    assert settled(play.until(end).order) == (State.EXPIRED, 0, 0, 0)
    assert not play.order.chat_open(play.now)


def test_a_final_order_never_comes_back() -> None:
    play = Play().delivered().do(BUYER, Action.CLOSE)
    assert play.no(BUYER, Action.REQUEST_REVISION, changes=("x",)).reason is Reason.ORDER_COMPLETED
    assert play.no(SELLER, Action.CANCEL_WITH_REASON, reason="x").reason is Reason.ORDER_COMPLETED


def test_a_decision_shown_before_the_click_is_not_done_when_it_would_now_be_another() -> None:
    play = Play().accepted()
    play.with_request(SELLER, RequestKind.SUPPLEMENT, description="poster", price=900, extra_days=1)
    shown = options(play.order, BUYER, play.now, COMEUP)["accept_request:supplement"].effect
    assert shown is not None
    play.do(SELLER, Action.WITHDRAW_REQUEST, kind=RequestKind.SUPPLEMENT)
    play.with_request(SELLER, RequestKind.SUPPLEMENT, description="poster", price=950, extra_days=1)
    kind = RequestKind.SUPPLEMENT
    refusal = play.no(BUYER, Action.ACCEPT_REQUEST, kind=kind, shown=shown.digest)
    assert (refusal.reason, refusal.facts["total"]) == (Reason.CONSEQUENCE_CHANGED, 5950)
    now = options(play.order, BUYER, play.now, COMEUP)["accept_request:supplement"].effect
    assert now is not None
    play.do(BUYER, Action.ACCEPT_REQUEST, kind=kind, shown=now.digest)
    assert play.order.total == 5950


@pytest.mark.parametrize(
    ("by", "kind", "words"),
    [
        (BUYER, RequestKind.CANCELLATION, {}),
        (SELLER, RequestKind.LATER_DATE, {"until": T0 + timedelta(days=30)}),
        (SELLER, RequestKind.SUPPLEMENT, {"description": "poster", "price": 900, "extra_days": 1}),
        (SELLER, RequestKind.PARTIAL_REFUND, {"amount": 900}),
    ],
)
def test_a_yes_is_to_the_request_that_was_seen_and_to_no_later_one(
    by: Person, kind: RequestKind, words: dict[str, Any]
) -> None:
    play = Play().accepted()
    other = BUYER if by is SELLER else SELLER
    digests = []
    for reason in ("first", "second"):
        play.wait(hours=1).with_request(by, kind, **words | {"reason": reason})
        effect = options(play.order, other, play.now, COMEUP)[f"accept_request:{kind}"].effect
        digests.append(effect and effect.digest)
        if reason == "first":
            play.do(by, Action.WITHDRAW_REQUEST, kind=kind)
    assert (
        play.no(other, Action.ACCEPT_REQUEST, kind=kind, shown=digests[0]).reason
        is Reason.CONSEQUENCE_CHANGED
    )
    play.do(other, Action.ACCEPT_REQUEST, kind=kind, shown=digests[1])
    assert play.order.request(kind) is None


def test_who_acts_stands_in_every_event() -> None:
    play = Play().disputed().do(MEDIATOR, Action.DECIDE_PAY, reason="fair")
    assert [event.actor for event in play.events][-1] is Actor.MEDIATOR
    assert play.events[-1].person == "mediator"
