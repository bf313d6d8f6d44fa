"""Whatever somebody changes, takes out or adds by SQL shows: tried at random, the same each time (P12)."""

import os
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, and_, delete, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.db import tables
from bot.db.types import Instant
from bot.trust.checkpoints import Checkpoints
from bot.trust.verify import verify
from bot.trust.witness import attested
from rules.words import State
from tests.bot.trust.test_history import disarm
from tests.factories import COMEUP, Store
from tests.fakes import T0

TRIES = int(os.environ.get("TAMPERINGS", "300"))
WAKING = frozenset({"claimed_until", "attempts", "parked_at", "parked_reason", "told_at", "policy"})
"""What the worker notes for itself in an order's row: no part of the order, and so in no history."""

ATTESTED: dict[Table, frozenset[str]] = {
    table: frozenset(column.name for column in table.c) - WAKING
    for table in (tables.history, tables.orders, tables.texts)
}


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> tuple[Store, Checkpoints]:
    """Orders in every state, witnessed by a checkpoint, and the triggers gone."""
    for state in State:
        store.order(state)
    checkpoints = Checkpoints(store.engine, store.clock, tmp_path / "checkpoints", b"a key")
    checkpoints.write("due")
    disarm(store)
    return store, checkpoints


def another(column: Any, value: Any, chance: random.Random) -> Any:
    """A value of the same type that is not this one."""
    if value is None:
        return T0 if isinstance(column.type, Instant) else "x"
    match value:
        case datetime():
            return value + timedelta(microseconds=chance.randrange(1, 10**9))
        case int():
            return value + chance.choice((-1, 1, 7))
        case str() if value:
            at = chance.randrange(len(value))
            return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
    return "x"


def this(table: Table, row: Any) -> Any:
    return and_(*(column == row._mapping[column.name] for column in table.primary_key))


def tampered(connection: Connection, chance: random.Random) -> str:
    """One change; what it was."""
    table = chance.choice((tables.history, tables.history, tables.orders, tables.texts))
    rows = connection.execute(select(table)).all()
    row, other = chance.choice(rows), chance.choice(rows)
    match chance.choice(("change", "change", "change", "remove", "swap", "add")):
        case "remove":
            connection.execute(delete(table).where(this(table, row)))
            return f"{table.name}: a row is gone"
        case "swap" if table is tables.history and row.body != other.body:
            for one, two in ((row, other), (other, row)):
                connection.execute(update(table).where(this(table, one)).values(body=two.body, kind=two.kind))
            return "history: two bodies change places"
        case "add" if table is not tables.orders:
            new = row._asdict() | ({"seq": 999} if table is tables.history else {"id": "text_new"})
            connection.execute(insert(table), [new])
            return f"{table.name}: a row more"
    name = chance.choice(sorted(ATTESTED[table]))
    value = another(table.c[name], row._mapping[name], chance)
    connection.execute(update(table).where(this(table, row)).values({name: value}))
    return f"{table.name}.{name}: {row._mapping[name]!r} becomes {value!r}"


def test_each_of_many_tamperings_is_found(kept: tuple[Store, Checkpoints]) -> None:
    store, checkpoints = kept

    def lax(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = OFF")

    event.listen(store.engine, "connect", lax)
    store.engine.dispose()
    assert found(store, checkpoints) == []
    whole = {table: store.rows(table) for table in ATTESTED}
    missed = []
    for seed in range(TRIES):
        try:
            with store.engine.begin() as connection:
                what = tampered(connection, random.Random(seed))
        except IntegrityError:  # the database itself took it for impossible
            continue
        if not found(store, checkpoints):
            missed.append((seed, what))
        restore(store, whole)
        assert found(store, checkpoints) == []
    assert missed == []


def found(store: Store, checkpoints: Checkpoints) -> list[Any]:
    try:
        return [*verify(store.engine, COMEUP).faults, *attested(store.engine, checkpoints)[1]]
    except ValueError as unreadable:
        return [unreadable]


def restore(store: Store, whole: dict[Table, list[Any]]) -> None:
    with store.engine.begin() as connection:
        for table, rows in whole.items():
            connection.execute(delete(table))
            connection.execute(insert(table), [row._asdict() for row in rows])
