"""The clock that all processes share: the database's, and for rehearsals a shift that stands in it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.db import settings
from bot.db.engine import reading
from bot.ports import Clock, SystemClock

KEY = "clock_shift"
FRESH = timedelta(seconds=1)


def world(engine: Engine, offset: timedelta) -> Clock:
    """The time of the world: PostgreSQL's, whose machines may each think otherwise; on SQLite there is one machine."""
    return DatabaseClock(engine, offset) if engine.dialect.name == "postgresql" else SystemClock(offset)


class DatabaseClock:
    """The database's time when it was last asked, and what has passed here since (P9).

    It is a little slow, by the way that the answer took, and never fast: nothing happens too early. While the database
    is away it goes on by itself. `monotonic`: seconds that nobody sets.
    """

    def __init__(
        self, engine: Engine, offset: timedelta, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine = engine
        self.offset = offset
        self.monotonic = monotonic
        self._told: tuple[datetime, float] | None = None
        self._tried_at = 0.0
        self._asking = threading.Lock()

    def now(self) -> datetime:
        return self.real() + self.offset

    def real(self) -> datetime:
        """Asks at most once a second, one thread for all. Raises what the database does, if it never answered."""
        told = self._told
        if told is None:
            with self._asking:
                told = self._told or self.ask()
        elif self.monotonic() - self._tried_at >= FRESH.total_seconds() and self._asking.acquire(
            blocking=False
        ):
            try:
                told = self.ask()
            except SQLAlchemyError:
                pass  # the time that it told last still runs
            finally:
                self._asking.release()
        at, then = told
        return at + timedelta(seconds=self.monotonic() - then)

    def unasked(self) -> datetime:
        """The same, from what the database told last: for who must not wait for it."""
        if self._told is None:
            return self.real()
        at, then = self._told
        return at + timedelta(seconds=self.monotonic() - then)

    def ask(self) -> tuple[datetime, float]:
        """What the database's clock says, and when we heard it."""
        self._tried_at = self.monotonic()
        with reading(self.engine) as connection:
            at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        self._told = (at.astimezone(UTC), self.monotonic())
        return self._told


class StoredClock:
    """`base` with the shift that was last stored, which others see within a second."""

    def __init__(self, engine: Engine, base: Clock) -> None:
        self.engine = engine
        self.base = base
        self._shift = timedelta(0)
        self._read_at: datetime | None = None

    def now(self) -> datetime:
        """The moment that orders live in (UTC)."""
        return self.base.now() + self.shift()

    def real(self) -> datetime:
        """The world's own time (UTC)."""
        return self.base.real()

    def unasked(self) -> datetime:
        """The world's own time (UTC), without waiting for a database that may not answer."""
        return self.base.unasked() if isinstance(self.base, DatabaseClock) else self.base.real()

    def shift(self) -> timedelta:
        """How far rehearsals have pushed the clock; what we know of it, while the database is away."""
        real, read_at = self.real(), self._read_at
        if read_at is None or not timedelta(0) <= real - read_at < FRESH:
            try:
                with reading(self.engine) as connection:
                    self._shift = timedelta(seconds=float(settings.get(connection, KEY) or 0))
            except SQLAlchemyError:
                if read_at is None:
                    raise
            self._read_at = real
        return self._shift

    def push(self, by: timedelta) -> datetime:
        """Move time for everybody; the moment that it is now. ValueError for a step back: histories only go on."""
        if by < timedelta(0):
            raise ValueError("time goes forward only")
        with self.engine.begin() as connection:
            seconds = float(settings.get(connection, KEY) or 0) + by.total_seconds()
            settings.put(connection, KEY, repr(seconds))
        self._read_at = None
        return self.now()


def unasked(clock: Clock) -> Callable[[], datetime]:
    """A clock's real time, for a loop that serves everybody and must not wait for the database."""
    return clock.unasked if isinstance(clock, StoredClock) else clock.real
