"""One clock decides, and it is the database's (P9): on PostgreSQL no machine's own is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import DatabaseClock, StoredClock, world
from bot.db.tables import orders
from bot.ports import SystemClock
from bot.service import Service
from bot.waking.scheduler import Ringing, Scheduler
from bot.waking.wake import Wake
from rules.policy import Policy
from rules.words import State
from tests.bot.conftest import administer, named
from tests.factories import COMEUP, Store

ALIKE = timedelta(seconds=1)


@dataclass
class Stopwatch:
    """Seconds that pass when we say so."""

    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def server(postgresql: str) -> str:
    """A migrated PostgreSQL database of one's own."""
    administer(postgresql, "DROP DATABASE IF EXISTS clocks", "CREATE DATABASE clocks TEMPLATE template")
    return named(postgresql, "clocks")


@pytest.fixture
def store(server: str) -> Iterator[Store]:
    made = Store.at(server)
    yield made
    made.engine.dispose()


@contextmanager
def machine(minutes: float) -> Iterator[None]:
    """On a machine whose clock is so far from the world's."""
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
        yield


def of_database(engine: Engine) -> datetime:
    with engine.connect() as connection:
        at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return at.astimezone(UTC)


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_machine_whose_clock_is_wrong_goes_by_the_databases(store: Store, minutes: float) -> None:
    with machine(minutes):
        clock = world(store.engine, timedelta(0))
        assert abs(clock.real() - of_database(store.engine)) < ALIKE
        assert abs(clock.real() - SystemClock().real()) > timedelta(minutes=9)


def test_between_two_looks_the_time_goes_on_by_itself(store: Store) -> None:
    watch = Stopwatch()
    clock = DatabaseClock(store.engine, timedelta(0), watch)
    before = clock.real()
    watch.seconds += 0.9
    assert clock.real() - before == timedelta(seconds=0.9)


def test_a_clock_that_steps_is_followed_within_a_second(server: str) -> None:
    """The database's own clock is set back an hour, and forward again."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    engine = create_engine(server, connect_args={"options": "-c search_path=stepping,public,pg_catalog"})
    watch = Stopwatch()
    clock = DatabaseClock(engine, timedelta(0), watch)
    with admin.connect() as connection:
        connection.execute(text("CREATE SCHEMA stepping"))
        for hours in (0, -1, 1):
            stepping = f"SELECT pg_catalog.clock_timestamp() + interval '{hours} hours'"
            connection.execute(
                text(
                    "CREATE OR REPLACE FUNCTION stepping.clock_timestamp() RETURNS timestamptz"
                    f" LANGUAGE sql AS $${stepping}$$"
                )
            )
            watch.seconds += 1
            assert abs(clock.real() - of_database(admin) - timedelta(hours=hours)) < ALIKE
    admin.dispose()
    engine.dispose()


def test_while_the_database_is_away_the_time_goes_on(store: Store) -> None:
    watch = Stopwatch()
    clock = DatabaseClock(store.engine, timedelta(0), watch)
    shifted = StoredClock(store.engine, clock)
    before = shifted.now()
    clock.engine = shifted.engine = create_engine(store.engine.url.set(database="nowhere"))
    watch.seconds += 3600
    assert shifted.now() - before == timedelta(hours=1)


def test_a_database_that_never_answered_is_no_clock() -> None:
    nowhere = create_engine("postgresql+psycopg://127.0.0.1:9/nowhere")
    with pytest.raises(SQLAlchemyError):
        DatabaseClock(nowhere, timedelta(0)).real()


def test_a_rehearsals_offset_moves_what_orders_live_in_alone(store: Store) -> None:
    clock = DatabaseClock(store.engine, timedelta(days=3), Stopwatch())
    assert clock.now() - clock.real() == timedelta(days=3)


def test_on_sqlite_there_is_one_machine_and_its_clock(database: str) -> None:
    store = Store.at(database)
    assert isinstance(world(store.engine, timedelta(0)), SystemClock)
    store.engine.dispose()


class Process:
    """A worker of its own on a machine whose clock is `minutes` off."""

    def __init__(self, store: Store, minutes: float, policy: Policy = COMEUP) -> None:
        self.minutes = minutes
        with machine(minutes):
            clock = StoredClock(store.engine, world(store.engine, timedelta(0)))
            self.service = Service(store.engine, clock, store.ids, policy)
            self.wake = Wake(store.engine, self.service)
            self.timers = Scheduler(Ringing(store.engine, self.service), clock, lambda: None)

    def ring(self) -> int:
        with machine(self.minutes):
            return self.wake.run_once()

    def waits(self) -> timedelta:
        """How long its timer waits, by its own machine's clock."""
        with machine(self.minutes):
            self.timers.arm()
            job = self.timers.jobs.get_job("wake")
            assert job is not None
            wait: timedelta = job.trigger.run_date - SystemClock().real()
            return wait


def test_two_workers_whose_clocks_are_twenty_minutes_apart_ring_at_the_same_moment(store: Store) -> None:
    """The order lapses 48 hours after it was paid: one of them would come early, the other late."""
    slow, fast = Process(store, -10), Process(store, 10)
    now = of_database(store.engine)
    soon = store.place(paid_at=now - timedelta(hours=48) + timedelta(seconds=30))
    over = store.place(paid_at=now - timedelta(hours=48, seconds=1))
    with store.engine.begin() as connection:  # it was placed by a fake clock: what it owes is due now
        connection.execute(orders.update().values(wake_at=now - timedelta(seconds=1)))
    assert (fast.ring(), slow.ring()) == (2, 0)
    assert (store.load(soon).state, store.load(over).state) == (State.PENDING, State.CANCELLED)
    (row,) = [row for row in store.rows(orders) if row.id == soon]
    for one in (slow, fast):
        assert abs(one.waits() - (row.wake_at - of_database(store.engine))) < ALIKE
