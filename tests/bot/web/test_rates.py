"""Floods: how much passes, how often it is said, and that memory stays bounded."""

from datetime import timedelta

import pytest

from bot.web import rates
from bot.web.rates import Admitted, Rate, Rates
from tests.fakes import T0


def test_half_a_minutes_worth_may_come_at_once_and_no_more() -> None:
    rate = Rate(120)
    assert [rate.take("a", T0) for _ in range(62)] == [True] * 60 + [False] * 2


def test_over_a_minute_the_rate_is_kept() -> None:
    rate = Rate(120)
    passed = sum(rate.take("a", T0 + timedelta(milliseconds=10 * tick)) for tick in range(6000))
    assert 178 <= passed <= 180, "the burst, and two a second"


def test_who_waits_a_little_is_served_again() -> None:
    rate = Rate(120)
    while rate.take("a", T0):
        pass
    assert not rate.take("a", T0 + timedelta(seconds=0.4))
    assert rate.take("a", T0 + timedelta(seconds=0.5))


def test_a_clock_that_steps_back_locks_nobody_out() -> None:
    rate = Rate(120)
    while rate.take("a", T0):
        pass
    assert rate.take("a", T0 - timedelta(hours=1))


def test_one_persons_flood_uses_up_nothing_of_the_others() -> None:
    both = Rates(person=120, workspace=400)
    for _ in range(10_000):
        both.admit("w", "flooder", T0)
    assert both.admit("w", "other", T0) is Admitted.YES
    assert both.admit("w2", "flooder", T0) is Admitted.YES


def test_many_people_together_meet_the_workspaces_own_limit() -> None:
    both = Rates(person=120, workspace=400)
    found = [both.admit("w", f"person {nth}", T0) for nth in range(300)]
    assert found.count(Admitted.YES) == 200
    assert both.admit("w2", "person 299", T0) is Admitted.YES


def test_it_is_said_once_in_ten_seconds() -> None:
    both = Rates(person=120, workspace=400)
    found = [both.admit("w", "a", T0) for _ in range(1000)]
    assert (found.count(Admitted.YES), found.count(Admitted.TELL)) == (60, 1)
    for _ in range(100):
        both.admit("w", "a", T0 + timedelta(seconds=10))
    later = [both.admit("w", "a", T0 + timedelta(seconds=10, milliseconds=nth)) for nth in range(100)]
    assert later.count(Admitted.TELL) <= 1


def test_memory_is_bounded_and_the_busiest_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST", 100)
    rate = Rate(4)
    for nth in range(1000):
        rate.take(nth, T0)
    assert len(rate) == 100
    assert rate.take(999, T0) and not rate.take(999, T0), "half of four, both are counted"
