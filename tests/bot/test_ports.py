"""The real ports, and that the tests' own stand in for them."""

from datetime import UTC, datetime, timedelta
from random import Random as SeededRandom

import time_machine

from bot.ports import Clock, Ids, Random, Sleep, SystemClock, SystemIds, SystemRandom, sleep
from tests.fakes import T0, FakeClock, FakeIds, FakeSleep


def test_the_clock_tells_the_worlds_time_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert before <= now <= datetime.now(UTC)
    assert timedelta(0) == now.utcoffset()


def test_a_rehearsal_moves_what_orders_live_in_and_not_the_worlds_time() -> None:
    clock = SystemClock(timedelta(days=3))
    lived = clock.now() - clock.real()
    assert timedelta(days=3) - timedelta(seconds=5) < lived <= timedelta(days=3)
    clock.offset = timedelta(0)
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=5)


def test_ids_name_their_kind_and_sort_by_when_they_were_made() -> None:
    ids, made = SystemIds(), []
    with time_machine.travel(T0, tick=False) as world:
        for _ in range(50):
            made.append(ids.new("order"))
            world.shift(timedelta(milliseconds=1))
    assert sorted(made) == made
    assert all(one.startswith("order_") for one in made)


def test_nothing_made_in_one_moment_is_made_twice() -> None:
    ids = SystemIds()
    assert len({ids.new("order") for _ in range(1000)}) == 1000
    assert len({ids.secret() for _ in range(1000)}) == 1000


def test_an_id_is_half_unguessable_and_a_secret_is_so_wholly() -> None:
    ids = SystemIds()
    with time_machine.travel(T0, tick=False):
        first, second = ids.new("order"), ids.new("order")
    assert first[:18] == second[:18]
    assert len(first[18:]) == 20
    assert len(ids.secret()) == 48


def test_the_fakes_are_ports() -> None:
    clock = FakeClock()
    ports: tuple[Clock, Ids, Sleep, Random] = (clock, FakeIds(), FakeSleep(clock), SeededRandom(1))
    ports[2](90)
    assert T0 + timedelta(seconds=90) == ports[0].now() == ports[0].real()
    assert [ports[1].new("order"), ports[1].secret()] == ["order_0001", "secret_0002"]
    assert ports[3].uniform(1, 2) == SeededRandom(1).uniform(1, 2)


def test_the_real_ones_are_ports() -> None:
    clock = SystemClock()
    ports: tuple[Clock, Ids, Sleep, Random] = (clock, SystemIds(), sleep, SystemRandom())
    before = clock.real()
    ports[2](0.01)
    assert timedelta(seconds=0.01) <= clock.real() - before
    assert 1 <= ports[3].uniform(1, 2) <= 2
