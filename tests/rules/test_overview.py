"""A seller's orders at a glance: how many wait for whom, and what ends next."""

from datetime import timedelta

from rules.overview import Ending, overview
from rules.words import Action, Actor
from tests.rules.play import BUYER, Play


def test_orders_are_counted_by_whom_they_wait_for() -> None:
    pending, working, delivered = Play(brief=("logo",)), Play().accepted(), Play().delivered()
    found = overview([pending.order, working.order, delivered.order], Actor.SELLER, working.now)
    assert found.waits == ((Actor.SELLER, 1), (Actor.BUYER, 2))
    assert found.late == 0


def test_what_ends_first_is_named_first_and_what_is_past_is_not() -> None:
    pending, working = Play(), Play().accepted()
    assert pending.order.accept_by is not None and working.order.due_at is not None
    found = overview([working.order, pending.order], Actor.SELLER, working.now)
    assert found.ahead == (
        Ending(pending.order.accept_by, pending.order.ref, "accept"),
        Ending(working.order.due_at, working.order.ref, "due"),
    )
    late = overview([working.order], Actor.SELLER, working.order.due_at + timedelta(seconds=1))
    assert (late.ahead, late.late) == ((), 1)


def test_a_frozen_order_has_no_moment_and_an_ended_one_is_not_counted() -> None:
    frozen, ended = Play().disputed(), Play().delivered().do(BUYER, Action.CLOSE)
    assert overview([frozen.order, ended.order], Actor.SELLER, frozen.now).ahead == ()
    assert overview([ended.order], Actor.SELLER, frozen.now).waits == ()
