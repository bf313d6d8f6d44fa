"""Transitions a second in one process on PostgreSQL, beside raw psycopg that sends the same statements."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from benchmarks.database import Server, postgresql
from benchmarks.row import Row
from bot.db.engine import open_engine
from rules.words import Action, State
from tests.factories import BUYER, SELLER, Store

AT_LEAST = 0.75
WARM = 20
"""Orders that come before the measured ones."""

RAW = "raw"

Sent = tuple[str, Any, bool]
"""A statement, what it carries, and whether once for each of several; an empty one is a commit."""


def rows(*, quick: bool = False) -> Iterator[Row]:
    """Deliveries: a real transition, with its history, its row and its messages."""
    count = WARM + (60 if quick else 300)
    with postgresql() as server:
        first = server.database("first")
        store = opened(first)
        for who in (SELLER, BUYER):
            store.person(who)
        ids = [store.order(State.IN_PROGRESS) for _ in range(count)]
        at = store.clock.at
        store.engine.dispose()
        ours, _ = (server.database(name, "first") for name in ("ours", RAW))
        sent = recorded(opened(first, at), ids)
        store = opened(ours, at)
        taken = [seconds_of(store, id) for id in ids][WARM:]
        store.engine.dispose()
        replayed = again(server, sent)[WARM:]
    ours_a_second, raw_a_second = (len(one) / sum(one) for one in (taken, replayed))
    yield Row("transition, one process", ours_a_second, AT_LEAST, raw_a_second, "a second", at_most=False)


def opened(url: str, at: Any = None) -> Store:
    store = Store(open_engine(url))
    store.clock.at = at or store.clock.at
    return store


def deliver(store: Store, id: str) -> None:
    store.do(id, SELLER, Action.DELIVER, work=("https://example.org/logo.svg",), complete=True)


def seconds_of(store: Store, id: str) -> float:
    before = time.perf_counter()
    deliver(store, id)
    return time.perf_counter() - before


def recorded(store: Store, ids: list[str]) -> list[list[Sent]]:
    """What each delivery sends to the database."""
    told: list[list[Sent]] = []
    listen(store.engine, told)
    for id in ids:
        told.append([])
        deliver(store, id)
    store.engine.dispose()
    return told


def listen(engine: Engine, told: list[list[Sent]]) -> None:
    def sent(_: Any, __: Any, statement: str, carried: Any, ___: Any, many: bool) -> None:  # noqa: FBT001 (SQLAlchemy's)
        told[-1].append((statement, carried, many))

    def committed(_: Any) -> None:
        told[-1].append(("", None, False))

    event.listen(engine, "before_cursor_execute", sent)
    event.listen(engine, "commit", committed)


def again(server: Server, told: list[list[Sent]]) -> list[float]:
    """Seconds that each list of statements takes, its answers read."""
    taken = []
    with psycopg.connect(server.raw(RAW)) as connection, connection.cursor() as cursor:
        for statements in told:
            before = time.perf_counter()
            for statement, carried, many in statements:
                if not statement:
                    connection.commit()
                    continue
                (cursor.executemany if many else cursor.execute)(statement, carried)
                if cursor.description is not None:
                    cursor.fetchall()
            taken.append(time.perf_counter() - before)
    return taken
