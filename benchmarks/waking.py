"""The worker's tick: what it costs however many orders wait, and how many due reminders it takes to the outbox a second."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Engine, func, insert, select, text, true, update

from benchmarks.database import postgresql
from benchmarks.row import Row
from bot.db.engine import open_engine
from bot.db.tables import orders, outbox
from bot.waking.wake import BATCH
from rules.words import State
from tests.factories import BUYER, SELLER, Store

FLAT, FASTER = 1.2, 6.0
FEW, MANY = 1_000, 1_000_000
TICKS = 60

ran = 0


def rows(*, quick: bool = False) -> Iterator[Row]:
    """On PostgreSQL."""
    many, due, jobs = (100_000, 300, 150) if quick else (MANY, 2_000, 1_000)
    with postgresql() as server:
        small, large = (waiting(server.database(f"waits{count}"), count) for count in (FEW, many))
        for name, measure in (("idle tick", idle), ("pick of due orders", picked)):
            yield Row(f"{name}, {many:,} orders", measure(large), FLAT, measure(small))
        for store in (small, large):
            store.engine.dispose()
        ours, theirs = reminders(server.database("due"), due), stored_jobs(server.database("jobs"), jobs)
    yield Row("due reminders → outbox", ours, FASTER, theirs, "a second", at_most=False)


def waiting(url: str, count: int) -> Store:
    """So many orders in progress whose moment lies ahead."""
    store = Store(open_engine(url))
    for who in (SELLER, BUYER):
        store.person(who)
    copied(store.engine, store.order(State.IN_PROGRESS), count - 1)
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("vacuum analyze orders"))
    return store


def copied(engine: Engine, id: str, count: int) -> None:
    """The same order again and again, under other ids."""
    number = func.generate_series(1, count).table_valued("n", name="numbers").render_derived()
    suffix = func.concat("-", number.c.n)
    own = {name: orders.c[name] + suffix for name in ("id", "ref", "ref_key")}
    own["facts"] = func.replace(
        orders.c.facts, orders.c.ref, orders.c.ref + suffix
    )  # which name the order too
    asked = select(*(own.get(one.name, one) for one in orders.c))
    asked = asked.select_from(orders.join(number, true())).where(orders.c.id == id)
    with engine.begin() as connection:
        connection.execute(insert(orders).from_select([one.name for one in orders.c], asked))


def idle(store: Store) -> float:
    """Milliseconds of a tick that finds nothing to do."""
    return median(milliseconds(store) for _ in range(TICKS))


def milliseconds(store: Store) -> float:
    before = time.perf_counter()
    assert store.wake.run_once() == 0
    return (time.perf_counter() - before) * 1000


def picked(store: Store) -> float:
    """Milliseconds until a full batch of due orders is claimed."""
    ahead = select(orders.c.id).limit(BATCH)
    taken = []
    with store.engine.begin() as connection:
        moment = connection.execute(select(func.max(orders.c.wake_at))).scalar_one()
        connection.execute(update(orders).where(orders.c.id.in_(ahead)).values(wake_at=store.clock.at))
    for _ in range(TICKS):
        before = time.perf_counter()
        assert len(store.wake.claim(BATCH, suspects=False)) == BATCH
        taken.append((time.perf_counter() - before) * 1000)
        with store.engine.begin() as connection:
            mine = orders.c.claimed_until.is_not(None)
            connection.execute(update(orders).where(mine).values(claimed_until=None, attempts=0))
    with store.engine.begin() as connection:
        connection.execute(update(orders).values(wake_at=moment).where(orders.c.wake_at == store.clock.at))
    return median(taken)


def reminders(url: str, count: int) -> float:
    """Reminders a second, all due at once, from the order to the outbox's row."""
    store = waiting(url, count)
    due = store.wake.next_at()
    assert due is not None
    store.clock.at = due
    before, told = time.perf_counter(), len(store.rows(outbox))
    assert store.wake.run_once() == count
    spent = time.perf_counter() - before
    assert len(store.rows(outbox)) - told >= count
    store.engine.dispose()
    return count / spent


def stored_jobs(url: str, count: int) -> float:
    """APScheduler's jobs a second, all due at once, out of its own store on the same PostgreSQL."""
    global ran  # noqa: PLW0603 (a stored job is found by its name alone)
    ran = 0
    store = SQLAlchemyJobStore(url)
    scheduler = BackgroundScheduler(
        jobstores={"default": store}, executors={"default": ThreadPoolExecutor(1)}, timezone=UTC
    )
    scheduler.start(paused=True)
    for number in range(count):
        scheduler.add_job(
            done, "date", run_date=datetime(2020, 1, 1, tzinfo=UTC), id=str(number), misfire_grace_time=None
        )
    before = time.perf_counter()
    scheduler.resume()
    while ran < count or store.get_all_jobs():
        pass
    spent = time.perf_counter() - before
    scheduler.shutdown()
    return count / spent


def done() -> None:
    """A job's work."""
    global ran  # noqa: PLW0603
    ran += 1
