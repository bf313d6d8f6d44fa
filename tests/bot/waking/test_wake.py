"""Due orders are rung at their moment, each once; a bad one harms itself alone (P8, P10)."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.db import tables
from bot.service import Done
from bot.waking.wake import BATCH, LEASE, TRIES, Wake, earliest_wake
from rules import events as did
from rules.words import Action, State
from tests.bot.databases import at_once, everything
from tests.factories import BUYER, HERE, SELLER, Store
from tests.fakes import FakeIds

ROTTEN = RuntimeError("this order is rotten")


def fails(store: Store, monkeypatch: pytest.MonkeyPatch, *bad: str, with_: Exception = ROTTEN) -> list[str]:
    """Ringing these orders raises; every order that was tried is noted."""
    tried: list[str] = []
    tick = store.service.tick

    def ring(workspace: str, id: str) -> Done | None:
        tried.append(id)
        if id in bad:
            raise with_
        return tick(workspace, id)

    monkeypatch.setattr(store.service, "tick", ring)
    return tried


def change(store: Store, id: str, **values: Any) -> None:
    """Plant something in an order's row."""
    with store.engine.begin() as connection:
        connection.execute(update(tables.orders).where(tables.orders.c.id == id).values(**values))


def waking(store: Store, id: str) -> Any:
    (row,) = store.rows(tables.orders, id=id)
    return row


def test_an_order_is_rung_when_its_moment_has_come_and_not_before(any_store: Store) -> None:
    id = any_store.place(brief=())
    due = any_store.row(id).wake_at
    assert due is not None
    assert due == any_store.clock.now() + timedelta(hours=24) == earliest_wake(any_store.engine)
    any_store.clock.at = due - timedelta(microseconds=1)
    assert any_store.wake.run_once() == 0
    any_store.clock.at = due
    assert any_store.wake.run_once() == 1
    assert isinstance(any_store.events(id)[-1], did.Nudged)
    assert any_store.wake.run_once() == 0
    any_store.assert_sound()


def test_many_orders_are_rung_once_each(store: Store) -> None:
    ids = [store.place(brief=()) for _ in range(BATCH + 20)]
    store.clock.move(hours=24)
    assert store.wake.run_once() == len(ids)
    assert store.wake.run_once() == 0
    assert all(len(store.events(id)) == 2 for id in ids)


def test_an_order_that_is_due_again_while_others_are_rung_is_rung_again(any_store: Store) -> None:
    """As while processes of another policy begin, or where there is more to ring than time between two moments."""
    for _ in range(BATCH + 1):
        any_store.place()
    any_store.clock.move(hours=24)
    rung: list[str] = []
    for _, id in chain.from_iterable(any_store.wake.claimed()):
        any_store.service.tick(HERE, id)
        rung.append(id)
        if len(rung) == 1:
            change(any_store, id, wake_at=any_store.clock.now())
    assert rung.count(rung[0]) == 2
    assert not [row for row in any_store.rows(tables.orders) if row.claimed_until]


def test_a_worker_that_was_away_makes_up_in_order_and_once(any_store: Store) -> None:
    late = any_store.order(State.IN_PROGRESS)
    fresh = any_store.place(brief=())
    any_store.clock.move(days=30)
    assert any_store.wake.run_once() == 2
    moments = [event.at for event in any_store.events(late)]
    assert moments == sorted(moments)
    assert isinstance(any_store.events(fresh)[-1], did.Lapsed)
    keys = [event.key for event in any_store.events(late) if isinstance(event, did.Nudged) and event.sent]
    nudges = Counter(key.split(":")[0] for key in keys)
    assert nudges == {"stage_guide": 1, "now_late_seller": 1, "now_late_buyer": 1, "still_late": 1}
    any_store.assert_sound()


def test_two_workers_share_the_work_and_ring_nothing_twice(any_store: Store) -> None:
    store = any_store
    ids = [store.place(brief=()) for _ in range(60)]
    store.clock.move(hours=24)
    rung: list[int] = []
    at_once(lambda nth: rung.append(Wake(store.engine, store.service).run_once()), 2)
    assert all(len(store.events(id)) == 2 for id in ids)
    assert sum(rung) == 60


def test_an_order_with_nothing_ahead_is_never_due(store: Store) -> None:
    id = store.order(State.CANCELLED)
    assert store.row(id).wake_at is None
    assert (store.wake.next_at(), earliest_wake(store.engine)) == (None, None)


def test_the_next_run_is_told_in_the_worlds_time(store: Store) -> None:
    store.place(brief=())
    store.clock.offset = timedelta(hours=20)
    assert store.wake.next_at() == store.clock.real() + timedelta(hours=4)


def test_a_rotten_order_is_tried_five_times_then_parked_and_the_others_go_on(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = any_store.place(brief=()), any_store.place(brief=())
    tried = fails(any_store, monkeypatch, bad)
    any_store.clock.move(hours=24)
    assert any_store.wake.run_once() == 1
    assert len(any_store.events(good)) == 2
    moments = [any_store.clock.at]
    for _ in range(TRIES - 1):
        assert any_store.wake.run_once() == 0
        again = any_store.wake.next_at()
        assert again is not None and again > any_store.clock.at
        any_store.clock.at = again
        any_store.wake.run_once()
        moments.append(again)
    assert Counter(tried)[bad] == TRIES
    assert max(moments) - min(moments) < 5 * LEASE
    row = waking(any_store, bad)
    assert (row.parked_reason, row.claimed_until, row.attempts) == ("RuntimeError", None, TRIES)
    any_store.clock.move(hours=1)
    assert any_store.wake.run_once() == 0
    assert Counter(tried)[bad] == TRIES
    monkeypatch.undo()
    any_store.assert_sound()


def test_trouble_with_the_database_is_no_orders_fault(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    id = store.place(brief=())
    tried = fails(store, monkeypatch, id, with_=OperationalError("UPDATE", {}, Exception("locked")))
    store.clock.move(hours=24)
    for _ in range(2 * TRIES):
        assert store.wake.run_once() == 0
        again = store.wake.next_at()
        assert again is not None and again > store.clock.at
        store.clock.at = again
    assert len(tried) == 2 * TRIES
    monkeypatch.undo()
    assert store.wake.run_once() == 1


def test_the_attempt_counts_when_it_is_claimed_whatever_becomes_of_the_worker(any_store: Store) -> None:
    id = any_store.place(brief=())
    any_store.clock.move(hours=24)
    for tries in range(1, TRIES + 1):
        dead = any_store.wake.claimed()
        assert next(dead) == [(HERE, id)]
        dead.close()
        assert waking(any_store, id).attempts == tries
        assert any_store.wake.run_once() == 0, "somebody may still be at it"
        any_store.clock.at += LEASE
    assert any_store.wake.run_once() == 0
    assert waking(any_store, id).parked_reason == "attempts"


def test_who_dies_over_one_order_harms_the_others_of_its_batch_once_at_most(store: Store) -> None:
    """They were claimed together: from then on each is claimed by itself, so only the culprit counts up."""
    store = Store(store.engine, clock=store.clock, ids=FakeIds())
    culprit, *others = [store.place(brief=()) for _ in range(5)]
    store.clock.move(hours=24)
    for _ in range(TRIES):
        for _, id in chain.from_iterable(store.wake.claimed()):
            if id == culprit:
                break
            store.service.tick(HERE, id)
        store.clock.at += LEASE
    store.wake.run_once()
    assert [len(store.events(id)) for id in others] == [2] * 4
    assert waking(store, culprit).parked_reason == "attempts"
    assert all(waking(store, id).attempts == 0 for id in others)


def test_a_parked_order_is_rung_again_when_an_operator_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = parked(store, monkeypatch)
    assert not store.wake.retry(HERE, "order_nothing")
    assert store.wake.retry(HERE, id)
    assert not store.wake.retry(HERE, id)
    assert store.wake.run_once() == 1
    assert waking(store, id).attempts == 0


def test_a_parked_order_heals_when_somebody_acts_on_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    id = parked(store, monkeypatch)
    assert store.row(id).parked_reason == "RuntimeError"
    store.do(id, BUYER, Action.MESSAGE, in_thread=True, text="hello?")
    row = waking(store, id)
    assert (row.parked_at, row.parked_reason, row.attempts, row.claimed_until) == (None, None, 0, None)
    assert any(isinstance(event, did.Nudged) for event in store.events(id))


def parked(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    id = store.place(brief=())
    store.clock.move(hours=24)
    with monkeypatch.context() as patched:
        fails(store, patched, id)
        with store.engine.begin() as connection:
            connection.execute(update(tables.orders).values(attempts=TRIES - 1, claimed_until=store.clock.at))
        assert store.wake.run_once() == 0
    return id


def test_a_row_that_cannot_be_read_harms_itself_alone(store: Store) -> None:
    bad, good = store.place(brief=()), store.place(brief=())
    with store.engine.begin() as connection:
        connection.execute(update(tables.orders).where(tables.orders.c.id == bad).values(facts="{"))
    store.clock.move(hours=24)
    assert store.wake.run_once() == 1
    assert len(store.events(good)) == 2


def test_who_acts_while_the_worker_rings_loses_nothing(any_store: Store) -> None:
    id = any_store.place(brief=())
    any_store.clock.move(hours=24)

    def act_or_ring(nth: int) -> None:
        if nth:
            any_store.wake.run_once()
        else:
            any_store.do(id, SELLER, Action.MESSAGE, in_thread=True, text="hello")

    at_once(act_or_ring, 2)
    kinds = [type(event) for event in any_store.events(id)]
    assert kinds == [did.OrderPlaced, did.Nudged, did.MessageSent]
    any_store.assert_sound()


def test_ringing_an_order_early_writes_no_event(store: Store) -> None:
    id = store.place(brief=())
    before = everything(store)
    store.clock.move(hours=1)
    assert store.service.tick(HERE, id) is None
    assert everything(store) == before
    assert store.service.tick(HERE, "order_nothing") is None


def test_a_moment_is_a_moment(store: Store) -> None:
    """An aware one; anything else would be read in some machine's own zone."""
    naive = datetime(2026, 3, 2)
    with pytest.raises(Exception, match="has no zone"), store.engine.begin() as connection:
        connection.execute(update(tables.orders).values(wake_at=naive))
