"""Whether the process lives, and whether it can do its work."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from bot.db import settings as shared
from bot.db.engine import reading
from bot.db.migrate import config
from bot.db.tables import orders
from bot.ports import Clock
from bot.trust.checkpoints import Checkpoints

HEARTBEAT = "worker:heartbeat"
"""In the shared settings: when a worker last lived (ISO 8601, the world's time)."""

STALE = timedelta(seconds=60)


def beat(engine: Engine, clock: Clock) -> None:
    """A worker lives."""
    with engine.begin() as connection:
        shared.put(connection, HEARTBEAT, clock.real().isoformat())


def is_held(engine: Engine) -> bool:
    """Whether this is an older copy that nobody released yet."""
    with reading(engine) as connection:
        return shared.get(connection, shared.HELD) is not None


class Health:
    """For load balancers and for those who watch."""

    def __init__(self, engine: Engine, clock: Clock, checkpoints: Checkpoints | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.checkpoints = checkpoints

    def alive(self) -> dict[str, Any]:
        """The process answers; a shifted clock is told, since no real order may live in a rehearsal."""
        try:
            shift = round((self.clock.now() - self.clock.real()).total_seconds())
        except SQLAlchemyError:  # the shift stands in the database
            return {"ok": True}
        return {"ok": True} | ({"clock_shifted_by_seconds": shift} if shift else {}) | self.witnessed()

    def witnessed(self) -> dict[str, Any]:
        """Whether there is a checkpoint, and whether this is an older copy that waits for `relance release`."""
        if self.checkpoints is None:
            return {}
        with reading(self.engine) as connection:
            held = shared.get(connection, shared.HELD)
            alone = connection.execute(select(orders.c.id).limit(1)).first() is not None
        alone = alone and not self.checkpoints.path.is_file()
        there = {"warning": "no checkpoint of the histories"} if alone else {}
        return there | ({"held": int(held)} if held else {})

    def ready(self) -> dict[str, Any]:
        """Database, migrations, a worker that lives (null where none ever ran), and no older copy that is held."""
        found: dict[str, Any] = {"database": False, "migrations": False, "worker": None, "held": False}
        try:
            with reading(self.engine) as connection:
                found["database"] = True
                script = ScriptDirectory.from_config(config(connection))
                current = MigrationContext.configure(connection).get_current_heads()
                found["migrations"] = set(current) == set(script.get_heads())
                if found["migrations"]:
                    found["worker"] = self.worker(shared.get(connection, HEARTBEAT))
                    found["held"] = shared.get(connection, shared.HELD) is not None
        except SQLAlchemyError:
            pass
        ready = (
            found["database"] and found["migrations"] and found["worker"] is not False and not found["held"]
        )
        return {"ready": ready, **found}

    def worker(self, heartbeat: str | None) -> bool | None:
        """Whether a worker lived a moment ago."""
        if heartbeat is None:
            return None
        return self.clock.real() - datetime.fromisoformat(heartbeat).astimezone(UTC) < STALE
