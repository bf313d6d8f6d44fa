"""Whether the process lives, and whether it can do its work."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.db import settings as shared
from bot.db.engine import reading
from bot.db.migrate import config
from bot.ports import Clock

HEARTBEAT = "worker:heartbeat"
"""In the shared settings: when a worker last lived (ISO 8601, the world's time)."""

STALE = timedelta(seconds=60)


def beat(engine: Engine, clock: Clock) -> None:
    """A worker lives."""
    with engine.begin() as connection:
        shared.put(connection, HEARTBEAT, clock.real().isoformat())


class Health:
    """For load balancers and for those who watch."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    def alive(self) -> dict[str, Any]:
        """The process answers; a shifted clock is told, since no real order may live in a rehearsal."""
        try:
            shift = round((self.clock.now() - self.clock.real()).total_seconds())
        except SQLAlchemyError:  # the shift stands in the database
            return {"ok": True}
        return {"ok": True} | ({"clock_shifted_by_seconds": shift} if shift else {})

    def ready(self) -> dict[str, Any]:
        """Database, migrations, and a worker that lives; `worker` is null where none ever ran."""
        found: dict[str, Any] = {"database": False, "migrations": False, "worker": None}
        try:
            with reading(self.engine) as connection:
                found["database"] = True
                script = ScriptDirectory.from_config(config(connection))
                current = MigrationContext.configure(connection).get_current_heads()
                found["migrations"] = set(current) == set(script.get_heads())
                if found["migrations"]:
                    found["worker"] = self.worker(shared.get(connection, HEARTBEAT))
        except SQLAlchemyError:
            pass
        return {"ready": found["database"] and found["migrations"] and found["worker"] is not False, **found}

    def worker(self, heartbeat: str | None) -> bool | None:
        """Whether a worker lived a moment ago."""
        if heartbeat is None:
            return None
        return self.clock.real() - datetime.fromisoformat(heartbeat).astimezone(UTC) < STALE
