"""The clock that web and worker share: the world's, and for rehearsals a shift that stands in the database."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.db import settings
from bot.db.engine import reading
from bot.ports import Clock

KEY = "clock_shift"
FRESH = timedelta(seconds=1)


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

    def shift(self) -> timedelta:
        """How far rehearsals have pushed the clock."""
        real = self.real()
        if self._read_at is None or not timedelta(0) <= real - self._read_at < FRESH:
            with reading(self.engine) as connection:
                self._shift = timedelta(seconds=float(settings.get(connection, KEY) or 0))
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
