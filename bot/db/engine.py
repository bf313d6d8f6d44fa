"""Opens the database: SQLite made safe for several writers, PostgreSQL as it is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.faults import StartError

ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
"""PostgreSQL behind a network that swallows everything is given up after some ten seconds (libpq's names)."""

READS = "relance_reads"

REST, SINCE = 1.0, "resting_since"
"""Seconds after which a connection is asked whether it is still there: under load that would be a third of all questions."""


def open_engine(
    url: str, *, pool: int = 10, overflow: int = 40, timeout: float = 2.0, durable: bool = True
) -> Engine:
    """An engine for this URL. `timeout`: seconds to wait for a connection or a lock; the folder of a file is made.

    `durable`: SQLite's commits survive a loss of power, which costs a flush each; without it, only the death of processes.
    """
    address = make_url(url)
    shared: dict[str, Any] = {
        "pool_size": pool,
        "max_overflow": overflow,
        "pool_timeout": timeout,
        "hide_parameters": True,
    }
    if address.get_backend_name() == "sqlite":
        return sqlite(address, timeout, shared, durable=durable)
    asked = {
        "options": f"-c lock_timeout={int(timeout * 1000)} -c timezone=UTC",
        "connect_timeout": 2,
        **ALIVE,
    }
    engine = create_engine(address, connect_args=asked, **shared)
    greeted(engine)
    return engine


def greeted(engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Who takes a connection that rested is sure that the server is still behind it. `monotonic`: seconds that nobody sets."""

    @event.listens_for(engine, "checkin")
    def rests(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: Any, record: ConnectionPoolEntry, proxy: Any) -> None:
        if monotonic() - record.info.get(SINCE, monotonic()) < REST:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone  # it and all that rest beside it are opened anew


def sqlite(address: URL, timeout: float, shared: dict[str, Any], *, durable: bool) -> Engine:
    """A file, or memory, whose transactions begin when we begin them: a writer waits for the one before it."""
    if address.database:
        make_folder(Path(address.database).parent)
    engine = create_engine(address, connect_args={"timeout": timeout}, **shared)
    pragmas = (
        "PRAGMA journal_mode = WAL",
        f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA recursive_triggers = ON",  # or REPLACE would delete history past its trigger
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver would begin at the first write only, and lose updates
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def make_folder(folder: Path) -> None:
    """So that a first start finds one. StartError, in one line, where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise StartError(f"DATABASE_URL: the folder {folder} cannot be made: {wrong.strerror}") from wrong


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads: it waits for no writer and keeps none waiting."""
    with engine.connect() as connection:
        yield connection.execution_options(**{READS: True})


def overwriting(connection: Connection) -> None:
    """What this connection deletes is overwritten in SQLite's file, not only let go. PostgreSQL's vacuum does its own."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def emptied(engine: Engine) -> None:
    """After an erasure: SQLite's log, which holds the pages as they were, is written back and cut off."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()  # no transaction: within one it would do nothing
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
