"""Hears that something was committed: by this process at once, by others within a second."""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)

CHANNEL = "relance"
PAUSE = 1.0
"""Seconds between two looks at SQLite's counter of commits, which costs nothing."""

GAP = 0.2
"""Seconds between two notifications of one process."""

SAFETY = 15.0
"""Seconds after which PostgreSQL is looked at without having notified: a notification is a hint, never a fact."""


class Watch:
    """A thread that calls `changed` after commits, once for those that came close together."""

    def __init__(self, engine: Engine, changed: Callable[[], None]) -> None:
        self.engine = engine
        self.changed = changed
        self.here = threading.Event()
        self.stopping = False
        self.ears: Ears = Postgres(engine) if engine.dialect.name == "postgresql" else Sqlite(engine)
        self.thread = threading.Thread(target=self.live, name="watch", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def committed(self) -> None:
        """Something was committed here. Cheap: a click waits for it."""
        self.here.set()

    def live(self) -> None:
        """The thread's whole life."""
        while not self.stopping:
            if self.heard() and not self.stopping:
                self.changed()
        self.ears.close()

    def heard(self) -> bool:
        """Wait a while; whether something was committed, here or elsewhere."""
        try:
            here = self.here.wait(self.ears.pause)
            self.here.clear()
            return self.ears.heard() or here
        except Exception:
            log.exception("watch_failed")
            self.ears.close()
            self.here.wait(PAUSE)
            return True

    def stop(self, seconds: float) -> None:
        self.stopping = True
        self.here.set()
        self.thread.join(seconds)


class Ears:
    """How other processes' commits are heard. `pause`: seconds between two looks."""

    pause = PAUSE

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.connection: Any = None

    def heard(self) -> bool:
        """Whether anybody committed since the last look."""
        raise NotImplementedError

    def close(self) -> None:
        """Give the connection up; the next look opens another."""
        if self.connection is not None:
            self.connection.invalidate()
            self.connection = None


class Sqlite(Ears):
    """`PRAGMA data_version` grows when another connection commits; it must be one and the same that asks."""

    last = 0

    def heard(self) -> bool:
        if self.connection is None:
            self.connection = self.engine.raw_connection()
        version = self.connection.driver_connection.execute("PRAGMA data_version").fetchone()[0]
        grown, self.last = bool(version != self.last), version
        return grown


class Postgres(Ears):
    """LISTEN on a connection of its own. What this thread misses, the safety look finds."""

    waited = 0.0

    def heard(self) -> bool:
        if self.connection is None:
            self.connection = self.engine.raw_connection()
            self.connection.driver_connection.autocommit = True
            self.connection.driver_connection.execute(f"LISTEN {CHANNEL}")
            return True
        self.waited += self.pause
        told = any(True for _ in self.connection.driver_connection.notifies(timeout=0, stop_after=1))
        if told or self.waited >= SAFETY:
            self.waited = 0.0
            return True
        return False


def notifier(engine: Engine) -> Callable[[], None] | None:
    """What has other processes told of a commit, beside whoever made it; SQLite needs nobody to."""
    if engine.dialect.name != "postgresql":
        return None
    news = threading.Event()
    threading.Thread(target=tell, args=(engine, news), name="notifier", daemon=True).start()
    return news.set


def tell(engine: Engine, news: threading.Event) -> None:
    """The thread's whole life: commits that come close together are told once, as each telling is a commit too."""
    rest = threading.Event()
    while news.wait():
        news.clear()
        notify(engine)
        rest.wait(GAP)


def notify(engine: Engine) -> None:
    """Whoever listens looks. A hint: where it does not get through, they look by themselves soon after."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
            connection.commit()
    except SQLAlchemyError:
        log.warning("not_notified")
