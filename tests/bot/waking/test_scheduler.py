"""When orders are woken: at their moment, after a restart, and when another process changed them."""

import threading
import time
from datetime import UTC, timedelta

import pytest
from sqlalchemy import Engine

from bot.clock import StoredClock
from bot.db import orders
from bot.db.people import People
from bot.service import Service
from bot.waking import watch
from bot.waking.scheduler import WAKE, Ringing, Scheduler
from bot.waking.watch import Watch
from rules.events import Nudged
from rules.words import Nudge, State
from tests.factories import HERE, Store
from tests.playground.running import eventually

ONLY_POSTGRESQL = pytest.mark.parametrize("any_database", ["postgresql"], indirect=True)


def scheduler(store: Store) -> Scheduler:
    return Scheduler(Ringing(store.engine, store.service), store.clock, lambda: None, store.clock)


def armed(timers: Scheduler) -> object:
    """When the job is set to."""
    timers.arm()
    job = timers.jobs.get_job(WAKE)
    return None if job is None else job.trigger.run_date


def test_the_job_stands_at_the_earliest_moment_of_all_orders(store: Store) -> None:
    store.people.change("workspace_1", "seller", digest=False)
    timers = scheduler(store)
    assert armed(timers) is None
    store.place()
    first = armed(timers)
    store.clock.move(hours=1)
    store.place()
    assert armed(timers) == first == store.row(store.orders.of_person("workspace_1", "seller")[0].id).wake_at


def test_a_pushed_clock_brings_the_moment_nearer_in_real_time(store: Store) -> None:
    store.place()
    before = armed(scheduler(store))
    clock = StoredClock(store.engine, store.clock)
    clock.push(timedelta(hours=5))
    pushed = Service(store.engine, clock, store.ids, store.policy)
    timers = Scheduler(Ringing(store.engine, pushed), clock, lambda: None, store.clock)
    assert before - armed(timers) == timedelta(hours=5)  # type: ignore[operator]


def test_what_fell_due_while_nobody_was_there_is_set_to_now(store: Store) -> None:
    store.place()
    store.clock.move(days=10)
    assert armed(scheduler(store)) == store.clock.real().astimezone(UTC)


def test_who_is_asked_to_leave_while_ringing_leaves(store: Store) -> None:
    """A ring that ends while we leave wants to set the next moment; leaving must not hold what it needs for that."""
    store.place()
    store.clock.move(hours=49)
    timers = scheduler(store)
    ringing, go_on = threading.Event(), threading.Event()

    def held() -> int:
        ringing.set()
        assert go_on.wait(20)
        return 0

    timers.wake.run_once = held  # type: ignore[method-assign]
    timers.start()
    assert ringing.wait(20)
    leaving = threading.Thread(target=timers.stop, daemon=True)
    leaving.start()
    eventually(lambda: not timers.jobs.running, 20)
    go_on.set()
    leaving.join(20)
    assert not leaving.is_alive()


def test_a_moment_that_comes_while_a_ring_ends_is_not_passed_over(store: Store) -> None:
    """The ring sets the next job, which begins before the ring is counted as ended."""
    timers = scheduler(store)
    rings: list[str] = []

    def rung() -> int:
        rings.append("ring")
        return 0

    moments = iter([store.clock.now(), store.clock.now()])
    timers.wake.next_at = lambda: next(moments, None)  # type: ignore[method-assign]
    timers.wake.run_once = rung  # type: ignore[method-assign]
    timers.send = lambda: time.sleep(0.5)
    timers.start()
    eventually(lambda: len(rings) == 2, 20)
    timers.stop()


def test_run_once_does_all_that_is_due_and_then_nothing(any_store: Store) -> None:
    ids = [any_store.place() for _ in range(7)]
    any_store.clock.move(hours=49)
    timers = scheduler(any_store)
    assert timers.run_once() == 7
    assert {any_store.load(id).state for id in ids} == {State.CANCELLED}
    assert timers.run_once() == 0


@ONLY_POSTGRESQL
def test_an_order_that_somebody_else_is_at_keeps_no_other_of_its_batch_waiting(any_store: Store) -> None:
    store = any_store
    held, *others = sorted(store.place() for _ in range(6))
    store.clock.move(hours=49)
    wake = Ringing(store.engine, store.service)
    batch = sorted(wake.claim(100, suspects=False))
    with store.engine.begin() as connection:
        orders.lock(connection, HERE, held)
        ringing = threading.Thread(target=wake.ring_all, args=(batch,), daemon=True)
        ringing.start()
        eventually(lambda: all(store.load(id).state is State.CANCELLED for id in others), 20)
        assert store.load(held).state is State.PENDING
    ringing.join(20)
    assert store.load(held).state is State.CANCELLED


def test_while_orders_are_rung_a_commit_has_nothing_looked_up(store: Store) -> None:
    """Who rings looks for the next moment at the end, when all of them are known."""
    id = store.place()
    store.clock.move(hours=49)
    timers = scheduler(store)
    looked: list[int] = []
    next_at = timers.wake.next_at

    def counted() -> object:
        looked.append(1)
        return next_at()

    timers.wake.next_at = counted  # type: ignore[assignment]
    store.service.committed.append(timers.arm)
    timers.ring()
    assert store.load(id).state is State.CANCELLED
    assert len(looked) == 1


def test_after_leaving_no_order_is_taken(store: Store) -> None:
    store.place()
    store.clock.move(hours=49)
    timers = scheduler(store)
    timers.stop()
    assert timers.run_once() == 0


def test_a_nudge_that_was_missed_comes_once_and_those_whose_moment_is_over_never(any_store: Store) -> None:
    """The worker was away from acceptance until a day after the deadline."""
    id = any_store.order(State.IN_PROGRESS, duration_days=5)
    due_at = any_store.load(id).due_at
    assert due_at is not None
    any_store.clock.at = due_at + timedelta(hours=30)
    for _ in range(3):
        scheduler(any_store).run_once()
    nudges = [event for event in any_store.events(id) if isinstance(event, Nudged) and event.sent]
    sent = [(event.nudge, event.to) for event in nudges]
    assert len(sent) == len(set(sent))
    assert Nudge.NOW_LATE_BUYER in dict(sent)
    assert not {Nudge.DUE_SOON, Nudge.KEEP_INFORMED} & set(dict(sent))


@pytest.mark.parametrize("own", [True, False], ids=["in this process", "elsewhere"])
def test_a_commit_is_heard(any_store: Store, own: bool) -> None:
    heard = threading.Event()
    ears = Watch(any_store.engine, heard.set)
    ears.start()
    try:
        assert heard.wait(3), "the first look finds what was there before"
        heard.clear()
        if own:
            ears.committed()
        else:
            tell(any_store)
        assert heard.wait(5)
    finally:
        ears.stop(3)


@ONLY_POSTGRESQL
def test_commits_that_come_close_together_are_told_at_once_and_keep_nobody_waiting(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling, go_on, told = threading.Event(), threading.Event(), []

    def notify(engine: Engine) -> None:
        telling.set()
        assert go_on.wait(20)
        told.append(engine)

    monkeypatch.setattr(watch, "notify", notify)
    committed = watch.notifier(any_store.engine)
    assert committed is not None
    committed()
    assert telling.wait(20)
    telling.clear()
    for _ in range(5):
        committed()
    go_on.set()
    assert telling.wait(20)
    eventually(lambda: len(told) == 2, 20)


def tell(store: Store) -> None:
    """Another process commits, as the web does."""
    People(store.engine, store.clock, store.ids).by_slack("workspace_1", "UNEW")
    if (notify := watch.notifier(store.engine)) is not None:
        notify()
